//! When beds were counted: dates of spreadsheets and the texts that people write, in the facility's zone.

use sigap_kernel::{UtcMs, Zone};

use super::CellFault;

/// Days from the first day of spreadsheets to 1970-01-01, when days are counted from 1900 (with the leap day that 1900 did not have).
const DAYS_TO_1970: f64 = 25_569.0;
/// Days between the two ways of counting.
const DAYS_1900_TO_1904: f64 = 1_462.0;
/// The last day a spreadsheet can show: 9999-12-31.
const SERIAL_MAX: f64 = 2_958_466.0;
/// Numbers without the look of a date are still taken for one between the beginnings of 2000 and 2100.
const PLAIN_SERIALS: std::ops::Range<f64> = 36_526.0..73_051.0;
const MS_PER_DAY: f64 = 86_400_000.0;
const MS_PER_S: f64 = 1_000.0;

const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "february", "feb", "pebruari"],
    &["maret", "march", "mar"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["agustus", "august", "agu", "agt", "ags", "aug"],
    &["september", "sep", "sept"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nov", "nop", "nopember"],
    &["desember", "december", "des", "dec"],
];

/// A date of a spreadsheet as text: `2026-11-22 10:15:00`; `2026-11-22` for a day, `10:15:00` for a time without a day. `None` outside what one can show.
pub(super) fn of_serial(serial: f64, epoch_1904: bool) -> Option<String> {
    if !(0.0..SERIAL_MAX).contains(&serial) {
        return None;
    }
    let days = if epoch_1904 && serial >= 1.0 { serial + DAYS_1900_TO_1904 } else { serial };
    // Whole seconds: the fraction of a day holds no more.
    let ms = ((days - DAYS_TO_1970) * MS_PER_DAY / MS_PER_S).round() * MS_PER_S;
    let stamp = UtcMs(ms as i64).rfc3339();
    let (day, time) = (stamp.get(..10)?, stamp.get(11..19)?);
    Some(match time {
        time if serial < 1.0 => time.to_owned(),
        "00:00:00" => day.to_owned(),
        time => format!("{day} {time}"),
    })
}

/// What one cell says of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A day and a time of day, perhaps with the zone said.
    At(UtcMs),
    /// A day alone.
    Day(Day),
    /// A time of day alone, in seconds.
    Time(u32, Option<Zone>),
}

/// A day of the calendar; that it exists is known only when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// A time of this day; `None` when there is no such day.
    pub(super) fn at(self, second: u32, zone: Zone) -> Option<UtcMs> {
        let Self { year, month, day } = self;
        let midnight = UtcMs::parse_rfc3339(&format!("{year:04}-{month:02}-{day:02}T00:00:00+{:02}:00", zone.offset_h()))?;
        Some(midnight.plus_s(second.into()))
    }
}

/// Reads a cell. The day comes first (`22/11/2026`) or the year does (`2026-11-22`), never the month.
///
/// # Errors
/// Not a date or a time, or with a year of two digits.
pub(super) fn read(text: &str, zone: Zone, epoch_1904: bool) -> Result<Moment, CellFault> {
    let text = text.trim();
    if let Some(at) = UtcMs::parse_rfc3339(text) {
        return Ok(Moment::At(at));
    }
    if let Some(serial) = text.parse().ok().filter(|serial| PLAIN_SERIALS.contains(serial) && text.len() != 4) {
        return of_serial(serial, epoch_1904).map_or(Err(CellFault::NotTime), |stamp| read(&stamp, zone, false));
    }
    let (text, said) = without_zone(text);
    let (day, time) = split(text);
    let second = time.map(|time| second_of(time).ok_or(CellFault::NotTime)).transpose()?;
    match (day.map(day_of).transpose()?, second) {
        (Some(day), Some(second)) => day.at(second, said.unwrap_or(zone)).map(Moment::At).ok_or(CellFault::NotTime),
        (Some(day), None) => day.at(0, zone).map(|_| Moment::Day(day)).ok_or(CellFault::NotTime),
        (None, Some(second)) => Ok(Moment::Time(second, said)),
        (None, None) => Err(CellFault::NotTime),
    }
}

/// The text without a zone at its end, and that zone.
fn without_zone(text: &str) -> (&str, Option<Zone>) {
    let last = text.rsplit([' ', ',']).next().unwrap_or_default().trim_end_matches('.');
    match last.to_ascii_uppercase().parse() {
        Ok(zone) => (
            text.get(..text.len() - text.rsplit([' ', ',']).next().map_or(0, str::len)).unwrap_or(text).trim_end_matches([' ', ',']),
            Some(zone),
        ),
        Err(_) => (text, None),
    }
}

/// The parts of a text that are a day and a time of day.
fn split(text: &str) -> (Option<&str>, Option<&str>) {
    let is_time = |text: &str| text.len() <= 8 && second_of(text).is_some();
    if is_time(text) {
        return (None, Some(text));
    }
    let spaced = text.rsplit_once([' ', 'T', ',']).map(|(day, time)| (day.trim_end_matches([' ', ',']), time));
    match spaced {
        Some((day, time)) if time.contains([':', '.']) => {
            let day = ["pukul", "jam", "pkl", "pk"].iter().fold(day, |day, word| strip_end(day, word));
            (Some(day.trim_end_matches([' ', ',', '.'])), Some(time))
        }
        _ => (Some(text), None),
    }
}

fn strip_end<'a>(text: &'a str, word: &str) -> &'a str {
    let trimmed = text.trim_end_matches([' ', '.', ',']);
    let begin = trimmed.len().saturating_sub(word.len());
    match trimmed.split_at_checked(begin) {
        Some((before, last)) if last.eq_ignore_ascii_case(word) && before.ends_with([' ', ',']) => before,
        _ => text,
    }
}

/// `10:15`, `10.15`, `10:15:30`, `10.15.30`, with a fraction of a second or without.
fn second_of(text: &str) -> Option<u32> {
    let mut parts = text.split([':', '.']).map(|part| part.parse::<u32>().ok().filter(|_| part.len() <= 3));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let fits = parts.count() <= 1 && hour < 24 && minute < 60 && second < 60 && text.split([':', '.']).nth(1).is_some_and(|m| m.len() == 2);
    fits.then_some(hour * 3_600 + minute * 60 + second)
}

fn day_of(text: &str) -> Result<Day, CellFault> {
    let mut parts = text.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty());
    // The name of the weekday may stand before the day.
    let first = parts.next().map(|part| part.trim_end_matches(',')).ok_or(CellFault::NotTime)?;
    let first = if first.bytes().all(|b| b.is_ascii_digit()) { first } else { parts.next().ok_or(CellFault::NotTime)? };
    let (Some(middle), Some(last), None) = (parts.next(), parts.next(), parts.next()) else { return Err(CellFault::NotTime) };
    let number = |text: &str| text.parse::<u16>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (year, day) = match (first.len(), last.len()) {
        (4, 1..=2) => (first, last),
        (1..=2, 4) => (last, first),
        (1..=2, 2) if number(first).is_some() && number(last).is_some() => return Err(CellFault::ShortYear),
        _ => return Err(CellFault::NotTime),
    };
    let month = if middle.len() <= 2 { number(middle).and_then(|month| u8::try_from(month).ok()) } else { month_of(middle) };
    let day = number(day).and_then(|day| u8::try_from(day).ok());
    let (Some(year), Some(month), Some(day)) = (number(year), month, day) else { return Err(CellFault::NotTime) };
    Ok(Day { year, month, day })
}

fn month_of(name: &str) -> Option<u8> {
    MONTHS.iter().zip(1..).find(|(names, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name))).map(|(_, month)| month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> String {
        match read(text, Zone::Wib, false) {
            Ok(Moment::At(at)) => at.local_stamp(Zone::Wib),
            Ok(Moment::Day(day)) => format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
            Ok(Moment::Time(second, zone)) => format!("{second} {zone:?}"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn a_time_is_read_in_the_ways_people_write_it() {
        for (text, expected) in [
            ("2026-11-22 10:15", "2026-11-22 10:15:00"),
            ("2026-11-22 10:15:30", "2026-11-22 10:15:30"),
            ("2026-11-22T10:15:00", "2026-11-22 10:15:00"),
            ("2026-11-22T03:15:00Z", "2026-11-22 10:15:00"),
            ("2026-11-22T11:15:00+08:00", "2026-11-22 10:15:00"),
            ("22/11/2026 10.15", "2026-11-22 10:15:00"),
            ("22/11/2026, 10.15", "2026-11-22 10:15:00"),
            ("2/1/2026 9.05", "2026-01-02 09:05:00"),
            ("22-11-2026", "2026-11-22"),
            ("22.11.2026", "2026-11-22"),
            ("22 November 2026 10.15", "2026-11-22 10:15:00"),
            ("Minggu, 22 Nopember 2026 pukul 10.15 WIB", "2026-11-22 10:15:00"),
            ("22/11/2026 11.15 WITA", "2026-11-22 10:15:00"),
            ("46348.427083333336", "2026-11-22 10:15:00"),
            ("46348", "2026-11-22"),
            ("10:15", "36900 None"),
            ("10.15 wit", "36900 Some(Wit)"),
            ("22/11/26 10.15", "ShortYear"),
            ("11/22/2026 10.15", "NotTime"),
            ("31/02/2026", "NotTime"),
            ("22/11/2026 25.15", "NotTime"),
            ("22/11/2026 10.5", "NotTime"),
            ("kemarin", "NotTime"),
            ("24", "NotTime"),
            ("2026", "NotTime"),
            ("-5", "NotTime"),
            ("", "NotTime"),
            ("é", "NotTime"),
        ] {
            assert_eq!(stamp(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_date_of_a_spreadsheet_becomes_text() {
        assert_eq!(of_serial(46_348.427_083_333_336, false).as_deref(), Some("2026-11-22 10:15:00"));
        assert_eq!(of_serial(44_886.427_083_333_336, true).as_deref(), Some("2026-11-22 10:15:00"));
        assert_eq!(of_serial(0.427_083_333, false).as_deref(), Some("10:15:00"));
        assert_eq!(of_serial(24.0, false).as_deref(), Some("1900-01-23"));
        assert_eq!((of_serial(-1.0, false), of_serial(1e9, false), of_serial(f64::NAN, false)), (None, None, None));
    }
}
