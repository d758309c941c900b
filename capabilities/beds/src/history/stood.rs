//! How wards stood at an instant that is over, as it was written down hour by hour.

use std::collections::HashMap;

use sigap_kernel::{FacilityId, UtcMs, WardId, Zone};
use sigap_store::{Query, StoreError};

use super::store;

const HOUR_MS: i64 = 3_600_000;

/// A ward as it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// Free beds as last reported; `None` when not told.
    pub free: Option<u32>,
    /// Beds as last reported.
    pub beds: Option<u32>,
    /// How old that was, by the hours in which something was heard; a day at most is looked back.
    pub age_s: i64,
}

/// An hour counted from 1970, free beds, all beds, and whether anything was heard in it.
type HourThen = (i64, Option<u32>, Option<u32>, bool);

/// How each ward of a hospital stood at the end of the last hour that was over at an instant; a ward nobody looked at is missing.
///
/// # Errors
/// What the database says.
pub async fn stood_at(q: &impl Query, facility: FacilityId, zone: Zone, at: UtcMs) -> Result<HashMap<WardId, Stood>, StoreError> {
    let local = at.0.saturating_add(i64::from(zone.offset_h()) * HOUR_MS);
    // The hour that was over then, counted from 1970 on the clock of the place.
    let hour = local.div_euclid(HOUR_MS) - 1;
    let day = hour.div_euclid(24);
    let mut hours: HashMap<WardId, Vec<HourThen>> = HashMap::new();
    for row in store::days_of(q, facility, day - 1, day + 1).await? {
        let of = hours.entry(row.ward).or_default();
        let cells = row.cells.iter().zip(row.day * 24..).filter_map(|(cell, hour)| Some((hour, (*cell)?)));
        of.extend(cells.filter(|(one, _)| *one <= hour).map(|(one, cell)| (one, cell.free, cell.beds, cell.seen.is_some())));
    }
    let stood = |hours: Vec<HourThen>| {
        let (_, free, beds, _) = hours.iter().find(|(one, ..)| *one == hour)?;
        let heard = hours.iter().filter(|(.., heard)| *heard).map(|(one, ..)| *one).max().unwrap_or(hour - 24);
        let ended_ms = (heard + 1) * HOUR_MS;
        Some(Stood { free: *free, beds: *beds, age_s: (local - ended_ms).max(0) / 1_000 })
    };
    Ok(hours.into_iter().filter_map(|(ward, hours)| Some((ward, stood(hours)?))).collect())
}
