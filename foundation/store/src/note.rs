//! Which folder of a machine belongs to a PostgreSQL database: for commands that are given the address of the database alone. The
//! note lies with the leases; the folder says in turn which database it belongs to, as a copy of a database copies its notes.

use sea_orm::sqlx::{self, Connection as _, PgConnection, Row as _};

use crate::{Db, Query as _, StoreError, args};

/// What tells a database from every other, copies of it included: where its server is, and its number there.
const IDENTITY: &str =
    "SELECT COALESCE(host(inet_server_addr()), 'socket') || ':' || current_setting('port') || '/' || datname || '#' || oid::TEXT AS id
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
    let mut conn = PgConnection::connect(url)
        .await
        .map_err(|error| StoreError::Database(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))))?;
    let holder = sqlx::query("SELECT holder FROM lease WHERE name = $1").bind(lease).fetch_optional(&mut conn).await.ok().flatten();
    let identity = sqlx::query(IDENTITY).fetch_optional(&mut conn).await.ok().flatten();
    let text = |row: Option<sqlx::postgres::PgRow>| row.and_then(|row| row.try_get::<String, _>(0).ok());
    let note = text(holder).zip(text(identity)).map(|(folder, identity)| FolderNote { folder, identity });
    // Whatever the closing says, the answer is there.
    let _ = conn.close().await;
    Ok(note)
}
