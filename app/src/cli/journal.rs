//! `sigap journal …`

use super::place::Place;
use super::reach;
use crate::command::{Command, Failure, VerifyJournal};

const VERIFY_HELP: &str = "\
Example:
  sigap journal verify --data /var/lib/sigap

Ends with 3 when the chain does not hold.";

/// Check the journal
#[derive(Debug, clap::Subcommand)]
#[command(after_help = VERIFY_HELP)]
pub(super) enum Deed {
    /// Check that no entry is missing or changed, and say where the chain ends
    #[command(after_help = VERIFY_HELP)]
    Verify(Place),
}

pub(super) async fn run(deed: Deed) -> Result<u8, Failure> {
    let Deed::Verify(place) = deed;
    reach::run(&place, Command::JournalVerify(VerifyJournal {})).await
}
