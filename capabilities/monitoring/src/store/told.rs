//! What hospitals tell of months, every version: `monitoring_told`.

use std::collections::BTreeMap;

use sigap_kernel::FacilityId;
use sigap_store::{Query, Row, StoreError, Tx, args};

use crate::model::{Figures, Month, Told};

const COLUMNS: &str = "facility_id, month, version, beds, patient_days, alive, died_early, died_late, stay_days, bor_milli, avlos_milli, \
    toi_milli, bto_milli, told_at_ms, told_by";

fn read(row: &Row) -> Result<Told, StoreError> {
    let figures = Figures {
        beds: row.get("beds")?,
        patient_days: row.get("patient_days")?,
        alive: row.get("alive")?,
        died_early: row.get("died_early")?,
        died_late: row.get("died_late")?,
        stay_days: row.get("stay_days")?,
        bor_milli: row.get("bor_milli")?,
        avlos_milli: row.get("avlos_milli")?,
        toi_milli: row.get("toi_milli")?,
        bto_milli: row.get("bto_milli")?,
    };
    Ok(Told { version: row.get("version")?, figures, told_at: row.get("told_at_ms")?, told_by: row.get("told_by")? })
}

/// Adds a version; false when it is there already.
pub(crate) async fn insert(tx: &Tx, facility: FacilityId, month: Month, told: &Told) -> Result<bool, StoreError> {
    let one = &told.figures;
    let args = args![
        facility,
        month,
        told.version,
        one.beds,
        one.patient_days,
        one.alive,
        one.died_early,
        one.died_late,
        one.stay_days,
        one.bor_milli,
        one.avlos_milli,
        one.toi_milli,
        one.bto_milli,
        told.told_at,
        told.told_by.as_str()
    ];
    let (table, args) = tx.table(vec![args]);
    let sql = format!("INSERT INTO monitoring_told ({COLUMNS}) {table} ON CONFLICT (facility_id, month, version) DO NOTHING");
    Ok(tx.execute(&sql, args).await? > 0)
}

/// Every version of a month, the newest first.
pub(crate) async fn versions(q: &impl Query, facility: FacilityId, month: Month) -> Result<Vec<Told>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM monitoring_told WHERE facility_id = $1 AND month = $2 ORDER BY version DESC");
    q.rows(&sql, args![facility, month]).await?.iter().map(read).collect()
}

/// The first month any hospital told.
pub(crate) async fn first_month(q: &impl Query) -> Result<Option<Month>, StoreError> {
    let row = q.row("SELECT MIN(month) AS month FROM monitoring_told", Vec::new()).await?;
    row.map_or(Ok(None), |row| row.get("month"))
}

/// The newest version of each hospital in a month.
pub(crate) async fn of_month(q: &impl Query, month: Month) -> Result<BTreeMap<FacilityId, Told>, StoreError> {
    // Later versions come later and take the place.
    let sql = format!("SELECT {COLUMNS} FROM monitoring_told WHERE month = $1 ORDER BY facility_id, version");
    q.rows(&sql, args![month]).await?.iter().map(|row| Ok((row.get("facility_id")?, read(row)?))).collect()
}

/// The newest version of each month of a hospital, from one month to before another.
pub(crate) async fn of_facility(
    q: &impl Query,
    facility: FacilityId,
    from: Month,
    until: Month,
) -> Result<BTreeMap<Month, Told>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM monitoring_told WHERE facility_id = $1 AND month >= $2 AND month < $3 ORDER BY month, version");
    q.rows(&sql, args![facility, from, until]).await?.iter().map(|row| Ok((row.get("month")?, read(row)?))).collect()
}
