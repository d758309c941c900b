//! The curve of a quarter: occupied of beds in per cent, a day at a time. Where nothing was known there is no line.

use std::ops::Range;

/// The drawing, in its own units.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 104.0;
const LEFT: f64 = 2.0;
const RIGHT: f64 = 44.0;
const TOP: f64 = 8.0;
const FOOT: f64 = 16.0;
/// The top of the axis, tenths of a per cent; more where more was counted.
const FULL: i64 = 1_000;

/// A curve, drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Curve {
    /// The line, broken where nothing is known.
    pub(crate) path: String,
    /// Days without a figure: left and width.
    pub(crate) gaps: Vec<(String, String)>,
    /// The last known day, with how much it was.
    pub(crate) end: Option<(String, String, i64)>,
    /// The band of the reference: top and height.
    pub(crate) band: (String, String),
    /// Where a full house lies.
    pub(crate) full_y: String,
    /// Least and most of what is known.
    pub(crate) least_most: Option<(i64, i64)>,
}

fn unit(value: f64) -> String {
    format!("{value:.1}")
}

#[allow(clippy::cast_precision_loss)]
const fn f(value: i64) -> f64 {
    value as f64
}

impl Curve {
    /// The curve of these days; each in tenths of a per cent, `None` where nothing is known. The band is the reference.
    pub(crate) fn of(days: &[Option<i64>], band: Range<i64>) -> Self {
        let most = days.iter().flatten().copied().max().unwrap_or(FULL).max(FULL);
        let span = WIDTH - LEFT - RIGHT;
        #[allow(clippy::cast_precision_loss)]
        let step = span / (days.len().max(2) - 1) as f64;
        #[allow(clippy::cast_precision_loss)]
        let across = |place: usize| LEFT + step * place as f64;
        let upward = |permille: i64| TOP + (HEIGHT - TOP - FOOT) * (1.0 - f(permille.max(0)) / f(most));
        let known: Vec<i64> = days.iter().flatten().copied().collect();
        let end = days.iter().enumerate().filter_map(|(place, day)| day.map(|day| (place, day))).next_back();
        Self {
            path: path(days, across, upward),
            gaps: runs(days).into_iter().map(|(from, to)| (unit(across(from) - step / 2.0), unit(step * f(to - f_len(from))))).collect(),
            end: end.map(|(place, day)| (unit(across(place)), unit(upward(day)), day)),
            band: (unit(upward(band.end)), unit(upward(band.start) - upward(band.end))),
            full_y: unit(upward(FULL)),
            least_most: known.iter().copied().min().zip(known.iter().copied().max()),
        }
    }
}

fn f_len(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// One stroke for each stretch of known days; a day alone is a dot.
fn path(days: &[Option<i64>], across: impl Fn(usize) -> f64, upward: impl Fn(i64) -> f64) -> String {
    let mut path = String::new();
    let mut before_known = false;
    for (place, day) in days.iter().enumerate() {
        if let Some(day) = day {
            let after_known = days.get(place + 1).copied().flatten().is_some();
            let (x, y) = (unit(across(place)), unit(upward(*day)));
            let alone = if !before_known && !after_known { "h0" } else { "" };
            path.push_str(&format!("{}{x} {y}{alone}", if before_known { "L" } else { "M" }));
        }
        before_known = day.is_some();
    }
    path
}

/// Stretches without a figure: from a place to before another.
fn runs(days: &[Option<i64>]) -> Vec<(usize, i64)> {
    let mut found: Vec<(usize, i64)> = Vec::new();
    for (place, day) in days.iter().enumerate() {
        if day.is_some() {
            continue;
        }
        match found.last_mut() {
            Some((_, end)) if *end == f_len(place) => *end += 1,
            _ => found.push((place, f_len(place) + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_never_joined_over_a_gap() {
        let curve = Curve::of(&[Some(700), Some(800), None, None, Some(900), None, Some(600), Some(650)], 600..850);
        assert_eq!(curve.path.matches('M').count(), 3, "{}", curve.path);
        assert_eq!(curve.path.matches('L').count(), 2, "{}", curve.path);
        assert_eq!(curve.path.matches("h0").count(), 1, "a day alone is a dot");
        assert_eq!(curve.gaps.len(), 2);
        assert_eq!(curve.least_most, Some((600, 900)));
        assert_eq!(curve.end.map(|(.., day)| day), Some(650));
    }

    #[test]
    fn nothing_known_draws_nothing() {
        let curve = Curve::of(&[None; 90], 600..850);
        assert_eq!((curve.path.as_str(), curve.end.clone(), curve.least_most, curve.gaps.len()), ("", None, None, 1));
        assert_eq!(Curve::of(&[], 600..850).path, "");
        let crowded = Curve::of(&[Some(1_200), Some(1_000)], 600..850);
        assert!(crowded.full_y != Curve::of(&[Some(900)], 600..850).full_y, "more than full lies above the line of a full house");
    }
}
