//! What somebody at the help desk typed and has not sent: `draft_desk`.

use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Db, Ephemeral, Lane, StoreError, args};
use sigap_store::{Query as _, Tx};

/// Keeps a sealed draft in the place of the one before.
pub(crate) async fn keep(db: &Db, ctx: &Ctx, form: &str, body: &str) -> Result<(), StoreError> {
    let owner = &ctx.actor().to_string();
    db.write_ephemeral(ctx, Ephemeral::Draft, |tx| async move {
        let sql = "INSERT INTO draft_desk (owner, form, body, made_ms) VALUES ($1, $2, $3, $4)
             ON CONFLICT (owner, form) DO UPDATE SET body = excluded.body, made_ms = excluded.made_ms";
        tx.execute(sql, args![owner, form, body, ctx.now()]).await.map(|_| ())
    })
    .await
}

/// The sealed draft of a form of the person who asks.
pub(crate) async fn find(db: &Db, ctx: &Ctx, form: &str, oldest: UtcMs) -> Result<Option<String>, StoreError> {
    let sql = "SELECT body FROM draft_desk WHERE owner = $1 AND form = $2 AND made_ms >= $3";
    db.row(sql, args![ctx.actor().to_string(), form, oldest]).await?.map(|row| row.get("body")).transpose()
}

/// Throws away the draft of a form that was sent.
pub(crate) async fn drop_sent(tx: &Tx, form: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM draft_desk WHERE owner = $1 AND form = $2", args![tx.ctx().actor().to_string(), form]).await.map(|_| ())
}

/// Throws away what is older; gives how much that was.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx, oldest: UtcMs) -> Result<u64, StoreError> {
    db.write_ephemeral_in(ctx, Ephemeral::Draft, Lane::Bulk, |tx| async move {
        tx.execute("DELETE FROM draft_desk WHERE made_ms < $1", args![oldest]).await
    })
    .await
}
