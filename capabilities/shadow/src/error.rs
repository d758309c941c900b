//! What can go wrong in the room, and how a page says it.

use sigap_access::Refused;
use sigap_kernel::FieldErrors;
use sigap_registry::RegistryError;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

/// A deed of the room that did not happen.
#[derive(Debug, Error)]
pub enum ShadowError {
    /// The actor may not do this there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such hospital.
    #[error("there is no such hospital")]
    Unknown,
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else changed it in the meantime.
    #[error("it was changed in between")]
    Changed,
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ShadowError> for PageError {
    fn from(error: ShadowError) -> Self {
        match error {
            ShadowError::Refused(_) => PageError::Refused,
            ShadowError::Unknown => PageError::NotFound,
            ShadowError::Invalid(errors) => PageError::Invalid(errors),
            ShadowError::Changed => PageError::Conflict("changed-in-between"),
            ShadowError::Registry(error) => error.into(),
            ShadowError::Store(error) => error.into(),
        }
    }
}
