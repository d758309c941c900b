//! SQL about log-ins and failed log-ins.

use sigap_kernel::{Lang, SessionId, UserId, UtcMs};
use sigap_store::{Query, StoreError, Tx, args};

stored! {
    /// A log-in, with what its user's account says.
    SessionRow {
        digest: String,
        session_id: SessionId,
        user_id: UserId,
        stage: String,
        seen_ms: UtcMs,
        until_ms: UtcMs,
        lang: Lang,
    }
}

/// The log-in with this digest, if its user is not disabled.
pub(crate) async fn find(q: &impl Query, digest: &str) -> Result<Option<SessionRow>, StoreError> {
    let columns = SessionRow::COLUMNS;
    let sql = format!("SELECT {columns} FROM session JOIN user_account USING (user_id) WHERE digest = $1 AND disabled = 0");
    q.row(&sql, args![digest]).await?.as_ref().map(SessionRow::read).transpose()
}

/// Inserts a log-in and ends the least used ones beyond `kept`.
pub(crate) async fn insert(tx: &Tx, new: &SessionRow, kept: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO session (digest, session_id, user_id, stage, seen_ms, until_ms) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, args![&new.digest, new.session_id, new.user_id, &new.stage, new.seen_ms, new.until_ms]).await?;
    let sql = "DELETE FROM session WHERE user_id = $1 AND digest NOT IN
         (SELECT digest FROM session WHERE user_id = $1 ORDER BY seen_ms DESC, session_id DESC LIMIT $2)";
    tx.execute(sql, args![new.user_id, kept]).await.map(drop)
}

pub(crate) async fn seen(tx: &Tx, digest: &str, now: UtcMs) -> Result<(), StoreError> {
    tx.execute("UPDATE session SET seen_ms = $2 WHERE digest = $1 AND seen_ms < $2", args![digest, now]).await.map(drop)
}

/// Ends one log-in; `false` when it had ended before.
pub(crate) async fn end(tx: &Tx, digest: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM session WHERE digest = $1", args![digest]).await? == 1)
}

pub(crate) async fn end_all(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM session WHERE user_id = $1", args![user]).await.map(drop)
}

pub(crate) async fn sweep(tx: &Tx, now: UtcMs, idle_since: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM session WHERE until_ms <= $1 OR seen_ms <= $2", args![now, idle_since]).await
}

stored! {
    /// Failed log-ins at one place.
    AttemptRow { failures: i64, last_ms: UtcMs, until_ms: UtcMs }
}

/// Reads the counter of a place and holds it, so that two tries at once are counted as two.
pub(crate) async fn hold_attempts(tx: &Tx, place: &str) -> Result<AttemptRow, StoreError> {
    let sql = "INSERT INTO login_attempt (place, failures, last_ms, until_ms) VALUES ($1, 0, 0, 0)
         ON CONFLICT (place) DO UPDATE SET failures = login_attempt.failures RETURNING failures, last_ms, until_ms";
    let none = AttemptRow { failures: 0, last_ms: UtcMs(0), until_ms: UtcMs(0) };
    tx.returning(sql, args![place]).await?.first().map_or(Ok(none), AttemptRow::read)
}

pub(crate) async fn set_attempts(tx: &Tx, place: &str, row: &AttemptRow) -> Result<(), StoreError> {
    let sql = "UPDATE login_attempt SET failures = $2, last_ms = $3, until_ms = $4 WHERE place = $1";
    tx.execute(sql, args![place, row.failures, row.last_ms, row.until_ms]).await.map(drop)
}

pub(crate) async fn forget_attempts(tx: &Tx, place: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM login_attempt WHERE place = $1", args![place]).await.map(drop)
}

/// Until when the place is known for a success; read without holding it.
pub(crate) async fn known_until(tx: &Tx, place: &str) -> Result<Option<UtcMs>, StoreError> {
    tx.row("SELECT until_ms FROM login_attempt WHERE place = $1", args![place]).await?.map(|row| row.get("until_ms")).transpose()
}

pub(crate) async fn sweep_attempts(tx: &Tx, before: UtcMs, now: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM login_attempt WHERE last_ms < $1 AND until_ms < $2", args![before, now]).await
}
