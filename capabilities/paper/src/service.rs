//! The use cases, each in the same order: may I, load, let the model decide, store, record. Here: what several of them need.

pub(crate) mod enter;
pub(crate) mod print;

use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId};
use sigap_registry::Facility;
use sigap_store::{Query, Subject, Tx};

use crate::PaperError;
use crate::model::SheetNumber;
use crate::store::{self, Sheet};

/// A hospital at which the actor may do this.
pub(crate) async fn hospital_for(q: &impl Query, ctx: &Ctx, action: Action, id: FacilityId) -> Result<Facility, PaperError> {
    let facility = sigap_registry::facility(q, id).await?;
    let place = facility.as_ref().map_or(Where::facility(id), place_of);
    ctx.may(action, &place)?;
    facility.filter(|one| one.kind.is_hospital()).ok_or(PaperError::Unknown)
}

/// A facility as permissions see it.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: Some(facility.district_code.clone()).filter(|code| !code.is_empty()) }
}

/// A sheet with its hospital, where the actor may do this.
pub(crate) async fn sheet_for(q: &impl Query, ctx: &Ctx, action: Action, number: SheetNumber) -> Result<(Sheet, Facility), PaperError> {
    let sheet = store::sheet(q, number).await?.ok_or(PaperError::Unknown)?;
    let facility = hospital_for(q, ctx, action, sheet.facility).await?;
    Ok((sheet, facility))
}

/// The same, held until the end of the transaction.
async fn held_sheet_for(tx: &Tx, action: Action, number: SheetNumber) -> Result<(Sheet, Facility), PaperError> {
    let sheet = store::held_sheet(tx, number).await?.ok_or(PaperError::Unknown)?;
    let facility = hospital_for(tx, tx.ctx(), action, sheet.facility).await?;
    Ok((sheet, facility))
}

/// A sheet in the journal.
pub(crate) fn sheet_subject(number: SheetNumber) -> Subject {
    Subject::new("paper", number)
}
