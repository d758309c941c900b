//! The cells of one sheet, in the order of the file.

use super::Shared;
use super::texts::Rich;
use super::xml::{Event, Open, Xml, is_true};
use crate::sheet::rows::{Merge, Rows};
use crate::sheet::{COLUMNS_MAX, ROWS_MAX, SheetFault, date};

/// The last row a spreadsheet can have.
const ROW_NUMBER_MAX: u32 = 1_048_576;
/// Whole numbers below it have at most 15 digits, and are exact in every form.
const DIGITS_15: f64 = 1e15;
/// Most merged areas that are looked at: one for each row of the longest table.
const MERGES_MAX: usize = ROWS_MAX;
/// What stands for a formula whose result the workbook does not hold.
const UNCALCULATED: &str = "=";
/// How office programs write the end of a line within a cell.
const LINE_END: &str = "_x000D_";

/// The kind of a cell (`t`), as far as it changes how its value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    SharedText,
    Bool,
    /// A text, the result of a formula, an error or a date in ISO form: as it stands.
    Text,
}

/// The cell being read.
struct Cell {
    kind: Kind,
    style: usize,
    value: String,
    has_formula: bool,
    in_value: bool,
}

/// The sheet being read.
struct Sheet<'a> {
    shared: &'a Shared,
    rows: Rows,
    row: u32,
    hidden: bool,
    hidden_rows: usize,
    /// Columns of this row that were passed, also those beyond the limit.
    column: usize,
    cell: Option<Cell>,
    /// The memory of the value of the cell before.
    spare: String,
    rich: Rich,
}

/// The cells of a sheet.
pub(super) struct Cells {
    pub(super) rows: Rows,
    /// How many of the rows are hidden.
    pub(super) hidden_rows: usize,
    pub(super) merges: Vec<Merge>,
}

/// Reads the cells of a sheet.
pub(super) fn read(part: &[u8], shared: &Shared, rows_max: usize) -> Result<Cells, SheetFault> {
    let mut xml = Xml::new(part)?;
    let mut sheet = Sheet {
        shared,
        rows: Rows::up_to(rows_max),
        row: 0,
        hidden: false,
        hidden_rows: 0,
        column: 0,
        cell: None,
        spare: String::new(),
        rich: Rich::default(),
    };
    while let Some(event) = xml.next()? {
        match &event {
            Event::Open(tag) => sheet.open(tag)?,
            Event::Close(tag) if tag.name() == "sheetData" => {
                return Ok(Cells { rows: sheet.rows, hidden_rows: sheet.hidden_rows, merges: merges(&mut xml)? });
            }
            Event::Close(tag) => sheet.close(tag.name())?,
            Event::Text(piece) => sheet.value(|value| value.push_str(piece)),
            Event::Letter(letter) => sheet.value(|value| value.push(*letter)),
        }
        if let Some(cell) = &mut sheet.cell {
            sheet.rich.take(&event, &mut cell.value);
        }
    }
    Err(SheetFault::Damaged)
}

/// The cells merged downwards; they are told after all rows.
fn merges(xml: &mut Xml<'_>) -> Result<Vec<Merge>, SheetFault> {
    let mut merges = Vec::new();
    while let Some(event) = xml.next()? {
        if let Event::Open(tag) = event
            && tag.name() == "mergeCell"
            && merges.len() < MERGES_MAX
        {
            merges.extend(tag.get("ref")?.and_then(|area| merge_of(&area)));
        }
    }
    Ok(merges)
}

/// `B3:B5`, or `B3:C5`, whose text stands in its first column.
fn merge_of(area: &str) -> Option<Merge> {
    let (first, last) = area.split_once(':')?;
    let row_of = |address: &str| address.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
    let merge = Merge { column: column_of(first)?, first: row_of(first)?, last: row_of(last)? };
    (merge.first < merge.last).then_some(merge)
}

impl Sheet<'_> {
    fn value(&mut self, add: impl FnOnce(&mut String)) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_value) {
            add(&mut cell.value);
        }
    }

    fn open(&mut self, tag: &Open<'_>) -> Result<(), SheetFault> {
        match (tag.name(), &mut self.cell) {
            ("row", _) => self.begin_row(tag),
            ("c", _) => self.begin_cell(tag),
            ("v", Some(cell)) => {
                cell.in_value = true;
                Ok(())
            }
            ("f", Some(cell)) => {
                cell.has_formula = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn close(&mut self, name: &str) -> Result<(), SheetFault> {
        match (name, &mut self.cell) {
            ("row", _) => {
                let before = self.rows.len();
                self.rows.end_row(self.row)?;
                self.hidden_rows += usize::from(self.hidden && self.rows.len() > before);
                Ok(())
            }
            ("v", Some(cell)) => {
                cell.in_value = false;
                Ok(())
            }
            ("c", _) => {
                let Some(mut cell) = self.cell.take() else { return Ok(()) };
                self.end_cell(&cell)?;
                cell.value.clear();
                self.spare = cell.value;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin_row(&mut self, tag: &Open<'_>) -> Result<(), SheetFault> {
        let (mut number, mut hidden) = (None, false);
        tag.each(|name, value| match name {
            "r" => number = Some(value.parse().ok()),
            "hidden" => hidden = is_true(value),
            _ => {}
        })?;
        let fits = self.row.saturating_add(1)..=ROW_NUMBER_MAX;
        let number = number.unwrap_or(Some(*fits.start())).filter(|number| fits.contains(number)).ok_or(SheetFault::Damaged)?;
        (self.row, self.hidden, self.column) = (number, hidden, 0);
        Ok(())
    }

    fn begin_cell(&mut self, tag: &Open<'_>) -> Result<(), SheetFault> {
        let (mut column, mut kind, mut style) = (Some(self.column), Kind::Number, 0);
        tag.each(|name, value| match name {
            "r" => column = column_of(value),
            "s" => style = value.parse().unwrap_or(0),
            "t" => {
                kind = match value {
                    "s" => Kind::SharedText,
                    "b" => Kind::Bool,
                    "n" => Kind::Number,
                    _ => Kind::Text,
                }
            }
            _ => {}
        })?;
        let column = column.filter(|column| *column >= self.column && self.cell.is_none()).ok_or(SheetFault::Damaged)?;
        while self.rows.open_cells() < column.min(COLUMNS_MAX) {
            self.rows.push("", self.row)?;
        }
        self.column = column + 1;
        self.cell = Some(Cell { kind, style, value: std::mem::take(&mut self.spare), has_formula: false, in_value: false });
        Ok(())
    }

    fn end_cell(&mut self, cell: &Cell) -> Result<(), SheetFault> {
        let (value, row) = (cell.value.as_str(), self.row);
        if value.is_empty() {
            return self.rows.push(if cell.has_formula { UNCALCULATED } else { "" }, row);
        }
        match cell.kind {
            Kind::SharedText => {
                let text = value.trim().parse().ok().and_then(|place| self.shared.texts.get(place)).ok_or(SheetFault::Damaged)?;
                self.push_text(text)
            }
            Kind::Bool => self.rows.push(if value.trim() == "1" { "TRUE" } else { "FALSE" }, row),
            Kind::Text => self.push_text(value),
            Kind::Number if is_plain_count(value) && !self.shared.styles.is_date(cell.style) => self.rows.push(value, row),
            Kind::Number => {
                let number: f64 = value.trim().parse().map_err(|_| SheetFault::Damaged)?;
                let date = self.shared.styles.is_date(cell.style).then(|| date::of_serial(number, self.shared.epoch_1904)).flatten();
                self.rows.push(&date.unwrap_or_else(|| number_text(number)), row)
            }
        }
    }

    fn push_text(&mut self, text: &str) -> Result<(), SheetFault> {
        if text.contains(LINE_END) { self.rows.push(&text.replace(LINE_END, " "), self.row) } else { self.rows.push(text, self.row) }
    }
}

/// The column of a cell's address, counted from 0: `C5` is 2.
fn column_of(address: &str) -> Option<usize> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.take(4).fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    column.checked_sub(1)
}

/// Whether a number stands there as [`number_text`] would write it: at most 15 digits, none of them a zero in front.
fn is_plain_count(value: &str) -> bool {
    (1..=15).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()) && (value.len() == 1 || !value.starts_with('0'))
}

/// A number as the office program shows it: at most 15 digits count, so that `23.999999999999996` is 24.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < DIGITS_15 {
        return (number as i64).to_string();
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_column() {
        for (address, column) in [("A1", Some(0)), ("C5", Some(2)), ("AA10", Some(26)), ("XFD1", Some(16_383)), ("7", None), ("", None)] {
            assert_eq!(column_of(address), column, "{address}");
        }
    }

    #[test]
    fn an_area_merged_downwards_has_its_column_and_rows() {
        let merge = |area| merge_of(area).map(|merge| (merge.column, merge.first, merge.last));
        assert_eq!((merge("B3:B5"), merge("B3:C5")), (Some((1, 3, 5)), Some((1, 3, 5))));
        assert_eq!([merge("B3:D3"), merge("B3"), merge("B5:B3"), merge("3:5"), merge(":"), merge("Bx:B9")], [None; 6]);
    }

    #[test]
    fn a_plain_count_is_written_as_it_stands() {
        for value in ["0", "7", "24", "999999999999999"] {
            assert!(is_plain_count(value));
            assert_eq!(number_text(value.parse().unwrap()), value);
        }
        for value in ["", "00", "024", "+1", "-1", " 1", "1.0", "1e3", "1000000000000000", "١"] {
            assert!(!is_plain_count(value), "{value}");
        }
    }

    #[test]
    fn a_number_is_written_as_it_is_shown() {
        for (number, text) in
            [(24.0, "24"), (24.5, "24.5"), (23.999_999_999_999_996, "24"), (-1.0, "-1"), (1e300, &format!("{}", 1e300)), (0.0, "0")]
        {
            assert_eq!(number_text(number), text);
        }
    }
}
