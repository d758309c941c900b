//! The lines of a sheet: as they are typed, and what they say once they are checked. All mistakes together, each at its field.

use jiff::civil::{Date, Time};
use sigap_kernel::{FieldErrors, UtcMs, Zone};

use super::LINES_A_SHEET;
use crate::PaperLine;

/// Beds of one ward at most, as on the ward board.
const BEDS_MAX: u32 = 20_000;
/// Seconds by which a clock on the wall may go ahead of ours.
const WALL_CLOCK_AHEAD_S: i64 = 120;

/// One line as it was typed. Date and beds that are left out are those of the line above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LineForm {
    pub(crate) date: String,
    pub(crate) time: String,
    pub(crate) beds: String,
    pub(crate) free: String,
}

impl LineForm {
    fn is_empty(&self) -> bool {
        [&self.date, &self.time, &self.beds, &self.free].iter().all(|field| field.trim().is_empty())
    }
}

/// What the lines are held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    pub(crate) zone: Zone,
    pub(crate) printed_at: UtcMs,
    pub(crate) now: UtcMs,
}

/// The lines of a sheet, checked; the field of a mistake is its name and the place of its line, `free_3`.
pub(crate) fn checked(typed: &[LineForm], sheet: Sheet) -> Result<Vec<PaperLine>, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut lines: Vec<PaperLine> = Vec::new();
    let (mut date, mut beds) = (None, None);
    for (place, form) in (1..).zip(typed.iter().take(LINES_A_SHEET)) {
        if form.is_empty() {
            continue;
        }
        let mut wrong = |field: &str, message: &str| errors.add(&format!("{field}_{place}"), message);
        if !form.date.trim().is_empty() {
            date = read_date(&form.date);
        }
        if date.is_none() {
            wrong("date", "line-date");
        }
        let time = read_time(&form.time);
        if time.is_none() {
            wrong("time", "line-time");
        }
        if !form.beds.trim().is_empty() {
            beds = whole(&form.beds).filter(|beds| *beds > 0);
        }
        if beds.is_none() {
            wrong("beds", "line-beds");
        }
        let free = whole(&form.free);
        if free.is_none() {
            wrong("free", "line-free");
        }
        if let Some((beds, free)) = beds.zip(free)
            && free > beds
        {
            wrong("free", &format!("line-free-above?max={beds}"));
        }
        let Some(observed_at) = date.zip(time).and_then(|(date, time)| instant(date, time, sheet.zone)) else { continue };
        if observed_at > sheet.now.plus_s(WALL_CLOCK_AHEAD_S) {
            wrong("time", "line-future");
        } else if observed_at.plus_min(1) <= sheet.printed_at {
            wrong("time", "line-before-print");
        } else if lines.last().is_some_and(|last| observed_at <= last.observed_at) {
            wrong("time", "line-order");
        }
        if let Some((beds, free)) = beds.zip(free) {
            lines.push(PaperLine { observed_at, beds, free });
        }
    }
    if errors.is_empty() && lines.is_empty() {
        errors.add("time_1", "line-none");
    }
    errors.into_result(Some(lines))
}

fn whole(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|beds| *beds <= BEDS_MAX)
}

/// `2026-11-24`, as browsers send it, or `24/11/2026` as it is written.
fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let mut parts = text.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// `23:30`, as browsers send it, or `23.30` as it is written.
fn read_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once([':', '.'])?;
    let digits = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse::<i8>().ok()).flatten();
    Time::new(digits(hour)?, digits(minute.get(..2)?)?, 0, 0).ok()
}

/// The instant of a clock on the wall of a zone.
fn instant(date: Date, time: Time, zone: Zone) -> Option<UtcMs> {
    let there = UtcMs::parse_rfc3339(&format!("{date}T{time}Z"))?;
    Some(there.plus_min(-60 * i64::from(zone.offset_h())))
}

/// The date of an instant on the wall of a zone, as browsers take it.
pub(crate) fn date_of(at: UtcMs, zone: Zone) -> String {
    at.local_stamp(zone).chars().take(10).collect()
}

/// The hour of an instant on the wall of a zone, as browsers take it.
pub(crate) fn time_of(at: UtcMs, zone: Zone) -> String {
    at.local_stamp(zone).chars().skip(11).take(5).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2026-11-24 08:00 in Jakarta, 10:00 in Jayapura.
    const MINUTE_MS: i64 = 60_000;

    /// 2026-11-24 08:00 in Jakarta, 10:00 in Jayapura.
    const NOW: UtcMs = UtcMs(1_795_482_000_000);

    fn sheet(zone: Zone) -> Sheet {
        Sheet { zone, printed_at: NOW.plus_min(-24 * 60), now: NOW }
    }

    fn line(date: &str, time: &str, beds: &str, free: &str) -> LineForm {
        LineForm { date: date.into(), time: time.into(), beds: beds.into(), free: free.into() }
    }

    #[test]
    fn lines_keep_the_time_of_the_clock_on_their_wall_across_midnight() {
        let night = [line("2026-11-23", "23:30", "12", "3"), line("24/11/2026", "00.15", "", "2"), line("", "1.05", "", "0")];
        for (zone, offset_min) in [(Zone::Wib, 420), (Zone::Wita, 480), (Zone::Wit, 540)] {
            let lines = checked(&night, sheet(zone)).unwrap();
            let midnight = UtcMs(NOW.0 - 8 * 60 * MINUTE_MS).plus_min(420 - offset_min);
            let expected: Vec<_> = [(-30, 3), (15, 2), (65, 0)]
                .map(|(minutes, free)| PaperLine { observed_at: midnight.plus_min(minutes), beds: 12, free })
                .into();
            assert_eq!(lines, expected, "{zone}");
            assert_eq!((date_of(lines[0].observed_at, zone), time_of(lines[0].observed_at, zone)), ("2026-11-23".into(), "23:30".into()));
        }
    }

    #[test]
    fn every_mistake_is_told_at_its_line_and_field() {
        let wrong = |lines: &[LineForm]| -> Vec<(String, String)> {
            let errors = checked(lines, sheet(Zone::Wib)).unwrap_err();
            errors.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
        };
        let one = |field: &str, message: &str| vec![(field.to_owned(), message.to_owned())];
        let good = line("2026-11-24", "01:00", "12", "3");
        for (lines, expected) in [
            (vec![], one("time_1", "line-none")),
            (vec![line("", "01:00", "12", "3")], one("date_1", "line-date")),
            (vec![line("2026-02-30", "01:00", "12", "3")], one("date_1", "line-date")),
            (vec![line("2026-11-24", "25:00", "12", "3")], one("time_1", "line-time")),
            (vec![line("2026-11-24", "", "12", "3")], one("time_1", "line-time")),
            (vec![line("2026-11-24", "01:00", "", "3")], one("beds_1", "line-beds")),
            (vec![line("2026-11-24", "01:00", "0", "0")], one("beds_1", "line-beds")),
            (vec![line("2026-11-24", "01:00", "12", "-1")], one("free_1", "line-free")),
            (vec![line("2026-11-24", "01:00", "12", "13")], one("free_1", "line-free-above?max=12")),
            (vec![good.clone(), line("", "08:03", "", "3")], one("time_2", "line-future")),
            (vec![line("2026-11-23", "07:58", "12", "3")], one("time_1", "line-before-print")),
            (vec![good.clone(), LineForm::default(), line("", "00:59", "", "3")], one("time_3", "line-order")),
            (vec![good.clone(), line("", "01:00", "", "4")], one("time_2", "line-order")),
        ] {
            assert_eq!(wrong(&lines), expected, "{lines:?}");
        }
        assert!(checked(&[line("2026-11-23", "08:00", "12", "3")], sheet(Zone::Wib)).is_ok(), "the minute in which it was printed");
        assert!(checked(&[line("2026-11-24", "08:02", "12", "3")], sheet(Zone::Wib)).is_ok(), "a clock a little ahead");
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_stops_the_page(date in "\\PC{0,12}", time in "\\PC{0,8}", beds in "\\PC{0,6}", free in "\\PC{0,6}") {
            let _ = checked(&[line(&date, &time, &beds, &free)], sheet(Zone::Wit));
        }
    }
}
