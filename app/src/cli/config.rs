//! `sigap config …`

use std::path::{Path, PathBuf};

use sigap_kernel::Masked;

use super::show;
use crate::command::{Failure, exit};
use crate::config::{Config, process_environment};
use crate::gateways::trial::{self, Trial};

const CHECK_HELP: &str = "\
Examples:
  sigap config check --config /etc/sigap/sigap.toml
  SIGAP_SERVER_LISTEN=0.0.0.0:8080 sigap config check

Says every mistake at once, with its line. Ends with 3 when there is one.
A setting `section.key` can also be given as SIGAP_SECTION_KEY; the environment goes before the file.";

const SEND_HELP: &str = "\
Examples:
  sigap config send --mail petugas@rs.example --config /etc/sigap/sigap.toml
  sigap config send --webhook +6281200000000 --config /etc/sigap/sigap.toml

One test message goes out as reminders do. What the mail server or the gateway says stands on the screen.";

/// Look at the configuration
#[derive(Debug, clap::Subcommand)]
#[command(after_help = CHECK_HELP)]
pub(super) enum Deed {
    /// Check the configuration file and the environment
    #[command(after_help = CHECK_HELP)]
    Check(Check),
    /// Send one test message by the gateways that are set up for reminders
    #[command(after_help = SEND_HELP)]
    Send(Send),
}

#[derive(Debug, clap::Args)]
#[group(id = "way", required = true, multiple = false)]
pub(super) struct Ways {
    /// By mail, to this mailbox
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
    /// By the webhook for WhatsApp or SMS, to this number
    #[arg(long, value_name = "NUMBER")]
    webhook: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Send {
    #[command(flatten)]
    way: Ways,
    /// The configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "SIGAP_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The configuration file (TOML)
    #[arg(long, value_name = "FILE", env = "SIGAP_CONFIG")]
    config: Option<PathBuf>,
}

pub(super) async fn run(deed: &Deed) -> Result<u8, Failure> {
    match deed {
        Deed::Check(args) => check(args),
        Deed::Send(args) => send(args).await,
    }
}

fn read(file: Option<&Path>) -> Result<Config, Failure> {
    Config::load(file, &process_environment()).map_err(|problems| {
        show::out(&problems.0.iter().map(|problem| format!("{problem}\n")).collect::<String>());
        let count = problems.0.len();
        let what = if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") };
        Failure::new(format!("the configuration has {what}"), "mend the lines above").with_exit(exit::FINDINGS)
    })
}

async fn send(args: &Send) -> Result<u8, Failure> {
    let config = read(args.config.as_deref())?;
    let by_mail = args.way.mail.clone().map(|to| Trial::Mail(Masked::new(to)));
    let by_webhook = args.way.webhook.clone().map(|to| Trial::Webhook(Masked::new(to)));
    for trial in by_mail.iter().chain(&by_webhook) {
        trial::send(&config, trial).await?;
    }
    show::out("The message was taken.\n");
    Ok(exit::WELL)
}

fn check(args: &Check) -> Result<u8, Failure> {
    let config = read(args.config.as_deref())?;
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
