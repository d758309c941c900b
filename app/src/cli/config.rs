//! `sigap config …`

use std::path::PathBuf;

use super::show;
use crate::command::{Failure, exit};
use crate::config::{Config, process_environment};

const CHECK_HELP: &str = "\
Examples:
  sigap config check --config /etc/sigap/sigap.toml
  SIGAP_SERVER_LISTEN=0.0.0.0:8080 sigap config check

Says every mistake at once, with its line. Ends with 3 when there is one.
A setting `section.key` can also be given as SIGAP_SECTION_KEY; the environment goes before the file.";

/// Look at the configuration
#[derive(Debug, clap::Subcommand)]
#[command(after_help = CHECK_HELP)]
pub(super) enum Deed {
    /// Check the configuration file and the environment
    #[command(after_help = CHECK_HELP)]
    Check(Check),
}

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "SIGAP_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) fn run(deed: &Deed) -> Result<u8, Failure> {
    let Deed::Check(args) = deed;
    let config = match Config::load(args.config.as_deref(), &process_environment()) {
        Ok(config) => config,
        Err(problems) => {
            show::out(&problems.0.iter().map(|problem| format!("{problem}\n")).collect::<String>());
            let count = problems.0.len();
            let what = if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") };
            return Err(Failure::new(format!("the configuration has {what}"), "mend the lines above").with_exit(exit::FINDINGS));
        }
    };
    if let Some(files) = &config.tls.files {
        crate::tls::acceptor(files).map_err(|error| Failure::from(error).with_exit(exit::FINDINGS))?;
    }
    show::out(&summary(&config));
    Ok(exit::WELL)
}

fn summary(config: &Config) -> String {
    let scheme = if config.tls.files.is_some() { "https" } else { "http" };
    let engine = if config.data.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    let file = config.file.as_ref().map_or_else(|| "no file".to_owned(), |file| file.display().to_string());
    let admin = config.admin.listen.map_or_else(|| "nowhere".to_owned(), |listen| listen.to_string());
    format!(
        "The configuration can be used ({file}).\ncity     {} ({})\ndata     {} ({engine})\nkey ring {}\nlistens  {scheme}://{}\nadmin    {admin}\n",
        config.city.name,
        config.city.zone,
        config.data.folder.display(),
        config.key_ring_path().display(),
        config.server.listen,
    )
}
