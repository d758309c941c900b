//! Enqueueing: a job row in the transaction that causes it, so that both are there or neither.

use std::collections::BTreeMap;

use sigap_kernel::{JobId, UtcMs};
use sigap_store::{StoreError, Tx};

use crate::Job;
use crate::store::{self, NewRow};

/// Bytes of a payload: it names things, it does not carry them.
const PAYLOAD_BYTES_MAX: usize = 65_536;
/// Bytes of a key.
const KEY_BYTES_MAX: usize = 200;

/// A job to be done.
pub struct NewJob<'a, J: Job> {
    payload: &'a J::Payload,
    due_at: Option<UtcMs>,
    dedupe: Option<String>,
}

impl<'a, J: Job> NewJob<'a, J> {
    /// Due at once.
    #[must_use]
    pub const fn new(payload: &'a J::Payload) -> Self {
        Self { payload, due_at: None, dedupe: None }
    }

    /// Due at this instant.
    #[must_use]
    pub const fn due_at(mut self, at: UtcMs) -> Self {
        self.due_at = Some(at);
        self
    }

    /// At most one unfinished job of this kind with this key. Asking again while it waits gives it the newer payload and
    /// all its tries; asking again while it runs makes it run once more afterwards, so that no news is missed.
    #[must_use]
    pub fn dedupe(mut self, key: impl Into<String>) -> Self {
        self.dedupe = Some(key.into());
        self
    }

    fn row(self, tx: &Tx) -> Result<NewRow, StoreError> {
        let payload = serde_json::to_string(self.payload).map_err(|_| refused("payload", "it cannot be written as JSON"))?;
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(refused("payload", "it is too large: name things instead of carrying them"));
        }
        if self.dedupe.as_ref().is_some_and(|key| key.len() > KEY_BYTES_MAX) {
            return Err(refused("dedupe", "the key is too long"));
        }
        let due_at = self.due_at.unwrap_or(tx.now());
        Ok(NewRow { id: JobId::new(tx.ctx()), kind: J::KIND.to_owned(), payload, dedupe: self.dedupe, due_at })
    }
}

fn refused(column: &str, why: &str) -> StoreError {
    StoreError::Unreadable { column: format!("job.{column}"), why: why.to_owned() }
}

/// Writes a job into this transaction; it runs after the commit. Gives its id, or that of the unfinished one with its key.
///
/// # Errors
/// [`StoreError::Unreadable`] when payload or key is too large, otherwise what the database says.
pub async fn enqueue<J: Job>(tx: &Tx, job: NewJob<'_, J>) -> Result<JobId, StoreError> {
    let row = job.row(tx)?;
    store::insert(tx, &row).await
}

/// Ends the wait of the job with this key, also after a failed try: a person asks for it, who sees what becomes of it. Whether one waited.
///
/// # Errors
/// What the database says.
pub async fn bring_forward<J: Job>(tx: &Tx, key: &str) -> Result<bool, StoreError> {
    store::bring_forward(tx, J::KIND, key).await
}

/// Writes many jobs of one kind at once, for groups of reports. Of several with one key the last counts.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_all<J: Job>(tx: &Tx, jobs: impl IntoIterator<Item = NewJob<'_, J>> + Send) -> Result<(), StoreError> {
    let mut keyed = BTreeMap::new();
    let mut rows = Vec::new();
    for job in jobs {
        let row = job.row(tx)?;
        match &row.dedupe {
            // One statement may not meet the same row twice.
            Some(key) => drop(keyed.insert(key.clone(), row)),
            None => rows.push(row),
        }
    }
    // Sorted by key: two groups that touch the same keys take their locks in one order.
    rows.extend(keyed.into_values());
    store::insert_all(tx, &rows).await
}
