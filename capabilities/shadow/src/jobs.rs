//! The recurring work of the room: what others say by themselves is gathered, what is kept long enough is thrown away.

use serde_json::json;
use sigap_jobs::{JobError, JobSet};
use sigap_kernel::Ctx;
use sigap_store::{Entry, Lane, StoreError, Subject};

use crate::service::{DAY_MIN, gather};
use crate::{ShadowRoom, store};

/// Days a comparison is kept: a year can be compared with the year before.
pub const FIGURES_KEPT_DAYS: i64 = 400;
/// How often other books are looked into.
const GATHER_EVERY_S: u32 = 900;
/// How often it is looked what is kept long enough.
const SWEEP_EVERY_S: u32 = 3_600;

impl ShadowRoom {
    /// The recurring work of the room.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let (gather_of, sweep_of) = (self.clone(), self.clone());
        JobSet::new()
            .every("shadow.gather", GATHER_EVERY_S, move |ctx| {
                let room = gather_of.clone();
                async move { gather(&room, &ctx).await.map(drop).map_err(JobError::again) }
            })
            .every("shadow.sweep", SWEEP_EVERY_S, move |ctx| {
                let room = sweep_of.clone();
                async move { sweep(&room, &ctx).await.map_err(JobError::again) }
            })
    }
}

/// Throws away what is kept long enough.
pub(crate) async fn sweep(room: &ShadowRoom, ctx: &Ctx) -> Result<(), StoreError> {
    let (db, before) = (room.floor().db(), ctx.now().plus_min(-FIGURES_KEPT_DAYS * DAY_MIN));
    if !store::has_before(db, before).await? {
        return Ok(());
    }
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let count = store::remove_before(&tx, before).await?;
        tx.record(Entry::new(Subject::new("shadow", "all"), "shadow.swept", 1, json!({ "count": count })));
        Ok(())
    })
    .await
}
