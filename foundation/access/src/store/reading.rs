//! SQL of the reading log.

use sigap_kernel::UtcMs;
use sigap_store::{Query, Row, StoreError, Tx, args, value_rows};

/// Rows of one multi-row INSERT.
const INSERT_ROWS: usize = 200;
/// What stands before the first reading.
pub(crate) const GENESIS: &str = "sigap";

stored! {
    /// One reading.
    ReadingRow {
        seq: i64,
        at_ms: UtcMs,
        actor: String,
        trace: String,
        subject: String,
        fields: String,
        reason: String,
        hash: String,
    }
}

fn read_head(row: Option<&Row>) -> Result<(i64, String), StoreError> {
    row.map_or_else(|| Ok((0, GENESIS.to_owned())), |row| Ok((row.get("seq")?, row.get("hash")?)))
}

/// The end of the chain, held until the transaction ends: nodes write their groups one after another.
pub(crate) async fn hold_head(tx: &Tx) -> Result<(i64, String), StoreError> {
    let sql = "INSERT INTO access_log_head (name, seq, hash) VALUES ('head', 0, $1)
         ON CONFLICT (name) DO UPDATE SET seq = access_log_head.seq RETURNING seq, hash";
    read_head(tx.returning(sql, args![GENESIS]).await?.first())
}

pub(crate) async fn append(tx: &Tx, rows: &[ReadingRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(INSERT_ROWS) {
        let sql = format!("INSERT INTO access_log_entry ({}) VALUES {}", ReadingRow::COLUMNS, value_rows(chunk.len(), 8));
        tx.execute(&sql, chunk.iter().flat_map(ReadingRow::args).collect()).await?;
    }
    if let Some(last) = rows.last() {
        tx.execute("UPDATE access_log_head SET seq = $1, hash = $2 WHERE name = 'head'", args![last.seq, &last.hash]).await?;
    }
    Ok(())
}

pub(crate) async fn head(q: &impl Query) -> Result<(i64, String), StoreError> {
    read_head(q.row("SELECT seq, hash FROM access_log_head WHERE name = 'head'", args![]).await?.as_ref())
}

pub(crate) async fn after(q: &impl Query, seq: i64, limit: i64) -> Result<Vec<ReadingRow>, StoreError> {
    let sql = format!("SELECT {} FROM access_log_entry WHERE seq > $1 ORDER BY seq LIMIT $2", ReadingRow::COLUMNS);
    q.rows(&sql, args![seq, limit]).await?.iter().map(ReadingRow::read).collect()
}

/// Readings older than one, newest first; of one subject, where one is given.
pub(crate) async fn before(q: &impl Query, of: Option<&str>, seq: Option<i64>, limit: i64) -> Result<Vec<ReadingRow>, StoreError> {
    let (mut args, only) = (args![seq.unwrap_or(i64::MAX), limit], if of.is_some() { "AND subject = $3" } else { "" });
    args.extend(of.into_iter().flat_map(|subject| args![subject]));
    let sql = format!("SELECT {} FROM access_log_entry WHERE seq < $1 {only} ORDER BY seq DESC LIMIT $2", ReadingRow::COLUMNS);
    q.rows(&sql, args).await?.iter().map(ReadingRow::read).collect()
}
