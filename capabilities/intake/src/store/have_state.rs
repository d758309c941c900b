//! What hospitals say by EDXL-HAVE beside their beds: `have_state`.

use sigap_kernel::FacilityId;
use sigap_store::{Query, Row, StoreError, Tx, args, value_rows};

use crate::have::state::{Kept, Said};

/// Puts what is said now in the place of what was.
pub(crate) async fn put(tx: &Tx, facility: FacilityId, kept: &Kept) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO have_state (facility_id, said_ms, emergency_ms, said) VALUES {}
         ON CONFLICT (facility_id) DO UPDATE SET said_ms = excluded.said_ms, emergency_ms = excluded.emergency_ms, said = excluded.said",
        value_rows(1, 4)
    );
    let said = serde_json::to_string(&kept.said).unwrap_or_default();
    tx.execute(&sql, args![facility, kept.at, kept.emergency_at, said]).await.map(drop)
}

/// What a facility said last, if anything.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId) -> Result<Option<Kept>, StoreError> {
    let sql = "SELECT said_ms, emergency_ms, said FROM have_state WHERE facility_id = $1";
    q.row(sql, args![facility]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    let said: String = row.get("said")?;
    let unreadable = |error: serde_json::Error| StoreError::Unreadable { column: "said".to_owned(), why: error.to_string() };
    let said: Said = serde_json::from_str(&said).map_err(unreadable)?;
    Ok(Kept { said, at: row.get("said_ms")?, emergency_at: row.get("emergency_ms")? })
}
