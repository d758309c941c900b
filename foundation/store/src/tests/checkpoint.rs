//! What is committed is carried from SQLite's log into its file while the program goes on.

use std::time::Duration;

use super::*;
use crate::{Entry, Query as _, SQLITE_FILE, StoreError, Subject, args, run_checkpointer};

/// Longer than any disk takes.
const CARRIED_WITHIN: Duration = Duration::from_secs(60);

/// Whether the file without its log has the note.
async fn is_in_the_file(test: &TestDb, id: &str) -> bool {
    let StoreConfig::Folder(folder) = &test.config else { return false };
    let copied = tempfile::tempdir().unwrap();
    std::fs::copy(folder.join(SQLITE_FILE), copied.path().join(SQLITE_FILE)).unwrap();
    // A page that is being written may be torn in the copy: then it is looked at again.
    let Ok(copy) = Db::open(&StoreConfig::Folder(copied.path().to_owned()), &[NOTES]).await else { return false };
    copy.row("SELECT id FROM note WHERE id = $1", args![id]).await.is_ok_and(|row| row.is_some())
}

async fn write(test: &TestDb, id: &'static str) {
    let written: Result<(), StoreError> = test
        .db
        .write(&test.ctx(), |tx| async move {
            tx.execute("INSERT INTO note (id, text, version) VALUES ($1, 'x', 1)", args![id]).await?;
            tx.record(Entry::new(Subject::new("note", id), "note.written", 1, serde_json::json!({})));
            Ok(())
        })
        .await;
    written.unwrap();
}

#[tokio::test]
async fn what_is_committed_reaches_the_file_without_anybody_waiting_for_it() {
    let test = &open(sqlite_config()).await;
    write(test, "before").await;
    assert!(!is_in_the_file(test, "before").await, "the log is short: the writer has not carried it over");
    let checkpointer = tokio::spawn(run_checkpointer(test.db.clone()));
    let carried = async {
        while !is_in_the_file(test, "before").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(CARRIED_WITHIN, carried).await.unwrap();
    write(test, "after").await;
    assert!(test.db.row("SELECT id FROM note WHERE id = 'after'", args![]).await.unwrap().is_some());
    checkpointer.abort();
}

#[tokio::test]
async fn a_server_has_its_own() {
    let Some(config) = postgres_config().await else { return };
    let test = open((config, tempfile::tempdir().unwrap())).await;
    tokio::time::timeout(CARRIED_WITHIN, run_checkpointer(test.db)).await.unwrap();
}
