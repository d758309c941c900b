//! An hour of a ward as it was, and a day of them.

use serde::{Deserialize, Serialize};
use sigap_availability::chance::{HourSeen, Moves};
use sigap_kernel::{FacilityId, UtcMs, WardId};

/// Hours of a day.
pub(crate) const HOURS: usize = 24;

/// How a ward stood as an hour ended, and what was heard of it in that hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HourCell {
    /// Free beds as last reported; `None` when not told.
    pub(crate) free: Option<u32>,
    /// Beds as last reported.
    pub(crate) beds: Option<u32>,
    /// Whether the number counted.
    pub(crate) is_counted: bool,
    /// Whether what was reported contradicted itself.
    pub(crate) is_contradictory: bool,
    /// What came and went since it was heard of before; `None` when nothing was heard in this hour.
    pub(crate) seen: Option<HourSeen>,
    /// Whether it was filled in later, from paper: what was heard in time stands above it.
    pub(crate) is_late: bool,
}

/// A cell as it is kept: short, because a city fills ten thousand a day.
#[derive(Debug, Serialize, Deserialize)]
struct Kept(Option<u32>, Option<u32>, u8, Option<(i32, i32, i32, u32)>);

const COUNTED: u8 = 1;
const CONTRADICTORY: u8 = 2;
const LATE: u8 = 4;

impl From<&HourCell> for Kept {
    fn from(cell: &HourCell) -> Self {
        let flags = u8::from(cell.is_counted) * COUNTED + u8::from(cell.is_contradictory) * CONTRADICTORY + u8::from(cell.is_late) * LATE;
        Kept(cell.free, cell.beds, flags, cell.seen.map(|seen| (seen.admitted, seen.discharged, seen.reopened, seen.full_s)))
    }
}

impl From<Kept> for HourCell {
    fn from(Kept(free, beds, flags, seen): Kept) -> Self {
        let seen = seen.zip(free).map(|((admitted, discharged, reopened, full_s), free)| HourSeen {
            free,
            capacity: beds,
            admitted,
            discharged,
            reopened,
            full_s,
        });
        let is = |flag: u8| flags & flag != 0;
        Self { free, beds, is_counted: is(COUNTED), is_contradictory: is(CONTRADICTORY), seen, is_late: is(LATE) }
    }
}

/// A ward's local day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DayRow {
    pub(crate) ward: WardId,
    pub(crate) facility: FacilityId,
    /// Days since 1970-01-01 on the clock of the place.
    pub(crate) day: i64,
    pub(crate) cells: [Option<HourCell>; HOURS],
    /// The counts at the last cell.
    pub(crate) moves: Moves,
    /// When the last cell was written.
    pub(crate) sampled_at: UtcMs,
}

impl DayRow {
    /// The cells as text.
    pub(crate) fn cells_text(&self) -> String {
        let kept: Vec<Option<Kept>> = self.cells.iter().map(|cell| cell.as_ref().map(Kept::from)).collect();
        serde_json::to_string(&kept).unwrap_or_default()
    }
}

/// The cells of a text; what cannot be read is missing.
pub(crate) fn cells_of(text: &str) -> [Option<HourCell>; HOURS] {
    let kept: Vec<Option<Kept>> = serde_json::from_str(text).unwrap_or_default();
    let mut cells = [None; HOURS];
    for (cell, kept) in cells.iter_mut().zip(kept) {
        *cell = kept.map(HourCell::from);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_was_written_and_is_short() {
        let seen = HourSeen { free: 3, capacity: Some(24), admitted: 2, discharged: -1, reopened: 0, full_s: 120 };
        let heard = HourCell { free: Some(3), beds: Some(24), is_counted: true, is_contradictory: false, seen: Some(seen), is_late: false };
        let unheard = HourCell { seen: None, is_contradictory: true, is_late: true, ..heard };
        let unknown = HourCell { free: None, beds: None, is_counted: false, is_contradictory: false, seen: None, is_late: false };
        let mut cells = [None; HOURS];
        for (cell, one) in cells.iter_mut().skip(3).zip([heard, unheard, unknown]) {
            *cell = Some(one);
        }
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let (ward, facility) = (id.parse().unwrap(), id.parse().unwrap());
        let row = DayRow { ward, facility, day: 20_000, cells, moves: Moves::default(), sampled_at: UtcMs(0) };
        assert_eq!(cells_of(&row.cells_text()), cells);
        assert!(row.cells_text().len() < 200, "{}", row.cells_text());
        assert_eq!(cells_of("nonsense"), [None; HOURS]);
    }
}
