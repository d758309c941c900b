//! SQL about keys of machines.

use sigap_kernel::{FacilityId, KeyId, UtcMs};
use sigap_store::{Query, StoreError, Tx, args, value_rows};

stored! {
    /// A key; `secret` is sealed by `ring_key`, or a digest.
    KeyRow {
        key_id: KeyId,
        protocol: String,
        name: String,
        facility_id: FacilityId,
        secret_kind: String,
        secret: String,
        ring_key: String,
        enabled: bool,
        note: String,
        made_ms: UtcMs,
        turns: i64,
    }
}

/// Inserts a key; `false` when the name is taken in its protocol.
pub(crate) async fn insert(tx: &Tx, new: &KeyRow) -> Result<bool, StoreError> {
    let (columns, values) = (KeyRow::COLUMNS, value_rows(1, 11));
    let sql = format!("INSERT INTO machine_key ({columns}) VALUES {values} ON CONFLICT (protocol, name) DO NOTHING");
    Ok(tx.execute(&sql, new.args()).await? == 1)
}

pub(crate) async fn by_id(q: &impl Query, key: KeyId) -> Result<Option<KeyRow>, StoreError> {
    let sql = format!("SELECT {} FROM machine_key WHERE key_id = $1", KeyRow::COLUMNS);
    q.row(&sql, args![key]).await?.as_ref().map(KeyRow::read).transpose()
}

/// The enabled key of this name.
pub(crate) async fn named(q: &impl Query, protocol: &str, name: &str) -> Result<Option<KeyRow>, StoreError> {
    let columns = KeyRow::COLUMNS;
    let sql = format!("SELECT {columns} FROM machine_key WHERE protocol = $1 AND name = $2 AND enabled = 1");
    q.row(&sql, args![protocol, name]).await?.as_ref().map(KeyRow::read).transpose()
}

/// The enabled key that sends its secret and whose secret has this digest.
pub(crate) async fn sending(q: &impl Query, protocol: &str, digest: &str) -> Result<Option<KeyRow>, StoreError> {
    let columns = KeyRow::COLUMNS;
    let sql = format!("SELECT {columns} FROM machine_key WHERE protocol = $1 AND secret = $2 AND secret_kind <> 'hmac' AND enabled = 1");
    q.row(&sql, args![protocol, digest]).await?.as_ref().map(KeyRow::read).transpose()
}

/// The enabled keys of a protocol that send a name and a secret.
pub(crate) async fn senders(q: &impl Query, protocol: &str) -> Result<Vec<KeyRow>, StoreError> {
    let columns = KeyRow::COLUMNS;
    let sql = format!("SELECT {columns} FROM machine_key WHERE protocol = $1 AND secret_kind = 'basic' AND enabled = 1 ORDER BY key_id");
    q.rows(&sql, args![protocol]).await?.iter().map(KeyRow::read).collect()
}

/// The keys of a facility and when each was last used.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<(KeyRow, Option<UtcMs>)>, StoreError> {
    let columns = KeyRow::COLUMNS;
    let sql = format!(
        "SELECT {columns}, last_ms FROM machine_key LEFT JOIN key_use USING (key_id)
         WHERE facility_id = $1 ORDER BY protocol, name LIMIT $2"
    );
    q.rows(&sql, args![facility, limit]).await?.iter().map(|row| Ok((KeyRow::read(row)?, row.get("last_ms")?))).collect()
}

/// Turns a key off or on: what was given out in its name ends with the turn.
pub(crate) async fn set_enabled(tx: &Tx, key: KeyId, enabled: bool) -> Result<(), StoreError> {
    let sql = "UPDATE machine_key SET enabled = $2, turns = turns + 1 WHERE key_id = $1 AND enabled <> $2";
    tx.execute(sql, args![key, enabled]).await.map(drop)
}

/// Puts the secret of `new` in the place of `old`; `false` when it was replaced in between.
pub(crate) async fn set_secret(tx: &Tx, old: &str, new: &KeyRow) -> Result<bool, StoreError> {
    let sql = "UPDATE machine_key SET secret = $2, ring_key = $3, turns = $4 WHERE key_id = $1 AND secret = $5";
    Ok(tx.execute(sql, args![new.key_id, &new.secret, &new.ring_key, new.turns, old]).await? == 1)
}

/// Keys whose secret is sealed with another ring key than the current one.
pub(crate) async fn sealed_before(q: &impl Query, current: &str, limit: i64) -> Result<Vec<KeyRow>, StoreError> {
    let columns = KeyRow::COLUMNS;
    let sql = format!("SELECT {columns} FROM machine_key WHERE secret_kind = 'hmac' AND ring_key <> $1 ORDER BY key_id LIMIT $2");
    q.rows(&sql, args![current, limit]).await?.iter().map(KeyRow::read).collect()
}

/// Adds uses of keys that were gathered since the last time.
pub(crate) async fn add_uses(tx: &Tx, uses: &[(KeyId, UtcMs, i64)]) -> Result<(), StoreError> {
    let (table, args) = tx.table(uses.iter().map(|(key, last, uses)| args![*key, *last, *uses]).collect());
    let sql = format!(
        "INSERT INTO key_use (key_id, last_ms, uses) {table}
         ON CONFLICT (key_id) DO UPDATE SET last_ms = excluded.last_ms, uses = key_use.uses + excluded.uses"
    );
    tx.execute(&sql, args).await.map(drop)
}
