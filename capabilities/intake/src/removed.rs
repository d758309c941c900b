//! Rooms that their senders removed are kept for a while: systems delete a room and register it again, and mean the same beds.

use serde_json::json;
use sigap_kernel::Ctx;
use sigap_store::{Db, Entry, Lane, StoreError, Subject};

use crate::store::removed as store;

/// Days a removed room is kept with its ward and the decision about it.
pub const REMOVED_KEPT_DAYS: i64 = 365;
/// Removed rooms kept of one facility and protocol. Above this its system invents a new code with every registration: no further code is taken
/// until old ones are thrown away.
pub const REMOVED_PER_FACILITY_MAX: u32 = 1_000;

/// Throws away what is kept longer than [`REMOVED_KEPT_DAYS`]; gives how many rooms.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let gone = store::sweep(&tx, tx.now().plus_min(-REMOVED_KEPT_DAYS * 24 * 60)).await?;
        let all = Subject::new("feed", "all");
        if gone > 0 {
            tx.record(Entry::new(all, "intake.rooms_swept", 1, json!({ "count": gone })));
        } else {
            tx.confirm(all);
        }
        Ok(gone)
    })
    .await
}
