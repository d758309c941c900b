//! SQL about log-ins and failed log-ins.

use sigap_kernel::{Lang, SessionId, UserId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

/// A log-in as stored, with what its user's account says.
pub(crate) struct SessionRow {
    pub(crate) digest: String,
    pub(crate) session: SessionId,
    pub(crate) user: UserId,
    pub(crate) stage: String,
    pub(crate) seen: UtcMs,
    pub(crate) until: UtcMs,
    pub(crate) lang: Lang,
}

/// The log-in with this digest, if its user is not disabled.
pub(crate) async fn find(q: &impl Query, digest: &str) -> Result<Option<SessionRow>, StoreError> {
    let sql = "SELECT s.digest, s.session_id, s.user_id, s.stage, s.seen_ms, s.until_ms, u.lang
         FROM session s JOIN user_account u ON u.user_id = s.user_id WHERE s.digest = $1 AND u.disabled = 0";
    let read = |row: Row| {
        Ok(SessionRow {
            digest: row.get("digest")?,
            session: row.get("session_id")?,
            user: row.get("user_id")?,
            stage: row.get("stage")?,
            seen: row.get("seen_ms")?,
            until: row.get("until_ms")?,
            lang: row.get("lang")?,
        })
    };
    q.row(sql, args![digest]).await?.map(read).transpose()
}

/// Inserts a log-in and ends the oldest ones beyond `kept`.
pub(crate) async fn insert(tx: &Tx, new: &SessionRow, kept: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO session (digest, session_id, user_id, stage, seen_ms, until_ms) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, args![&new.digest, new.session, new.user, &new.stage, new.seen, new.until]).await?;
    let sql = "DELETE FROM session WHERE user_id = $1 AND digest NOT IN
         (SELECT digest FROM session WHERE user_id = $1 ORDER BY seen_ms DESC, session_id DESC LIMIT $2)";
    tx.execute(sql, args![new.user, kept]).await.map(|_| ())
}

pub(crate) async fn seen(tx: &Tx, digest: &str, now: UtcMs) -> Result<(), StoreError> {
    tx.execute("UPDATE session SET seen_ms = $2 WHERE digest = $1 AND seen_ms < $2", args![digest, now]).await.map(|_| ())
}

/// Ends one log-in; `false` when it had ended before.
pub(crate) async fn end(tx: &Tx, digest: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM session WHERE digest = $1", args![digest]).await? == 1)
}

pub(crate) async fn end_all(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM session WHERE user_id = $1", args![user]).await.map(|_| ())
}

pub(crate) async fn sweep(tx: &Tx, now: UtcMs, idle_since: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM session WHERE until_ms <= $1 OR seen_ms <= $2", args![now, idle_since]).await
}

/// Failed log-ins at one place.
pub(crate) struct AttemptRow {
    pub(crate) failures: i64,
    pub(crate) last: UtcMs,
    pub(crate) until: UtcMs,
}

/// Reads the counter of a place and holds it, so that two tries at once are counted as two.
pub(crate) async fn hold_attempts(tx: &Tx, place: &str) -> Result<AttemptRow, StoreError> {
    let sql = "INSERT INTO login_attempt (place, failures, last_ms, until_ms) VALUES ($1, 0, 0, 0)
         ON CONFLICT (place) DO UPDATE SET failures = login_attempt.failures RETURNING failures, last_ms, until_ms";
    match tx.returning(sql, args![place]).await?.first() {
        Some(row) => Ok(AttemptRow { failures: row.get("failures")?, last: row.get("last_ms")?, until: row.get("until_ms")? }),
        None => Ok(AttemptRow { failures: 0, last: UtcMs(0), until: UtcMs(0) }),
    }
}

pub(crate) async fn set_attempts(tx: &Tx, place: &str, row: &AttemptRow) -> Result<(), StoreError> {
    let sql = "UPDATE login_attempt SET failures = $2, last_ms = $3, until_ms = $4 WHERE place = $1";
    tx.execute(sql, args![place, row.failures, row.last, row.until]).await.map(|_| ())
}

pub(crate) async fn forget_attempts(tx: &Tx, place: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM login_attempt WHERE place = $1", args![place]).await.map(|_| ())
}

pub(crate) async fn sweep_attempts(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM login_attempt WHERE last_ms < $1", args![before]).await
}
