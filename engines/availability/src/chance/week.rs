//! The hour of the week, on the clock of the place; a public holiday counts as a Sunday.

use sigap_kernel::{UtcMs, Zone};

/// Hours of a week, from Monday 00:00 on.
pub const HOURS_OF_WEEK: usize = 168;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The first day of the clock was a Thursday: three days after a Monday.
const FIRST_WEEKDAY: i64 = 3;
const SUNDAY: i64 = 6;

/// An hour of the week, 0 being Monday 00:00 to 01:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourOfWeek(u8);

impl HourOfWeek {
    /// Its place in tables of [`HOURS_OF_WEEK`] rows.
    #[must_use]
    pub const fn place(self) -> usize {
        self.0 as usize
    }

    /// Every hour of a week.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..HOURS_OF_WEEK as u8).map(Self)
    }
}

/// Where and how the hours of a week are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Zone,
    /// Days since 1970-01-01 on the local clock, in order.
    holidays: Vec<i64>,
}

impl Calendar {
    /// The calendar of a zone, in which these local days (`2027-03-10`) are like Sundays; days that are no dates are left out.
    #[must_use]
    pub fn new<'a>(zone: Zone, holidays: impl IntoIterator<Item = &'a str>) -> Self {
        let day = |date: &str| UtcMs::parse_rfc3339(&format!("{date}T00:00:00Z")).map(|at| at.0.div_euclid(DAY_MS));
        let mut holidays: Vec<i64> = holidays.into_iter().filter_map(day).collect();
        holidays.sort_unstable();
        holidays.dedup();
        Self { zone, holidays }
    }

    /// The day of an instant on the local clock, counted from 1970-01-01.
    #[must_use]
    pub fn day(&self, at: UtcMs) -> i64 {
        self.local_ms(at).div_euclid(DAY_MS)
    }

    /// When a local day begins.
    #[must_use]
    pub fn begins(&self, day: i64) -> UtcMs {
        UtcMs(day * DAY_MS - i64::from(self.zone.offset_h()) * HOUR_MS)
    }

    /// The hour of the week at an instant.
    #[must_use]
    pub fn hour(&self, at: UtcMs) -> HourOfWeek {
        let local_ms = self.local_ms(at);
        let day = local_ms.div_euclid(DAY_MS);
        let weekday = if self.holidays.binary_search(&day).is_ok() { SUNDAY } else { (day + FIRST_WEEKDAY).rem_euclid(7) };
        let hour = local_ms.rem_euclid(DAY_MS) / HOUR_MS;
        // 0 to 167 by the remainders above.
        HourOfWeek((weekday * 24 + hour) as u8)
    }

    /// The hour of the day at an instant, 0 to 23.
    #[must_use]
    pub fn hour_of_day(&self, at: UtcMs) -> usize {
        usize::try_from(self.local_ms(at).rem_euclid(DAY_MS) / HOUR_MS).unwrap_or(0)
    }

    /// When the next hour begins.
    #[must_use]
    pub const fn next_hour(&self, at: UtcMs) -> UtcMs {
        // No zone of Indonesia stands at part of an hour.
        UtcMs((at.0.div_euclid(HOUR_MS) + 1) * HOUR_MS)
    }

    const fn local_ms(&self, at: UtcMs) -> i64 {
        at.0 + self.zone.offset_h() as i64 * HOUR_MS
    }
}
