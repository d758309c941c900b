//! `OpeningHours`: a week of open times to the minute, read from what people write and asked "open now, until when?".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sigap_kernel::{UtcMs, Zone};
use sigap_store::as_text;
use sigap_web::Words;
use thiserror::Error;

const DAY_MIN: u16 = 1_440;
const WEEK_MIN: i64 = 7 * 1_440;
/// Letters of hours as written.
const TEXT_MAX: usize = 400;
/// The codes of the days, Monday first.
const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
/// Days as people write them: the first letters, Indonesian and English.
#[rustfmt::skip]
const DAY_WORDS: [&[&str]; 7] = [
    &["sen", "mo"], &["sel", "tu"], &["rab", "we"], &["kam", "th"], &["jum", "fr"], &["sab", "sat", "sa"], &["min", "ahad", "sun", "su"],
];

/// Weekly opening hours. Empty means that nobody has told them; public holidays are not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OpeningHours {
    /// For each day from Monday the times it opens and closes, in minutes of that day, in order and not touching. A night shift
    /// closes after minute 1,440.
    days: [Vec<(u16, u16)>; 7],
}

/// Open or closed at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // said beside each
pub enum IsOpen {
    /// Open, and when it closes; `None` when it never does.
    Open { until: Option<UtcMs> },
    /// Closed, and when it opens next; `None` when the hours are not known.
    Closed { opens: Option<UtcMs> },
}

/// Hours that cannot be read, from this place on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("opening hours cannot be read at {0:?}")]
pub struct BadHours(String);

/// The first and the last of days in a row, and their times.
type Rule<'h> = (usize, usize, &'h [(u16, u16)]);

impl OpeningHours {
    /// Hours nobody has told.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// Day and night.
    #[must_use]
    pub fn always() -> Self {
        Self { days: std::array::from_fn(|_| vec![(0, DAY_MIN)]) }
    }

    /// Whether somebody has told the hours.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.days.iter().any(|day| !day.is_empty())
    }

    /// Whether it never closes.
    #[must_use]
    pub fn is_always(&self) -> bool {
        *self == Self::always()
    }

    /// Whether it is open at an instant in a zone, and what comes next.
    #[must_use]
    pub fn is_open(&self, at: UtcMs, zone: Zone) -> IsOpen {
        let (today, minute) = at.weekday_minute(zone);
        let (today, minute) = (usize::from(today), i64::from(minute));
        let midnight = UtcMs(at.0 - at.0.rem_euclid(60_000)).plus_min(-minute);
        // Every opening from yesterday to this day next week, in minutes counted from midnight.
        let of_day = |(day, times): (usize, &Vec<(u16, u16)>)| {
            let away = (i64::try_from(day).unwrap_or_default() - 1) * 1_440;
            times.iter().map(|(from, to)| (away + i64::from(*from), away + i64::from(*to))).collect::<Vec<_>>()
        };
        let spans: Vec<(i64, i64)> = self.days.iter().cycle().skip(today + 6).take(10).enumerate().flat_map(of_day).collect();
        let end_of = |minute: i64| spans.iter().filter(|(from, to)| (*from..*to).contains(&minute)).map(|(_, to)| *to).max();
        let Some(mut end) = end_of(minute) else {
            let next = spans.iter().map(|(from, _)| *from).filter(|from| *from > minute).min();
            return IsOpen::Closed { opens: next.map(|from| midnight.plus_min(from)) };
        };
        while let Some(later) = end_of(end).filter(|_| end < minute + WEEK_MIN) {
            end = later;
        }
        IsOpen::Open { until: (end < minute + WEEK_MIN).then(|| midnight.plus_min(end)) }
    }

    /// The hours as a person reads them, in the language of `w`.
    #[must_use]
    pub fn say(&self, w: &Words) -> String {
        if !self.is_known() || self.is_always() {
            return w.s(if self.is_known() { "hours-always" } else { "hours-unknown" });
        }
        let colon = if w.lang() == sigap_kernel::Lang::Id { '.' } else { ':' };
        self.written(|day| w.s(&format!("day-{day}")), "–", ", ", colon)
    }

    /// Days with the same times in a row stand together.
    fn written(&self, day_name: impl Fn(&str) -> String, dash: &str, comma: &str, colon: char) -> String {
        let mut rules: Vec<Rule<'_>> = Vec::new();
        for (day, times) in self.days.iter().enumerate().filter(|(_, times)| !times.is_empty()) {
            match rules.last_mut() {
                Some((_, last, same)) if *last + 1 == day && *same == times.as_slice() => *last = day,
                _ => rules.push((day, day, times)),
            }
        }
        let name = |day: usize| day_name(DAYS.get(day).copied().unwrap_or_default());
        let rule = |(first, last, times): Rule<'_>| {
            let days = if first == last { name(first) } else { format!("{}{dash}{}", name(first), name(last)) };
            let times: Vec<_> = times.iter().map(|(from, to)| format!("{}{dash}{}", clock(*from, colon), clock(*to, colon))).collect();
            format!("{days} {}", times.join(comma))
        };
        rules.into_iter().map(rule).collect::<Vec<_>>().join("; ")
    }
}

/// The hour and minute at which something opens or closes; of the next day after minute 1,440.
fn clock(minute: u16, colon: char) -> String {
    let minute = if minute > DAY_MIN { minute - DAY_MIN } else { minute };
    format!("{:02}{colon}{:02}", minute / 60, minute % 60)
}

/// `mo-fr 07:30-14:00; sa 07:30-12:00`, `24/7`, or nothing when not known.
impl fmt::Display for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_always() { f.write_str("24/7") } else { f.write_str(&self.written(str::to_owned, "-", ",", ':')) }
    }
}

/// Reads what [`Display`](fmt::Display) writes and what people write: `Senin s.d. Jumat 07.30-14.00; Sabtu 07.30-12.00`, `24 jam`.
impl FromStr for OpeningHours {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Self, BadHours> {
        let plain = plain(text);
        if plain.len() > TEXT_MAX {
            return Err(BadHours(plain));
        }
        if plain.is_empty() || ["24/7", "24jam", "24hours", "setiaphari24jam"].contains(&plain.as_str()) {
            return Ok(if plain.is_empty() { Self::unknown() } else { Self::always() });
        }
        let mut hours = Self::default();
        for rule in plain.split(';').filter(|rule| !rule.is_empty()) {
            read_rule(rule, &mut hours.days)?;
        }
        hours.days.iter_mut().for_each(merge);
        let too_long = hours.days.iter().flatten().any(|(from, to)| to - from > DAY_MIN);
        if hours.is_known() && !too_long { Ok(hours) } else { Err(BadHours(plain)) }
    }
}

/// Puts the times of a day in order, and those that touch together.
fn merge(day: &mut Vec<(u16, u16)>) {
    day.sort_unstable();
    day.dedup_by(|later, earlier| {
        let touch = later.0 <= earlier.1;
        earlier.1 = if touch { earlier.1.max(later.1) } else { earlier.1 };
        touch
    });
}

/// Small letters without spaces, one sign for "to".
fn plain(text: &str) -> String {
    let mut plain: String = text.to_lowercase().split_whitespace().collect();
    for (from, to) in [("s.d.", "-"), ("s/d", "-"), ("sampai", "-"), ("–", "-"), ("pukul", ""), ("wita", ""), ("wib", ""), ("wit", "")] {
        plain = plain.replace(from, to);
    }
    plain
}

/// One rule: days, then times. Without days it holds every day.
fn read_rule(rule: &str, week: &mut [Vec<(u16, u16)>; 7]) -> Result<(), BadHours> {
    let (days, times) = rule.split_at(rule.find(|c: char| c.is_ascii_digit()).unwrap_or(rule.len()));
    let days = read_days(days.trim_end_matches([',', ':']))?;
    for time in times.split(',') {
        let (from, to) = if ["24jam", "24hours"].contains(&time) { (0, DAY_MIN) } else { read_time(time)? };
        let to = if to <= from { to + DAY_MIN } else { to };
        week.iter_mut().zip(0..).filter(|(_, day)| days.contains(day)).for_each(|(times, _)| times.push((from, to)));
    }
    Ok(())
}

fn read_days(text: &str) -> Result<Vec<u16>, BadHours> {
    if text.is_empty() || text == "setiaphari" {
        return Ok((0..7).collect());
    }
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (read_day(first)?, read_day(last)?);
        days.extend((first..first + 7).map(|day| day % 7).take(usize::from((last + 7 - first) % 7) + 1));
    }
    Ok(days)
}

fn read_day(word: &str) -> Result<u16, BadHours> {
    let known = |starts: &&[&str]| {
        starts.iter().any(|start| word.starts_with(start)) && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '`'))
    };
    (0..).zip(&DAY_WORDS).find(|(_, starts)| known(starts)).map(|(day, _)| day).ok_or_else(|| BadHours(word.to_owned()))
}

fn read_time(text: &str) -> Result<(u16, u16), BadHours> {
    let times = text.split_once('-').and_then(|(from, to)| read_clock(from).zip(read_clock(to)));
    times.filter(|(from, _)| *from < DAY_MIN).ok_or_else(|| BadHours(text.to_owned()))
}

fn read_clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let figures = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !figures(hour) || !figures(minute) {
        return None;
    }
    let minutes = hour.parse::<u16>().ok()? * 60 + minute.parse::<u16>().ok().filter(|minute| *minute < 60)?;
    (minutes <= DAY_MIN).then_some(minutes)
}

as_text!(OpeningHours);

impl Serialize for OpeningHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OpeningHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> OpeningHours {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        let cases = [
            ("mo-fr 07:30-14:00; sa 07:30-12:00", "mo-fr 07:30-14:00; sa 07:30-12:00"),
            ("Senin s.d. Jumat 07.30 - 14.00; Sabtu 7.30–12", "mo-fr 07:30-14:00; sa 07:30-12:00"),
            (
                "Senin, Rabu, Jumat 08.00-12.00, 13.00-15.00 WIB",
                "mo 08:00-12:00,13:00-15:00; we 08:00-12:00,13:00-15:00; fr 08:00-12:00,13:00-15:00",
            ),
            ("07:00-21:00", "mo-su 07:00-21:00"),
            ("setiap hari 07:00-21:00", "mo-su 07:00-21:00"),
            ("24 jam", "24/7"),
            ("24/7", "24/7"),
            ("mo-su 24 jam", "24/7"),
            ("mo-su 00:00-24:00", "24/7"),
            ("fr 22:00-04:00", "fr 22:00-04:00"),
            ("fr 08:00-08:00", "fr 08:00-08:00"),
            ("su 22:00-04:00", "su 22:00-04:00"),
            ("sa-mo 22:00-02:00", "mo 22:00-02:00; sa-su 22:00-02:00"),
            ("mo 08:00-12:00; mo 12:00-16:00", "mo 08:00-16:00"),
            ("mo 00:00-24:00; tu 00:00-06:00", "mo 00:00-24:00; tu 00:00-06:00"),
            ("Sunday 9-17", "su 09:00-17:00"),
            ("Minggu 9-17", "su 09:00-17:00"),
            ("Jum'at 8-11", "fr 08:00-11:00"),
            ("Jum’at 8-11", "fr 08:00-11:00"),
            ("", ""),
            ("   ", ""),
        ];
        for (written, kept) in cases {
            assert_eq!(read(written).to_string(), kept, "{written}");
        }
    }

    #[test]
    fn what_is_no_hours_is_refused() {
        for text in [
            "buka",
            "mo",
            "mo 25:00-26:00",
            "mo 08:60-09:00",
            "mo 08:00",
            "xx 08:00-09:00",
            "mo 24:00-02:00",
            "fr 08:00-07:00, 23:00-09:00",
            ";",
            "mo 8:0a-9",
            "mo-fr",
            "mo 65535:00-65535:00",
        ] {
            assert!(text.parse::<OpeningHours>().is_err(), "{text}");
        }
        assert!("mo 1-2;".repeat(200).parse::<OpeningHours>().is_err(), "too long");
    }

    #[test]
    fn a_health_centre_is_open_until_two_and_opens_again_in_the_morning() {
        let utc = |text: &str| UtcMs::parse_rfc3339(text).unwrap();
        let at = |hours: &str, now: &str| read(hours).is_open(utc(now), Zone::Wib);
        // 2026-11-22 is a Sunday; 00:30Z is 07:30 WIB.
        let week = "mo-fr 07:30-14:00; sa 07:30-12:00";
        let cases = [
            (week, "2026-11-23T00:30:00Z", IsOpen::Open { until: Some(utc("2026-11-23T07:00:00Z")) }),
            (week, "2026-11-23T06:59:59.999Z", IsOpen::Open { until: Some(utc("2026-11-23T07:00:00Z")) }),
            (week, "2026-11-23T07:00:00Z", IsOpen::Closed { opens: Some(utc("2026-11-24T00:30:00Z")) }),
            (week, "2026-11-21T05:00:00Z", IsOpen::Closed { opens: Some(utc("2026-11-23T00:30:00Z")) }),
            (week, "2026-11-22T16:59:00Z", IsOpen::Closed { opens: Some(utc("2026-11-23T00:30:00Z")) }),
            // A night shift over the end of the week, seen before and after midnight.
            ("su 22:00-04:00", "2026-11-22T16:30:00Z", IsOpen::Open { until: Some(utc("2026-11-22T21:00:00Z")) }),
            ("su 22:00-04:00", "2026-11-22T20:59:00Z", IsOpen::Open { until: Some(utc("2026-11-22T21:00:00Z")) }),
            ("su 22:00-04:00", "2026-11-22T21:00:00Z", IsOpen::Closed { opens: Some(utc("2026-11-29T15:00:00Z")) }),
            ("24/7", "2026-11-22T21:00:00Z", IsOpen::Open { until: None }),
            ("", "2026-11-22T21:00:00Z", IsOpen::Closed { opens: None }),
        ];
        for (hours, now, expected) in cases {
            assert_eq!(at(hours, now), expected, "{hours} at {now}");
        }
        let now = utc("2026-11-23T00:30:00Z");
        assert!(matches!(read(week).is_open(now, Zone::Wit), IsOpen::Open { .. }), "09:30 in the east");
    }

    /// Some rules, each written as people may write it.
    fn rules() -> impl Strategy<Value = String> {
        let rule = (0..7usize, 0..7usize, 0..1_440u16, 1..1_440u16).prop_map(|(first, last, from, length)| {
            format!("{}-{} {}-{}", DAYS[first], DAYS[last], clock(from, ':'), clock((from + length) % 1_440, ':'))
        });
        let text = proptest::collection::vec(rule, 1..6).prop_map(|rules| rules.join("; "));
        text.prop_filter("no shift is longer than a day", |text| text.parse::<OpeningHours>().is_ok())
    }

    proptest! {
        #[test]
        fn hours_read_back_as_written(text in rules()) {
            let hours = read(&text);
            prop_assert_eq!(&read(&hours.to_string()), &hours);
            // As a form shows them, in both languages.
            for &lang in sigap_kernel::Lang::ALL {
                prop_assert_eq!(&read(&hours.say(&crate::words(lang))), &hours);
            }
        }

        #[test]
        fn open_and_closed_follow_each_other(text in rules(), minute in 0..20_000i64) {
            let (hours, at) = (read(&text), UtcMs(1_790_000_000_000).plus_min(minute));
            match hours.is_open(at, Zone::Wita) {
                IsOpen::Open { until: Some(until) } => {
                    prop_assert!(until > at);
                    let closed = matches!(hours.is_open(until, Zone::Wita), IsOpen::Closed { .. });
                    let open_before = matches!(hours.is_open(UtcMs(until.0 - 1), Zone::Wita), IsOpen::Open { .. });
                    prop_assert!(closed && open_before);
                }
                IsOpen::Open { until: None } => {
                    let always = (0..20_160).all(|minute| matches!(hours.is_open(at.plus_min(minute), Zone::Wita), IsOpen::Open { .. }));
                    prop_assert!(always);
                }
                IsOpen::Closed { opens } => {
                    let opens = opens.unwrap();
                    prop_assert!(opens > at);
                    let open = matches!(hours.is_open(opens, Zone::Wita), IsOpen::Open { .. });
                    let closed_before = matches!(hours.is_open(UtcMs(opens.0 - 1), Zone::Wita), IsOpen::Closed { .. });
                    prop_assert!(open && closed_before);
                }
            }
        }

        #[test]
        fn no_text_stops_the_reader(text in "\\PC{0,60}") {
            if let Ok(hours) = text.parse::<OpeningHours>() {
                prop_assert_eq!(read(&hours.to_string()), hours);
            }
        }
    }
}
