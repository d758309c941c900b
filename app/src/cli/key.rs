//! `sigap key …`

use std::path::PathBuf;

use super::input::SecretSource;
use super::place::Place;
use super::reach;
use crate::command::{AddKey, Command, Failure, ListKeys, SetKey};

const ADD_HELP: &str = "\
Examples:
  sigap key add --facility 0301R001 --protocol aplicares --id 1000 --secret-file secret.txt --data /var/lib/sigap
  sigap key add --facility 0301R001 --protocol aplicares --id 1000 --data /var/lib/sigap     (draws a secret and shows it once)
  sigap key add --facility 0301R001 --protocol fhir --id client-1 --data /var/lib/sigap       (client_id and client_secret for SATUSEHAT's FHIR)";

const SET_HELP: &str = "\
Example:
  sigap key disable --facility 0301R001 --protocol aplicares --id 1000 --data /var/lib/sigap";

const LIST_HELP: &str = "\
Example:
  sigap key list --facility 0301R001 --data /var/lib/sigap";

/// Say which hospital system may report for which facility
#[derive(Debug, clap::Subcommand)]
#[command(after_help = ADD_HELP)]
pub(super) enum Deed {
    /// Add a key for a hospital's system
    #[command(after_help = ADD_HELP)]
    Add(Add),
    /// Turn a key off: it no longer opens the door
    #[command(after_help = SET_HELP)]
    Disable(Which),
    /// Turn a key on again
    #[command(after_help = SET_HELP)]
    Enable(Which),
    /// List the keys of a facility, without their secrets
    #[command(after_help = LIST_HELP)]
    List(List),
}

/// A key of a facility.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// The facility, by its PPK code
    #[arg(long, value_name = "PPK")]
    facility: String,
    /// The protocol
    #[arg(long, value_name = "NAME")]
    protocol: String,
    /// What the system calls itself (cons id)
    #[arg(long, value_name = "ID")]
    id: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    #[command(flatten)]
    which: Which,
    /// The secret itself; seen by everyone who can list processes, so prefer the next two
    #[arg(long, value_name = "SECRET", group = "secret_source")]
    secret: Option<String>,
    /// A file that holds the secret
    #[arg(long, value_name = "FILE", group = "secret_source")]
    secret_file: Option<PathBuf>,
    /// Read the secret from standard input
    #[arg(long, group = "secret_source")]
    secret_stdin: bool,
    /// Who asked for it, where it is used
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// The facility, by its PPK code
    #[arg(long, value_name = "PPK")]
    facility: String,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(deed: Deed) -> Result<u8, Failure> {
    match deed {
        Deed::Add(args) => add(args).await,
        Deed::Disable(which) => set(which, false).await,
        Deed::Enable(which) => set(which, true).await,
        Deed::List(args) => reach::run(&args.place, Command::KeyList(ListKeys { facility: args.facility })).await,
    }
}

async fn add(args: Add) -> Result<u8, Failure> {
    let source = SecretSource { file: args.secret_file, stdin: args.secret_stdin, argument: args.secret };
    let secret = source.read("--secret")?;
    let Which { facility, protocol, id, place } = args.which;
    reach::run(&place, Command::KeyAdd(AddKey { facility, protocol, id, secret, note: args.note })).await
}

async fn set(which: Which, enabled: bool) -> Result<u8, Failure> {
    let Which { facility, protocol, id, place } = which;
    reach::run(&place, Command::KeySet(SetKey { facility, protocol, id, enabled })).await
}
