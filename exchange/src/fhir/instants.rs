//! A date of a search (`_lastUpdated=ge2026-11-22`) as the span of time it means. A date without a zone is UTC, as all dates of SATUSEHAT.

use sigap_kernel::UtcMs;

/// From `from` to before `until`, in milliseconds; open at the ends of the number line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instants {
    from: i64,
    until: i64,
    inside: bool,
}

impl Instants {
    pub(super) fn read(text: &str) -> Option<Self> {
        let is_prefixed = text.bytes().take(2).all(|b| b.is_ascii_lowercase());
        let (prefix, date) = if is_prefixed { text.split_at_checked(2)? } else { ("eq", text) };
        let (from, until) = span(date)?;
        let (from, until) = match prefix {
            "eq" | "ne" => (from, until),
            "ge" => (from, i64::MAX),
            "gt" | "sa" => (until, i64::MAX),
            "le" => (i64::MIN, until),
            "lt" | "eb" => (i64::MIN, from),
            _ => return None,
        };
        Some(Self { from, until, inside: prefix != "ne" })
    }

    pub(super) const fn holds(self, at: UtcMs) -> bool {
        (self.from <= at.0 && at.0 < self.until) == self.inside
    }
}

/// The span a date means by how exactly it is written: a year, a month, a day, a minute, a second, a millisecond.
fn span(date: &str) -> Option<(i64, i64)> {
    let Some((day, time)) = date.split_once(['T', ' ']) else { return day_span(date) };
    let (clock, zone) = split_zone(time)?;
    let (seconds, length_ms) = match clock.len() {
        5 => (":00", 60_000),
        8 => ("", 1_000),
        _ if clock.as_bytes().get(8) == Some(&b'.') => ("", 1),
        _ => return None,
    };
    let full = format!("{day}T{clock}{seconds}{zone}");
    let from = UtcMs::parse_rfc3339(&full)?.0;
    Some((from, from.checked_add(length_ms)?))
}

/// A plus sign arrives as a blank when the sender did not write it as `%2B`.
fn split_zone(time: &str) -> Option<(&str, String)> {
    match time.find(['Z', 'z', '+', '-', ' ']) {
        None => Some((time, "Z".to_owned())),
        Some(at) => {
            let (clock, zone) = time.split_at_checked(at)?;
            Some((clock, zone.replacen(' ', "+", 1)))
        }
    }
}

fn day_span(date: &str) -> Option<(i64, i64)> {
    let parts: Vec<&str> = date.split('-').collect();
    let number = |text: &str, digits: usize| {
        let fits = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
        if fits { text.parse::<u16>().ok() } else { None }
    };
    let (from, until) = match parts.as_slice() {
        [year] => {
            let year = number(year, 4)?;
            (midnight(year, 1, 1)?, midnight(year.checked_add(1)?, 1, 1)?)
        }
        [year, month] => {
            let (year, month) = (number(year, 4)?, number(month, 2)?);
            let next = if month == 12 { midnight(year.checked_add(1)?, 1, 1)? } else { midnight(year, month.checked_add(1)?, 1)? };
            (midnight(year, month, 1)?, next)
        }
        [year, month, day] => {
            let from = midnight(number(year, 4)?, number(month, 2)?, number(day, 2)?)?;
            (from, from.checked_add(86_400_000)?)
        }
        _ => return None,
    };
    Some((from, until))
}

fn midnight(year: u16, month: u16, day: u16) -> Option<i64> {
    UtcMs::parse_rfc3339(&format!("{year:04}-{month:02}-{day:02}T00:00:00Z")).map(|at| at.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, at: &str) -> bool {
        Instants::read(text).unwrap().holds(UtcMs::parse_rfc3339(at).unwrap())
    }

    #[test]
    fn a_date_means_all_of_its_day() {
        for (text, before, first, last, after) in [
            ("2026-11-22", "2026-11-21T23:59:59.999Z", "2026-11-22T00:00:00Z", "2026-11-22T23:59:59.999Z", "2026-11-23T00:00:00Z"),
            ("2026-12", "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
            ("2026", "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
            ("2026-11-22T10:15+07:00", "2026-11-22T03:14:59Z", "2026-11-22T03:15:00Z", "2026-11-22T03:15:59Z", "2026-11-22T03:16:00Z"),
            ("2026-11-22T10:15:00 07:00", "2026-11-22T03:14:59Z", "2026-11-22T03:15:00Z", "2026-11-22T03:15:00.9Z", "2026-11-22T03:15:01Z"),
        ] {
            let table = [("", [false, true, true, false]), ("ge", [false, true, true, true]), ("gt", [false, false, false, true])];
            let more = [("le", [true, true, true, false]), ("lt", [true, false, false, false]), ("ne", [true, false, false, true])];
            for (prefix, expected) in table.into_iter().chain(more) {
                let found = [before, first, last, after].map(|at| holds(&format!("{prefix}{text}"), at));
                assert_eq!(found, expected, "{prefix}{text}");
            }
        }
    }

    #[test]
    fn what_is_no_date_is_told() {
        for text in [
            "",
            "ge",
            "kemarin",
            "2026-13",
            "2026-02-30",
            "26-11-22",
            "ap2026",
            "2026-11-22T",
            "2026-11-22T10",
            "22/11/2026",
            "2026-11-22T25:00Z",
            "é",
        ] {
            assert_eq!(Instants::read(text), None, "{text}");
        }
    }
}
