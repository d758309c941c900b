//! All SQL of promises and of their suspension.

use std::collections::HashMap;

use sigap_kernel::{FacilityId, Pool, UtcMs};
use sigap_store::{Engine, Query, Row, StoreError, Tx, Value, args, as_text};

use super::model::{Promise, PromiseId, Reason, Suspension, Unkept, Unpromised, Urgency};
use super::state::{PromiseKind, PromiseState, Stand};

as_text!(PromiseId, PromiseKind, PromiseState, Urgency, Unpromised, Reason);

/// Promises in one answer at most: more than a city has open at once.
pub(crate) const ROWS_MAX: i64 = 2_000;
/// Promises that are over in one list at most.
pub(crate) const RECENT_MAX: i64 = 50;

const COLUMNS: &str = "promise_id, version, facility_id, ward_id, pool, kind, urgency, state, agreed, unpromised, reason, asked_by, asked_from, \
                       asked_at_ms, eta_at_ms, until_ms, unanswered_at_ms, decided_by, decided_at_ms, arrived_at_ms, changed_by, changed_at_ms, \
                       ended_at_ms, claim_id, person_id, patient_sealed";

fn read(row: &Row) -> Result<Promise, StoreError> {
    let pool: String = row.get("pool")?;
    Ok(Promise {
        id: row.get("promise_id")?,
        version: row.get("version")?,
        facility: row.get("facility_id")?,
        ward: row.get("ward_id")?,
        pool: row.parsed::<Pool>("pool", &pool)?,
        stand: Stand { kind: row.get("kind")?, state: row.get("state")? },
        urgency: row.get("urgency")?,
        agreed: row.get("agreed")?,
        unpromised: row.get("unpromised")?,
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
        asked_from: row.get("asked_from")?,
        asked_at: row.get("asked_at_ms")?,
        eta_at: row.get("eta_at_ms")?,
        until: row.get("until_ms")?,
        unanswered_at: row.get("unanswered_at_ms")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at_ms")?,
        arrived_at: row.get("arrived_at_ms")?,
        changed_by: row.get("changed_by")?,
        changed_at: row.get("changed_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
        claim: row.get("claim_id")?,
        person: row.get("person_id")?,
        sealed: row.get("patient_sealed")?,
    })
}

fn values(one: &Promise) -> Vec<Value> {
    args![
        one.id,
        one.version,
        one.facility,
        one.ward,
        one.pool.to_string(),
        one.stand.kind,
        one.urgency,
        one.stand.state,
        one.agreed,
        one.unpromised,
        one.reason,
        one.asked_by.as_str(),
        one.asked_from,
        one.asked_at,
        one.eta_at,
        one.until,
        one.unanswered_at,
        one.decided_by.clone(),
        one.decided_at,
        one.arrived_at,
        one.changed_by.as_str(),
        one.changed_at,
        one.ended_at,
        one.claim,
        one.person,
        one.sealed.clone(),
    ]
}

/// Adds a promise; `false` when one of this id is there.
pub(super) async fn add(tx: &Tx, one: &Promise) -> Result<bool, StoreError> {
    let (table, args) = tx.table(vec![values(one)]);
    // What is inserted from a table needs a condition before a conflict: SQLite would otherwise read a join.
    let sql = format!("INSERT INTO bed_promise ({COLUMNS}) {table} ON CONFLICT (promise_id) DO NOTHING");
    Ok(tx.execute(&sql, args).await? == 1)
}

/// Writes what a deed may change; the version goes up. `false`: somebody was faster, and nothing was written.
pub(super) async fn put(tx: &Tx, one: &Promise) -> Result<bool, StoreError> {
    let sql =
        "UPDATE bed_promise SET version = version + 1, ward_id = $3, kind = $4, state = $5, unpromised = $6, reason = $7, eta_at_ms = $8,
            until_ms = $9, unanswered_at_ms = $10, decided_by = $11, decided_at_ms = $12, arrived_at_ms = $13, changed_by = $14,
            changed_at_ms = $15, ended_at_ms = $16, claim_id = $17
         WHERE promise_id = $1 AND version = $2";
    let args = args![
        one.id,
        one.version,
        one.ward,
        one.stand.kind,
        one.stand.state,
        one.unpromised,
        one.reason,
        one.eta_at,
        one.until,
        one.unanswered_at,
        one.decided_by.clone(),
        one.decided_at,
        one.arrived_at,
        one.changed_by.as_str(),
        one.changed_at,
        one.ended_at,
        one.claim,
    ];
    Ok(tx.execute(sql, args).await? == 1)
}

/// One promise.
///
/// # Errors
/// What the database says.
pub async fn of_id(q: &impl Query, id: PromiseId) -> Result<Option<Promise>, StoreError> {
    q.row(&format!("SELECT {COLUMNS} FROM bed_promise WHERE promise_id = $1"), args![id]).await?.as_ref().map(read).transpose()
}

/// One promise, held until the end of the transaction: of two who act on it, the second sees what the first did.
pub(super) async fn held(tx: &Tx, id: PromiseId) -> Result<Option<Promise>, StoreError> {
    let how = if tx.engine() == Engine::Postgres { "FOR UPDATE" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM bed_promise WHERE promise_id = $1 {how}");
    tx.row(&sql, args![id]).await?.as_ref().map(read).transpose()
}

/// Everything of a hospital that is not over, by the time of arrival: who was asked for, who is coming, who waits.
///
/// # Errors
/// What the database says.
pub async fn open_of(q: &impl Query, facility: FacilityId) -> Result<Vec<Promise>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bed_promise WHERE ended_at_ms IS NULL AND facility_id = $1 ORDER BY eta_at_ms, promise_id LIMIT {ROWS_MAX}"
    );
    q.rows(&sql, args![facility]).await?.iter().map(read).collect()
}

/// Everything that is not over, by the time of arrival.
pub(crate) async fn open_all(q: &impl Query) -> Result<Vec<Promise>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bed_promise WHERE ended_at_ms IS NULL ORDER BY eta_at_ms, promise_id LIMIT {ROWS_MAX}");
    q.rows(&sql, Vec::new()).await?.iter().map(read).collect()
}

/// What was over since an instant, at a hospital or everywhere, the newest first.
pub(crate) async fn recent_of(q: &impl Query, facility: Option<FacilityId>, since: UtcMs) -> Result<Vec<Promise>, StoreError> {
    let (at, args) = match facility {
        Some(facility) => ("AND facility_id = $2", args![since, facility]),
        None => ("", args![since]),
    };
    let most = if facility.is_some() { RECENT_MAX } else { ROWS_MAX };
    let sql = format!("SELECT {COLUMNS} FROM bed_promise WHERE ended_at_ms > $1 {at} ORDER BY ended_at_ms DESC, promise_id LIMIT {most}");
    q.rows(&sql, args).await?.iter().map(read).collect()
}

/// How hospitals kept their promises since an instant: one, or all that had any.
pub(crate) async fn unkept(q: &impl Query, facility: Option<FacilityId>, since: UtcMs) -> Result<HashMap<FacilityId, Unkept>, StoreError> {
    let (at, mut args) = match facility {
        Some(facility) => ("AND facility_id = $2", args![since, facility]),
        None => ("", args![since]),
    };
    let from = args.len() + 1;
    args.extend(args![PromiseState::Placed, PromiseState::Expired, PromiseState::Released, Reason::Lost]);
    let (placed, expired, released, lost) = (from, from + 1, from + 2, from + 3);
    let count = |what: String| format!("SUM(CASE WHEN {what} THEN 1 ELSE 0 END)");
    let kept = "claim_id IS NOT NULL";
    let sql = format!(
        "SELECT facility_id, {accepted} AS accepted, {in_bed} AS placed, {never} AS never_placed, {ran_out} AS expired, {silent} AS unanswered
         FROM bed_promise WHERE ended_at_ms > $1 {at} GROUP BY facility_id",
        accepted = count(kept.to_owned()),
        in_bed = count(format!("{kept} AND state = ${placed}")),
        never = count(format!(
            "{kept} AND ((state = ${expired} AND arrived_at_ms IS NOT NULL) OR (state = ${released} AND reason = ${lost}))"
        )),
        ran_out = count(format!("{kept} AND state = ${expired} AND arrived_at_ms IS NULL")),
        silent = count("unanswered_at_ms IS NOT NULL".to_owned()),
    );
    let figure = |row: &Row, name: &str| row.get::<i64>(name).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let rows = q.rows(&sql, args).await?;
    rows.iter()
        .map(|row| {
            let one = Unkept {
                accepted: figure(row, "accepted")?,
                placed: figure(row, "placed")?,
                never_placed: figure(row, "never_placed")?,
                expired: figure(row, "expired")?,
                unanswered: figure(row, "unanswered")?,
            };
            Ok((row.get("facility_id")?, one))
        })
        .collect()
}

/// Promises whose state ends by itself by now, the longest overdue first.
pub(super) async fn run_out(q: &impl Query, now: UtcMs, limit: i64) -> Result<Vec<PromiseId>, StoreError> {
    let sql = "SELECT promise_id FROM bed_promise WHERE ended_at_ms IS NULL AND until_ms <= $1 ORDER BY until_ms LIMIT $2";
    q.rows(sql, args![now, limit]).await?.iter().map(|row| row.get("promise_id")).collect()
}

/// Promises that were over before an instant and still hold what is personal.
pub(super) async fn with_patient_before(q: &impl Query, before: UtcMs, limit: i64) -> Result<Vec<Promise>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bed_promise WHERE ended_at_ms < $1 AND person_id IS NOT NULL ORDER BY ended_at_ms LIMIT $2");
    q.rows(&sql, args![before, limit]).await?.iter().map(read).collect()
}

/// Forgets whose promise it was.
pub(super) async fn forget_patient(tx: &Tx, id: PromiseId) -> Result<(), StoreError> {
    tx.execute("UPDATE bed_promise SET person_id = NULL, patient_sealed = NULL WHERE promise_id = $1", args![id]).await.map(|_| ())
}

/// Whether anything is kept that was over before an instant.
pub(super) async fn has_ended_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    let sql = "SELECT promise_id AS id FROM bed_promise WHERE ended_at_ms < $1
         UNION ALL SELECT suspension_id AS id FROM bed_suspension WHERE until_ms < $1 LIMIT 1";
    Ok(q.row(sql, args![before]).await?.is_some())
}

/// Removes at most `limit` promises that were over before an instant, and suspensions of that time; gives how many rows.
pub(super) async fn remove(tx: &Tx, before: UtcMs, limit: i64) -> Result<u64, StoreError> {
    let promises = "DELETE FROM bed_promise WHERE promise_id IN (SELECT promise_id FROM bed_promise WHERE ended_at_ms < $1 LIMIT $2)";
    let suspensions = "DELETE FROM bed_suspension WHERE until_ms < $1";
    Ok(tx.execute(promises, args![before, limit]).await? + tx.execute(suspensions, args![before]).await?)
}

/// The suspension that holds at an instant; of several the one that lasts longest.
pub(super) async fn suspension(q: &impl Query, now: UtcMs) -> Result<Option<Suspension>, StoreError> {
    let sql = "SELECT reason, from_ms, until_ms FROM bed_suspension WHERE until_ms > $1 ORDER BY until_ms DESC LIMIT 1";
    let row = q.row(sql, args![now]).await?;
    row.map(|row| Ok(Suspension { reason: row.get("reason")?, from: row.get("from_ms")?, until: row.get("until_ms")? })).transpose()
}

/// Adds a suspension.
pub(super) async fn add_suspension(tx: &Tx, one: &Suspension) -> Result<(), StoreError> {
    let sql = "INSERT INTO bed_suspension (suspension_id, reason, suspended_by, from_ms, until_ms) VALUES ($1, $2, $3, $4, $5)";
    let by = tx.ctx().actor().to_string();
    tx.execute(sql, args![tx.ctx().uuid().to_string(), one.reason.as_str(), by, one.from, one.until]).await.map(|_| ())
}

/// Ends every suspension that holds; gives how many there were.
pub(super) async fn end_suspensions(tx: &Tx, now: UtcMs) -> Result<u64, StoreError> {
    tx.execute("UPDATE bed_suspension SET until_ms = $1 WHERE until_ms > $1", args![now]).await
}
