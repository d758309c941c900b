//! The checkpointer of SQLite: carries what was committed from the log into the file, beside the writer instead of in its way.
//!
//! SQLite has the writer do that itself once the log is long, and whoever reports at that moment waits for thousands of pages and two syncs of
//! the disk. The writer still does when this task does not keep up, and finds little left: only it can begin the log anew.
//!
//! On PostgreSQL there is nothing to do: its server has a checkpointer.

use std::time::Duration;

use crate::{Db, Engine, Query, StoreError, args};

/// How often what was committed is carried over.
const EVERY: Duration = Duration::from_millis(200);
/// Pages in the log from which on the writer does it itself, and begins the log anew.
pub(crate) const WRITER_PAGES: &str = "8000";
/// Waiting after the file could not be used.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Carries over until the program ends.
pub async fn run_checkpointer(db: Db) {
    if db.engine() != Engine::Sqlite {
        return;
    }
    loop {
        db.inner.committed.notified().await;
        tokio::time::sleep(EVERY).await;
        if let Err(error) = carry_over(&db).await {
            tracing::warn!(%error, "checkpointer: the database could not be used; trying again");
            tokio::time::sleep(RETRY_AFTER).await;
        }
    }
}

/// Carries over what is in the log now, without holding up anybody. What somebody still reads in an older state stays until the next time.
async fn carry_over(db: &Db) -> Result<(), StoreError> {
    db.rows("PRAGMA wal_checkpoint(PASSIVE)", args![]).await.map(drop)
}
