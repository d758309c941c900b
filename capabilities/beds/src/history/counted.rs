//! For how many of the hours that were looked at a ward's number counted: what the quality of a hospital's data is made of.

use std::collections::HashMap;

use sigap_kernel::{FacilityId, UtcMs, WardId, Zone};
use sigap_store::{Query, StoreError};

use super::store;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Hours of a ward over some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HoursCounted {
    /// As which ended its number counted.
    pub counted: u32,
    /// That were looked at.
    pub looked_at: u32,
}

/// The hours of each ward of a hospital that began from one instant to before another; a ward nobody looked at is missing.
///
/// # Errors
/// What the database says.
pub async fn hours_counted(
    q: &impl Query,
    facility: FacilityId,
    zone: Zone,
    from: UtcMs,
    to: UtcMs,
) -> Result<HashMap<WardId, HoursCounted>, StoreError> {
    let ahead_ms = i64::from(zone.offset_h()) * HOUR_MS;
    let day_of = |at: UtcMs| at.0.saturating_add(ahead_ms).div_euclid(DAY_MS);
    let mut found: HashMap<WardId, HoursCounted> = HashMap::new();
    for row in store::days_of(q, facility, day_of(from), day_of(to) + 1).await? {
        for (cell, hour) in row.cells.iter().zip(0..).filter_map(|(cell, hour)| Some((cell.as_ref()?, hour))) {
            let began = UtcMs(row.day * DAY_MS + hour * HOUR_MS - ahead_ms);
            if from <= began && began < to {
                let of = found.entry(row.ward).or_default();
                of.looked_at += 1;
                of.counted += u32::from(cell.is_counted);
            }
        }
    }
    Ok(found)
}
