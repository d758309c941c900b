//! `/hitung/{number}`: the countdown board, and the same for a wall; ending a census, and a call to a hospital that has not answered.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::FacilityId;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::say::{self, When};
use super::{Asked, Fields, done, id_of, words};
use crate::model::{CallId, Called, CensusState};
use crate::service::board::{Board, board};
use crate::service::census::{self, may_call};
use crate::service::desk::{NewCall, note_call};
use crate::store::{desk, messages};
use crate::{ReminderError, Reminders, TOPIC};

/// Hospitals that are named as missing; the first by name.
const MISSING_MAX: usize = 200;

struct Total {
    kind: String,
    free: String,
    beds: String,
    hospitals: String,
    oldest: Option<When>,
}

struct Missing {
    id: FacilityId,
    name: String,
    phone: Option<String>,
    wards: Option<String>,
    call: Option<(String, When)>,
    call_id: CallId,
    may_call: bool,
}

struct Shown {
    number: i64,
    reason: String,
    is_open: bool,
    started: When,
    until: When,
    left: String,
    complete: String,
    asked: String,
    partly: Option<String>,
    late: Option<String>,
    sent: Option<String>,
    who: String,
    totals: Vec<Total>,
    missing: Vec<Missing>,
    missing_all: usize,
    topic: String,
}

#[derive(Template)]
#[template(path = "census.html")]
struct CensusPage {
    page: Page,
    w: Words,
    one: Shown,
    called: Vec<(String, String)>,
    may_stop: bool,
    may_name: bool,
}

#[derive(Template)]
#[template(path = "census_wall.html")]
struct WallPage {
    page: Page,
    w: Words,
    one: Shown,
}

async fn read(room: &Reminders, visitor: &Visitor, w: &Words, number: &str) -> Result<(Shown, Board), PageError> {
    let number: i64 = id_of(number)?;
    let (ctx, db) = (&visitor.ctx, room.floor().db());
    let board = board(room, ctx, number).await?;
    let read = async {
        let calls = desk::last_calls(db, board.census.started_at.plus_s(-1)).await?;
        Ok::<_, ReminderError>((calls, messages::of_census(db, number).await?))
    };
    let (calls, told) = read.await.map_err(PageError::from)?;
    let (now, zone) = (ctx.now(), room.floor().settings().zone);
    let when = |at| When::of(w, zone, now, at);
    let open = board.answers.iter().filter(|(_, answer)| !answer.is_there() || answer.is_partly());
    let mut missing: Vec<(bool, &str, FacilityId)> =
        open.filter_map(|(id, answer)| Some((answer.is_there(), board.hospitals.get(id)?.facility.name.as_str(), *id))).collect();
    missing.sort_unstable();
    let missing_all = missing.len();
    let line = |(_, _, id): (bool, &str, FacilityId)| {
        let (hospital, answer) = (board.hospitals.get(&id)?, board.answers.get(&id)?);
        Some(Missing {
            id,
            name: hospital.facility.name.clone(),
            phone: say::number_of(&hospital.facility),
            wards: answer.is_there().then(|| w.a2("wards-counted", "n", w.figure(answer.counted), "all", w.figure(answer.wards))),
            call: calls.get(&id).map(|call| (say::code(w, "called", call.called.code()), when(call.at))),
            call_id: CallId::new(ctx),
            may_call: may_call(ctx, hospital),
        })
    };
    let census = &board.census;
    let sent: u32 = told.values().copied().fold(0, u32::saturating_add);
    let shown = Shown {
        number,
        reason: census.reason.clone(),
        is_open: census.state == CensusState::Open,
        started: when(census.started_at),
        until: when(census.ended_at.unwrap_or(census.until)),
        left: left(w, census.until.age_s(now)),
        complete: w.figure(board.complete()),
        asked: w.figure(census.asked),
        partly: (board.partly() > 0).then(|| w.a1("census-partly", "n", w.figure(board.partly()))),
        late: (board.late() > 0).then(|| w.a1("census-late", "n", w.figure(board.late()))),
        sent: (sent > 0).then(|| {
            let taken = told.get("sent").copied().unwrap_or_default();
            w.a2("census-messages", "n", w.figure(taken), "all", w.figure(sent))
        }),
        who: who(w, &board),
        totals: totals(w, &board, &when),
        missing: missing.into_iter().take(MISSING_MAX).filter_map(line).collect(),
        missing_all,
        topic: format!("{TOPIC} {}", room.hospitals().topic(None)),
    };
    Ok((shown, board))
}

/// Whom it asks: all, or a district, or one kind of bed.
fn who(w: &Words, board: &Board) -> String {
    let census = &board.census;
    let district = board.hospitals.values().next().map(|one| one.facility.district.clone());
    let place = if census.district.is_empty() { w.s("start-everywhere") } else { district.unwrap_or_else(|| census.district.clone()) };
    let kind = census.kind.map_or_else(|| w.s("start-all-kinds"), |kind| say::pool(w, &kind));
    format!("{place} · {kind}")
}

fn totals(w: &Words, board: &Board, when: &dyn Fn(sigap_kernel::UtcMs) -> When) -> Vec<Total> {
    let line = |(pool, total): &(sigap_kernel::Pool, crate::model::Totals)| Total {
        kind: say::pool(w, pool),
        free: if total.hospitals == 0 { "–".to_owned() } else { w.figure(total.sum.free) },
        beds: if total.hospitals == 0 { w.s("not-counted-yet") } else { w.a1("of-beds", "n", w.figure(total.sum.beds)) },
        hospitals: w.a2("of-hospitals", "n", w.figure(total.hospitals), "all", w.figure(total.of)),
        oldest: total.sum.oldest_at.map(when),
    };
    board.totals.iter().map(line).collect()
}

/// `12 menit lagi`.
fn left(w: &Words, seconds: i64) -> String {
    if seconds >= 60 { w.a1("left-minutes", "n", (seconds + 59) / 60) } else { w.s("left-moment") }
}

/// The board.
pub(crate) async fn page(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let w = words(&visitor);
    let (one, board) = read(&room, &visitor, &w, &number).await?;
    let place = if board.census.district.is_empty() { Where::City } else { Where::District(board.census.district.clone()) };
    let title = w.a1("census-title", "number", one.number);
    let template = CensusPage {
        may_stop: one.is_open && visitor.ctx.may(Action::StartCensus, &place).is_ok(),
        may_name: visitor.ctx.may_somewhere(Action::NoteCall),
        called: Called::ALL.iter().map(|one| (one.code().to_owned(), say::code(&w, "called", one.code()))).collect(),
        page: done(Page::staff(room.floor(), &visitor, title), &w, &asked).hearing(),
        one,
        w,
    };
    Ok(Html(template).into_response())
}

/// The same for a wall.
pub(crate) async fn wall(State(room): State<Reminders>, visitor: Visitor, Path(number): Path<String>) -> PageResult {
    let w = words(&visitor);
    let (one, _) = read(&room, &visitor, &w, &number).await?;
    let page = Page::staff(room.floor(), &visitor, w.a1("census-title", "number", one.number)).hearing();
    Ok(Html(WallPage { page, w, one }).into_response())
}

/// Ends it before its time.
pub(crate) async fn stop(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(number): Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> PageResult {
    let number: i64 = id_of(&number)?;
    census::stop(&room, &visitor.ctx, number).await?;
    Ok(see_other(&format!("/hitung/{number}?ok=stopped")))
}

/// Notes a call to a hospital that has not answered.
pub(crate) async fn call(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path((number, facility)): Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let (number, facility): (i64, FacilityId) = (id_of(&number)?, id_of(&facility)?);
    let new = NewCall {
        id: fields.chosen("id").unwrap_or_else(|| CallId::new(&visitor.ctx)),
        census: Some(number),
        called: fields.chosen("called"),
    };
    match note_call(&room, &visitor.ctx, facility, new).await {
        Ok(()) => Ok(see_other(&format!("/hitung/{number}?ok=called#belum"))),
        Err(other) => Err(other.into()),
    }
}
