//! `Table`: the rows of an uploaded file under the names of their columns. What the values say is not asked here.

use super::rows::{Merge, Rows};
use super::{BYTES_MAX, HEADER_ROWS_MAX, ROWS_MAX, SheetFault, csv, header, xlsx};

/// The byte order mark that office programs put before a text.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// How every packed file begins, workbooks among them.
const PACKED: &[u8] = b"PK\x03\x04";
/// How Excel's files before 2007 begin, and workbooks with a password.
const OLD_EXCEL: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Something about the whole file that a person should see before using it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableNote {
    /// So many rows above the header were taken for titles and not read.
    TitleRows(usize),
    /// So many rows are hidden in the workbook, for example by a filter; they were read.
    HiddenRows(usize),
    /// The workbook has so many other visible sheets, which were not read.
    OtherSheets(usize),
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    /// `epoch_1904`: whether days are counted from 1904, as old Macs did.
    Workbook {
        epoch_1904: bool,
    },
}

/// Rows of texts under the names of their columns.
#[derive(Debug)]
pub struct Table {
    names: Vec<String>,
    header: usize,
    rows: Rows,
    form: Form,
    merges: Vec<Merge>,
    sheets: Vec<String>,
    notes: Vec<TableNote>,
}

impl Table {
    /// Reads a file; of a workbook the first visible sheet. Whether it is CSV or XLSX is seen from its bytes; its name only helps to
    /// say what is wrong with it.
    ///
    /// # Errors
    /// It is no table, beyond a limit, or has no header or no row.
    pub fn read(bytes: &[u8], file_name_hint: Option<&str>) -> Result<Self, SheetFault> {
        Self::read_any(bytes, file_name_hint, None)
    }

    /// Reads the sheet of this name from a workbook; of CSV, which has no sheets, all.
    ///
    /// # Errors
    /// As [`Table::read`], or no sheet has this name.
    pub fn read_sheet(bytes: &[u8], file_name_hint: Option<&str>, sheet: &str) -> Result<Self, SheetFault> {
        Self::read_any(bytes, file_name_hint, Some(sheet))
    }

    fn read_any(bytes: &[u8], hint: Option<&str>, sheet: Option<&str>) -> Result<Self, SheetFault> {
        if bytes.len() > BYTES_MAX {
            return Err(SheetFault::TooLarge { max: BYTES_MAX });
        }
        if bytes.starts_with(PACKED) {
            let book = xlsx::read(bytes, sheet, ROWS_MAX)?;
            let hidden = (book.hidden_rows > 0).then_some(TableNote::HiddenRows(book.hidden_rows));
            let others = (book.sheets.len() > 1 && sheet.is_none()).then(|| TableNote::OtherSheets(book.sheets.len() - 1));
            let notes = hidden.into_iter().chain(others).collect();
            let table = Self::under_header(book.rows, Form::Workbook { epoch_1904: book.epoch_1904 }, notes)?;
            return Ok(Self { merges: book.merges, sheets: book.sheets, ..table });
        }
        if bytes.starts_with(OLD_EXCEL) {
            return Err(SheetFault::OldExcel);
        }
        Self::under_header(csv::read(text(bytes, hint)?, ROWS_MAX)?, Form::Csv, Vec::new())
    }

    fn under_header(rows: Rows, form: Form, mut notes: Vec<TableNote>) -> Result<Self, SheetFault> {
        if rows.len() == 0 {
            return Err(SheetFault::Empty);
        }
        let header = header::place(&rows).ok_or(SheetFault::NoHeader)?;
        if header + 1 >= rows.len() {
            return Err(SheetFault::Empty);
        }
        if header > 0 {
            notes.insert(0, TableNote::TitleRows(header));
        }
        let names = header::names(&rows, header).into_iter().map(crate::lenient::clean).collect();
        Ok(Self { names, header, rows, form, merges: Vec::new(), sheets: Vec::new(), notes })
    }

    /// The names of the columns as they stand in the file, blanks made single; empty where a column has none.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.names
    }

    /// The number of the header row, as the spreadsheet shows it.
    #[must_use]
    pub fn header_row(&self) -> u32 {
        self.rows.number(self.header).unwrap_or(1)
    }

    /// The rows under the header that hold something.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (self.header + 1..self.rows.len()).map(|place| Row { table: self, place })
    }

    /// How many rows that is.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len().saturating_sub(self.header + 1)
    }

    /// The visible sheets of the workbook; none of CSV.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// What a person should see before using the table.
    #[must_use]
    pub fn notes(&self) -> &[TableNote] {
        &self.notes
    }

    /// Whether days in number form are counted from 1904.
    pub(super) fn epoch_1904(&self) -> bool {
        self.form == Form::Workbook { epoch_1904: true }
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    place: usize,
}

impl<'a> Row<'a> {
    /// Its number, as the spreadsheet shows it.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.table.rows.number(self.place).unwrap_or(0)
    }

    /// The text of a cell, without outer blanks; empty where there is none.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'a str {
        self.table.rows.cell(self.place, column)
    }

    /// As [`Row::cell`]; where the cell is merged with those above it, their text. For words only: a number merged over three rows
    /// is not three numbers.
    pub(super) fn word(&self, column: usize) -> &'a str {
        let (own, number) = (self.cell(column), self.number());
        let covers = |merge: &&Merge| merge.column == column && merge.first < number && number <= merge.last;
        match own {
            // A merge that begins in the header or above is no room's.
            "" => self.table.merges.iter().find(covers).filter(|merge| merge.first > self.table.header_row()),
            _ => None,
        }
        .map_or(own, |merge| self.table.rows.cell_of(merge.first, column))
    }

    /// All cells under the header.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        let (table, place) = (self.table, self.place);
        (0..table.names.len()).map(move |column| table.rows.cell(place, column))
    }

    /// Cells of this row and of the header, when a row of CSV has others: a separator within a value has moved the cells after it.
    /// Empty cells at the end do not count.
    pub(super) fn wrong_length(&self) -> Option<(usize, usize)> {
        let (mut have, want) = (self.table.rows.width(self.place), self.table.names.len());
        while have > want && self.cell(have - 1).is_empty() {
            have -= 1;
        }
        // A header that ends with a separator promises a cell that no row needs.
        (self.table.form == Form::Csv && have != want).then_some((have, want))
    }
}

/// The bytes as text.
fn text<'a>(bytes: &'a [u8], hint: Option<&str>) -> Result<&'a str, SheetFault> {
    if bytes.trim_ascii().is_empty() {
        return Err(SheetFault::Empty);
    }
    let is_excel = hint.is_some_and(|name| [".xlsx", ".xls"].iter().any(|end| name.to_ascii_lowercase().ends_with(end)));
    let text = std::str::from_utf8(bytes).map_err(|_| if is_excel { SheetFault::Damaged } else { SheetFault::NotUtf8 })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let begins = text.trim_start();
    if begins.contains('\0') || begins.starts_with("%PDF") || begins.starts_with(['{', '[']) {
        return Err(if is_excel { SheetFault::Damaged } else { SheetFault::NotATable });
    }
    if begins.starts_with('<') {
        return Err(SheetFault::Html);
    }
    Ok(text)
}

/// How many rows the search for a header may need to read is below how many a table may have.
const _: () = assert!(HEADER_ROWS_MAX < ROWS_MAX);
