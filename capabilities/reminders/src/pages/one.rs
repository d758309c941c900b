//! `/pengingat/{facility}`: what one hospital owes, on which rung it stands, what was sent; a call, a pause.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, FieldErrors, UtcMs};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::say::{self, When};
use super::{Asked, Fields, done, id_of, mistakes, words};
use crate::model::{CallId, Called, HospitalNow, Rung, RungEvent, WardNow};
use crate::service::desk::{self, NewCall, NewPause};
use crate::service::{facility_for, is_reminded, place_of};
use crate::store::spells::SpellRow;
use crate::store::{contacts, desk as desk_store, messages, spells};
use crate::{ReminderError, Reminders};

/// Messages, calls and times on the page.
const SHOWN: i64 = 20;
/// Hours a pause may be asked for, of the list.
const PAUSE_HOURS: [u32; 6] = [1, 4, 12, 24, 72, 168];

struct Ward {
    name: String,
    pool: String,
    last: Option<(When, String)>,
    state: (&'static str, String),
}

struct RungLine {
    words: String,
    /// `done`, `here`, `next`.
    mark: &'static str,
    when: Option<When>,
}

struct Choice {
    code: String,
    words: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "reminder.html")]
struct OnePage {
    page: Page,
    w: Words,
    id: FacilityId,
    name: String,
    phones: Vec<(String, String)>,
    reminded: bool,
    wards: Vec<Ward>,
    rungs: Vec<RungLine>,
    since: Option<When>,
    messages: Vec<(String, &'static str, When)>,
    calls: Vec<(String, When)>,
    past: Vec<(When, When)>,
    pause: Option<(String, String)>,
    pause_version: i64,
    call_id: CallId,
    called: Vec<Choice>,
    hours: Vec<Choice>,
    reason: String,
    contact: Option<String>,
    may_call: bool,
    may_pause: bool,
    may_contact: bool,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// The page.
pub(crate) async fn page(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    shown(&room, &visitor, id_of(&id)?, &Fields::default(), FieldErrors::new(), &asked).await
}

async fn shown(room: &Reminders, visitor: &Visitor, id: FacilityId, fields: &Fields, errors: FieldErrors, asked: &Asked) -> PageResult {
    let (w, db, ctx) = (words(visitor), room.floor().db(), &visitor.ctx);
    let facility = facility_for(db, ctx, Action::ReadReminders, id).await?;
    let (now, zone, place) = (ctx.now(), facility.zone, place_of(&facility));
    let when = |at| When::of(&w, zone, now, at);
    let hospital = room.hospitals().one(id, now);
    let read = async {
        Ok::<_, ReminderError>((
            spells::of_facility(db, id, SHOWN).await?,
            messages::of_facility(db, id, SHOWN).await?,
            desk_store::calls_of(db, id, SHOWN).await?,
            desk_store::pause(db, id).await?,
            contacts::known(db).await?.get(&id).copied(),
        ))
    };
    let (times, told, calls, pause, contact) = read.await.map_err(PageError::from)?;
    let open = times.iter().find(|one| one.ended_at.is_none());
    let may = |action| ctx.may(action, &place).is_ok();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = OnePage {
        id,
        phones: phones(&w, &facility),
        reminded: is_reminded(&facility),
        wards: hospital.as_ref().map(|one| wards(&w, one, now)).unwrap_or_default(),
        rungs: hospital.as_ref().map(|one| rungs(room, &w, one, open, now)).unwrap_or_default(),
        since: hospital.as_ref().and_then(|one| one.owes_since(now)).map(when),
        messages: told.iter().map(|one| (say::message(&w, one), say::message_kind(one.state), when(one.changed_at))).collect(),
        calls: calls.iter().map(|one| (say::code(&w, "called", one.called.code()), when(one.at))).collect(),
        past: times.iter().filter_map(|one| Some((when(one.began_at), when(one.ended_at?)))).collect(),
        pause: pause.as_ref().filter(|one| one.until > now).map(|one| (when(one.until).stamp, one.reason.clone())),
        pause_version: pause.as_ref().map_or(0, |one| one.version),
        call_id: fields.chosen("id").unwrap_or_else(|| CallId::new(ctx)),
        called: Called::ALL
            .iter()
            .map(|one| Choice {
                code: one.code().to_owned(),
                words: say::code(&w, "called", one.code()),
                chosen: fields.get("called") == one.code(),
            })
            .collect(),
        hours: PAUSE_HOURS
            .iter()
            .map(|hours| Choice {
                code: hours.to_string(),
                words: pause_words(&w, *hours),
                chosen: fields.get("hours") == hours.to_string(),
            })
            .collect(),
        reason: fields.get("reason").to_owned(),
        contact: contact.filter(|(mail, phone)| *mail || *phone).map(|(mail, phone)| contact_words(&w, mail, phone)),
        may_call: may(Action::NoteCall),
        may_pause: may(Action::PauseReminders),
        may_contact: may(Action::SetReminderContact),
        mistakes: mistakes(&w, &errors),
        errors,
        name: facility.name.clone(),
        page: done(Page::staff(room.floor(), visitor, w.s("one-title")), &w, asked),
        w,
    };
    Ok((status, Html(template)).into_response())
}

fn contact_words(w: &Words, mail: bool, phone: bool) -> String {
    w.s(match (mail, phone) {
        (true, true) => "contact-both",
        (true, false) => "contact-mail-only",
        _ => "contact-phone-only",
    })
}

fn pause_words(w: &Words, hours: u32) -> String {
    if hours < 48 { w.a1("hours-n", "n", hours) } else { w.a1("days-n", "n", hours / 24) }
}

fn phones(w: &Words, facility: &Facility) -> Vec<(String, String)> {
    use sigap_registry::Said as _;
    facility.phones.iter().map(|one| (one.purpose.say(&sigap_registry::words(w.lang())), one.number.clone())).collect()
}

fn wards(w: &Words, hospital: &HospitalNow, now: UtcMs) -> Vec<Ward> {
    let mut all: Vec<&WardNow> = hospital.wards.iter().collect();
    all.sort_by_key(|ward| (!ward.is_overdue(now), ward.due_at, ward.name.clone()));
    let state = |ward: &WardNow| match ward {
        ward if ward.is_silent => ("silent", w.s("state-silent")),
        ward if !ward.counts => ("old", w.s("state-old")),
        ward if ward.is_overdue(now) => ("few", w.s("state-due")),
        _ => ("free", w.s("state-fresh")),
    };
    let line = |ward: &WardNow| Ward {
        name: ward.name.clone(),
        pool: say::pool(w, &ward.pool),
        last: ward
            .taken_at
            .zip(ward.source)
            .map(|(at, source)| (When::of(w, hospital.facility.zone, now, at), say::code(w, "source", source))),
        state: state(ward),
    };
    all.into_iter().map(line).collect()
}

/// The ladder: what was reached when, and when the next rung comes.
fn rungs(room: &Reminders, w: &Words, hospital: &HospitalNow, open: Option<&SpellRow>, now: UtcMs) -> Vec<RungLine> {
    if hospital.owed(now).next().is_none() || !is_reminded(&hospital.facility) {
        return Vec::new();
    }
    let zone = hospital.facility.zone;
    let delays = room.rules().delays(hospital.is_urgent(now));
    let here = open.map_or(Rung::DueSoon, |one| one.rung);
    let mut at = open.map(|one| one.rung_at).or(hospital.owes_since(now)).unwrap_or(now);
    let mut lines = Vec::new();
    for &rung in Rung::ALL.iter().filter(|rung| **rung != Rung::Answered) {
        let before = lines.last().map(|_: &RungLine| ()).and(previous(rung));
        if let Some(before) = before.filter(|before| rank(*before) >= rank(here)) {
            at = at.plus_min(delays.gap_min(before, rung));
        }
        let mark = match rank(rung).cmp(&rank(here)) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "here",
            std::cmp::Ordering::Greater => "next",
        };
        let when = (mark != "done").then(|| When::of(w, zone, now, at));
        lines.push(RungLine { words: say::code(w, "rung", rung.code()), mark, when });
    }
    lines
}

fn rank(rung: Rung) -> usize {
    Rung::ALL.iter().position(|one| *one == rung).unwrap_or_default()
}

/// The rung that leads to this one.
fn previous(rung: Rung) -> Option<Rung> {
    Rung::ALL.iter().copied().find(|one| one.after(RungEvent::Climb) == Ok(rung))
}

/// Notes a call.
pub(crate) async fn call(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let new =
        NewCall { id: fields.chosen("id").unwrap_or_else(|| CallId::new(&visitor.ctx)), census: None, called: fields.chosen("called") };
    let done = desk::note_call(&room, &visitor.ctx, id, new).await;
    answered(&room, &visitor, id, &fields, done, "called").await
}

/// Pauses reminders.
pub(crate) async fn pause(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let new = NewPause { hours: fields.chosen("hours"), reason: fields.get("reason").to_owned(), version: fields.version() };
    let done = desk::pause(&room, &visitor.ctx, id, &new).await;
    answered(&room, &visitor, id, &fields, done, "paused").await
}

/// Ends a pause.
pub(crate) async fn resume(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let done = desk::resume(&room, &visitor.ctx, id, fields.version()).await;
    answered(&room, &visitor, id, &fields, done, "resumed").await
}

async fn answered(
    room: &Reminders,
    visitor: &Visitor,
    id: FacilityId,
    fields: &Fields,
    done: Result<(), ReminderError>,
    deed: &str,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other(&format!("/pengingat/{id}?ok={deed}"))),
        Err(ReminderError::Invalid(errors)) => shown(room, visitor, id, fields, errors, &Asked::default()).await,
        Err(ReminderError::Changed) => conflict(room, visitor, id, fields).await,
        Err(other) => Err(other.into()),
    }
}

/// Somebody was faster: the page as it is now, with what was typed.
async fn conflict(room: &Reminders, visitor: &Visitor, id: FacilityId, fields: &Fields) -> Result<Response, PageError> {
    let mut errors = FieldErrors::new();
    errors.add("reason", "pause-changed");
    let mut response = shown(room, visitor, id, fields, errors, &Asked::default()).await?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}
