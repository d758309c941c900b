//! Files that wait between the dry run and the deed.

use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Db, Ephemeral, Lane, Query as _, StoreError, Tx, args};

/// Hours a file waits.
pub const DRAFT_KEPT_H: i64 = 24;

/// A waiting file.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) file_name: String,
    pub(crate) body: String,
}

/// Keeps a file for the one who sent it; gives the id it waits under.
pub(crate) async fn keep(db: &Db, ctx: &Ctx, draft: &Draft) -> Result<String, StoreError> {
    let (id, owner) = (&ctx.uuid().to_string(), &ctx.actor().to_string());
    db.write_ephemeral(ctx, Ephemeral::Draft, |tx| async move {
        let sql = "INSERT INTO draft_import (draft_id, owner, file_name, body, made_ms) VALUES ($1, $2, $3, $4, $5)";
        tx.execute(sql, args![id, owner, &draft.file_name, &draft.body, ctx.now()]).await?;
        Ok(id.clone())
    })
    .await
}

/// The file someone sent earlier; nobody else's.
pub(crate) async fn find(db: &Db, ctx: &Ctx, id: &str) -> Result<Option<Draft>, StoreError> {
    let sql = "SELECT file_name, body FROM draft_import WHERE draft_id = $1 AND owner = $2 AND made_ms >= $3";
    let row = db.row(sql, args![id, ctx.actor().to_string(), too_old(ctx)]).await?;
    row.map(|row| Ok(Draft { file_name: row.get("file_name")?, body: row.get("body")? })).transpose()
}

/// Throws away files that waited too long; gives how many. A timer calls it.
///
/// # Errors
/// What the database says.
pub async fn sweep_drafts(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let sweep = |tx: Tx| async move { tx.execute("DELETE FROM draft_import WHERE made_ms < $1", args![too_old(tx.ctx())]).await };
    db.write_ephemeral_in(ctx, Ephemeral::Draft, Lane::Bulk, sweep).await
}

const fn too_old(ctx: &Ctx) -> UtcMs {
    ctx.now().plus_min(-DRAFT_KEPT_H * 60)
}
