//! SQL of the reading log.

use sigap_kernel::UtcMs;
use sigap_store::{Query, Row, StoreError, Tx, args, value_rows};

/// Rows of one multi-row INSERT.
const INSERT_ROWS: usize = 200;
/// What stands before the first reading.
pub(crate) const GENESIS: &str = "sigap";

/// One reading as stored.
pub(crate) struct ReadingRow {
    pub(crate) seq: i64,
    pub(crate) at: UtcMs,
    pub(crate) actor: String,
    pub(crate) trace: String,
    pub(crate) subject: String,
    pub(crate) fields: String,
    pub(crate) reason: String,
    pub(crate) hash: String,
}

const READING: &str = "seq, at_ms, actor, trace, subject, fields, reason, hash";

impl ReadingRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at_ms")?,
            actor: row.get("actor")?,
            trace: row.get("trace")?,
            subject: row.get("subject")?,
            fields: row.get("fields")?,
            reason: row.get("reason")?,
            hash: row.get("hash")?,
        })
    }
}

/// The end of the chain, held until the transaction ends: nodes write their groups one after another.
pub(crate) async fn hold_head(tx: &Tx) -> Result<(i64, String), StoreError> {
    let sql = "INSERT INTO access_log_head (name, seq, hash) VALUES ('head', 0, $1)
         ON CONFLICT (name) DO UPDATE SET seq = access_log_head.seq RETURNING seq, hash";
    match tx.returning(sql, args![GENESIS]).await?.first() {
        Some(row) => Ok((row.get("seq")?, row.get("hash")?)),
        None => Ok((0, GENESIS.to_owned())),
    }
}

pub(crate) async fn append(tx: &Tx, rows: &[ReadingRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(INSERT_ROWS) {
        let sql = format!("INSERT INTO access_log_entry ({READING}) VALUES {}", value_rows(chunk.len(), 8));
        let args = chunk
            .iter()
            .flat_map(|row| args![row.seq, row.at, &row.actor, &row.trace, &row.subject, &row.fields, &row.reason, &row.hash])
            .collect();
        tx.execute(&sql, args).await?;
    }
    if let Some(last) = rows.last() {
        tx.execute("UPDATE access_log_head SET seq = $1, hash = $2 WHERE name = 'head'", args![last.seq, &last.hash]).await?;
    }
    Ok(())
}

pub(crate) async fn head(q: &impl Query) -> Result<(i64, String), StoreError> {
    match q.row("SELECT seq, hash FROM access_log_head WHERE name = 'head'", args![]).await? {
        Some(row) => Ok((row.get("seq")?, row.get("hash")?)),
        None => Ok((0, GENESIS.to_owned())),
    }
}

pub(crate) async fn after(q: &impl Query, seq: i64, limit: i64) -> Result<Vec<ReadingRow>, StoreError> {
    let sql = format!("SELECT {READING} FROM access_log_entry WHERE seq > $1 ORDER BY seq LIMIT $2");
    q.rows(&sql, args![seq, limit]).await?.iter().map(ReadingRow::read).collect()
}

/// The last readings of one subject, newest first.
pub(crate) async fn of_subject(q: &impl Query, subject: &str, limit: i64) -> Result<Vec<ReadingRow>, StoreError> {
    let sql = format!("SELECT {READING} FROM access_log_entry WHERE subject = $1 ORDER BY seq DESC LIMIT $2");
    q.rows(&sql, args![subject, limit]).await?.iter().map(ReadingRow::read).collect()
}
