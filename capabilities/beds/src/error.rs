//! What can go wrong in the room, and how a page says it.

use sigap_access::Refused;
use sigap_kernel::FieldErrors;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

/// A deed of the room that did not happen.
#[derive(Debug, Error)]
pub enum BedsError {
    /// The actor may not do this there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such ward, or it is closed.
    #[error("there is no such ward")]
    NoWard,
    /// A claim on no bed at all.
    #[error("a claim needs at least one bed")]
    NoBeds,
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else reported in the meantime.
    #[error("somebody else reported this ward in the meantime")]
    Overtaken,
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<BedsError> for PageError {
    fn from(error: BedsError) -> Self {
        match error {
            BedsError::Refused(_) => PageError::Refused,
            BedsError::NoWard => PageError::NotFound,
            BedsError::NoBeds => PageError::internal("a claim on no bed"),
            BedsError::Invalid(errors) => PageError::Invalid(errors),
            BedsError::Overtaken => PageError::Conflict("ward-overtaken"),
            BedsError::Store(error) => error.into(),
        }
    }
}
