//! What wants attention at facilities, counted: `intake_problem`, `feed_row`.

use std::collections::BTreeSet;

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Arg as _, Query, StoreError, args};

/// Feeds of a facility that are silent, and its other problems.
pub(crate) async fn problems(q: &impl Query, facility: FacilityId) -> Result<(u32, u32), StoreError> {
    let sql = "SELECT COUNT(CASE WHEN kind = 'silent' THEN 1 END) AS silent, COUNT(CASE WHEN kind <> 'silent' THEN 1 END) AS others
         FROM intake_problem WHERE facility_id = $1";
    let Some(row) = q.row(sql, args![facility]).await? else { return Ok((0, 0)) };
    Ok((row.get("silent")?, row.get("others")?))
}

/// All open problems of the city, silence left out, and since when the oldest is met.
pub(crate) async fn all_problems(q: &impl Query) -> Result<(u32, Option<UtcMs>), StoreError> {
    let sql = "SELECT COUNT(*) AS problems, MIN(first_ms) AS at_ms FROM intake_problem WHERE kind <> 'silent'";
    let Some(row) = q.row(sql, Vec::new()).await? else { return Ok((0, None)) };
    Ok((row.get("problems")?, row.get("at_ms")?))
}

/// Those of these facilities that have problems, silence among them.
pub(crate) async fn with_problems(q: &impl Query, facilities: &[FacilityId]) -> Result<BTreeSet<FacilityId>, StoreError> {
    among(q, "SELECT DISTINCT facility_id FROM intake_problem WHERE", facilities).await
}

/// Those of these facilities of which a row waits for a person.
pub(crate) async fn with_rows_waiting(q: &impl Query, facilities: &[FacilityId]) -> Result<BTreeSet<FacilityId>, StoreError> {
    among(q, "SELECT DISTINCT facility_id FROM feed_row WHERE joined = 'waiting' AND removed_ms IS NULL AND", facilities).await
}

async fn among(q: &impl Query, sql: &str, facilities: &[FacilityId]) -> Result<BTreeSet<FacilityId>, StoreError> {
    if facilities.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (among, args) = q.among("facility_id", 1, facilities.iter().map(|one| one.arg()).collect());
    q.rows(&format!("{sql} {among}"), args).await?.iter().map(|row| row.get("facility_id")).collect()
}
