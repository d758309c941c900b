//! The monthly report: as it would be now, and as the office closed it.

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FieldErrors};
use sigap_store::{Entry, Query, Subject};

use super::{hospitals, months};
use crate::model::{Month, ReportBody};
use crate::store::reports::{self, ReportRow};
use crate::{MonitoringError, MonitoringRoom};

/// Letters of the remark of a report.
pub(crate) const REMARK_LETTERS_MAX: usize = 2_000;

/// The report of a month as it would be now.
pub(crate) async fn draft(room: &MonitoringRoom, q: &impl Query, ctx: &Ctx, month: Month) -> Result<ReportBody, MonitoringError> {
    let today = months::today(room, ctx);
    if month > Month::of_day(today) {
        return Err(MonitoringError::Unknown);
    }
    let hospitals = hospitals(q, ctx, Action::ReadOffice).await?;
    Ok(ReportBody {
        city: room.floor().settings().city.clone(),
        days_over: month.days_over(today),
        hospitals: months::of_month(q, month, today, &hospitals).await?,
    })
}

/// Closes a month: keeps its figures under the next number. The report seen is named by the last number there was.
pub(crate) async fn close(room: &MonitoringRoom, ctx: &Ctx, month: Month, seen_number: i64, remark: &str) -> Result<i64, MonitoringError> {
    ctx.may(Action::CloseReport, &Where::City)?;
    let mut errors = FieldErrors::new();
    if remark.chars().count() > REMARK_LETTERS_MAX {
        errors.add("remark", format!("field-too-long?max={REMARK_LETTERS_MAX}"));
    }
    if month.end_day() > months::today(room, ctx) {
        errors.add("month", "report-not-over");
    }
    errors.into_result(Some(()))?;
    let db = room.floor().db();
    let body = draft(room, db, ctx, month).await?;
    let text = serde_json::to_string(&body).map_err(|error| MonitoringError::Document(error.to_string()))?;
    let number = seen_number.saturating_add(1);
    let said = &json!({
        "number": number,
        "hospitals": body.hospitals.len(),
        "told": body.hospitals.iter().filter(|one| one.told.is_some()).count(),
    });
    let row = &ReportRow {
        month,
        number,
        closed_at: ctx.now(),
        closed_by: ctx.actor().to_string(),
        remark: remark.trim().to_owned(),
        body: text,
    };
    db.write(ctx, |tx| async move {
        let last = reports::of_month(&tx, month).await?.first().map_or(0, |last| last.number);
        if last != seen_number || !reports::insert(&tx, row).await? {
            return Err(MonitoringError::Changed);
        }
        tx.record(Entry::new(Subject::new("monitoring_report", month), "monitoring.report_closed", 1, said.clone()));
        Ok(number)
    })
    .await
}

/// The closed reports of a month, the newest first, with their figures.
pub(crate) async fn closed(q: &impl Query, month: Month) -> Result<Vec<(ReportRow, ReportBody)>, MonitoringError> {
    let rows = reports::of_month(q, month).await?;
    // One that a later release cannot read is left out rather than standing in the way of all.
    Ok(rows.into_iter().filter_map(|row| serde_json::from_str(&row.body).ok().map(|body| (row, body))).collect())
}
