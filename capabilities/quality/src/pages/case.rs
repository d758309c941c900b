//! One case on the desk: what the family was told and what the page showed, whom we called and what each said, whom to try next, the note for the
//! next shift, and the office's decision.

use askama::Template;
use axum::extract::{Path, Query, State};
use sigap_access::{Action, May as _, Reading};
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Page, PageError, PageResult, Visitor, Words, see_other};

use super::cases::CaseLine;
use super::desk::{drafted, opened};
use super::family::{Choice, choices};
use super::say::{self, When};
use super::{Asked, Fields, answer, done, hospitals, id_of, mistakes, names, words};
use crate::model::{CallAnswer, CallId, CaseEvent, CaseId, Clock, HelpEvent, HelpState, Snapshot};
use crate::service::desk::{self, CALLS_MAX, KEEP, NewCall};
use crate::service::reply::{self, Decision};
use crate::service::{key_of, place, place_of};
use crate::store::calls;
use crate::store::cases::{self, Case};
use crate::{QualityError, QualityRoom};

/// Hospitals to try next that are named.
const NEXT_MAX: usize = 5;
/// Texts of a family that are shown.
const TEXTS_SHOWN: i64 = 10;
/// Minutes after which a family can be called back, as the form offers them.
const CALLBACKS_MIN: [i64; 5] = [15, 30, 60, 120, 720];

struct CallLine {
    when: When,
    hospital: String,
    answer: String,
    by: String,
    note: String,
}

struct NextLine {
    id: FacilityId,
    name: String,
    number: Option<String>,
    shown: String,
    mark: &'static str,
    travel: Option<String>,
}

/// What is personal in a case, opened for whoever may see it.
#[derive(Default)]
struct Personal {
    phone: String,
    texts: Vec<(When, String)>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    page: Page,
    w: Words,
    case: CaseLine,
    number: Option<String>,
    shown_now: String,
    now_mark: &'static str,
    holder: String,
    is_mine: bool,
    is_held: bool,
    is_erased: bool,
    may_person: bool,
    personal: Personal,
    calls: Vec<CallLine>,
    next: Vec<NextLine>,
    hospitals: Vec<Facility>,
    call_id: CallId,
    call: Fields,
    answers: Vec<Choice>,
    note: String,
    is_note_draft: bool,
    callback: Option<When>,
    callbacks: Vec<(i64, String)>,
    reply_text: String,
    reason: String,
    may_decide: bool,
    can_decide: bool,
    decisions: Vec<Choice>,
    decision: Fields,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// A form that was tried and has mistakes.
struct Tried {
    what: &'static str,
    fields: Fields,
    errors: FieldErrors,
}

/// The page.
pub(crate) async fn show(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    shown(&room, &visitor, id_of(&id)?, &asked, None).await
}

async fn shown(room: &QualityRoom, visitor: &Visitor, id: CaseId, asked: &Asked, tried: Option<Tried>) -> PageResult {
    let (w, floor, ctx) = (words(visitor), room.floor(), &visitor.ctx);
    let case = cases::find(floor.db(), id).await?.ok_or(PageError::NotFound)?;
    let facility = sigap_registry::facility(floor.db(), case.facility).await?.ok_or(PageError::NotFound)?;
    ctx.may(Action::HandleCase, &place_of(&facility))?;
    let may_person = ctx.may(Action::ReadPerson, &place_of(&facility)).is_ok();
    let mut fields = vec!["holder", "note", "reply", "reason", "calls"];
    fields.extend(may_person.then_some(["phone", "text"]).into_iter().flatten());
    floor.access().record_reads(ctx, vec![Reading::of("case", id, &fields, "help desk")]).await?;
    let calls = call_lines(room, &w, visitor, &facility, &case).await?;
    let called: Vec<FacilityId> = calls.iter().map(|(facility, _)| *facility).collect();
    let now_shown = Snapshot::of(&room.shown().shown(case.facility).await, case.pool);
    let drafts = Drafts::of(room, visitor, &case).await?;
    let (what, typed, errors) = tried.map_or(("", Fields::default(), FieldErrors::new()), |tried| (tried.what, tried.fields, tried.errors));
    let of_form = |form: &str, draft: Option<Fields>| if what == form { typed.clone() } else { draft.unwrap_or_default() };
    let (call, decision) = (of_form("call", drafts.call), of_form("decision", None));
    let is_note_draft = what == "note" || drafts.note.is_some();
    let note = match (what, &drafts.note) {
        ("note", _) => typed.get("note").to_owned(),
        (_, Some(draft)) => draft.get("note").to_owned(),
        _ => opened(room, &case, "note_sealed", case.note.as_ref()).await?,
    };
    let mistakes = mistakes(&w, &errors);
    let told = errors.clone();
    let state = Clock { opened_at: case.opened_at }.state(case.state, ctx.now());
    let when = |at| When::of(&w, facility.zone, ctx.now(), at);
    let template = CasePage {
        page: done(Page::staff(floor, visitor, w.a1("status-title", "number", case.number.spoken())), &w, asked),
        number: say::number_of(&facility),
        shown_now: say::shown_inside(&w, &now_shown),
        now_mark: say::mark(now_shown.state),
        holder: opened(room, &case, "holder_sealed", case.holder_name.as_ref()).await?,
        is_mine: case.help == HelpState::Held && case.holder == ctx.actor().user(),
        is_held: matches!(case.help, HelpState::Held | HelpState::HandedOver),
        is_erased: case.person.is_none(),
        personal: if may_person { personal(room, &w, visitor, &facility, &case).await? } else { Personal::default() },
        may_person,
        calls: calls.into_iter().map(|(_, line)| line).collect(),
        next: next_lines(room, &w, &case, &called).await?,
        hospitals: hospitals(floor).await?,
        call_id: typed.chosen("id").unwrap_or_else(|| CallId::new(ctx)),
        answers: choices(&w, "answer", CallAnswer::ALL.iter().map(|one| one.code()), call.get("answer")),
        call,
        note,
        is_note_draft,
        callback: case.callback_at.map(when),
        callbacks: CALLBACKS_MIN.map(|minutes| (minutes, callback_words(&w, minutes))).into(),
        reply_text: opened(room, &case, "reply_sealed", case.reply_text.as_ref()).await?,
        reason: opened(room, &case, "reason_sealed", case.reason.as_ref()).await?,
        may_decide: ctx.may(Action::VerifyCase, &place_of(&facility)).is_ok(),
        can_decide: state.after(CaseEvent::Count).is_ok() && case.person.is_some(),
        decisions: choices(&w, "decide", ["count", "dismiss", "leave_unclear"].into_iter(), decision.get("event")),
        decision,
        case: CaseLine::of(&w, facility.zone, ctx.now(), &case, &facility.name),
        errors,
        mistakes,
        w,
    };
    Ok(answer(template, &told))
}

/// What this person typed on the page before and did not send.
struct Drafts {
    call: Option<Fields>,
    note: Option<Fields>,
}

impl Drafts {
    async fn of(room: &QualityRoom, visitor: &Visitor, case: &Case) -> Result<Self, QualityError> {
        Ok(Self {
            call: drafted(room, &visitor.ctx, &format!("call-{}", case.id)).await?,
            note: drafted(room, &visitor.ctx, &format!("note-{}", case.id)).await?,
        })
    }
}

fn callback_words(w: &Words, minutes: i64) -> String {
    if minutes < 60 { w.a1("callback-minutes", "n", minutes) } else { w.a1("callback-hours", "n", minutes / 60) }
}

async fn personal(room: &QualityRoom, w: &Words, visitor: &Visitor, facility: &Facility, case: &Case) -> Result<Personal, QualityError> {
    if case.person.is_none() {
        return Ok(Personal::default());
    }
    let key = key_of(room.floor().access(), room.floor().db(), case).await?;
    let mut texts = Vec::new();
    for (row, at, sealed) in cases::told(room.floor().db(), case.id, TEXTS_SHOWN).await? {
        let text = key.open(place(&row, "text_sealed"), &sealed)?;
        texts.push((When::of(w, facility.zone, visitor.ctx.now(), at), text.into_revealed()));
    }
    Ok(Personal { phone: opened(room, case, "phone_sealed", case.phone.as_ref()).await?, texts })
}

async fn call_lines(
    room: &QualityRoom,
    w: &Words,
    visitor: &Visitor,
    facility: &Facility,
    case: &Case,
) -> Result<Vec<(FacilityId, CallLine)>, PageError> {
    let floor = room.floor();
    let calls = calls::of_case(floor.db(), case.id, CALLS_MAX).await?;
    if calls.is_empty() || case.person.is_none() {
        return Ok(Vec::new());
    }
    let names = names(floor, calls.iter().map(|call| call.facility).collect()).await?;
    let key = key_of(floor.access(), floor.db(), case).await?;
    let open = |row: &str, field, sealed: &str| key.open(place(row, field), sealed).map(sigap_kernel::Masked::into_revealed);
    let me = visitor.ctx.actor().to_string();
    let mut lines = Vec::with_capacity(calls.len());
    for call in calls {
        let row = call.id.to_string();
        let by = if call.by.is_empty() { String::new() } else { open(&row, "by_sealed", &call.by).map_err(QualityError::from)? };
        let note = call.note.as_ref().map(|note| open(&row, "note_sealed", note)).transpose().map_err(QualityError::from)?;
        let line = CallLine {
            when: When::of(w, facility.zone, visitor.ctx.now(), call.at),
            hospital: names.get(&call.facility).cloned().unwrap_or_default(),
            answer: say::code(w, "answer", call.answer.code()),
            by: if call.actor == me { w.s("you") } else { by },
            note: note.unwrap_or_default(),
        };
        lines.push((call.facility, line));
    }
    Ok(lines)
}

/// Whom to try next: those that were not called yet.
async fn next_lines(room: &QualityRoom, w: &Words, case: &Case, called: &[FacilityId]) -> Result<Vec<NextLine>, PageError> {
    let next = room.shown().next(case.facility, case.pool, NEXT_MAX + called.len()).await;
    let next: Vec<_> = next.into_iter().filter(|one| !called.contains(&one.facility)).take(NEXT_MAX).collect();
    let ids: Vec<FacilityId> = next.iter().map(|one| one.facility).collect();
    let facilities = sigap_registry::facilities_by_ids(room.floor().db(), &ids).await?;
    let line = |one: crate::NextHospital| {
        let facility = facilities.iter().find(|facility| facility.id == one.facility)?;
        let shown = Snapshot { state: one.state, free: one.free, beds: None, taken_at: None };
        Some(NextLine {
            id: one.facility,
            name: facility.name.clone(),
            number: say::number_of(facility),
            shown: say::shown_inside(w, &shown),
            mark: say::mark(one.state),
            travel: one.travel_min.map(|minutes| w.a1("next-travel", "n", minutes)),
        })
    };
    Ok(next.into_iter().filter_map(line).collect())
}

/// Takes it, hands it over, is done.
pub(crate) async fn step(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: CaseId = id_of(&id)?;
    let event: HelpEvent = fields.chosen("event").filter(|event| *event != HelpEvent::Ask).ok_or(PageError::NotFound)?;
    desk::step(&room, &visitor.ctx, id, event).await?;
    Ok(match event {
        HelpEvent::Settle => see_other("/bantuan-kamar?ok=settled"),
        HelpEvent::HandOver => see_other("/bantuan-kamar?ok=handed"),
        HelpEvent::Take | HelpEvent::Ask => see_other(&format!("/bantuan-kamar/{id}?ok=taken")),
    })
}

/// After a form of the page: back to it, or the mistakes with all that was typed.
async fn after(
    room: &QualityRoom,
    visitor: &Visitor,
    id: CaseId,
    ok: &str,
    done: Result<(), QualityError>,
    what: &'static str,
    fields: Fields,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other(&format!("/bantuan-kamar/{id}?ok={ok}"))),
        Err(QualityError::Invalid(errors)) => shown(room, visitor, id, &Asked::default(), Some(Tried { what, fields, errors })).await,
        Err(other) => Err(other.into()),
    }
}

/// Notes a call.
pub(crate) async fn call(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: CaseId = id_of(&id)?;
    let new = NewCall {
        id: fields.chosen("id").unwrap_or_else(|| CallId::new(&visitor.ctx)),
        facility: fields.chosen("facility"),
        answer: fields.chosen("answer"),
        note: fields.masked("call_note"),
    };
    let done = desk::log_call(&room, &visitor.ctx, id, &new).await;
    after(&room, &visitor, id, "called", done, "call", fields).await
}

/// Keeps the note and the call back.
pub(crate) async fn note(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: CaseId = id_of(&id)?;
    let done = desk::note(&room, &visitor.ctx, id, &fields.masked("note"), fields.get("callback")).await;
    after(&room, &visitor, id, "noted", done, "note", fields).await
}

/// Decides.
pub(crate) async fn decide(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: CaseId = id_of(&id)?;
    let decision = Decision { version: fields.version(), event: fields.chosen("event"), reason: fields.masked("reason") };
    let done = reply::decide(&room, &visitor.ctx, id, &decision).await.map(|_| ());
    after(&room, &visitor, id, "decided", done, "decision", fields).await
}

impl CasePage {
    /// What stands in the field when the call back stays.
    const fn keep(&self) -> &'static str {
        KEEP
    }

    /// Whether a hospital is chosen in the form of a call.
    fn is_called(&self, id: &FacilityId) -> bool {
        self.call.chosen::<FacilityId>("facility") == Some(*id)
    }
}
