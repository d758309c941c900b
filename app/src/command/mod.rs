//! The commands of the operator, as data: the same command runs in this process or in the running server, over its admin
//! socket. One file a family.

mod backup;
mod facility;
mod failure;
mod journal;
mod key;
mod keyring;
mod progress;
mod secret;
mod user;

use serde::{Deserialize, Serialize};

pub use backup::{BackUp, Restore};
pub use facility::{AddFacility, ImportFacilities};
pub use failure::{Failure, exit};
pub use journal::{ArchiveJournal, VerifyJournal, verify_file};
pub use key::{AddKey, ListKeys, SetKey};
pub use keyring::ExportKeyRing;
pub use progress::{Progress, Step};
pub use secret::Secret;
pub use user::{AddUser, GrantScope};

use crate::deployment::App;
pub use crate::deployment::Secrets;

/// One command with everything it needs: nothing is read from the operator's terminal or files later on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "command", content = "with", rename_all = "kebab-case")]
pub enum Command {
    /// Loads facilities from a file.
    FacilityImport(ImportFacilities),
    /// Adds one facility.
    FacilityAdd(AddFacility),
    /// Adds a key of a machine.
    KeyAdd(AddKey),
    /// Turns a key off or on.
    KeySet(SetKey),
    /// Lists the keys of a facility.
    KeyList(ListKeys),
    /// Adds a user.
    UserAdd(AddUser),
    /// Checks the journal.
    JournalVerify(VerifyJournal),
    /// Writes a closed month of the journal into a file.
    JournalArchive(ArchiveJournal),
    /// Writes a backup.
    Backup(BackUp),
    /// Brings a backup into an empty database.
    Restore(Restore),
    /// Takes the key ring to a safe place.
    KeyRingExport(ExportKeyRing),
}

/// What a command has to say when it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// For standard output: the result.
    pub out: String,
    /// For standard error: what a person should know beside it.
    #[serde(default)]
    pub note: String,
    /// The exit code: [`exit::WELL`] or [`exit::FINDINGS`].
    pub exit: u8,
}

impl Answer {
    /// All went well.
    #[must_use]
    pub fn well(out: impl Into<String>) -> Self {
        Self { out: out.into(), note: String::new(), exit: exit::WELL }
    }

    /// It was done and found something to look at.
    #[must_use]
    pub fn findings(out: impl Into<String>) -> Self {
        Self { out: out.into(), note: String::new(), exit: exit::FINDINGS }
    }

    /// The same answer with something a person should know beside it.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

impl Command {
    /// Whether the command touches secrets, so that the key ring has to be opened.
    #[must_use]
    pub const fn secrets(&self) -> Secrets {
        match self {
            Command::KeyAdd(_) | Command::KeySet(_) | Command::KeyList(_) | Command::UserAdd(_) | Command::KeyRingExport(_) => {
                Secrets::Opened
            }
            Command::FacilityImport(_)
            | Command::FacilityAdd(_)
            | Command::JournalVerify(_)
            | Command::JournalArchive(_)
            | Command::Backup(_)
            | Command::Restore(_) => Secrets::LeftAlone,
        }
    }

    /// The command's words, for the lock file and the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Command::FacilityImport(_) => "sigap facility import",
            Command::FacilityAdd(_) => "sigap facility add",
            Command::KeyAdd(_) => "sigap key add",
            Command::KeySet(_) => "sigap key enable or disable",
            Command::KeyList(_) => "sigap key list",
            Command::UserAdd(_) => "sigap user add",
            Command::JournalVerify(_) => "sigap journal verify",
            Command::JournalArchive(_) => "sigap journal archive",
            Command::Backup(_) => "sigap backup",
            Command::Restore(_) => "sigap restore",
            Command::KeyRingExport(_) => "sigap keyring export",
        }
    }
}

/// Runs a command on a deployment, here or in the server: the same code either way.
///
/// # Errors
/// What could not be done, and what to do next.
pub async fn execute(app: &App, command: Command, progress: &Progress) -> Result<Answer, Failure> {
    tracing::info!(command = command.name(), "command of the operator");
    match command {
        Command::FacilityImport(asked) => facility::import(app, asked, progress).await,
        Command::FacilityAdd(asked) => facility::add(app, asked).await,
        Command::KeyAdd(asked) => key::add(app, asked).await,
        Command::KeySet(asked) => key::set(app, asked).await,
        Command::KeyList(asked) => key::list(app, asked).await,
        Command::UserAdd(asked) => user::add(app, asked).await,
        Command::JournalVerify(asked) => journal::verify(app, asked, progress).await,
        Command::JournalArchive(asked) => journal::archive(app, asked, progress).await,
        Command::Backup(asked) => backup::write(app, asked, progress).await,
        Command::Restore(asked) => backup::restore(app, asked, progress).await,
        Command::KeyRingExport(asked) => keyring::export(app, &asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_back_as_sent_and_hides_its_secret() {
        let add = AddKey {
            facility: "0301R001".to_owned(),
            protocol: "aplicares".to_owned(),
            id: "1000".to_owned(),
            secret: Some(Secret::new("rahasia-kita")),
            note: String::new(),
        };
        let command = Command::KeyAdd(add);
        assert!(!format!("{command:?}").contains("rahasia"));
        let sent = serde_json::to_string(&command).unwrap();
        assert!(sent.starts_with("{\"command\":\"key-add\""), "{sent}");
        let Command::KeyAdd(read) = serde_json::from_str(&sent).unwrap() else { panic!("another command") };
        assert_eq!(read.secret.unwrap().reveal(), "rahasia-kita");
    }
}
