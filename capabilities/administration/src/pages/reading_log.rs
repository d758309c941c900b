//! The reading log: who read which personal data of whom, and why. People stand here by their role and the end of their id: to open
//! names would fill the log with looks at the log.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_access::{PastReading, READINGS_PAGE};
use sigap_store::Subject;
use sigap_web::{Floor, Html, Page, PageResult, Visitor, Words};

use super::{Done, When, page, words};
use crate::names::{Named, Names, People};

/// What the log is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// A subject as the log writes it, `user:…`.
    of: String,
    before: String,
}

/// A look as the page shows it.
struct Line {
    seq: String,
    when: When,
    who: Named,
    whom: Named,
    /// The subject as the log writes it.
    subject: String,
    fields: String,
    why: String,
}

#[derive(Template)]
#[template(path = "reading-log.html")]
struct LogPage {
    page: Page,
    w: Words,
    lines: Vec<Line>,
    asked: Asked,
    older: Option<String>,
}

/// The looks, newest first.
pub(crate) async fn list(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let w = words(&visitor);
    let of = Some(asked.of.trim()).filter(|text| !text.is_empty()).map(|text| Subject::from_text(text.to_owned()));
    let rows = floor.access().readings(&visitor.ctx, of.as_ref(), asked.before.parse().ok()).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len >= READINGS_PAGE);
    let older = rows.last().filter(|_| is_full).map(|last| asked.address(last.seq));
    let texts = rows.iter().flat_map(|row| [row.actor.clone(), row.subject.as_str().to_owned()]).collect();
    let names = Names::of(&floor, &visitor, w, People::ByRole, texts).await?;
    let lines = rows.into_iter().map(|row| Line::of(&floor, &visitor, &w, &names, row)).collect();
    let page = page(&floor, &visitor, &w, "reading-log-title", &Done::default());
    Ok(Html(LogPage { page, w, lines, asked, older }).into_response())
}

impl Asked {
    fn address(&self, before: i64) -> String {
        let pairs = [("of", self.of.trim().to_owned()), ("before", before.to_string())];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/log-baca?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

impl Line {
    fn of(floor: &Floor, visitor: &Visitor, w: &Words, names: &Names, row: PastReading) -> Self {
        Self {
            seq: w.figure(row.seq),
            when: When::of(floor, visitor, w, row.at),
            who: names.say(&row.actor),
            whom: names.say(row.subject.as_str()),
            fields: row.fields.split(',').map(|field| known(w, "field", field)).collect::<Vec<_>>().join(", "),
            why: known(w, "reason", &row.reason),
            subject: row.subject.as_str().to_owned(),
        }
    }
}

/// The words of a code; a code without words stands for itself, and what a person typed is no code.
fn known(w: &Words, list: &str, code: &str) -> String {
    let key = format!("{list}-{code}");
    let said = w.s(&key);
    if said == key { code.to_owned() } else { said }
}
