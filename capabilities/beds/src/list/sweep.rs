//! What is over is thrown away some days later, with the keys of those it was about.

use serde_json::json;
use sigap_access::{Access, AccessError};
use sigap_kernel::Ctx;
use sigap_store::{Entry, Lane, Subject};

use super::deed::LIST;
use super::store;

/// Days a line is kept after it ended; what it was, without whom it was about, stays in the journal.
pub const PLAN_KEPT_DAYS: i64 = 3;
/// Lines thrown away in one transaction.
const PLANS_AT_ONCE: i64 = 500;

/// Throws away lines that ended more than [`PLAN_KEPT_DAYS`] ago; gives how many.
pub(crate) async fn sweep_plans(access: &Access, ctx: &Ctx) -> Result<u64, AccessError> {
    let before = ctx.now().plus_min(-PLAN_KEPT_DAYS * 24 * 60);
    let mut gone = 0;
    while store::has_ended_before(access.db(), before).await? {
        gone += access
            .db()
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let (rows, persons) = store::remove(&tx, before, PLANS_AT_ONCE).await?;
                if !persons.is_empty() {
                    access.forget_persons(&tx, &persons).await?;
                }
                tx.record(Entry::new(Subject::new(LIST, "all"), "beds.plans_swept", 1, json!({ "count": rows })));
                Ok::<_, AccessError>(rows)
            })
            .await?;
    }
    Ok(gone)
}
