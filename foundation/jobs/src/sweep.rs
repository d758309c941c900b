//! Retention of the jobs themselves: finished ones are kept for a while and never without limit.

use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Db, Ephemeral, Lane, StoreError};

use crate::JobError;
use crate::model::JobState;
use crate::store;

/// The timer's name.
pub(crate) const NAME: &str = "jobs.sweep";
/// How often it rings.
pub(crate) const EVERY_S: u32 = 3_600;
/// Rows deleted in one transaction, so that nobody waits long behind it.
const DELETE_ROWS: i64 = 1_000;
/// A timer nobody has rung for so long is of a program that is gone.
const FORGOTTEN_TIMER_DAYS: i64 = 30;

/// How long, and how many, finished jobs of a state are kept.
pub(crate) struct Keep {
    pub(crate) state: JobState,
    pub(crate) days: i64,
    pub(crate) rows: i64,
}

/// Days a job that succeeded is kept.
pub const DONE_KEPT_DAYS: i64 = 3;
/// Days a job that was given up is kept: until then a person can have it tried again.
pub const GIVEN_UP_KEPT_DAYS: i64 = 90;
/// Finished jobs of one state that are kept at most.
pub const FINISHED_KEPT_MAX: i64 = 100_000;

/// The table of retention.
pub(crate) const KEEP: [Keep; 2] = [
    Keep { state: JobState::Done, days: DONE_KEPT_DAYS, rows: FINISHED_KEPT_MAX },
    Keep { state: JobState::Failed, days: GIVEN_UP_KEPT_DAYS, rows: FINISHED_KEPT_MAX },
];

/// Deletes what is kept no longer.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx) -> Result<(), JobError> {
    for keep in &KEEP {
        delete_finished(db, ctx, keep).await?;
    }
    let before = days_before(ctx.now(), FORGOTTEN_TIMER_DAYS);
    db.write_ephemeral_in(ctx, Ephemeral::Job, Lane::Bulk, |tx| async move { store::delete_forgotten_timers(&tx, before).await }).await?;
    Ok(())
}

pub(crate) async fn delete_finished(db: &Db, ctx: &Ctx, keep: &Keep) -> Result<u64, StoreError> {
    let beyond = store::finished_beyond(db, keep.state, keep.rows).await?.map_or(UtcMs(i64::MIN), |at| UtcMs(at.0.saturating_add(1)));
    let before = days_before(ctx.now(), keep.days).max(beyond);
    let mut deleted = 0;
    loop {
        let rows = db
            .write_ephemeral_in(ctx, Ephemeral::Job, Lane::Bulk, |tx| async move {
                store::delete_finished(&tx, keep.state, before, DELETE_ROWS).await
            })
            .await?;
        deleted += rows;
        if rows < DELETE_ROWS.unsigned_abs() {
            return Ok(deleted);
        }
    }
}

fn days_before(now: UtcMs, days: i64) -> UtcMs {
    now.plus_min(-days * 24 * 60)
}
