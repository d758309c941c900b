//! The census: started with one write of whole sets, watched by a timer, ended by its time or by the office.

use std::collections::BTreeMap;

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Pool, UtcMs};
use sigap_store::{Entry, Lane};

use super::{census_subject, ladder, place_of, reason};
use crate::model::{Answer, CensusEvent, CensusId, CensusState, Channel, HospitalNow, MessageId, MessageState, answer_of, sum_up};
use crate::store::answers::Sums;
use crate::store::censuses::Census;
use crate::store::messages::Message;
use crate::store::{answers, censuses, contacts};
use crate::{ReminderError, Reminders};

/// Minutes to answer, unless somebody says otherwise.
pub(crate) const MINUTES_USUAL: u32 = 15;
/// Minutes to answer, at least and at most.
pub(crate) const MINUTES: std::ops::RangeInclusive<u32> = 5..=240;
/// Minutes after its end in which an answer is still taken, and marked late.
pub(crate) const LATE_MIN: i64 = 120;

/// A census that is asked for.
#[derive(Debug, Clone)]
pub struct NewCensus {
    /// As the form names it: sent twice, it is one.
    pub id: CensusId,
    /// Why.
    pub reason: String,
    /// Minutes to answer.
    pub minutes: Option<u32>,
    /// Only this district; empty: all.
    pub district: String,
    /// Only this kind of bed; `None`: all.
    pub kind: Option<Pool>,
    /// The newest census whoever asks has seen.
    pub seen: i64,
}

/// The hospitals a census asks: those in use with wards of this kind, in this district.
pub(crate) fn asked<'h>(
    hospitals: &'h [HospitalNow],
    district: &'h str,
    kind: Option<Pool>,
    now: UtcMs,
) -> impl Iterator<Item = (&'h HospitalNow, u32)> {
    let here = move |one: &&HospitalNow| {
        one.facility.active && one.facility.kind.is_hospital() && (district.is_empty() || one.facility.district_code == district)
    };
    let wards = move |one: &'h HospitalNow| (one, answer_of(one, kind, now, now).wards);
    hospitals.iter().filter(here).map(wards).filter(|(_, wards)| *wards > 0)
}

/// Starts a census: gives its number. The same form sent again gives the same number.
///
/// # Errors
/// Not permitted; what cannot be used; [`ReminderError::Another`] when somebody started one meanwhile; what the database says.
pub async fn start(room: &Reminders, ctx: &Ctx, new: &NewCensus) -> Result<i64, ReminderError> {
    let db = room.floor().db();
    let place = if new.district.is_empty() { Where::City } else { Where::District(new.district.clone()) };
    ctx.may(Action::StartCensus, &place)?;
    if let Some(there) = censuses::by_id(db, new.id).await? {
        return Ok(there.number);
    }
    let (census, rows) = &checked(room, ctx, new)?;
    let messages = &messages(room, ctx, rows).await?;
    let write = db.write(ctx, |tx| async move {
        if let Some(there) = censuses::by_id(&tx, new.id).await? {
            tx.confirm(census_subject(there.number));
            return Ok(there.number);
        }
        let last = censuses::last_number(&tx).await?;
        if last > new.seen {
            return Err(ReminderError::Another(last));
        }
        let census = Census { number: last + 1, ..census.clone() };
        if !censuses::add(&tx, &census).await? {
            return Err(ReminderError::Another(census.number));
        }
        answers::put(&tx, census.number, rows).await?;
        ladder::post(&tx, &of_census(messages, census.number)).await?;
        let body = json!({ "asked": census.asked, "until": census.until, "district": census.district, "kind": census.kind.map(|kind| kind.to_string()) });
        tx.record(Entry::new(census_subject(census.number), "census.started", 1, body));
        Ok(census.number)
    });
    let number = write.await?;
    // Whoever started it sees it, and so do the hospitals, from this moment on.
    let _ = room.picture().once(|now| now.open.iter().any(|(one, _)| one.number >= number)).await;
    Ok(number)
}

/// The census without its number, and whom it asks.
fn checked(room: &Reminders, ctx: &Ctx, new: &NewCensus) -> Result<(Census, Vec<(FacilityId, Answer)>), ReminderError> {
    let now = ctx.now();
    let mut errors = FieldErrors::new();
    let reason = reason(&new.reason, &mut errors);
    let minutes = new.minutes.filter(|minutes| MINUTES.contains(minutes));
    if minutes.is_none() {
        errors.add("minutes", format!("census-minutes-bad?min={}&max={}", MINUTES.start(), MINUTES.end()));
    }
    let hospitals = room.hospitals().all(now);
    let rows: Vec<(FacilityId, Answer)> =
        asked(&hospitals, &new.district, new.kind, now).map(|(one, wards)| (one.id(), Answer { wards, ..Answer::default() })).collect();
    if rows.is_empty() {
        errors.add("district", "census-nobody");
    }
    let minutes = errors.into_result(minutes)?;
    let census = Census {
        number: 0,
        id: new.id,
        state: CensusState::Open,
        reason,
        district: new.district.clone(),
        kind: new.kind,
        started_at: now,
        until: now.plus_min(i64::from(minutes)),
        ended_at: None,
        asked: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        actor: ctx.actor().to_string(),
    };
    Ok((census, rows))
}

/// One message to each hospital that can be written to, by the quicker gateway.
async fn messages(room: &Reminders, ctx: &Ctx, rows: &[(FacilityId, Answer)]) -> Result<Vec<Message>, ReminderError> {
    let gateways = room.gateways();
    if gateways.webhook.is_none() && gateways.mail.is_none() {
        return Ok(Vec::new());
    }
    let known = contacts::known(room.floor().db()).await?;
    let channel = |facility: &FacilityId| match known.get(facility)? {
        (_, true) if gateways.webhook.is_some() => Some(Channel::Webhook),
        (true, _) if gateways.mail.is_some() => Some(Channel::Mail),
        _ => None,
    };
    let message = |(facility, _): &(FacilityId, Answer)| {
        Some(Message {
            id: MessageId::new(ctx),
            slot: String::new(),
            facility: *facility,
            spell: None,
            census: None,
            channel: channel(facility)?,
            state: MessageState::Waiting,
            why: None,
            tries: 0,
            made_at: ctx.now(),
            changed_at: ctx.now(),
        })
    };
    Ok(rows.iter().filter_map(message).collect())
}

fn of_census(messages: &[Message], number: i64) -> Vec<Message> {
    let numbered = |one: &Message| Message { census: Some(number), slot: format!("census:{number}:{}", one.facility), ..one.clone() };
    messages.iter().map(numbered).collect()
}

/// Ends a census before its time.
///
/// # Errors
/// Not permitted; unknown; what the database says.
pub async fn stop(room: &Reminders, ctx: &Ctx, number: i64) -> Result<(), ReminderError> {
    let census = censuses::find(room.floor().db(), number).await?.ok_or(ReminderError::Unknown)?;
    let place = if census.district.is_empty() { Where::City } else { Where::District(census.district.clone()) };
    ctx.may(Action::StartCensus, &place)?;
    end(room, ctx, &census, CensusEvent::Stop).await
}

/// Looks who answered, in every census that is open or takes late answers, and ends those whose time is over; a timer calls it.
///
/// # Errors
/// What the database says.
pub async fn tick(room: &Reminders, ctx: &Ctx) -> Result<(), ReminderError> {
    let db = room.floor().db();
    for census in censuses::open(db).await? {
        if ctx.now() >= census.until {
            end(room, ctx, &census, CensusEvent::RunOut).await?;
        } else {
            keep(room, ctx, &census, false).await?;
        }
    }
    for census in censuses::ended_since(db, ctx.now().plus_min(-LATE_MIN)).await? {
        keep(room, ctx, &census, true).await?;
    }
    Ok(())
}

/// How far each hospital that was asked has counted now.
pub(crate) fn now_answered(
    census: &Census,
    there: &BTreeMap<FacilityId, Answer>,
    hospitals: &[HospitalNow],
    now: UtcMs,
) -> BTreeMap<FacilityId, Answer> {
    let mut all = there.clone();
    for one in hospitals {
        if let Some(kept) = all.get_mut(&one.id()) {
            let found = answer_of(one, census.kind, census.started_at, now);
            *kept = Answer { wards: kept.wards.max(found.counted), counted: kept.counted.max(found.counted), at: kept.at.or(found.at) };
        }
    }
    all
}

/// The sums of the hospitals that answered.
pub(crate) fn sums_of(census: &Census, answered: &BTreeMap<FacilityId, Answer>, hospitals: &[HospitalNow], now: UtcMs) -> Sums {
    let here = hospitals.iter().filter(|one| answered.contains_key(&one.id()));
    here.map(|one| (one.id(), sum_up(one, census.kind, census.started_at, now))).collect()
}

/// Keeps what is new: who answered, and of late answers what they come to.
async fn keep(room: &Reminders, ctx: &Ctx, census: &Census, is_late: bool) -> Result<(), ReminderError> {
    let (db, now) = (room.floor().db(), ctx.now());
    let there = answers::of(db, census.number).await?;
    let hospitals = room.hospitals().all(now);
    let found = now_answered(census, &there, &hospitals, now);
    // When it is over, only a first answer is still taken.
    let is_new = |facility: &FacilityId, answer: &Answer| {
        there.get(facility).is_some_and(|before| before != answer && (!is_late || !before.is_there()))
    };
    let new: Vec<(FacilityId, Answer)> = found.into_iter().filter(|(facility, answer)| is_new(facility, answer)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let first = new.iter().filter(|(id, answer)| answer.is_there() && !there.get(id).is_some_and(Answer::is_there)).count();
    let late: BTreeMap<FacilityId, Answer> = if is_late { new.iter().copied().collect() } else { BTreeMap::new() };
    let (new, sums) = (&new, &sums_of(census, &late, &hospitals, now));
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        answers::put(&tx, census.number, new).await?;
        answers::put_sums(&tx, census.number, sums).await?;
        if first > 0 {
            let body = json!({ "count": first, "late": is_late });
            tx.record(Entry::new(census_subject(census.number), "census.answered", 1, body));
        } else {
            tx.confirm(census_subject(census.number));
        }
        Ok(())
    })
    .await
}

/// Ends a census: the answers and the sums stay as they are at this instant.
async fn end(room: &Reminders, ctx: &Ctx, census: &Census, event: CensusEvent) -> Result<(), ReminderError> {
    let Some(to) = census.state.after(event) else { return Ok(()) };
    let (db, now) = (room.floor().db(), ctx.now());
    let hospitals = room.hospitals().all(now);
    let found = now_answered(census, &answers::of(db, census.number).await?, &hospitals, now);
    let rows: &Vec<(FacilityId, Answer)> = &found.iter().map(|(id, answer)| (*id, *answer)).collect();
    let sums = &sums_of(census, &found, &hospitals, now);
    let answered = found.values().filter(|answer| answer.is_there()).count();
    db.write(ctx, |tx| async move {
        if !censuses::end(&tx, census.number, to, now).await? {
            tx.confirm(census_subject(census.number));
            return Ok(());
        }
        answers::put(&tx, census.number, rows).await?;
        answers::put_sums(&tx, census.number, sums).await?;
        let body = json!({ "event": event, "asked": census.asked, "answered": answered });
        tx.record(Entry::new(census_subject(census.number), "census.ended", 1, body));
        Ok::<_, ReminderError>(())
    })
    .await?;
    let number = census.number;
    let _ = room.picture().once(|now| now.open.iter().all(|(one, _)| one.number != number)).await;
    Ok(())
}

/// Whether the actor may name a hospital's phone and note a call there.
pub(crate) fn may_call(ctx: &Ctx, hospital: &HospitalNow) -> bool {
    ctx.may(Action::NoteCall, &place_of(&hospital.facility)).is_ok()
}
