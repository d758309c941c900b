//! The pages of the room: who asks, find the thing, act, answer. Here: what several of them need.

pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod checks;
pub(crate) mod desk;
pub(crate) mod family;
pub(crate) mod handover;
pub(crate) mod quality;
pub(crate) mod say;
pub(crate) mod take_call;

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fluent_templates::static_loader;
use serde::Deserialize;
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_registry::Facility;
pub(crate) use sigap_web::Fields;
use sigap_web::{Floor, Html, Loader, Page, PageError, Visitor, Words};

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

/// What a list or a page was asked for: the deed that was just done, and what is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) ok: String,
    pub(crate) facility: String,
    pub(crate) nomor: String,
    pub(crate) n: String,
}

/// Deeds a page says it has done; each has a sentence `done-…`.
pub(crate) const DEEDS: &[&str] =
    &["told", "again", "opened", "replied", "checked", "taken", "handed", "settled", "noted", "called", "decided"];

/// The page with a sentence on top, when something was done.
pub(crate) fn done(page: Page, w: &Words, asked: &Asked) -> Page {
    match DEEDS.iter().find(|deed| **deed == asked.ok) {
        Some(deed) => page.noticing("good", w.s(&format!("done-{deed}"))),
        None => page,
    }
}

/// A template with the status of what happened to its form.
pub(crate) fn answer<T: Template>(template: T, errors: &FieldErrors) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, Html(template)).into_response()
}

/// Mistakes as they stand above a form: the field to jump to, and the sentence.
pub(crate) fn mistakes(w: &Words, errors: &FieldErrors) -> Vec<(String, String)> {
    errors.iter().map(|(field, message)| (field.to_owned(), w.mistake_of(field, message))).collect()
}

/// The id an address names.
pub(crate) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// All hospitals in use, by name: what a form offers.
pub(crate) async fn hospitals(floor: &Floor) -> Result<Vec<Facility>, PageError> {
    let mut all: Vec<Facility> =
        sigap_registry::facilities(floor.db()).await?.into_iter().filter(|one| one.active && one.kind.is_hospital()).collect();
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(all)
}

/// The names of hospitals.
pub(crate) async fn names(floor: &Floor, mut ids: Vec<FacilityId>) -> Result<BTreeMap<FacilityId, String>, PageError> {
    ids.sort_unstable();
    ids.dedup();
    Ok(sigap_registry::facilities_by_ids(floor.db(), &ids).await?.into_iter().map(|one| (one.id, one.name)).collect())
}
