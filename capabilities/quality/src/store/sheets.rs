//! Sheets of weeks that are over: `quality_sheet`.

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

use super::AT_ONCE;

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetRow {
    pub(crate) facility: FacilityId,
    /// When its week began.
    pub(crate) week: UtcMs,
    pub(crate) made_at: UtcMs,
    /// When the hospital opened it for the office.
    pub(crate) opened_at: Option<UtcMs>,
    /// What it says, as JSON.
    pub(crate) body: String,
}

const COLUMNS: &str = "facility_id, week_ms, made_at_ms, opened_at_ms, body";

fn read(row: &Row) -> Result<SheetRow, StoreError> {
    Ok(SheetRow {
        facility: row.get("facility_id")?,
        week: row.get("week_ms")?,
        made_at: row.get("made_at_ms")?,
        opened_at: row.get("opened_at_ms")?,
        body: row.get("body")?,
    })
}

/// Adds sheets; those of a week that has one stay as they are. Gives how many are new.
pub(crate) async fn insert(tx: &Tx, sheets: &[SheetRow]) -> Result<u64, StoreError> {
    let mut new = 0;
    for piece in tx.pieces(sheets, 100) {
        let row = |one: &SheetRow| args![one.facility, one.week, one.made_at, one.opened_at, one.body.as_str()];
        let (table, args) = tx.table(piece.iter().map(row).collect());
        new += tx
            .execute(&format!("INSERT INTO quality_sheet ({COLUMNS}) {table} ON CONFLICT (facility_id, week_ms) DO NOTHING"), args)
            .await?;
    }
    Ok(new)
}

/// The newest sheets of a hospital.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<SheetRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM quality_sheet WHERE facility_id = $1 ORDER BY week_ms DESC LIMIT $2");
    q.rows(&sql, args![facility, limit]).await?.iter().map(read).collect()
}

/// The newest sheet of each hospital that the office may see: opened, or made before an instant.
pub(crate) async fn for_office(q: &impl Query, made_before: UtcMs) -> Result<Vec<SheetRow>, StoreError> {
    let sql = "SELECT facility_id, week_ms, made_at_ms, opened_at_ms, body FROM quality_sheet AS s
         WHERE week_ms = (SELECT MAX(o.week_ms) FROM quality_sheet AS o
            WHERE o.facility_id = s.facility_id AND (o.opened_at_ms IS NOT NULL OR o.made_at_ms <= $1))";
    q.rows(sql, args![made_before]).await?.iter().map(read).collect()
}

/// The hospitals that have a sheet of a week.
pub(crate) async fn made_for(q: &impl Query, week: UtcMs) -> Result<Vec<FacilityId>, StoreError> {
    q.rows("SELECT facility_id FROM quality_sheet WHERE week_ms = $1", args![week])
        .await?
        .iter()
        .map(|row| row.get("facility_id"))
        .collect()
}

/// Opens a sheet for the office; false when it is open or not there.
pub(crate) async fn open(tx: &Tx, facility: FacilityId, week: UtcMs) -> Result<bool, StoreError> {
    let sql = "UPDATE quality_sheet SET opened_at_ms = $3 WHERE facility_id = $1 AND week_ms = $2 AND opened_at_ms IS NULL";
    Ok(tx.execute(sql, args![facility, week, tx.now()]).await? > 0)
}

/// Throws away sheets made before an instant; gives how many.
pub(crate) async fn remove_before(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    let sql = "DELETE FROM quality_sheet WHERE made_at_ms < $1 AND week_ms IN (
            SELECT week_ms FROM quality_sheet WHERE made_at_ms < $1 ORDER BY made_at_ms LIMIT $2)";
    tx.execute(sql, args![before, AT_ONCE]).await
}

/// Whether a sheet was made before an instant.
pub(crate) async fn has_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT week_ms FROM quality_sheet WHERE made_at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}
