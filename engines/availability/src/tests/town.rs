//! A ward told in one line: `aplicares 20 beds 10 free at 10:00; promise 1 at 10:05; now 10:06`.
//!
//! `?` is a number the source does not tell. Hours above 23 are the next day. `bed icu` sets the bed type.

use sigap_kernel::{BedType, UtcMs};

use crate::{Claim, ClaimKind, Observation, Rules, Standing, Term, Terms};

/// Midnight of the day on which every story plays.
const MIDNIGHT: UtcMs = UtcMs(1_790_000_000_000);

pub(super) fn at(clock: &str) -> UtcMs {
    let (hours, minutes) = clock.split_once(':').unwrap_or_else(|| panic!("not a time: {clock}"));
    MIDNIGHT.plus_min(hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap())
}

/// The ward of a story under the default rules.
pub(super) fn ward(story: &str) -> Standing {
    ward_under(&Rules::default(), story)
}

pub(super) fn ward_under(rules: &Rules, story: &str) -> Standing {
    let (mut bed_type, mut report, mut claims, mut now) = (BedType::General, None, Vec::new(), None);
    for part in story.split(';').map(str::trim) {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            ["bed", code] => bed_type = code.parse().unwrap(),
            ["now", clock] => now = Some(at(clock)),
            ["promise" | "arrival", ..] => claims.push(claim(&words)),
            _ => report = Some(observation(&words)),
        }
    }
    Standing::of(rules, bed_type, report.as_ref(), &claims, now.expect("the story says what time it is"))
}

fn claim(words: &[&str]) -> Claim {
    let time = |word| after(words, word).map(at);
    Claim {
        kind: words[0].parse::<ClaimKind>().unwrap(),
        beds: words[1].parse().unwrap(),
        made_at: time("at").expect("a claim has a time"),
        until: time("until"),
        noted_at: time("noted"),
        closed_at: time("closed"),
    }
}

fn observation(words: &[&str]) -> Observation {
    let count = |word| before(words, word).and_then(|n| n.parse().ok());
    let term = |word| match before(words, word) {
        Some("left-out") => Term::Included,
        Some(n) => Term::Known(n.parse().unwrap()),
        None => Term::Unknown,
    };
    let observed_at = after(words, "at").map(at).expect("a report has a time");
    Observation {
        capacity: count("beds"),
        free: count("free"),
        terms: Terms { cleaning: term("cleaning"), blocked: term("blocked"), reserved: term("reserved"), waiting_in_igd: term("igd") },
        source: words[0].parse().unwrap(),
        observed_at,
        received_at: after(words, "received").map_or(observed_at, at),
    }
}

fn after<'a>(words: &[&'a str], word: &str) -> Option<&'a str> {
    words.windows(2).find(|pair| pair[0] == word).map(|pair| pair[1])
}

fn before<'a>(words: &[&'a str], word: &str) -> Option<&'a str> {
    words.windows(2).find(|pair| pair[1] == word).map(|pair| pair[0])
}

/// What is said of a ward: `9 of 20 fresh`, `? of 20 old (last 9)`, `silent`, with contradictions after `!`.
pub(super) fn shown(ward: &Standing) -> String {
    let number = |n: Option<u32>| n.map_or("?".to_owned(), |n| n.to_string());
    if ward.taken_at.is_none() {
        return "silent".to_owned();
    }
    let mut text = format!("{} of {} {}", number(ward.free_to_promise), number(ward.capacity), ward.freshness);
    if !ward.freshness.counts() {
        text += &format!(" (last {})", number(ward.last_free));
    }
    for contradiction in ward.contradictions.iter() {
        text += &format!(" !{contradiction}");
    }
    text
}

/// One line of a table: this story ends with this number.
#[track_caller]
pub(super) fn check(story: &str, expected: &str) {
    assert_eq!(shown(&ward(story)), expected, "\n{story}");
}
