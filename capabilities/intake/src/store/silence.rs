//! Feeds that are silent now: `intake_problem` of the kind `silent`, with the pulse that proves them wrong.

use sigap_kernel::UtcMs;
use sigap_store::{Query, Row, StoreError, Tx, args};

use crate::problem::ProblemKind;
use crate::silence::{Quiet, Silence};

/// Keeps a silence, unless it is kept already or the key called in between; whether it was kept now.
pub(crate) async fn put(tx: &Tx, silence: &Silence, reason: &str) -> Result<bool, StoreError> {
    let sql = "INSERT INTO intake_problem (problem_id, key_id, facility_id, protocol, kind, about, reason, deed, body_bytes, repeats,
            first_ms, last_ms)
         SELECT $1, key_id, $2, $3, $4, $5, $6, '-', 0, 1, proved_ms, $7 FROM key_use_intake WHERE key_id = $8 AND proved_ms = $9
         ON CONFLICT (key_id, about) DO NOTHING";
    let Silence { problem, quiet: Quiet { key, facility, since }, protocol } = silence;
    let kind = ProblemKind::Silent;
    let args = args![*problem, *facility, *protocol, kind, format!("{kind}:").as_str(), reason, tx.now(), *key, *since];
    Ok(tx.execute(sql, args).await? > 0)
}

/// Takes a silence away; whether it was there.
pub(crate) async fn remove(tx: &Tx, silence: &Silence) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM intake_problem WHERE problem_id = $1", args![silence.problem]).await? > 0)
}

/// All feeds that are silent.
pub(crate) async fn all(q: &impl Query) -> Result<Vec<Silence>, StoreError> {
    let sql = "SELECT problem_id, key_id, facility_id, protocol, first_ms FROM intake_problem WHERE kind = 'silent'";
    q.rows(sql, args![]).await?.iter().map(read).collect()
}

/// Those that called since.
pub(crate) async fn back(q: &impl Query) -> Result<Vec<Silence>, StoreError> {
    let sql = "SELECT silent.problem_id, silent.key_id, silent.facility_id, silent.protocol, silent.first_ms
         FROM intake_problem AS silent JOIN key_use_intake AS used ON used.key_id = silent.key_id
         WHERE silent.kind = 'silent' AND used.proved_ms > silent.first_ms";
    q.rows(sql, args![]).await?.iter().map(read).collect()
}

/// Keys that have not called since an instant and are not known to be silent. Those that never proved who they are are left out.
pub(crate) async fn quiet(q: &impl Query, before: UtcMs) -> Result<Vec<Quiet>, StoreError> {
    let sql = "SELECT key_id, facility_id, proved_ms AS first_ms FROM key_use_intake
         WHERE proved_ms > 0 AND proved_ms <= $1 AND facility_id IS NOT NULL
            AND key_id NOT IN (SELECT key_id FROM intake_problem WHERE kind = 'silent')
         ORDER BY key_id";
    q.rows(sql, args![before]).await?.iter().map(read_quiet).collect()
}

fn read_quiet(row: &Row) -> Result<Quiet, StoreError> {
    Ok(Quiet { key: row.get("key_id")?, facility: row.get("facility_id")?, since: row.get("first_ms")? })
}

fn read(row: &Row) -> Result<Silence, StoreError> {
    Ok(Silence { problem: row.get("problem_id")?, quiet: read_quiet(row)?, protocol: row.get("protocol")? })
}
