//! `Failure`: what a command could not do, and what to do next. It travels over the admin socket as it is.

use std::fmt;

use serde::{Deserialize, Serialize};
use sigap_access::{AccessError, KeyRingError};
use sigap_kernel::{FieldErrors, Lang};
use sigap_store::StoreError;
use sigap_web::Words;

/// How the program ends. The help of the program names them too.
pub mod exit {
    /// All went well.
    pub const WELL: u8 = 0;
    /// It could not be done.
    pub const FAILED: u8 = 1;
    /// The command line itself was wrong.
    pub const USAGE: u8 = 2;
    /// It was done, and found something a person has to look at.
    pub const FINDINGS: u8 = 3;
    /// Somebody else is using the folder, or the server cannot be reached.
    pub const BUSY: u8 = 4;
}

/// What could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What happened.
    pub what: String,
    /// What to do next; empty when the first sentence says it.
    pub next: String,
    /// The exit code.
    pub exit: u8,
}

impl Failure {
    /// A failure with what to do next.
    #[must_use]
    pub fn new(what: impl fmt::Display, next: impl fmt::Display) -> Self {
        Self { what: what.to_string(), next: next.to_string(), exit: exit::FAILED }
    }

    /// The same with another exit code.
    #[must_use]
    pub fn with_exit(mut self, exit: u8) -> Self {
        self.exit = exit;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if self.next.is_empty() { Ok(()) } else { write!(f, "\n→ {}", self.next) }
    }
}

impl std::error::Error for Failure {}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Failure>() {
            Ok(failure) => failure,
            Err(error) => Failure::new(format!("{error:#}"), ""),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let next = match &error {
            StoreError::Busy(_) => "try again in a moment",
            StoreError::DiskFull(_) | StoreError::Undone => "make room on the disk of the data folder, then try again",
            StoreError::Database(_) => "check the address of the database (--database-url) and that it is running",
            _ => "",
        };
        Failure::new(error, next)
    }
}

impl From<KeyRingError> for Failure {
    fn from(error: KeyRingError) -> Self {
        let next = match &error {
            KeyRingError::OtherDatabase(_) => {
                "name the server's own folder with --data, or bring its key ring back: sigap keyring import FILE --data DIR"
            }
            KeyRingError::Exists(_) => "a key ring is never overwritten: without it nothing sealed with it can be opened again",
            KeyRingError::WrongPassphrase => "try again with the passphrase that was given to sigap keyring export",
            _ => "",
        };
        Failure::new(error, next)
    }
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Store(error) => error.into(),
            AccessError::KeyRing(error) => error.into(),
            AccessError::Fields(errors) => errors.into(),
            other => Failure::new(other, ""),
        }
    }
}

impl From<FieldErrors> for Failure {
    fn from(errors: FieldErrors) -> Self {
        let words = Words::floor(Lang::En);
        let said: Vec<String> = errors.iter().map(|(field, message)| format!("{field}: {}", words.mistake(message))).collect();
        Failure::new(said.join("\n"), "mend what is named above and try again; --help shows an example")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_keeps_its_code_through_other_errors() {
        let failure = Failure::new("the folder is in use", "wait").with_exit(exit::BUSY);
        let passed = Failure::from(anyhow::Error::from(failure.clone()));
        assert_eq!(passed, failure);
        assert_eq!(failure.to_string(), "the folder is in use\n→ wait");
    }

    #[test]
    fn causes_are_told_with_what_they_caused() {
        let error = anyhow::anyhow!("no such file").context("the file x cannot be read");
        assert_eq!(Failure::from(error).what, "the file x cannot be read: no such file");
    }
}
