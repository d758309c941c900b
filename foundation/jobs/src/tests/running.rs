//! Running: tries, waits, giving up, limits, and a runner that works by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use sigap_kernel::Ctx;
use sigap_store::{Ephemeral, Query as _, StoreError, Subject, args, entries_of};
use tokio::sync::{Barrier, Semaphore};

use super::{Letter, Peer, both_engines, letter, reported};
use crate::{Job, JobError, JobSet, NewJob, Policy, Ran, enqueue, given_up, try_again};

#[tokio::test]
async fn a_peer_that_was_away_gets_its_letter_when_it_is_back() {
    for test in both_engines().await {
        let away = Arc::new(AtomicU32::new(2));
        let left = away.clone();
        let peer = Peer::that(move |_| match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)) {
            Ok(_) => Err(JobError::again("the peer is away")),
            Err(_) => Ok(()),
        });
        let runner = test.runner("a").with(peer.clone());
        let id = test.report(letter("one"), |job| job).await;
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { again: 1, ..Ran::default() });
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts, row.last_error.as_deref()), ("waiting", 1, Some("the peer is away")));
        assert!(row.due_at > super::START.plus_s(2) && row.due_at <= super::START.plus_s(5));
        assert_eq!(runner.run_due_once().await.unwrap(), Ran::default(), "not before its time");
        test.clock.advance_s(5);
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { again: 1, ..Ran::default() });
        test.clock.advance_s(10);
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { done: 1, ..Ran::default() });
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts, row.last_error), ("done", 3, None));
    }
}

#[tokio::test]
async fn a_letter_nobody_takes_is_given_up_seen_and_tried_again_by_hand() {
    for test in both_engines().await {
        let runner = test.runner("a").with(Peer::that_is_down());
        let id = test.report(letter("one"), |job| job.dedupe("melati")).await;
        for expected in [(1, 0), (1, 0), (0, 1)] {
            let ran = runner.run_due_once().await.unwrap();
            assert_eq!((ran.again, ran.given_up), expected);
            test.clock.advance_s(60);
        }
        let seen = given_up(&test.db, 10).await.unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].id, seen[0].kind.as_str(), seen[0].tries, seen[0].why.as_str()), (id, "test.letter", 3, "the peer is away"));

        // The sample of version 1, as it will be read for ever.
        let entries = entries_of(&test.db, &Subject::new("job", id), 10).await.unwrap();
        assert_eq!((entries.len(), entries[0].kind.as_str(), entries[0].v), (1, "job.given_up", 1));
        assert_eq!(entries[0].body, r#"{"kind":"test.letter","tries":3}"#);

        let again = async || -> Result<bool, StoreError> {
            test.db.write_ephemeral(&test.ctx(), Ephemeral::Job, |tx| async move { try_again(&tx, id).await }).await
        };
        assert!(again().await.unwrap());
        assert!(!again().await.unwrap(), "it waits already");
        let back = Peer::that_listens();
        assert_eq!(test.runner("b").with(back.clone()).run_due_once().await.unwrap().done, 1);
        assert_eq!(back.heard(), ["one"]);
    }
}

#[tokio::test]
async fn an_old_letter_is_not_tried_again_beside_a_newer_one() {
    for test in both_engines().await {
        let runner = test.runner("a").with(Peer::that(|_| Err(JobError::never("no such ward"))));
        let old = test.report(letter("old"), |job| job.dedupe("melati")).await;
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { given_up: 1, ..Ran::default() }, "a refusal for good is not repeated");
        test.report(letter("new"), |job| job.dedupe("melati")).await;
        let again: Result<bool, StoreError> =
            test.db.write_ephemeral(&test.ctx(), Ephemeral::Job, |tx| async move { try_again(&tx, old).await }).await;
        assert!(!again.unwrap());
    }
}

#[tokio::test]
async fn a_run_that_breaks_off_or_takes_too_long_is_a_failed_try() {
    for test in both_engines().await {
        let breaks = Peer::that(|_| panic!("a mistake in the job"));
        let id = test.report(letter("one"), |job| job).await;
        assert_eq!(test.runner("a").with(breaks).run_due_once().await.unwrap().again, 1);
        assert_eq!(test.row(id).await.last_error.as_deref(), Some("it broke off; the log has the place"));

        test.clock.advance_s(60);
        let mut hangs = Peer::that_keeps_letters_at_the_door();
        hangs.policy.run_s_max = 0;
        assert_eq!(test.runner("a").with(hangs).run_due_once().await.unwrap().again, 1);
        assert_eq!(test.row(id).await.last_error.as_deref(), Some("it took longer than 0 s"));
    }
}

#[tokio::test]
async fn a_payload_nobody_can_read_is_given_up_without_being_quoted() {
    for test in both_engines().await {
        let id = test.report(letter("one"), |job| job).await;
        let spoilt: Result<u64, StoreError> = test
            .db
            .write_ephemeral(&test.ctx(), Ephemeral::Job, |tx| async move {
                tx.execute("UPDATE job SET payload = $1 WHERE id = $2", args![r#"{"text":["rahasia"]}"#, id]).await
            })
            .await;
        assert_eq!(spoilt.unwrap(), 1);
        assert_eq!(test.runner("a").with(Peer::that_listens()).run_due_once().await.unwrap().given_up, 1);
        let why = test.row(id).await.last_error.unwrap();
        assert!(why.starts_with("its payload cannot be read") && !why.contains("rahasia"), "{why}");
    }
}

/// Counts how many letters are carried at once; three always leave together.
struct Carrier {
    together: Barrier,
    at_once: AtomicUsize,
    most: Arc<AtomicUsize>,
}

impl Job for Carrier {
    const KIND: &'static str = "test.letter";
    type Payload = Letter;

    async fn run(&self, _ctx: &Ctx, _letter: Letter) -> Result<(), JobError> {
        let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        self.together.wait().await;
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }

    fn policy(&self) -> Policy {
        Policy { at_once_max: 3, ..Policy::default() }
    }
}

#[tokio::test]
async fn a_kind_runs_as_many_at_once_as_it_may_and_no_more() {
    for test in both_engines().await {
        let most = Arc::new(AtomicUsize::new(0));
        let carrier = Carrier { together: Barrier::new(3), at_once: AtomicUsize::new(0), most: most.clone() };
        for number in 0..9 {
            test.report(letter(number), |job| job).await;
        }
        assert_eq!(test.runner("a").with(carrier).run_due_once().await.unwrap().done, 9);
        assert_eq!(most.load(Ordering::SeqCst), 3);
    }
}

#[tokio::test]
async fn work_of_an_unknown_kind_is_left_to_a_node_that_knows_it() {
    for test in both_engines().await {
        let id = test.report(letter("one"), |job| job).await;
        assert_eq!(test.runner("a").run_due_once().await.unwrap(), Ran::default());
        assert_eq!(test.row(id).await.state, "waiting");
    }
}

#[tokio::test]
async fn of_two_kinds_with_one_name_the_first_is_kept() {
    for test in both_engines().await {
        let (first, second) = (Peer::that_listens(), Peer::that_listens());
        let rooms = JobSet::new().with(first.clone()).with_all(JobSet::new().with(second.clone()));
        test.report(letter("one"), |job| job).await;
        assert_eq!(test.runner("a").with_all(rooms).run_due_once().await.unwrap().done, 1);
        assert_eq!((first.heard().len(), second.heard().len()), (1, 0));
    }
}

#[tokio::test]
async fn a_started_runner_wakes_when_something_is_written_and_stops_in_peace() {
    for test in both_engines().await {
        let peer = Peer::that_keeps_letters_at_the_door();
        let running = test.runner("a").with(peer.clone()).start();
        let first = test.report(letter("one"), |job| job).await;
        peer.arrival().await;
        // Written without a record, so that nothing wakes the runner: it looks by itself.
        let quiet = &letter("two");
        let second: Result<_, StoreError> =
            test.db.write_ephemeral(&test.ctx(), Ephemeral::Job, |tx| async move { enqueue::<Peer>(&tx, NewJob::new(quiet)).await }).await;
        peer.arrival().await;
        let stopping = tokio::spawn(running.stop());
        peer.door.add_permits(2);
        tokio::time::timeout(Duration::from_secs(20), stopping).await.expect("it stops").unwrap();
        for id in [first, second.unwrap()] {
            assert_eq!(test.row(id).await.state, "done", "stopping waits for what is under way");
        }
        let late = test.report(letter("three"), |job| job).await;
        assert_eq!(test.row(late).await.state, "waiting");
    }
}

#[tokio::test]
async fn a_person_who_writes_goes_before_the_taking_of_jobs() {
    let test = both_engines().await.swap_remove(0);
    let runner = test.runner("a").with(Peer::that_listens());
    runner.run_due_once().await.unwrap();
    let id = test.report(letter("one"), |job| job).await;
    let (begun, door) = (Semaphore::new(0), Semaphore::new(0));
    let (begun, door, test) = (&begun, &door, &test);
    // The writer is taken; then the runner comes for the job, and after it a person.
    let first = async {
        let held: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                begun.add_permits(1);
                door.acquire().await.unwrap().forget();
                reported(&tx);
                Ok(())
            })
            .await;
        held.unwrap();
    };
    let jobs = async {
        begun.acquire().await.unwrap().forget();
        runner.run_due_once().await.unwrap()
    };
    let person = async {
        // The runner asks two questions before it wants to write: by now it waits.
        for _ in 0..200 {
            test.db.ping().await.unwrap();
            tokio::task::yield_now().await;
        }
        door.add_permits(1);
        let state: Result<String, StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                reported(&tx);
                tx.row("SELECT state FROM job WHERE id = $1", args![id]).await?.unwrap().get("state")
            })
            .await;
        state.unwrap()
    };
    let ((), ran, state) = tokio::join!(first, jobs, person);
    assert_eq!((state.as_str(), ran.done), ("waiting", 1), "the person was first, and the job is done all the same");
}
