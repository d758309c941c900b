//! The job of one message: looks once more whether it is still needed, gives it to its gateway, and writes down what became of it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sigap_jobs::{Job, JobError, Policy};
use sigap_kernel::{Ctx, Masked};
use sigap_store::{Entry, Lane};

use super::contacts;
use super::ladder::channel_of;
use super::{reminder_subject, words};
use crate::model::{CensusState, Channel, HospitalNow, MessageEvent, MessageId, MessageState, Rung, Why, answer_of};
use crate::store::messages::{self, Message};
use crate::store::{censuses, desk, spells};
use crate::{Fault, Parcel, ReminderError, Reminders};

/// Tries of one message before it is given up: with the waits between them about a quarter of an hour.
pub(crate) const TRIES_MAX: u32 = 6;

/// Which message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Send {
    pub(crate) message: MessageId,
}

/// Sends messages.
pub(crate) struct SendMessage(pub(crate) Reminders);

impl Job for SendMessage {
    const KIND: &'static str = "reminders.send";
    type Payload = Send;

    async fn run(&self, ctx: &Ctx, payload: Send) -> Result<(), JobError> {
        match send(&self.0, ctx, payload.message).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(JobError::again("the gateway did not take it; what it said stands with the message")),
            Err(error) => Err(JobError::again(error)),
        }
    }

    /// The message itself counts its tries; the job goes on somewhat longer, in case the database was away.
    fn policy(&self) -> Policy {
        Policy { tries_max: 2 * TRIES_MAX, backoff_first_s: 15, backoff_cap_s: 300, at_once_max: 8, run_s_max: 60 }
    }
}

/// Sends one message; whether it is settled.
pub(crate) async fn send(room: &Reminders, ctx: &Ctx, id: MessageId) -> Result<bool, ReminderError> {
    let db = room.floor().db();
    let Some(message) = messages::find(db, id).await? else { return Ok(true) };
    if message.state != MessageState::Waiting {
        return Ok(true);
    }
    let hospital = room.hospitals().one(message.facility, ctx.now());
    if let Some(why) = not_needed(room, ctx, &message, hospital.as_ref()).await? {
        return settle(room, ctx, &message, MessageEvent::Drop, Some(why)).await.map(|()| true);
    }
    let Some((hospital, gateway)) = hospital.zip(room.gateways().of(message.channel)) else {
        return settle(room, ctx, &message, MessageEvent::GiveUp, Some(Why::NotSetUp)).await.map(|()| true);
    };
    let Some(to) = address(room, &message).await? else {
        return settle(room, ctx, &message, MessageEvent::GiveUp, Some(Why::NoContact)).await.map(|()| true);
    };
    let parcel = parcel(room, ctx, &message, &hospital, to).await?;
    match gateway.carry(&parcel).await {
        Ok(()) => settle(room, ctx, &message, MessageEvent::Take, None).await.map(|()| true),
        Err(Fault::Never(why)) => settle(room, ctx, &message, MessageEvent::GiveUp, Some(why)).await.map(|()| true),
        Err(Fault::Again(why)) if message.tries + 1 >= TRIES_MAX => {
            settle(room, ctx, &message, MessageEvent::GiveUp, Some(why)).await.map(|()| true)
        }
        Err(Fault::Again(why)) => tried(room, ctx, &message, why).await.map(|()| false),
    }
}

/// Why a message is not needed any more: the hospital answered, the office paused it, its rung or its census is over.
async fn not_needed(room: &Reminders, ctx: &Ctx, message: &Message, hospital: Option<&HospitalNow>) -> Result<Option<Why>, ReminderError> {
    let (db, now) = (room.floor().db(), ctx.now());
    let Some(hospital) = hospital else { return Ok(Some(Why::Overtaken)) };
    if let Some(number) = message.census {
        let Some(census) = censuses::find(db, number).await?.filter(|one| one.state == CensusState::Open) else {
            return Ok(Some(Why::Overtaken));
        };
        return Ok(answer_of(hospital, census.kind, census.started_at, now).is_there().then_some(Why::Answered));
    }
    if hospital.owed(now).next().is_none() {
        return Ok(Some(Why::Answered));
    }
    let spell = match message.spell {
        Some(spell) => spells::find(db, spell).await?,
        None => None,
    };
    match spell.map(|one| one.rung) {
        None | Some(Rung::Answered) => return Ok(Some(Why::Answered)),
        Some(rung) if channel_of(rung) != Some(message.channel) => return Ok(Some(Why::Overtaken)),
        Some(_) => {}
    }
    let pause = desk::pause(db, message.facility).await?;
    Ok(pause.filter(|pause| pause.until > now).map(|_| Why::Paused))
}

async fn address(room: &Reminders, message: &Message) -> Result<Option<Masked<String>>, ReminderError> {
    match message.channel {
        Channel::OfficeMail => Ok(room.gateways().office_mail.clone()),
        Channel::Mail | Channel::Webhook => contacts::address(room, message.facility, message.channel).await,
    }
}

async fn parcel(
    room: &Reminders,
    ctx: &Ctx,
    message: &Message,
    hospital: &HospitalNow,
    to: Masked<String>,
) -> Result<Parcel, ReminderError> {
    let census = match message.census {
        Some(number) => censuses::find(room.floor().db(), number).await?,
        None => None,
    };
    Ok(words::parcel(room, ctx.now(), message, hospital, census.as_ref(), to))
}

/// Writes down what became of a message; whoever settled it before is left alone.
async fn settle(room: &Reminders, ctx: &Ctx, message: &Message, event: MessageEvent, why: Option<Why>) -> Result<(), ReminderError> {
    let Some(to) = message.state.after(event) else { return Ok(()) };
    room.floor()
        .db()
        .write_in(ctx, Lane::Bulk, |tx| async move {
            if messages::settle(&tx, message.id, to, why, tx.now()).await? {
                let body = json!({
                    "facility": message.facility, "message": message.id, "channel": message.channel, "state": to, "why": why, "census": message.census,
                });
                tx.record(Entry::new(reminder_subject(message.facility), "reminder.message", 1, body));
            } else {
                tx.confirm(reminder_subject(message.facility));
            }
            Ok(())
        })
        .await
}

/// Writes down that a try failed; the message goes on waiting.
async fn tried(room: &Reminders, ctx: &Ctx, message: &Message, why: Why) -> Result<(), ReminderError> {
    room.floor()
        .db()
        .write_in(ctx, Lane::Bulk, |tx| async move {
            messages::settle(&tx, message.id, MessageState::Waiting, Some(why), tx.now()).await?;
            tx.confirm(reminder_subject(message.facility));
            Ok(())
        })
        .await
}
