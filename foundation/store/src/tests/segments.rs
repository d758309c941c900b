//! Closed months: when they are closed, what is published of them, and that nobody changes one unseen.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use sigap_kernel::UtcMs;

use super::chain::tamper;
use super::{TestDb, both_engines, open, sqlite_config};
use crate::archive::check;
use crate::{Entry, Month, Query, Segment, StoreError, Subject, archive, args, close_months, seal_now, segments, verify, verify_archive};

fn at(text: &str) -> UtcMs {
    UtcMs::parse_rfc3339(text).unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Writes entries at an instant, and has them sealed.
async fn say(test: &TestDb, when: &str, count: usize) {
    test.clock.set(at(when));
    for number in 0..count {
        let said: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                tx.record(Entry::new(Subject::new("note", number), "note.said", 1, json!({ "n": number, "text": "a\"b\ncé" })));
                Ok(())
            })
            .await;
        said.unwrap();
    }
    seal_now(&test.db, &test.world, "n").await.unwrap();
}

async fn close_at(test: &TestDb, when: &str) -> u64 {
    test.clock.set(at(when));
    let closed = close_months(&test.db, &test.ctx()).await.unwrap();
    seal_now(&test.db, &test.world, "n").await.unwrap();
    closed
}

async fn closed(test: &TestDb) -> Vec<Segment> {
    segments(&test.db, test.db.realm()).await.unwrap()
}

/// A journal with 40 entries in a closed month, and some after it.
async fn with_a_closed_month(test: &TestDb) {
    say(test, "2026-10-03T08:00:00Z", 40).await;
    say(test, "2026-11-02T08:00:00Z", 5).await;
    assert_eq!(close_at(test, "2026-11-22T08:00:00Z").await, 1);
}

async fn broken_at(test: &TestDb) -> Option<(i64, String)> {
    verify(&test.db, test.db.realm(), |_| {}).await.unwrap().broken_at
}

#[tokio::test]
async fn a_month_that_is_over_is_closed_once_with_its_last_entry() {
    for test in both_engines().await {
        say(&test, "2026-09-30T23:59:00Z", 3).await;
        say(&test, "2026-10-01T00:00:00Z", 4).await;
        assert_eq!(close_at(&test, "2026-10-01T00:30:00Z").await, 0, "not within the hour");
        assert_eq!(close_at(&test, "2026-10-01T01:00:00Z").await, 1);
        assert_eq!(close_at(&test, "2026-10-01T02:00:00Z").await, 0, "once");
        // October has four entries and that of the closing; November is silent.
        say(&test, "2026-12-09T08:00:00Z", 1).await;
        assert_eq!(close_at(&test, "2027-01-05T00:00:00Z").await, 2);
        let all = closed(&test).await;
        let seen: Vec<_> = all.iter().map(|one| (one.month.to_string(), one.first_seq, one.last_seq)).collect();
        assert_eq!(seen, [("2026-09".into(), 1, 3), ("2026-10".into(), 4, 8), ("2026-12".into(), 9, 9)]);
        assert_eq!((all[0].before_hash.as_str(), &all[1].before_hash), ("sigap", &all[0].head_hash));
        assert_eq!(broken_at(&test).await, None);
        let told = crate::entries_of(&test.db, &Subject::new("journal", "2026-09"), 10).await.unwrap();
        assert_eq!(told.len(), 1, "the closing itself is in the journal");
    }
}

#[tokio::test]
async fn of_two_nodes_that_close_a_month_one_does() {
    for test in both_engines().await {
        say(&test, "2026-10-03T08:00:00Z", 4).await;
        test.clock.set(at("2026-11-22T08:00:00Z"));
        let (one, other) = (test.ctx(), test.ctx());
        let (one, other) = tokio::join!(close_months(&test.db, &one), close_months(&test.db, &other));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        assert_eq!(closed(&test).await.len(), 1);
    }
}

#[tokio::test]
async fn what_waits_for_its_seal_keeps_its_month_open() {
    for test in both_engines().await.into_iter().filter(|test| test.db.engine() == crate::Engine::Postgres) {
        say(&test, "2026-10-03T08:00:00Z", 4).await;
        let late: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                tx.record(Entry::new(Subject::new("note", "late"), "note.said", 1, json!({})));
                Ok(())
            })
            .await;
        late.unwrap();
        test.clock.set(at("2026-11-22T08:00:00Z"));
        assert_eq!(close_months(&test.db, &test.ctx()).await.unwrap(), 0);
        seal_now(&test.db, &test.world, "n").await.unwrap();
        assert_eq!(close_months(&test.db, &test.ctx()).await.unwrap(), 1);
        assert_eq!(closed(&test).await[0].last_seq, 5);
    }
}

#[tokio::test]
async fn whatever_is_done_to_a_closed_month_is_found_with_its_number() {
    let swap = "UPDATE journal_entry SET seq = -20 WHERE seq = 20; UPDATE journal_entry SET seq = 20 WHERE seq = 21;
                UPDATE journal_entry SET seq = 21 WHERE seq = -20";
    let table = [
        ("a changed body", "UPDATE journal_entry SET body = '{}' WHERE seq = 7", 7),
        ("another actor", "UPDATE journal_entry SET actor = 'anyone' WHERE seq = 1", 1),
        ("another time", "UPDATE journal_entry SET at_ms = at_ms + 1 WHERE seq = 40", 40),
        ("a removed entry", "DELETE FROM journal_entry WHERE seq = 12", 12),
        ("two entries in another order", swap, 20),
        ("an end that was cut off", "DELETE FROM journal_entry WHERE seq >= 35", 35),
        ("everything removed", "DELETE FROM journal_entry", 1),
        ("another head", "UPDATE journal_segment SET head_hash = 'x'", 40),
    ];
    for (what, sql, number) in table {
        for test in both_engines().await {
            with_a_closed_month(&test).await;
            assert_eq!(broken_at(&test).await, None);
            tamper(&test, sql).await;
            assert_eq!(broken_at(&test).await.map(|(seq, _)| seq), Some(number), "{what}");
            let file = test._folder.path().join("month.jsonl");
            let archived = archive(&test.db, test.db.realm(), month("2026-10"), &file, |_| {}).await;
            assert!(archived.unwrap_err().to_string().contains(&format!("at entry {number}")), "{what}");
            assert!(!file.exists(), "a month that does not hold is not archived");
        }
    }
}

#[tokio::test]
async fn a_month_that_was_rewritten_as_a_whole_does_not_fit_its_head() {
    for test in both_engines().await {
        with_a_closed_month(&test).await;
        tamper(&test, "UPDATE journal_entry SET body = '{\"n\":99}' WHERE seq = 7").await;
        chain_anew(&test, 7).await;
        let (seq, why) = broken_at(&test).await.unwrap();
        assert_eq!(seq, 40);
        assert!(why.contains("rewritten"), "{why}");
    }
}

/// Computes all hashes from a number on, as an intruder would who knows how.
async fn chain_anew(test: &TestDb, from: i64) {
    let realm = test.db.realm();
    let before = crate::entries_after(&test.db, realm, from - 2, 1).await.unwrap().pop().unwrap();
    let mut hash = before.hash.unwrap();
    for row in crate::entries_after(&test.db, realm, from - 1, 100).await.unwrap() {
        hash = row.chained(realm, row.seq.unwrap(), &hash);
        tamper(test, &format!("UPDATE journal_entry SET hash = '{hash}' WHERE seq = {}", row.seq.unwrap())).await;
    }
}

#[tokio::test]
async fn a_month_is_taken_out_as_a_file_that_anybody_can_check() {
    for test in both_engines().await {
        with_a_closed_month(&test).await;
        let file = test._folder.path().join("month.jsonl");
        let mut last = 0;
        let segment = archive(&test.db, test.db.realm(), month("2026-10"), &file, |seq| last = seq).await.unwrap();
        assert_eq!((segment.first_seq, segment.last_seq, last), (1, 40, 40));
        let report = verify_archive(&file, |_| {}).unwrap();
        assert_eq!((report.segment.as_str(), report.entries, report.broken_at), ("2026-10", 40, None));
        assert_eq!(report.head_hash, closed(&test).await[0].head_hash);
        let open = archive(&test.db, test.db.realm(), month("2026-11"), &file, |_| {}).await;
        assert!(open.unwrap_err().to_string().contains("no closed month 2026-11"));
        let left = test.db.row("SELECT COUNT(*) AS n FROM journal_entry WHERE seq <= 40", args![]).await.unwrap().unwrap();
        assert_eq!(left.get::<i64>("n").unwrap(), 40, "the month stays in the database");
    }
}

#[test]
fn a_file_in_which_anything_was_done_is_found_at_that_place() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let lines: Vec<String> = runtime.block_on(async {
        let test = open(sqlite_config()).await;
        with_a_closed_month(&test).await;
        let file = test._folder.path().join("month.jsonl");
        archive(&test.db, test.db.realm(), month("2026-10"), &file, |_| {}).await.unwrap();
        std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
    });
    let checked = |lines: &[String]| check(lines.iter().cloned().map(Ok), |_| {}).unwrap().broken_at.map(|(seq, _)| seq);
    assert_eq!((lines.len(), checked(&lines)), (41, None));
    let mut runner = TestRunner::new(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() });
    // Entry `n` stands on line `n`; the header is line 0.
    let deeds = (0..4u8, 1..=40usize, 1..=40usize, any::<prop::sample::Index>());
    let outcome = runner.run(&deeds, |(deed, one, other, letter)| {
        let mut changed = lines.clone();
        let expected = match deed {
            0 => {
                changed.remove(one);
                one
            }
            1 if one != other => {
                changed.swap(one, other);
                one.min(other)
            }
            2 => {
                let again = changed[one].clone();
                changed.insert(one, again);
                one + 1
            }
            _ => {
                // A digit of a hash: every letter of an entry goes into it.
                let start = changed[one].find("\"hash\":\"").unwrap() + 8;
                let place = start + letter.index(64);
                let digit = if changed[one].as_bytes()[place] == b'0' { "1" } else { "0" };
                changed[one].replace_range(place..=place, digit);
                one
            }
        };
        prop_assert_eq!(checked(&changed), Some(i64::try_from(expected).unwrap()));
        Ok(())
    });
    outcome.unwrap();
    for part in
        ["\"actor\":\"system:test", "\"kind\":\"note.said", "\"v\":1", "\\\"n\\\":4", "\"subject\":\"note:4", "\"trace\":\"", "\"at_ms\":1"]
    {
        let mut changed = lines.clone();
        assert!(changed[5].contains(part), "{part} is not in {}", changed[5]);
        let other = if part.ends_with(|c: char| c.is_ascii_digit()) { format!("{part}0") } else { format!("{part}x") };
        changed[5] = changed[5].replacen(part, &other, 1);
        assert_eq!(checked(&changed), Some(5), "{part}");
    }
}

#[test]
fn a_file_of_another_kind_is_refused_with_a_sentence() {
    let refused = |text: &str| check(text.lines().map(|line| Ok(line.to_owned())), |_| {}).unwrap_err().to_string();
    for text in ["", "hello", "{}", "{\"sigap_backup\":1}"] {
        assert!(refused(text).contains("not an archived month"), "{text}");
    }
    let newer = r#"{"sigap_journal":9,"realm":"main","segment":"2026-10","first_seq":1,"last_seq":0,"before_hash":"sigap","head_hash":"sigap","closed_at":""}"#;
    assert!(refused(newer).contains("newer Sigap"));
}

#[tokio::test]
async fn a_program_that_ends_seals_what_it_wrote_and_leaves_the_lease() {
    for test in both_engines().await {
        let write = async |number: i64| {
            let said: Result<(), StoreError> = test
                .db
                .write(&test.ctx(), |tx| async move {
                    tx.record(Entry::new(Subject::new("note", number), "note.said", 1, json!({})));
                    Ok(())
                })
                .await;
            said.unwrap();
        };
        write(1).await;
        seal_now(&test.db, &test.world, "command").await.unwrap();
        let report = verify(&test.db, test.db.realm(), |_| {}).await.unwrap();
        assert_eq!((report.sealed, report.unsealed, report.broken_at), (1, 0, None));
        if test.db.engine() == crate::Engine::Postgres {
            let server = crate::try_lease(&test.db, &test.ctx(), "sealer", "server", 5).await.unwrap();
            assert!(server.is_some(), "a server that starts now need not wait");
            write(2).await;
            seal_now(&test.db, &test.world, "command").await.unwrap();
            let report = verify(&test.db, test.db.realm(), |_| {}).await.unwrap();
            assert_eq!(report.unsealed, 1, "where a sealer is at work it is left to it");
        }
    }
}
