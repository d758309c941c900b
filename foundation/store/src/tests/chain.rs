//! The chain: it holds, it grows in batches on PostgreSQL, and it shows what was changed.

use std::time::Duration;

use serde_json::json;

use super::{TestDb, both_engines};
use crate::{Db, Engine, Entry, Query, StoreError, Subject, args, run_sealer, verify};

async fn write_notes(test: &TestDb, count: usize) {
    for number in 0..count {
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                tx.record(Entry::new(Subject::new("note", number), "note.said", 1, json!({ "n": number, "text": "ab\ncd" })));
                Ok(())
            })
            .await;
        outcome.unwrap();
    }
}

/// Waits until nothing is unsealed; the bound is only for a sealer that never comes.
pub(super) async fn wait_sealed(db: &Db) {
    let sealed = async {
        loop {
            let row = db.row("SELECT COUNT(*) AS n FROM journal_entry WHERE seq IS NULL", args![]).await.unwrap().unwrap();
            if row.get::<i64>("n").unwrap() == 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), sealed).await.expect("the sealer comes");
}

#[tokio::test]
async fn the_chain_holds_and_shows_a_changed_entry() {
    for test in both_engines().await {
        write_notes(&test, 25).await;
        if test.db.engine() == Engine::Postgres {
            let before = verify(&test.db, test.db.realm(), |_| {}).await.unwrap();
            assert_eq!((before.sealed, before.unsealed), (0, 25), "entries wait for the sealer");
            tokio::spawn(run_sealer(test.db.clone(), sigap_kernel::World::real(), "n1".into()));
            tokio::spawn(run_sealer(test.db.clone(), sigap_kernel::World::real(), "n2".into()));
            wait_sealed(&test.db).await;
        }
        let mut last = 0;
        let report = verify(&test.db, test.db.realm(), |seq| last = seq).await.unwrap();
        assert_eq!((report.sealed, report.unsealed, report.broken_at, last), (25, 0, None, 25));

        tamper(&test, "UPDATE journal_entry SET body = '{\"n\":99}' WHERE seq = 7").await;
        let report = verify(&test.db, test.db.realm(), |_| {}).await.unwrap();
        assert_eq!(report.broken_at.unwrap().0, 7);
        tamper(&test, "DELETE FROM journal_entry WHERE seq = 5").await;
        let report = verify(&test.db, test.db.realm(), |_| {}).await.unwrap();
        assert_eq!(report.broken_at, Some((5, "an entry is missing".to_owned())));
    }
}

/// Does what an intruder with the database in hand would do.
pub(super) async fn tamper(test: &TestDb, sql: &str) {
    let tx = test.db.begin_plain().await.unwrap();
    tx.plain(sql).await.unwrap();
    tx.commit().await.unwrap();
}
