//! Uploading a list of beds: choose a file, look at what it says, take it. Nothing is written before somebody has looked.

mod done;
mod look;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::Action;
use sigap_exchange::sheet::{BYTES_MAX, Column, Mapping, Table, template_csv};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Csrf, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::{facility_for, words};
use crate::Intake;
use crate::upload::{self, Reading, Waiting};

/// Bytes of an upload that are read. More than a file may have, so that whoever sends one that is too large reads why.
pub(crate) const UPLOAD_BYTES_MAX: usize = 4 * BYTES_MAX;
const MIB: usize = 1024 * 1024;

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage {
    page: Page,
    w: Words,
    facility: Facility,
    mistake: String,
    max_mb: usize,
}

/// Which sheet of a workbook is looked at.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sheet {
    #[serde(default)]
    lembar: String,
}

/// The choices of the form, as sent.
pub(crate) type Fields = BTreeMap<String, String>;

/// Asks for a file.
pub(crate) async fn form(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    Ok(ask(&intake, &visitor, facility, ""))
}

fn ask(intake: &Intake, visitor: &Visitor, facility: Facility, mistake: &str) -> Response {
    let w = words(visitor);
    let status = if mistake.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mistake = if mistake.is_empty() { String::new() } else { w.mistake(mistake) };
    let page = Page::staff(&intake.0.floor, visitor, w.s("upload-title"));
    (status, Html(UploadPage { page, w, facility, mistake, max_mb: BYTES_MAX / MIB })).into_response()
}

/// Takes a file in and leads to what it says.
pub(crate) async fn send(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    let Ok(body) = body else { return Ok(ask(&intake, &visitor, facility, "file-none")) };
    let Sent { csrf, name, bytes } = Sent::read(body).await;
    // What is larger than anything that is read may have taken the secret with it. Nothing is done with it anyway.
    let Some(bytes) = bytes else { return Ok(ask(&intake, &visitor, facility, &format!("file-too-large?max={}", BYTES_MAX / MIB))) };
    Csrf::check(&visitor, &headers, &csrf)?;
    if bytes.is_empty() && name.is_empty() {
        return Ok(ask(&intake, &visitor, facility, "file-none"));
    }
    let waiting = Waiting { id: String::new(), name, bytes: bytes.into() };
    if let Err(fault) = upload::table_of(&waiting, None).await {
        return Ok(ask(&intake, &visitor, facility, &fault.message_id()));
    }
    let id = upload::keep(&intake, &visitor.ctx, facility.id, &waiting.name, &waiting.bytes).await?;
    Ok(see_other(&format!("/fasilitas/{}/unggah/{id}", facility.id)))
}

/// The parts of the form.
#[derive(Default)]
struct Sent {
    csrf: String,
    name: String,
    /// `None` when it was cut off or larger than anything that is read.
    bytes: Option<Vec<u8>>,
}

impl Sent {
    async fn read(mut body: Multipart) -> Self {
        let mut sent = Self { bytes: Some(Vec::new()), ..Self::default() };
        while let Some(field) = body.next_field().await.transpose() {
            let Ok(field) = field else { return Self { bytes: None, ..sent } };
            match field.name() {
                Some("csrf") => sent.csrf = field.text().await.unwrap_or_default(),
                Some("file") => {
                    field.file_name().unwrap_or_default().clone_into(&mut sent.name);
                    sent.bytes = field.bytes().await.ok().map(|bytes| bytes.to_vec());
                }
                _ => {}
            }
        }
        sent
    }
}

/// The file a hospital may begin with.
pub(crate) async fn template(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"tempat-tidur.csv\"")];
    Ok((headers, template_csv()).into_response())
}

/// A waiting file on the page of its facility.
struct Here {
    intake: Intake,
    visitor: Visitor,
    facility: Facility,
    waiting: Waiting,
    /// The sheet that was chosen; `None`: the first.
    sheet: Option<String>,
}

impl Here {
    /// The file, if it still waits; otherwise the page that asks for one.
    async fn find(
        intake: Intake,
        visitor: Visitor,
        (facility, file): (String, String),
        sheet: String,
    ) -> Result<Result<Self, Response>, PageError> {
        let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
        match upload::find(&intake, &visitor.ctx, facility.id, &file).await? {
            Some(waiting) => Ok(Ok(Self { intake, visitor, facility, waiting, sheet: Some(sheet).filter(|sheet| !sheet.is_empty()) })),
            None => {
                let mut asked = ask(&intake, &visitor, facility, "upload-gone");
                *asked.status_mut() = StatusCode::NOT_FOUND;
                Ok(Err(asked))
            }
        }
    }

    fn w(&self) -> Words {
        words(&self.visitor)
    }
}

/// What the file says, as its headers were understood before or most likely mean.
pub(crate) async fn look(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(path): Path<(String, String)>,
    Query(Sheet { lembar }): Query<Sheet>,
) -> PageResult {
    let here = match Here::find(intake, visitor, path, lembar).await? {
        Ok(here) => here,
        Err(asked) => return Ok(asked),
    };
    let table = match upload::table_of(&here.waiting, here.sheet.clone()).await {
        Ok(table) => table,
        Err(fault) => return Ok(ask(&here.intake, &here.visitor, here.facility, &fault.message_id())),
    };
    let remembered = upload::remembered(&here.intake, here.facility.id).await?;
    let (mapping, unfit) = upload::mapping_for(&table, remembered);
    Ok(look::show(&here, &table, &mapping, &unfit, false))
}

/// What the file says under the meanings that were chosen.
pub(crate) async fn look_again(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(path): Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    chosen(intake, visitor, path, fields).await.map(|chosen| match chosen {
        Ok((here, table, mapping, _)) => look::show(&here, &table, &mapping, &[], false),
        Err(asked) => asked,
    })
}

/// Takes the file, if its meanings are those that were looked at.
pub(crate) async fn take(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(path): Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let (here, table, mapping, seen) = match chosen(intake, visitor, path, fields).await? {
        Ok(chosen) => chosen,
        Err(asked) => return Ok(asked),
    };
    let is_seen = seen == look::seal_of(&table, &mapping);
    let now = here.visitor.ctx.now();
    let reading = mapping.fit(&table).ok().filter(|_| is_seen).map(|fitted| upload::read(&table, &fitted, here.facility.zone, now));
    let Some(reading) = reading.filter(|reading| !reading.good.is_empty()) else {
        return Ok(look::show(&here, &table, &mapping, &[], !is_seen));
    };
    let (ctx, facility) = (&here.visitor.ctx, here.facility.id);
    let taken = upload::take(&here.intake, ctx, facility, &here.waiting, &mapping, &reading.good, reading.bad.len()).await?;
    Ok(done::show(&here, &table, &taken, &reading))
}

type Chosen = (Here, Table, Mapping, String);

/// The file, its table, the meanings that were chosen, and those that were looked at.
async fn chosen(intake: Intake, visitor: Visitor, path: (String, String), fields: Fields) -> Result<Result<Chosen, Response>, PageError> {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let here = match Here::find(intake, visitor, path, field("lembar")).await? {
        Ok(here) => here,
        Err(asked) => return Ok(Err(asked)),
    };
    match upload::table_of(&here.waiting, here.sheet.clone()).await {
        Ok(table) => {
            let mut mapping = Mapping::default();
            for (place, header) in table.headers().iter().enumerate() {
                if let Ok(column) = field(&look::field_name(place)).parse::<Column>() {
                    mapping.set(header, Some(column));
                }
            }
            Ok(Ok((here, table, mapping, field("seen"))))
        }
        Err(fault) => Ok(Err(ask(&here.intake, &here.visitor, here.facility, &fault.message_id()))),
    }
}

/// The name of a column on the screen.
fn column_name(w: &Words, column: Column) -> String {
    w.s(&format!("col-{}", column.code().replace('_', "-")))
}

/// Rows with mistakes that are shown; more are counted.
const BAD_SHOWN: usize = 200;

/// Rows that cannot be taken, as the pages show them.
struct BadRows {
    lines: Vec<BadLine>,
    all: String,
    /// Not shown; empty when all are.
    more: String,
    /// Rows that are no rooms; empty when all are.
    passed_over: String,
}

/// A row with mistakes.
struct BadLine {
    row: u32,
    /// Column and sentence; no column for the row as a whole.
    mistakes: Vec<(String, String)>,
}

impl BadRows {
    fn of(w: &Words, reading: &Reading) -> Self {
        let some = |rows: usize| if rows == 0 { String::new() } else { w.figure(rows) };
        Self {
            lines: reading.bad.iter().take(BAD_SHOWN).map(|bad| BadLine::of(w, bad)).collect(),
            all: w.figure(reading.bad.len()),
            more: some(reading.bad.len().saturating_sub(BAD_SHOWN)),
            passed_over: some(reading.passed_over),
        }
    }
}

impl BadLine {
    fn of(w: &Words, (row, mistakes): &(u32, upload::RowMistakes)) -> Self {
        let name = |column: &Option<Column>| column.map(|column| column_name(w, column)).unwrap_or_default();
        Self { row: *row, mistakes: mistakes.iter().map(|(column, message)| (name(column), w.mistake(message))).collect() }
    }
}
