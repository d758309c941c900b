//! The stamp in the folder of a demo: which city it holds, and whether it is laid to the end.

use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::command::Failure;

const FILE: &str = "demo.json";

/// Which city a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::demo) struct Stamp {
    /// The seed of the city.
    pub(in crate::demo) seed: u64,
    /// Whether it was laid to the end.
    pub(in crate::demo) laid: bool,
}

impl Stamp {
    /// The stamp of a folder; one for a new city of this seed when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(in crate::demo) fn of(folder: &Path, seed: u64) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let unusable = |why: &dyn std::fmt::Display| {
            Failure::new(format!("{} cannot be read: {why}", path.display()), "name another folder: --data DIR")
        };
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unusable(&error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self { seed, laid: false }),
            Err(error) => Err(unusable(&error)),
        }
    }

    /// Puts the stamp into a folder, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(in crate::demo) fn put(self, folder: &Path) -> Result<(), Failure> {
        let (path, new) = (folder.join(FILE), folder.join("demo.json.new"));
        let bytes = serde_json::to_vec(&self).unwrap_or_default();
        std::fs::write(&new, bytes)
            .and_then(|()| std::fs::rename(&new, &path))
            .map_err(|error| Failure::new(format!("{} cannot be written: {error}", path.display()), "check the disk of the folder"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_the_seed_of_its_city() {
        let folder = tempfile::tempdir().unwrap();
        let fresh = Stamp::of(folder.path(), 7).unwrap();
        assert_eq!(fresh, Stamp { seed: 7, laid: false });
        Stamp { laid: true, ..fresh }.put(folder.path()).unwrap();
        assert_eq!(Stamp::of(folder.path(), 1).unwrap(), Stamp { seed: 7, laid: true });
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Stamp::of(folder.path(), 1).is_err());
    }
}
