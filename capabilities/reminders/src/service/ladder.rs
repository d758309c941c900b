//! The ladder, once a minute: who owes numbers climbs or has answered; what is sent is a message and its job in the same write.

use std::collections::BTreeMap;

use serde_json::json;
use sigap_jobs::{NewJob, enqueue_all};
use sigap_kernel::{Ctx, FacilityId, UtcMs};
use sigap_store::{Entry, Lane, Subject, Tx};

use super::send::{Send, SendMessage};
use super::{is_reminded, reminder_subject};
use crate::model::{Channel, HospitalNow, MessageId, MessageState, Rung, RungEvent, Spell, SpellId, Step, Wait, Why, next};
use crate::picture::REMINDER;
use crate::store::messages::{self, Message};
use crate::store::spells::{self, SpellRow};
use crate::store::{contacts, desk};
use crate::{ReminderError, Reminders};

/// Hospitals that move in one ring at most; the others move in the next.
pub(crate) const MOVES_A_RING_MAX: usize = 500;
/// Mails to the office in 24 hours at most: the list says the rest.
pub(crate) const OFFICE_MAILS_A_DAY_MAX: u32 = 20;
const DAY_MIN: i64 = 24 * 60;

/// What becomes of one hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Begin { facility: FacilityId, since: UtcMs },
    Climb { spell: SpellRow, to: Rung },
    Answer(SpellRow),
    Restamp(SpellRow),
}

/// Who can be written to.
struct Reach {
    contacts: BTreeMap<FacilityId, (bool, bool)>,
    had: BTreeMap<FacilityId, u32>,
    office_had: u32,
}

/// Rings once: gives how many hospitals moved.
///
/// # Errors
/// What the database says.
pub async fn ring(room: &Reminders, ctx: &Ctx) -> Result<usize, ReminderError> {
    let (db, now) = (room.floor().db(), ctx.now());
    let moves = moves(room, &spells::open(db).await?, now, db).await?;
    if moves.is_empty() {
        return Ok(0);
    }
    let had = messages::of_ladder_since(db, now.plus_min(-DAY_MIN)).await?;
    let office_had = messages::office_since(db, now.plus_min(-DAY_MIN)).await?;
    let (moves, reach) = (&moves, &Reach { contacts: contacts::known(db).await?, had, office_had });
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let mut new = Vec::new();
        let mut office_had = reach.office_had;
        for one in moves {
            if let Some(message) = step(room, &tx, reach, &mut office_had, *one).await? {
                new.push(message);
            }
        }
        post(&tx, &new).await?;
        // Whoever was overtaken by another node left nothing to record.
        tx.confirm(Subject::new(REMINDER, "all"));
        Ok(moves.len())
    })
    .await
}

/// What is due now.
async fn moves(
    room: &Reminders,
    open: &BTreeMap<FacilityId, SpellRow>,
    now: UtcMs,
    db: &sigap_store::Db,
) -> Result<Vec<Move>, ReminderError> {
    let pauses = desk::pauses(db, now).await?;
    let mut all = Vec::new();
    let mut left = open.clone();
    for hospital in room.hospitals().all(now).iter().filter(|one| is_reminded(&one.facility)) {
        let there = left.remove(&hospital.id());
        all.extend(of_one(room, hospital, there, pauses.contains_key(&hospital.id()), now));
    }
    // Whoever is not reminded any more owes nothing.
    all.extend(left.into_values().map(Move::Answer));
    all.truncate(MOVES_A_RING_MAX);
    Ok(all)
}

fn of_one(room: &Reminders, hospital: &HospitalNow, there: Option<SpellRow>, is_paused: bool, now: UtcMs) -> Option<Move> {
    let owes = hospital.owed(now).next().is_some();
    // A number that never came was due long ago.
    let since = hospital.owes_since(now).unwrap_or(UtcMs(0));
    if there.is_none() && !owes {
        return None;
    }
    let spell = there.map_or(Spell { rung: Rung::DueSoon, rung_at: since }, |there| there.spell());
    let wait = Wait { owes, is_urgent: hospital.is_urgent(now), is_paused, zone: hospital.facility.zone };
    match (next(spell, wait, room.rules(), now), there) {
        (Step::Stay, _) => None,
        (Step::Restamp, there) => there.map(Move::Restamp),
        (Step::Move(event), there) => {
            let to = spell.rung.after(event).ok()?;
            match (event, there) {
                (RungEvent::Answer, there) => there.map(Move::Answer),
                (RungEvent::Climb, Some(spell)) => Some(Move::Climb { spell, to }),
                (RungEvent::Climb, None) => Some(Move::Begin { facility: hospital.id(), since: since.max(UtcMs(0)) }),
            }
        }
    }
}

/// Writes one move, and gives the message that goes with it.
async fn step(room: &Reminders, tx: &Tx, reach: &Reach, office_had: &mut u32, one: Move) -> Result<Option<Message>, ReminderError> {
    let now = tx.now();
    match one {
        Move::Begin { facility, since } => {
            let row =
                SpellRow { id: SpellId::new(tx.ctx()), facility, rung: Rung::Screen, rung_at: now, since, began_at: now, ended_at: None };
            if spells::begin(tx, &row).await? {
                tx.record(climbed(facility, Rung::DueSoon, Rung::Screen));
            }
            Ok(None)
        }
        Move::Climb { spell, to } => {
            if !spells::climb(tx, spell.id, spell.rung, to, now).await? {
                return Ok(None);
            }
            tx.record(climbed(spell.facility, spell.rung, to));
            Ok(message(room, tx, reach, office_had, &spell, to))
        }
        Move::Answer(spell) => {
            if spells::end(tx, spell.id, now).await? {
                let body = json!({ "facility": spell.facility, "from": spell.rung, "since": spell.since });
                tx.record(Entry::new(reminder_subject(spell.facility), "reminder.answered", 1, body));
            }
            Ok(None)
        }
        Move::Restamp(spell) => {
            spells::climb(tx, spell.id, spell.rung, spell.rung, now).await?;
            Ok(None)
        }
    }
}

fn climbed(facility: FacilityId, from: Rung, to: Rung) -> Entry {
    Entry::new(reminder_subject(facility), "reminder.climbed", 1, json!({ "facility": facility, "from": from, "to": to }))
}

/// The message of a rung: one that waits, or one that says why it was not sent.
fn message(room: &Reminders, tx: &Tx, reach: &Reach, office_had: &mut u32, spell: &SpellRow, to: Rung) -> Option<Message> {
    let channel = channel_of(to)?;
    let (by_mail, by_phone) = reach.contacts.get(&spell.facility).copied().unwrap_or_default();
    let has_contact = match channel {
        Channel::Mail => by_mail,
        Channel::Webhook => by_phone,
        Channel::OfficeMail => true,
    };
    let is_full = match channel {
        Channel::OfficeMail => *office_had >= OFFICE_MAILS_A_DAY_MAX,
        Channel::Mail | Channel::Webhook => reach.had.get(&spell.facility).copied().unwrap_or_default() >= room.rules().messages_a_day_max,
    };
    let why = match () {
        () if room.gateways().of(channel).is_none() => Some(Why::NotSetUp),
        () if !has_contact => Some(Why::NoContact),
        () if is_full => Some(Why::Limit),
        () => None,
    };
    if why.is_none() && channel == Channel::OfficeMail {
        *office_had = office_had.saturating_add(1);
    }
    let (spell_id, facility, now) = (spell.id, spell.facility, tx.now());
    Some(Message {
        id: MessageId::new(tx.ctx()),
        slot: format!("{spell_id}:{to}"),
        facility,
        spell: Some(spell_id),
        census: None,
        channel,
        state: if why.is_none() { MessageState::Waiting } else { MessageState::Skipped },
        why,
        tries: 0,
        made_at: now,
        changed_at: now,
    })
}

/// By which way a rung speaks.
pub(crate) const fn channel_of(rung: Rung) -> Option<Channel> {
    match rung {
        Rung::Mail => Some(Channel::Mail),
        Rung::Webhook => Some(Channel::Webhook),
        Rung::Office => Some(Channel::OfficeMail),
        Rung::DueSoon | Rung::Screen | Rung::Answered => None,
    }
}

/// Keeps messages, with a job for each that waits and was not there before.
pub(crate) async fn post(tx: &Tx, new: &[Message]) -> Result<(), ReminderError> {
    let added: std::collections::BTreeSet<MessageId> = messages::add(tx, new).await?.into_iter().collect();
    let waiting = new.iter().filter(|one| one.state == MessageState::Waiting && added.contains(&one.id));
    let payloads: Vec<Send> = waiting.map(|one| Send { message: one.id }).collect();
    let jobs = payloads.iter().map(|payload| NewJob::<SendMessage>::new(payload).dedupe(payload.message.to_string()));
    Ok(enqueue_all(tx, jobs).await?)
}
