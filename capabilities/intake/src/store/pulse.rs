//! The pulse of keys: `key_use_intake`, short-lived.

use std::collections::HashMap;

use sigap_kernel::{KeyId, UtcMs};
use sigap_store::{Arg as _, Query, Row, StoreError, Tx, args};

use crate::problem::ProblemKind;
use crate::pulse::{Beat, Beats, hour_of};

/// Keys written by one statement.
const BEAT_ROWS: usize = 200;
/// What belongs to the last call of a sender that proved who it is, whichever node heard it.
const NEWEST: [&str; 4] = ["proved_ms", "facility_id", "last_deed", "last_answer"];
/// How the table writes down that a call was taken.
const TAKEN: &str = "taken";

/// Adds what was gathered since the last time.
pub(crate) async fn add(tx: &Tx, beats: &[(KeyId, Beats)]) -> Result<(), StoreError> {
    for piece in tx.pieces(beats, BEAT_ROWS) {
        let (table, args) = tx.table(piece.iter().map(values).collect());
        let sql =
            format!(
            "INSERT INTO key_use_intake (key_id, last_ms, calls, refused, hour_ms, hour_calls, hour_refused, last_refused_ms, last_refusal,
                proved_ms, facility_id, last_deed, last_answer, clock_behind_s)
             {table}
             ON CONFLICT (key_id) DO UPDATE SET last_ms = excluded.last_ms, calls = key_use_intake.calls + excluded.calls,
                refused = key_use_intake.refused + excluded.refused, hour_ms = excluded.hour_ms,
                hour_calls = excluded.hour_calls
                    + CASE WHEN key_use_intake.hour_ms = excluded.hour_ms THEN key_use_intake.hour_calls ELSE 0 END,
                hour_refused = excluded.hour_refused
                    + CASE WHEN key_use_intake.hour_ms = excluded.hour_ms THEN key_use_intake.hour_refused ELSE 0 END,
                last_refused_ms = COALESCE(excluded.last_refused_ms, key_use_intake.last_refused_ms),
                last_refusal = COALESCE(excluded.last_refusal, key_use_intake.last_refusal),
                clock_behind_s = COALESCE(excluded.clock_behind_s, key_use_intake.clock_behind_s),
                {}",
            NEWEST.map(|column| format!("{column} = CASE WHEN excluded.proved_ms >= key_use_intake.proved_ms
                THEN excluded.{column} ELSE key_use_intake.{column} END")).join(", ")
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

fn values((key, beats): &(KeyId, Beats)) -> Vec<sigap_store::Value> {
    let (last_refused, last_refusal) = beats.last_refusal.unzip();
    args![
        *key,
        beats.last,
        beats.calls,
        beats.refused,
        hour_of(beats.last),
        beats.calls,
        beats.refused,
        last_refused,
        last_refusal.map(ProblemKind::code),
        beats.proved.map_or(0, |call| call.at.0),
        beats.proved.map(|call| call.facility),
        beats.proved.map(|call| call.deed),
        beats.proved.map(|call| call.refusal.map_or(TAKEN, ProblemKind::code)),
        beats.clock_behind_s
    ]
}

/// What the clock of a key's sender is behind, in seconds, as far as it was written down.
pub(crate) async fn clock_behind_s(q: &impl Query, key: KeyId) -> Result<Option<i64>, StoreError> {
    let row = q.row("SELECT clock_behind_s FROM key_use_intake WHERE key_id = $1", args![key]).await?;
    row.map_or(Ok(None), |row| row.get("clock_behind_s"))
}

/// The pulse of these keys.
pub(crate) async fn of_keys(q: &impl Query, keys: &[KeyId]) -> Result<HashMap<KeyId, Beat>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let (among, args) = q.among("key_id", 1, keys.iter().map(|key| key.arg()).collect());
    let sql = format!(
        "SELECT key_id, last_ms, calls, refused, hour_ms, hour_calls, hour_refused, last_refused_ms, last_refusal, proved_ms,
            last_deed, last_answer
         FROM key_use_intake WHERE {among}"
    );
    let rows = q.rows(&sql, args).await?;
    rows.iter().map(|row| Ok((row.get("key_id")?, read(row)?))).collect()
}

fn read(row: &Row) -> Result<Beat, StoreError> {
    let last_refused: Option<UtcMs> = row.get("last_refused_ms")?;
    let proved: UtcMs = row.get("proved_ms")?;
    let (deed, answer): (Option<String>, Option<String>) = (row.get("last_deed")?, row.get("last_answer")?);
    let answer = answer.filter(|said| said != TAKEN).map(|said| row.parsed("last_answer", &said)).transpose()?;
    Ok(Beat {
        last: row.get("last_ms")?,
        calls: row.get("calls")?,
        refused: row.get("refused")?,
        hour: row.get("hour_ms")?,
        hour_calls: row.get("hour_calls")?,
        hour_refused: row.get("hour_refused")?,
        last_refusal: last_refused.zip(row.get("last_refusal")?),
        proved: (proved.0 > 0).then_some(proved),
        words: deed.map(|deed| (deed, answer)),
    })
}
