//! A file that a command writes for the operator: never over another, for its owner's eyes alone, and at its place also when the
//! server wrote it into its own folder.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::command::{Failure, exit};

/// Where a file shall be.
pub(super) struct Written {
    /// Its path from the root of the file system.
    pub(super) file: PathBuf,
}

impl Written {
    /// A file that is not there yet; `what` it is, for the refusal.
    pub(super) fn at(path: &Path, what: &str) -> Result<Self, Failure> {
        let file = absolute(path)?;
        if file.exists() {
            return Err(Failure::new(
                format!("{} is there already", file.display()),
                format!("{what} is never overwritten: choose another name"),
            ));
        }
        Ok(Self { file })
    }

    /// Where it is written: a server may be forbidden to write anywhere but into its own folder; from there it is taken.
    pub(super) fn written_by(&self, server: Option<&Path>) -> Result<PathBuf, Failure> {
        match server {
            Some(folder) => Ok(absolute(folder)?.join(format!("written-{}.out", std::process::id()))),
            None => Ok(self.file.clone()),
        }
    }

    /// Takes it to its place.
    pub(super) fn take(&self, written: &Path) -> Result<(), Failure> {
        keep_private(written)?;
        move_file(written, &self.file)
    }
}

/// A path from the root of the file system.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::new(format!("{} is no path: {error}", path.display()), "").with_exit(exit::USAGE))
}

/// For its owner's eyes alone.
pub(super) fn keep_private(file: &Path) -> Result<(), Failure> {
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

/// What to say of a file that cannot be written.
pub(super) fn cannot_write(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", file.display()), "check the folder and the room on its disk")
}
