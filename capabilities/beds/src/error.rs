//! What can go wrong in the room, and how a page says it.

use sigap_access::{AccessError, Refused};
use sigap_kernel::FieldErrors;
use sigap_registry::RegistryError;
use sigap_store::StoreError;
use sigap_web::PageError;
use thiserror::Error;

use crate::list::PlanNotAllowed;
use crate::promise::{NotNow, Suspension};

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
    /// There is no such promise.
    #[error("there is no such promise")]
    NoPromise,
    /// A promise in this state knows no such event.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// Somebody else moved the promise in the meantime.
    #[error("somebody else moved this promise in the meantime")]
    PromiseOvertaken,
    /// No bed of this ward is free to promise.
    #[error("no bed of this ward is free to promise")]
    WardFull,
    /// How many beds of this ward are free is not known, or too long ago.
    #[error("nobody knows how many beds of this ward are free")]
    NoNumber,
    /// Promises for planned care are suspended.
    #[error("promises for planned care are suspended")]
    Suspended(Suspension),
    /// Keys of persons, the reading log.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// There is no such line on this hospital's list.
    #[error("there is no such line on the list")]
    NoPlan,
    /// Somebody else changed the line in the meantime.
    #[error("somebody else changed the line in the meantime")]
    PlanChanged,
    /// A line in this state knows no such event.
    #[error(transparent)]
    PlanNotAllowed(#[from] PlanNotAllowed),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
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
            BedsError::NoPromise => PageError::NotFound,
            BedsError::NotNow(_) | BedsError::PromiseOvertaken | BedsError::Suspended(_) | BedsError::WardFull | BedsError::NoNumber => {
                PageError::Conflict("promise-overtaken")
            }
            BedsError::Access(error) => error.into(),
            BedsError::NoPlan => PageError::NotFound,
            BedsError::PlanChanged | BedsError::PlanNotAllowed(_) => PageError::Conflict("changed"),
            BedsError::Registry(error) => error.into(),
            BedsError::Store(error) => error.into(),
        }
    }
}
