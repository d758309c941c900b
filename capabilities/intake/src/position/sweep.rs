//! Throwing away positions that were kept long enough, in pieces so small that nobody waits for them.

use sigap_kernel::{Ctx, KeyId};
use sigap_store::{Db, Ephemeral, Lane, StoreError};

use super::POSITION_KEPT_DAYS;
use crate::store::positions as store;

/// Points of a trace thrown away in one transaction.
const PIECE_POINTS: u32 = 2_000;

/// Throws away what is older than [`POSITION_KEPT_DAYS`], device by device; gives how many points.
pub(super) async fn sweep(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let before = ctx.now().plus_min(-POSITION_KEPT_DAYS * 24 * 60);
    let mut gone = 0;
    let mut after: Option<KeyId> = None;
    while let Some(key) = store::next_traced(db, after).await? {
        loop {
            let piece = db.write_ephemeral_in(ctx, Ephemeral::Position, Lane::Bulk, |tx| async move {
                store::sweep_trace(&tx, key, before, PIECE_POINTS).await
            });
            let piece: u64 = piece.await?;
            gone += piece;
            if piece < u64::from(PIECE_POINTS) {
                break;
            }
        }
        after = Some(key);
    }
    // One row or a few for each device: no pieces needed.
    let rest = db.write_ephemeral_in(ctx, Ephemeral::Position, Lane::Bulk, |tx| async move { store::sweep_rest(&tx, before).await });
    Ok(gone + rest.await?)
}
