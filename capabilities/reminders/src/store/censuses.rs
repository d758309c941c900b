//! Censuses: `census`.

use sigap_kernel::{Pool, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

use crate::model::{CensusId, CensusState};

/// A census.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Census {
    /// As people name it.
    pub(crate) number: i64,
    pub(crate) id: CensusId,
    pub(crate) state: CensusState,
    pub(crate) reason: String,
    /// Only this district; empty: all.
    pub(crate) district: String,
    /// Only this kind of bed; `None`: all.
    pub(crate) kind: Option<Pool>,
    pub(crate) started_at: UtcMs,
    pub(crate) until: UtcMs,
    pub(crate) ended_at: Option<UtcMs>,
    /// Hospitals that are asked.
    pub(crate) asked: u32,
    pub(crate) actor: String,
}

const COLUMNS: &str = "number, census_id, state, reason, district, kind, started_at_ms, until_ms, ended_at_ms, asked, actor";

fn read(row: &Row) -> Result<Census, StoreError> {
    Ok(Census {
        number: row.get("number")?,
        id: row.get("census_id")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        district: row.get("district")?,
        kind: row.get("kind")?,
        started_at: row.get("started_at_ms")?,
        until: row.get("until_ms")?,
        ended_at: row.get("ended_at_ms")?,
        asked: row.get("asked")?,
        actor: row.get("actor")?,
    })
}

/// Adds a census; false when its number or its id is taken.
pub(crate) async fn add(tx: &Tx, one: &Census) -> Result<bool, StoreError> {
    let sql = "INSERT INTO census (number, census_id, state, reason, district, kind, started_at_ms, until_ms, ended_at_ms, asked, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    let args = args![
        one.number,
        one.id,
        one.state,
        one.reason.as_str(),
        one.district.as_str(),
        one.kind,
        one.started_at,
        one.until,
        one.ended_at,
        one.asked,
        one.actor.as_str()
    ];
    Ok(tx.execute(sql, args).await? > 0)
}

/// The number of the last census; 0 before the first.
pub(crate) async fn last_number(q: &impl Query) -> Result<i64, StoreError> {
    let row = q.row("SELECT number FROM census ORDER BY number DESC LIMIT 1", Vec::new()).await?;
    row.map_or(Ok(0), |row| row.get("number"))
}

/// One census.
pub(crate) async fn find(q: &impl Query, number: i64) -> Result<Option<Census>, StoreError> {
    let row = q.row(&format!("SELECT {COLUMNS} FROM census WHERE number = $1"), args![number]).await?;
    row.as_ref().map(read).transpose()
}

/// The census that a form started.
pub(crate) async fn by_id(q: &impl Query, id: CensusId) -> Result<Option<Census>, StoreError> {
    let row = q.row(&format!("SELECT {COLUMNS} FROM census WHERE census_id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Those that are open, oldest first.
pub(crate) async fn open(q: &impl Query) -> Result<Vec<Census>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM census WHERE state = $1 ORDER BY number");
    q.rows(&sql, args![CensusState::Open]).await?.iter().map(read).collect()
}

/// Those that ended since an instant: late answers are still looked for.
pub(crate) async fn ended_since(q: &impl Query, since: UtcMs) -> Result<Vec<Census>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM census WHERE state = $1 AND ended_at_ms > $2 ORDER BY number");
    q.rows(&sql, args![CensusState::Ended, since]).await?.iter().map(read).collect()
}

/// The newest.
pub(crate) async fn newest(q: &impl Query, limit: i64) -> Result<Vec<Census>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM census ORDER BY number DESC LIMIT $1");
    q.rows(&sql, args![limit]).await?.iter().map(read).collect()
}

/// Ends one that is open; false when it has ended.
pub(crate) async fn end(tx: &Tx, number: i64, to: CensusState, at: UtcMs) -> Result<bool, StoreError> {
    let sql = "UPDATE census SET state = $2, ended_at_ms = $3 WHERE number = $1 AND state = $4";
    Ok(tx.execute(sql, args![number, to, at, CensusState::Open]).await? > 0)
}
