//! Reading, adding and changing wards.

use std::collections::HashMap;

use sigap_access::Action;
use sigap_kernel::{FacilityId, Pool, WardId};
use sigap_store::{Arg as _, Query, StoreError, Tx, args};

use super::{facilities_by_ids, facility, may_at};
use crate::checks::{self, NAME_MAX};
use crate::store::ward as store;
use crate::{NewWard, RegistryError, Ward, journal};

/// All wards, also those no longer in use, facility by facility. Fails as the database does, like all questions here.
pub async fn wards(q: &impl Query) -> Result<Vec<Ward>, StoreError> {
    store::all(q).await
}

/// The wards of a facility, also those no longer in use, by name.
pub async fn wards_of(q: &impl Query, facility: FacilityId) -> Result<Vec<Ward>, StoreError> {
    store::whose(q, "facility_id", args![facility]).await
}

/// These wards; those that do not exist are left out.
pub async fn wards_by_ids(q: &impl Query, ids: &[WardId]) -> Result<Vec<Ward>, StoreError> {
    store::whose(q, "ward_id", ids.iter().map(|id| id.arg()).collect()).await
}

/// One ward.
pub async fn ward(q: &impl Query, id: WardId) -> Result<Option<Ward>, StoreError> {
    Ok(wards_by_ids(q, &[id]).await?.into_iter().next())
}

/// Adds a ward inside a write and records it.
/// # Errors
/// [`RegistryError::WardTaken`] when a ward in use has the name and pool; unknown facility; not permitted; a name that
/// cannot be used; what the database says.
pub async fn add_ward(tx: &Tx, new: NewWard) -> Result<Ward, RegistryError> {
    let wards = add_wards(tx, vec![new]).await?;
    wards.into_iter().next().ok_or(RegistryError::Unknown("ward"))
}

/// By what two wards in use differ.
type Key = (FacilityId, String, Pool);

fn key(ward: &Ward) -> Key {
    (ward.facility, checks::key(&ward.name), ward.pool)
}

/// Adds many wards inside a write, set-based, one entry each.
/// # Errors
/// As [`add_ward`]; nothing of them is then kept, once the write ends.
pub async fn add_wards(tx: &Tx, new: Vec<NewWard>) -> Result<Vec<Ward>, RegistryError> {
    let mut ids: Vec<FacilityId> = new.iter().map(|ward| ward.facility).collect();
    ids.sort_unstable();
    ids.dedup();
    let facilities = facilities_by_ids(tx, &ids).await?;
    if facilities.len() < ids.len() {
        return Err(RegistryError::Unknown("facility"));
    }
    facilities.iter().try_for_each(|one| may_at(tx.ctx(), Action::EditWard, one))?;
    let in_use = store::whose(tx, "facility_id", ids.iter().map(|id| id.arg()).collect()).await?.into_iter().filter(|ward| ward.active);
    let mut in_use: HashMap<Key, WardId> = in_use.map(|ward| (key(&ward), ward.id)).collect();
    let mut wards = Vec::with_capacity(new.len());
    for NewWard { facility, name, pool, reported_by } in new {
        let ward = Ward { id: WardId::new(tx.ctx()), version: 1, facility, name: ward_name(&name)?, pool, active: true, reported_by };
        if let Some(other) = in_use.insert(key(&ward), ward.id) {
            return Err(RegistryError::WardTaken(other));
        }
        wards.push(ward);
    }
    if !store::put(tx, &wards).await? {
        return Err(RegistryError::Changed);
    }
    wards.iter().for_each(|ward| tx.record(journal::ward_added(ward)));
    Ok(wards)
}

fn ward_name(raw: &str) -> Result<String, RegistryError> {
    let name = checks::text(raw, NAME_MAX).map_err(|wrong| RegistryError::field("name", wrong))?;
    if name.is_empty() { Err(RegistryError::field("name", "field-required")) } else { Ok(name) }
}

/// Changes a ward inside a write, if it still is in the version it was read in (`changed.version`), and records it.
/// # Errors
/// [`RegistryError::Changed`]; [`RegistryError::WardTaken`]; unknown; not permitted; what the database says.
pub async fn change_ward(tx: &Tx, changed: Ward) -> Result<Ward, RegistryError> {
    let before = ward(tx, changed.id).await?.ok_or(RegistryError::Unknown("ward"))?;
    let place = facility(tx, before.facility).await?.ok_or(RegistryError::Unknown("facility"))?;
    may_at(tx.ctx(), Action::EditWard, &place)?;
    let mut after = Ward { name: ward_name(&changed.name)?, facility: before.facility, ..changed };
    if before.version != after.version {
        return Err(RegistryError::Changed);
    }
    let others = wards_of(tx, before.facility).await?;
    if let Some(other) = others.iter().find(|other| after.active && other.active && other.id != after.id && key(other) == key(&after)) {
        return Err(RegistryError::WardTaken(other.id));
    }
    after.version += 1;
    if !store::put(tx, std::slice::from_ref(&after)).await? {
        return Err(RegistryError::Changed);
    }
    tx.record(journal::ward_changed(&before, &after));
    Ok(after)
}

/// Takes a ward out of use inside a write; its id and its past stay. Doing it twice changes nothing more.
/// # Errors
/// Unknown; not permitted; what the database says.
pub async fn retire_ward(tx: &Tx, id: WardId) -> Result<Ward, RegistryError> {
    let before = ward(tx, id).await?.ok_or(RegistryError::Unknown("ward"))?;
    change_ward(tx, Ward { active: false, ..before }).await
}
