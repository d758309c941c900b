//! The pages of the room: who asks, find the thing, act, answer. Here: what several of them need.

pub(crate) mod list;
mod print;
pub(crate) mod sheet;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fluent_templates::static_loader;
use serde::Deserialize;
use sigap_kernel::{FieldErrors, UtcMs, Zone};
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
fn words(visitor: &Visitor) -> Words {
    Words::new(visitor.ctx.lang(), WORDS)
}

/// What a page was asked for: the deed that was just done, and what is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    ok: String,
    nomor: String,
    q: String,
}

/// Deeds a page says it has done; each has a sentence `done-…`.
const DEEDS: &[&str] = &["printed", "entered", "voided"];

/// An instant on the wall of a zone: `24/11/2026 23.30 WIB`.
fn stamp(w: &Words, at: UtcMs, zone: Zone) -> String {
    let local = at.local_stamp(zone);
    let mut date = local.split(' ').next().unwrap_or_default().rsplit('-');
    let (day, month, year) = (date.next().unwrap_or_default(), date.next().unwrap_or_default(), date.next().unwrap_or_default());
    format!("{day}/{month}/{year} {} {zone}", at.hour_minute(zone, w.lang()))
}

/// Mistakes as they stand above a form: the field to jump to, and the sentence.
fn mistakes(w: &Words, errors: &FieldErrors) -> Vec<(String, String)> {
    let said = |(field, message): (&str, &str)| {
        let line = field.rsplit_once('_').and_then(|(_, place)| place.parse::<usize>().ok());
        let sentence = w.mistake(message);
        (field.to_owned(), line.map_or(sentence.clone(), |line| w.a2("line-mistake", "line", line, "said", sentence.as_str())))
    };
    errors.iter().map(said).collect()
}

/// A file to be opened or kept.
fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.pdf\""));
    let disposition = disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/pdf");
    let none = HeaderValue::from_static("no-store");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition), (header::CACHE_CONTROL, none)];
    (StatusCode::OK, headers, bytes).into_response()
}

/// The id an address names.
fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}
