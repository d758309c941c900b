//! Asking for a bed, or announcing somebody: may I → is it promised there → keep it, sealed → accept at once where the agreement says so.

use serde_json::json;
use sigap_access::{Action, May as _, ScopeFilter};
use sigap_kernel::{Ctx, FacilityId, FieldErrors};
use sigap_registry::Facility;
use sigap_store::{Entry, Tx};

use super::model::{AskPromise, Asked, Promise, PromiseId, Urgency, unpromised, until_of};
use super::state::{PromiseEvent, PromiseKind, PromiseState, Stand};
use super::{PromiseDesk, beds, patient, promise_subject, store, told};
use crate::BedsError;
use crate::board::place_of;

/// Asks for a bed inside a transaction, in the name of its context. Where no bed is promised, the patient is announced to the emergency room
/// instead, and the answer says why.
///
/// # Errors
/// [`BedsError::Refused`] without the permission; [`BedsError::NoPromise`] for a hospital that is not there; [`BedsError::Suspended`] for
/// planned care while that is suspended; [`BedsError::Invalid`] for a time that is too far, or planned care that nobody promises.
pub async fn ask(tx: &Tx, desk: &PromiseDesk, new: &AskPromise) -> Result<Asked, BedsError> {
    let facility = sigap_registry::facility(tx, new.facility).await?.filter(|one| one.active && one.kind.is_hospital());
    let facility = facility.ok_or(BedsError::NoPromise)?;
    tx.ctx().may(Action::AskPromise, &place_of(&facility))?;
    if let Some(there) = sent_before(tx, new.id).await? {
        tx.confirm(promise_subject(there.id));
        return Ok(there);
    }
    let mut asked = fresh(tx, desk, new, &facility).await?;
    let (key, sealed) = patient::seal(&desk.access, tx, asked.id, &new.patient).await?;
    (asked.person, asked.sealed) = (Some(key.person()), Some(sealed));
    if !store::add(tx, &asked).await? {
        // The same form, at this very instant.
        return Err(BedsError::PromiseOvertaken);
    }
    let body = json!({
        "facility": asked.facility, "pool": asked.pool.to_string(), "kind": asked.stand.kind, "urgency": asked.urgency, "agreed": asked.agreed,
        "eta": asked.eta_at, "until": asked.until, "unpromised": told(asked.unpromised),
    });
    tx.record(Entry::new(promise_subject(asked.id), "promise.asked", 1, body));
    if asked.stand.kind == PromiseKind::Promise && facility.agreement.accepts_promises_by_itself {
        accept_by_itself(tx, desk, &mut asked).await?;
    }
    Ok(Asked { id: asked.id, stand: asked.stand, unpromised: asked.unpromised })
}

/// What the same form made before; nothing of somebody else's is told.
async fn sent_before(tx: &Tx, id: Option<PromiseId>) -> Result<Option<Asked>, BedsError> {
    let Some(id) = id else { return Ok(None) };
    match store::of_id(tx, id).await? {
        Some(there) if there.asked_by == tx.ctx().actor().to_string() => {
            Ok(Some(Asked { id, stand: there.stand, unpromised: there.unpromised }))
        }
        Some(_) => Err(BedsError::PromiseOvertaken),
        None => Ok(None),
    }
}

/// The row that is to be kept, before anything personal is in it.
async fn fresh(tx: &Tx, desk: &PromiseDesk, new: &AskPromise, facility: &Facility) -> Result<Promise, BedsError> {
    let (rules, now) = (desk.rules(), tx.now());
    let wants_bed = new.wants == PromiseKind::Promise;
    let unpromised = unpromised(rules, facility, &new.pool, new.agreed).filter(|_| wants_bed);
    let kind = if wants_bed && unpromised.is_none() { PromiseKind::Promise } else { PromiseKind::Announcement };
    if new.urgency == Urgency::Planned {
        if let Some(suspension) = store::suspension(tx, now).await? {
            return Err(BedsError::Suspended(suspension));
        }
        // An emergency room is no way in for planned care.
        if kind == PromiseKind::Announcement {
            return Err(mistake("urgency", "promise-planned-unpromised".to_owned()));
        }
    }
    if new.eta_min > rules.eta_max_min {
        return Err(mistake("eta", format!("promise-eta-far?max={}", rules.eta_max_min)));
    }
    let (stand, eta_at) = (Stand::asked(kind), now.plus_min(i64::from(new.eta_min)));
    let by = tx.ctx().actor().to_string();
    Ok(Promise {
        id: new.id.unwrap_or_else(|| PromiseId::new(tx.ctx())),
        version: 1,
        facility: facility.id,
        ward: None,
        pool: new.pool,
        stand,
        urgency: new.urgency,
        agreed: new.agreed,
        unpromised,
        reason: None,
        asked_by: by.clone(),
        asked_from: asked_from(tx.ctx()),
        asked_at: now,
        eta_at,
        until: until_of(rules, stand, new.urgency, eta_at, now),
        unanswered_at: None,
        decided_by: None,
        decided_at: None,
        arrived_at: None,
        changed_by: by,
        changed_at: now,
        ended_at: None,
        claim: None,
        person: None,
        sealed: None,
    })
}

fn mistake(field: &str, message: String) -> BedsError {
    let mut errors = FieldErrors::new();
    errors.add(field, message);
    errors.into()
}

/// The hospital in whose name somebody asks: the one whose promises they decide. Dispatch asks in the name of none.
fn asked_from(ctx: &Ctx) -> Option<FacilityId> {
    match ctx.scope(Action::DecidePromise) {
        ScopeFilter::Only { facilities, .. } => facilities.first().copied(),
        _ => None,
    }
}

/// The agreement says yes for the hospital, as long as enough beds stay free; otherwise a person decides.
async fn accept_by_itself(tx: &Tx, desk: &PromiseDesk, asked: &mut Promise) -> Result<(), BedsError> {
    let stand = asked.stand.after(PromiseEvent::Accept)?;
    let until = until_of(desk.rules(), stand, asked.urgency, asked.eta_at, tx.now());
    let Some((ward, claim)) = beds::take_above_reserve(tx, &desk.rules, asked.facility, &asked.pool, until).await? else { return Ok(()) };
    (asked.stand, asked.until, asked.ward, asked.claim) = (stand, until, Some(ward), Some(claim));
    (asked.decided_at, asked.decided_by) = (Some(tx.now()), Some(BY_AGREEMENT.to_owned()));
    if !store::put(tx, asked).await? {
        return Err(BedsError::PromiseOvertaken);
    }
    tx.record(super::deed::moved(asked, PromiseEvent::Accept, PromiseState::Asked));
    Ok(())
}

/// Who decided when nobody had to.
pub(crate) const BY_AGREEMENT: &str = "system:agreement";
