//! The recurring work of the room: claims whose time is over are closed, those that ended long ago are thrown away, likewise lines of the bed
//! manager's list, and hand entries that
//! have had their time give way to the system that speaks for the ward.

use serde_json::json;
use sigap_jobs::{JobError, JobSet};
use sigap_kernel::Ctx;
use sigap_store::{Db, Entry, Lane, StoreError, Subject};

use crate::list::sweep_plans;
use crate::promise;
use crate::said::hand_over;
use crate::service::ward_subject;
use crate::{Beds, store};

/// Days a claim is kept after it ended; what it was stays in the journal.
pub const CLAIM_KEPT_DAYS: i64 = 90;
/// How often claims are looked through. A claim stops counting at its own minute, whenever this comes.
const CLAIMS_EVERY_S: u32 = 600;
/// How often hand entries are looked through that have had their time.
const HAND_OVER_EVERY_S: u32 = 60;
/// How often promises are looked through that ran out: both sides count minutes.
const PROMISES_EVERY_S: u32 = 30;
/// How often promises are looked through that are kept long enough.
const PROMISES_SWEPT_EVERY_S: u32 = 3_600;
/// How often lines of the bed manager's list are looked through that ended some days ago.
const PLANS_EVERY_S: u32 = 3_600;
/// Claims closed or thrown away in one transaction, so that nobody waits long behind it.
const CLAIMS_AT_ONCE: i64 = 500;

impl Beds {
    /// The recurring work of the room.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let (ending, sweeping) = (self.clone(), self.clone());
        let (db, beds, access) = (self.floor().db().clone(), self.clone(), self.floor().access().clone());
        JobSet::new()
            .every("beds.claims", CLAIMS_EVERY_S, move |ctx| {
                let db = db.clone();
                async move {
                    close_overdue(&db, &ctx).await?;
                    Ok(sweep_claims(&db, &ctx).await.map(drop)?)
                }
            })
            .every("beds.plans", PLANS_EVERY_S, move |ctx| {
                let access = access.clone();
                async move { sweep_plans(&access, &ctx).await.map(drop).map_err(JobError::again) }
            })
            .every("beds.hand_over", HAND_OVER_EVERY_S, move |ctx| {
                let beds = beds.clone();
                async move { Ok(hand_over(beds.floor().db(), beds.counter(), &ctx).await.map(drop)?) }
            })
            .with_all(crate::history::jobs(self))
            .every("beds.promises", PROMISES_EVERY_S, move |ctx| {
                let beds = ending.clone();
                async move { promise::run_out(beds.floor().db(), beds.promises(), &ctx).await.map(drop).map_err(JobError::again) }
            })
            .every("beds.promises_sweep", PROMISES_SWEPT_EVERY_S, move |ctx| {
                let beds = sweeping.clone();
                async move { promise::sweep(beds.floor().db(), beds.promises(), &ctx).await.map(drop).map_err(JobError::again) }
            })
            .with_all(crate::limits::jobs(self))
    }
}

/// Closes claims whose time is over; gives how many.
pub(crate) async fn close_overdue(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let mut closed = 0;
    while store::has_overdue(db, ctx.now()).await? {
        closed += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let ended = store::close_overdue(&tx, tx.now(), CLAIMS_AT_ONCE).await?;
                for (id, ward, facility) in &ended {
                    tx.record(Entry::new(ward_subject(*ward), "beds.claim_ended", 1, json!({ "claim": id, "facility": facility })));
                }
                if ended.is_empty() {
                    // Another node was faster.
                    tx.confirm(Subject::new("claim", "all"));
                }
                Ok::<_, StoreError>(ended.len() as u64)
            })
            .await?;
    }
    Ok(closed)
}

/// Throws away claims that ended more than [`CLAIM_KEPT_DAYS`] ago; gives how many.
pub(crate) async fn sweep_claims(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let before = ctx.now().plus_min(-CLAIM_KEPT_DAYS * 24 * 60);
    let mut gone = 0;
    while store::has_ended_before(db, before).await? {
        gone += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let rows = store::remove_claims(&tx, before, CLAIMS_AT_ONCE).await?;
                tx.record(Entry::new(Subject::new("claim", "all"), "beds.claims_swept", 1, json!({ "count": rows })));
                Ok::<_, StoreError>(rows)
            })
            .await?;
    }
    Ok(gone)
}
