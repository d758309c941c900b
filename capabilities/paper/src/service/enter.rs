//! Typing a sheet in: each line keeps its true time. Correcting makes a new version; a sheet that was spoiled is declared void.

use serde_json::json;
use sigap_access::Action;
use sigap_kernel::{Ctx, FieldErrors};
use sigap_store::{Entry, Tx};

use super::{held_sheet_for, sheet_subject};
use crate::model::{Became, LineForm, SheetEvent, SheetNumber, SheetOf, checked};
use crate::store::{self, Sheet};
use crate::{PaperError, PaperLine, PaperRoom, Written};

/// Letters of a reason.
const REASON: std::ops::RangeInclusive<usize> = 3..=200;

/// Takes the lines of a sheet. The same lines sent twice are one entry; other lines on a sheet that somebody typed in meanwhile change nothing.
pub(crate) async fn enter(room: &PaperRoom, ctx: &Ctx, number: SheetNumber, seen: i64, typed: &[LineForm]) -> Result<(), PaperError> {
    room.floor()
        .db()
        .write(ctx, |tx| async move {
            let (sheet, facility) = held_sheet_for(&tx, Action::EnterPaper, number).await?;
            let state = sheet.state.after(SheetEvent::Entered).ok_or(PaperError::NotAllowed)?;
            let lines = &checked(typed, SheetOf { zone: facility.zone, printed_at: sheet.printed_at, now: tx.now() })?;
            let was: &Vec<PaperLine> = &store::lines(&tx, number, sheet.version).await?.into_iter().map(|(line, _)| line).collect();
            if sheet.version > 0 && was == lines {
                tx.confirm(sheet_subject(number));
                return Ok(());
            }
            if sheet.version != seen {
                return Err(PaperError::Changed);
            }
            let written = Written { facility: facility.id, ward: sheet.ward, zone: facility.zone, was, lines };
            let became = room.numbers().take(&tx, written).await?;
            let entered: Vec<(PaperLine, Became)> = lines.iter().copied().zip(became).collect();
            let version = sheet.version + 1;
            store::add_lines(&tx, number, version, &entered).await?;
            store::change(&tx, &Sheet { state, version, ..by(&tx, &sheet) }).await?;
            tx.record(entry(&sheet, version, &entered));
            Ok(())
        })
        .await
}

fn by(tx: &Tx, sheet: &Sheet) -> Sheet {
    Sheet { changed_at: Some(tx.now()), changed_by: Some(tx.ctx().actor().to_string()), ..sheet.clone() }
}

/// The late entry, with the true time of every line.
fn entry(sheet: &Sheet, version: i64, entered: &[(PaperLine, Became)]) -> Entry {
    let line = |(line, became): &(PaperLine, Became)| json!({ "observed_at": line.observed_at, "beds": line.beds, "free": line.free, "became": became });
    let lines: Vec<_> = entered.iter().map(line).collect();
    let body = json!({ "facility": sheet.facility, "ward": sheet.ward, "version": version, "count": lines.len(), "lines": lines });
    Entry::new(sheet_subject(sheet.number), "paper.entered", 1, body)
}

/// Declares a sheet void, with a reason.
pub(crate) async fn void(room: &PaperRoom, ctx: &Ctx, number: SheetNumber, reason: &str) -> Result<(), PaperError> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if !REASON.contains(&reason.chars().count()) {
        let mut errors = FieldErrors::new();
        errors.add("reason", format!("paper-reason?max={}", REASON.end()));
        return Err(errors.into());
    }
    let reason = &reason;
    room.floor()
        .db()
        .write(ctx, |tx| async move {
            let (sheet, facility) = held_sheet_for(&tx, Action::EnterPaper, number).await?;
            let state = sheet.state.after(SheetEvent::Voided).ok_or(PaperError::NotAllowed)?;
            store::change(&tx, &Sheet { state, reason: Some(reason.clone()), ..by(&tx, &sheet) }).await?;
            tx.record(Entry::new(sheet_subject(number), "paper.voided", 1, json!({ "facility": facility.id })));
            Ok(())
        })
        .await
}
