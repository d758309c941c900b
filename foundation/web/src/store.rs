//! All SQL of the web floor: answers kept for repeated requests.

use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Db, Ephemeral, Lane, Query as _, StoreError, args};

/// Answers thrown away in one transaction, so that nobody waits long behind it.
const SWEEP_ROWS: u64 = 1_000;

/// An answer that was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) request_hash: String,
    /// `None` while the first request is still under way.
    pub(crate) status: Option<u32>,
    pub(crate) content_type: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) body: Option<String>,
}

/// Claims a key for a request; `None` when the claim is new, otherwise what stands there.
pub(crate) async fn claim(
    db: &Db,
    ctx: &Ctx,
    actor: &str,
    key: &str,
    request_hash: &str,
    until: UtcMs,
) -> Result<Option<Kept>, StoreError> {
    let claimed = db
        .write_ephemeral(ctx, Ephemeral::Idempotency, |tx| async move {
            // One that is kept no longer does not stand in the way; the others are swept by a timer.
            let over = "DELETE FROM idempotency WHERE actor = $1 AND idem_key = $2 AND kept_until_ms < $3";
            tx.execute(over, args![actor, key, tx.now()]).await?;
            let sql = "INSERT INTO idempotency (actor, idem_key, request_hash, kept_until_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (actor, idem_key) DO NOTHING";
            tx.execute(sql, args![actor, key, request_hash, until]).await
        })
        .await?;
    if claimed == 1 {
        return Ok(None);
    }
    let sql = "SELECT request_hash, status, content_type, location, body FROM idempotency WHERE actor = $1 AND idem_key = $2";
    let row = db.row(sql, args![actor, key]).await?;
    row.map(|row| {
        Ok(Kept {
            request_hash: row.get("request_hash")?,
            status: row.get("status")?,
            content_type: row.get("content_type")?,
            location: row.get("location")?,
            body: row.get("body")?,
        })
    })
    .transpose()
}

/// Keeps the answer.
pub(crate) async fn keep(db: &Db, ctx: &Ctx, actor: &str, key: &str, kept: &Kept, until: UtcMs) -> Result<(), StoreError> {
    db.write_ephemeral(ctx, Ephemeral::Idempotency, |tx| async move {
        let sql = "UPDATE idempotency SET status = $3, content_type = $4, location = $5, body = $6, kept_until_ms = $7
             WHERE actor = $1 AND idem_key = $2";
        let args = args![actor, key, kept.status, kept.content_type.clone(), kept.location.clone(), kept.body.clone(), until];
        tx.execute(sql, args).await.map(|_| ())
    })
    .await
}

/// Gives a key back: the request failed and may be sent again.
pub(crate) async fn release(db: &Db, ctx: &Ctx, actor: &str, key: &str) -> Result<(), StoreError> {
    db.write_ephemeral(ctx, Ephemeral::Idempotency, |tx| async move {
        tx.execute("DELETE FROM idempotency WHERE actor = $1 AND idem_key = $2", args![actor, key]).await.map(|_| ())
    })
    .await
}

/// Throws away what is kept no longer; gives how much that was.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let sql = &format!(
        "DELETE FROM idempotency WHERE kept_until_ms < $1 AND (actor, idem_key) IN
         (SELECT actor, idem_key FROM idempotency WHERE kept_until_ms < $1 LIMIT {SWEEP_ROWS})"
    );
    let mut gone = 0;
    loop {
        let rows: u64 = db
            .write_ephemeral_in(ctx, Ephemeral::Idempotency, Lane::Bulk, |tx| async move { tx.execute(sql, args![tx.now()]).await })
            .await?;
        gone += rows;
        if rows < SWEEP_ROWS {
            return Ok(gone);
        }
    }
}
