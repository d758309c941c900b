//! Printing: numbers are given out once and written down with who took them; what is printed again says that it is a copy.

use serde_json::json;
use sigap_access::Action;
use sigap_kernel::{Ctx, FacilityId, FieldErrors, WardId};
use sigap_store::{Db, Entry, Subject, Tx};

use super::{held_sheet_for, hospital_for, sheet_subject};
use crate::PaperError;
use crate::model::{PadId, SHEETS_A_PAD_MAX, SheetNumber, SheetState, WARDS_AT_ONCE_MAX};
use crate::store::{self, Pad, Sheet};

/// How often a series is asked for when two hospitals print their first sheet at the same moment.
const SERIES_TRIES: usize = 8;

/// A pad that is wanted.
#[derive(Debug, Clone)]
pub struct NewPad {
    /// Its id, made with the form: the same form sent twice is one pad.
    pub id: PadId,
    /// The hospital.
    pub facility: FacilityId,
    /// The wards it is for.
    pub wards: Vec<WardId>,
    /// Sheets for each ward.
    pub each: u32,
}

/// Gives out numbers for a pad and writes them down.
///
/// # Errors
/// When the actor may not, or the wards and the number of sheets cannot be.
pub async fn print(db: &Db, ctx: &Ctx, new: &NewPad) -> Result<(), PaperError> {
    db.write(ctx, |tx| async move {
        hospital_for(&tx, tx.ctx(), Action::PrintPaper, new.facility).await?;
        let wards = wards_of(&tx, new).await?;
        if store::pad(&tx, new.id).await?.is_some() {
            tx.confirm(Subject::new("pad", new.id));
            return Ok(());
        }
        let pad = with_numbers(&tx, new, wards.len()).await?;
        let numbers = (0..pad.sheets).map_while(|place| SheetNumber::of_code(pad.first.code() + place));
        let of_wards = wards.iter().flat_map(|ward| std::iter::repeat_n(*ward, usize::try_from(new.each).unwrap_or(0)));
        let sheets: Vec<Sheet> = numbers.zip(of_wards).map(|(number, ward)| fresh(&pad, number, ward)).collect();
        if store::add_pad(&tx, &pad).await? {
            store::add_sheets(&tx, &sheets).await?;
        }
        let last = sheets.last().map_or(pad.first, |sheet| sheet.number);
        let body = json!({ "facility": new.facility, "first": pad.first.to_string(), "last": last.to_string(), "count": pad.sheets });
        tx.record(Entry::new(Subject::new("pad", new.id), "paper.printed", 1, body));
        Ok(())
    })
    .await
}

/// Whether a hospital ever printed a pad that is still kept.
///
/// # Errors
/// What the database says.
pub async fn has_pads(q: &impl sigap_store::Query, facility: FacilityId) -> Result<bool, sigap_store::StoreError> {
    Ok(!store::pads(q, facility, 1).await?.is_empty())
}

/// The wards of the hospital that were chosen, in its order; what is wrong with the wish is said at its field.
async fn wards_of(tx: &Tx, new: &NewPad) -> Result<Vec<WardId>, PaperError> {
    let mut errors = FieldErrors::new();
    if !(1..=SHEETS_A_PAD_MAX).contains(&new.each) {
        errors.add("each", format!("paper-each?max={SHEETS_A_PAD_MAX}"));
    }
    let all = sigap_registry::wards_of(tx, new.facility).await?;
    let wards: Vec<WardId> = all.iter().filter(|ward| ward.active && new.wards.contains(&ward.id)).map(|ward| ward.id).collect();
    if wards.is_empty() {
        errors.add("ward", "paper-wards-none");
    }
    let sheets = wards.len() * usize::try_from(new.each).unwrap_or(usize::MAX).min(sigap_documents::MAX_DOCUMENTS + 1);
    if wards.len() > WARDS_AT_ONCE_MAX || sheets > sigap_documents::MAX_DOCUMENTS {
        errors.add("each", format!("paper-too-many?max={}", sigap_documents::MAX_DOCUMENTS));
    }
    Ok(errors.into_result(Some(wards))?)
}

async fn with_numbers(tx: &Tx, new: &NewPad, wards: usize) -> Result<Pad, PaperError> {
    for _ in 0..SERIES_TRIES {
        if store::begin_series(tx, new.facility).await? {
            break;
        }
    }
    let sheets = i64::from(new.each) * i64::try_from(wards).unwrap_or(0);
    let (series, running) = store::take_numbers(tx, new.facility, sheets).await?.ok_or(PaperError::UsedUp)?;
    let first = SheetNumber::new(series, running).ok_or(PaperError::UsedUp)?;
    SheetNumber::new(series, running + sheets - 1).ok_or(PaperError::UsedUp)?;
    let (printed_at, printed_by) = (tx.now(), tx.ctx().actor().to_string());
    Ok(Pad { id: new.id, facility: new.facility, first, sheets, printed_at, printed_by, handed_out: 0 })
}

fn fresh(pad: &Pad, number: SheetNumber, ward: WardId) -> Sheet {
    Sheet {
        number,
        pad: pad.id,
        facility: pad.facility,
        ward,
        state: SheetState::Out,
        version: 0,
        printed_at: pad.printed_at,
        changed_at: None,
        changed_by: None,
        reason: None,
    }
}

/// Notes that the pages of a pad are handed out; gives its sheets, and whether they are copies.
pub(crate) async fn hand_out(db: &Db, ctx: &Ctx, id: PadId) -> Result<(Pad, Vec<Sheet>, bool), PaperError> {
    db.write(ctx, |tx| async move {
        let pad = store::pad(&tx, id).await?.ok_or(PaperError::Unknown)?;
        hospital_for(&tx, tx.ctx(), Action::PrintPaper, pad.facility).await?;
        let is_copy = store::hand_out(&tx, id).await? > 0;
        tx.record(Entry::new(Subject::new("pad", id), "paper.handed_out", 1, json!({ "facility": pad.facility, "is_copy": is_copy })));
        Ok((pad, store::sheets_of(&tx, id).await?, is_copy))
    })
    .await
}

/// Notes that one sheet is printed again.
pub(crate) async fn copy(db: &Db, ctx: &Ctx, number: SheetNumber) -> Result<Sheet, PaperError> {
    db.write(ctx, |tx| async move {
        let (sheet, facility) = held_sheet_for(&tx, Action::PrintPaper, number).await?;
        if sheet.state == SheetState::Void {
            return Err(PaperError::NotAllowed);
        }
        tx.record(Entry::new(sheet_subject(number), "paper.copied", 1, json!({ "facility": facility.id })));
        Ok(sheet)
    })
    .await
}
