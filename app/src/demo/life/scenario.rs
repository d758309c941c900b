//! What a trainer lets the invented city do: its usual days, a bad night, or nothing at all for a while. The word lies in the folder, so that
//! it can be changed while the city lives and is kept when it is started again.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sigap_kernel::coded_enum;

use crate::command::Failure;

/// The file in the folder of the city.
const FILE: &str = "scenario.txt";

coded_enum! {
    /// What the city does.
    pub enum Scenario {
        /// Its usual days.
        Usual = "usual",
        /// A bad night: more people than usual are ill, until it is taken back.
        Surge = "surge",
        /// Nobody comes and nobody leaves: time to explain.
        Pause = "pause",
    }
}

/// Where the word is read.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Script(PathBuf);

impl Script {
    /// The script of a folder.
    pub(in crate::demo) fn of(folder: &Path) -> Self {
        Self(folder.join(FILE))
    }

    /// What the city does now; its usual days when nothing was said, or nothing that can be read.
    pub(super) fn now(&self) -> Scenario {
        std::fs::read_to_string(&self.0).ok().and_then(|word| word.trim().parse().ok()).unwrap_or(Scenario::Usual)
    }

    /// Says what the city does from now on.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub(in crate::demo) fn put(&self, scenario: Scenario) -> Result<(), Failure> {
        std::fs::write(&self.0, scenario.code())
            .map_err(|error| Failure::new(format!("{} cannot be written: {error}", self.0.display()), "check the folder"))
    }

    /// Forgets what was said.
    ///
    /// # Errors
    /// When the file is there and cannot be removed.
    pub(in crate::demo) fn forget(&self) -> Result<(), Failure> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Failure::new(format!("{} cannot be removed: {error}", self.0.display()), "check the folder"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trainer_says_what_the_city_does_and_nonsense_is_a_usual_day() {
        let folder = tempfile::tempdir().unwrap();
        let script = Script::of(folder.path());
        assert_eq!(script.now(), Scenario::Usual);
        for &scenario in Scenario::ALL {
            script.put(scenario).unwrap();
            assert_eq!(script.now(), scenario);
        }
        std::fs::write(folder.path().join(FILE), [0xFF, 0xFE]).unwrap();
        assert_eq!(script.now(), Scenario::Usual);
        script.forget().unwrap();
        script.forget().unwrap();
        assert_eq!(script.now(), Scenario::Usual);
    }
}
