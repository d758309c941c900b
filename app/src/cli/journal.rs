//! `sigap journal …`

use std::path::PathBuf;

use super::place::Place;
use super::reach;
use super::show::{self, Bar};
use super::written::Written;
use crate::command::{ArchiveJournal, Command, Failure, Secrets, VerifyJournal, verify_file};

const VERIFY_HELP: &str = "\
Examples:
  sigap journal verify --data /var/lib/sigap
  sigap journal verify --file journal-2026-10.jsonl

Ends with 3 when the chain does not hold. Closed months are held against the heads they were closed with.";

const ARCHIVE_HELP: &str = "\
Example:
  sigap journal archive 2026-10 journal-2026-10.jsonl --data /var/lib/sigap

One JSON object a line; docs/formats/journal.md says how anybody can check it. The month stays in the database.";

/// Check the journal, take closed months out
#[derive(Debug, clap::Subcommand)]
#[command(after_help = VERIFY_HELP)]
pub(super) enum Deed {
    /// Check that no entry is missing or changed, and say where the chain ends
    #[command(after_help = VERIFY_HELP)]
    Verify {
        /// Check an archived month instead: no database is needed
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Write a closed month into a file that anybody can check
    #[command(after_help = ARCHIVE_HELP)]
    Archive {
        /// The month (UTC), for example 2026-10
        #[arg(value_name = "MONTH")]
        segment: String,
        /// The file to write
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(deed: Deed) -> Result<u8, Failure> {
    match deed {
        Deed::Verify { file: Some(file), .. } => {
            let bar = Bar::new();
            let answer = verify_file(&file, &bar.progress());
            drop(bar);
            Ok(show::answer(&answer?))
        }
        Deed::Verify { file: None, place } => reach::run(&place, Command::JournalVerify(VerifyJournal {})).await,
        Deed::Archive { segment, file, place } => archive(segment, &file, &place).await,
    }
}

async fn archive(segment: String, file: &std::path::Path, place: &Place) -> Result<u8, Failure> {
    let wanted = Written::at(file, "an archive")?;
    let bar = Bar::new();
    let reached = reach::reach(place, Secrets::LeftAlone, "sigap journal archive").await?;
    let written = wanted.written_by(reached.folder_of_server())?;
    let command = Command::JournalArchive(ArchiveJournal { segment, file: written.clone() });
    let answer = reached.run(command, &bar.progress()).await;
    drop(bar);
    let answer = answer?;
    wanted.take(&written)?;
    Ok(show::answer(&answer))
}
