//! The command line: one file a family. It reads what was typed, makes a [`crate::command::Command`] of it, has it run here or
//! by the running server, and shows the answer.

mod backup;
mod config;
mod demo;
mod docs;
mod facility;
mod input;
mod journal;
mod key;
mod keyring;
mod place;
mod reach;
mod serve;
mod show;
mod tls;
mod train;
mod user;
mod written;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::command::{Failure, exit};

const AFTER_HELP: &str = "\
Examples:
  sigap serve --data /var/lib/sigap --listen 127.0.0.1:8080
  sigap facility import facilities.csv --dry-run --data /var/lib/sigap
  sigap user add --email admin@dinkes.example --role admin --data /var/lib/sigap

While a server runs in the folder, commands go through it: nothing is ever written beside it.

Exit codes: 0 done · 1 could not be done · 2 wrong command line · 3 done, and found something to look at · 4 in use or out of reach";

/// The operations system of a city's health network.
#[derive(Debug, Parser)]
#[command(name = "sigap", version, about, after_help = AFTER_HELP, max_term_width = 120, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    Serve(serve::Args),
    Demo(demo::Args),
    Train(train::Args),
    #[command(subcommand)]
    Facility(facility::Deed),
    #[command(subcommand)]
    Key(key::Deed),
    #[command(subcommand)]
    User(user::Deed),
    #[command(subcommand)]
    Journal(journal::Deed),
    Backup(backup::BackupArgs),
    Restore(backup::RestoreArgs),
    #[command(subcommand)]
    Keyring(keyring::Deed),
    #[command(subcommand)]
    Tls(tls::Deed),
    #[command(subcommand)]
    Config(config::Deed),
    Permissions(docs::PermissionsArgs),
    Openapi(docs::OpenapiArgs),
}

/// Runs the program with the words it was started with.
#[must_use]
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(said) => {
            // Help goes to standard output and a mistake to standard error; a pipe that is closed early is nobody's mistake.
            let _ = said.print();
            return ExitCode::from(if said.use_stderr() { exit::USAGE } else { exit::WELL });
        }
    };
    let ended = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the program could not be started: {error}"), ""))
        .and_then(|runtime| runtime.block_on(done(cli.deed)));
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            show::note(&format!("sigap: {failure}"));
            ExitCode::from(failure.exit)
        }
    }
}

async fn done(deed: Deed) -> Result<u8, Failure> {
    match deed {
        Deed::Serve(args) => serve::run(args).await,
        Deed::Demo(args) => demo::run(args).await,
        Deed::Train(args) => train::run(args).await,
        Deed::Facility(deed) => facility::run(deed).await,
        Deed::Key(deed) => key::run(deed).await,
        Deed::User(deed) => user::run(deed).await,
        Deed::Journal(deed) => journal::run(deed).await,
        Deed::Backup(args) => backup::back_up(args).await,
        Deed::Restore(args) => backup::restore(args).await,
        Deed::Keyring(deed) => keyring::run(deed).await,
        Deed::Tls(deed) => tls::run(&deed),
        Deed::Config(deed) => config::run(&deed).await,
        Deed::Permissions(args) => docs::permissions(&args),
        Deed::Openapi(args) => docs::openapi(&args),
    }
}

/// Every command with its help, for the tests.
#[must_use]
pub fn tree() -> clap::Command {
    Cli::command()
}
