//! The pages of the room: who asks, find the thing, act, answer. Here: what several of them need.

pub(crate) mod census;
pub(crate) mod censuses;
pub(crate) mod contact;
pub(crate) mod csv;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod say;
pub(crate) mod start;
pub(crate) mod still;

use fluent_templates::static_loader;
use serde::Deserialize;
use sigap_kernel::{FieldErrors, Lang};
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

/// The words of this room in a language.
pub(crate) fn words_in(lang: Lang) -> Words {
    Words::new(lang, WORDS)
}

/// The words of this room in the visitor's language.
pub(crate) fn words(visitor: &Visitor) -> Words {
    words_in(visitor.ctx.lang())
}

/// What a page was asked for: the deed that was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) ok: String,
}

/// Deeds a page says it has done; each has a sentence `done-…`.
pub(crate) const DEEDS: &[&str] = &["called", "paused", "resumed", "contact", "started", "stopped"];

/// The page with a sentence on top, when something was done.
pub(crate) fn done(page: Page, w: &Words, asked: &Asked) -> Page {
    match DEEDS.iter().find(|deed| **deed == asked.ok) {
        Some(deed) => page.noticing("good", w.s(&format!("done-{deed}"))),
        None => page,
    }
}

/// Mistakes as they stand above a form: the field to jump to, and the sentence.
pub(crate) fn mistakes(w: &Words, errors: &FieldErrors) -> Vec<(String, String)> {
    errors.iter().map(|(field, message)| (field.to_owned(), w.mistake_of(field, message))).collect()
}

/// The id an address names.
pub(crate) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}
