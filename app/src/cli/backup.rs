//! `sigap backup` and `sigap restore`.

use std::path::{Path, PathBuf};

use super::place::Place;
use super::reach;
use super::show::{self, Bar};
use super::written::{Written, absolute, cannot_write, keep_private};
use crate::command::{BackUp, Command, Failure, Restore, Secrets};

const BACKUP_HELP: &str = "\
Example:
  sigap backup /media/backup/sigap-2026-11-22.sigap --data /var/lib/sigap

It may run while the server runs. The key ring is not in it (sigap keyring export). A copy of the configuration file, when one is
named with --config, is put beside it, as FILE.toml.";

const RESTORE_HELP: &str = "\
Example:
  sigap restore /media/backup/sigap-2026-11-22.sigap --data /var/lib/sigap-new

Into a new folder or an empty database; from either engine to either. The journal is checked at the end.
Bring the key ring back (sigap keyring import) before the first start.";

/// Write the whole database into one file
#[derive(Debug, clap::Args)]
#[command(after_help = BACKUP_HELP)]
pub(super) struct BackupArgs {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Bring a backup back into an empty folder or database
#[derive(Debug, clap::Args)]
#[command(after_help = RESTORE_HELP)]
pub(super) struct RestoreArgs {
    /// The file to read
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn back_up(args: BackupArgs) -> Result<u8, Failure> {
    let wanted = Written::at(&args.file, "a backup")?;
    let settings = match &args.place.config {
        Some(config) => Some((config, Written::at(&beside(&wanted.file), "a copy of the settings")?)),
        None => None,
    };
    let bar = Bar::new();
    let reached = reach::reach(&args.place, Secrets::LeftAlone, "sigap backup").await?;
    let written = wanted.written_by(reached.folder_of_server())?;
    let answer = reached.run(Command::Backup(BackUp { file: written.clone() }), &bar.progress()).await;
    drop(bar);
    let answer = answer?;
    wanted.take(&written)?;
    if let Some((config, copy)) = settings {
        std::fs::copy(config, &copy.file).map_err(|error| cannot_write(&copy.file, &error))?;
        keep_private(&copy.file)?;
    }
    show::out(&format!("Backup written to {}.\n", wanted.file.display()));
    Ok(show::answer(&answer))
}

pub(super) async fn restore(args: RestoreArgs) -> Result<u8, Failure> {
    let file = absolute(&args.file)?;
    if !file.exists() {
        return Err(Failure::new(format!("there is no file {}", file.display()), "check the name"));
    }
    reach::run(&args.place, Command::Restore(Restore { file })).await
}

/// The name of a backup with `.toml` after it: never the name of the settings it is a copy of.
fn beside(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".toml");
    name.into()
}
