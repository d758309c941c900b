//! `/pengingat`: hospitals that owe numbers, what matters most first; whom the office has to call stands on top.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::FacilityId;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

use super::say::{self, When};
use super::{Asked, done, words};
use crate::model::{HospitalNow, Rung};
use crate::service::{is_reminded, place_of};
use crate::store::{desk, messages, spells};
use crate::{ReminderError, Reminders, TOPIC};

/// Hospitals on the page; the most pressing ones.
const LIST_MAX: usize = 300;
/// Hours in which a call is news.
const CALLS_H: i64 = 24;

pub(crate) struct Line {
    id: FacilityId,
    name: String,
    rung: Option<(String, &'static str)>,
    since: Option<When>,
    last: Option<(When, String)>,
    wards: String,
    beds: String,
    silent: bool,
    message: Option<(String, &'static str, When)>,
    call: Option<(String, When)>,
    pause: Option<String>,
    phone: Option<String>,
}

#[derive(Template)]
#[template(path = "reminders.html")]
struct ListPage {
    page: Page,
    w: Words,
    topic: String,
    office: Vec<Line>,
    others: Vec<Line>,
    asked: String,
    all: usize,
    may_call: bool,
    gateways: Vec<String>,
}

/// What is known of hospitals beside their numbers, with one question each for all.
struct Known {
    spells: std::collections::BTreeMap<FacilityId, spells::SpellRow>,
    messages: std::collections::BTreeMap<FacilityId, messages::Message>,
    calls: std::collections::BTreeMap<FacilityId, desk::Call>,
    pauses: std::collections::BTreeMap<FacilityId, desk::Pause>,
}

/// The list.
pub(crate) async fn page(State(room): State<Reminders>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor, ctx) = (words(&visitor), room.floor(), &visitor.ctx);
    let now = ctx.now();
    let known = known(&room, now).await?;
    let mine = |one: &HospitalNow| ctx.may(Action::ReadReminders, &place_of(&one.facility)).is_ok();
    let hospitals: Vec<HospitalNow> = room.hospitals().all(now).into_iter().filter(mine).collect();
    let all = hospitals.len();
    let mut owing: Vec<&HospitalNow> = hospitals.iter().filter(|one| one.owed(now).next().is_some()).collect();
    owing.sort_by_cached_key(|one| (!is_reminded(&one.facility), Reverse(one.weight(now)), one.facility.name.clone()));
    let owes = owing.len();
    let is_on_office = |one: &&&HospitalNow| known.spells.get(&one.id()).is_some_and(|spell| spell.rung == Rung::Office);
    let (office, others): (Vec<&&HospitalNow>, Vec<&&HospitalNow>) = owing.iter().take(LIST_MAX).partition(is_on_office);
    let line = |one: &&HospitalNow| line(&w, &known, one, now);
    let template = ListPage {
        office: office.into_iter().map(line).collect(),
        others: others.into_iter().map(line).collect(),
        asked: w.a2("list-summary", "n", w.figure(owes), "all", w.figure(all)),
        all,
        may_call: ctx.may_somewhere(Action::NoteCall),
        gateways: gateways(&room, &w).into_iter().filter(|_| ctx.may_somewhere(Action::PauseReminders)).collect(),
        topic: format!("{TOPIC} {}", room.hospitals().topic(None)),
        page: done(Page::staff(floor, &visitor, w.s("list-title")), &w, &asked).hearing(),
        w,
    };
    Ok(Html(template).into_response())
}

/// What is not set up, in words.
fn gateways(room: &Reminders, w: &Words) -> Vec<String> {
    let gateways = room.gateways();
    let missing = [(gateways.mail.is_none(), "gateway-no-mail"), (gateways.webhook.is_none(), "gateway-no-webhook")];
    missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, key)| w.s(key)).collect()
}

async fn known(room: &Reminders, now: sigap_kernel::UtcMs) -> Result<Known, PageError> {
    let db = room.floor().db();
    let read = async {
        Ok::<_, ReminderError>(Known {
            spells: spells::open(db).await?,
            messages: messages::last_of_open(db).await?,
            calls: desk::last_calls(db, now.plus_min(-CALLS_H * 60)).await?,
            pauses: desk::pauses(db, now).await?,
        })
    };
    Ok(read.await?)
}

fn line(w: &Words, known: &Known, one: &HospitalNow, now: sigap_kernel::UtcMs) -> Line {
    let (id, zone) = (one.id(), one.facility.zone);
    let when = |at| When::of(w, zone, now, at);
    let last = one.wards.iter().filter_map(|ward| Some((ward.taken_at?, ward.source?))).max();
    let owed: Vec<_> = one.owed(now).collect();
    let beds: u32 = owed.iter().filter_map(|ward| ward.beds).fold(0, u32::saturating_add);
    let rung = known.spells.get(&id).map_or(Rung::DueSoon, |spell| spell.rung);
    Line {
        id,
        name: one.facility.name.clone(),
        rung: is_reminded(&one.facility).then(|| (say::code(w, "rung", rung.code()), say::rung_kind(rung))),
        since: one.owes_since(now).map(when),
        last: last.map(|(at, source)| (when(at), say::code(w, "source", source))),
        wards: w.a2("wards-of", "n", w.figure(owed.len()), "all", w.figure(one.wards.len())),
        beds: if beds == 0 { w.s("beds-unknown") } else { w.a1("beds-n", "n", w.figure(beds)) },
        silent: owed.iter().any(|ward| ward.is_silent),
        message: known.messages.get(&id).map(|told| (say::message(w, told), say::message_kind(told.state), when(told.changed_at))),
        call: known.calls.get(&id).map(|call| (say::code(w, "called", call.called.code()), when(call.at))),
        pause: known.pauses.get(&id).map(|pause| {
            let until = when(pause.until).stamp;
            w.with("paused-until", &[("until", &until), ("reason", &pause.reason)])
        }),
        phone: say::number_of(&one.facility),
    }
}
