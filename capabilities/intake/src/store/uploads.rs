//! Uploaded files that wait, and what their headers mean: `draft_upload`, `upload_mapping`.

use sigap_kernel::{Ctx, FacilityId, UtcMs};
use sigap_store::{Db, Ephemeral, Lane, Query, StoreError, Tx, args};

/// Keeps a sealed file in the place of the one this person sent before for the facility.
pub(crate) async fn keep(db: &Db, ctx: &Ctx, facility: FacilityId, id: &str, body: &str) -> Result<(), StoreError> {
    let owner = &ctx.actor().to_string();
    db.write_ephemeral(ctx, Ephemeral::Draft, |tx| async move {
        let sql = "INSERT INTO draft_upload (draft_id, facility_id, owner, body, made_ms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (facility_id, owner) DO UPDATE SET draft_id = excluded.draft_id, body = excluded.body, made_ms = excluded.made_ms";
        tx.execute(sql, args![id, facility, owner, body, ctx.now()]).await.map(|_| ())
    })
    .await
}

/// The sealed file someone sent earlier for the facility; nobody else's.
pub(crate) async fn find(db: &Db, ctx: &Ctx, facility: FacilityId, id: &str, oldest: UtcMs) -> Result<Option<String>, StoreError> {
    let sql = "SELECT body FROM draft_upload WHERE draft_id = $1 AND facility_id = $2 AND owner = $3 AND made_ms >= $4";
    db.row(sql, args![id, facility, ctx.actor().to_string(), oldest]).await?.map(|row| row.get("body")).transpose()
}

/// Throws a file away that was taken.
pub(crate) async fn drop_taken(db: &Db, ctx: &Ctx, id: &str) -> Result<(), StoreError> {
    db.write_ephemeral(ctx, Ephemeral::Draft, |tx| async move {
        tx.execute("DELETE FROM draft_upload WHERE draft_id = $1", args![id]).await.map(|_| ())
    })
    .await
}

/// Throws away what is older; gives how much that was.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx, oldest: UtcMs) -> Result<u64, StoreError> {
    db.write_ephemeral_in(ctx, Ephemeral::Draft, Lane::Bulk, |tx| async move {
        tx.execute("DELETE FROM draft_upload WHERE made_ms < $1", args![oldest]).await
    })
    .await
}

/// What the headers of a facility's files mean, as JSON.
pub(crate) async fn mapping(q: &impl Query, facility: FacilityId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT mapping FROM upload_mapping WHERE facility_id = $1";
    q.row(sql, args![facility]).await?.map(|row| row.get("mapping")).transpose()
}

/// Remembers it.
pub(crate) async fn put_mapping(tx: &Tx, ctx: &Ctx, facility: FacilityId, mapping: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO upload_mapping (facility_id, mapping, changed_ms, changed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (facility_id) DO UPDATE SET mapping = excluded.mapping, changed_ms = excluded.changed_ms,
            changed_by = excluded.changed_by";
    tx.execute(sql, args![facility, mapping, ctx.now(), ctx.actor().to_string()]).await.map(|_| ())
}
