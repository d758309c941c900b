//! Use cases of limits: announce, prolong, end early, and what the clock does. Each records what it did; the reason stays out of the journal,
//! which never forgets.

use serde_json::json;
use sigap_access::{Action, May as _, Refused};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, UtcMs};
use sigap_registry::Facility;
use sigap_store::{Db, Entry, Lane, StoreError, Subject, Tx};
use thiserror::Error;

use super::LIMIT_KEPT_DAYS;
use super::model::{Change, Limit, LimitEvent, LimitId, LimitState, NewLimit};
use super::picture::LIMIT;
use super::store;
use crate::board::place_of;

/// Limits closed or thrown away in one transaction.
const AT_ONCE: i64 = 200;

/// A deed about a limit that did not happen.
#[derive(Debug, Error)]
pub(crate) enum LimitError {
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no such hospital, or it has no such limit.
    #[error("there is no such limit")]
    Unknown,
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// The hospital has announced the same already.
    #[error("the hospital has announced this already")]
    Already,
    /// Somebody else changed it in between, or it is over.
    #[error("somebody else changed it in between")]
    Overtaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) fn subject(id: LimitId) -> Subject {
    Subject::new(LIMIT, id)
}

fn entry(id: LimitId, kind: &'static str, body: serde_json::Value) -> Entry {
    Entry::new(subject(id), kind, 1, body)
}

async fn may(tx: &Tx, facility: FacilityId) -> Result<Facility, LimitError> {
    let found =
        sigap_registry::facility(tx, facility).await?.filter(|one| one.active && one.kind.is_hospital()).ok_or(LimitError::Unknown)?;
    tx.ctx().may(Action::AnnounceLimit, &place_of(&found))?;
    Ok(found)
}

const fn end_of(now: UtcMs, hours: u32) -> UtcMs {
    now.plus_min(hours as i64 * 60)
}

/// Announces a limit of a hospital.
pub(crate) async fn announce(db: &Db, ctx: &Ctx, facility: FacilityId, new: &NewLimit) -> Result<Limit, LimitError> {
    db.write(ctx, |tx| async move {
        may(&tx, facility).await?;
        // What is over by the clock is not in the way until the timer comes.
        ran_out(&tx, Some(facility)).await?;
        let (id, from) = (LimitId::new(tx.ctx()), tx.now());
        let until = end_of(from, new.hours);
        let limit =
            Limit { id, facility, version: 1, kind: new.kind, reason: new.reason.clone(), state: LimitState::Announced, from, until };
        if !store::add(&tx, &limit).await? {
            return Err(LimitError::Already);
        }
        tx.record(entry(id, "beds.limit_announced", json!({ "facility": facility, "kind": new.kind, "until": until })));
        Ok(limit)
    })
    .await
}

/// Prolongs a limit, or ends it early.
pub(crate) async fn change(db: &Db, ctx: &Ctx, facility: FacilityId, change: Change) -> Result<Limit, LimitError> {
    db.write(ctx, |tx| async move {
        may(&tx, facility).await?;
        let found = store::one(&tx, facility, change.limit).await?.ok_or(LimitError::Unknown)?;
        if found.version != change.version || !found.holds(tx.now()) {
            return Err(LimitError::Overtaken);
        }
        let event = if change.hours.is_some() { LimitEvent::Prolonged } else { LimitEvent::Ended };
        let state = found.state.after(event).ok_or(LimitError::Overtaken)?;
        let until = change.hours.map_or(found.until, |hours| end_of(tx.now(), hours));
        if event == LimitEvent::Prolonged && until <= found.until {
            let mut errors = FieldErrors::new();
            errors.add("hours", "limit-not-longer");
            return Err(errors.into());
        }
        let next = Limit { state, until, ..found };
        let ended_at = (event == LimitEvent::Ended).then(|| tx.now());
        if !store::change(&tx, &next, ended_at).await? {
            return Err(LimitError::Overtaken);
        }
        tx.record(match event {
            LimitEvent::Prolonged => {
                entry(next.id, "beds.limit_prolonged", json!({ "facility": facility, "kind": next.kind, "until": until }))
            }
            _ => entry(next.id, "beds.limit_ended", json!({ "facility": facility, "kind": next.kind })),
        });
        Ok(Limit { version: next.version + 1, ..next })
    })
    .await
}

/// Closes what is over by the clock; gives how many.
async fn ran_out(tx: &Tx, facility: Option<FacilityId>) -> Result<u64, StoreError> {
    let Some(over) = LimitState::Announced.after(LimitEvent::TimeOver) else { return Ok(0) };
    let closed = store::close_overdue(tx, facility, over, AT_ONCE).await?;
    for (id, facility) in &closed {
        tx.record(entry(*id, "beds.limit_ran_out", json!({ "facility": facility })));
    }
    Ok(closed.len() as u64)
}

/// Closes limits whose time is over; gives how many.
pub(crate) async fn close_overdue(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let mut closed = 0;
    while store::has_overdue(db, ctx.now()).await? {
        closed += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let count = ran_out(&tx, None).await?;
                if count == 0 {
                    // Another node was faster.
                    tx.confirm(Subject::new(LIMIT, "all"));
                }
                Ok::<_, StoreError>(count)
            })
            .await?;
    }
    Ok(closed)
}

/// Throws away limits that ended more than [`LIMIT_KEPT_DAYS`] ago; gives how many.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let before = ctx.now().plus_min(-LIMIT_KEPT_DAYS * 24 * 60);
    let mut gone = 0;
    while store::has_ended_before(db, before).await? {
        gone += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let rows = store::remove(&tx, before, AT_ONCE).await?;
                tx.record(Entry::new(Subject::new(LIMIT, "all"), "beds.limits_swept", 1, json!({ "count": rows })));
                Ok::<_, StoreError>(rows)
            })
            .await?;
    }
    Ok(gone)
}
