//! Connecting a hospital, step by step: choose the system, type in what the page says, watch for the first call, join the rows, let the
//! office raise the stage.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use sigap_access::{Action, KeyView};
use sigap_registry::{Facility, Said as _, Stage};
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::keys::{own_key, systems};
use super::{Ago, facility_for, words};
use crate::join::Stand;
use crate::problem::ProblemKind;
use crate::store::{problems, pulse, rooms};
use crate::{Intake, Protocol};

#[derive(Template)]
#[template(path = "connect.html")]
struct ChoosePage {
    page: Page,
    w: Words,
    facility: Facility,
    systems: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "connect-watch.html")]
struct WatchPage {
    page: Page,
    w: Words,
    facility: Facility,
    progress: Progress,
}

#[derive(Template)]
#[template(path = "connect-steps.html")]
struct StepsPart {
    w: Words,
    facility: Facility,
    progress: Progress,
}

/// How far a system has come.
struct Progress {
    key: KeyView,
    /// The last call; `None` before the first.
    last: Option<Ago>,
    /// Why the last call was refused, if it was.
    refused: Option<Refused>,
    rows: String,
    has_rows: bool,
    waiting: String,
    has_waiting: bool,
    stage: Stage,
    stage_said: String,
    /// Nothing is expected to happen by itself any more.
    is_done: bool,
}

/// A call that was refused.
struct Refused {
    why: String,
    todo: String,
    /// Whether it stands on the page of problems: of a caller that did not prove who it is nothing is kept.
    is_kept: bool,
}

/// Which system is it?
pub(crate) async fn choose(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let w = words(&visitor);
    let page = Page::staff(&intake.0.floor, &visitor, w.s("connect-title"));
    Ok(Html(ChoosePage { page, systems: systems(&w), w, facility }).into_response())
}

/// How far is it? Asked again every few seconds while the first call is awaited.
pub(crate) async fn watch(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let key = own_key(&intake, &visitor, &facility, &key).await?;
    let w = words(&visitor);
    let progress = progress(&intake, &visitor, &w, &facility, key).await?;
    if headers.contains_key("hx-request") {
        return Ok(Html(StepsPart { w, facility, progress }).into_response());
    }
    let page = Page::staff(&intake.0.floor, &visitor, w.s("connect-title"));
    Ok(Html(WatchPage { page, w, facility, progress }).into_response())
}

async fn progress(
    intake: &Intake,
    visitor: &Visitor,
    w: &Words,
    facility: &Facility,
    key: KeyView,
) -> Result<Progress, sigap_web::PageError> {
    let (db, now) = (intake.0.floor.db(), visitor.ctx.now());
    intake.flush().await;
    let beat = pulse::of_keys(db, &[key.key]).await?.remove(&key.key);
    let protocol: Option<Protocol> = key.protocol.parse().ok();
    let rows: Vec<_> = rooms::of_facility(db, facility.id).await?.into_iter().filter(|row| Some(row.id.protocol) == protocol).collect();
    let wards = sigap_registry::wards_of(db, facility.id).await?;
    let waiting = rows.iter().filter(|row| Stand::of(row, &wards) == Stand::Waits).count();
    let refused = match beat.as_ref().and_then(|beat| beat.last_refusal.filter(|(at, _)| *at >= beat.last)) {
        Some((_, kind)) => Some(Refused::of(w, kind, problems::is_kept(db, facility.id, key.key, kind).await?)),
        None => None,
    };
    let stage = facility.agreement.stage;
    Ok(Progress {
        last: beat.as_ref().map(|beat| Ago::of(w, now, beat.last)),
        refused,
        rows: w.figure(rows.len()),
        has_rows: !rows.is_empty(),
        waiting: w.figure(waiting),
        has_waiting: waiting > 0,
        stage,
        stage_said: stage.say(&sigap_registry::words(visitor.ctx.lang())),
        is_done: beat.is_some() && !rows.is_empty() && waiting == 0 && stage == Stage::Public,
        key,
    })
}

impl Refused {
    fn of(w: &Words, kind: ProblemKind, is_kept: bool) -> Self {
        Self { why: w.s(&format!("problem-{kind}")), todo: w.s(&format!("problem-{kind}-todo")), is_kept }
    }
}
