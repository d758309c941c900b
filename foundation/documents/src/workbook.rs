//! A workbook as XLSX. Words go in as words: what begins like a formula stays what somebody typed.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};

use crate::error::at_most;
use crate::limits::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_SHEET_ROWS, MAX_SHEETS};
use crate::{Align, DocumentError};

/// Characters a spreadsheet program takes in the name of a sheet, and those it refuses.
const SHEET_NAME_MAX: usize = 31;
const NOT_IN_SHEET_NAMES: &[char] = &['[', ']', ':', '*', '?', '/', '\\', '\''];

/// What spreadsheet programs take for the beginning of a formula when somebody edits the cell.
const FORMULA_SIGNS: &[char] = &['=', '+', '-', '@', '\t', '\r'];

/// Paper of the printed sheet: A4, by the number the format gives it.
const A4: u8 = 9;

/// One workbook.
#[derive(Debug, Clone, Default)]
pub struct Workbook {
    /// What it is; stands in its properties.
    pub title: String,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
}

/// One sheet: notes on top (where from, of when, LATIHAN), then a head that stays while one scrolls, then rows.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name on the tab; shortened to what the format takes.
    pub name: String,
    /// The columns.
    pub columns: Vec<SheetColumn>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Lines above the head: source, time of the data, a mark.
    pub notes: Vec<String>,
}

/// A column of a sheet.
#[derive(Debug, Clone, Default)]
pub struct SheetColumn {
    /// Its head.
    pub title: String,
    /// Where its words stand.
    pub align: Align,
    /// Its width in characters; 0 takes the head's.
    pub width: u16,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing: unknown is empty, never 0.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A whole figure.
    Whole(i64),
    /// A figure with its decimal places.
    Decimal(f64, u8),
    /// A share, shown in per cent with its decimal places; 0.5 is 50 %.
    Percent(f64, u8),
}

/// The workbook's bytes.
///
/// # Errors
/// When it holds more than a workbook may, or two sheets have one name.
pub fn xlsx(workbook: &Workbook) -> Result<Vec<u8>, DocumentError> {
    at_most("sheets", workbook.sheets.len(), MAX_SHEETS)?;
    let mut book = rust_xlsxwriter::Workbook::new();
    // No clock: the same input is the same file.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&workbook.title).set_author("Sigap").set_creation_datetime(&fixed));
    for sheet in &workbook.sheets {
        write(book.add_worksheet(), sheet)?;
    }
    if workbook.sheets.is_empty() {
        book.add_worksheet();
    }
    Ok(book.save_to_buffer()?)
}

fn write(page: &mut Worksheet, sheet: &Sheet) -> Result<(), DocumentError> {
    at_most("columns", sheet.columns.len(), MAX_COLUMNS)?;
    at_most("rows", sheet.rows.len(), MAX_SHEET_ROWS)?;
    page.set_name(sheet_name(&sheet.name))?;
    page.set_paper_size(A4);
    let mut line: u32 = 0;
    for note in &sheet.notes {
        words(page, line, 0, note, &Format::new())?;
        line += 1;
    }
    // A line of air between the notes and the head.
    line += u32::from(line > 0);
    head(page, line, &sheet.columns)?;
    page.set_freeze_panes(line + 1, 0)?;
    page.set_repeat_rows(line, line)?;
    for row in &sheet.rows {
        line += 1;
        at_most("columns", row.len(), MAX_COLUMNS)?;
        for ((at, cell), column) in (0_u16..).zip(row).zip(sheet.columns.iter().map(Some).chain(std::iter::repeat(None))) {
            write_cell(page, line, at, cell, column.map_or(Align::Left, |column| column.align))?;
        }
    }
    Ok(())
}

fn head(page: &mut Worksheet, line: u32, columns: &[SheetColumn]) -> Result<(), DocumentError> {
    for (at, column) in (0_u16..).zip(columns) {
        let format = aligned(column.align).set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        words(page, line, at, &column.title, &format)?;
        let own = u16::try_from(column.title.chars().count()).unwrap_or(u16::MAX).clamp(8, 40);
        page.set_column_width(at, f64::from(if column.width == 0 { own + 2 } else { column.width }))?;
    }
    Ok(())
}

fn aligned(align: Align) -> Format {
    Format::new().set_align(match align {
        Align::Left => FormatAlign::Left,
        Align::Right => FormatAlign::Right,
        Align::Center => FormatAlign::Center,
    })
}

fn write_cell(page: &mut Worksheet, line: u32, at: u16, cell: &Cell, align: Align) -> Result<(), DocumentError> {
    let format = aligned(align);
    match cell {
        // A figure that is none, such as 0 of 0, stays empty.
        Cell::Decimal(figure, _) | Cell::Percent(figure, _) if !figure.is_finite() => return Ok(()),
        Cell::Empty => return Ok(()),
        Cell::Text(said) => return words(page, line, at, said, &format),
        // Whole figures of this size are exact in the format's numbers.
        #[expect(clippy::cast_precision_loss, reason = "figures of beds and minutes are far below 2^53")]
        Cell::Whole(figure) => page.write_number_with_format(line, at, *figure as f64, &format.set_num_format("#,##0"))?,
        Cell::Decimal(figure, places) => {
            page.write_number_with_format(line, at, *figure, &format.set_num_format(places_of("#,##0", *places)))?
        }
        Cell::Percent(figure, places) => {
            page.write_number_with_format(line, at, *figure, &format.set_num_format(places_of("0", *places) + "%"))?
        }
    };
    Ok(())
}

fn places_of(whole: &str, places: u8) -> String {
    if places == 0 { whole.to_owned() } else { format!("{whole}.{}", "0".repeat(usize::from(places.min(6)))) }
}

/// Writes words as words. What begins like a formula also carries the sign by which a spreadsheet keeps it words when the cell is edited.
fn words(page: &mut Worksheet, line: u32, at: u16, said: &str, format: &Format) -> Result<(), DocumentError> {
    at_most("characters of a cell", said.encode_utf16().count(), MAX_CELL_CHARS)?;
    let format = if said.starts_with(FORMULA_SIGNS) { format.clone().set_quote_prefix() } else { format.clone() };
    page.write_string_with_format(line, at, said, &format)?;
    Ok(())
}

/// What the format takes for a name of a sheet.
fn sheet_name(said: &str) -> String {
    let name: String = said.chars().map(|sign| if NOT_IN_SHEET_NAMES.contains(&sign) || sign.is_control() { ' ' } else { sign }).collect();
    let mut units = 0;
    let short: String = name
        .trim()
        .chars()
        .take_while(|sign| {
            units += sign.len_utf16();
            units <= SHEET_NAME_MAX
        })
        .collect();
    if short.is_empty() { "1".to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::{Cell, Sheet, SheetColumn, Workbook, sheet_name, xlsx};
    use crate::{Align, DocumentError, MAX_SHEET_ROWS};

    fn book(rows: Vec<Vec<Cell>>) -> Workbook {
        let column = |title: &str| SheetColumn { title: title.into(), align: Align::Left, width: 0 };
        let sheet = Sheet { name: "Ruang".into(), columns: vec![column("Ruang"), column("Kosong")], rows, notes: vec!["LATIHAN".into()] };
        Workbook { title: "Laporan".into(), sheets: vec![sheet] }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut said = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut said).unwrap();
        said
    }

    #[test]
    fn words_never_become_a_formula() {
        let nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")"];
        let made = xlsx(&book(nasty.iter().map(|one| vec![Cell::Text((*one).into())]).collect())).unwrap();
        let sheet = part(&made, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"), "{sheet}");
        assert!(part(&made, "xl/sharedStrings.xml").contains("<t>=1+1</t>"));
        assert!(part(&made, "xl/styles.xml").contains("quotePrefix=\"1\""));
    }

    #[test]
    fn unknown_stays_empty_and_figures_are_figures() {
        let made =
            xlsx(&book(vec![vec![Cell::Text("Melati".into()), Cell::Whole(7)], vec![Cell::Empty, Cell::Percent(f64::NAN, 1)]])).unwrap();
        let sheet = part(&made, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<v>7</v>"), "{sheet}");
        assert!(!sheet.contains("r=\"B5\"") && !sheet.contains("NaN") && !sheet.contains("#NUM"), "{sheet}");
    }

    #[test]
    fn the_same_input_is_the_same_file() {
        let one = book(vec![vec![Cell::Text("a".into()), Cell::Decimal(1.5, 2)]]);
        assert_eq!(xlsx(&one).unwrap(), xlsx(&one).unwrap());
    }

    #[test]
    fn names_of_sheets_are_what_the_format_takes() {
        for (said, name) in [("Kelas 1/2: [ICU]", "Kelas 1 2   ICU"), ("", "1"), ("'x'", "x"), (&"é".repeat(40), &"é".repeat(31))] {
            assert_eq!(sheet_name(said), name);
        }
    }

    #[test]
    fn too_many_rows_and_two_sheets_of_one_name_are_refused() {
        let refused = xlsx(&book(vec![Vec::new(); MAX_SHEET_ROWS + 1])).unwrap_err();
        assert!(matches!(refused, DocumentError::TooMuch { what: "rows", .. }));
        let mut twice = book(Vec::new());
        twice.sheets.push(twice.sheets[0].clone());
        assert!(matches!(xlsx(&twice), Err(DocumentError::Workbook(_))));
    }
}
