//! `sigap backup` and `sigap restore`.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::place::Place;
use super::reach::{self, Reached};
use super::show::{self, Bar};
use crate::command::{BackUp, Command, Failure, Restore, Secrets, exit};

const BACKUP_HELP: &str = "\
Example:
  sigap backup /media/backup/sigap-2026-11-22.sigap --data /var/lib/sigap

It may run while the server runs. The key ring is not in it (sigap keyring export). A copy of the configuration file, when one is
named with --config, is put beside it.";

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
    let file = absolute(&args.file)?;
    if file.exists() {
        return Err(Failure::new(format!("{} is there already", file.display()), "a backup is never overwritten: choose another name"));
    }
    let config = args.place.config_of_existing()?;
    let folder = config.data.folder.clone();
    let bar = Bar::new();
    let reached = reach::reach(config, Secrets::LeftAlone, "sigap backup").await?;
    // A server may be forbidden to write anywhere but into its own folder: it writes there, and the file is moved.
    let written = match &reached {
        Reached::Here(..) => file.clone(),
        Reached::There(_) => absolute(&folder)?.join(format!("backup-{}.sigap", std::process::id())),
    };
    let answer = reached.run(Command::Backup(BackUp { file: written.clone() }), &bar.progress()).await;
    drop(bar);
    let answer = answer?;
    keep_private(&written)?;
    move_file(&written, &file)?;
    if let Some(config) = &args.place.config {
        copy_config(config, &file)?;
    }
    show::out(&format!("Backup written to {}.\n", file.display()));
    Ok(show::answer(&answer))
}

pub(super) async fn restore(args: RestoreArgs) -> Result<u8, Failure> {
    let file = absolute(&args.file)?;
    if !file.exists() {
        return Err(Failure::new(format!("there is no file {}", file.display()), "check the name"));
    }
    reach::run(&args.place, Command::Restore(Restore { file })).await
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::new(format!("{} is no path: {error}", path.display()), "").with_exit(exit::USAGE))
}

/// A backup holds everything but the key ring: it is for its owner's eyes alone.
fn keep_private(file: &Path) -> Result<(), Failure> {
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).map_err(|error| cannot_write(file, &error))
}

fn move_file(from: &Path, to: &Path) -> Result<(), Failure> {
    if from == to {
        return Ok(());
    }
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let copied = std::fs::copy(from, to).and_then(|_| std::fs::File::open(to)?.sync_all());
            copied.and_then(|()| std::fs::remove_file(from)).map_err(|error| cannot_write(to, &error))
        }
        moved => moved.map_err(|error| cannot_write(to, &error)),
    }
}

fn copy_config(config: &Path, backup: &Path) -> Result<(), Failure> {
    let beside = backup.with_extension("toml");
    std::fs::copy(config, &beside).map_err(|error| cannot_write(&beside, &error))?;
    keep_private(&beside)
}

fn cannot_write(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", file.display()), "check the folder and the room on its disk")
}
