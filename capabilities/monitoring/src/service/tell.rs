//! A hospital tells its figures of a month. Every version stays; the second of two who tell at once is told so.

use serde_json::json;
use sigap_access::Action;
use sigap_kernel::{Ctx, FacilityId, FieldErrors};
use sigap_registry::Facility;
use sigap_store::{Db, Entry, Subject};

use super::{day_of, hospital_for};
use crate::MonitoringError;
use crate::model::{Figures, Month, Told};
use crate::store::told;

/// Months back of which figures can still be told or mended.
pub(crate) const MONTHS_BACK: i64 = 24;

/// Figures somebody means to tell.
#[derive(Debug, Clone, Copy)]
pub struct NewFigures {
    /// The hospital.
    pub facility: FacilityId,
    /// The month they are of.
    pub month: Month,
    /// The version that was seen; 0 when none was told.
    pub seen_version: i64,
    /// The figures.
    pub figures: Figures,
}

/// Whether a month can be told on a day: it is over, and not too long ago.
pub(crate) fn can_be_told(month: Month, today: i64) -> bool {
    let current = Month::of_day(today);
    month < current && month >= current.plus(-MONTHS_BACK)
}

/// The hospital and every version of its month.
pub(crate) async fn seen(db: &Db, ctx: &Ctx, id: FacilityId, month: Month) -> Result<(Facility, Vec<Told>), MonitoringError> {
    let facility = hospital_for(db, ctx, Action::TellIndicators, id).await?;
    Ok((facility, told::versions(db, id, month).await?))
}

/// Tells the figures of a month; gives their version.
///
/// # Errors
/// When the actor may not, the month is not over, somebody told in between, or what the database says.
pub async fn tell(db: &Db, ctx: &Ctx, new: &NewFigures) -> Result<i64, MonitoringError> {
    let NewFigures { facility, month, seen_version, figures } = *new;
    let hospital = hospital_for(db, ctx, Action::TellIndicators, facility).await?;
    if !can_be_told(month, day_of(ctx.now(), hospital.zone)) {
        let mut errors = FieldErrors::new();
        errors.add("month", "figures-month");
        return Err(errors.into());
    }
    let version = seen_version.saturating_add(1);
    db.write(ctx, |tx| async move {
        let before = told::versions(&tx, facility, month).await?;
        let last = before.first();
        if last.is_some_and(|last| last.figures == figures && (last.version == seen_version || last.version == version)) {
            // The same form twice, or nothing changed.
            tx.confirm(subject(facility, month));
            return Ok(last.map_or(version, |last| last.version));
        }
        let one = Told { version, figures, told_at: tx.now(), told_by: tx.ctx().actor().to_string() };
        if last.map_or(0, |last| last.version) != seen_version || !told::insert(&tx, facility, month, &one).await? {
            return Err(MonitoringError::Changed);
        }
        let said = json!({ "facility": facility, "month": month.to_string(), "version": version, "odd": figures.oddities(month).len() });
        tx.record(Entry::new(subject(facility, month), "monitoring.told", 1, said));
        Ok(version)
    })
    .await
}

fn subject(facility: FacilityId, month: Month) -> Subject {
    Subject::new("monitoring_month", format!("{facility}/{month}"))
}
