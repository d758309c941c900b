//! The one row about the deployment itself.

use sigap_kernel::UtcMs;
use sigap_store::{Query, StoreError, Tx, args};
use sigap_web::Mode;

use crate::CityShadow;

/// There is one deployment in a database.
const NAME: &str = "this";

/// What the row says of the kind of deployment; `None` when it was never said.
pub(crate) async fn mode(q: &impl Query) -> Result<Option<Mode>, StoreError> {
    let row = q.row("SELECT mode FROM deployment WHERE name = $1", args![NAME]).await?;
    // A kind this program does not know is surely not the city itself.
    row.map(|row| Ok(row.get::<String>("mode")?.parse().unwrap_or(Mode::Training))).transpose()
}

/// Whether anything was ever done here.
pub(crate) async fn is_used(q: &impl Query) -> Result<bool, StoreError> {
    Ok(q.row("SELECT 1 AS used FROM journal_entry LIMIT 1", args![]).await?.is_some())
}

/// Says for good what a deployment is for; false when that was said before.
pub(crate) async fn put_mode(tx: &Tx, mode: Mode) -> Result<bool, StoreError> {
    let sql = "INSERT INTO deployment (name, version, mode, in_shadow, reason, decided_by) VALUES ($1, 0, $2, 0, '', '')
               ON CONFLICT (name) DO NOTHING";
    Ok(tx.execute(sql, args![NAME, mode.code()]).await? == 1)
}

/// How the city stands; open when nothing was ever decided.
///
/// # Errors
/// What the database says.
pub async fn city(q: &impl Query) -> Result<CityShadow, StoreError> {
    let sql = "SELECT version, in_shadow, since_ms, until_ms, reason, decided_by FROM deployment WHERE name = $1";
    let Some(row) = q.row(sql, args![NAME]).await? else { return Ok(CityShadow::default()) };
    Ok(CityShadow {
        version: row.get("version")?,
        is_on: row.get::<i64>("in_shadow")? != 0,
        since: row.get::<Option<UtcMs>>("since_ms")?,
        until: row.get::<Option<UtcMs>>("until_ms")?,
        reason: row.get("reason")?,
        decided_by: row.get("decided_by")?,
    })
}

/// Writes down how the city stands; false when somebody else was faster.
pub(crate) async fn put_city(tx: &Tx, city: &CityShadow) -> Result<bool, StoreError> {
    let first = "INSERT INTO deployment (name, version, mode, in_shadow, reason, decided_by) VALUES ($1, 0, $2, 0, '', '')
                 ON CONFLICT (name) DO NOTHING";
    tx.execute(first, args![NAME, Mode::Live.code()]).await?;
    let sql = "UPDATE deployment SET version = version + 1, in_shadow = $1, since_ms = $2, until_ms = $3, reason = $4, decided_by = $5
               WHERE name = $6 AND version = $7";
    let is_on = i64::from(city.is_on);
    Ok(tx.execute(sql, args![is_on, city.since, city.until, &city.reason, &city.decided_by, NAME, city.version]).await? == 1)
}
