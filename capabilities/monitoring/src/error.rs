//! What can go wrong in the room, and how a page says it.

use sigap_access::Refused;
use sigap_kernel::FieldErrors;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

/// A deed of the room that did not happen.
#[derive(Debug, Error)]
pub enum MonitoringError {
    /// The actor may not do this there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such hospital, month or report.
    #[error("there is no such thing")]
    Unknown,
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else told or closed it in the meantime.
    #[error("it was changed in between")]
    Changed,
    /// A document could not be made.
    #[error("a document could not be made: {0}")]
    Document(String),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MonitoringError> for PageError {
    fn from(error: MonitoringError) -> Self {
        match error {
            MonitoringError::Refused(_) => PageError::Refused,
            MonitoringError::Unknown => PageError::NotFound,
            MonitoringError::Invalid(errors) => PageError::Invalid(errors),
            MonitoringError::Changed => PageError::Conflict("figures-changed"),
            MonitoringError::Document(error) => PageError::internal(error),
            MonitoringError::Store(error) => error.into(),
        }
    }
}
