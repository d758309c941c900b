//! Connecting to either engine, so that what is acknowledged is on the disk.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection as _, PgConnection, SqliteConnection};

use crate::pools::Pools;
use crate::servers::{Primary, standing};
use crate::{Engine, StoreError};

/// The database in a folder.
pub const SQLITE_FILE: &str = "sigap.db";
/// Connections that only read; the checkpointer has one of them now and then.
const READERS: u32 = 5;
/// Pages the connection that writes keeps for itself, in KiB, as SQLite writes it: with a minus.
const WRITER_CACHE: &str = "-16000";
/// The same for each that reads: what it does not keep the system has at hand, once for all of them. Nightly work that reads whole
/// tables would otherwise leave a copy of them with every reader.
const READER_CACHE: &str = "-8000";
/// Prepared statements kept by each connection.
const STATEMENTS_KEPT: usize = 256;
/// How long one SQLite statement waits for a lock.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// How long anyone waits for a connection.
pub(crate) const CONNECTION_WAIT: Duration = Duration::from_secs(10);
/// Connections to PostgreSQL for readers and for writers on which a person waits.
pub(crate) const POSTGRES_CONNECTIONS: u32 = 16;
/// Connections to PostgreSQL for bulk writers: few, because each has to learn the long statements of groups by itself.
pub(crate) const POSTGRES_BULK_WRITERS: u32 = 4;

/// Opens the file in a folder, or makes it: one connection that writes, and some that only read.
pub(crate) async fn sqlite(folder: &Path) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join(SQLITE_FILE))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .statement_cache_capacity(STATEMENTS_KEPT)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", WRITER_CACHE)
        .pragma("wal_autocheckpoint", crate::checkpoint::WRITER_PAGES);
    let writers = SqlitePoolOptions::new()
        .after_connect(|conn, _| Box::pin(assert_sqlite_durable(conn)))
        // SQLite ends a transaction on its own when the disk is full, and the connection goes on counting itself inside. Each later one
        // would begin as a savepoint; after the first that is refused, nothing would be committed any more.
        .before_acquire(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
        .max_connections(1)
        .acquire_timeout(CONNECTION_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(CONNECTION_WAIT)
        .connect_with(options.create_if_missing(false).pragma("query_only", "ON").pragma("cache_size", READER_CACHE))
        .await?;
    Ok(Pools::new(Engine::Sqlite, readers.into(), writers.clone().into(), writers.into()))
}

/// Connects to the server that was found to take writes. A connection behind which another server answers by now, one that follows or was
/// overtaken, is refused: nothing is ever written there.
pub(crate) fn postgres(options: &PgConnectOptions, primary: &Primary) -> Pools {
    let options = options.clone().application_name("sigap").statement_cache_capacity(STATEMENTS_KEPT);
    // Pages are in memory or on a disk without moving parts, and every statement of Sigap names rows by their keys: told so, the planner
    // looks them up instead of reading whole tables while these are small.
    let options = options.options([("synchronous_commit", "on"), ("timezone", "UTC"), ("random_page_cost", "1.1")]);
    // A node whose machine died, or that stands still, does not keep the others from the rows it held.
    let options = options.options([
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "2"),
        ("tcp_keepalives_count", "3"),
        ("tcp_user_timeout", "11s"),
        ("idle_in_transaction_session_timeout", "60s"),
    ]);
    let pool = |connections| -> DatabaseConnection {
        let known = Arc::new(primary.clone());
        PgPoolOptions::new()
            .after_connect(move |conn, _| {
                let known = known.clone();
                Box::pin(async move {
                    assert_postgres_durable(conn).await?;
                    let is_it = known.is_not_past(&standing(conn).await?);
                    durable(is_it, "this PostgreSQL server follows another, or was overtaken: nothing is written there")
                })
            })
            .max_connections(connections)
            .acquire_timeout(CONNECTION_WAIT)
            .connect_lazy_with(options.clone())
            .into()
    };
    let people = pool(POSTGRES_CONNECTIONS);
    Pools::new(Engine::Postgres, people.clone(), people, pool(POSTGRES_BULK_WRITERS))
}

/// Refuses a connection on which an acknowledged write might not be on the disk: journal mode WAL, synchronous FULL (2).
pub(crate) async fn assert_sqlite_durable(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *conn).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *conn).await?;
    durable(mode == "wal" && synchronous == 2, "SQLite must run with journal_mode=WAL and synchronous=FULL")
}

/// The same for PostgreSQL: `fsync`, `full_page_writes` and `synchronous_commit` are on.
pub(crate) async fn assert_postgres_durable(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    for setting in ["SHOW fsync", "SHOW full_page_writes", "SHOW synchronous_commit"] {
        let value: String = sqlx::query_scalar(setting).fetch_one(&mut *conn).await?;
        durable(value != "off", "PostgreSQL must run with fsync, full_page_writes and synchronous_commit on")?;
    }
    Ok(())
}

fn durable(is_so: bool, otherwise: &'static str) -> Result<(), sqlx::Error> {
    if is_so { Ok(()) } else { Err(sqlx::Error::Configuration(otherwise.into())) }
}
