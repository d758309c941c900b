//! Pauses and calls: `reminder_pause`, `reminder_call`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

use crate::model::{CallId, Called};

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pause {
    pub(crate) facility: FacilityId,
    pub(crate) version: i64,
    pub(crate) until: UtcMs,
    pub(crate) reason: String,
    pub(crate) actor: String,
    pub(crate) set_at: UtcMs,
}

fn read_pause(row: &Row) -> Result<Pause, StoreError> {
    Ok(Pause {
        facility: row.get("facility_id")?,
        version: row.get("version")?,
        until: row.get("until_ms")?,
        reason: row.get("reason")?,
        actor: row.get("actor")?,
        set_at: row.get("set_at_ms")?,
    })
}

const PAUSE: &str = "facility_id, version, until_ms, reason, actor, set_at_ms";

/// The pauses that go on at an instant.
pub(crate) async fn pauses(q: &impl Query, now: UtcMs) -> Result<BTreeMap<FacilityId, Pause>, StoreError> {
    let rows = q.rows(&format!("SELECT {PAUSE} FROM reminder_pause WHERE until_ms > $1"), args![now]).await?;
    rows.iter().map(|row| read_pause(row).map(|one| (one.facility, one))).collect()
}

/// The last pause of a hospital, whether it goes on or not.
pub(crate) async fn pause(q: &impl Query, facility: FacilityId) -> Result<Option<Pause>, StoreError> {
    let row = q.row(&format!("SELECT {PAUSE} FROM reminder_pause WHERE facility_id = $1"), args![facility]).await?;
    row.as_ref().map(read_pause).transpose()
}

/// Keeps a pause in the place of the one of the version before; false when another stands there.
pub(crate) async fn put_pause(tx: &Tx, one: &Pause) -> Result<bool, StoreError> {
    let sql = "INSERT INTO reminder_pause (facility_id, version, until_ms, reason, actor, set_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (facility_id) DO UPDATE SET version = excluded.version, until_ms = excluded.until_ms, reason = excluded.reason,
            actor = excluded.actor, set_at_ms = excluded.set_at_ms WHERE reminder_pause.version = excluded.version - 1";
    let args = args![one.facility, one.version, one.until, one.reason.as_str(), one.actor.as_str(), one.set_at];
    Ok(tx.execute(sql, args).await? > 0)
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) facility: FacilityId,
    pub(crate) census: Option<i64>,
    pub(crate) called: Called,
    pub(crate) at: UtcMs,
    pub(crate) actor: String,
}

fn read_call(row: &Row) -> Result<Call, StoreError> {
    Ok(Call {
        id: row.get("call_id")?,
        facility: row.get("facility_id")?,
        census: row.get("census")?,
        called: row.get("called")?,
        at: row.get("at_ms")?,
        actor: row.get("actor")?,
    })
}

/// Adds a call; false when it is there already.
pub(crate) async fn add_call(tx: &Tx, one: &Call) -> Result<bool, StoreError> {
    let sql = "INSERT INTO reminder_call (call_id, facility_id, census, called, at_ms, actor) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (call_id) DO NOTHING";
    Ok(tx.execute(sql, args![one.id, one.facility, one.census, one.called, one.at, one.actor.as_str()]).await? > 0)
}

/// Calls since an instant; of each hospital the last one stands.
pub(crate) async fn last_calls(q: &impl Query, since: UtcMs) -> Result<BTreeMap<FacilityId, Call>, StoreError> {
    let sql = "SELECT call_id, facility_id, census, called, at_ms, actor FROM reminder_call WHERE at_ms > $1 ORDER BY at_ms, call_id";
    let rows = q.rows(sql, args![since]).await?;
    rows.iter().map(|row| read_call(row).map(|one| (one.facility, one))).collect()
}

/// The newest calls to a hospital.
pub(crate) async fn calls_of(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<Call>, StoreError> {
    let sql = "SELECT call_id, facility_id, census, called, at_ms, actor FROM reminder_call
         WHERE facility_id = $1 ORDER BY at_ms DESC, call_id LIMIT $2";
    q.rows(sql, args![facility, limit]).await?.iter().map(read_call).collect()
}
