//! Timers: one ring a period whoever is there, none made up for, none silenced.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Db, Engine, Ephemeral, Query as _, StoreError, args};
use tokio::sync::Semaphore;

use super::{TestDb, both_engines};
use crate::{JobError, Ran, Runner};

const PERIOD_S: i64 = 60;

/// A bell that counts.
#[derive(Clone, Default)]
struct Bell(Arc<AtomicU32>);

impl Bell {
    fn rings(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    fn on(&self, test: &TestDb, db: Db, node: &str) -> Runner {
        let bell = self.clone();
        Runner::new(db, test.world.clone(), node).every("beds.nudge", 60, move |_ctx: Ctx| {
            let bell = bell.clone();
            async move {
                bell.0.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_ring_once_a_period_whoever_comes_first() {
    for test in both_engines().await {
        let bell = Bell::default();
        let a = Arc::new(bell.on(&test, test.db.clone(), "a"));
        let b = Arc::new(bell.on(&test, test.other_node().await, "b"));
        a.run_due_once().await.unwrap();
        assert_eq!(bell.rings(), 0, "the first ring comes with the next period");
        let (mut rung_by_a, mut rung_by_b) = (0, 0);
        for period in 1..=30 {
            test.clock.advance_s(PERIOD_S);
            // Now one node is there, now the other, now both at once.
            let [ran_a, ran_b] = [(&a, period % 3 != 1), (&b, period % 3 != 2)].map(|(node, there)| {
                let node = node.clone();
                tokio::spawn(async move { if there { node.run_due_once().await.unwrap().rang } else { 0 } })
            });
            rung_by_a += ran_a.await.unwrap();
            rung_by_b += ran_b.await.unwrap();
            assert_eq!(bell.rings(), period, "one ring in period {period}");
        }
        assert_eq!(rung_by_a + rung_by_b, 30);
        assert!(rung_by_a >= 10 && rung_by_b >= 10, "both had their turn: {rung_by_a} and {rung_by_b}");
        assert_eq!(test.count("kind = 'timer:beds.nudge'").await, 1, "one row, however many nodes");
    }
}

#[tokio::test]
async fn a_ring_that_another_node_has_just_finished_is_not_rung_again() {
    for test in both_engines().await {
        let bell = Bell::default();
        let late = Arc::new(bell.on(&test, test.other_node().await, "b"));
        late.run_due_once().await.unwrap();
        test.clock.advance_s(PERIOD_S);
        let (at_work, late, test) = (&Mutex::new(None), &late, &test);
        // The other node has rung and is about to commit; this one has already seen the ring as due.
        let rung: Result<(), StoreError> = test
            .db
            .write_ephemeral(&test.ctx(), Ephemeral::Job, |tx| async move {
                tx.execute("UPDATE job SET due_at_ms = due_at_ms + 60000 WHERE kind = 'timer:beds.nudge'", args![]).await?;
                let late = late.clone();
                *at_work.lock().unwrap() = Some(tokio::spawn(async move { late.run_due_once().await.unwrap() }));
                test.someone_waits_for_the_row().await;
                Ok(())
            })
            .await;
        rung.unwrap();
        let at_work = at_work.lock().unwrap().take().unwrap();
        assert_eq!(at_work.await.unwrap().rang, 0);
    }
}

#[tokio::test]
async fn a_ring_its_node_died_in_is_rung_by_the_other() {
    for test in both_engines().await {
        let reached = Arc::new(Semaphore::new(0));
        let seen = reached.clone();
        let dying = test.runner("a").every("beds.nudge", 60, move |_ctx| {
            seen.add_permits(1);
            std::future::pending::<Result<(), JobError>>()
        });
        let bell = Bell::default();
        let other = bell.on(&test, test.other_node().await, "b");
        other.run_due_once().await.unwrap();
        test.clock.advance_s(PERIOD_S);
        let at_work = tokio::spawn(async move { dying.run_due_once().await });
        reached.acquire().await.unwrap().forget();
        assert_eq!(other.run_due_once().await.unwrap().rang, 0, "the first has it");
        at_work.abort();
        test.clock.advance_s(60 + 16);
        assert_eq!(other.run_due_once().await.unwrap().again, 1);
        test.clock.advance_s(2);
        assert_eq!(other.run_due_once().await.unwrap().rang, 1);
        test.clock.advance_s(PERIOD_S);
        assert_eq!(other.run_due_once().await.unwrap().rang, 1, "and goes on in its rhythm");
    }
}

#[tokio::test]
async fn after_a_night_without_power_a_timer_rings_once() {
    for test in both_engines().await {
        let bell = Bell::default();
        let runner = bell.on(&test, test.db.clone(), "a");
        runner.run_due_once().await.unwrap();
        test.clock.advance_s(8 * 3_600);
        runner.run_due_once().await.unwrap();
        assert_eq!(bell.rings(), 1);
        test.clock.advance_s(PERIOD_S);
        runner.run_due_once().await.unwrap();
        assert_eq!(bell.rings(), 2);
    }
}

#[tokio::test]
async fn a_ring_that_failed_is_tried_again_within_its_period() {
    for test in both_engines().await {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = tries.clone();
        let runner = test.runner("a").every("beds.nudge", 60, move |_ctx| {
            let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            async move { if first { Err(JobError::again("the database was busy")) } else { Ok(()) } }
        });
        runner.run_due_once().await.unwrap();
        test.clock.advance_s(PERIOD_S);
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { again: 1, ..Ran::default() });
        test.clock.advance_s(1);
        assert_eq!(runner.run_due_once().await.unwrap(), Ran { rang: 1, ..Ran::default() });
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_silence_a_timer() {
    for test in both_engines().await {
        let bell = Bell::default();
        let runner = bell.on(&test, test.db.clone(), "a");
        // The machine's battery is flat: it starts ten years ahead and is put right later.
        test.clock.advance_s(10 * 365 * 86_400);
        runner.run_due_once().await.unwrap();
        test.clock.set(super::START);
        runner.run_due_once().await.unwrap();
        test.clock.advance_s(PERIOD_S);
        runner.run_due_once().await.unwrap();
        assert_eq!(bell.rings(), 1);
    }
}

#[tokio::test]
async fn a_shorter_period_holds_from_the_next_start() {
    for test in both_engines().await {
        let daily = test.runner("a").every("beds.nudge", 86_400, |_ctx| async { Ok(()) });
        daily.run_due_once().await.unwrap();
        let due_at = test.db_due("timer:beds.nudge").await;
        assert!(due_at > super::START.plus_s(PERIOD_S), "a day is long");
        let bell = Bell::default();
        let each_minute = bell.on(&test, test.db.clone(), "a");
        each_minute.run_due_once().await.unwrap();
        test.clock.advance_s(PERIOD_S);
        each_minute.run_due_once().await.unwrap();
        assert_eq!(bell.rings(), 1);
    }
}

impl TestDb {
    /// On PostgreSQL, until a second transaction waits; on SQLite the second one has not begun before the first is over.
    async fn someone_waits_for_the_row(&self) {
        let waits = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let waiting = async {
            while self.db.row(waits, args![]).await.unwrap().unwrap().get::<i64>("n").unwrap() == 0 {
                tokio::task::yield_now().await;
            }
        };
        if self.db.engine() == Engine::Postgres {
            tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the second node comes to the row");
        }
    }

    async fn db_due(&self, kind: &str) -> UtcMs {
        let row = self.db.row("SELECT due_at_ms FROM job WHERE kind = $1", args![kind]).await.unwrap().unwrap();
        row.get("due_at_ms").unwrap()
    }
}
