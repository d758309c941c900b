//! Leases: one holder at a time for a piece of work, with a fence number that grows with every new holder.

use sigap_kernel::{CLOCKS_APART_MAX_S, Ctx};

use crate::{Db, Ephemeral, Query as _, StoreError, args};

/// A held lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Grows with every new holder: a write that names an older fence comes from a holder that lost the lease.
    pub fence: i64,
}

/// Takes or renews a lease for `for_s` seconds; `None` when somebody else holds it. One that was taken by a clock that ran ahead is
/// anybody's.
///
/// # Errors
/// What the database says.
pub async fn try_lease(db: &Db, ctx: &Ctx, name: &str, holder: &str, for_s: i64) -> Result<Option<Lease>, StoreError> {
    let until = ctx.now().plus_s(for_s);
    db.write_ephemeral(ctx, Ephemeral::Lease, |tx| async move {
        let row = tx
            .returning(
                "INSERT INTO lease (name, holder, fence, until_ms) VALUES ($1, $2, 1, $3)
                 ON CONFLICT (name) DO UPDATE SET
                    fence = CASE WHEN lease.holder = $2 THEN lease.fence ELSE lease.fence + 1 END,
                    holder = $2, until_ms = $3
                 WHERE lease.holder = $2 OR lease.until_ms < $4 OR lease.until_ms > $5
                 RETURNING fence",
                args![name, holder, until, ctx.now(), until.plus_s(CLOCKS_APART_MAX_S)],
            )
            .await?
            .into_iter()
            .next();
        row.map(|row| Ok(Lease { fence: row.get("fence")? })).transpose()
    })
    .await
}

/// Gives a lease back before its time, so that whoever comes next need not wait. Who does not hold it writes nothing.
pub(crate) async fn release_lease(db: &Db, ctx: &Ctx, name: &str, holder: &str) -> Result<(), StoreError> {
    let held = "SELECT name FROM lease WHERE name = $1 AND holder = $2 AND until_ms > 0";
    if db.row(held, args![name, holder]).await?.is_none() {
        return Ok(());
    }
    db.write_ephemeral(ctx, Ephemeral::Lease, |tx| async move {
        tx.execute("UPDATE lease SET until_ms = 0 WHERE name = $1 AND holder = $2", args![name, holder]).await.map(|_| ())
    })
    .await
}
