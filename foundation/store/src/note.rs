//! Which folder of a machine belongs to a PostgreSQL database: for commands that are given the address of the database alone. The
//! note lies with the leases; the folder says in turn which database it belongs to, as a copy of a database copies its notes.

use crate::sql::Conn;
use crate::{Db, Query as _, Rows, StoreError, args, lookout};

/// What tells a database from every other, copies of it included: its cluster, and its number there. A standby that takes over is of the
/// same cluster.
const IDENTITY: &str = "SELECT (SELECT system_identifier::TEXT FROM pg_control_system()) || '/' || datname || '#' || oid::TEXT AS id
                        FROM pg_database WHERE datname = current_database()";

/// What a database says of its folder on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderNote {
    /// The folder that was noted last.
    pub folder: String,
    /// What tells this database from every other.
    pub identity: String,
}

/// What tells an open PostgreSQL database from every other.
///
/// # Errors
/// What the database says.
pub async fn identity(db: &Db) -> Result<Option<String>, StoreError> {
    db.row(IDENTITY, args![]).await?.map(|row| row.get("id")).transpose()
}

/// The note of a lease in a PostgreSQL database that is not opened for it: nothing is migrated, as a server of another version may
/// work on it. `None` when there is no such note, or no database of Sigap yet.
///
/// # Errors
/// When the database cannot be reached.
pub async fn folder_note(url: &str, lease: &str) -> Result<Option<FolderNote>, StoreError> {
    let (_, pools) = lookout::find(url).await?;
    let ask = |sql: &'static str, args| Conn::Pool(&pools.readers).query(sql, args);
    let text = |rows: Result<Rows, StoreError>, column| rows.ok()?.first()?.get::<String>(column).ok();
    let holder = text(ask("SELECT holder FROM lease WHERE name = $1", args![lease]).await, "holder");
    let identity = text(ask(IDENTITY, args![]).await, "id");
    Ok(holder.zip(identity).map(|(folder, identity)| FolderNote { folder, identity }))
}
