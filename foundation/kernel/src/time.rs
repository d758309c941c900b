//! Time: UTC milliseconds inside, a named Indonesian zone at the edge, a clock that can be set by hand.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use crate::{Lang, coded_enum};

/// How far the clocks of two nodes, or one clock before and after it was set right, may be apart, in seconds. What lies further ahead of
/// now was written by a clock that ran ahead, and is not waited for.
pub const CLOCKS_APART_MAX_S: i64 = 120;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcMs(pub i64);

impl UtcMs {
    /// This instant moved by whole seconds; stops at the ends of the number line instead of wrapping.
    #[must_use]
    pub const fn plus_s(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// This instant moved by whole minutes.
    #[must_use]
    pub const fn plus_min(self, minutes: i64) -> Self {
        self.plus_s(minutes.saturating_mul(60))
    }

    /// Seconds from `earlier` to this instant, never negative: a sender's clock may run ahead of ours.
    #[must_use]
    pub const fn age_s(self, earlier: UtcMs) -> i64 {
        let ms = self.0.saturating_sub(earlier.0);
        if ms < 0 { 0 } else { ms / 1_000 }
    }

    /// RFC 3339 in UTC with milliseconds, for machines.
    #[must_use]
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(at) => format!("{at:.3}"),
            Err(_) => self.0.to_string(),
        }
    }

    /// Reads RFC 3339; `None` if it is not.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.trim().parse::<jiff::Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }

    /// `14.10` (id) or `14:10` (en) in the facility's zone, without the zone's name.
    #[must_use]
    pub fn hour_minute(self, zone: Zone, lang: Lang) -> String {
        let time = self.civil(zone);
        let colon = match lang {
            Lang::Id => '.',
            Lang::En => ':',
        };
        format!("{:02}{colon}{:02}", time.hour(), time.minute())
    }

    /// `2026-11-22 14:10:00` in the facility's zone: what national formats expect.
    #[must_use]
    pub fn local_stamp(self, zone: Zone) -> String {
        let t = self.civil(zone);
        format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second())
    }

    /// Day of the week (0 = Monday) and minute of that day in the facility's zone.
    #[must_use]
    pub fn weekday_minute(self, zone: Zone) -> (u8, u16) {
        let t = self.civil(zone);
        let weekday = t.weekday().to_monday_zero_offset();
        (weekday.unsigned_abs(), u16::from(t.hour().unsigned_abs()) * 60 + u16::from(t.minute().unsigned_abs()))
    }

    fn civil(self, zone: Zone) -> jiff::civil::DateTime {
        let shifted = self.0.saturating_add(i64::from(zone.offset_h()) * 3_600_000);
        let at = jiff::Timestamp::from_millisecond(shifted).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        jiff::tz::Offset::UTC.to_datetime(at)
    }
}

impl fmt::Display for UtcMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

coded_enum! {
    /// The three zones of Indonesia. None of them has summer time.
    pub enum Zone {
        /// Western Indonesian time, UTC+7.
        Wib = "WIB",
        /// Central Indonesian time, UTC+8.
        Wita = "WITA",
        /// Eastern Indonesian time, UTC+9.
        Wit = "WIT",
    }
}

impl Zone {
    /// Hours ahead of UTC.
    #[must_use]
    pub const fn offset_h(self) -> i32 {
        match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        }
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> UtcMs;
}

/// The clock of the machine. The only place in Sigap that asks it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place where the machine's clock is read
    fn now(&self) -> UtcMs {
        UtcMs(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that stands still until it is moved: for tests and simulations.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `at`.
    #[must_use]
    pub const fn at(at: UtcMs) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Moves the clock by whole seconds, back too.
    pub fn advance_s(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// Puts the clock to `at`.
    pub fn set(&self, at: UtcMs) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UtcMs {
        UtcMs(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_shown_in_the_zone_of_the_facility() {
        let at = UtcMs::parse_rfc3339("2026-11-22T07:10:00Z").unwrap();
        assert_eq!(at.hour_minute(Zone::Wib, Lang::Id), "14.10");
        assert_eq!(at.hour_minute(Zone::Wit, Lang::En), "16:10");
        assert_eq!(at.local_stamp(Zone::Wita), "2026-11-22 15:10:00");
        assert_eq!(at.weekday_minute(Zone::Wib), (6, 14 * 60 + 10));
        assert_eq!(at.rfc3339(), "2026-11-22T07:10:00.000Z");
    }

    #[test]
    fn an_age_is_never_negative() {
        assert_eq!(UtcMs(1_000).age_s(UtcMs(9_000)), 0);
        assert_eq!(UtcMs(i64::MAX).plus_min(5), UtcMs(i64::MAX));
    }
}
