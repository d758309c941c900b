//! The address of a socket has to be short (about a hundred bytes); a data folder may lie deeper. A way round by the
//! descriptor of the folder keeps the address short.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};

/// Bytes an address of a socket may have on every system.
const ADDRESS_BYTES_MAX: usize = 100;

/// A short address for a file in a folder; the folder has to stay open while the address is used.
pub(super) struct ShortPath {
    path: PathBuf,
    _folder: Option<File>,
}

impl ShortPath {
    pub(super) fn of(folder: &Path, file: &str) -> io::Result<Self> {
        let path = folder.join(file);
        if path.as_os_str().len() <= ADDRESS_BYTES_MAX {
            return Ok(Self { path, _folder: None });
        }
        let open = File::open(folder)?;
        Ok(Self { path: PathBuf::from(format!("/proc/self/fd/{}/{file}", open.as_raw_fd())), _folder: Some(open) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
