//! The figures of months: of all hospitals in one, and of one hospital in many.

use sigap_kernel::Ctx;
use sigap_registry::Facility;
use sigap_store::{Query, StoreError};

use super::day_of;
use crate::MonitoringRoom;
use crate::model::{HospitalMonth, Month};
use crate::store::days::{self, Span};
use crate::store::told;

/// The local day it is, in the city.
pub(crate) fn today(room: &MonitoringRoom, ctx: &Ctx) -> i64 {
    day_of(ctx.now(), room.floor().settings().zone)
}

/// The month a page is about when nobody says another one: the last one that is over.
pub(crate) fn last_month(room: &MonitoringRoom, ctx: &Ctx) -> Month {
    Month::of_day(today(room, ctx)).plus(-1)
}

/// The months there is something to say about, the newest first: back to the first one of which anything is known, at most so many
/// before this one, and the last one that is over in any case.
pub(crate) async fn known(q: &impl Query, current: Month, back_max: i64) -> Result<Vec<Month>, StoreError> {
    let counted = days::first_day(q).await?.map(Month::of_day);
    let first = told::first_month(q).await?.into_iter().chain(counted).min().unwrap_or(current);
    let is_shown = |back: &i64| *back <= 1 || current.plus(-back) >= first;
    Ok((0..=back_max).filter(is_shown).map(|back| current.plus(-back)).collect())
}

fn span(month: Month, today: i64) -> Span {
    Span { from: month.first_day(), until: month.end_day().min(today), group: None, facility: None }
}

/// Every one of these hospitals in a month.
pub(crate) async fn of_month(q: &impl Query, month: Month, today: i64, hospitals: &[Facility]) -> Result<Vec<HospitalMonth>, StoreError> {
    let counted = days::by_facility(q, &span(month, today)).await?;
    let told = told::of_month(q, month).await?;
    let one = |facility: &Facility| HospitalMonth {
        facility: facility.id,
        name: facility.name.clone(),
        told: told.get(&facility.id).map(|told| told.figures),
        told_version: told.get(&facility.id).map_or(0, |told| told.version),
        counted: counted.get(&facility.id).copied().unwrap_or_default(),
    };
    Ok(hospitals.iter().map(one).collect())
}

/// So many months of a hospital, the newest first.
pub(crate) async fn of_hospital(
    q: &impl Query,
    facility: &Facility,
    last: Month,
    months: i64,
    today: i64,
) -> Result<Vec<(Month, HospitalMonth)>, StoreError> {
    let told = told::of_facility(q, facility.id, last.plus(1 - months), last.plus(1)).await?;
    let mut found = Vec::new();
    for back in 0..months {
        let month = last.plus(-back);
        let counted = days::by_facility(q, &Span { facility: Some(facility.id), ..span(month, today) }).await?;
        let told = told.get(&month);
        let one = HospitalMonth {
            facility: facility.id,
            name: facility.name.clone(),
            told: told.map(|told| told.figures),
            told_version: told.map_or(0, |told| told.version),
            counted: counted.get(&facility.id).copied().unwrap_or_default(),
        };
        found.push((month, one));
    }
    Ok(found)
}
