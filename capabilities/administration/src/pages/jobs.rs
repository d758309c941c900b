//! Work that was given up, with a button to have it tried again; and the timers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, Where};
use sigap_jobs::{Figures, GivenUp, Timer, figures, given_up, timers};
use sigap_kernel::JobId;
use sigap_web::{CheckedForm, Floor, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::{Done, Nothing, When, page, words};
use crate::service;

/// Jobs given up that are shown.
const GIVEN_UP_SHOWN: u32 = 200;

#[derive(Template)]
#[template(path = "jobs.html")]
struct JobsPage {
    page: Page,
    w: Words,
    stand: Figures,
    given_up: Vec<(GivenUp, When)>,
    timers: Vec<TimerLine>,
}

struct TimerLine {
    timer: Timer,
    rang: Option<When>,
    due: When,
}

/// How the work stands.
pub(crate) async fn list(State(floor): State<Floor>, visitor: Visitor, Query(done): Query<Done>) -> PageResult {
    visitor.ctx.may(Action::Administer, &Where::City)?;
    let (w, db) = (words(&visitor), floor.db());
    let when = |at| When::of(&floor, &visitor, &w, at);
    let stand = figures(db, visitor.ctx.now()).await?;
    let given_up = given_up(db, GIVEN_UP_SHOWN).await?.into_iter().map(|job| (when(job.at), job)).map(|(at, job)| (job, at)).collect();
    let timers = timers(db).await?.into_iter();
    let timers = timers.map(|timer| TimerLine { rang: timer.rang_at.map(when), due: when(timer.due_at), timer }).collect();
    let page = page(&floor, &visitor, &w, "jobs-title", &done);
    Ok(Html(JobsPage { page, w, stand, given_up, timers }).into_response())
}

/// Has one tried again.
pub(crate) async fn try_again(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(job): Path<String>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let job: JobId = job.parse().map_err(|_| PageError::NotFound)?;
    service::try_again(floor.db(), &visitor.ctx, job).await?;
    Ok(see_other("/pekerjaan?ok=job"))
}
