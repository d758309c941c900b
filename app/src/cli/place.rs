//! Which deployment a command is about: `--data`, `--database-url` and `--config`, the same for every command.

use std::path::PathBuf;

use sigap_kernel::Masked;

use crate::command::{Failure, exit};
use crate::config::{Config, is_postgres, process_environment};

/// Which deployment.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Place {
    /// The data folder: database (without --database-url), key ring, lock, admin socket
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// The PostgreSQL database, several servers between commas; SIGAP_DATA_DATABASE_URL keeps a password out of the list of processes
    #[arg(long, value_name = "URL", value_parser = postgres)]
    pub(super) database_url: Option<String>,
    /// The configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "SIGAP_CONFIG")]
    pub(super) config: Option<PathBuf>,
}

fn postgres(text: &str) -> Result<String, String> {
    if !is_postgres(text) {
        return Err("wants an address that begins with postgres://".to_owned());
    }
    sigap_store::check_address(text).map(|()| text.to_owned())
}

impl Place {
    /// The configuration: the file, then the environment, then what was typed.
    pub(super) fn config(&self) -> Result<Config, Failure> {
        let mut config = Config::load(self.config.as_deref(), &process_environment())
            .map_err(|problems| Failure::new(problems, "mend the settings; `sigap config check` looks at them again"))?;
        if let Some(folder) = &self.data {
            config.data.folder.clone_from(folder);
            config.data.is_folder_named = true;
        }
        if let Some(url) = &self.database_url {
            config.data.database_url = Some(Masked::new(url.clone()));
        }
        Ok(config)
    }

    /// The address of the database, when nothing but it says which deployment is meant.
    pub(super) fn url_alone(config: &Config) -> Option<&Masked<String>> {
        config.data.database_url.as_ref().filter(|_| !config.data.is_folder_named)
    }

    /// The configuration for a command on a deployment that is there already, or that was named.
    pub(super) fn config_of_existing(&self) -> Result<Config, Failure> {
        let config = self.config()?;
        if !config.data.is_folder_named && config.data.database_url.is_none() && !config.data.folder.exists() {
            let next = "name it with --data DIR or --database-url URL";
            return Err(Failure::new("which deployment?", next).with_exit(exit::USAGE));
        }
        Ok(config)
    }
}
