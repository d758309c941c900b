//! All SQL of limits.

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Arg as _, Query, Row, StoreError, Tx, args, as_text};

use super::model::{Limit, LimitId, LimitKind, LimitState, latest_end};

as_text!(LimitId, LimitKind, LimitState);

const COLUMNS: &str = "limit_id, facility_id, version, kind, reason, state, from_ms, until_ms";

fn read(row: &Row) -> Result<Limit, StoreError> {
    Ok(Limit {
        id: row.get("limit_id")?,
        facility: row.get("facility_id")?,
        version: row.get("version")?,
        kind: row.get("kind")?,
        reason: row.get("reason")?,
        state: row.get("state")?,
        from: row.get("from_ms")?,
        until: row.get("until_ms")?,
    })
}

/// Every open limit: of each hospital at most one a kind.
pub(super) async fn open(q: &impl Query) -> Result<Vec<Limit>, StoreError> {
    q.rows(&format!("SELECT {COLUMNS} FROM bed_limit WHERE ended_at_ms IS NULL"), args![]).await?.iter().map(read).collect()
}

/// The open ones among these.
pub(super) async fn open_of(q: &impl Query, ids: &[LimitId]) -> Result<Vec<Limit>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (among, args) = q.among("limit_id", 1, ids.iter().map(|id| (*id).arg()).collect());
    q.rows(&format!("SELECT {COLUMNS} FROM bed_limit WHERE ended_at_ms IS NULL AND {among}"), args).await?.iter().map(read).collect()
}

/// One of a hospital, open or over.
pub(super) async fn one(q: &impl Query, facility: FacilityId, id: LimitId) -> Result<Option<Limit>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bed_limit WHERE limit_id = $1 AND facility_id = $2");
    q.row(&sql, args![id, facility]).await?.as_ref().map(read).transpose()
}

/// Adds one; `false` when the hospital has an open one of this kind.
pub(super) async fn add(tx: &Tx, limit: &Limit) -> Result<bool, StoreError> {
    let sql = "INSERT INTO bed_limit (limit_id, facility_id, version, kind, reason, state, from_ms, until_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (facility_id, kind) WHERE ended_at_ms IS NULL DO NOTHING";
    let values = args![limit.id, limit.facility, limit.version, limit.kind, &limit.reason, limit.state, limit.from, limit.until];
    Ok(tx.execute(sql, values).await? > 0)
}

/// Writes the next state of one; `false` when somebody else has changed it since it was read.
pub(super) async fn change(tx: &Tx, limit: &Limit, ended_at: Option<UtcMs>) -> Result<bool, StoreError> {
    let sql = "UPDATE bed_limit SET version = version + 1, state = $1, until_ms = $2, ended_at_ms = $3
         WHERE limit_id = $4 AND version = $5 AND ended_at_ms IS NULL";
    Ok(tx.execute(sql, args![limit.state, limit.until, ended_at, limit.id, limit.version]).await? > 0)
}

/// The condition by which the time of a limit is over, on `$1` and `$2`.
const OVER: &str = "ended_at_ms IS NULL AND (until_ms <= $1 OR until_ms > $2)";

/// Whether the time of any open limit is over.
pub(super) async fn has_overdue(q: &impl Query, now: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row(&format!("SELECT limit_id FROM bed_limit WHERE {OVER} LIMIT 1"), args![now, latest_end(now)]).await?.is_some())
}

/// Closes at most `limit` whose time is over, of one hospital or of all.
pub(super) async fn close_overdue(
    tx: &Tx,
    facility: Option<FacilityId>,
    state: LimitState,
    limit: i64,
) -> Result<Vec<(LimitId, FacilityId)>, StoreError> {
    let sql = format!(
        "UPDATE bed_limit SET state = $3, version = version + 1, ended_at_ms = $1
         WHERE ended_at_ms IS NULL AND limit_id IN (
            SELECT limit_id FROM bed_limit WHERE {OVER} AND facility_id = COALESCE($4, facility_id) ORDER BY limit_id LIMIT $5)
         RETURNING limit_id, facility_id"
    );
    let rows = tx.returning(&sql, args![tx.now(), latest_end(tx.now()), state, facility, limit]).await?;
    rows.iter().map(|row| Ok((row.get("limit_id")?, row.get("facility_id")?))).collect()
}

/// Whether one ended before an instant.
pub(super) async fn has_ended_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT limit_id FROM bed_limit WHERE ended_at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Removes at most `limit` that ended before an instant; gives how many.
pub(super) async fn remove(tx: &Tx, before: UtcMs, limit: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM bed_limit WHERE limit_id IN (SELECT limit_id FROM bed_limit WHERE ended_at_ms < $1 LIMIT $2)";
    tx.execute(sql, args![before, limit]).await
}
