//! The days of a comparison as a small drawing: how far Sigap and the other book were apart on average, day by day.

use std::collections::BTreeMap;

use sigap_kernel::Zone;
use sigap_web::Words;

use super::say;
use crate::model::{Pair, Summary};

const WIDTH: i64 = 640;
const HEIGHT: i64 = 120;
/// Room at the top and the bottom for words.
const EDGE: i64 = 16;

/// One day.
pub(super) struct Day {
    pub(super) day: String,
    pub(super) line: say::Line,
    mean_milli: i64,
}

/// The days in their order, and the drawing of them.
pub(super) struct Curve {
    pub(super) days: Vec<Day>,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) zero_y: i64,
    pub(super) path: String,
    pub(super) most: String,
    pub(super) least: String,
    pub(super) words: String,
}

impl Curve {
    pub(super) fn of(w: &Words, zone: Zone, pairs: &[Pair], within: u32) -> Self {
        let mut by_day: BTreeMap<String, Vec<&Pair>> = BTreeMap::new();
        for pair in pairs {
            by_day.entry(say::day_field(zone, pair.figure.at)).or_default().push(pair);
        }
        let day = |pairs: Vec<&Pair>| {
            let all = Summary::of(pairs.iter().copied(), within);
            let name = pairs.first().map_or_else(String::new, |pair| say::day(zone, pair.figure.at));
            Some(Day { line: say::Line::of(w, name.clone(), &all), day: name, mean_milli: all.mean_milli()? })
        };
        let days: Vec<Day> = by_day.into_values().filter_map(day).collect();
        Self::drawn(w, days)
    }

    fn drawn(w: &Words, days: Vec<Day>) -> Self {
        // A bed up and down at least, so that small differences look small.
        let most = days.iter().map(|day| day.mean_milli.abs()).max().unwrap_or(0).max(1_000);
        let zero_y = HEIGHT / 2;
        let steps = i64::try_from(days.len()).unwrap_or(1).max(2) - 1;
        let point = |(place, day): (i64, &Day)| {
            let (x, y) = (2 + place * (WIDTH - 4) / steps, zero_y - day.mean_milli * (zero_y - EDGE) / most);
            format!("{}{x} {y}", if place == 0 { 'M' } else { 'L' })
        };
        let path = (0..).zip(&days).map(point).collect();
        let span = |place: Option<&Day>| place.map_or_else(String::new, |day| day.day.clone());
        let words = w.with("curve-words", &[("from", &span(days.first())), ("to", &span(days.last()))]);
        let (most, least) = (say::milli(w, Some(most), true), say::milli(w, Some(-most), true));
        Self { days, width: WIDTH, height: HEIGHT, zero_y, path, most, least, words }
    }
}
