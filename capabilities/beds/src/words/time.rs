//! Times in words: how old, since when, until when. Always in the zone of the facility.

use sigap_kernel::{Lang, UtcMs, Zone};
use sigap_registry::IsOpen;
use sigap_web::{Words, minutes_ago};

use super::Said;

/// Milliseconds of an hour and of a day.
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How old something is: for the eye, and for the island that keeps it current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Age {
    /// The instant, for machines.
    pub(crate) iso: String,
    /// `6 mnt lalu`.
    pub(crate) words: String,
}

/// Days since 1970 on the calendar of a zone.
pub(crate) fn day_number(at: UtcMs, zone: Zone) -> i64 {
    at.0.saturating_add(i64::from(zone.offset_h()) * HOUR_MS).div_euclid(DAY_MS)
}

/// The instant of a minute of such a day.
pub(crate) fn instant_of(day: i64, minute: i64, zone: Zone) -> UtcMs {
    let local = day.saturating_mul(DAY_MS).saturating_add(minute.saturating_mul(HOUR_MS / 60));
    UtcMs(local.saturating_sub(i64::from(zone.offset_h()) * HOUR_MS))
}

/// `14.10` or `14:10`.
pub(crate) fn short_time(w: Words, at: UtcMs, zone: Zone) -> String {
    at.hour_minute(zone, w.lang())
}

impl Said {
    /// How old something is.
    pub(crate) fn age(self, at: UtcMs, now: UtcMs) -> Age {
        Age { iso: at.rfc3339(), words: minutes_ago(&self.w, now, at) }
    }

    /// `20 November`, with the year when it is another one.
    pub(crate) fn day(self, at: UtcMs, zone: Zone, now: UtcMs) -> String {
        let (stamp, today) = (at.local_stamp(zone), now.local_stamp(zone));
        let full = self.calendar_day(&stamp);
        if stamp.get(..4) == today.get(..4) { full.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end().to_owned() } else { full }
    }

    /// `14 Maret 2028`, from a day that begins `2028-03-14`.
    pub(crate) fn calendar_day(self, stamp: &str) -> String {
        let part = |from: usize, to: usize| stamp.get(from..to).unwrap_or_default().trim_start_matches('0');
        let month = self.w.s(&format!("month-{}", part(5, 7)));
        format!("{} {}", self.w.with("day-month", &[("day", part(8, 10)), ("month", &month)]), part(0, 4))
    }

    /// `kemarin pukul 14.10 WIB`.
    pub(crate) fn since(self, at: UtcMs, zone: Zone, now: UtcMs) -> String {
        let time = short_time(self.w, at, zone);
        match day_number(now, zone) - day_number(at, zone) {
            ..=0 => self.w.with("since-today", &[("time", &time), ("zone", zone.code())]),
            1 => self.w.with("since-yesterday", &[("time", &time), ("zone", zone.code())]),
            _ => self.w.with("since-day", &[("day", &self.day(at, zone, now)), ("time", &time), ("zone", zone.code())]),
        }
    }

    /// A time to come: `21.00`, `besok 07.30`, `Senin 07.30`.
    pub(crate) fn at(self, at: UtcMs, zone: Zone, now: UtcMs) -> String {
        self.to_come(["at-today", "at-tomorrow", "at-day"], at, zone, now)
    }

    /// What the hours of a service mean now: `Buka s.d. 21.00`, `Buka lagi Senin 07.30`.
    pub(crate) fn open(self, open: IsOpen, zone: Zone, now: UtcMs) -> String {
        match open {
            IsOpen::Open { until: None } => self.w.s("open-always"),
            IsOpen::Open { until: Some(at) } => self.to_come(["open-until", "open-until", "open-until-day"], at, zone, now),
            IsOpen::Closed { opens: Some(at) } => self.to_come(["opens-today", "opens-tomorrow", "opens-day"], at, zone, now),
            IsOpen::Closed { opens: None } => self.w.s("hours-unknown"),
        }
    }

    fn to_come(self, keys: [&str; 3], at: UtcMs, zone: Zone, now: UtcMs) -> String {
        let [today, tomorrow, later] = keys;
        let time = short_time(self.w, at, zone);
        match day_number(at, zone) - day_number(now, zone) {
            ..=0 => self.w.with(today, &[("time", &time)]),
            1 => self.w.with(tomorrow, &[("time", &time)]),
            _ => {
                let weekday = self.w.s(&format!("weekday-{}", at.weekday_minute(zone).0));
                self.w.with(later, &[("day", &weekday), ("time", &time)])
            }
        }
    }

    /// A figure with one decimal: `6,2` or `6.2`.
    pub(crate) fn decimal(self, value: f64) -> String {
        let text = format!("{value:.1}");
        if self.w.lang() == Lang::Id { text.replace('.', ",") } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> UtcMs {
        UtcMs::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn silence_is_told_with_the_day_and_the_hour_of_the_last_word() {
        let now = utc("2026-11-22T07:10:00Z");
        let cases = [
            ("2026-11-22T01:10:00Z", "hari ini pukul 08.10 WIB", "today 08:10 WIB"),
            ("2026-11-21T07:10:00Z", "kemarin pukul 14.10 WIB", "yesterday 14:10 WIB"),
            ("2026-11-21T17:30:00Z", "hari ini pukul 00.30 WIB", "today 00:30 WIB"),
            ("2026-11-05T07:10:00Z", "5 November pukul 14.10 WIB", "5 November 14:10 WIB"),
            ("2025-12-31T07:10:00Z", "31 Desember 2025 pukul 14.10 WIB", "31 December 2025 14:10 WIB"),
        ];
        for (at, id, en) in cases {
            assert_eq!(Said::new(Lang::Id).since(utc(at), Zone::Wib, now), id);
            assert_eq!(Said::new(Lang::En).since(utc(at), Zone::Wib, now), en);
        }
    }

    #[test]
    fn opening_is_told_as_one_would_say_it() {
        let now = utc("2026-11-22T07:10:00Z");
        let said = Said::new(Lang::Id);
        let cases = [
            (IsOpen::Open { until: None }, "Buka 24 jam"),
            (IsOpen::Open { until: Some(utc("2026-11-22T14:00:00Z")) }, "Buka s.d. 21.00"),
            (IsOpen::Open { until: Some(utc("2026-11-22T20:00:00Z")) }, "Buka s.d. 03.00"),
            (IsOpen::Closed { opens: Some(utc("2026-11-22T09:00:00Z")) }, "Buka lagi pukul 16.00"),
            (IsOpen::Closed { opens: Some(utc("2026-11-23T00:30:00Z")) }, "Buka lagi besok 07.30"),
            (IsOpen::Closed { opens: Some(utc("2026-11-24T00:30:00Z")) }, "Buka lagi Selasa 07.30"),
            (IsOpen::Closed { opens: None }, "Jam buka tidak diketahui"),
        ];
        for (open, words) in cases {
            assert_eq!(said.open(open, Zone::Wib, now), words);
        }
    }
}
