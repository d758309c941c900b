//! Words as others write them, brought to ours: names of columns, kinds, owners, qualities; and coordinates. The words
//! themselves stand in `words.txt`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use sigap_kernel::GeoPoint;

use super::quoted;
use crate::{Column, PhonePurpose, checks, columns};

/// List and word → our code.
static WORDS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (what, words) = line.split_once('=')?;
        let (list, code) = what.trim().split_once(' ')?;
        Some(words.split(',').map(move |word| ((list, word.trim()), code)))
    };
    include_str!("words.txt").lines().filter(|line| !line.starts_with('#')).filter_map(line).flatten().collect()
});

/// What a column of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Own(Column),
    Lat,
    Lon,
    RadiusKm,
    /// One number, for a purpose.
    Phone(PhonePurpose),
    /// Code of a place: the file is about places.
    Code,
    /// Known, and of no use here.
    Unused,
}

/// What a column means by its name; `None` when nobody knows.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let code = WORDS.get(&("header", checks::key(name).as_str())).map_or_else(|| name.trim().to_lowercase(), |code| (*code).to_owned());
    let purpose = code.strip_prefix("phone_").and_then(|purpose| purpose.parse().ok()).map(Meaning::Phone);
    match code.as_str() {
        "lat" => Some(Meaning::Lat),
        "lon" => Some(Meaning::Lon),
        "coord_radius_km" => Some(Meaning::RadiusKm),
        "code" => Some(Meaning::Code),
        "-" => Some(Meaning::Unused),
        own => purpose.or_else(|| own.parse().ok().map(Meaning::Own)),
    }
}

/// The value in our own words, where others have other words for it.
pub(super) fn value(column: Column, text: &str) -> Cow<'_, str> {
    WORDS.get(&(column.code(), checks::key(text).as_str())).map_or(Cow::Borrowed(text), |code| Cow::Borrowed(*code))
}

/// Whether a text says that nothing is known: `-`, `n/a`, or a remark in brackets.
pub(super) fn says_nothing(text: &str) -> bool {
    let nothing = ["", "-", "–", "n/a", "null", "belum ada", "tidak ada"];
    nothing.contains(&text.to_lowercase().as_str()) || (text.starts_with('(') && text.ends_with(')'))
}

/// Where Indonesia lies.
const LATS: std::ops::RangeInclusive<f64> = -11.5..=6.5;
const LONS: std::ops::RangeInclusive<f64> = 94.5..=141.5;

/// A point from two cells, with what is odd about it; the outer error means that the row cannot be used.
pub(super) fn point(lat: &str, lon: &str) -> Result<(Option<GeoPoint>, Option<String>), String> {
    if says_nothing(lat) && says_nothing(lon) {
        return Ok((None, None));
    }
    let degrees = |text: &str| text.replace(',', ".").parse::<f64>().ok();
    let unreadable = || format!("place-unreadable?lat={}&lon={}", quoted(lat), quoted(lon));
    let (y, x) = degrees(lat).zip(degrees(lon)).ok_or_else(unreadable)?;
    let place = |y: f64, x: f64| columns::place(&format!("{y},{x}")).map_err(|_| unreadable());
    match (LATS.contains(&y) && LONS.contains(&x), LATS.contains(&x) && LONS.contains(&y)) {
        (true, _) => Ok((place(y, x)?, None)),
        (_, true) => Ok((place(x, y)?, Some(format!("place-swapped?lat={x}&lon={y}")))),
        _ if y == 0.0 && x == 0.0 => Ok((None, Some("place-zero".to_owned()))),
        _ => Ok((place(y, x)?, Some(format!("place-abroad?lat={y}&lon={x}")))),
    }
}
