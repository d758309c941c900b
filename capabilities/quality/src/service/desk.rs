//! What the help desk does with a case: takes it, logs its calls, sets a call back, writes its note, hands it over, is done.

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked, UtcMs};
use sigap_store::{Entry, Tx};

use super::{case_subject, check_text, key_of, own_name, place_of, put, seal};
use crate::model::{CallAnswer, CallId, CaseId, HelpEvent, HelpState};
use crate::store::calls::{self, Call};
use crate::store::cases::{self, Case};
use crate::store::drafts;
use crate::{QualityError, QualityRoom};

/// Calls that one case keeps; a family for which two hundred hospitals were called needs another help.
pub(crate) const CALLS_MAX: i64 = 200;
/// Cases that are taken over at once.
const TAKEN_AT_ONCE_MAX: i64 = 200;
/// Minutes in which a family may be called back, at most: a day and a half holds every shift.
const CALLBACK_WITHIN_MAX_MIN: i64 = 36 * 60;

/// Runs a deed on a case in one write: held, permitted at its hospital, put in its next version.
async fn on_case<F>(room: &QualityRoom, ctx: &Ctx, id: CaseId, deed: F) -> Result<Case, QualityError>
where
    F: AsyncDeed,
{
    let (db, deed) = (room.floor().db(), &deed);
    let there = cases::find(db, id).await?.ok_or(QualityError::Unknown)?;
    let facility = sigap_registry::facility(db, there.facility).await?.ok_or(QualityError::Unknown)?;
    ctx.may(Action::HandleCase, &place_of(&facility))?;
    db.write(ctx, |tx| async move {
        let mut case = cases::held(&tx, id).await?.ok_or(QualityError::Unknown)?;
        if deed.done(room, &tx, &mut case).await? {
            put(&tx, &case).await?;
        } else {
            tx.confirm(case_subject(id));
        }
        Ok(case)
    })
    .await
}

/// A deed on a held case; whether it changed it.
trait AsyncDeed: Sync {
    fn done(&self, room: &QualityRoom, tx: &Tx, case: &mut Case) -> impl Future<Output = Result<bool, QualityError>> + Send;
}

fn helped(case: &Case, event: HelpEvent) -> Entry {
    Entry::new(case_subject(case.id), "case.helped", 1, json!({ "facility": case.facility, "event": event, "help": case.help }))
}

struct Step {
    event: HelpEvent,
    name: Masked<String>,
}

impl AsyncDeed for Step {
    async fn done(&self, room: &QualityRoom, tx: &Tx, case: &mut Case) -> Result<bool, QualityError> {
        let me = tx.ctx().actor().user();
        if self.event == HelpEvent::Take && case.help == HelpState::Held && case.holder == me {
            return Ok(false);
        }
        // Whoever has it hands it over or is done with it; a colleague takes it first.
        if self.event != HelpEvent::Take && case.holder != me {
            return Err(QualityError::Changed);
        }
        case.help = case.help.after(self.event)?;
        if self.event == HelpEvent::Take {
            let key = key_of(room.floor().access(), tx, case).await?;
            case.holder = me;
            case.holder_name = seal(tx.ctx(), &key, &case.id.to_string(), "holder_sealed", &self.name)?;
        }
        if self.event == HelpEvent::Settle {
            case.callback_at = None;
        }
        tx.record(helped(case, self.event));
        Ok(true)
    }
}

/// Takes a case, hands it over or is done with it.
pub(crate) async fn step(room: &QualityRoom, ctx: &Ctx, id: CaseId, event: HelpEvent) -> Result<Case, QualityError> {
    let name = own_name(room.floor().access(), ctx).await?;
    on_case(room, ctx, id, Step { event, name }).await
}

/// Takes every case that the shift before handed over; gives how many.
pub(crate) async fn take_all(room: &QualityRoom, ctx: &Ctx) -> Result<usize, QualityError> {
    ctx.may(Action::HandleCase, &Where::City)?;
    let waiting = cases::to_help(room.floor().db(), TAKEN_AT_ONCE_MAX).await?;
    let mut taken = 0;
    for case in waiting.iter().filter(|case| case.help == HelpState::HandedOver) {
        // One that a colleague took in the meantime is theirs.
        if step_from(room, ctx, case.id, HelpState::HandedOver, HelpEvent::Take).await? {
            taken += 1;
        }
    }
    Ok(taken)
}

/// Hands over every case that the actor has; gives how many.
pub(crate) async fn hand_over_all(room: &QualityRoom, ctx: &Ctx) -> Result<usize, QualityError> {
    let me = ctx.actor().user();
    let mut handed = 0;
    for case in cases::to_help(room.floor().db(), TAKEN_AT_ONCE_MAX).await?.iter().filter(|case| case.holder == me) {
        if step_from(room, ctx, case.id, HelpState::Held, HelpEvent::HandOver).await? {
            handed += 1;
        }
    }
    Ok(handed)
}

struct StepFrom(HelpState, Step);

impl AsyncDeed for StepFrom {
    async fn done(&self, room: &QualityRoom, tx: &Tx, case: &mut Case) -> Result<bool, QualityError> {
        if case.help == self.0 { self.1.done(room, tx, case).await } else { Ok(false) }
    }
}

async fn step_from(room: &QualityRoom, ctx: &Ctx, id: CaseId, from: HelpState, event: HelpEvent) -> Result<bool, QualityError> {
    let name = own_name(room.floor().access(), ctx).await?;
    let after = on_case(room, ctx, id, StepFrom(from, Step { event, name })).await?;
    Ok(from.after(event).is_ok_and(|to| to == after.help))
}

/// A call of the help desk, as typed.
#[derive(Debug, Clone)]
pub(crate) struct NewCall {
    pub(crate) id: CallId,
    pub(crate) facility: Option<FacilityId>,
    pub(crate) answer: Option<CallAnswer>,
    pub(crate) note: Masked<String>,
}

struct LogCall<'a> {
    facility: FacilityId,
    answer: CallAnswer,
    new: &'a NewCall,
    name: Masked<String>,
}

impl AsyncDeed for LogCall<'_> {
    async fn done(&self, room: &QualityRoom, tx: &Tx, case: &mut Case) -> Result<bool, QualityError> {
        if calls::of_case(tx, case.id, CALLS_MAX).await?.len() >= usize::try_from(CALLS_MAX).unwrap_or(0) {
            return Err(QualityError::TooMany(1));
        }
        let key = key_of(room.floor().access(), tx, case).await?;
        let row = self.new.id.to_string();
        let call = Call {
            id: self.new.id,
            facility: self.facility,
            answer: self.answer,
            at: tx.now(),
            actor: tx.ctx().actor().to_string(),
            by: seal(tx.ctx(), &key, &row, "by_sealed", &self.name)?.unwrap_or_default(),
            note: seal(tx.ctx(), &key, &row, "note_sealed", &self.new.note)?,
        };
        let is_new = calls::insert(tx, case.id, &call).await?;
        if is_new {
            drafts::drop_sent(tx, &format!("call-{}", case.id)).await?;
            let body = json!({ "facility": self.facility, "answer": self.answer });
            tx.record(Entry::new(case_subject(case.id), "case.called", 1, body));
        }
        Ok(false)
    }
}

/// Notes a call to a hospital and what it answered; sent twice, it is one.
pub(crate) async fn log_call(room: &QualityRoom, ctx: &Ctx, id: CaseId, new: &NewCall) -> Result<(), QualityError> {
    let mut errors = FieldErrors::new();
    if new.answer.is_none() {
        errors.add("answer", "field-choose");
    }
    let known = match new.facility {
        Some(facility) => sigap_registry::facility(room.floor().db(), facility).await?.is_some(),
        None => false,
    };
    if !known {
        errors.add("facility", "field-choose");
    }
    check_text(&mut errors, "call_note", &new.note);
    let (facility, answer) = errors.into_result(new.facility.zip(new.answer))?;
    let name = own_name(room.floor().access(), ctx).await?;
    on_case(room, ctx, id, LogCall { facility, answer, new, name }).await.map(|_| ())
}

/// When the family is to be called back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Callback {
    Keep,
    Set(Option<UtcMs>),
}

/// What stands in the field of a form when the time is to stay as it is.
pub(crate) const KEEP: &str = "keep";

struct Write<'a> {
    note: &'a Masked<String>,
    callback: Callback,
}

impl AsyncDeed for Write<'_> {
    async fn done(&self, room: &QualityRoom, tx: &Tx, case: &mut Case) -> Result<bool, QualityError> {
        let key = key_of(room.floor().access(), tx, case).await?;
        case.note = seal(tx.ctx(), &key, &case.id.to_string(), "note_sealed", self.note)?;
        if let Callback::Set(at) = self.callback {
            case.callback_at = at;
        }
        drafts::drop_sent(tx, &format!("note-{}", case.id)).await?;
        let body = json!({ "facility": case.facility, "has_callback": case.callback_at.is_some() });
        tx.record(Entry::new(case_subject(case.id), "case.noted", 1, body));
        Ok(true)
    }
}

/// Keeps the note for the next shift, and in how many minutes the family is called back; empty: not at all.
pub(crate) async fn note(room: &QualityRoom, ctx: &Ctx, id: CaseId, note: &Masked<String>, callback: &str) -> Result<(), QualityError> {
    let mut errors = FieldErrors::new();
    check_text(&mut errors, "note", note);
    let callback = callback_of(ctx, callback);
    if callback.is_none() {
        errors.add("callback", format!("field-out-of-range?min=0&max={CALLBACK_WITHIN_MAX_MIN}"));
    }
    let callback = errors.into_result(callback)?;
    on_case(room, ctx, id, Write { note, callback }).await.map(|_| ())
}

fn callback_of(ctx: &Ctx, typed: &str) -> Option<Callback> {
    match typed.trim() {
        "" => Some(Callback::Set(None)),
        KEEP => Some(Callback::Keep),
        typed => {
            let minutes = typed.parse::<i64>().ok().filter(|minutes| (0..=CALLBACK_WITHIN_MAX_MIN).contains(minutes))?;
            Some(Callback::Set(Some(ctx.now().plus_min(minutes))))
        }
    }
}
