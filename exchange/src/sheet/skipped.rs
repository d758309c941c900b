//! Rows that are no rooms: sums, repeated headers, numberings, the example, signatures.

use super::table::Row;
use super::template::EXAMPLE_CODE;
use super::words::fold;
use super::{BEDS_MAX, Column, Fitted, Table};
use crate::lenient::{Scalar, clean, count};

/// Columns that hold a number of beds or patients.
pub(super) const COUNTS: [Column; 7] =
    [Column::Capacity, Column::Occupied, Column::Free, Column::Cleaning, Column::Blocked, Column::Reserved, Column::WaitingInIgd];
/// Words of a row that adds up the rows above it, folded.
const TOTALS: [&str; 11] = [
    "jumlah",
    "total",
    "subtotal",
    "grandtotal",
    "jumlahtotal",
    "totaljumlah",
    "jumlahkeseluruhan",
    "totalkeseluruhan",
    "jumlahseluruhnya",
    "jumlahsemua",
    "jml",
];
/// Why a row was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowNote {
    /// It adds up other rows.
    Total,
    /// It repeats the header.
    Header,
    /// It numbers the columns.
    Numbering,
    /// It is the example line of the template.
    Example,
    /// It names no room, no class and no kind of bed, and has no number in the columns that are read, for example a signature below the table.
    Outside,
}

/// Why a row is no room; `None` when it is to be read as one.
pub(super) fn passed_over(table: &Table, row: &Row<'_>, fitted: &Fitted) -> Option<RowNote> {
    let cell = |column| fitted.place(column).map_or("", |place| row.cell(place));
    let texts: Vec<_> = table.headers().iter().zip(row.cells()).filter(|(_, text)| !text.is_empty()).collect();
    if texts.len() > 1 && texts.iter().all(|(header, text)| clean(text) == **header) {
        return Some(RowNote::Header);
    }
    if is_numbering(row) {
        return Some(RowNote::Numbering);
    }
    if cell(Column::Code).eq_ignore_ascii_case(EXAMPLE_CODE) {
        return Some(RowNote::Example);
    }
    let first = texts.first().map_or("", |(_, text)| text);
    let is_total = [cell(Column::Code), cell(Column::Name), first].iter().any(|text| TOTALS.contains(&fold(text).as_str()));
    // `Jumlah kelas 3` adds up, but a room may be called so too: one with a code or a class is a room.
    let is_sum_of = [cell(Column::Name), first].iter().any(|text| {
        let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        ["jumlah ", "total ", "sub total ", "subtotal ", "grand total "].into_iter().any(begins)
    });
    let is_nameless = [cell(Column::Code), cell(Column::Class), cell(Column::BedType)].iter().all(|text| says_nothing(text));
    if is_total || (is_sum_of && (is_nameless || cell(Column::Name).is_empty())) {
        return Some(RowNote::Total);
    }
    let is_number = |column: &Column| matches!(count(&Scalar::Text(cell(*column).into()), BEDS_MAX), Ok(Some(_)));
    let names_nothing = is_nameless && says_nothing(cell(Column::Name));
    (names_nothing && !COUNTS.iter().any(is_number)).then_some(RowNote::Outside)
}

/// Whether a row says `1 2 3 4 …` or `(1) (2) (3) …` under its columns, as forms of offices do.
fn is_numbering(row: &Row<'_>) -> bool {
    let mut cells = 0;
    let numbered = row.cells().zip(1_u32..).filter(|(text, _)| !text.is_empty()).all(|(text, place)| {
        cells += 1;
        text.trim_start_matches('(').trim_end_matches(')').parse() == Ok(place)
    });
    numbered && cells >= 4
}

/// Whether a text says that nothing is known, as in the registry's imports.
pub(super) fn says_nothing(text: &str) -> bool {
    let nothing = ["", "-", "–", "n/a", "null", "belum ada", "tidak ada"];
    nothing.iter().any(|word| text.eq_ignore_ascii_case(word))
}
