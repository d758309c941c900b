//! What the senders of a facility said and Sigap could not use: what is wrong, since when, how often, and what to do about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, Where};
use sigap_registry::Facility;
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::{Ago, facility_for, words};
use crate::store::problems::{self as store, ProblemRow};
use crate::{Intake, PROBLEM_KEPT_DAYS};

/// Problems on one page.
const PROBLEMS_LISTED: u32 = 100;

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    page: Page,
    w: Words,
    facility: Facility,
    problems: Vec<ProblemLine>,
    may_manage_keys: bool,
    is_cut: bool,
    kept_days: i64,
}

/// A problem as the page shows it.
struct ProblemLine {
    title: String,
    todo: String,
    /// Field and sentence.
    reasons: Vec<(String, String)>,
    deed: String,
    protocol: &'static str,
    repeats: String,
    is_repeated: bool,
    first: Ago,
    last: Ago,
    has_body: bool,
}

/// The problems of a facility, the last one first.
pub(crate) async fn list(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ReadProblems).await?;
    let floor = &intake.0.floor;
    let w = words(&visitor);
    let rows = store::of_facility(floor.db(), facility.id, PROBLEMS_LISTED + 1).await?;
    let is_cut = rows.len() > PROBLEMS_LISTED as usize;
    let problems = rows.iter().take(PROBLEMS_LISTED as usize).map(|row| ProblemLine::of(&w, &visitor, row)).collect();
    let may_manage_keys = visitor.ctx.may(Action::ManageKeys, &Where::facility(facility.id)).is_ok();
    let page = Page::staff(floor, &visitor, w.s("problems-title"));
    Ok(Html(ProblemsPage { page, w, facility, problems, may_manage_keys, is_cut, kept_days: PROBLEM_KEPT_DAYS }).into_response())
}

impl ProblemLine {
    fn of(w: &Words, visitor: &Visitor, row: &ProblemRow) -> Self {
        let now = visitor.ctx.now();
        let said = |(field, messages): (&String, &Vec<String>)| {
            let sentences: Vec<String> = messages.iter().map(|message| w.mistake(message)).collect();
            (field.clone(), sentences.join(" "))
        };
        Self {
            title: w.s(&format!("problem-{}", row.kind.code())),
            todo: w.s(&format!("problem-{}-todo", row.kind.code())),
            reasons: row.reason.iter().map(said).collect(),
            deed: row.deed.clone(),
            protocol: row.protocol.code(),
            repeats: w.figure(row.repeats),
            is_repeated: row.repeats > 1,
            first: Ago::of(w, now, row.first),
            last: Ago::of(w, now, row.last),
            has_body: row.body_bytes > 0,
        }
    }
}
