//! Problems of senders: `intake_problem`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, KeyId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args, as_text, value_rows};

use crate::Protocol;
use crate::problem::{NewProblem, ProblemId, ProblemKind};

as_text!(ProblemId);

/// What belongs to the body: all of it comes from the last call that had one.
const OF_BODY: [&str; 10] = ["body", "body_bytes", "body_id", "body_ms", "is_whole", "digest", "deed", "method", "path", "content_type"];

/// Writes a problem, or adds to the one it repeats; gives the id under which it is kept.
pub(crate) async fn put(tx: &Tx, new: &NewProblem) -> Result<ProblemId, StoreError> {
    let newest =
        OF_BODY.map(|column| format!("{column} = CASE WHEN excluded.body IS NULL THEN intake_problem.{column} ELSE excluded.{column} END"));
    let sql = format!(
        "INSERT INTO intake_problem (problem_id, key_id, facility_id, protocol, kind, about, reason, deed, body, body_bytes, repeats,
            first_ms, last_ms, method, path, content_type, body_id, body_ms, is_whole, digest) VALUES {}
         ON CONFLICT (key_id, about) DO UPDATE SET repeats = intake_problem.repeats + excluded.repeats, reason = excluded.reason,
            facility_id = excluded.facility_id, last_ms = excluded.last_ms, {}
         RETURNING problem_id",
        value_rows(1, 20),
        newest.join(", ")
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
        &origin.content_type,
        new.id.to_string().as_str(),
        now,
        origin.is_whole,
        &new.digest
    ];
    tx.returning(&sql, args).await?.first().map_or(Ok(new.id), |row| row.get("problem_id"))
}

/// Keeps the newest `kept` problems of a key on the page of a facility that were met after `too_old`. A silence is no call: it stays until the
/// key calls.
pub(crate) async fn make_room(tx: &Tx, key: KeyId, facility: FacilityId, kept: u32, too_old: UtcMs) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM intake_problem WHERE key_id = $1 AND facility_id = $4 AND kind <> 'silent' AND (last_ms < $2 OR problem_id NOT IN
         (SELECT problem_id FROM intake_problem WHERE key_id = $1 AND facility_id = $4 AND kind <> 'silent'
          ORDER BY last_ms DESC, problem_id DESC LIMIT $3))";
    tx.execute(sql, args![key, too_old, kept, facility]).await.map(|_| ())
}

/// Throws away what was last met before an instant; a silence stays for as long as it lasts.
pub(crate) async fn sweep(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM intake_problem WHERE last_ms < $1 AND kind <> 'silent'", args![before]).await
}

/// A problem is solved: takes it away.
pub(crate) async fn settle(tx: &Tx, facility: FacilityId, protocol: Protocol, about: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM intake_problem WHERE facility_id = $1 AND protocol = $2 AND about = $3";
    tx.execute(sql, args![facility, protocol, about]).await.map(|_| ())
}

/// A call as it was kept, to be read again.
#[derive(Debug)]
pub(crate) struct KeptCall {
    pub(crate) key: KeyId,
    pub(crate) protocol: Protocol,
    pub(crate) about: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) content_type: String,
    /// Sealed, under this id.
    pub(crate) body: Option<String>,
    pub(crate) body_id: String,
    pub(crate) body_bytes: u32,
    pub(crate) is_whole: bool,
    /// When it came.
    pub(crate) came: UtcMs,
}

/// Whether a problem of this kind is kept of a key of a facility.
pub(crate) async fn is_kept(q: &impl Query, facility: FacilityId, key: KeyId, kind: ProblemKind) -> Result<bool, StoreError> {
    let sql = "SELECT problem_id FROM intake_problem WHERE key_id = $1 AND facility_id = $2 AND kind = $3 LIMIT 1";
    Ok(q.row(sql, args![key, facility, kind]).await?.is_some())
}

/// What is kept of a problem of a facility; `None` when it is settled already.
pub(crate) async fn kept(q: &impl Query, facility: FacilityId, id: ProblemId) -> Result<Option<KeptCall>, StoreError> {
    let sql = "SELECT key_id, protocol, about, method, path, content_type, body, body_id, body_bytes, is_whole, body_ms FROM intake_problem
         WHERE problem_id = $1 AND facility_id = $2";
    let Some(row) = q.row(sql, args![id, facility]).await? else { return Ok(None) };
    Ok(Some(KeptCall {
        key: row.get("key_id")?,
        protocol: row.get("protocol")?,
        about: row.get("about")?,
        method: row.get("method")?,
        path: row.get("path")?,
        content_type: row.get("content_type")?,
        body: row.get("body")?,
        body_id: row.get("body_id")?,
        body_bytes: row.get("body_bytes")?,
        is_whole: row.get("is_whole")?,
        came: row.get("body_ms")?,
    }))
}

/// Takes a problem away that still holds the body that was read; `false` when it is gone, or was met again in between.
pub(crate) async fn settle_read(tx: &Tx, id: ProblemId, body_id: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM intake_problem WHERE problem_id = $1 AND body_id = $2", args![id, body_id]).await? > 0)
}

/// A problem as the staff see it: without the body.
#[derive(Debug, Clone)]
pub(crate) struct ProblemRow {
    pub(crate) id: ProblemId,
    pub(crate) protocol: Protocol,
    pub(crate) kind: ProblemKind,
    /// Message ids by field.
    pub(crate) reason: BTreeMap<String, Vec<String>>,
    pub(crate) deed: String,
    /// How it was asked; empty for what cannot be asked again.
    pub(crate) method: String,
    pub(crate) body_bytes: u32,
    /// Whether the body was read to its end.
    pub(crate) is_whole: bool,
    /// By which two people compare the body; empty when there is none.
    pub(crate) digest: String,
    pub(crate) repeats: u32,
    pub(crate) first: UtcMs,
    pub(crate) last: UtcMs,
}

/// The problems of a facility, the last one first.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: u32) -> Result<Vec<ProblemRow>, StoreError> {
    let sql = "SELECT problem_id, protocol, kind, reason, deed, method, body_bytes, is_whole, digest, repeats, first_ms, last_ms
         FROM intake_problem WHERE facility_id = $1 ORDER BY last_ms DESC, problem_id DESC LIMIT $2";
    q.rows(sql, args![facility, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ProblemRow, StoreError> {
    let reason: String = row.get("reason")?;
    Ok(ProblemRow {
        id: row.get("problem_id")?,
        protocol: row.get("protocol")?,
        kind: row.get("kind")?,
        reason: serde_json::from_str(&reason).unwrap_or_default(),
        deed: row.get("deed")?,
        method: row.get("method")?,
        body_bytes: row.get("body_bytes")?,
        is_whole: row.get("is_whole")?,
        digest: row.get("digest")?,
        repeats: row.get("repeats")?,
        first: row.get("first_ms")?,
        last: row.get("last_ms")?,
    })
}
