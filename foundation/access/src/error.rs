//! `AccessError`: what can go wrong when someone asks to come in. Each has a message id; the sentences belong to the language files.

use std::sync::Arc;

use sigap_kernel::FieldErrors;
use sigap_store::StoreError;
use thiserror::Error;

use crate::{KeyRingError, Refused, SealError};

/// What can go wrong in this crate. `Display` is for the log and holds nothing about a person.
#[derive(Debug, Error)]
pub enum AccessError {
    /// The permissions table has no line for it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Mistakes in what was typed, by field.
    #[error("{0}")]
    Fields(#[from] FieldErrors),
    /// Unknown address, wrong password or disabled account: nobody is told which.
    #[error("wrong log-in")]
    LoginWrong,
    /// Too many failed log-ins: wait.
    #[error("too many failed log-ins, wait {retry_after_s} s")]
    LoginWait {
        /// Seconds until the next try is looked at.
        retry_after_s: i64,
    },
    /// The code of the second factor is wrong or was used before.
    #[error("wrong or used code")]
    CodeWrong,
    /// The log-in has ended, or is not at the stage this deed needs.
    #[error("the log-in has ended")]
    SessionGone,
    /// There is no such user, key or person.
    #[error("no such {0}")]
    Unknown(&'static str),
    /// Somebody else changed it in between.
    #[error("it was changed in between")]
    Changed,
    /// A sealed text cannot be opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The key ring cannot be used.
    #[error(transparent)]
    KeyRing(#[from] KeyRingError),
    /// Hashing a password failed: out of memory, or the program is closing.
    #[error("the password could not be hashed")]
    Hashing,
    /// The reading could not be logged, so nothing is shown.
    #[error("the reading log could not be written: {0}")]
    NotLogged(#[source] Arc<StoreError>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccessError {
    /// The message of the language files that says it to a person; arguments follow `?`.
    #[must_use]
    pub fn message_id(&self) -> String {
        match self {
            AccessError::Refused(_) => "refused".to_owned(),
            AccessError::Fields(_) => "fields-wrong".to_owned(),
            AccessError::LoginWrong => "login-wrong".to_owned(),
            AccessError::LoginWait { retry_after_s } => format!("login-wait?seconds={retry_after_s}"),
            AccessError::CodeWrong => "code-wrong".to_owned(),
            AccessError::SessionGone => "session-gone".to_owned(),
            AccessError::Unknown(what) => format!("unknown-{what}"),
            AccessError::Changed => "changed-in-between".to_owned(),
            AccessError::Seal(_) | AccessError::KeyRing(_) => "keyring-wrong".to_owned(),
            AccessError::Hashing | AccessError::NotLogged(_) | AccessError::Store(_) => "try-again".to_owned(),
        }
    }

    /// One mistake at one field.
    pub(crate) fn field(name: &str, message: impl Into<String>) -> Self {
        let mut errors = FieldErrors::new();
        errors.add(name, message);
        AccessError::Fields(errors)
    }
}

/// The mistakes that `look` adds, if any.
pub(crate) fn check(look: impl FnOnce(&mut FieldErrors)) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    look(&mut errors);
    errors.into_result(Some(()))
}
