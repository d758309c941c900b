//! Forms: what was typed, shown again with its mistakes. When somebody else saved meanwhile, nothing typed is lost either.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_kernel::FieldErrors;
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::shell;
use crate::{Facility, Registry, RegistryError, Said};

/// The fields of a form as typed, in the order of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    /// What was typed in a field; empty when there is no such field.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The version the form was made from; 0 is no version.
    pub(super) fn version(&self) -> i64 {
        self.get("version").parse().unwrap_or_default()
    }
}

/// What a field looks like.
pub(super) enum Input {
    /// A line of text with the type of the browser's own.
    Line(&'static str),
    Area,
    Check,
    /// Code and word of each choice.
    Choice(Vec<(String, String)>),
}

/// The words of a closed list as choices; `empty` adds the choice of none of them.
pub(super) fn choices<T: Said + std::fmt::Display>(all: &[T], empty: bool, w: &Words) -> Input {
    let none = empty.then(|| (String::new(), w.s("choose-none")));
    Input::Choice(none.into_iter().chain(all.iter().map(|one| (one.to_string(), one.say(w)))).collect())
}

/// A page with one form.
#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct Form {
    pub(super) w: Words,
    page: Page,
    /// What stands below the title; may be empty.
    lead: String,
    /// The page above this one: address and words.
    back: (String, String),
    typed: Fields,
    errors: FieldErrors,
    /// The version the facility or ward has by now, when somebody else saved meanwhile.
    newer: Option<i64>,
    /// Legend and fields of each group.
    groups: Vec<(String, Vec<(String, Input)>)>,
}

impl Form {
    /// A form with these values, below the page of a facility or of all.
    pub(super) fn new(registry: &Registry, visitor: &Visitor, title: &str, of: Option<&Facility>, typed: Fields) -> Self {
        let (w, page) = shell(registry, visitor, |w| w.s(title));
        let all = || ("/fasilitas".to_owned(), w.s("facilities"));
        let (back, lead) = (of.map_or_else(all, |of| (format!("/fasilitas/{}", of.id), of.name.clone())), w.s(&format!("{title}-lead")));
        Self { w, page, lead, back, typed, errors: FieldErrors::new(), newer: None, groups: Vec::new() }
    }

    /// The same form, saying what stands in the way; what a person cannot mend in it is another page.
    pub(super) fn refused(mut self, error: RegistryError, version_now: i64) -> PageResult<Self> {
        match error {
            RegistryError::Invalid(errors) => self.errors = errors,
            RegistryError::WardTaken(_) => self.errors.add("name", "ward-taken"),
            RegistryError::Changed => self.newer = Some(version_now),
            other => return Err(other.into()),
        }
        Ok(self)
    }

    /// Begins a group of fields.
    pub(super) fn group(&mut self, legend: String) {
        self.groups.push((legend, Vec::new()));
    }

    /// Adds a field to the last group.
    pub(super) fn field(&mut self, name: &str, input: Input) {
        if self.groups.is_empty() {
            self.group(String::new());
        }
        if let Some((_, fields)) = self.groups.last_mut() {
            fields.push((name.to_owned(), input));
        }
    }

    /// The page, with the status of what happened.
    pub(super) fn answer(self) -> Response {
        let status = match (self.newer, self.errors.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, true) => StatusCode::OK,
        };
        (status, Html(self)).into_response()
    }

    /// The version the form brings back.
    fn version(&self) -> i64 {
        self.newer.unwrap_or(self.typed.version())
    }
}
