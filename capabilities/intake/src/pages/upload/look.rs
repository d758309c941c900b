//! The page between sending and taking: what each column means, what its rows say, and what is wrong with them.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sigap_exchange::sheet::{BedRow, Column, Mapping, MappingFault, Table, TableNote};
use sigap_registry::{Facility, say_pool};
use sigap_web::{Html, Page, Words};

use super::super::day;
use super::{BadRows, Here, column_name};
use crate::upload::{self, Reading};

/// Rows that are shown as they were understood.
const ROWS_SHOWN: usize = 10;
/// Letters of an example.
const EXAMPLE_CHARS: usize = 40;

#[derive(Template)]
#[template(path = "upload-look.html")]
struct LookPage {
    page: Page,
    w: Words,
    facility: Facility,
    file: String,
    id: String,
    /// Name, and whether it is looked at; empty where there is but one.
    sheets: Vec<(String, bool)>,
    sheet: String,
    notes: Vec<String>,
    /// What was remembered and no longer fits.
    unfit: Vec<String>,
    /// Whether the meanings were changed without being looked at.
    is_changed: bool,
    headers: Vec<HeaderLine>,
    choices: Vec<(&'static str, String)>,
    /// Where each mistake is put right, and the sentence.
    mistakes: Vec<(String, String)>,
    seen: String,
    rows: Vec<RowLine>,
    /// How many rows can be taken; empty when none can.
    good: String,
    bad: BadRows,
}

/// A column of the file.
struct HeaderLine {
    field: String,
    name: String,
    example: String,
    chosen: &'static str,
    mistake: String,
}

/// A row as it was understood.
struct RowLine {
    row: u32,
    name: String,
    code: String,
    kind: String,
    is_mapped: bool,
    /// The words for the kind of beds as they stand in the file, where these do not tell it.
    words: String,
    capacity: Option<String>,
    free: String,
    is_reckoned: bool,
    /// Empty: now.
    counted: String,
}

/// The name under which the meaning of a column is sent.
pub(super) fn field_name(place: usize) -> String {
    format!("c{place}")
}

/// What is compared to know whether these meanings were looked at: `0=code 3=free`.
pub(super) fn seal_of(table: &Table, mapping: &Mapping) -> String {
    let meant = (0..).zip(table.headers()).filter_map(|(place, header): (usize, &String)| Some((place, mapping.get(header)?)));
    meant.map(|(place, column)| format!("{place}={column}")).collect::<Vec<_>>().join(" ")
}

pub(super) fn show(here: &Here, table: &Table, mapping: &Mapping, unfit: &[MappingFault], is_changed: bool) -> Response {
    let w = here.w();
    let page = Page::staff(&here.intake.0.floor, &here.visitor, w.s("upload-look-title"));
    let (reading, faults) = match mapping.fit(table) {
        Ok(fitted) => (upload::read(table, &fitted, here.facility.zone, here.visitor.ctx.now()), Vec::new()),
        Err(faults) => (Reading { good: Vec::new(), bad: Vec::new(), passed_over: 0 }, faults),
    };
    let headers: Vec<HeaderLine> =
        (0..).zip(table.headers()).filter_map(|(place, header)| HeaderLine::of(&w, table, mapping, &faults, place, header)).collect();
    let sheet = here.sheet.clone().or_else(|| table.sheets().first().cloned()).unwrap_or_default();
    let sheets = table.sheets().iter().filter(|_| table.sheets().len() > 1);
    let choices = Column::ALL.iter().map(|column| (column.code(), column_name(&w, *column))).collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let first = headers.first().map(|header| header.field.clone()).unwrap_or_default();
    let look = LookPage {
        facility: here.facility.clone(),
        file: here.waiting.name.clone(),
        id: here.waiting.id.clone(),
        sheets: sheets.map(|name| (name.clone(), *name == sheet)).collect(),
        notes: table.notes().iter().map(|note| note_words(&w, *note)).collect(),
        unfit: unfit.iter().map(|fault| fault_words(&w, *fault)).collect(),
        is_changed,
        mistakes: faults
            .iter()
            .map(|fault| (place_of(&headers, *fault).unwrap_or_else(|| first.clone()), fault_words(&w, *fault)))
            .collect(),
        headers,
        choices,
        seen: seal_of(table, mapping),
        rows: reading.good.iter().take(ROWS_SHOWN).map(|row| RowLine::of(&w, here, row)).collect(),
        good: if reading.good.is_empty() { String::new() } else { w.figure(reading.good.len()) },
        bad: BadRows::of(&w, &reading),
        sheet,
        page,
        w,
    };
    (status, Html(look)).into_response()
}

fn note_words(w: &Words, note: TableNote) -> String {
    match note {
        TableNote::TitleRows(rows) => w.a1("note-title-rows", "n", w.figure(rows)),
        TableNote::HiddenRows(rows) => w.a1("note-hidden-rows", "n", w.figure(rows)),
        TableNote::OtherSheets(sheets) => w.a1("note-other-sheets", "n", w.figure(sheets)),
    }
}

/// A fault in words, its column by the name it has on the screen.
fn fault_words(w: &Words, fault: MappingFault) -> String {
    let message = fault.message_id();
    let key = message.split('?').next().unwrap_or_default();
    column_of(fault).map_or_else(|| w.s(key), |column| w.a1(key, "column", column_name(w, column)))
}

const fn column_of(fault: MappingFault) -> Option<Column> {
    match fault {
        MappingFault::Missing(column) | MappingFault::Doubled(column) | MappingFault::Twice(column) => Some(column),
        MappingFault::NoRoom | MappingFault::NoFree => None,
    }
}

fn place_of(headers: &[HeaderLine], fault: MappingFault) -> Option<String> {
    let column = column_of(fault)?;
    headers.iter().find(|header| header.chosen == column.code()).map(|header| header.field.clone())
}

impl HeaderLine {
    /// `None` for a column without a name: nobody can say what it means.
    fn of(w: &Words, table: &Table, mapping: &Mapping, faults: &[MappingFault], place: usize, header: &str) -> Option<Self> {
        let chosen = mapping.get(header);
        let wrong = faults.iter().find(|fault| chosen.is_some() && column_of(**fault) == chosen);
        let line = || Self {
            field: field_name(place),
            name: header.to_owned(),
            example: upload::example(table, place).chars().take(EXAMPLE_CHARS).collect(),
            chosen: chosen.map_or("", Column::code),
            mistake: wrong.map(|fault| fault_words(w, *fault)).unwrap_or_default(),
        };
        (!header.is_empty()).then(line)
    }
}

impl RowLine {
    fn of(w: &Words, here: &Here, row: &BedRow) -> Self {
        let zone = here.facility.zone;
        let counted = |at: sigap_kernel::UtcMs| format!("{} {} {zone}", day(at, zone), at.hour_minute(zone, w.lang()));
        Self {
            row: row.row_no,
            name: row.name.clone(),
            code: if row.code == row.name { String::new() } else { row.code.clone() },
            kind: say_pool(&row.pool, &sigap_registry::words(w.lang())),
            is_mapped: row.is_mapped(),
            words: [&row.class, &row.bed_type, &row.sex].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · "),
            capacity: row.capacity.map(|capacity| w.figure(capacity)),
            free: w.figure(row.free),
            is_reckoned: row.free_is_derived,
            counted: row.counted_at.map(counted).unwrap_or_default(),
        }
    }
}
