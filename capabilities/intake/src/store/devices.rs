//! Phones of vehicles and what is wrong with what they send: `position_device`, `position_fault`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, FieldErrors, KeyId, UtcMs};
use sigap_store::{Arg as _, Query, Row, StoreError, Tx, args, value_rows};

use crate::position::devices::Device;
use crate::position::faults::{FaultKind, Note};

/// Faults written by one statement.
const FAULT_ROWS: usize = 200;
const COLUMNS: &str = "key_id, facility_id, name, app, speed_unit";

/// Writes a device down; `false` when it is there already.
pub(crate) async fn insert(tx: &Tx, device: &Device) -> Result<bool, StoreError> {
    let sql = format!("INSERT INTO position_device ({COLUMNS}, made_ms) VALUES {} ON CONFLICT DO NOTHING", value_rows(1, 6));
    let args = args![device.key, device.facility, &device.name, device.app, device.speed_unit, tx.now()];
    Ok(tx.execute(&sql, args).await? > 0)
}

/// All devices.
pub(crate) async fn all(q: &impl Query) -> Result<Vec<Device>, StoreError> {
    q.rows(&format!("SELECT {COLUMNS} FROM position_device"), args![]).await?.iter().map(read).collect()
}

/// The devices of a facility.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId) -> Result<Vec<Device>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM position_device WHERE facility_id = $1");
    q.rows(&sql, args![facility]).await?.iter().map(read).collect()
}

/// The devices of these keys.
pub(crate) async fn by_keys(q: &impl Query, keys: &[KeyId]) -> Result<Vec<Device>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (among, args) = q.among("key_id", 1, keys.iter().map(|key| key.arg()).collect());
    q.rows(&format!("SELECT {COLUMNS} FROM position_device WHERE {among}"), args).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Device, StoreError> {
    Ok(Device {
        key: row.get("key_id")?,
        facility: row.get("facility_id")?,
        name: row.get("name")?,
        app: row.get("app")?,
        speed_unit: row.get("speed_unit")?,
    })
}

/// Adds what was gathered since the last time.
pub(crate) async fn add_faults(tx: &Tx, faults: &[((KeyId, FaultKind), Note)]) -> Result<(), StoreError> {
    for piece in tx.pieces(faults, FAULT_ROWS) {
        let row = |((key, kind), note): &((KeyId, FaultKind), Note)| {
            args![*key, *kind, as_json(&note.reason), note.repeats, note.first, note.last]
        };
        let (table, args) = tx.table(piece.iter().map(row).collect());
        let sql = format!(
            "INSERT INTO position_fault (key_id, kind, reason, repeats, first_ms, last_ms) {table}
             ON CONFLICT (key_id, kind) DO UPDATE SET reason = excluded.reason, repeats = position_fault.repeats + excluded.repeats,
                last_ms = excluded.last_ms"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// Message ids by field always serialize, so there is no error to lose here.
fn as_json(reason: &FieldErrors) -> String {
    serde_json::to_string(reason).unwrap_or_default()
}

/// What is wrong with what a device sends, as the staff see it.
#[derive(Debug, Clone)]
pub(crate) struct FaultRow {
    pub(crate) key: KeyId,
    pub(crate) kind: FaultKind,
    /// Message ids by field.
    pub(crate) reason: BTreeMap<String, Vec<String>>,
    pub(crate) repeats: u32,
    pub(crate) last: UtcMs,
}

/// The faults of these devices, the last one first.
pub(crate) async fn faults_of(q: &impl Query, keys: &[KeyId]) -> Result<Vec<FaultRow>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (among, args) = q.among("key_id", 1, keys.iter().map(|key| key.arg()).collect());
    let sql = format!("SELECT key_id, kind, reason, repeats, last_ms FROM position_fault WHERE {among} ORDER BY last_ms DESC, kind");
    q.rows(&sql, args).await?.iter().map(read_fault).collect()
}

fn read_fault(row: &Row) -> Result<FaultRow, StoreError> {
    let reason: String = row.get("reason")?;
    Ok(FaultRow {
        key: row.get("key_id")?,
        kind: row.get("kind")?,
        reason: serde_json::from_str(&reason).unwrap_or_default(),
        repeats: row.get("repeats")?,
        last: row.get("last_ms")?,
    })
}
