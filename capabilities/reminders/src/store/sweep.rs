//! What is kept long enough: old times of owing, messages, calls, pauses, censuses.

use sigap_kernel::UtcMs;
use sigap_store::{Query, StoreError, Tx, args};

/// Rows that one write throws away at most, so that nobody waits long behind it.
const AT_ONCE: i64 = 500;

/// Table, key, and the instant by which a row is old.
const KEPT: [(&str, &str, &str); 4] = [
    ("reminder_message", "message_id", "made_at_ms"),
    ("reminder_spell", "spell_id", "ended_at_ms"),
    ("reminder_call", "call_id", "at_ms"),
    ("reminder_pause", "facility_id", "until_ms"),
];

/// Whether anything is older than an instant.
pub(crate) async fn has_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    for (table, key, at) in KEPT {
        if q.row(&format!("SELECT {key} FROM {table} WHERE {at} < $1 LIMIT 1"), args![before]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(q.row("SELECT number FROM census WHERE ended_at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Throws some of it away; gives how many rows, what hangs on a census not counted.
pub(crate) async fn remove_before(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    let mut removed = 0;
    for (table, key, at) in KEPT {
        let sql = format!("DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {at} < $1 ORDER BY {at} LIMIT {AT_ONCE})");
        removed += tx.execute(&sql, args![before]).await?;
    }
    if let Some(row) = tx.row("SELECT number FROM census WHERE ended_at_ms < $1 ORDER BY number LIMIT 1", args![before]).await? {
        let number: i64 = row.get("number")?;
        for table in ["census_sum", "census_hospital", "census"] {
            tx.execute(&format!("DELETE FROM {table} WHERE number = $1"), args![number]).await?;
        }
        removed += 1;
    }
    Ok(removed)
}
