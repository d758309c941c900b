//! The deeds of the list: may I → is the line as it was seen → what does the state machine say → store → record. The numbers of wards are
//! nobody's business here: a plan is never a count.

use serde_json::json;
use sigap_access::{Access, Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, UtcMs, WardId};
use sigap_registry::Facility;
use sigap_store::{Entry, Subject, Tx};

use super::form::due;
use super::model::{CLEANING_USUAL_MIN, NewPlan, OPEN_MAX, Plan, PlanEvent, PlanId, PlanKind, PlanState};
use super::{label, store, swap};
use crate::board::place_of;
use crate::picture::FacilityBeds;
use crate::promise::told;
use crate::{Beds, BedsError};

/// What the journal and the feed call the list of a hospital.
pub(crate) const LIST: &str = "bed_list";

/// The subject of a hospital's list.
pub(crate) fn list_subject(facility: FacilityId) -> Subject {
    Subject::new(LIST, facility)
}

/// A tap on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tap {
    pub(crate) event: PlanEvent,
    /// The version that was seen.
    pub(crate) version: i64,
    /// The new hour of a line that is postponed: the hour itself, never a step, so that it can be sent twice.
    pub(crate) at: Option<UtcMs>,
}

pub(crate) fn may_edit(ctx: &Ctx, facility: &Facility) -> Result<(), BedsError> {
    Ok(ctx.may(Action::EditPlan, &place_of(facility))?)
}

/// Puts a line on the list as the line that a form was given for. The same form sent again, with a browser's Back, is the line it made;
/// changed and sent again it is another line.
pub(crate) async fn add_once(beds: &Beds, ctx: &Ctx, one: &FacilityBeds, id: Option<PlanId>, new: NewPlan) -> Result<Plan, BedsError> {
    may_edit(ctx, &one.facility)?;
    let there = match id {
        Some(id) => store::one(beds.floor().db(), new.facility, id).await?,
        None => None,
    };
    let Some(there) = there else { return add_as(beds, ctx, one, id, new).await };
    let is_the_same = there.ended_at.is_none() && new.says_the_same(&there);
    if is_the_same && label::says_the_same(beds.floor().access(), &there, &new.label).await? {
        return Ok(there);
    }
    add_as(beds, ctx, one, None, new).await
}

/// Puts a line on the list, in a write of its own.
#[cfg(test)]
pub(crate) async fn add(beds: &Beds, ctx: &Ctx, one: &FacilityBeds, new: NewPlan) -> Result<Plan, BedsError> {
    add_as(beds, ctx, one, None, new).await
}

async fn add_as(beds: &Beds, ctx: &Ctx, one: &FacilityBeds, id: Option<PlanId>, new: NewPlan) -> Result<Plan, BedsError> {
    may_edit(ctx, &one.facility)?;
    let (access, new) = (beds.floor().access(), &new);
    let write = beds.floor().db().write(ctx, |tx| async move {
        if new.kind == PlanKind::Swap {
            swap::may(&tx, &one.facility)?;
            refuse_swap(beds, &tx, one, new).await?;
        }
        plan_as(&tx, access, new, id).await
    });
    write.await
}

/// Puts a line on the list of a hospital inside a transaction. Whether its hour can be planned is the caller's to check; a swap is only noted
/// here and begins with a tap.
///
/// # Errors
/// [`BedsError::Refused`] without the permission; [`BedsError::NoWard`] when a ward is not one of this hospital's; a list that is full; what
/// the database says.
pub async fn plan(tx: &Tx, access: &Access, new: &NewPlan) -> Result<Plan, BedsError> {
    plan_as(tx, access, new, None).await
}

async fn plan_as(tx: &Tx, access: &Access, new: &NewPlan, id: Option<PlanId>) -> Result<Plan, BedsError> {
    let place = sigap_registry::facility(tx, new.facility).await?.as_ref().map_or(Where::facility(new.facility), place_of);
    tx.ctx().may(Action::EditPlan, &place)?;
    let named: Vec<WardId> = new.ward.into_iter().chain(new.to_ward).collect();
    let own = sigap_registry::wards_by_ids(tx, &named).await?.into_iter().filter(|ward| ward.facility == new.facility && ward.active);
    if own.count() < named.len() {
        return Err(BedsError::NoWard);
    }
    if store::count_open(tx, new.facility).await? >= OPEN_MAX {
        return Err(mistake("ward", format!("list-full?max={OPEN_MAX}")));
    }
    let id = id.unwrap_or_else(|| PlanId::new(tx.ctx()));
    let plan = Plan {
        id,
        facility: new.facility,
        version: 1,
        kind: new.kind,
        state: PlanState::first(new.kind),
        ward: new.ward,
        to_ward: new.to_ward,
        since: new.since,
        at: new.at,
        label: label::seal(access, tx, id, &new.label).await?,
        came_from: None,
        was: None,
        actor: tx.ctx().actor().to_string(),
        ended_at: None,
    };
    put(tx, &plan).await?;
    Ok(plan)
}

pub(super) fn mistake(field: &str, message: impl Into<String>) -> BedsError {
    let mut errors = FieldErrors::new();
    errors.add(field, message);
    BedsError::Invalid(errors)
}

/// A room is swapped by one line at a time, and only when by its hour nobody lies in it as far as the list knows.
async fn refuse_swap(beds: &Beds, tx: &Tx, one: &FacilityBeds, new: &NewPlan) -> Result<(), BedsError> {
    let ward = new.ward.and_then(|id| one.ward(id)).ok_or(BedsError::NoWard)?;
    let open = store::open_of(tx, new.facility).await?;
    let here = || open.iter().filter(|plan| plan.ward == new.ward);
    if here().any(|plan| plan.kind == PlanKind::Swap) {
        return Err(mistake("ward", "list-swap-twice"));
    }
    let leaving = here().filter(|plan| plan.kind.leaves_a_bed() && plan.at <= new.at && !plan.is_late(tx.now())).count();
    let patients = swap::patients(beds, ward, tx.now()).ok_or_else(|| mistake("ward", "list-swap-unknown"))?;
    let staying = patients.saturating_sub(u32::try_from(leaving).unwrap_or(u32::MAX));
    if staying == 0 { Ok(()) } else { Err(mistake("ward", format!("list-swap-staying?n={staying}"))) }
}

async fn put(tx: &Tx, plan: &Plan) -> Result<(), BedsError> {
    store::add(tx, plan).await?;
    let body = json!({
        "plan": plan.id, "kind": plan.kind, "state": plan.state, "ward": told(plan.ward), "to_ward": told(plan.to_ward), "at": plan.at,
        "came_from": told(plan.came_from),
    });
    tx.record(Entry::new(list_subject(plan.facility), "beds.plan_added", 1, body));
    Ok(())
}

/// What a tap on a line did: the line as it is now.
pub(crate) async fn tap(beds: &Beds, ctx: &Ctx, one: &FacilityBeds, id: PlanId, tap: Tap) -> Result<Plan, BedsError> {
    may_edit(ctx, &one.facility)?;
    let write = beds.floor().db().write(ctx, |tx| async move {
        let plan = store::one(&tx, one.facility.id, id).await?.ok_or(BedsError::NoPlan)?;
        if is_done_already(&plan, tap) {
            tx.confirm(list_subject(plan.facility));
            return Ok(plan);
        }
        if plan.version != tap.version {
            return Err(BedsError::PlanChanged);
        }
        moved(beds, &tx, one, plan, tap).await
    });
    write.await
}

/// The same tap again, by whoever: what was wanted is so, and nobody is told of a conflict.
fn is_done_already(plan: &Plan, tap: Tap) -> bool {
    match (tap.event, plan.state) {
        (PlanEvent::Finish, PlanState::Done) | (PlanEvent::Cancel, PlanState::Cancelled) => plan.version > tap.version,
        (PlanEvent::Start, PlanState::Running) => plan.kind == PlanKind::Swap && plan.version > tap.version,
        (PlanEvent::Postpone, PlanState::Planned | PlanState::Running) => tap.at == Some(plan.at) && plan.version > tap.version,
        _ => false,
    }
}

async fn moved(beds: &Beds, tx: &Tx, one: &FacilityBeds, before: Plan, tap: Tap) -> Result<Plan, BedsError> {
    let state = before.state.after(before.kind, tap.event)?;
    let mut plan = Plan { state, version: before.version + 1, actor: tx.ctx().actor().to_string(), ..before.clone() };
    if tap.event == PlanEvent::Postpone {
        plan.at = due(tap.at.ok_or_else(|| mistake("time", "list-time"))?, tx.now()).map_err(|wrong| mistake("time", wrong))?;
    }
    plan.ended_at = state.is_over().then(|| tx.now());
    match (plan.kind, tap.event, before.state) {
        (PlanKind::Swap, PlanEvent::Start, _) => plan.was = Some(swap::begin(beds, tx, one, &plan).await?),
        (PlanKind::Swap, PlanEvent::Cancel, PlanState::Running) => swap::take_back(beds, tx, one, &plan).await?,
        _ => {}
    }
    if !store::change(tx, &plan).await? {
        return Err(BedsError::PlanChanged);
    }
    let body = json!({ "plan": plan.id, "event": tap.event, "from": before.state, "to": state, "at": plan.at });
    tx.record(Entry::new(list_subject(plan.facility), "beds.plan_moved", 1, body));
    match tap.event {
        PlanEvent::Finish if plan.kind.leaves_a_bed() => clean_after(beds, tx, &plan).await?,
        PlanEvent::Reopen => end_what_it_began(tx, &plan).await?,
        _ => {}
    }
    Ok(plan)
}

/// Who leaves a bed leaves one to be cleaned.
async fn clean_after(beds: &Beds, tx: &Tx, left: &Plan) -> Result<(), BedsError> {
    let id = PlanId::new(tx.ctx());
    let plan = Plan {
        id,
        version: 1,
        kind: PlanKind::Cleaning,
        state: PlanState::first(PlanKind::Cleaning),
        to_ward: None,
        since: tx.now(),
        at: tx.now().plus_min(CLEANING_USUAL_MIN),
        label: label::seal_again(beds.floor().access(), tx, left, id).await?,
        came_from: Some(left.id),
        ended_at: None,
        ..left.clone()
    };
    put(tx, &plan).await
}

/// A mistaken end takes with it what began by it.
async fn end_what_it_began(tx: &Tx, reopened: &Plan) -> Result<(), BedsError> {
    for before in store::begun_by(tx, reopened.facility, reopened.id).await? {
        let plan = Plan { state: PlanState::Cancelled, version: before.version + 1, ended_at: Some(tx.now()), ..before.clone() };
        store::change(tx, &plan).await?;
        let body = json!({ "plan": plan.id, "event": PlanEvent::Cancel, "from": before.state, "to": plan.state, "at": plan.at });
        tx.record(Entry::new(list_subject(plan.facility), "beds.plan_moved", 1, body));
    }
    Ok(())
}
