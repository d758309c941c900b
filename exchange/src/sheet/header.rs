//! Finding the header: which row names the columns, and what stands above it.

use super::rows::Rows;
use super::{Column, HEADER_ROWS_MAX};

/// So many known names make a row the header, even under a title that was typed into several cells.
const KNOWN_MIN: usize = 2;

/// The place of the header row among `rows`, `None` when no row has two texts.
///
/// Of the first rows that hold something it is the one with most column names that Sigap knows, at least two, the first of equals.
/// When there is none, it is the first row with at least two texts. Rows above it are titles.
pub(super) fn place(rows: &Rows) -> Option<usize> {
    let looked_at = 0..rows.len().min(HEADER_ROWS_MAX);
    let best = looked_at.clone().map(|place| (known(rows, place), place)).max_by_key(|(known, place)| (*known, std::cmp::Reverse(*place)));
    match best {
        Some((known, place)) if known >= KNOWN_MIN => Some(place),
        _ => looked_at.into_iter().find(|place| texts(rows, *place) >= 2),
    }
}

/// Most known column names that any of the first rows has.
pub(super) fn known_words(rows: &Rows) -> usize {
    (0..rows.len().min(HEADER_ROWS_MAX)).map(|place| known(rows, place)).max().unwrap_or(0)
}

/// The names of the columns. Where a cell of the header is empty, the cell right above it counts: a name merged over two rows stands in the upper one.
pub(super) fn names(rows: &Rows, place: usize) -> Vec<&str> {
    let above =
        place.checked_sub(1).filter(|above| rows.number(*above).zip(rows.number(place)).is_some_and(|(above, here)| above + 1 == here));
    let above = above.filter(|above| texts(rows, *above) >= 2);
    let width = rows.width(place).max(above.map_or(0, |above| rows.width(above)));
    let name = |column| match (rows.cell(place, column), above) {
        ("", Some(above)) => rows.cell(above, column),
        (name, _) => name,
    };
    let mut names: Vec<&str> = (0..width).map(name).collect();
    while names.last().is_some_and(|name| name.is_empty()) {
        names.pop();
    }
    names
}

/// How many different columns the names of a row are known to mean.
fn known(rows: &Rows, place: usize) -> usize {
    let mut found: Vec<Column> = names(rows, place).into_iter().filter_map(|name| Column::guess(name).map(|(column, _)| column)).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

fn texts(rows: &Rows, place: usize) -> usize {
    (0..rows.width(place)).filter(|column| !rows.cell(place, *column).is_empty()).count()
}
