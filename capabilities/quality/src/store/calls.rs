//! The log of a case: `family_case_call`.

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, StoreError, Tx, args};

use crate::model::{CallAnswer, CallId, CaseId};

/// One call of the help desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) facility: FacilityId,
    pub(crate) answer: CallAnswer,
    pub(crate) at: UtcMs,
    pub(crate) actor: String,
    /// Who called, sealed.
    pub(crate) by: String,
    /// What was said, sealed.
    pub(crate) note: Option<String>,
}

/// Adds a call; false when it is there already.
pub(crate) async fn insert(tx: &Tx, case: CaseId, call: &Call) -> Result<bool, StoreError> {
    let sql = "INSERT INTO family_case_call (call_id, case_id, facility_id, answer, at_ms, actor, by_sealed, note_sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (call_id) DO NOTHING";
    let args = args![call.id, case, call.facility, call.answer, call.at, call.actor.as_str(), call.by.as_str(), call.note.clone()];
    Ok(tx.execute(sql, args).await? > 0)
}

/// The calls of a case, the first one first.
pub(crate) async fn of_case(q: &impl Query, case: CaseId, limit: i64) -> Result<Vec<Call>, StoreError> {
    let sql = "SELECT call_id, facility_id, answer, at_ms, actor, by_sealed, note_sealed FROM family_case_call
         WHERE case_id = $1 ORDER BY at_ms, call_id LIMIT $2";
    let rows = q.rows(sql, args![case, limit]).await?;
    let read = |row: &sigap_store::Row| {
        Ok(Call {
            id: row.get("call_id")?,
            facility: row.get("facility_id")?,
            answer: row.get("answer")?,
            at: row.get("at_ms")?,
            actor: row.get("actor")?,
            by: row.get("by_sealed")?,
            note: row.get("note_sealed")?,
        })
    };
    rows.iter().map(read).collect()
}
