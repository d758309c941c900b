//! Since when a sender reports a room that is not registered. Problems tell the same, but of a key only so many are kept: a hospital with more
//! rooms than that would never be heard.

use sigap_kernel::{Ctx, FacilityId, KeyId, UtcMs};
use sigap_store::{Db, Ephemeral, Lane, StoreError};

use crate::store::unknown as store;
use crate::{Protocol, ROOMS_PER_FACILITY_MAX};

/// Days it is remembered that a room was reported first.
pub const FIRST_MET_KEPT_DAYS: i64 = 30;

/// A room that is reported though nobody registered it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Met<'m> {
    pub(crate) key: KeyId,
    pub(crate) facility: FacilityId,
    pub(crate) protocol: Protocol,
    /// As a problem about the room is merged.
    pub(crate) about: &'m str,
}

/// Since when the sender reports it, if it did before.
pub(crate) async fn since(db: &Db, met: &Met<'_>) -> Result<Option<UtcMs>, StoreError> {
    store::first(db, met.key, met.about).await
}

/// Remembers that it reports it from now on. Of one key [`ROOMS_PER_FACILITY_MAX`] are remembered: more rooms it cannot register either.
pub(crate) async fn remember(db: &Db, ctx: &Ctx, met: &Met<'_>) -> Result<(), StoreError> {
    let now = ctx.now();
    let put = |tx| async move { store::put(&tx, met, ROOMS_PER_FACILITY_MAX, now).await };
    db.write_ephemeral_in(ctx, Ephemeral::KeyUse, Lane::Bulk, put).await
}

/// Forgets what was first met longer than [`FIRST_MET_KEPT_DAYS`] ago.
pub(crate) async fn sweep(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let before = ctx.now().plus_min(-FIRST_MET_KEPT_DAYS * 24 * 60);
    db.write_ephemeral_in(ctx, Ephemeral::KeyUse, Lane::Bulk, |tx| async move { store::sweep(&tx, before).await }).await
}
