//! The pages of the room: who asks, find the thing, act, answer. Here: what several of them need.

pub(crate) mod account;
pub(crate) mod jobs;
pub(crate) mod journal;
pub(crate) mod newcomer;
pub(crate) mod person;
pub(crate) mod reading_log;
pub(crate) mod staff;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fluent_templates::static_loader;
use serde::Deserialize;
use sigap_kernel::{FieldErrors, Masked, UtcMs};
use sigap_web::{Floor, Html, Loader, Page, Visitor, Words, minutes_ago};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static WORDS: Loader = &LOCALES;

/// A form with a button and no fields of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// Whether the page shows that a deed was done: `?ok=KEY`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    pub(crate) ok: String,
}

/// The words of this room in the visitor's language.
pub(crate) fn words(visitor: &Visitor) -> Words {
    Words::new(visitor.ctx.lang(), WORDS)
}

/// A staff page that says what was done, when something was.
pub(crate) fn page(floor: &Floor, visitor: &Visitor, w: &Words, title: &str, done: &Done) -> Page {
    let page = Page::staff(floor, visitor, w.s(title));
    let said = DEEDS.iter().find(|deed| **deed == done.ok).map(|deed| w.s(&format!("done-{deed}")));
    said.into_iter().fold(page, |page, said| page.noticing("good", said))
}

/// Deeds a page says it has done.
pub(crate) const DEEDS: &[&str] = &["profile", "grants", "code", "log-outs", "disabled", "enabled", "job"];

/// A template with the status of what happened to its form.
pub(crate) fn answer<T: Template>(template: T, errors: &FieldErrors, is_old: bool) -> Response {
    let status = match (is_old, errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
    };
    (status, Html(template)).into_response()
}

/// An instant for a page: for machines, by the clock of the city, and how long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) at: String,
    /// `22‑11‑2026 14.10 WIB`, with hyphens at which no line breaks.
    pub(crate) stamp: String,
    pub(crate) ago: String,
}

impl When {
    pub(crate) fn of(floor: &Floor, visitor: &Visitor, w: &Words, at: UtcMs) -> Self {
        let zone = floor.settings().zone;
        let local = at.local_stamp(zone);
        let day: Vec<&str> = local.split(' ').next().unwrap_or_default().split('-').rev().collect();
        let stamp = format!("{} {} {zone}", day.join("\u{2011}"), at.hour_minute(zone, w.lang()));
        Self { at: at.rfc3339(), stamp, ago: minutes_ago(w, visitor.ctx.now(), at) }
    }
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    page: Page,
    w: Words,
    user: String,
    name: String,
    email: String,
    password: String,
}

/// The page that shows a new password, once.
pub(crate) fn password_page(page: Page, w: Words, user: String, [name, email]: [&Masked<String>; 2], password: Masked<String>) -> Response {
    let [name, email] = [name, email].map(|text| text.reveal().clone());
    let mut response = Html(PasswordPage { page, w, user, name, email, password: password.into_revealed() }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
