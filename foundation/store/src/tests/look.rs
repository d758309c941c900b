//! Looking back: newest first, page by page, narrowed, and never through more than its limit. And the check of the last entries.

use serde_json::json;
use sigap_kernel::{Actor, EntryId, UtcMs};

use super::chain::{tamper, wait_sealed};
use super::{TestDb, both_engines};
use crate::{Db, Engine, Entry, Look, Query as _, StoreError, Subject, args, last_entries, look_back, run_sealer, verify_last};

const MINUTE_MS: i64 = 60_000;

/// One entry a minute: nine about wards, then one about a user, and so on.
async fn write_entries(test: &TestDb, count: usize) {
    for number in 0..count {
        let subject = if number % 10 == 9 { Subject::new("user", "sri") } else { Subject::new("ward", number % 3) };
        write(test, subject, if number.is_multiple_of(2) { "test.even" } else { "test.odd" }, number).await;
        test.clock.advance_s(60);
    }
}

async fn write(test: &TestDb, subject: Subject, kind: &'static str, number: usize) {
    let actor = if number.is_multiple_of(4) { Actor::Anyone } else { Actor::System("test") };
    let (ctx, subject) = (&test.world.ctx(actor), &subject);
    let written: Result<(), StoreError> = test
        .db
        .write(ctx, |tx| async move {
            tx.record(Entry::new(subject.clone(), kind, 1, json!({ "n": number })));
            Ok(())
        })
        .await;
    written.unwrap();
}

/// The numbers of what a look finds, and where it goes on.
async fn found(db: &Db, look: &Look, limit: usize) -> (Vec<u64>, Option<EntryId>) {
    let looked = look_back(db, look, limit).await.unwrap();
    assert!(!looked.gave_out, "these few are gone through");
    let number = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["n"].as_u64().unwrap();
    (looked.rows.iter().map(|row| number(&row.body)).collect(), looked.older)
}

#[tokio::test]
async fn the_newest_come_first_and_no_page_shows_one_twice() {
    for test in both_engines().await {
        write_entries(&test, 25).await;
        let (mut seen, mut look) = (Vec::new(), Look::default());
        loop {
            let (page, older) = found(&test.db, &look, 10).await;
            seen.extend(page);
            let Some(older) = older else { break };
            look.before = Some(older);
        }
        assert_eq!(seen, (0..25).rev().collect::<Vec<u64>>());
    }
}

#[tokio::test]
async fn a_look_is_narrowed_to_subject_kind_actor_day_and_what_one_may_see() {
    for test in both_engines().await {
        let start = test.world.now();
        write_entries(&test, 25).await;
        let at = |minute: i64| UtcMs(start.0 + minute * MINUTE_MS);
        let subjects = |all: &[(&str, &str)]| Some(all.iter().map(|(kind, id)| Subject::new(kind, id)).collect::<Vec<_>>());
        let cases: Vec<(Look, Vec<u64>)> = vec![
            (Look { subject_kind: "user".into(), ..Look::default() }, vec![19, 9]),
            (Look { subject_kind: "us".into(), ..Look::default() }, vec![]),
            (Look { subjects: subjects(&[("user", "sri"), ("user", "budi")]), ..Look::default() }, vec![19, 9]),
            (Look { subjects: Some(vec![]), ..Look::default() }, vec![]),
            (Look { actor_kind: "anyone".into(), between: Some((at(3), at(13))), ..Look::default() }, vec![12, 8, 4]),
            (Look { within: subjects(&[("ward", "2")]), between: Some((at(0), at(8))), ..Look::default() }, vec![5, 2]),
            (Look { within: Some(vec![]), ..Look::default() }, vec![]),
        ];
        for (look, expected) in cases {
            assert_eq!(found(&test.db, &look, 50).await, (expected, None), "{look:?}");
        }
    }
}

#[tokio::test]
async fn the_last_entry_of_a_type_is_found_for_each_subject() {
    for test in both_engines().await {
        write_entries(&test, 25).await;
        let subjects = [Subject::new("ward", 0), Subject::new("ward", 1), Subject::new("user", "sri"), Subject::new("user", "budi")];
        let mut last: Vec<(String, String)> = Vec::new();
        for row in last_entries(&test.db, &subjects, &["test.even"]).await.unwrap() {
            last.push((row.subject.as_str().to_owned(), row.body));
        }
        last.sort();
        assert_eq!(last, [("ward:0".into(), "{\"n\":24}".to_owned()), ("ward:1".into(), "{\"n\":22}".into())]);
        assert!(last_entries(&test.db, &[], &["test.even"]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_check_of_the_last_entries_finds_what_is_changed_among_them() {
    for test in both_engines().await {
        write_entries(&test, 25).await;
        if test.db.engine() == Engine::Postgres {
            tokio::spawn(run_sealer(test.db.clone(), sigap_kernel::World::real(), "n1".into()));
            wait_sealed(&test.db).await;
        }
        let check = async |entries| verify_last(&test.db, test.db.realm(), entries).await.unwrap();
        let head = check(100).await;
        assert_eq!((head.sealed, head.broken_at.clone()), (25, None));
        assert_eq!(check(10).await, head, "the last ten lead to the same head");
        tamper(&test, "UPDATE journal_entry SET body = '{\"n\":99}' WHERE seq = 7").await;
        assert_eq!(check(10).await, head, "what is before is not looked at");
        assert_eq!(check(20).await.broken_at.map(|(at, _)| at), Some(7));
        tamper(&test, "UPDATE journal_entry SET body = '{\"n\":99}' WHERE seq = 20").await;
        assert_eq!(check(10).await.broken_at.map(|(at, _)| at), Some(20));
        tamper(&test, "DELETE FROM journal_entry WHERE seq = 15").await;
        assert_eq!(check(10).await.broken_at.map(|(at, _)| at), Some(16), "without the entry before it the first cannot be right");
        assert_eq!(test.db.rows("SELECT seq FROM journal_entry", args![]).await.unwrap().len(), 24);
    }
}
