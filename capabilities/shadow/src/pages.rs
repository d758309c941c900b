//! The pages of the room: who asks, find the thing, act, answer. Here: what several of them need.

pub(crate) mod csv;
mod curve;
pub(crate) mod list;
pub(crate) mod one;
mod say;

use axum::http::StatusCode;
use fluent_templates::static_loader;
use serde::Deserialize;
use sigap_kernel::FieldErrors;
pub(crate) use sigap_web::Fields;
use sigap_web::{Loader, Page, PageError, Visitor, Words};

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

/// What a page was asked for: the deed that was just done, and how often.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) ok: String,
    pub(crate) n: String,
}

/// Deeds a page says it has done; each has a sentence `done-…`.
const DEEDS: &[&str] = &["noted", "planned", "shadowed", "opened"];

/// The page with a sentence on top, when something was done.
pub(crate) fn done(page: Page, w: &Words, asked: &Asked) -> Page {
    let count = asked.n.parse::<u32>().unwrap_or_default();
    match DEEDS.iter().find(|deed| **deed == asked.ok) {
        Some(deed) => page.noticing("good", w.a1(&format!("done-{deed}"), "n", count)),
        None => page,
    }
}

/// Mistakes as they stand above a form: the field to jump to, and the sentence.
pub(crate) fn mistakes(w: &Words, errors: &FieldErrors) -> Vec<(String, String)> {
    errors.iter().map(|(field, message)| (field.to_owned(), w.mistake_of(field, message))).collect()
}

/// The status of a page with what happened to its form.
pub(crate) fn status_of(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// The id an address names.
pub(crate) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}
