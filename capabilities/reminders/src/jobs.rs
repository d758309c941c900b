//! The recurring work of the room: the ladder, the censuses, throwing away what is kept long enough; and the job that sends.

use serde_json::json;
use sigap_jobs::{JobError, JobSet};
use sigap_kernel::Ctx;
use sigap_store::{Entry, Lane, Subject};

use crate::picture::REMINDER;
use crate::service::send::SendMessage;
use crate::service::{census, contacts, ladder};
use crate::store::sweep;
use crate::{ReminderError, Reminders};

/// Days times of owing, messages, calls, pauses and censuses are kept: a year can be compared with the year before.
pub const REMINDERS_KEPT_DAYS: i64 = 400;
/// How often the ladder is looked at.
const LADDER_EVERY_S: u32 = 60;
/// How often it is looked who answered a census.
const CENSUS_EVERY_S: u32 = 15;
/// How often it is looked what is kept long enough.
const SWEEP_EVERY_S: u32 = 3_600;
const DAY_MIN: i64 = 24 * 60;

impl Reminders {
    /// The recurring work of the room.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let (climbs, counts, swept) = (self.clone(), self.clone(), self.clone());
        JobSet::new()
            .with(SendMessage(self.clone()))
            .every("reminders.ladder", LADDER_EVERY_S, move |ctx| {
                let room = climbs.clone();
                async move { ladder::ring(&room, &ctx).await.map(drop).map_err(JobError::again) }
            })
            .every("reminders.census", CENSUS_EVERY_S, move |ctx| {
                let room = counts.clone();
                async move { census::tick(&room, &ctx).await.map_err(JobError::again) }
            })
            .every("reminders.sweep", SWEEP_EVERY_S, move |ctx| {
                let room = swept.clone();
                async move { throw_away(&room, &ctx).await.map_err(JobError::again) }
            })
    }
}

/// Throws away what is kept long enough.
pub(crate) async fn throw_away(room: &Reminders, ctx: &Ctx) -> Result<(), ReminderError> {
    contacts::erase_gone(room, ctx).await?;
    let (db, before) = (room.floor().db(), ctx.now().plus_min(-REMINDERS_KEPT_DAYS * DAY_MIN));
    while sweep::has_before(db, before).await? {
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            let count = sweep::remove_before(&tx, before).await?;
            tx.record(Entry::new(Subject::new(REMINDER, "all"), "reminder.swept", 1, json!({ "count": count })));
            Ok::<_, ReminderError>(())
        })
        .await?;
    }
    Ok(())
}
