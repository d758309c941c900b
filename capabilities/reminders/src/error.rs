//! What can go wrong in the room, and how a page says it.

use sigap_access::{AccessError, Refused, SealError};
use sigap_kernel::FieldErrors;
use sigap_registry::RegistryError;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

/// A deed of the room that did not happen.
#[derive(Debug, Error)]
pub enum ReminderError {
    /// The actor may not do this there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such hospital or census.
    #[error("there is no such thing")]
    Unknown,
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else changed it in the meantime.
    #[error("it was changed in between")]
    Changed,
    /// Somebody else started a census that this person has not seen: its number.
    #[error("another census was started in between")]
    Another(i64),
    /// Log-in, keys, the reading log.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for ReminderError {
    fn from(error: SealError) -> Self {
        ReminderError::Access(error.into())
    }
}

impl From<ReminderError> for PageError {
    fn from(error: ReminderError) -> Self {
        match error {
            ReminderError::Refused(_) => PageError::Refused,
            ReminderError::Unknown => PageError::NotFound,
            ReminderError::Invalid(errors) => PageError::Invalid(errors),
            ReminderError::Changed | ReminderError::Another(_) => PageError::Conflict("changed-in-between"),
            ReminderError::Access(error) => error.into(),
            ReminderError::Registry(error) => error.into(),
            ReminderError::Store(error) => error.into(),
        }
    }
}
