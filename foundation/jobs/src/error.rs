//! What a run may end with when it did not succeed.

use std::fmt::Display;

use sigap_kernel::UtcMs;
use sigap_store::StoreError;
use thiserror::Error;

/// Why a run did not succeed. The text is kept with the job and goes to the log: never personal data, never a secret,
/// never the body of a request.
#[derive(Debug, Error)]
pub enum JobError {
    /// It may succeed later: the peer was away, the database was busy.
    #[error("{0}")]
    Again(String),
    /// It may succeed from this instant on: the peer said when it wants to be asked again.
    #[error("{why}")]
    AgainAt {
        /// When.
        at: UtcMs,
        /// Why not now.
        why: String,
    },
    /// It will never succeed: the peer refused it for good, or what it is about is gone.
    #[error("{0}")]
    Never(String),
}

impl JobError {
    /// It may succeed later.
    #[must_use]
    pub fn again(why: impl Display) -> Self {
        Self::Again(why.to_string())
    }

    /// It will never succeed.
    #[must_use]
    pub fn never(why: impl Display) -> Self {
        Self::Never(why.to_string())
    }
}

/// Storage heals: worth another try.
impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::again(error)
    }
}
