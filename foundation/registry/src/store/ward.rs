//! Wards.

use sigap_store::{Query, Row, StoreError, Tx, Value, args, value_rows};

use super::{IDS_MAX, ROWS_MAX, renewed};
use crate::{Ward, checks};

const COLUMNS: [&str; 8] = ["ward_id", "version", "facility_id", "name", "name_key", "pool", "reported_by", "active"];

fn ward(row: &Row) -> Result<Ward, StoreError> {
    Ok(Ward {
        id: row.get("ward_id")?,
        version: row.get("version")?,
        facility: row.get("facility_id")?,
        name: row.get("name")?,
        pool: row.get("pool")?,
        active: row.get("active")?,
        reported_by: row.get("reported_by")?,
    })
}

async fn read(q: &impl Query, condition: &str, args: Vec<Value>) -> Result<Vec<Ward>, StoreError> {
    let sql = format!("SELECT {} FROM ward WHERE {condition} ORDER BY facility_id, name_key, pool, ward_id", COLUMNS.join(", "));
    q.rows(&sql, args).await?.iter().map(ward).collect()
}

/// Every ward, facility by facility.
pub(crate) async fn all(q: &impl Query) -> Result<Vec<Ward>, StoreError> {
    let sql = format!("SELECT {} FROM ward WHERE ward_id > $1 ORDER BY ward_id LIMIT $2", COLUMNS.join(", "));
    let mut wards = q.walk(&sql, "ward_id", ward).await?;
    wards.sort_by(|a, b| (a.facility, &a.name, a.id).cmp(&(b.facility, &b.name, b.id)));
    Ok(wards)
}

/// The wards whose column (`facility_id`, `ward_id`) holds one of these.
pub(crate) async fn whose(q: &impl Query, column: &'static str, ids: Vec<Value>) -> Result<Vec<Ward>, StoreError> {
    let mut wards = Vec::new();
    for piece in q.pieces(&ids, IDS_MAX) {
        let (among, args) = q.among(column, 1, piece.to_vec());
        wards.extend(read(q, &among, args).await?);
    }
    Ok(wards)
}

/// Writes wards: new ones as they are, known ones when the version before is still there. `false` when one was not, or
/// when a ward in use has the name and pool.
pub(crate) async fn put(tx: &Tx, wards: &[Ward]) -> Result<bool, StoreError> {
    for group in wards.chunks(ROWS_MAX) {
        let sql = format!(
            "INSERT INTO ward ({}) VALUES {} ON CONFLICT (ward_id) DO UPDATE SET {} WHERE ward.version = excluded.version - 1",
            COLUMNS.join(", "),
            value_rows(group.len(), COLUMNS.len()),
            renewed(COLUMNS.get(1..).unwrap_or_default()),
        );
        let values =
            |one: &Ward| args![one.id, one.version, one.facility, &one.name, checks::key(&one.name), one.pool, one.reported_by, one.active];
        if tx.execute(&sql, group.iter().flat_map(values).collect()).await? != group.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}
