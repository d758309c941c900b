//! `sigap user …`

use std::path::PathBuf;

use super::input::SecretSource;
use super::place::Place;
use super::reach;
use crate::command::{AddUser, Command, Failure, GrantScope, Secret};

const ADD_HELP: &str = "\
Examples:
  sigap user add --email admin@dinkes.example --role admin --data /var/lib/sigap      (draws a password and shows it once)
  sigap user add --email mawar@rs.example --role ward_nurse --facility 0301R001 --password-file first.txt --data /var/lib/sigap

Roles: ward_nurse, bed_manager, facility_admin (of a facility) · office, dispatcher, help_desk (of the city or a district) · admin.
What each may do: sigap permissions";

/// Say who works with Sigap
#[derive(Debug, clap::Subcommand)]
#[command(after_help = ADD_HELP)]
pub(super) enum Deed {
    /// Add a person who may log in
    #[command(after_help = ADD_HELP)]
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// The address the person logs in with
    #[arg(long, value_name = "E")]
    email: String,
    /// What the person is
    #[arg(long, value_name = "R")]
    role: String,
    /// The facility in which that holds, by its PPK code
    #[arg(long, value_name = "PPK", conflicts_with = "district")]
    facility: Option<String>,
    /// The district in which that holds, by its Kemendagri code
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    /// The person's name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A file that holds the first password
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    password_file: Option<PathBuf>,
    /// Read the first password from standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(deed: Deed) -> Result<u8, Failure> {
    let Deed::Add(args) = deed;
    let password = SecretSource { file: args.password_file, stdin: args.password_stdin, argument: None }.read("--password")?;
    let scope = match (args.facility, args.district) {
        (Some(ppk), _) => GrantScope::Facility(ppk),
        (None, Some(code)) => GrantScope::District(code),
        (None, None) => GrantScope::City,
    };
    let add = AddUser { email: Secret::new(args.email), name: args.name.map(Secret::new), role: args.role, scope, password };
    reach::run(&args.place, Command::UserAdd(add)).await
}
