//! What is done to a promise: may I → is it as I saw it → does its state know this → the bed behind it → store → record.

use serde_json::json;
use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, FieldErrors, UtcMs};
use sigap_registry::Facility;
use sigap_store::{Entry, Tx};

use super::model::{Act, Promise, PromiseId, Reason, Unpromised, Urgency, until_of};
use super::patient::is_asker;
use super::state::{PromiseEvent, PromiseKind, PromiseState, Stand};
use super::{PromiseDesk, beds, promise_subject, store, told};
use crate::BedsError;
use crate::board::place_of;
use crate::service::{end_claim, move_claim, note_claim};

/// Minutes a claim of a placed patient stays for the hospital's next report to include it; no report counts for longer.
const NOTED_STAYS_MIN: i64 = 24 * 60;

/// Does something to a promise inside a transaction, in the name of its context; gives how it stands then. The same again by the same person
/// changes nothing.
///
/// # Errors
/// [`BedsError::Refused`], [`BedsError::NoPromise`], [`BedsError::NotNow`]; [`BedsError::PromiseOvertaken`] when somebody else was faster;
/// [`BedsError::WardFull`] and [`BedsError::NoNumber`] of an acceptance; [`BedsError::Invalid`] for a missing ward or reason.
pub async fn act(tx: &Tx, desk: &PromiseDesk, id: PromiseId, act: &Act) -> Result<Promise, BedsError> {
    let before = store::held(tx, id).await?.ok_or(BedsError::NoPromise)?;
    let facility = sigap_registry::facility(tx, before.facility).await?.ok_or(BedsError::NoPromise)?;
    may(tx.ctx(), &before, &facility, act.event)?;
    // That a patient came or lies in the ward is a fact: it stands, whatever was changed meanwhile. A decision is taken on what was seen.
    let is_fact = matches!(act.event, PromiseEvent::Arrive | PromiseEvent::Place) && before.stand.knows(act.event);
    if before.version != act.version && !is_fact {
        return again(tx, before, act);
    }
    let stand = before.stand.after(act.event)?;
    if act.event == PromiseEvent::Accept
        && before.urgency == Urgency::Planned
        && let Some(suspension) = store::suspension(tx, tx.now()).await?
    {
        return Err(BedsError::Suspended(suspension));
    }
    let mut after = Promise { stand, ..before.clone() };
    stamp(tx, desk, &before, &mut after, act, &facility)?;
    bed(tx, desk, &before, &mut after, act).await?;
    if !store::put(tx, &after).await? {
        return Err(BedsError::PromiseOvertaken);
    }
    after.version += 1;
    tx.record(moved(&after, act.event, before.stand.state));
    Ok(after)
}

/// Whoever comes second: their own deed sent twice is done; anything else is told, and overwrites nothing.
fn again(tx: &Tx, before: Promise, act: &Act) -> Result<Promise, BedsError> {
    let led_here = PromiseState::ALL.iter().any(|&state| {
        let from = PromiseKind::ALL.iter().map(|&kind| Stand { kind, state });
        act.event != PromiseEvent::Retime && from.into_iter().any(|from| from.after(act.event) == Ok(before.stand))
    });
    if led_here && act.version == before.version - 1 && before.changed_by == tx.ctx().actor().to_string() {
        tx.confirm(promise_subject(before.id));
        return Ok(before);
    }
    Err(BedsError::PromiseOvertaken)
}

/// Who may do what: the hospital decides and receives, whoever asked goes and gives back, the clock ends.
fn may(ctx: &Ctx, promise: &Promise, facility: &Facility, event: PromiseEvent) -> Result<(), BedsError> {
    let place = place_of(facility);
    let asker = || is_asker(ctx, promise, facility) && ctx.may_somewhere(Action::AskPromise);
    match event {
        PromiseEvent::Accept | PromiseEvent::Refuse => ctx.may(Action::DecidePromise, &place)?,
        PromiseEvent::Release if asker() => {}
        PromiseEvent::Release => ctx.may(Action::DecidePromise, &place)?,
        PromiseEvent::Depart | PromiseEvent::Retime if asker() => {}
        PromiseEvent::Depart | PromiseEvent::Retime | PromiseEvent::Arrive | PromiseEvent::Place => {
            ctx.may(Action::ReceivePatient, &place)?;
        }
        PromiseEvent::Silence | PromiseEvent::Expire => ctx.may(Action::Administer, &sigap_access::Where::City)?,
    }
    Ok(())
}

/// Which events this person may do to it now: the buttons of a page.
pub(crate) fn open_to(ctx: &Ctx, promise: &Promise, facility: &Facility) -> Vec<PromiseEvent> {
    let by_clock = |event: &PromiseEvent| matches!(event, PromiseEvent::Silence | PromiseEvent::Expire);
    let all = PromiseEvent::ALL.iter().copied().filter(|event| !by_clock(event) && promise.stand.knows(*event));
    all.filter(|event| may(ctx, promise, facility, *event).is_ok()).collect()
}

/// Times, names and reasons of the new state.
fn stamp(tx: &Tx, desk: &PromiseDesk, before: &Promise, after: &mut Promise, act: &Act, facility: &Facility) -> Result<(), BedsError> {
    let (now, by, rules) = (tx.now(), tx.ctx().actor().to_string(), desk.rules());
    if matches!(act.event, PromiseEvent::Depart | PromiseEvent::Retime)
        && let Some(minutes) = act.eta_min
    {
        if minutes > rules.eta_max_min {
            return Err(mistake("eta", format!("promise-eta-far?max={}", rules.eta_max_min)));
        }
        after.eta_at = now.plus_min(i64::from(minutes));
    }
    match act.event {
        PromiseEvent::Accept => (after.decided_at, after.decided_by) = (Some(now), Some(by.clone())),
        PromiseEvent::Refuse => {
            after.reason = Some(reason(act, Reason::is_of_refusal)?);
            (after.decided_at, after.decided_by) = (Some(now), Some(by.clone()));
        }
        PromiseEvent::Release if is_asker(tx.ctx(), before, facility) => after.reason = Some(reason(act, Reason::is_of_asker)?),
        PromiseEvent::Release => after.reason = Some(reason(act, Reason::is_of_hospital)?),
        PromiseEvent::Silence => (after.unanswered_at, after.unpromised) = (Some(now), Some(Unpromised::Silence)),
        PromiseEvent::Depart if before.stand.kind != after.stand.kind => {
            let was_refused = before.stand.state == PromiseState::Refused;
            after.unpromised = Some(if was_refused { Unpromised::Refused } else { Unpromised::Left });
        }
        PromiseEvent::Expire if before.stand == Stand::asked(PromiseKind::Promise) => after.unanswered_at = Some(now),
        PromiseEvent::Arrive => after.arrived_at = Some(now),
        _ => {}
    }
    // A request keeps its time for an answer, however often the time of arrival moves.
    let waits_for_answer = after.stand == Stand::asked(PromiseKind::Promise);
    if !after.stand.state.is_over() && !waits_for_answer {
        after.until = until_of(rules, after.stand, after.urgency, after.eta_at, now);
    }
    after.ended_at = after.stand.state.is_over().then(|| before.ended_at.unwrap_or(now));
    (after.changed_at, after.changed_by) = (now, by);
    Ok(())
}

fn reason(act: &Act, fits: impl Fn(Reason) -> bool) -> Result<Reason, BedsError> {
    act.reason.filter(|reason| fits(*reason)).ok_or_else(|| mistake("reason", "promise-reason".to_owned()))
}

fn mistake(field: &str, message: String) -> BedsError {
    let mut errors = FieldErrors::new();
    errors.add(field, message);
    errors.into()
}

/// What the new state means for the bed. An announcement has none, whatever happens to it.
async fn bed(tx: &Tx, desk: &PromiseDesk, before: &Promise, after: &mut Promise, act: &Act) -> Result<(), BedsError> {
    let facility = after.facility;
    match act.event {
        PromiseEvent::Accept => {
            let ward = act.ward.ok_or_else(|| mistake("ward", "promise-ward".to_owned()))?;
            let ward = beds::ward_of(tx, facility, ward).await?;
            after.claim = Some(beds::take(tx, &desk.rules, &ward, after.until).await?);
            after.ward = Some(ward.id);
        }
        PromiseEvent::Arrive if after.stand.holds_bed() => {
            if let Some(ward) = after.ward {
                after.claim = Some(beds::arrived(tx, facility, ward, before.claim, after.until).await?);
            }
        }
        PromiseEvent::Depart | PromiseEvent::Retime if after.stand.holds_bed() => {
            if let Some(claim) = after.claim
                && !move_claim(tx, facility, claim, after.until).await?
            {
                // Its minute has passed: the bed may be somebody else's by now.
                return Err(BedsError::PromiseOvertaken);
            }
        }
        PromiseEvent::Place => place(tx, before, after, act).await?,
        PromiseEvent::Release | PromiseEvent::Expire => {
            if let Some(claim) = after.claim {
                end_claim(tx, facility, claim).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The hospital says that the patient lies in the ward, and has put them into its own system: its next report counts them.
async fn place(tx: &Tx, before: &Promise, after: &mut Promise, act: &Act) -> Result<(), BedsError> {
    if let Some(ward) = act.ward.filter(|ward| before.ward != Some(*ward)) {
        after.ward = Some(beds::ward_of(tx, after.facility, ward).await?.id);
    }
    let Some(claim) = after.claim else { return Ok(()) };
    if after.ward == before.ward {
        note_claim(tx, after.facility, claim, tx.now().plus_min(NOTED_STAYS_MIN)).await?;
        return Ok(());
    }
    // In another ward than the one that held a bed: that bed is free again, and the other ward's next report has the patient.
    let until = tx.now().plus_min(NOTED_STAYS_MIN);
    if let Some(ward) = after.ward {
        let moved = beds::arrived(tx, after.facility, ward, Some(claim), until).await?;
        note_claim(tx, after.facility, moved, until).await?;
        after.claim = Some(moved);
    }
    Ok(())
}

/// The entry of a move.
pub(super) fn moved(after: &Promise, event: PromiseEvent, from: PromiseState) -> Entry {
    let body = json!({
        "facility": after.facility, "event": event, "from": from, "to": after.stand.state, "kind": after.stand.kind, "ward": told(after.ward),
        "reason": told(after.reason), "unpromised": told(after.unpromised), "eta": after.eta_at, "until": after.until,
    });
    Entry::new(promise_subject(after.id), "promise.moved", 1, body)
}

/// The clock: what ran out by `now` goes on as its state says.
pub(super) async fn by_clock(tx: &Tx, desk: &PromiseDesk, id: PromiseId, now: UtcMs) -> Result<bool, BedsError> {
    let Some(there) = store::held(tx, id).await?.filter(|there| there.ended_at.is_none() && there.until <= now) else {
        // Somebody acted in the meantime, or another node was faster.
        tx.confirm(promise_subject(id));
        return Ok(false);
    };
    let unanswered = there.stand == Stand::asked(PromiseKind::Promise);
    let event = if unanswered && there.urgency == Urgency::Urgent { PromiseEvent::Silence } else { PromiseEvent::Expire };
    act(tx, desk, id, &Act::new(event, there.version)).await.map(|_| true)
}
