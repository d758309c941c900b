//! Names of places.

use sigap_kernel::GeoPoint;
use sigap_store::{Query, Row, StoreError, Tx, args, value_rows};

use super::{ROWS_MAX, renewed};
use crate::Place;

const COLUMNS: [&str; 7] = ["code", "kind", "name", "parent", "within", "lat", "lon"];

/// Every place, districts before their villages.
pub(crate) async fn all(q: &impl Query) -> Result<Vec<Place>, StoreError> {
    let sql = format!("SELECT {} FROM place ORDER BY code", COLUMNS.join(", "));
    q.rows(&sql, Vec::new()).await?.iter().filter_map(|row| place(row).transpose()).collect()
}

/// A row whose point is not on the earth is left out.
fn place(row: &Row) -> Result<Option<Place>, StoreError> {
    let Ok(point) = GeoPoint::new(row.get("lat")?, row.get("lon")?) else { return Ok(None) };
    let (code, kind, name) = (row.get("code")?, row.get("kind")?, row.get("name")?);
    Ok(Some(Place { code, kind, name, parent: row.get("parent")?, within: row.get("within")?, point }))
}

/// Writes places, each over what stood under its code.
pub(crate) async fn put(tx: &Tx, places: &[Place]) -> Result<(), StoreError> {
    for group in places.chunks(ROWS_MAX) {
        let sql = format!(
            "INSERT INTO place ({}) VALUES {} ON CONFLICT (code) DO UPDATE SET {}",
            COLUMNS.join(", "),
            value_rows(group.len(), COLUMNS.len()),
            renewed(COLUMNS.get(1..).unwrap_or_default()),
        );
        let values = |one: &Place| args![&one.code, one.kind, &one.name, &one.parent, &one.within, one.point.lat(), one.point.lon()];
        tx.execute(&sql, group.iter().flat_map(values).collect()).await?;
    }
    Ok(())
}
