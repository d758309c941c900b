//! All SQL of the room, in statements that both engines understand. Decides nothing.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args, as_text};

use crate::model::{Book, Figure, Had, Pair};

as_text!(Book);

/// Pairs a page reads at most: a year of a large hospital.
const PAIRS_MAX: i64 = 20_000;

const COLUMNS: &str = "facility_id, kind, book, at_ms, free, beds, own_free, own_beds, own_age_s";

/// Until when a shadow is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) version: i64,
    /// Since when the room knows the hospital in shadow.
    pub(crate) since: UtcMs,
    pub(crate) until: Option<UtcMs>,
    pub(crate) decided_by: String,
}

fn read(row: &Row) -> Result<Pair, StoreError> {
    let (own_free, own_age_s): (Option<u32>, Option<i64>) = (row.get("own_free")?, row.get("own_age_s")?);
    let own_beds = row.get("own_beds")?;
    Ok(Pair {
        facility: row.get("facility_id")?,
        figure: Figure {
            book: row.get("book")?,
            kind: row.get("kind")?,
            at: row.get("at_ms")?,
            free: row.get("free")?,
            beds: row.get("beds")?,
        },
        own: own_free.zip(own_age_s).map(|(free, age_s)| Had { free, beds: own_beds, age_s }),
    })
}

/// Notes a pair; false when exactly this figure stands there already.
pub(crate) async fn put(tx: &Tx, pair: &Pair) -> Result<bool, StoreError> {
    let sql = format!(
        "INSERT INTO shadow_figure ({COLUMNS}, actor, noted_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (facility_id, kind, book, at_ms) DO UPDATE SET free = excluded.free, beds = excluded.beds, actor = excluded.actor,
            noted_at_ms = excluded.noted_at_ms
         WHERE shadow_figure.free <> excluded.free OR COALESCE(shadow_figure.beds, -1) <> COALESCE(excluded.beds, -1)"
    );
    let (one, own) = (pair.figure, pair.own);
    let (own_free, own_beds, own_age) = (own.map(|own| own.free), own.and_then(|own| own.beds), own.map(|own| own.age_s));
    let actor = tx.ctx().actor().to_string();
    let values =
        args![pair.facility, one.kind, one.book, one.at, one.free, one.beds, own_free, own_beds, own_age, actor.as_str(), tx.now()];
    Ok(tx.execute(&sql, values).await? == 1)
}

/// The pairs of a hospital since an instant, the newest first.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, since: UtcMs) -> Result<Vec<Pair>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM shadow_figure WHERE facility_id = $1 AND at_ms >= $2 ORDER BY at_ms DESC, kind, book LIMIT {PAIRS_MAX}"
    );
    q.rows(&sql, args![facility, since]).await?.iter().map(read).collect()
}

fn read_plan(row: &Row) -> Result<Plan, StoreError> {
    Ok(Plan { version: row.get("version")?, since: row.get("since_ms")?, until: row.get("until_ms")?, decided_by: row.get("decided_by")? })
}

/// The plans of all hospitals.
pub(crate) async fn plans(q: &impl Query) -> Result<BTreeMap<FacilityId, Plan>, StoreError> {
    let rows = q.rows("SELECT facility_id, version, since_ms, until_ms, decided_by FROM shadow_plan", Vec::new()).await?;
    rows.iter().map(|row| Ok((row.get("facility_id")?, read_plan(row)?))).collect()
}

/// How many shadows should have ended by an instant, and when the first of them should have.
pub(crate) async fn over(q: &impl Query, now: UtcMs) -> Result<(u64, Option<UtcMs>), StoreError> {
    let sql = "SELECT COUNT(*) AS n, MIN(until_ms) AS first_ms FROM shadow_plan WHERE until_ms <= $1";
    let Some(row) = q.row(sql, args![now]).await? else { return Ok((0, None)) };
    let count: i64 = row.get("n")?;
    Ok((u64::try_from(count).unwrap_or_default(), row.get("first_ms")?))
}

/// The plan of one hospital.
pub(crate) async fn plan(q: &impl Query, facility: FacilityId) -> Result<Option<Plan>, StoreError> {
    let sql = "SELECT version, since_ms, until_ms, decided_by FROM shadow_plan WHERE facility_id = $1";
    q.row(sql, args![facility]).await?.as_ref().map(read_plan).transpose()
}

/// Begins the shadow of a hospital; false when it has begun.
pub(crate) async fn begin(tx: &Tx, facility: FacilityId, since: UtcMs) -> Result<bool, StoreError> {
    let sql = "INSERT INTO shadow_plan (facility_id, version, since_ms, decided_by) VALUES ($1, 0, $2, '')
               ON CONFLICT (facility_id) DO NOTHING";
    Ok(tx.execute(sql, args![facility, since]).await? == 1)
}

/// Changes the planned end; false when somebody else was faster.
pub(crate) async fn put_until(tx: &Tx, facility: FacilityId, version: i64, until: Option<UtcMs>) -> Result<bool, StoreError> {
    let sql = "UPDATE shadow_plan SET version = version + 1, until_ms = $1, decided_by = $2 WHERE facility_id = $3 AND version = $4";
    Ok(tx.execute(sql, args![until, tx.ctx().actor().to_string(), facility, version]).await? == 1)
}

/// Forgets the plan of a hospital that is in shadow no more.
pub(crate) async fn end(tx: &Tx, facility: FacilityId) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM shadow_plan WHERE facility_id = $1", args![facility]).await? == 1)
}

/// Whether figures lie there from before an instant.
pub(crate) async fn has_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT 1 AS old FROM shadow_figure WHERE at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Throws away the figures of before an instant.
pub(crate) async fn remove_before(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM shadow_figure WHERE at_ms < $1", args![before]).await
}
