//! Problems of senders: `intake_problem`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, KeyId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args, as_text, value_rows};

use crate::Protocol;
use crate::problem::{NewProblem, ProblemId, ProblemKind};

as_text!(ProblemId);

/// Writes a problem, or adds to the one it repeats; gives the id under which it is kept.
pub(crate) async fn put(tx: &Tx, new: &NewProblem) -> Result<ProblemId, StoreError> {
    let sql = format!(
        "INSERT INTO intake_problem (problem_id, key_id, facility_id, protocol, kind, about, reason, deed, body, body_bytes, repeats,
            first_ms, last_ms, method, path, content_type) VALUES {}
         ON CONFLICT (key_id, about) DO UPDATE SET repeats = intake_problem.repeats + excluded.repeats, reason = excluded.reason,
            facility_id = excluded.facility_id, last_ms = excluded.last_ms
         RETURNING problem_id",
        value_rows(1, 16)
    );
    let (origin, now) = (&new.origin, new.origin.ctx.now());
    let args = args![
        new.id,
        origin.key,
        origin.facility,
        origin.protocol,
        new.kind,
        &new.about,
        serde_json::to_string(&new.reason).unwrap_or_default(),
        origin.deed,
        new.body.clone(),
        new.body_bytes,
        new.repeats,
        now,
        now,
        &origin.method,
        &origin.path,
        &origin.content_type
    ];
    tx.returning(&sql, args).await?.first().map_or(Ok(new.id), |row| row.get("problem_id"))
}

/// Keeps the newest `kept` problems of a key that were met after `too_old`.
pub(crate) async fn make_room(tx: &Tx, key: KeyId, kept: u32, too_old: UtcMs) -> Result<(), StoreError> {
    let sql = "DELETE FROM intake_problem WHERE key_id = $1 AND (last_ms < $2 OR problem_id NOT IN
         (SELECT problem_id FROM intake_problem WHERE key_id = $1 ORDER BY last_ms DESC, problem_id DESC LIMIT $3))";
    tx.execute(sql, args![key, too_old, kept]).await.map(|_| ())
}

/// Throws away what was last met before an instant.
pub(crate) async fn sweep(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM intake_problem WHERE last_ms < $1", args![before]).await
}

/// A problem is solved: takes it away.
pub(crate) async fn settle(tx: &Tx, facility: FacilityId, protocol: Protocol, about: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM intake_problem WHERE facility_id = $1 AND protocol = $2 AND about = $3";
    tx.execute(sql, args![facility, protocol, about]).await.map(|_| ())
}

/// A problem as the staff see it: without the body.
#[derive(Debug, Clone)]
pub(crate) struct ProblemRow {
    pub(crate) protocol: Protocol,
    pub(crate) kind: ProblemKind,
    /// Message ids by field.
    pub(crate) reason: BTreeMap<String, Vec<String>>,
    pub(crate) deed: String,
    pub(crate) body_bytes: u32,
    pub(crate) repeats: u32,
    pub(crate) first: UtcMs,
    pub(crate) last: UtcMs,
}

/// The problems of a facility, the last one first.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: u32) -> Result<Vec<ProblemRow>, StoreError> {
    let sql = "SELECT protocol, kind, reason, deed, body_bytes, repeats, first_ms, last_ms FROM intake_problem
         WHERE facility_id = $1 ORDER BY last_ms DESC, problem_id DESC LIMIT $2";
    q.rows(sql, args![facility, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ProblemRow, StoreError> {
    let reason: String = row.get("reason")?;
    Ok(ProblemRow {
        protocol: row.get("protocol")?,
        kind: row.get("kind")?,
        reason: serde_json::from_str(&reason).unwrap_or_default(),
        deed: row.get("deed")?,
        body_bytes: row.get("body_bytes")?,
        repeats: row.get("repeats")?,
        first: row.get("first_ms")?,
        last: row.get("last_ms")?,
    })
}
