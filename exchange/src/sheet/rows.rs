//! Rows of texts while they are being read: one text for all cells, and the limits that hold for every kind of file.

use super::{CELL_CHARS_MAX, COLUMNS_MAX, ROWS_LOOKED_AT_MAX, SheetFault, TEXT_BYTES_MAX};

/// Signs with which an office program would take a cell for a formula, and the apostrophe that guards against it.
const GUARDED: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// Where one row begins and ends among the cells.
#[derive(Debug, Clone, Copy)]
struct Span {
    number: u32,
    first: usize,
    cells: usize,
}

/// Cells of one column that are one cell for people: its text stands in the first of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) column: usize,
    /// First and last row, as the spreadsheet counts them.
    pub(super) first: u32,
    pub(super) last: u32,
}

/// Rows that hold something, each with its number as the spreadsheet counts it. One text holds all cells, so that a row costs no
/// piece of memory of its own.
#[derive(Debug)]
pub(super) struct Rows {
    text: String,
    ends: Vec<u32>,
    spans: Vec<Span>,
    /// First cell of the row being read.
    first: usize,
    /// The text before that row.
    before: usize,
    rows_max: usize,
    /// Rows that were ended, empty ones too.
    looked_at: usize,
}

impl Rows {
    /// Takes at most `rows_max` rows.
    pub(super) fn up_to(rows_max: usize) -> Self {
        Self { text: String::new(), ends: Vec::new(), spans: Vec::new(), first: 0, before: 0, rows_max, looked_at: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The number of a row, as the spreadsheet counts it.
    pub(super) fn number(&self, place: usize) -> Option<u32> {
        self.spans.get(place).map(|span| span.number)
    }

    /// How many cells a row has.
    pub(super) fn width(&self, place: usize) -> usize {
        self.spans.get(place).map_or(0, |span| span.cells)
    }

    /// A cell; empty where there is none.
    pub(super) fn cell(&self, place: usize, column: usize) -> &str {
        let Some(span) = self.spans.get(place).filter(|span| column < span.cells) else { return "" };
        self.nth(span.first + column)
    }

    /// A cell of the row with this number.
    pub(super) fn cell_of(&self, number: u32, column: usize) -> &str {
        self.spans.binary_search_by_key(&number, |span| span.number).map_or("", |place| self.cell(place, column))
    }

    fn nth(&self, cell: usize) -> &str {
        let end = self.ends.get(cell).map_or(0, |end| *end as usize);
        let start = cell.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |start| *start as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Cells of the row being read.
    pub(super) fn open_cells(&self) -> usize {
        self.ends.len() - self.first
    }

    /// Adds a cell to the row being read: without outer blanks, and without the apostrophe that keeps programs from taking it for a formula.
    pub(super) fn push(&mut self, cell: &str, row: u32) -> Result<(), SheetFault> {
        let cell = bare(cell);
        if cell.len() > CELL_CHARS_MAX && cell.chars().nth(CELL_CHARS_MAX).is_some() {
            return Err(SheetFault::CellTooLong { row, max: CELL_CHARS_MAX });
        }
        if self.open_cells() >= COLUMNS_MAX {
            // Empty cells beyond the limit are the border of a table drawn too wide.
            return if cell.is_empty() { Ok(()) } else { Err(SheetFault::TooManyColumns { row, max: COLUMNS_MAX }) };
        }
        if self.text.len() + cell.len() > TEXT_BYTES_MAX {
            return Err(SheetFault::TooMuchText { max: TEXT_BYTES_MAX });
        }
        self.text.push_str(cell);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        Ok(())
    }

    /// Ends the row being read. One that holds nothing is forgotten.
    pub(super) fn end_row(&mut self, number: u32) -> Result<(), SheetFault> {
        self.looked_at += 1;
        if self.looked_at > ROWS_LOOKED_AT_MAX {
            return Err(SheetFault::TooManyEmptyRows { max: ROWS_LOOKED_AT_MAX });
        }
        let cells = self.open_cells();
        if self.text.len() == self.before {
            self.ends.truncate(self.first);
            return Ok(());
        }
        if self.spans.len() >= self.rows_max {
            return Err(SheetFault::TooManyRows { max: self.rows_max });
        }
        self.spans.push(Span { number, first: self.first, cells });
        (self.first, self.before) = (self.ends.len(), self.text.len());
        Ok(())
    }
}

/// A cell without outer blanks and without a guarding apostrophe.
fn bare(cell: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_alphanumeric());
    let bytes = cell.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) {
        return cell;
    }
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(GUARDED)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_loses_blanks_and_the_apostrophe_that_guards_it() {
        for (cell, kept) in
            [(" Melati ", "Melati"), ("'=1+1", "=1+1"), ("'Aisyiyah", "'Aisyiyah"), ("\u{a0}24\u{a0}", "24"), ("''", "'"), ("", "")]
        {
            assert_eq!(bare(cell), kept, "{cell:?}");
        }
    }

    #[test]
    fn limits_hold_for_cells_columns_rows_and_all_text() {
        let mut rows = Rows::up_to(1);
        assert_eq!(rows.push(&"é".repeat(CELL_CHARS_MAX), 1), Ok(()));
        assert_eq!(rows.push(&"é".repeat(CELL_CHARS_MAX + 1), 7), Err(SheetFault::CellTooLong { row: 7, max: CELL_CHARS_MAX }));
        (1..COLUMNS_MAX).for_each(|_| rows.push("a", 1).unwrap());
        assert_eq!(rows.push("", 1), Ok(()));
        assert_eq!(rows.push("a", 1), Err(SheetFault::TooManyColumns { row: 1, max: COLUMNS_MAX }));
        rows.end_row(1).unwrap();
        assert_eq!((rows.len(), rows.width(0), rows.cell(0, 63), rows.cell(0, 64)), (1, COLUMNS_MAX, "a", ""));
        rows.push("", 2).unwrap();
        assert_eq!(rows.end_row(2), Ok(()), "an empty row is none");
        rows.push("a", 3).unwrap();
        assert_eq!(rows.end_row(3), Err(SheetFault::TooManyRows { max: 1 }));

        let (mut rows, long) = (Rows::up_to(usize::MAX), "a".repeat(CELL_CHARS_MAX));
        let full = (0..).find_map(|row| rows.push(&long, row).and_then(|()| rows.end_row(row)).err());
        assert_eq!(full, Some(SheetFault::TooMuchText { max: TEXT_BYTES_MAX }));
    }
}
