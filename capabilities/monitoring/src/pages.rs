//! The pages of the room: who asks, find the thing, act, answer. Here: what several of them need.

pub(crate) mod hospital;
pub(crate) mod indicators;
pub(crate) mod occupancy;
pub(crate) mod overview;
pub(crate) mod report;
pub(crate) mod say;
pub(crate) mod tell;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fluent_templates::static_loader;
use serde::Deserialize;
use sigap_kernel::FieldErrors;
pub(crate) use sigap_web::Fields;
use sigap_web::{Loader, PageError, Visitor, Words};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static WORDS: Loader = &LOCALES;

/// The words of this room in the visitor's language.
pub(crate) fn words(visitor: &Visitor) -> Words {
    Words::new(visitor.ctx.lang(), WORDS)
}

/// What a page was asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) ok: String,
    pub(crate) kelas: String,
    pub(crate) rs: String,
    pub(crate) bulan: String,
    pub(crate) hlm: String,
    pub(crate) nomor: String,
}

/// What an address names; an empty part is nothing, another one that names nothing is not there.
pub(crate) fn named<T: std::str::FromStr>(text: &str) -> Result<Option<T>, PageError> {
    if text.is_empty() { Ok(None) } else { id_of(text).map(Some) }
}

/// The id an address names.
pub(crate) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Mistakes as they stand above a form: the field to jump to, and the sentence.
pub(crate) fn mistakes(w: &Words, errors: &FieldErrors) -> Vec<(String, String)> {
    errors.iter().map(|(field, message)| (field.to_owned(), w.mistake_of(field, message))).collect()
}

/// Signs with which an office program would take a cell for a formula.
const GUARDED: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// A table as a CSV file. A cell that an office program would take for a formula gets an apostrophe before it.
pub(crate) fn csv_file(name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Response {
    let guarded = |text: String| {
        let is_number = text.parse::<f64>().is_ok();
        if text.starts_with(GUARDED) && !is_number { format!("'{text}") } else { text }
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail, and every row has as many cells as the header.
        let _ = writer.write_record(row.into_iter().map(guarded));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    file("text/csv; charset=utf-8", name, bytes)
}

/// A file to keep.
pub(crate) fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
