//! Reports the office closed: `monitoring_report`.

use sigap_kernel::UtcMs;
use sigap_store::{Query, Row, StoreError, Tx, args};

use crate::model::Month;

const COLUMNS: &str = "month, number, closed_at_ms, closed_by, remark, body";

/// A closed report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportRow {
    pub(crate) month: Month,
    pub(crate) number: i64,
    pub(crate) closed_at: UtcMs,
    pub(crate) closed_by: String,
    pub(crate) remark: String,
    /// Its figures, as JSON.
    pub(crate) body: String,
}

fn read(row: &Row) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        month: row.get("month")?,
        number: row.get("number")?,
        closed_at: row.get("closed_at_ms")?,
        closed_by: row.get("closed_by")?,
        remark: row.get("remark")?,
        body: row.get("body")?,
    })
}

/// Adds a report; false when there is one of that number.
pub(crate) async fn insert(tx: &Tx, one: &ReportRow) -> Result<bool, StoreError> {
    let row = args![one.month, one.number, one.closed_at, one.closed_by.as_str(), one.remark.as_str(), one.body.as_str()];
    let (table, args) = tx.table(vec![row]);
    let sql = format!("INSERT INTO monitoring_report ({COLUMNS}) {table} ON CONFLICT (month, number) DO NOTHING");
    Ok(tx.execute(&sql, args).await? > 0)
}

/// The reports of a month, the newest first.
pub(crate) async fn of_month(q: &impl Query, month: Month) -> Result<Vec<ReportRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM monitoring_report WHERE month = $1 ORDER BY number DESC");
    q.rows(&sql, args![month]).await?.iter().map(read).collect()
}

/// Which months have a report: the last number and when it was closed.
pub(crate) async fn closed(q: &impl Query, from: Month) -> Result<Vec<(Month, i64, UtcMs)>, StoreError> {
    let sql = "SELECT month, MAX(number) AS number, MAX(closed_at_ms) AS at_ms FROM monitoring_report WHERE month >= $1 GROUP BY month";
    q.rows(sql, args![from]).await?.iter().map(|row| Ok((row.get("month")?, row.get("number")?, row.get("at_ms")?))).collect()
}
