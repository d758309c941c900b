//! SQL about keys of machines.

use sigap_kernel::{FacilityId, KeyId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args, value_rows};

/// A key as stored; `secret` is sealed or a digest.
pub(crate) struct KeyRow {
    pub(crate) key: KeyId,
    pub(crate) protocol: String,
    pub(crate) name: String,
    pub(crate) facility: FacilityId,
    pub(crate) secret_kind: String,
    pub(crate) secret: String,
    pub(crate) ring_key: String,
    pub(crate) enabled: bool,
    pub(crate) note: String,
    pub(crate) made: UtcMs,
}

const KEY: &str = "key_id, protocol, name, facility_id, secret_kind, secret, ring_key, enabled, note, made_ms";

impl KeyRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            key: row.get("key_id")?,
            protocol: row.get("protocol")?,
            name: row.get("name")?,
            facility: row.get("facility_id")?,
            secret_kind: row.get("secret_kind")?,
            secret: row.get("secret")?,
            ring_key: row.get("ring_key")?,
            enabled: row.get("enabled")?,
            note: row.get("note")?,
            made: row.get("made_ms")?,
        })
    }
}

/// Inserts a key; `false` when the name is taken in its protocol.
pub(crate) async fn insert(tx: &Tx, new: &KeyRow) -> Result<bool, StoreError> {
    let sql = format!("INSERT INTO machine_key ({KEY}) VALUES {} ON CONFLICT (protocol, name) DO NOTHING", value_rows(1, 10));
    let args = args![
        new.key,
        &new.protocol,
        &new.name,
        new.facility,
        &new.secret_kind,
        &new.secret,
        &new.ring_key,
        new.enabled,
        &new.note,
        new.made
    ];
    Ok(tx.execute(&sql, args).await? == 1)
}

pub(crate) async fn by_name(q: &impl Query, protocol: &str, name: &str) -> Result<Option<KeyRow>, StoreError> {
    let sql = format!("SELECT {KEY} FROM machine_key WHERE protocol = $1 AND name = $2");
    q.row(&sql, args![protocol, name]).await?.map(|row| KeyRow::read(&row)).transpose()
}

/// The key whose secret has this digest.
pub(crate) async fn by_digest(q: &impl Query, protocol: &str, digest: &str) -> Result<Option<KeyRow>, StoreError> {
    let sql = format!("SELECT {KEY} FROM machine_key WHERE protocol = $1 AND secret = $2 AND secret_kind = 'digest' LIMIT 1");
    q.row(&sql, args![protocol, digest]).await?.map(|row| KeyRow::read(&row)).transpose()
}

pub(crate) async fn by_id(q: &impl Query, key: KeyId) -> Result<Option<KeyRow>, StoreError> {
    let sql = format!("SELECT {KEY} FROM machine_key WHERE key_id = $1");
    q.row(&sql, args![key]).await?.map(|row| KeyRow::read(&row)).transpose()
}

/// The keys of a facility and when each was last used.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<(KeyRow, Option<UtcMs>)>, StoreError> {
    let columns: Vec<String> = KEY.split(", ").map(|column| format!("k.{column}")).collect();
    let sql = format!(
        "SELECT {}, u.last_ms FROM machine_key k LEFT JOIN key_use u ON u.key_id = k.key_id
         WHERE k.facility_id = $1 ORDER BY k.protocol, k.name LIMIT $2",
        columns.join(", ")
    );
    q.rows(&sql, args![facility, limit]).await?.iter().map(|row| Ok((KeyRow::read(row)?, row.get("last_ms")?))).collect()
}

pub(crate) async fn set_enabled(tx: &Tx, key: KeyId, enabled: bool) -> Result<(), StoreError> {
    tx.execute("UPDATE machine_key SET enabled = $2 WHERE key_id = $1", args![key, enabled]).await.map(|_| ())
}

pub(crate) async fn set_secret(tx: &Tx, key: KeyId, secret: &str, ring_key: &str) -> Result<(), StoreError> {
    let sql = "UPDATE machine_key SET secret = $2, ring_key = $3 WHERE key_id = $1";
    tx.execute(sql, args![key, secret, ring_key]).await.map(|_| ())
}

/// Keys whose secret is sealed with another ring key than the current one.
pub(crate) async fn sealed_before(q: &impl Query, current: &str, limit: i64) -> Result<Vec<KeyRow>, StoreError> {
    let sql = format!("SELECT {KEY} FROM machine_key WHERE secret_kind = 'hmac' AND ring_key <> $1 ORDER BY key_id LIMIT $2");
    q.rows(&sql, args![current, limit]).await?.iter().map(KeyRow::read).collect()
}

/// Adds uses of keys that were gathered since the last time.
pub(crate) async fn add_uses(tx: &Tx, uses: &[(KeyId, UtcMs, i64)]) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO key_use (key_id, last_ms, uses) VALUES {}
         ON CONFLICT (key_id) DO UPDATE SET last_ms = excluded.last_ms, uses = key_use.uses + excluded.uses",
        value_rows(uses.len(), 3)
    );
    tx.execute(&sql, uses.iter().flat_map(|(key, last, uses)| args![*key, *last, *uses]).collect()).await.map(|_| ())
}
