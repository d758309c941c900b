//! Enqueueing: together with the cause or not at all, and what a key means.

use super::{Letter, Peer, TestDb, both_engines, letter, reported};
use crate::{JobError, NewJob, Ran, bring_forward, enqueue, enqueue_all};
use sigap_kernel::JobId;
use sigap_store::{StoreError, Subject};

#[tokio::test]
async fn a_letter_goes_out_after_the_report_that_caused_it() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        let runner = test.runner("a").with(peer.clone());
        let id = test.report(letter("one"), |job| job).await;
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { done: 1, ..Ran::default() });
        assert_eq!(peer.heard(), ["one"]);
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts, row.done_at), ("done", 1, Some(super::START)));
        assert_eq!(runner.run_due_once().await.unwrap(), Ran::default(), "what is done is done");
    }
}

#[tokio::test]
async fn a_report_that_is_undone_sends_nothing() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                reported(&tx);
                enqueue::<Peer>(&tx, NewJob::new(&letter("unsaid"))).await?;
                Err(StoreError::File("refused".into()))
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(test.runner("a").with(peer.clone()).run_due_once().await.unwrap(), Ran::default());
        assert_eq!(test.count("kind = 'test.letter'").await, 0);
    }
}

#[tokio::test]
async fn a_letter_for_tomorrow_waits_for_tomorrow() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        let runner = test.runner("a").with(peer.clone());
        test.report(letter("later"), |job| job.due_at(super::START.plus_s(60))).await;
        test.clock.advance_s(59);
        assert_eq!(runner.run_due_once().await.unwrap().done, 0);
        test.clock.advance_s(1);
        assert_eq!(runner.run_due_once().await.unwrap().done, 1);
    }
}

#[tokio::test]
async fn a_key_keeps_one_letter_waiting_with_the_newest_words_and_the_earliest_hour() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        let first = test.report(letter("5 free"), |job| job.dedupe("melati").due_at(super::START.plus_s(30))).await;
        let second = test.report(letter("4 free"), |job| job.dedupe("melati").due_at(super::START.plus_s(90))).await;
        let other = test.report(letter("9 free"), |job| job.dedupe("mawar").due_at(super::START.plus_s(30))).await;
        assert_eq!(first, second);
        assert_ne!(first, other);
        test.clock.advance_s(30);
        assert_eq!(test.runner("a").with(peer.clone()).run_due_once().await.unwrap().done, 2);
        let mut heard = peer.heard();
        heard.sort();
        assert_eq!(heard, ["4 free", "9 free"]);
        let third = test.report(letter("3 free"), |job| job.dedupe("melati")).await;
        assert_ne!(first, third, "a finished job does not hold its key");
    }
}

#[tokio::test]
async fn letters_without_a_key_are_all_sent() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        for _ in 0..3 {
            test.report(letter("same"), |job| job).await;
        }
        assert_eq!(test.runner("a").with(peer.clone()).run_due_once().await.unwrap().done, 3);
    }
}

#[tokio::test]
async fn news_that_comes_while_the_letter_is_under_way_is_sent_after_it() {
    for test in both_engines().await {
        let peer = Peer::that_keeps_letters_at_the_door();
        let runner = test.runner("a").with(peer.clone());
        let id = test.report(letter("5 free"), |job| job.dedupe("melati")).await;
        let at_work = tokio::spawn(async move { runner.run_due_once().await.unwrap() });
        peer.arrival().await;
        assert_eq!(test.report(letter("4 free"), |job| job.dedupe("melati")).await, id);
        assert_eq!(test.report(letter("3 free"), |job| job.dedupe("melati")).await, id);
        assert_eq!(peer.heard(), ["5 free"], "never two of one key at once");
        peer.door.add_permits(2);
        assert_eq!(at_work.await.unwrap(), Ran { done: 2, ..Ran::default() });
        assert_eq!(peer.heard(), ["5 free", "3 free"]);
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts), ("done", 1));
    }
}

#[tokio::test]
async fn a_busy_ward_does_not_hammer_a_peer_that_is_down() {
    for test in both_engines().await {
        let peer = Peer::that_is_down();
        let runner = test.runner("a").with(peer.clone());
        let id = test.report(letter("5 free"), |job| job.dedupe("melati")).await;
        assert_eq!(runner.run_due_once().await.unwrap().again, 1);
        let due_at = test.row(id).await.due_at;
        for free in 0..4 {
            test.report(letter(free), |job| job.dedupe("melati")).await;
            assert_eq!(runner.run_due_once().await.unwrap().total(), 0, "the wait stands");
        }
        let row = test.row(id).await;
        assert_eq!((row.due_at, row.attempts), (due_at, 0), "what was asked anew has all its tries");
        assert_eq!(row.payload, r#"{"text":"3"}"#);
        // A person who asks for it does not wait.
        let forward = async |key: &'static str| -> bool {
            let ctx = test.ctx();
            let done: Result<bool, StoreError> = test
                .db
                .write(&ctx, |tx| async move {
                    tx.confirm(Subject::new("ward", "melati"));
                    bring_forward::<Peer>(&tx, key).await
                })
                .await;
            done.unwrap()
        };
        assert!(!forward("mawar").await && forward("melati").await);
        assert_eq!(runner.run_due_once().await.unwrap().again, 1);
    }
}

#[tokio::test]
async fn a_newer_letter_is_not_given_up_with_the_older_one() {
    for test in both_engines().await {
        let mut peer = Peer::that(|_| Err(JobError::never("refused")));
        peer.door = Peer::that_keeps_letters_at_the_door().door;
        let runner = test.runner("a").with(peer.clone());
        let id = test.report(letter("wrong"), |job| job.dedupe("melati")).await;
        let at_work = tokio::spawn(async move { runner.run_due_once().await.unwrap() });
        peer.arrival().await;
        test.report(letter("right"), |job| job.dedupe("melati")).await;
        peer.door.add_permits(1);
        at_work.await.unwrap();
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts), ("waiting", 0));
        assert_eq!(row.due_at, super::START.plus_s(900), "it waits as long as after many failed tries");
    }
}

#[tokio::test]
async fn a_group_of_reports_enqueues_in_one_statement_and_one_job_a_key() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        let letters: Vec<Letter> = (0..500).map(letter).collect();
        let letters = &letters;
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                reported(&tx);
                let keyed = letters.iter().enumerate().map(|(n, one)| NewJob::<Peer>::new(one).dedupe(format!("ward {}", n % 250)));
                enqueue_all(&tx, keyed).await?;
                enqueue_all(&tx, letters.iter().take(3).map(NewJob::<Peer>::new)).await
            })
            .await;
        outcome.unwrap();
        assert_eq!(test.runner("a").with(peer.clone()).run_due_once().await.unwrap().done, 253);
        let heard = peer.heard();
        assert!(heard.contains(&"499".to_owned()) && !heard.contains(&"249".to_owned()), "of one key the last counts");
    }
}

#[tokio::test]
async fn a_payload_or_a_key_that_is_too_large_is_refused() {
    for TestDb { db, world, .. } in both_engines().await {
        let ctx = world.ctx(sigap_kernel::Actor::Anyone);
        for (text, key) in [(70_000, 1), (1, 201)] {
            let (text, key) = (&letter("x".repeat(text)), &"k".repeat(key));
            let outcome: Result<JobId, StoreError> =
                db.write(&ctx, |tx| async move { enqueue::<Peer>(&tx, NewJob::new(text).dedupe(key)).await }).await;
            assert!(matches!(outcome, Err(StoreError::Unreadable { .. })), "{outcome:?}");
        }
    }
}
