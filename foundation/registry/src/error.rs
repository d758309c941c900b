//! `RegistryError`: what can stand in the way of a deed here, and what a visitor is told of it.

use sigap_access::{AccessError, SealError};
use sigap_kernel::{FieldErrors, WardId};
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

use crate::StageNotAllowed;

/// What can stand in the way.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// There is no such facility, ward or draft.
    #[error("no such {0}")]
    Unknown(&'static str),
    /// Mistakes in what was sent, by field.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else changed it in the meantime.
    #[error("it was changed in the meantime")]
    Changed,
    /// The agreement is in a stage that knows no such event.
    #[error(transparent)]
    Stage(#[from] StageNotAllowed),
    /// The facility has a ward of this name and pool in use.
    #[error("the ward {0} has this name and pool")]
    WardTaken(WardId),
    /// Not permitted, or the key ring is in the way.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RegistryError {
    /// One mistake at one field.
    pub(crate) fn field(name: &str, wrong: impl Into<String>) -> Self {
        let mut errors = FieldErrors::new();
        errors.add(name, wrong);
        RegistryError::Invalid(errors)
    }
}

impl From<SealError> for RegistryError {
    fn from(error: SealError) -> Self {
        RegistryError::Access(error.into())
    }
}

impl From<RegistryError> for PageError {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Unknown(_) => PageError::NotFound,
            RegistryError::Invalid(errors) => PageError::Invalid(errors),
            RegistryError::Changed => PageError::Conflict("changed"),
            RegistryError::Stage(_) => PageError::Conflict("stage"),
            RegistryError::WardTaken(_) => PageError::Conflict("ward-taken"),
            RegistryError::Access(error) => error.into(),
            RegistryError::Store(error) => error.into(),
        }
    }
}
