//! A day of every ward, added up: what the figures of the health office are made of.

use sigap_kernel::{FacilityId, WardId};
use sigap_store::{Query, StoreError};

use super::{DayRow, HourCell, store};

/// A ward's local day, of the hours as which ended its number counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WardDay {
    /// The ward.
    pub ward: WardId,
    /// Its hospital.
    pub facility: FacilityId,
    /// Days since 1970-01-01 on the clock of the place.
    pub day: i64,
    /// Hours of which the number of beds and of free ones is known.
    pub known_h: u32,
    /// Beds, the mean of these hours in thousandths; 0 without any.
    pub beds_milli: i64,
    /// Beds that were not free, likewise.
    pub occupied_milli: i64,
    /// Beds and beds that were not free as the day ended, when that is known.
    pub midnight: Option<(u32, u32)>,
    /// Patients that came, as far as the numbers moved; who came and went between two reports is in neither.
    pub admitted: u32,
    /// Patients that went, likewise.
    pub discharged: u32,
}

/// The first day of which anything lies there.
///
/// # Errors
/// What the database says.
pub async fn first_day(q: &impl Query) -> Result<Option<i64>, StoreError> {
    store::first_day(q).await
}

/// A day of every ward of the deployment that was looked at.
///
/// # Errors
/// What the database says.
pub async fn ward_days(q: &impl Query, day: i64) -> Result<Vec<WardDay>, StoreError> {
    Ok(store::days_at(q, day).await?.iter().map(ward_day).collect())
}

/// Beds and beds that were not free, where the number counted.
fn known(cell: &HourCell) -> Option<(u32, u32)> {
    let (free, beds) = cell.free.zip(cell.beds).filter(|_| cell.is_counted)?;
    Some((beds, beds.saturating_sub(free)))
}

fn ward_day(row: &DayRow) -> WardDay {
    let cells = || row.cells.iter().flatten();
    let (known_h, beds, occupied) = cells()
        .filter_map(known)
        .fold((0_u32, 0_i64, 0_i64), |(hours, beds, occupied), one| (hours + 1, beds + i64::from(one.0), occupied + i64::from(one.1)));
    let mean = |sum: i64| (sum * 1_000).checked_div(i64::from(known_h)).unwrap_or(0);
    let seen = || cells().filter_map(|cell| cell.seen);
    let added = |moved: i64| u32::try_from(moved.max(0)).unwrap_or(u32::MAX);
    WardDay {
        ward: row.ward,
        facility: row.facility,
        day: row.day,
        known_h,
        beds_milli: mean(beds),
        occupied_milli: mean(occupied),
        midnight: row.cells.last().and_then(|cell| cell.as_ref().and_then(known)),
        admitted: added(seen().map(|seen| i64::from(seen.admitted)).sum()),
        discharged: added(seen().map(|seen| i64::from(seen.discharged)).sum()),
    }
}

#[cfg(test)]
mod tests {
    use sigap_availability::chance::{HourSeen, Moves};
    use sigap_kernel::UtcMs;

    use super::*;
    use crate::history::cell::HOURS;

    #[test]
    fn a_day_is_the_mean_of_the_hours_that_counted() {
        let seen = |admitted, discharged| Some(HourSeen { free: 4, capacity: Some(24), admitted, discharged, reopened: 0, full_s: 0 });
        let cell = |free: Option<u32>, is_counted, seen| {
            Some(HourCell { free, beds: Some(24), is_counted, is_contradictory: false, is_late: false, seen })
        };
        let mut cells = [None; HOURS];
        let given =
            [cell(Some(4), true, seen(3, 1)), cell(Some(9), true, seen(-1, 2)), cell(Some(24), false, None), cell(None, true, None)];
        for (place, one) in cells.iter_mut().zip(given) {
            *place = one;
        }
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let (ward, facility) = (id.parse().unwrap(), id.parse().unwrap());
        let row = DayRow { ward, facility, day: 20_000, cells, moves: Moves::default(), sampled_at: UtcMs(0) };
        let day = ward_day(&row);
        assert_eq!((day.known_h, day.beds_milli, day.occupied_milli), (2, 24_000, 17_500));
        assert_eq!((day.midnight, day.admitted, day.discharged), (None, 2, 3), "nobody knows the last hour");
        let mut late = row.clone();
        late.cells[HOURS - 1] = cell(Some(30), true, None);
        assert_eq!(ward_day(&late).midnight, Some((24, 0)), "more free beds than beds are all of them");
        let silent = ward_day(&DayRow { cells: [None; HOURS], ..row });
        assert_eq!((silent.known_h, silent.beds_milli, silent.occupied_milli), (0, 0, 0));
    }
}
