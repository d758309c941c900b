//! SQL of what was: days, flows, and the chances of pools.

use std::collections::HashMap;
use std::str::FromStr as _;

use sigap_availability::chance::{Flow, Moves, Reliability, Tally};
use sigap_kernel::{FacilityId, Pool, UtcMs, WardId};
use sigap_store::{Arg as _, Engine, Query, Row, StoreError, Tx, Value, args};

use super::{DayRow, Told, cells_of};

/// Rows written in one statement.
const WRITE_ROWS: usize = 200;
/// Wards asked for in one statement.
const ASK_ROWS: usize = 500;

const DAY_COLUMNS: &str = "ward_id, day, facility_id, cells, moves, sampled_at_ms";

fn read_day(row: &Row) -> Result<DayRow, StoreError> {
    let (cells, moves): (String, String) = (row.get("cells")?, row.get("moves")?);
    Ok(DayRow {
        ward: row.get("ward_id")?,
        facility: row.get("facility_id")?,
        day: row.get("day")?,
        cells: cells_of(&cells),
        moves: serde_json::from_str::<Moves>(&moves).unwrap_or_default(),
        sampled_at: row.get("sampled_at_ms")?,
    })
}

/// When an hour of these days was last written down.
pub(crate) async fn last_sampled(q: &impl Query, from_day: i64) -> Result<Option<UtcMs>, StoreError> {
    let row = q.row("SELECT MAX(sampled_at_ms) AS at_ms FROM bed_day WHERE day >= $1", args![from_day]).await?;
    row.map_or(Ok(None), |row| row.get("at_ms"))
}

/// By which rows stay as they are until the end of the transaction.
fn held(tx: &Tx) -> &'static str {
    match tx.engine() {
        Engine::Postgres => "FOR UPDATE",
        // Whoever writes is alone.
        Engine::Sqlite => "",
    }
}

/// The last day of each of these wards since a day, held until the end of the transaction.
pub(crate) async fn held_last_days(tx: &Tx, wards: &[WardId], from_day: i64) -> Result<HashMap<WardId, DayRow>, StoreError> {
    let mut found: HashMap<WardId, DayRow> = HashMap::with_capacity(wards.len());
    for piece in tx.pieces(wards, ASK_ROWS) {
        let (among, mut args) = tx.among("ward_id", 2, piece.iter().map(|ward| ward.arg()).collect());
        args.insert(0, from_day.arg());
        let sql = format!("SELECT {DAY_COLUMNS} FROM bed_day WHERE day >= $1 AND {among} ORDER BY day, ward_id {}", held(tx));
        for row in tx.rows(&sql, args).await? {
            let day = read_day(&row)?;
            found.insert(day.ward, day);
        }
    }
    Ok(found)
}

/// The days of a facility's wards from one day to before another, by ward and in order.
pub(crate) async fn days_of(q: &impl Query, facility: FacilityId, from_day: i64, until_day: i64) -> Result<Vec<DayRow>, StoreError> {
    let sql = format!("SELECT {DAY_COLUMNS} FROM bed_day WHERE facility_id = $1 AND day >= $2 AND day < $3 ORDER BY ward_id, day");
    q.rows(&sql, args![facility, from_day, until_day]).await?.iter().map(read_day).collect()
}

/// A day of every ward.
pub(crate) async fn days_at(q: &impl Query, day: i64) -> Result<Vec<DayRow>, StoreError> {
    let sql = format!("SELECT {DAY_COLUMNS} FROM bed_day WHERE day = $1 ORDER BY facility_id, ward_id");
    q.rows(&sql, args![day]).await?.iter().map(read_day).collect()
}

/// The first day that lies there.
pub(crate) async fn first_day(q: &impl Query) -> Result<Option<i64>, StoreError> {
    let row = q.row("SELECT MIN(day) AS day FROM bed_day", Vec::new()).await?;
    row.map_or(Ok(None), |row| row.get("day"))
}

fn day_values(row: &DayRow) -> Vec<Value> {
    let moves = serde_json::to_string(&row.moves).unwrap_or_default();
    args![row.ward, row.day, row.facility, row.cells_text().as_str(), moves.as_str(), row.sampled_at]
}

/// Writes days; one that is there becomes what it is now.
pub(crate) async fn put_days(tx: &Tx, rows: &[DayRow]) -> Result<(), StoreError> {
    for piece in tx.pieces(rows, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(day_values).collect());
        let sql = format!(
            "INSERT INTO bed_day ({DAY_COLUMNS}) {table} ON CONFLICT (ward_id, day) DO UPDATE SET
                facility_id = excluded.facility_id, cells = excluded.cells, moves = excluded.moves, sampled_at_ms = excluded.sampled_at_ms
             WHERE bed_day.sampled_at_ms < excluded.sampled_at_ms"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// The days of one ward from a day on, in order, held until the end of the transaction.
pub(crate) async fn held_days(tx: &Tx, ward: WardId, from_day: i64) -> Result<Vec<DayRow>, StoreError> {
    let sql = format!("SELECT {DAY_COLUMNS} FROM bed_day WHERE ward_id = $1 AND day >= $2 ORDER BY day {}", held(tx));
    tx.rows(&sql, args![ward, from_day]).await?.iter().map(read_day).collect()
}

/// Writes a day that was mended. When it was last sampled stays as it is: the hour to come is still to be written.
pub(crate) async fn mend_day(tx: &Tx, row: &DayRow) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO bed_day ({DAY_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (ward_id, day) DO UPDATE SET cells = excluded.cells, moves = excluded.moves"
    );
    tx.execute(&sql, day_values(row)).await.map(|_| ())
}

/// Whether days lie there from before a day.
pub(crate) async fn has_days_before(q: &impl Query, day: i64) -> Result<bool, StoreError> {
    Ok(q.row("SELECT day FROM bed_day WHERE day < $1 LIMIT 1", args![day]).await?.is_some())
}

/// Throws away at most so many wards' days of before a day.
pub(crate) async fn remove_days(tx: &Tx, before: i64, limit: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM bed_day WHERE (ward_id, day) IN (SELECT ward_id, day FROM bed_day WHERE day < $1 LIMIT $2)";
    tx.execute(sql, args![before, limit]).await
}

/// What was learned of a ward.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FlowRow {
    pub(crate) ward: WardId,
    pub(crate) facility: FacilityId,
    /// The last day that was learned from.
    pub(crate) learned_day: i64,
    pub(crate) tally: Tally,
    pub(crate) flow: Option<Flow>,
}

/// What was learned of the wards of a facility.
pub(crate) async fn flows_of(q: &impl Query, facility: FacilityId) -> Result<HashMap<WardId, FlowRow>, StoreError> {
    let sql = "SELECT ward_id, facility_id, learned_day, tally, flow FROM bed_flow WHERE facility_id = $1";
    let read = |row: &Row| {
        let (tally, flow): (String, Option<String>) = (row.get("tally")?, row.get("flow")?);
        let one = FlowRow {
            ward: row.get("ward_id")?,
            facility: row.get("facility_id")?,
            learned_day: row.get("learned_day")?,
            tally: serde_json::from_str(&tally).unwrap_or_default(),
            flow: flow.and_then(|text| serde_json::from_str(&text).ok()),
        };
        Ok((one.ward, one))
    };
    q.rows(sql, args![facility]).await?.iter().map(read).collect()
}

/// Writes what was learned.
pub(crate) async fn put_flows(tx: &Tx, rows: &[FlowRow]) -> Result<(), StoreError> {
    let values = |row: &FlowRow| {
        let tally = serde_json::to_string(&row.tally).unwrap_or_default();
        let flow = row.flow.as_ref().and_then(|flow| serde_json::to_string(flow).ok());
        args![row.ward, row.facility, row.learned_day, tally.as_str(), flow.as_deref()]
    };
    for piece in tx.pieces(rows, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(values).collect());
        let sql = format!(
            "INSERT INTO bed_flow (ward_id, facility_id, learned_day, tally, flow) {table} ON CONFLICT (ward_id) DO UPDATE SET
                facility_id = excluded.facility_id, learned_day = excluded.learned_day, tally = excluded.tally, flow = excluded.flow"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// Lets a ward be learned anew from these days on, when a day it was learned from has changed; what is known of it stays until then.
pub(crate) async fn learn_again(tx: &Tx, ward: WardId, changed_day: i64, from_day: i64) -> Result<(), StoreError> {
    let nothing = serde_json::to_string(&Tally::default()).unwrap_or_default();
    let sql = "UPDATE bed_flow SET tally = $3, learned_day = $4 WHERE ward_id = $1 AND learned_day >= $2";
    tx.execute(sql, args![ward, changed_day, nothing.as_str(), from_day - 1]).await.map(drop)
}

/// What comes and goes in all wards of which enough was heard.
pub(crate) async fn all_flows(q: &impl Query) -> Result<HashMap<WardId, Flow>, StoreError> {
    let read = |row: &Row| {
        let text: String = row.get("flow")?;
        Ok(serde_json::from_str(&text).ok().zip(Some(row.get("ward_id")?)))
    };
    let sql = "SELECT ward_id, flow FROM bed_flow WHERE flow IS NOT NULL AND ward_id > $1 ORDER BY ward_id LIMIT $2";
    let flows: Vec<Option<(Flow, WardId)>> = q.walk(sql, "ward_id", read).await?;
    Ok(flows.into_iter().flatten().map(|(flow, ward)| (ward, flow)).collect())
}

/// The day up to which everything was learned from; `None` before the first.
pub(crate) async fn learned_day(q: &impl Query) -> Result<Option<i64>, StoreError> {
    let row = q.row("SELECT MAX(learned_day) AS day FROM bed_flow", Vec::new()).await?;
    row.map_or(Ok(None), |row| row.get("day"))
}

const CHANCE_COLUMNS: &str = "facility_id, pool, version, said, said_at_ms, scored, is_on";

fn read_told(row: &Row) -> Result<Option<Told>, StoreError> {
    let (pool, scored, said): (String, String, Option<String>) = (row.get("pool")?, row.get("scored")?, row.get("said")?);
    let is_on: i64 = row.get("is_on")?;
    // A kind of bed that a later release no longer knows.
    let Ok(pool) = Pool::from_str(&pool) else { return Ok(None) };
    Ok(Some(Told {
        facility: row.get("facility_id")?,
        pool,
        version: row.get("version")?,
        said: said.and_then(|text| serde_json::from_str(&text).ok()),
        said_at: row.get("said_at_ms")?,
        scored: serde_json::from_str::<Reliability>(&scored).unwrap_or_default(),
        is_on: is_on != 0,
    }))
}

/// The chances that the office lets residents see, as long as they prove right.
pub(crate) async fn switched_on(q: &impl Query) -> Result<Vec<Told>, StoreError> {
    switched(q, true).await
}

/// Those it does not.
pub(crate) async fn switched_off(q: &impl Query) -> Result<Vec<Told>, StoreError> {
    switched(q, false).await
}

async fn switched(q: &impl Query, is_on: bool) -> Result<Vec<Told>, StoreError> {
    let rows = q.rows(&format!("SELECT {CHANCE_COLUMNS} FROM bed_chance WHERE is_on = $1"), args![i64::from(is_on)]).await?;
    Ok(rows.iter().map(read_told).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The chances of these facilities' pools.
pub(crate) async fn told_of_all(q: &impl Query, facilities: &[FacilityId]) -> Result<Vec<Told>, StoreError> {
    let mut all = Vec::new();
    for piece in q.pieces(facilities, ASK_ROWS) {
        let (among, args) = q.among("facility_id", 1, piece.iter().map(|one| one.arg()).collect());
        let rows = q.rows(&format!("SELECT {CHANCE_COLUMNS} FROM bed_chance WHERE {among}"), args).await?;
        all.extend(rows.iter().map(read_told).collect::<Result<Vec<_>, _>>()?.into_iter().flatten());
    }
    Ok(all)
}

/// The chances of a facility's pools.
pub(crate) async fn told_of(q: &impl Query, facility: FacilityId) -> Result<Vec<Told>, StoreError> {
    let rows = q.rows(&format!("SELECT {CHANCE_COLUMNS} FROM bed_chance WHERE facility_id = $1"), args![facility]).await?;
    Ok(rows.iter().map(read_told).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Writes what was said and scored; whether residents see it stays as the office decided.
pub(crate) async fn put_told(tx: &Tx, rows: &[Told]) -> Result<(), StoreError> {
    let values = |row: &Told| {
        let said = row.said.and_then(|said| serde_json::to_string(&said).ok());
        let scored = serde_json::to_string(&row.scored).unwrap_or_default();
        args![row.facility, row.pool.to_string().as_str(), row.version, said.as_deref(), row.said_at, scored.as_str(), 0_i64]
    };
    for piece in tx.pieces(rows, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(values).collect());
        let sql = format!(
            "INSERT INTO bed_chance ({CHANCE_COLUMNS}) {table} ON CONFLICT (facility_id, pool) DO UPDATE SET
                said = excluded.said, said_at_ms = excluded.said_at_ms, scored = excluded.scored"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// Lets residents see a pool's chance, or not; `false` when somebody decided meanwhile.
pub(crate) async fn switch(tx: &Tx, facility: FacilityId, pool: &Pool, version: i64, is_on: bool) -> Result<bool, StoreError> {
    let sql = "UPDATE bed_chance SET is_on = $4, version = version + 1 WHERE facility_id = $1 AND pool = $2 AND version = $3";
    Ok(tx.execute(sql, args![facility, pool.to_string().as_str(), version, i64::from(is_on)]).await? > 0)
}
