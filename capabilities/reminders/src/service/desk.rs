//! What the office does about a hospital that owes numbers: calls it, or pauses its reminders for a while.

use serde_json::json;
use sigap_access::Action;
use sigap_kernel::{Ctx, FacilityId, FieldErrors};
use sigap_store::Entry;

use super::{facility_for, reason, reminder_subject};
use crate::model::{CallId, Called};
use crate::store::desk::{self as store, Call, Pause};
use crate::{ReminderError, Reminders};

/// Hours a pause may last at most: two weeks. Whoever needs longer decides again.
pub(crate) const PAUSE_H_MAX: u32 = 14 * 24;

/// A call that is noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewCall {
    /// As the form names it: sent twice, it is one.
    pub(crate) id: CallId,
    pub(crate) census: Option<i64>,
    pub(crate) called: Option<Called>,
}

/// Notes a call.
pub(crate) async fn note_call(room: &Reminders, ctx: &Ctx, facility: FacilityId, new: NewCall) -> Result<(), ReminderError> {
    let db = room.floor().db();
    facility_for(db, ctx, Action::NoteCall, facility).await?;
    let mut errors = FieldErrors::new();
    if new.called.is_none() {
        errors.add("called", "field-choose");
    }
    let called = errors.into_result(new.called)?;
    let call = &Call { id: new.id, facility, census: new.census, called, at: ctx.now(), actor: ctx.actor().to_string() };
    db.write(ctx, |tx| async move {
        if store::add_call(&tx, call).await? {
            let body = json!({ "facility": facility, "called": called, "census": call.census });
            tx.record(Entry::new(reminder_subject(facility), "reminder.called", 1, body));
        } else {
            tx.confirm(reminder_subject(facility));
        }
        Ok(())
    })
    .await
}

/// A pause that is asked for.
#[derive(Debug, Clone)]
pub(crate) struct NewPause {
    pub(crate) hours: Option<u32>,
    pub(crate) reason: String,
    pub(crate) version: i64,
}

/// Pauses the reminders of a hospital; the pause ends by itself.
pub(crate) async fn pause(room: &Reminders, ctx: &Ctx, facility: FacilityId, new: &NewPause) -> Result<(), ReminderError> {
    facility_for(room.floor().db(), ctx, Action::PauseReminders, facility).await?;
    let mut errors = FieldErrors::new();
    let reason = reason(&new.reason, &mut errors);
    let hours = new.hours.filter(|hours| (1..=PAUSE_H_MAX).contains(hours));
    if hours.is_none() {
        errors.add("hours", format!("pause-hours-bad?max={PAUSE_H_MAX}"));
    }
    let hours = errors.into_result(hours)?;
    let until = ctx.now().plus_min(i64::from(hours) * 60);
    let pause = Pause { facility, version: new.version + 1, until, reason, actor: ctx.actor().to_string(), set_at: ctx.now() };
    put(room, ctx, &pause, "reminder.paused").await
}

/// Ends a pause before its time.
pub(crate) async fn resume(room: &Reminders, ctx: &Ctx, facility: FacilityId, version: i64) -> Result<(), ReminderError> {
    let db = room.floor().db();
    facility_for(db, ctx, Action::PauseReminders, facility).await?;
    let there = store::pause(db, facility).await?.ok_or(ReminderError::Unknown)?;
    if there.until <= ctx.now() {
        return Ok(());
    }
    let ended = Pause { version: version + 1, until: ctx.now(), actor: ctx.actor().to_string(), ..there };
    put(room, ctx, &ended, "reminder.resumed").await
}

async fn put(room: &Reminders, ctx: &Ctx, pause: &Pause, kind: &'static str) -> Result<(), ReminderError> {
    let write = room.floor().db().write(ctx, |tx| async move {
        if !store::put_pause(&tx, pause).await? {
            return Err(ReminderError::Changed);
        }
        let body = json!({ "facility": pause.facility, "until": pause.until });
        tx.record(Entry::new(reminder_subject(pause.facility), kind, 1, body));
        Ok(())
    });
    write.await
}
