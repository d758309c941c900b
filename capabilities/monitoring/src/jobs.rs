//! The recurring work of the room: adding up the days that are over, and throwing away those kept long enough.

use sigap_jobs::{JobError, JobSet};
use sigap_kernel::Ctx;
use sigap_store::{Lane, StoreError, Subject};

use crate::MonitoringRoom;
use crate::service::{day_of, gather};
use crate::store::days;

/// Days the occupancy of a day is kept: five years, so that a report can be held against those before.
pub const DAYS_KEPT: i64 = 5 * 366;
/// How often it is looked whether a day is over.
const DAYS_EVERY_S: u32 = 900;
/// How often it is looked what is kept long enough.
const SWEEP_EVERY_S: u32 = 3_600;

impl MonitoringRoom {
    /// The recurring work of the room.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let (gathered, swept) = (self.clone(), self.clone());
        JobSet::new()
            .every("monitoring.days", DAYS_EVERY_S, move |ctx| {
                let room = gathered.clone();
                async move {
                    let (db, zone) = (room.floor().db(), room.floor().settings().zone);
                    gather::gather(db, &ctx, zone, room.history()).await.map(drop).map_err(JobError::again)
                }
            })
            .every("monitoring.sweep", SWEEP_EVERY_S, move |ctx| {
                let room = swept.clone();
                async move { sweep(&room, &ctx).await.map_err(JobError::again) }
            })
    }
}

/// Throws away days that have had their time.
pub(crate) async fn sweep(room: &MonitoringRoom, ctx: &Ctx) -> Result<(), StoreError> {
    let db = room.floor().db();
    let before = day_of(ctx.now(), room.floor().settings().zone) - DAYS_KEPT;
    while days::has_before(db, before).await? {
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            days::remove_before(&tx, before).await?;
            tx.confirm(Subject::new("monitoring", "days"));
            Ok::<_, StoreError>(())
        })
        .await?;
    }
    Ok(())
}
