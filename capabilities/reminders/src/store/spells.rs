//! Times in which hospitals owe numbers: `reminder_spell`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

use crate::model::{Rung, Spell, SpellId};

/// A time in which a hospital owes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpellRow {
    pub(crate) id: SpellId,
    pub(crate) facility: FacilityId,
    pub(crate) rung: Rung,
    pub(crate) rung_at: UtcMs,
    /// Since when numbers are due.
    pub(crate) since: UtcMs,
    pub(crate) began_at: UtcMs,
    pub(crate) ended_at: Option<UtcMs>,
}

impl SpellRow {
    /// As the ladder sees it.
    pub(crate) const fn spell(&self) -> Spell {
        Spell { rung: self.rung, rung_at: self.rung_at }
    }
}

fn read(row: &Row) -> Result<SpellRow, StoreError> {
    Ok(SpellRow {
        id: row.get("spell_id")?,
        facility: row.get("facility_id")?,
        rung: row.get("rung")?,
        rung_at: row.get("rung_at_ms")?,
        since: row.get("since_ms")?,
        began_at: row.get("began_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
    })
}

const COLUMNS: &str = "spell_id, facility_id, rung, rung_at_ms, since_ms, began_at_ms, ended_at_ms";

/// All that go on, by hospital.
pub(crate) async fn open(q: &impl Query) -> Result<BTreeMap<FacilityId, SpellRow>, StoreError> {
    let rows = q.rows(&format!("SELECT {COLUMNS} FROM reminder_spell WHERE open_key IS NOT NULL"), Vec::new()).await?;
    rows.iter().map(|row| read(row).map(|one| (one.facility, one))).collect()
}

/// One of them.
pub(crate) async fn find(q: &impl Query, id: SpellId) -> Result<Option<SpellRow>, StoreError> {
    let row = q.row(&format!("SELECT {COLUMNS} FROM reminder_spell WHERE spell_id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// The newest of a hospital.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<SpellRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM reminder_spell WHERE facility_id = $1 ORDER BY began_at_ms DESC, spell_id LIMIT $2");
    q.rows(&sql, args![facility, limit]).await?.iter().map(read).collect()
}

/// Begins one; false when the hospital has one.
pub(crate) async fn begin(tx: &Tx, one: &SpellRow) -> Result<bool, StoreError> {
    let sql = "INSERT INTO reminder_spell (spell_id, open_key, facility_id, rung, rung_at_ms, since_ms, began_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (open_key) DO NOTHING";
    let args = args![one.id, one.facility.to_string(), one.facility, one.rung, one.rung_at, one.since, one.began_at];
    Ok(tx.execute(sql, args).await? > 0)
}

/// Moves one that goes on from a rung to another; false when it stands elsewhere.
pub(crate) async fn climb(tx: &Tx, id: SpellId, from: Rung, to: Rung, at: UtcMs) -> Result<bool, StoreError> {
    let sql = "UPDATE reminder_spell SET rung = $3, rung_at_ms = $4 WHERE spell_id = $1 AND rung = $2 AND open_key IS NOT NULL";
    Ok(tx.execute(sql, args![id, from, to, at]).await? > 0)
}

/// Ends one; false when it has ended.
pub(crate) async fn end(tx: &Tx, id: SpellId, at: UtcMs) -> Result<bool, StoreError> {
    let sql = "UPDATE reminder_spell SET rung = $2, ended_at_ms = $3, open_key = NULL WHERE spell_id = $1 AND open_key IS NOT NULL";
    Ok(tx.execute(sql, args![id, Rung::Answered, at]).await? > 0)
}
