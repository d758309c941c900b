//! What people see of the jobs: figures for the metrics, what was given up, and the timers.

use sigap_kernel::{JobId, UtcMs};
use sigap_store::{Query, StoreError, Tx};

use crate::store;

/// Jobs given up that one page shows at most.
const GIVEN_UP_ROWS_MAX: u32 = 200;
/// Timers given: more than all rooms together have.
const TIMERS_MAX: u32 = 200;

/// How the work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Jobs that wait, due or not; without timers.
    pub waiting: i64,
    /// Jobs and rings under way on any node.
    pub running: i64,
    /// Jobs given up, as long as they are kept.
    pub given_up: i64,
    /// For how many seconds the oldest due job or timer has been due. Above a minute: no runner is there, or it is behind.
    pub due_age_s: i64,
}

/// How the work stands now.
///
/// # Errors
/// What the database says.
pub async fn figures(q: &impl Query, now: UtcMs) -> Result<Figures, StoreError> {
    store::figures(q, now).await
}

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Its id.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// After how many tries.
    pub tries: u32,
    /// Why the last one failed.
    pub why: String,
    /// When.
    pub at: UtcMs,
}

/// The jobs given up last, newest first.
///
/// # Errors
/// What the database says.
pub async fn given_up(q: &impl Query, limit: u32) -> Result<Vec<GivenUp>, StoreError> {
    store::given_up(q, limit.min(GIVEN_UP_ROWS_MAX)).await
}

/// A timer as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Its name.
    pub name: String,
    /// Whether it rings right now.
    pub is_ringing: bool,
    /// When it last rang to a good end; `None` when it never did.
    pub rang_at: Option<UtcMs>,
    /// When it rings next.
    pub due_at: UtcMs,
    /// Why the last ring did not succeed, while that has not been made good.
    pub why: Option<String>,
}

/// The timers of this deployment, by name.
///
/// # Errors
/// What the database says.
pub async fn timers(q: &impl Query) -> Result<Vec<Timer>, StoreError> {
    store::timers(q, TIMERS_MAX).await
}

/// Lets a job that was given up be tried again, with all its tries. `false` when it is not there or a newer one with its
/// key is under way. Whether the person may, and the journal entry, are the caller's.
///
/// # Errors
/// What the database says.
pub async fn try_again(tx: &Tx, id: JobId) -> Result<bool, StoreError> {
    store::try_again(tx, id).await
}
