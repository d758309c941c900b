//! Backup and restore: on each engine, and from one to the other.

use serde_json::json;

use super::{NOTES, both_engines, open, postgres_config, sqlite_config};
use crate::{Db, Entry, Migration, MigrationSet, Query, StoreError, Subject, args, backup, restore};

#[tokio::test]
async fn a_backup_comes_back_whole_on_either_engine() {
    for test in both_engines().await {
        for number in 0..30i64 {
            let outcome: Result<(), StoreError> = test
                .db
                .write(&test.ctx(), |tx| async move {
                    let id = format!("n{number}");
                    tx.execute(
                        "INSERT INTO note (id, text, size, version) VALUES ($1, $2, $3, $4)",
                        args![&id, "a \"b\"\n'c' é", number as f64 / 3.0, number],
                    )
                    .await?;
                    tx.record(Entry::new(Subject::new("note", &id), "note.written", 1, json!({})));
                    Ok(())
                })
                .await;
            outcome.unwrap();
        }
        if test.db.engine() == crate::Engine::Postgres {
            tokio::spawn(crate::run_sealer(test.db.clone(), sigap_kernel::World::real(), "n".into()));
            super::chain::wait_sealed(&test.db).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("city.sigap");
        let report = backup(&test.db, &file, |_, _| {}).await.unwrap();
        assert_eq!((report.rows["note"], report.journal_seq), (30, 30));

        let mut targets = vec![sqlite_config()];
        if let Some(config) = postgres_config().await {
            targets.push((config, tempfile::tempdir().unwrap()));
        }
        for target in targets {
            let target = open(target).await;
            let restored = restore(&target.db, &file, |_, _| {}).await.unwrap();
            assert_eq!((restored.rows["note"], restored.journal.sealed, restored.journal.broken_at), (30, 30, None));
            let row = target.db.row("SELECT text, size, version FROM note WHERE id = 'n29'", args![]).await.unwrap().unwrap();
            assert_eq!(row.get::<String>("text").unwrap(), "a \"b\"\n'c' é");
            assert!((row.get::<f64>("size").unwrap() - 29.0 / 3.0).abs() < 1e-12);
            let again = restore(&target.db, &file, |_, _| {}).await;
            assert!(again.unwrap_err().to_string().contains("not empty"));
        }
    }
}

#[tokio::test]
async fn what_is_not_a_backup_is_refused_with_a_sentence() {
    let test = open(sqlite_config()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x");
    std::fs::write(&file, b"hello").unwrap();
    assert!(restore(&test.db, &file, |_, _| {}).await.is_err());
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_schema_and_a_changed_migration() {
    for test in both_engines().await {
        let older = Db::open(&test.config, &[]).await;
        assert!(older.err().unwrap().to_string().contains("newer Sigap"));
        const CHANGED: MigrationSet =
            MigrationSet { room: "notes", steps: &[Migration { name: "0001_note", sqlite: "SELECT 2", postgres: "SELECT 2" }] };
        let changed = Db::open(&test.config, &[CHANGED]).await;
        assert!(changed.err().unwrap().to_string().contains("was changed"));
        assert!(Db::open(&test.config, &[NOTES]).await.is_ok());
    }
}
