//! Bytes into rows of text under columns whose meaning is known. What the values say is not asked here.

use super::words::{self, Meaning};
use super::{BYTES_MAX, Format, ImportPlan, ROWS_MAX, Severity, geo, quoted};
use crate::Column;

/// The byte order mark that office programs put before a text.
const BOM: &str = "\u{feff}";
/// What may stand between two values; of equal counts the last one here is meant.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// Rows of text.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The name the file gives a column, and what it means.
    pub(super) headers: Vec<(String, Option<Meaning>)>,
    pub(super) rows: Vec<SheetRow>,
}

/// One row; `cells` are as many as the headers.
#[derive(Debug)]
pub(super) struct SheetRow {
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
}

impl Sheet {
    /// A sheet without rows. Unknown and doubled columns become findings and are not read.
    pub(super) fn under(names: Vec<String>, plan: &mut ImportPlan) -> Self {
        let mut sheet = Self::default();
        for name in names {
            let meaning = words::meaning(&name);
            let doubled = meaning.is_some_and(|one| one != Meaning::Unused && sheet.has(one));
            if doubled {
                plan.find(0, Some(&name), Severity::Warn, format!("column-twice?name={}", quoted(&name)));
            } else if meaning.is_none() && !name.is_empty() {
                plan.find(0, Some(&name), Severity::Info, format!("column-unknown?name={}", quoted(&name)));
            }
            sheet.headers.push((name, meaning.filter(|one| !doubled && *one != Meaning::Unused)));
        }
        sheet
    }

    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.name_of(meaning).is_some()
    }

    /// The name the file gives a column.
    pub(super) fn name_of(&self, meaning: Meaning) -> Option<&str> {
        self.headers.iter().find(|(_, one)| *one == Some(meaning)).map(|(name, _)| name.as_str())
    }

    /// Whether the rows are places: they have a code of a place and no kind of facility.
    pub(super) fn holds_places(&self) -> bool {
        self.has(Meaning::Code) && !self.has(Meaning::Own(Column::Kind))
    }

    /// The cells of a row that say something.
    pub(super) fn values<'a>(&self, row: &'a SheetRow) -> Vec<(Meaning, &'a str)> {
        let cells = self.headers.iter().zip(&row.cells).filter(|(_, text)| !words::says_nothing(text));
        cells.filter_map(|((_, meaning), text)| Some(((*meaning)?, text.as_str()))).collect()
    }
}

/// Reads a file; what is wrong with it as a whole, or with the shape of a row, becomes a finding.
pub(super) fn read(bytes: &[u8], format: Format, plan: &mut ImportPlan) -> Option<Sheet> {
    let sheet = match (bytes.len(), std::str::from_utf8(bytes), format) {
        (BYTES_MAX.., ..) => Err(format!("file-too-large?max={}", BYTES_MAX / 1_048_576)),
        (_, Err(_), _) => Err("file-not-utf8".to_owned()),
        (_, Ok(text), Format::Csv) => csv(text.strip_prefix(BOM).unwrap_or(text), plan),
        (_, Ok(text), Format::GeoJson) => geo::sheet(text.strip_prefix(BOM).unwrap_or(text), plan),
    };
    let wrong = match sheet {
        Ok(sheet) if sheet.rows.is_empty() && plan.rows.is_empty() => "file-empty".to_owned(),
        Ok(sheet) => return Some(sheet),
        Err(wrong) => wrong,
    };
    plan.find(0, None, Severity::Error, wrong);
    None
}

fn csv(text: &str, plan: &mut ImportPlan) -> Result<Sheet, String> {
    let unreadable = |_| "file-unreadable".to_owned();
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(text)).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut sheet = Sheet::under(names, plan);
    let (mut seen, mut line, mut rows) = (0, 1, 0);
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        rows += usize::from(record.iter().any(|cell| !cell.trim().is_empty()));
        if rows > ROWS_MAX {
            return Err(too_many_rows());
        }
        // The reader takes the end of the line before for the beginning of a row, so lines are counted here.
        let at = record.position().map_or(seen, |at| usize::try_from(at.byte()).unwrap_or(seen));
        let begins = at + text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        line += text.get(seen..begins).map_or(0, |passed| passed.matches('\n').count());
        seen = begins;
        let (row, wanted) = (u32::try_from(line).unwrap_or(u32::MAX), sheet.headers.len());
        let mut cells: Vec<String> = record.iter().map(bare).collect();
        while cells.len() > wanted && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        match cells.len() {
            _ if cells.iter().all(String::is_empty) => {}
            have if have == wanted => sheet.rows.push(SheetRow { row, cells }),
            have => plan.refuse(row, cells.first().map_or("", String::as_str), format!("row-length?have={have}&want={wanted}")),
        }
    }
    Ok(sheet)
}

pub(super) fn too_many_rows() -> String {
    format!("file-too-many-rows?max={ROWS_MAX}")
}

/// A cell without outer spaces and without the apostrophe that keeps programs from taking it for a formula.
fn bare(cell: &str) -> String {
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(super::export::GUARDED)).unwrap_or(cell).to_owned()
}

/// The separator that the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    SEPARATORS.into_iter().max_by_key(|separator| first.bytes().filter(|byte| byte == separator).count()).unwrap_or(b',')
}
