//! Bytes into rows of text, with the names of the columns. What the values mean is not asked here.

use super::geo;
use super::{BYTES_MAX, Format, ImportPlan, ROWS_MAX, Severity};

/// The byte order mark that office programs put before a text.
const BOM: &str = "\u{feff}";
/// What may stand between two values.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Rows of text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<SheetRow>,
}

/// One row; `cells` are as many as the headers.
#[derive(Debug, PartialEq)]
pub(super) struct SheetRow {
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
}

/// Reads a file; what is wrong with it as a whole, or with the shape of a row, becomes a finding and `None` or a missing row.
pub(super) fn read(bytes: &[u8], format: Format, plan: &mut ImportPlan) -> Option<Sheet> {
    let wrong = match (bytes.len(), std::str::from_utf8(bytes)) {
        (BYTES_MAX.., _) => format!("file-too-large?max={}", BYTES_MAX / 1_048_576),
        (_, Err(_)) => "file-not-utf8".to_owned(),
        (_, Ok(text)) => {
            let text = text.strip_prefix(BOM).unwrap_or(text);
            let sheet = match format {
                Format::Csv => csv(text, plan),
                Format::GeoJson => geo::sheet(text, plan),
            };
            match sheet {
                Ok(sheet) if sheet.rows.len() > ROWS_MAX => format!("file-too-many-rows?max={ROWS_MAX}"),
                Ok(sheet) if sheet.rows.is_empty() && plan.rows.is_empty() => "file-empty".to_owned(),
                Ok(sheet) => return Some(sheet),
                Err(wrong) => wrong,
            }
        }
    };
    plan.find(0, None, Severity::Error, wrong);
    None
}

fn csv(text: &str, plan: &mut ImportPlan) -> Result<Sheet, String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(text)).flexible(true).from_reader(text.as_bytes());
    let headers: Vec<String> =
        reader.headers().map_err(|_| "file-unreadable".to_owned())?.iter().map(|name| name.trim().to_owned()).collect();
    let mut sheet = Sheet { headers, rows: Vec::new() };
    let mut lines = Lines { text, seen: 0, line: 1 };
    for record in reader.records().take(ROWS_MAX + 1) {
        let record = record.map_err(|_| "file-unreadable".to_owned())?;
        let row = lines.at(record.position().map_or(0, |at| at.byte()));
        let mut cells: Vec<String> = record.iter().map(bare).collect();
        while cells.len() > sheet.headers.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.len() == sheet.headers.len() {
            sheet.rows.push(SheetRow { row, cells });
        } else {
            let message = format!("row-length?have={}&want={}", cells.len(), sheet.headers.len());
            plan.refuse(row, cells.first().map_or("", String::as_str), message);
        }
    }
    Ok(sheet)
}

/// Counts the lines of a text up to the beginning of each row.
struct Lines<'a> {
    text: &'a str,
    seen: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, byte: u64) -> u32 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        // The reader takes the end of the line before for the beginning of a row.
        let ends = self.text.get(byte..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let passed = self.text.get(self.seen..byte + ends).unwrap_or_default().bytes().filter(|one| *one == b'\n').count();
        (self.seen, self.line) = (byte + ends, self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX)));
        self.line
    }
}

/// A cell without outer spaces and without the apostrophe that keeps programs from taking it for a formula.
fn bare(cell: &str) -> String {
    let cell = cell.trim();
    let guarded = cell.strip_prefix('\'').filter(|rest| rest.starts_with(super::export::GUARDED));
    guarded.unwrap_or(cell).to_owned()
}

/// The separator that the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: &&u8| first.bytes().filter(|byte| byte == *separator).count();
    // Of equal counts the first in the list: a file of one column has commas.
    SEPARATORS.iter().rev().max_by_key(count).copied().unwrap_or(b',')
}
