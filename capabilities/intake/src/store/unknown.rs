//! Rooms that are reported though nobody registered them: `key_use_unknown`.

use sigap_kernel::{FacilityId, KeyId, UtcMs};
use sigap_store::{Query, StoreError, Tx, args};

use crate::Protocol;
use crate::unknown::Met;

/// When a key first spoke of such a room.
pub(crate) async fn first(q: &impl Query, key: KeyId, about: &str) -> Result<Option<UtcMs>, StoreError> {
    let sql = "SELECT first_ms FROM key_use_unknown WHERE key_id = $1 AND about = $2";
    q.row(sql, args![key, about]).await?.map(|row| row.get("first_ms")).transpose()
}

/// Notes that a key speaks of such a room; nothing when it did before, or of so many already.
pub(crate) async fn put(tx: &Tx, met: &Met<'_>, max: u32, at: UtcMs) -> Result<(), StoreError> {
    let sql = "INSERT INTO key_use_unknown (key_id, about, facility_id, protocol, first_ms)
         SELECT $1, $2, $3, $4, CAST($5 AS BIGINT) WHERE (SELECT COUNT(*) FROM key_use_unknown WHERE key_id = $1) < $6
         ON CONFLICT (key_id, about) DO NOTHING";
    tx.execute(sql, args![met.key, met.about, met.facility, met.protocol, at, max]).await.map(|_| ())
}

/// The room is registered now, or what was said of it settled otherwise.
pub(crate) async fn settle(tx: &Tx, facility: FacilityId, protocol: Protocol, about: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM key_use_unknown WHERE facility_id = $1 AND protocol = $2 AND about = $3";
    tx.execute(sql, args![facility, protocol, about]).await.map(|_| ())
}

/// Throws away what was first met before an instant; gives how much.
pub(crate) async fn sweep(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM key_use_unknown WHERE first_ms < $1", args![before]).await
}
