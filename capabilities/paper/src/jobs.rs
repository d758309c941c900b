//! The recurring work of the room: throwing away what is kept long enough.

use serde_json::json;
use sigap_jobs::JobSet;
use sigap_kernel::Ctx;
use sigap_store::{Db, Entry, Lane, StoreError, Subject};

use crate::{PaperRoom, store};

/// Days pads, sheets and typed lines are kept: as long as the hours they filled in.
pub const PAPER_KEPT_DAYS: i64 = 400;
/// How often it is looked what is kept long enough.
const SWEEP_EVERY_S: u32 = 3_600;
/// Pads thrown away in one transaction.
const AT_ONCE: i64 = 50;

impl PaperRoom {
    /// The recurring work of the room.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let db = self.floor().db().clone();
        JobSet::new().every("paper.sweep", SWEEP_EVERY_S, move |ctx| {
            let db = db.clone();
            async move { Ok(sweep(&db, &ctx).await.map(drop)?) }
        })
    }
}

/// Throws away pads that are old enough; gives how many. The running numbers go on: none is given twice.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let before = ctx.now().plus_min(-PAPER_KEPT_DAYS * 24 * 60);
    let mut gone = 0;
    while store::has_before(db, before).await? {
        gone += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let pads = store::remove_before(&tx, before, AT_ONCE).await?;
                tx.record(Entry::new(Subject::new("paper", "all"), "paper.swept", 1, json!({ "count": pads })));
                Ok::<_, StoreError>(pads)
            })
            .await?;
    }
    Ok(gone)
}
