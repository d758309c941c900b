//! Lays an invented past for the demo: a hospital that has been reminded for some time, and a census that is over.

use std::collections::BTreeMap;

use serde_json::json;
use sigap_kernel::{Ctx, FacilityId, Pool, UtcMs};
use sigap_store::{Db, Entry};

use super::{census_subject, reminder_subject};
use crate::ReminderError;
use crate::model::{Answer, CensusId, CensusState, Channel, KindSum, MessageId, MessageState, Rung, SpellId, Why, kind_of};
use crate::store::censuses::Census;
use crate::store::messages::Message;
use crate::store::spells::SpellRow;
use crate::store::{answers, censuses, messages, spells};

/// Lays a hospital that stands on the rung of messages, with the mail and the message that nobody could send.
///
/// # Errors
/// What the database says.
pub async fn lay_reminded(db: &Db, ctx: &Ctx, facility: FacilityId, since: UtcMs) -> Result<(), ReminderError> {
    let (now, id) = (ctx.now(), SpellId::new(ctx));
    let row = &SpellRow { id, facility, rung: Rung::Webhook, rung_at: now.plus_min(-5), since, began_at: since, ended_at: None };
    let skipped = |rung: Rung, channel, at: UtcMs| Message {
        id: MessageId::new(ctx),
        slot: format!("{id}:{rung}"),
        facility,
        spell: Some(id),
        census: None,
        channel,
        state: MessageState::Skipped,
        why: Some(Why::NotSetUp),
        tries: 0,
        made_at: at,
        changed_at: at,
    };
    let told = &[skipped(Rung::Mail, Channel::Mail, now.plus_min(-35)), skipped(Rung::Webhook, Channel::Webhook, now.plus_min(-5))];
    db.write(ctx, |tx| async move {
        if spells::begin(&tx, row).await? {
            messages::add(&tx, told).await?;
            let body = json!({ "facility": facility, "from": Rung::Mail, "to": Rung::Webhook });
            tx.record(Entry::new(reminder_subject(facility), "reminder.climbed", 1, body));
        }
        tx.confirm(reminder_subject(facility));
        Ok(())
    })
    .await
}

/// What an invented hospital counted: of each ward its kind, its free beds and its beds; nothing of one that did not answer.
pub type Counted = (FacilityId, u32, Vec<(Pool, u32, u32)>);

/// Lays a census that began at an instant and lasted a quarter of an hour.
///
/// # Errors
/// What the database says.
pub async fn lay_census(db: &Db, ctx: &Ctx, began: UtcMs, reason: &str, told: &[Counted]) -> Result<(), ReminderError> {
    let until = began.plus_min(15);
    let answer = |(id, wards, counted): &Counted| {
        let number = u32::try_from(counted.len()).unwrap_or(u32::MAX);
        (*id, Answer { wards: *wards, counted: number, at: (number > 0).then(|| began.plus_min(4)) })
    };
    let rows: &Vec<(FacilityId, Answer)> = &told.iter().map(answer).collect();
    let mut sums = answers::Sums::new();
    for (id, _, counted) in told {
        let of: &mut BTreeMap<Pool, KindSum> = sums.entry(*id).or_default();
        for (pool, free, beds) in counted {
            let sum = of.entry(kind_of(pool)).or_default();
            *sum = sum.and(KindSum { free: *free, beds: *beds, counted: 1, wards: 1, oldest_at: Some(began.plus_min(4)) });
        }
    }
    let census = &Census {
        number: 1,
        id: CensusId::new(ctx),
        state: CensusState::Ended,
        reason: reason.to_owned(),
        district: String::new(),
        kind: None,
        started_at: began,
        until,
        ended_at: Some(until),
        asked: u32::try_from(told.len()).unwrap_or(u32::MAX),
        actor: ctx.actor().to_string(),
    };
    let sums = &sums;
    db.write(ctx, |tx| async move {
        if censuses::add(&tx, census).await? {
            answers::put(&tx, 1, rows).await?;
            answers::put_sums(&tx, 1, sums).await?;
            let answered = rows.iter().filter(|(_, answer)| answer.is_there()).count();
            let body = json!({ "event": "run_out", "asked": census.asked, "answered": answered });
            tx.record(Entry::new(census_subject(1), "census.ended", 1, body));
        }
        tx.confirm(census_subject(1));
        Ok(())
    })
    .await
}
