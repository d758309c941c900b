//! Forms: what was typed, shown again with the mistakes, and beside it what somebody else saved in the meantime.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_kernel::FieldErrors;
use sigap_web::{Html, Page, PageError, Visitor, Words};

use super::shell;
use crate::{Registry, RegistryError, Said};

/// The fields of a form as typed, in the order of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// What was typed in a field; empty when there is no such field.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The version the form was made from; 0 is no version.
    pub(crate) fn version(&self) -> i64 {
        self.get("version").parse().unwrap_or_default()
    }
}

/// What a field looks like.
pub(crate) enum Input {
    /// A line of text with the type of the browser's own.
    Line(&'static str),
    Area,
    Check,
    /// Code and word of each choice.
    Choice(Vec<(String, String)>),
}

/// The words of a closed list as choices; `empty` adds the choice of none of them.
pub(crate) fn choices<T: Said + std::fmt::Display>(all: &[T], empty: bool, w: &Words) -> Input {
    let none = empty.then(|| (String::new(), w.s("choose-none")));
    Input::Choice(none.into_iter().chain(all.iter().map(|one| (one.to_string(), one.say(w)))).collect())
}

/// A field with its words, its value and its mistake.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    pub(crate) mistake: String,
    /// What somebody else saved meanwhile, where it differs from what was typed.
    pub(crate) stored: Option<String>,
    pub(crate) input: Input,
}

/// A page with one form.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    page: Page,
    w: Words,
    /// Where the page lies: address and words.
    back: (String, String),
    lead: String,
    version: i64,
    groups: Vec<(String, Vec<Field>)>,
    mistakes: Vec<(String, String)>,
    conflict: bool,
}

/// A form while it is made.
pub(crate) struct Form {
    pub(crate) w: Words,
    page: Page,
    typed: Fields,
    errors: FieldErrors,
    stored: Option<Fields>,
    groups: Vec<(String, Vec<Field>)>,
}

impl Form {
    /// A form with these values, and perhaps what was wrong with them.
    pub(crate) fn new(registry: &Registry, visitor: &Visitor, title: &str, typed: Fields, outcome: Option<Refusal>) -> Self {
        let (w, page) = shell(registry, visitor, |w| w.s(title));
        let (errors, stored) = match outcome {
            None => (FieldErrors::new(), None),
            Some(Refusal::Mistakes(errors)) => (errors, None),
            Some(Refusal::Conflict(stored)) => (FieldErrors::new(), Some(stored)),
        };
        Self { w, page, typed, errors, stored, groups: Vec::new() }
    }

    /// Begins a group of fields; an empty legend is none.
    pub(crate) fn group(&mut self, legend: String) {
        self.groups.push((legend, Vec::new()));
    }

    /// Adds a field. Its words are `f-NAME` and, where they exist, `f-NAME-hint`; a number behind the name is left out of them.
    pub(crate) fn field(&mut self, name: &str, input: Input) {
        let key = format!("f-{}", name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').replace('_', "-"));
        let hint_key = format!("{key}-hint");
        let hint = self.w.s(&hint_key);
        let value = self.typed.get(name).to_owned();
        let field = Field {
            label: self.w.s(&key),
            hint: if hint == hint_key { String::new() } else { hint },
            mistake: self.w.at(&self.errors, name),
            stored: self.stored.as_ref().map(|stored| stored.get(name).to_owned()).filter(|stored| *stored != value),
            name: name.to_owned(),
            value,
            input,
        };
        if self.groups.is_empty() {
            self.group(String::new());
        }
        if let Some((_, fields)) = self.groups.last_mut() {
            fields.push(field);
        }
    }

    /// The page, with the status of what happened.
    pub(crate) fn answer(self, back: (String, String), lead: String) -> Response {
        let status = match (&self.stored, self.errors.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, true) => StatusCode::OK,
        };
        let version = self.stored.as_ref().map_or(self.typed.version(), Fields::version);
        let mistakes = self.errors.iter().map(|(field, message)| (field.to_owned(), self.w.mistake(message))).collect();
        let conflict = self.stored.is_some();
        let page = FormPage { page: self.page, w: self.w, back, lead, version, groups: self.groups, mistakes, conflict };
        (status, Html(page)).into_response()
    }
}

/// Why a form is shown again.
pub(crate) enum Refusal {
    Mistakes(FieldErrors),
    /// Somebody else saved this meanwhile.
    Conflict(Fields),
}

impl Refusal {
    /// What a person can mend in the form; everything else is another page.
    pub(crate) fn of(error: RegistryError, stored: impl FnOnce() -> Fields) -> Result<Self, PageError> {
        match error {
            RegistryError::Invalid(errors) => Ok(Refusal::Mistakes(errors)),
            RegistryError::Changed => Ok(Refusal::Conflict(stored())),
            RegistryError::WardTaken(_) => Refusal::of(RegistryError::field("name", "ward-taken"), stored),
            other => Err(other.into()),
        }
    }
}
