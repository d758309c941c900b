//! `/hitung`: the censuses so far, those that are open on top.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

use super::say::{self, When};
use super::words;
use crate::model::CensusState;
use crate::store::answers;
use crate::store::censuses::{self, Census};
use crate::{ReminderError, Reminders, TOPIC};

/// Censuses on the page.
const LIST_MAX: i64 = 50;

struct Line {
    number: i64,
    reason: String,
    started: When,
    state: (String, &'static str),
    answered: String,
}

#[derive(Template)]
#[template(path = "censuses.html")]
struct ListPage {
    page: Page,
    w: Words,
    topic: &'static str,
    lines: Vec<Line>,
    may_start: bool,
}

/// The list.
pub(crate) async fn page(State(room): State<Reminders>, visitor: Visitor) -> PageResult {
    let (w, db, now) = (words(&visitor), room.floor().db(), visitor.ctx.now());
    let zone = room.floor().settings().zone;
    let read = async {
        let mut all = Vec::new();
        for census in censuses::newest(db, LIST_MAX).await? {
            let answered = answers::of(db, census.number).await?.values().filter(|one| one.is_there()).count();
            all.push((census, answered));
        }
        Ok::<Vec<(Census, usize)>, ReminderError>(all)
    };
    let all = read.await.map_err(PageError::from)?;
    let line = |(census, answered): &(Census, usize)| Line {
        number: census.number,
        reason: census.reason.clone(),
        started: When::of(&w, zone, now, census.started_at),
        state: match census.state {
            CensusState::Open => (w.a1("census-open", "time", say::time(&w, zone, census.until)), "warn"),
            CensusState::Ended => (w.s("census-ended"), "good"),
        },
        answered: w.a2("answered-of", "n", w.figure(*answered), "all", w.figure(census.asked)),
    };
    let template = ListPage {
        lines: all.iter().map(line).collect(),
        may_start: visitor.ctx.may_somewhere(Action::StartCensus),
        topic: TOPIC,
        page: Page::staff(room.floor(), &visitor, w.s("censuses-title")).hearing(),
        w,
    };
    Ok(Html(template).into_response())
}
