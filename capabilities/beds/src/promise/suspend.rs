//! Promises for planned care can be suspended in the whole city while beds are scarce. It ends by itself; urgent ones go on.

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{FieldErrors, UtcMs};
use sigap_store::{Entry, Query, StoreError, Subject, Tx};

use super::{Suspension, store};
use crate::BedsError;

/// Hours a suspension lasts at most; it can be said anew.
pub(crate) const SUSPENDED_MAX_H: i64 = 72;
/// Letters of its reason.
pub(crate) const REASON_MAX: usize = 200;

fn subject() -> Subject {
    Subject::new("promises", "planned")
}

/// The suspension that holds at an instant.
///
/// # Errors
/// What the database says.
pub async fn suspension(q: &impl Query, now: UtcMs) -> Result<Option<Suspension>, StoreError> {
    store::suspension(q, now).await
}

/// Suspends promises for planned care until an instant; what was said before is replaced.
///
/// # Errors
/// [`BedsError::Refused`] without the permission; a missing reason, an end that has passed or is too far.
pub async fn suspend(tx: &Tx, reason: &str, until: UtcMs) -> Result<(), BedsError> {
    tx.ctx().may(Action::SuspendElective, &Where::City)?;
    let mut errors = FieldErrors::new();
    let reason = reason.trim();
    if reason.is_empty() {
        errors.add("reason", "field-required");
    } else if reason.chars().count() > REASON_MAX {
        errors.add("reason", format!("field-too-long?max={REASON_MAX}"));
    }
    if until <= tx.now() || until > tx.now().plus_min(SUSPENDED_MAX_H * 60) {
        errors.add("hours", format!("promise-suspend-hours?max={SUSPENDED_MAX_H}"));
    }
    errors.into_result(Some(()))?;
    store::end_suspensions(tx, tx.now()).await?;
    let one = Suspension { reason: reason.to_owned(), from: tx.now(), until };
    store::add_suspension(tx, &one).await?;
    tx.record(Entry::new(subject(), "promise.suspended", 1, json!({ "reason": reason, "until": until })));
    Ok(())
}

/// Ends the suspension before its time; `false` when there was none.
///
/// # Errors
/// [`BedsError::Refused`] without the permission.
pub async fn resume(tx: &Tx) -> Result<bool, BedsError> {
    tx.ctx().may(Action::SuspendElective, &Where::City)?;
    if store::end_suspensions(tx, tx.now()).await? == 0 {
        tx.confirm(subject());
        return Ok(false);
    }
    tx.record(Entry::new(subject(), "promise.resumed", 1, json!({})));
    Ok(true)
}
