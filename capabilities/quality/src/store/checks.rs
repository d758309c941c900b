//! Phone checks and lots: `quality_check`, `quality_check_pool`, `quality_draw`.

use std::collections::BTreeMap;

use sigap_availability::CheckVerdict;
use sigap_kernel::{FacilityId, Pool, UtcMs};
use sigap_store::{Arg as _, Query, Row, StoreError, Tx, args};

use super::AT_ONCE;
use crate::model::{CheckId, CheckOutcome, Snapshot};

/// A call to a hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) id: CheckId,
    pub(crate) facility: FacilityId,
    pub(crate) phone: String,
    pub(crate) outcome: CheckOutcome,
    pub(crate) at: UtcMs,
    pub(crate) actor: String,
    pub(crate) pools: Vec<CheckedPool>,
}

/// What the hospital said of one kind of bed, beside what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CheckedPool {
    pub(crate) pool: Pool,
    pub(crate) said_free: u32,
    pub(crate) shown: Snapshot,
    pub(crate) verdict: CheckVerdict,
}

/// Adds a check with its pools; false when it is there already.
pub(crate) async fn insert(tx: &Tx, check: &Check) -> Result<bool, StoreError> {
    let sql = "INSERT INTO quality_check (check_id, facility_id, phone, outcome, at_ms, actor) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (check_id) DO NOTHING";
    let args = args![check.id, check.facility, check.phone.as_str(), check.outcome, check.at, check.actor.as_str()];
    if tx.execute(sql, args).await? == 0 {
        return Ok(false);
    }
    for one in &check.pools {
        let sql = "INSERT INTO quality_check_pool (check_id, pool, said_free, shown_state, shown_free, shown_beds, shown_taken_ms, verdict)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let shown = one.shown;
        let verdict = one.verdict.code();
        tx.execute(sql, args![check.id, one.pool, one.said_free, shown.state, shown.free, shown.beds, shown.taken_at, verdict]).await?;
    }
    Ok(true)
}

fn read(row: &Row) -> Result<Check, StoreError> {
    Ok(Check {
        id: row.get("check_id")?,
        facility: row.get("facility_id")?,
        phone: row.get("phone")?,
        outcome: row.get("outcome")?,
        at: row.get("at_ms")?,
        actor: row.get("actor")?,
        pools: Vec::new(),
    })
}

fn read_pool(row: &Row) -> Result<CheckedPool, StoreError> {
    let verdict: String = row.get("verdict")?;
    Ok(CheckedPool {
        pool: row.get("pool")?,
        said_free: row.get("said_free")?,
        shown: Snapshot {
            state: row.get("shown_state")?,
            free: row.get("shown_free")?,
            beds: row.get("shown_beds")?,
            taken_at: row.get("shown_taken_ms")?,
        },
        verdict: row.parsed("verdict", &verdict)?,
    })
}

/// The newest checks of a hospital.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<Check>, StoreError> {
    let sql = "SELECT check_id, facility_id, phone, outcome, at_ms, actor FROM quality_check
         WHERE facility_id = $1 ORDER BY at_ms DESC LIMIT $2";
    let mut checks = q.rows(sql, args![facility, limit]).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    for check in &mut checks {
        let sql = "SELECT pool, said_free, shown_state, shown_free, shown_beds, shown_taken_ms, verdict FROM quality_check_pool
             WHERE check_id = $1 ORDER BY pool";
        check.pools = q.rows(sql, args![check.id]).await?.iter().map(read_pool).collect::<Result<Vec<_>, _>>()?;
    }
    Ok(checks)
}

/// The last call to each hospital: when, and what became of it.
pub(crate) async fn last(q: &impl Query) -> Result<BTreeMap<FacilityId, (UtcMs, CheckOutcome)>, StoreError> {
    let sql = "SELECT facility_id, outcome, at_ms FROM quality_check AS c
         WHERE at_ms = (SELECT MAX(at_ms) FROM quality_check AS o WHERE o.facility_id = c.facility_id)";
    let rows = q.rows(sql, Vec::new()).await?;
    rows.iter().map(|row| Ok((row.get("facility_id")?, (row.get("at_ms")?, row.get("outcome")?)))).collect()
}

/// One call and how its pools were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) facility: FacilityId,
    pub(crate) at: UtcMs,
    pub(crate) right: u32,
    pub(crate) wrong: u32,
    /// Free was shown, and there was one; free was shown, and there was none; full was shown, and it was; full was shown, and there was one.
    pub(crate) looks: [u32; 4],
}

/// The calls since an instant in which a number could be compared.
pub(crate) async fn judged_since(q: &impl Query, since: UtcMs) -> Result<Vec<Judged>, StoreError> {
    let sql = "SELECT c.facility_id AS facility_id, c.at_ms AS at_ms, SUM(CASE WHEN p.verdict = $2 THEN 1 ELSE 0 END) AS r,
            SUM(CASE WHEN p.verdict = $3 THEN 1 ELSE 0 END) AS w,
            SUM(CASE WHEN p.shown_free > 0 AND p.said_free > 0 THEN 1 ELSE 0 END) AS free_right,
            SUM(CASE WHEN p.shown_free > 0 AND p.said_free = 0 THEN 1 ELSE 0 END) AS free_wrong,
            SUM(CASE WHEN p.shown_free = 0 AND p.said_free = 0 THEN 1 ELSE 0 END) AS full_right,
            SUM(CASE WHEN p.shown_free = 0 AND p.said_free > 0 THEN 1 ELSE 0 END) AS full_wrong
         FROM quality_check AS c JOIN quality_check_pool AS p ON p.check_id = c.check_id
         WHERE c.at_ms > $1 GROUP BY c.check_id, c.facility_id, c.at_ms";
    let rows = q.rows(sql, args![since, CheckVerdict::Right.code(), CheckVerdict::Wrong.code()]).await?;
    let judged = |row: &Row| {
        let looks = [row.get("free_right")?, row.get("free_wrong")?, row.get("full_right")?, row.get("full_wrong")?];
        Ok(Judged { facility: row.get("facility_id")?, at: row.get("at_ms")?, right: row.get("r")?, wrong: row.get("w")?, looks })
    };
    rows.iter().map(judged).collect()
}

/// Throws away checks made before an instant; gives how many.
pub(crate) async fn remove_before(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    let rows = tx.rows("SELECT check_id FROM quality_check WHERE at_ms < $1 ORDER BY at_ms LIMIT $2", args![before, AT_ONCE]).await?;
    let ids = rows.iter().map(|row| row.get::<CheckId>("check_id")).collect::<Result<Vec<_>, _>>()?;
    for piece in tx.pieces(&ids, 100) {
        let (among, args) = tx.among("check_id", 1, piece.iter().map(|id| id.arg()).collect());
        tx.execute(&format!("DELETE FROM quality_check_pool WHERE {among}"), args.clone()).await?;
        tx.execute(&format!("DELETE FROM quality_check WHERE {among}"), args).await?;
    }
    Ok(ids.len() as u64)
}

/// Whether a check was made before an instant.
pub(crate) async fn has_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT check_id FROM quality_check WHERE at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// The lots that were drawn.
pub(crate) async fn draws(q: &impl Query) -> Result<BTreeMap<FacilityId, i64>, StoreError> {
    let rows = q.rows("SELECT facility_id, draw FROM quality_draw", Vec::new()).await?;
    rows.iter().map(|row| Ok((row.get("facility_id")?, row.get("draw")?))).collect()
}

/// Keeps lots in the place of earlier ones.
pub(crate) async fn put_draws(tx: &Tx, draws: &[(FacilityId, i64)]) -> Result<(), StoreError> {
    for piece in tx.pieces(draws, 200) {
        let (table, args) = tx.table(piece.iter().map(|(facility, draw)| args![*facility, *draw, tx.now()]).collect());
        let sql = format!(
            "INSERT INTO quality_draw (facility_id, draw, drawn_at_ms) {table}
             ON CONFLICT (facility_id) DO UPDATE SET draw = excluded.draw, drawn_at_ms = excluded.drawn_at_ms"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}
