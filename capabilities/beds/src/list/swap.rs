//! A room that changes from men to women, or back (*tukar kamar*): only while nobody lies in it, through the registry's own service and with
//! its journal, and only until it is taken back.

use sigap_access::{Action, May as _};
use sigap_availability::Term;
use sigap_kernel::{Sex, UtcMs};
use sigap_registry::{Facility, RegistryError, Ward};
use sigap_store::Tx;

use super::deed::mistake;
use super::model::Plan;
use crate::board::place_of;
use crate::picture::{FacilityBeds, WardBeds};
use crate::store;
use crate::{Beds, BedsError};

/// Whether whoever writes may change what a ward is.
pub(super) fn may(tx: &Tx, facility: &Facility) -> Result<(), BedsError> {
    Ok(tx.ctx().may(Action::EditWard, &place_of(facility))?)
}

/// The other one; a room for both has none.
pub(crate) const fn other(sex: Sex) -> Option<Sex> {
    match sex {
        Sex::Male => Some(Sex::Female),
        Sex::Female => Some(Sex::Male),
        Sex::Any => None,
    }
}

/// Patients in a ward as last reported, or `None` when nobody can say: no report, or one that no longer counts.
pub(crate) fn patients(beds: &Beds, ward: &WardBeds, now: UtcMs) -> Option<u32> {
    let standing = ward.standing(beds.rules(), now);
    let seen = ward.observation.filter(|_| standing.freshness.counts())?;
    let (capacity, free) = (seen.capacity?, seen.free?);
    let known = |term| if let Term::Known(beds) = term { beds } else { 0 };
    // What is being made ready or out of use is empty, too.
    let empty = free.saturating_add(known(seen.terms.cleaning)).saturating_add(known(seen.terms.blocked));
    Some(capacity.saturating_sub(empty))
}

/// Makes the room one for the other sex; gives for whom it was.
pub(super) async fn begin(beds: &Beds, tx: &Tx, one: &FacilityBeds, plan: &Plan) -> Result<Sex, BedsError> {
    let ward = empty(beds, tx, one, plan).await?;
    let was = ward.pool.sex;
    turn(tx, ward, other(was).ok_or_else(|| mistake("ward", "list-swap-any"))?).await?;
    Ok(was)
}

/// Makes the room again what it was; by then, too, it has to stand empty.
pub(super) async fn take_back(beds: &Beds, tx: &Tx, one: &FacilityBeds, plan: &Plan) -> Result<(), BedsError> {
    let ward = empty(beds, tx, one, plan).await?;
    match plan.was {
        Some(was) if was != ward.pool.sex => turn(tx, ward, was).await,
        // Somebody has made it so in the registry.
        _ => Ok(()),
    }
}

/// The room as the registry has it, when nobody lies in it.
async fn empty(beds: &Beds, tx: &Tx, one: &FacilityBeds, plan: &Plan) -> Result<Ward, BedsError> {
    let id = plan.ward.ok_or(BedsError::NoWard)?;
    let mut ward = one.ward(id).filter(|ward| ward.ward.active).ok_or(BedsError::NoWard)?.clone();
    // The table, not the picture: a report that came a moment ago decides.
    ward.observation = store::counts(tx, &[id]).await?.remove(&id).map(|count| count.observation);
    match patients(beds, &ward, tx.now()) {
        Some(0) => sigap_registry::ward(tx, id).await?.ok_or(BedsError::NoWard),
        Some(patients) => Err(mistake("ward", format!("list-swap-occupied?n={patients}"))),
        None => Err(mistake("ward", "list-swap-unknown")),
    }
}

async fn turn(tx: &Tx, mut ward: Ward, sex: Sex) -> Result<(), BedsError> {
    ward.pool.sex = sex;
    match sigap_registry::change_ward(tx, ward).await {
        Ok(_) => Ok(()),
        Err(RegistryError::WardTaken(_)) => Err(mistake("ward", "list-swap-taken")),
        Err(RegistryError::Changed) => Err(BedsError::PlanChanged),
        Err(error) => Err(BedsError::Registry(error)),
    }
}
