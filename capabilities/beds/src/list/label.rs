//! Whom a line is about: bed number and initials, sealed with a key of their own, opened for staff of the hospital alone. Each look is in the
//! reading log, a line and a person once a shift: an open list asks for itself every minute.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use sigap_access::{Access, AccessError, Action, DataKey, May as _, Place, Reading};
use sigap_kernel::{Ctx, Masked, PersonId, UserId, UtcMs};
use sigap_registry::Facility;
use sigap_store::Tx;

use super::model::{Plan, PlanId, SealedLabel};
use crate::board::place_of;

/// A look at the same line by the same person within this time is the same look.
const LOOK_COUNTS_MIN: i64 = 8 * 60;

fn place(row: &str) -> Place<'_> {
    Place { table: "bed_plan", row, field: "sealed" }
}

/// Looks that are in the reading log already, as far as this node knows. Losing them costs an entry more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looks(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    since: Option<UtcMs>,
    seen: HashSet<(UserId, PlanId)>,
}

impl Looks {
    /// Those of the lines that this person has not looked at since the shift began.
    fn new_ones(&self, user: UserId, plans: &[PlanId], now: UtcMs) -> Vec<PlanId> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = known.since.is_none_or(|since| now < since || now.age_s(since) >= LOOK_COUNTS_MIN * 60);
        if is_over {
            *known = Known { since: Some(now), seen: HashSet::new() };
        }
        plans.iter().copied().filter(|plan| !known.seen.contains(&(user, *plan))).collect()
    }

    fn logged(&self, user: UserId, plans: &[PlanId]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.seen.extend(plans.iter().map(|plan| (user, *plan)));
    }
}

/// Whether this visitor sees whom a line is about: staff of this hospital who may see patients.
pub(crate) fn may_see(ctx: &Ctx, facility: &Facility) -> bool {
    ctx.may(Action::ReadPerson, &place_of(facility)).is_ok() && ctx.may(Action::ReadPlan, &place_of(facility)).is_ok()
}

/// Seals a label inside the write that first keeps it; nothing when nothing was typed.
pub(crate) async fn seal(access: &Access, tx: &Tx, plan: PlanId, label: &Masked<String>) -> Result<Option<SealedLabel>, AccessError> {
    if label.reveal().is_empty() {
        return Ok(None);
    }
    let key = access.new_person(tx).await?;
    seal_with(&key, tx.ctx(), plan, label).map(Some)
}

fn seal_with(key: &DataKey, ctx: &Ctx, plan: PlanId, label: &Masked<String>) -> Result<SealedLabel, AccessError> {
    Ok(SealedLabel { person: key.person(), sealed: key.seal(ctx, place(&plan.to_string()), label)? })
}

/// The same label for another line about the same person; nothing when the person was erased.
pub(crate) async fn seal_again(access: &Access, tx: &Tx, from: &Plan, to: PlanId) -> Result<Option<SealedLabel>, AccessError> {
    let Some(label) = &from.label else { return Ok(None) };
    let Some(key) = access.person_key(tx, label.person).await? else { return Ok(None) };
    let plain = key.open(place(&from.id.to_string()), &label.sealed)?;
    seal_with(&key, tx.ctx(), to, &plain).map(Some)
}

/// Whether what was typed says nothing else than the label of a line. Nobody gets to see the label, so no look is written down.
pub(crate) async fn says_the_same(access: &Access, plan: &Plan, typed: &Masked<String>) -> Result<bool, AccessError> {
    let Some(label) = plan.label.as_ref().filter(|_| !typed.reveal().is_empty()) else { return Ok(typed.reveal().is_empty()) };
    let keys = access.person_keys(access.db(), &[label.person]).await?;
    let Some(key) = keys.get(&label.person) else { return Ok(false) };
    Ok(key.open(place(&plan.id.to_string()), &label.sealed)?.reveal() == typed.reveal())
}

/// The labels of these lines in clear, after the look was written down; none for whoever may not see them.
pub(crate) async fn open(
    access: &Access,
    looks: &Looks,
    ctx: &Ctx,
    facility: &Facility,
    plans: &[&Plan],
) -> Result<HashMap<PlanId, String>, AccessError> {
    let Some(user) = ctx.actor().user().filter(|_| may_see(ctx, facility)) else { return Ok(HashMap::new()) };
    let labelled: Vec<(&Plan, &SealedLabel)> = plans.iter().filter_map(|plan| Some((*plan, plan.label.as_ref()?))).collect();
    let persons: Vec<PersonId> = labelled.iter().map(|(_, label)| label.person).collect::<HashSet<_>>().into_iter().collect();
    let keys = access.person_keys(access.db(), &persons).await?;
    let ids: Vec<PlanId> = labelled.iter().filter(|(_, label)| keys.contains_key(&label.person)).map(|(plan, _)| plan.id).collect();
    let new = looks.new_ones(user, &ids, ctx.now());
    access.record_reads(ctx, new.iter().map(|plan| Reading::of("bed_plan", plan, &["label"], "bed-list")).collect()).await?;
    looks.logged(user, &new);
    let mut opened = HashMap::with_capacity(labelled.len());
    for (plan, label) in labelled {
        if let Some(key) = keys.get(&label.person) {
            opened.insert(plan.id, key.open(place(&plan.id.to_string()), &label.sealed)?.into_revealed());
        }
    }
    Ok(opened)
}
