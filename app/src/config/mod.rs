//! The configuration of an installation: one TOML file, then the environment, then the command line. Each subject has a
//! small struct; all mistakes are reported together, each with its line and setting.

mod problem;
mod reader;
mod reminders;
mod subjects;

use std::path::Path;

pub use problem::{Problem, Problems, Spot};
pub use reader::{ConfigText, Environment, process_environment, variable_of};
pub(crate) use subjects::is_postgres;
pub use subjects::{Admin, Beds, City, Data, Intake, KeyRing, Listen, Log, Server, Tls, TlsFiles, Watch};

pub use reminders::{Mail, MailSecurity, Reminders, Webhook};

use reader::Reader;

/// Bytes a configuration file may have.
const FILE_BYTES_MAX: u64 = 1_000_000;

/// Everything that can be set. Without a file and without variables every setting has its default.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The city. `[city]`
    pub city: City,
    /// Where everything is kept. `[data]`
    pub data: Data,
    /// The keys that open what is sealed. `[keyring]`
    pub keyring: KeyRing,
    /// The pages and the API. `[server]`
    pub server: Server,
    /// TLS by the program itself. `[tls]`
    pub tls: Tls,
    /// What the operator alone may see. `[admin]`
    pub admin: Admin,
    /// What is written to the log. `[log]`
    pub log: Log,
    /// When the program raises its voice. `[watch]`
    pub watch: Watch,
    /// The number of beds. `[beds]`
    pub beds: Beds,
    /// What hospital systems may do. `[intake]`
    pub intake: Intake,
    /// When a hospital may leave its shadow. `[shadow]`
    pub shadow: sigap_shadow::ShadowRules,
    /// How hospitals are reminded that fell silent. `[reminders]`
    pub reminders: Reminders,
    /// Where it was read from, when there was a file.
    pub file: Option<std::path::PathBuf>,
}

impl Config {
    /// Reads a text and the variables.
    ///
    /// # Errors
    /// Every mistake, together.
    pub fn read(source: &ConfigText, environment: &Environment) -> Result<Self, Problems> {
        let mut reader = Reader::new(source, environment);
        let config = Self::read_subjects(&mut reader);
        let problems = reader.finish();
        if problems.is_empty() { Ok(config) } else { Err(Problems(problems)) }
    }

    fn read_subjects(reader: &mut Reader<'_>) -> Self {
        let config = Self::subjects(reader);
        let own = config.server.public_url.as_deref().unwrap_or_default();
        // What is passed on to oneself would go round for ever.
        if config.intake.calls.pass_on_to.iter().any(|address| address.is_at(own)) {
            reader.blame("intake.pass_on_to", "names this server itself (server.public_url)");
        }
        // A message without a link would leave its reader searching.
        if config.server.public_url.is_none() && config.reminders.sends() {
            reader.blame("reminders", "wants server.public_url too: messages carry links");
        }
        config
    }

    fn subjects(reader: &mut Reader<'_>) -> Self {
        Self {
            city: City::read(reader),
            data: Data::read(reader),
            keyring: KeyRing::read(reader),
            server: Server::read(reader),
            tls: Tls::read(reader),
            admin: Admin::read(reader),
            log: Log::read(reader),
            watch: Watch::read(reader),
            beds: Beds::read(reader),
            intake: Intake::read(reader),
            shadow: subjects::shadow(reader),
            reminders: Reminders::read(reader),
            file: None,
        }
    }

    /// Where the key ring is.
    #[must_use]
    pub fn key_ring_path(&self) -> std::path::PathBuf {
        self.keyring.path.clone().unwrap_or_else(|| self.data.folder.join("keyring.json"))
    }

    /// Reads a file, when one is named, and the variables.
    ///
    /// # Errors
    /// Every mistake, together; a file that cannot be read is one.
    pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Self, Problems> {
        let source = match file {
            Some(path) => read_text(path)?,
            None => ConfigText::default(),
        };
        Ok(Self { file: file.map(Path::to_owned), ..Self::read(&source, environment)? })
    }
}

fn read_text(path: &Path) -> Result<ConfigText, Problems> {
    let name = path.display().to_string();
    let text = match std::fs::metadata(path) {
        Ok(found) if found.len() > FILE_BYTES_MAX => Err(format!("is larger than {FILE_BYTES_MAX} bytes: this is not a configuration")),
        Ok(_) => std::fs::read_to_string(path).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match text {
        Ok(text) => Ok(ConfigText { name, text }),
        Err(what) => Err(Problems(vec![Problem { spot: Spot::File(name), field: String::new(), what }])),
    }
}

#[cfg(test)]
mod tests;
