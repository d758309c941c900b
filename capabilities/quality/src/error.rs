//! What can go wrong in the room, and how a page says it.

use sigap_access::{AccessError, Refused, SealError};
use sigap_kernel::FieldErrors;
use sigap_registry::RegistryError;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

use crate::model::NotAllowed;

/// A deed of the room that did not happen.
#[derive(Debug, Error)]
pub enum QualityError {
    /// The actor may not do this there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such hospital, case or check, or it is not shown to this visitor.
    #[error("there is no such thing")]
    Unknown,
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else changed it in the meantime, or it does not follow from where it stands.
    #[error("it was changed in between")]
    Changed,
    /// Too many cases in a short time; seconds to wait.
    #[error("too many cases in a short time")]
    TooMany(u32),
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

impl From<NotAllowed> for QualityError {
    fn from(_: NotAllowed) -> Self {
        QualityError::Changed
    }
}

impl From<SealError> for QualityError {
    fn from(error: SealError) -> Self {
        QualityError::Access(error.into())
    }
}

impl From<QualityError> for PageError {
    fn from(error: QualityError) -> Self {
        match error {
            QualityError::Refused(_) => PageError::Refused,
            QualityError::Unknown => PageError::NotFound,
            QualityError::Invalid(errors) => PageError::Invalid(errors),
            QualityError::Changed => PageError::Conflict("case-changed"),
            QualityError::TooMany(seconds) => PageError::TooMany(seconds),
            QualityError::Access(error) => error.into(),
            QualityError::Registry(error) => error.into(),
            QualityError::Store(error) => error.into(),
        }
    }
}
