//! Reading, adding and changing facilities.

use std::collections::{BTreeSet, HashMap};

use sigap_access::Action;
use sigap_kernel::{Ctx, FacilityId, FieldErrors, ServiceId};
use sigap_store::{Db, Query, StoreError, Tx};

use super::{may_at, may_in_city};
use crate::store::facility as store;
use crate::{Facility, NewFacility, RegistryError, Stage, journal};

/// All facilities, by name: one statement, whatever their number. Fails as the database does, like all questions here.
pub async fn facilities(q: &impl Query) -> Result<Vec<Facility>, StoreError> {
    store::all(q).await
}

/// These facilities, by name; those that do not exist are left out.
pub async fn facilities_by_ids(q: &impl Query, ids: &[FacilityId]) -> Result<Vec<Facility>, StoreError> {
    store::by_ids(q, ids).await
}

/// One facility.
pub async fn facility(q: &impl Query, id: FacilityId) -> Result<Option<Facility>, StoreError> {
    Ok(facilities_by_ids(q, &[id]).await?.into_iter().next())
}

/// The facility with this BPJS code, in any spelling of its letters.
pub async fn facility_by_ppk(q: &impl Query, ppk: &str) -> Result<Option<Facility>, StoreError> {
    match store::codes_in_use(q, "ppk", &[&ppk.trim().to_uppercase()]).await?.first() {
        Some((_, id)) => facility(q, *id).await,
        None => Ok(None),
    }
}

/// The facilities with this code, of BPJS, of the ministry or of SATUSEHAT, in any spelling of its letters.
pub async fn facilities_by_code(q: &impl Query, code: &str) -> Result<Vec<Facility>, StoreError> {
    let (upper, lower) = (code.trim().to_uppercase(), code.trim().to_lowercase());
    let mut ids = BTreeSet::new();
    for (column, code) in [("ppk", &upper), ("kemenkes_code", &upper), ("satusehat_id", &lower)] {
        ids.extend(store::codes_in_use(q, column, &[code]).await?.into_iter().map(|(_, id)| id));
    }
    store::by_ids(q, &Vec::from_iter(ids)).await
}

/// Adds a facility inside a write and records it.
/// # Errors
/// Not permitted; mistakes by column, among them a code that is in use; what the database says.
pub async fn add_facility(tx: &Tx, new: NewFacility) -> Result<FacilityId, RegistryError> {
    let ids = add_facilities(tx, vec![new]).await?;
    ids.first().copied().ok_or(RegistryError::Unknown("facility"))
}

/// Adds many facilities inside a write, set-based, one entry each.
/// # Errors
/// As [`add_facility`]; nothing of them is then kept, once the write ends.
pub async fn add_facilities(tx: &Tx, new: Vec<NewFacility>) -> Result<Vec<FacilityId>, RegistryError> {
    may_in_city(tx.ctx(), Action::AddFacility)?;
    if new.iter().any(|one| one.agreement.stage != Stage::None) {
        may_in_city(tx.ctx(), Action::DecideAgreement)?;
    }
    let added: Result<Vec<_>, FieldErrors> =
        new.iter().map(|one| Ok(Facility { id: FacilityId::new(tx.ctx()), ..one.checked()? })).collect();
    let added = put(tx, added?).await?;
    added.iter().for_each(|one| tx.record(journal::facility_added(one)));
    Ok(added.iter().map(|one| one.id).collect())
}

/// Writes facilities in their next version, after a look at their codes.
async fn put(tx: &Tx, mut facilities: Vec<Facility>) -> Result<Vec<Facility>, RegistryError> {
    for one in &mut facilities {
        one.version += 1;
        for service in one.services.iter_mut().filter(|service| service.id.uuid().is_nil()) {
            service.id = ServiceId::new(tx.ctx());
        }
    }
    refuse_taken_codes(tx, &facilities).await?;
    if store::put(tx, &facilities).await? { Ok(facilities) } else { Err(RegistryError::Changed) }
}

/// Refuses codes that another facility has, in the database or among these.
async fn refuse_taken_codes(q: &impl Query, facilities: &[Facility]) -> Result<(), RegistryError> {
    let codes = |of: fn(&Facility) -> Option<&String>| facilities.iter().filter_map(move |one| Some((of(one)?.as_str(), one.id)));
    let mut errors = FieldErrors::new();
    for (column, codes) in [
        ("ppk", codes(|one| one.ppk.as_ref())),
        ("kemenkes_code", codes(|one| one.kemenkes_code.as_ref())),
        ("satusehat_id", codes(|one| one.satusehat_id.as_ref())),
    ] {
        let with_code = codes.clone().count();
        let own: HashMap<&str, FacilityId> = codes.collect();
        let used = store::codes_in_use(q, column, &own.keys().copied().collect::<Vec<_>>()).await?;
        if own.len() < with_code || used.iter().any(|(code, id)| own.get(code.as_str()) != Some(id)) {
            errors.add(column, "field-taken");
        }
    }
    Ok(errors.into_result(Some(()))?)
}

/// Changes a facility inside a write, if it still is in the version it was read in (`changed.version`), and records what
/// changed. The stage of its agreement stays: [`super::move_stage`] moves it.
/// # Errors
/// [`RegistryError::Changed`]; unknown; not permitted; mistakes by column; what the database says.
pub async fn change_facility(tx: &Tx, changed: Facility) -> Result<Facility, RegistryError> {
    let before = facility(tx, changed.id).await?.ok_or(RegistryError::Unknown("facility"))?;
    may_at(tx.ctx(), Action::EditFacility, &before)?;
    if changed.agreement != before.agreement {
        may_at(tx.ctx(), Action::DecideAgreement, &before)?;
    }
    if before.version != changed.version {
        return Err(RegistryError::Changed);
    }
    let after = put_changes(tx, vec![(before, changed)]).await?;
    after.into_iter().next().ok_or(RegistryError::Unknown("facility"))
}

/// Writes changed facilities over what was read, set-based, and records each. Asks no permission.
pub(crate) async fn put_changes(tx: &Tx, changes: Vec<(Facility, Facility)>) -> Result<Vec<Facility>, RegistryError> {
    let (before, mut changed): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
    for (before, changed) in before.iter().zip(&mut changed) {
        *changed = changed.checked()?;
        changed.agreement.stage = before.agreement.stage;
        for phone in &mut changed.phones {
            let known = before.phones.iter().find(|known| known.number == phone.number).and_then(|known| known.last_answered_at);
            phone.last_answered_at = phone.last_answered_at.max(known);
        }
    }
    let after = put(tx, changed).await?;
    before.iter().zip(&after).for_each(|(before, after)| tx.record(journal::facility_changed(before, after)));
    Ok(after)
}

/// Changes a facility in a write of its own. The same again is no change and no conflict.
pub(crate) async fn save_facility(db: &Db, ctx: &Ctx, before: &Facility, changed: &Facility) -> Result<(), RegistryError> {
    may_at(ctx, Action::EditFacility, before)?;
    let changed = &changed.checked()?;
    if *changed == (Facility { version: changed.version, ..before.clone() }) {
        return Ok(());
    }
    db.write(ctx, |tx| async move { change_facility(&tx, changed.clone()).await.map(|_| ()) }).await
}

/// Notes inside a write that somebody answered a phone of a facility just now.
/// # Errors
/// Unknown; not permitted; [`RegistryError::Changed`]; what the database says.
pub async fn phone_answered(tx: &Tx, id: FacilityId, number: &str) -> Result<(), RegistryError> {
    let mut one = facility(tx, id).await?.ok_or(RegistryError::Unknown("facility"))?;
    // Whoever calls hospitals for that is allowed no more than this.
    may_at(tx.ctx(), Action::CheckByPhone, &one).or_else(|_| may_at(tx.ctx(), Action::EditFacility, &one))?;
    if !one.phones.iter().any(|phone| phone.number == number) {
        return Err(RegistryError::Unknown("phone"));
    }
    one.phones.iter_mut().filter(|phone| phone.number == number).for_each(|phone| phone.last_answered_at = Some(tx.now()));
    if !store::put_phones(tx, id, one.version, &one.phones).await? {
        return Err(RegistryError::Changed);
    }
    tx.record(journal::phone_answered(id, number));
    Ok(())
}
