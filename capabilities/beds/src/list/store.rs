//! All SQL of the bed manager's list. What the page reads is held small by two partial indexes: open lines, and those that ended of late.

use sigap_kernel::{FacilityId, PersonId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args, as_text};

use super::model::{OPEN_MAX, Plan, PlanId, PlanKind, PlanState, SealedLabel};

as_text!(PlanId, PlanKind, PlanState);

const COLUMNS: &str = "plan_id, facility_id, version, kind, state, ward_id, to_ward_id, since_ms, at_ms, person_id, sealed, came_from, was_sex, \
                       actor, ended_at_ms";

fn read(row: &Row) -> Result<Plan, StoreError> {
    let (person, sealed): (Option<PersonId>, Option<String>) = (row.get("person_id")?, row.get("sealed")?);
    Ok(Plan {
        id: row.get("plan_id")?,
        facility: row.get("facility_id")?,
        version: row.get("version")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        ward: row.get("ward_id")?,
        to_ward: row.get("to_ward_id")?,
        since: row.get("since_ms")?,
        at: row.get("at_ms")?,
        label: person.zip(sealed).map(|(person, sealed)| SealedLabel { person, sealed }),
        came_from: row.get("came_from")?,
        was: row.get("was_sex")?,
        actor: row.get("actor")?,
        ended_at: row.get("ended_at_ms")?,
    })
}

/// The statement of the open lines of a hospital, by hour.
pub(crate) fn open_sql() -> String {
    format!("SELECT {COLUMNS} FROM bed_plan WHERE facility_id = $1 AND ended_at_ms IS NULL ORDER BY at_ms, plan_id LIMIT {OPEN_MAX}")
}

/// The statement of the lines of a hospital that ended since an instant, the last ones first.
pub(crate) fn ended_sql() -> String {
    format!("SELECT {COLUMNS} FROM bed_plan WHERE facility_id = $1 AND ended_at_ms >= $2 ORDER BY ended_at_ms DESC LIMIT $3")
}

/// The open lines of a hospital, by hour.
pub(crate) async fn open_of(q: &impl Query, facility: FacilityId) -> Result<Vec<Plan>, StoreError> {
    q.rows(&open_sql(), args![facility]).await?.iter().map(read).collect()
}

/// The open lines of all hospitals.
pub(crate) async fn all_open(q: &impl Query) -> Result<Vec<Plan>, StoreError> {
    q.rows(&format!("SELECT {COLUMNS} FROM bed_plan WHERE ended_at_ms IS NULL"), Vec::new()).await?.iter().map(read).collect()
}

/// The lines of a hospital that ended since an instant, the last ones first.
pub(crate) async fn ended_of(q: &impl Query, facility: FacilityId, since: UtcMs, limit: i64) -> Result<Vec<Plan>, StoreError> {
    q.rows(&ended_sql(), args![facility, since, limit]).await?.iter().map(read).collect()
}

/// How many lines of a hospital are open.
///
/// # Errors
/// What the database says.
pub async fn count_open(q: &impl Query, facility: FacilityId) -> Result<usize, StoreError> {
    let row = q.row("SELECT COUNT(*) AS n FROM bed_plan WHERE facility_id = $1 AND ended_at_ms IS NULL", args![facility]).await?;
    let count: i64 = row.map(|row| row.get("n")).transpose()?.unwrap_or_default();
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// One line of a hospital.
pub(crate) async fn one(q: &impl Query, facility: FacilityId, id: PlanId) -> Result<Option<Plan>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bed_plan WHERE plan_id = $1 AND facility_id = $2");
    q.row(&sql, args![id, facility]).await?.as_ref().map(read).transpose()
}

/// The open lines that began with the end of another.
pub(crate) async fn begun_by(q: &impl Query, facility: FacilityId, id: PlanId) -> Result<Vec<Plan>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bed_plan WHERE facility_id = $1 AND ended_at_ms IS NULL AND came_from = $2");
    q.rows(&sql, args![facility, id]).await?.iter().map(read).collect()
}

/// Adds a line as it is, past ones too: for whoever lays a city or a year. Asks nobody and records nothing.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &Tx, plan: &Plan) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO bed_plan ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    let label = plan.label.as_ref();
    let mut all = args![plan.id, plan.facility, plan.version, plan.kind, plan.state, plan.ward, plan.to_ward, plan.since, plan.at];
    all.extend(args![label.map(|label| label.person), label.map(|label| label.sealed.as_str()), plan.came_from, plan.was]);
    all.extend(args![plan.actor.as_str(), plan.ended_at]);
    tx.execute(&sql, all).await.map(drop)
}

/// Writes a line in its next version over the one before; `false` when somebody else was faster.
pub(crate) async fn change(tx: &Tx, plan: &Plan) -> Result<bool, StoreError> {
    let sql = "UPDATE bed_plan SET version = $3, state = $4, since_ms = $5, at_ms = $6, actor = $7, ended_at_ms = $8, was_sex = $9
         WHERE plan_id = $1 AND facility_id = $2 AND version = $3 - 1";
    let all = args![plan.id, plan.facility, plan.version, plan.state, plan.since, plan.at, plan.actor.as_str(), plan.ended_at, plan.was];
    Ok(tx.execute(sql, all).await? == 1)
}

/// Whether a line ended before an instant.
pub(crate) async fn has_ended_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT plan_id FROM bed_plan WHERE ended_at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Removes at most `limit` lines that ended before an instant; gives how many, and whom they were about.
pub(crate) async fn remove(tx: &Tx, before: UtcMs, limit: i64) -> Result<(u64, Vec<PersonId>), StoreError> {
    let sql = "DELETE FROM bed_plan WHERE plan_id IN (SELECT plan_id FROM bed_plan WHERE ended_at_ms < $1 LIMIT $2) RETURNING person_id";
    let rows = tx.returning(sql, args![before, limit]).await?;
    let persons: Result<Vec<Option<PersonId>>, _> = rows.iter().map(|row| row.get("person_id")).collect();
    Ok((rows.len() as u64, persons?.into_iter().flatten().collect()))
}
