//! The agreement with a facility: its terms, its contact, its stage.

use sigap_access::{Access, Action, Place, Reading};
use sigap_kernel::{Ctx, FacilityId, Masked};
use sigap_store::Tx;

use super::{facility, may_at, put_changes};
use crate::checks::{self, TEXT_MAX};
use crate::store::facility as store;
use crate::{Facility, RegistryError, SealedContact, Stage, StageEvent, journal};

fn place(row: &str) -> Place<'_> {
    Place { table: "facility", row, field: "contact_sealed" }
}

/// The contact of an agreement, after the look was written down; empty when there is none or the person was erased.
pub(crate) async fn contact(access: &Access, ctx: &Ctx, of: &Facility) -> Result<Masked<String>, RegistryError> {
    may_at(ctx, Action::DecideAgreement, of)?;
    let Some(sealed) = &of.agreement.contact else { return Ok(Masked::default()) };
    let Some(key) = access.person_key(access.db(), sealed.person).await? else { return Ok(Masked::default()) };
    let contact = key.open(place(&of.id.to_string()), &sealed.sealed)?;
    access.record_reads(ctx, vec![Reading::of("facility", of.id, &["contact"], "agreement")]).await?;
    Ok(contact)
}

/// Changes the terms (in `changed`) and the contact in one write. The same again is no change and no conflict.
pub(crate) async fn save_terms(
    access: &Access,
    ctx: &Ctx,
    before: &Facility,
    changed: &Facility,
    new_contact: &Masked<String>,
) -> Result<(), RegistryError> {
    let same_contact = contact(access, ctx, before).await? == *new_contact;
    let changed = &changed.checked()?;
    if same_contact && *changed == (Facility { version: changed.version, ..before.clone() }) {
        return Ok(());
    }
    if before.version != changed.version {
        return Err(RegistryError::Changed);
    }
    let write = access.db().write(ctx, |tx| async move {
        let mut changed = changed.clone();
        if !same_contact {
            changed.agreement.contact = seal(access, &tx, before, new_contact).await?;
        }
        put_changes(&tx, vec![(before.clone(), changed)]).await.map(|_| ())
    });
    write.await
}

async fn seal(access: &Access, tx: &Tx, of: &Facility, contact: &Masked<String>) -> Result<Option<SealedContact>, RegistryError> {
    if contact.reveal().is_empty() {
        return Ok(None);
    }
    // Another contact may be another person: a key of its own, so that one can be erased without the other.
    let key = access.new_person(tx).await?;
    let sealed = key.seal(tx.ctx(), place(&of.id.to_string()), contact)?;
    Ok(Some(SealedContact { person: key.person(), sealed }))
}

/// Moves the agreement of a facility to the stage an event leads to, inside a write.
/// # Errors
/// [`RegistryError::Stage`] when the stage knows no such event; a missing reason; [`RegistryError::Changed`]; unknown; not
/// permitted; what the database says.
pub async fn move_stage(tx: &Tx, id: FacilityId, version: i64, event: StageEvent, reason: &str) -> Result<Stage, RegistryError> {
    let mut after = facility(tx, id).await?.ok_or(RegistryError::Unknown("facility"))?;
    may_at(tx.ctx(), Action::DecideAgreement, &after)?;
    let reason = checks::text(reason, TEXT_MAX).map_err(|wrong| RegistryError::field("reason", wrong))?;
    if event.needs_reason() && reason.is_empty() {
        return Err(RegistryError::field("reason", "field-required"));
    }
    let from = after.agreement.stage;
    after.agreement.stage = from.after(event)?;
    after.version += 1;
    if after.version != version + 1 || !store::put(tx, std::slice::from_ref(&after)).await? {
        return Err(RegistryError::Changed);
    }
    tx.record(journal::stage_moved(id, from, after.agreement.stage, event, &reason));
    Ok(after.agreement.stage)
}
