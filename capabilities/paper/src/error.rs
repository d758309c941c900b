//! What can go wrong in the room, and how a page says it.

use sigap_access::Refused;
use sigap_documents::DocumentError;
use sigap_kernel::FieldErrors;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

/// A deed of the room that did not happen.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The actor may not do this there.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such hospital, pad or sheet.
    #[error("there is no such thing")]
    Unknown,
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody else typed the sheet in meanwhile, with other lines.
    #[error("somebody else typed it in meanwhile")]
    Changed,
    /// It does not follow from where the sheet stands: a void one is not typed in, a typed one is not void.
    #[error("the sheet does not take this")]
    NotAllowed,
    /// The series of the hospital has no number left.
    #[error("the series of the hospital is used up")]
    UsedUp,
    /// The pages could not be made.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PaperError> for PageError {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::Refused(_) => PageError::Refused,
            PaperError::Unknown => PageError::NotFound,
            PaperError::Invalid(errors) => PageError::Invalid(errors),
            PaperError::Changed => PageError::Conflict("changed-in-between"),
            PaperError::NotAllowed => PageError::Conflict("changed-in-between"),
            PaperError::UsedUp => PageError::Conflict("changed-in-between"),
            PaperError::Document(error) => PageError::internal(error),
            PaperError::Store(error) => error.into(),
        }
    }
}
