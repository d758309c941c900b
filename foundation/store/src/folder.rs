//! The data folder and the lock that says who owns it: the command line never writes beside a running server.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt as _;
use thiserror::Error;

/// Somebody else owns the folder.
#[derive(Debug, Error)]
#[error("the folder {folder} is in use by a running Sigap ({owner})")]
pub struct FolderBusy {
    /// The folder.
    pub folder: String,
    /// What the owner wrote into the lock file.
    pub owner: String,
}

/// A data folder this process owns until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Creates the folder where needed and takes its lock; `owner` is written into the lock file for whoever comes second.
    ///
    /// # Errors
    /// An I/O error, or one whose source is [`FolderBusy`] when another process owns the folder.
    pub fn take(path: &Path, owner: &str) -> std::io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let mut lock = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path.join("sigap.lock"))?;
        if !lock.try_lock_exclusive()? {
            let mut owner = String::new();
            lock.read_to_string(&mut owner)?;
            return Err(std::io::Error::other(FolderBusy { folder: path.display().to_string(), owner: owner.trim().to_owned() }));
        }
        lock.set_len(0)?;
        lock.rewind()?;
        lock.write_all(owner.as_bytes())?;
        lock.sync_all()?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}
