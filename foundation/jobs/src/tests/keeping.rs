//! Keeping: the figures people see, and how long finished jobs stay.

use super::{Peer, both_engines, letter};
use crate::model::JobState;
use crate::sweep::{self, Keep};
use crate::{Figures, JobError, figures, timers};

const DAY_S: i64 = 86_400;

#[tokio::test]
async fn the_figures_tell_how_the_work_stands() {
    for test in both_engines().await {
        let now = || test.world.now();
        assert_eq!(figures(&test.db, now()).await.unwrap(), Figures { waiting: 0, running: 0, given_up: 0, due_age_s: 0 });

        test.report(letter("refused"), |job| job).await;
        let refusing = test.runner("a").with(Peer::that(|_| Err(JobError::never("no"))));
        refusing.run_due_once().await.unwrap();
        test.report(letter("one"), |job| job).await;
        test.report(letter("two"), |job| job.due_at(super::START.plus_s(500))).await;
        test.clock.advance_s(40);
        let stand = figures(&test.db, now()).await.unwrap();
        assert_eq!((stand.waiting, stand.running, stand.given_up), (2, 0, 1), "timers do not count as waiting");
        assert_eq!(stand.due_age_s, 40);

        let peer = Peer::that_keeps_letters_at_the_door();
        let runner = test.runner("b").with(peer.clone());
        let at_work = tokio::spawn(async move { runner.run_due_once().await.unwrap() });
        peer.arrival().await;
        let stand = figures(&test.db, now()).await.unwrap();
        assert_eq!((stand.waiting, stand.running), (1, 1));
        peer.door.add_permits(1);
        at_work.await.unwrap();
    }
}

#[tokio::test]
async fn finished_jobs_go_after_their_time_and_waiting_ones_stay() {
    for test in both_engines().await {
        test.report(letter("refused"), |job| job).await;
        test.runner("a").with(Peer::that(|_| Err(JobError::never("no")))).run_due_once().await.unwrap();
        test.report(letter("sent"), |job| job).await;
        test.runner("a").with(Peer::that_listens()).run_due_once().await.unwrap();
        test.report(letter("waits"), |job| job).await;
        let letters = async || {
            let kind = "kind = 'test.letter' AND state =";
            [
                test.count(&format!("{kind} 'done'")).await,
                test.count(&format!("{kind} 'failed'")).await,
                test.count(&format!("{kind} 'waiting'")).await,
            ]
        };
        assert_eq!(letters().await, [1, 1, 1]);
        let sweeper = test.runner("a");
        for (days, expected) in [(2, [1, 1, 1]), (2, [0, 1, 1]), (80, [0, 1, 1]), (10, [0, 0, 1])] {
            test.clock.advance_s(days * DAY_S);
            assert_eq!(sweeper.run_due_once().await.unwrap().rang, 1, "the runner sweeps by itself");
            assert_eq!(letters().await, expected, "{days} days later");
        }
    }
}

#[tokio::test]
async fn of_too_many_finished_jobs_the_oldest_go_first() {
    for test in both_engines().await {
        let runner = test.runner("a").with(Peer::that_listens());
        for number in 0..5 {
            test.report(letter(number), |job| job).await;
            runner.run_due_once().await.unwrap();
            test.clock.advance_s(1);
        }
        let keep = Keep { state: JobState::Done, days: 3, rows: 2 };
        assert_eq!(sweep::delete_finished(&test.db, &test.ctx(), &keep).await.unwrap(), 3);
        assert_eq!(test.count("state = 'done' AND payload LIKE '%4%'").await, 1, "the newest stays");
    }
}

#[tokio::test]
async fn a_timer_no_program_knows_any_more_is_forgotten() {
    for test in both_engines().await {
        let old = test.runner("a").every("beds.old_way", 60, |_ctx| async { Ok(()) });
        old.run_due_once().await.unwrap();
        assert_eq!(test.count("kind = 'timer:beds.old_way'").await, 1);
        test.clock.advance_s(31 * DAY_S);
        test.runner("b").run_due_once().await.unwrap();
        assert_eq!(test.count("kind LIKE 'timer:%'").await, 1, "only the sweeper is left");
    }
}

#[tokio::test]
async fn a_timer_tells_when_it_rang_and_why_it_did_not() {
    for test in both_engines().await {
        let fine = || test.runner("a").every("beds.nudge", 60, |_ctx| async { Ok(()) });
        fine().run_due_once().await.unwrap();
        let of_beds = async || timers(&test.db).await.unwrap().into_iter().find(|timer| timer.name == "beds.nudge").unwrap();
        assert_eq!((of_beds().await.rang_at, of_beds().await.why), (None, None));
        test.clock.advance_s(60);
        let rang = test.world.now();
        fine().run_due_once().await.unwrap();
        assert_eq!(of_beds().await.rang_at, Some(rang));
        assert!(of_beds().await.due_at > rang && !of_beds().await.is_ringing);
        test.clock.advance_s(60);
        let bad = test.runner("a").every("beds.nudge", 60, |_ctx| async { Err(JobError::again("the peer is away")) });
        bad.run_due_once().await.unwrap();
        assert_eq!((of_beds().await.rang_at, of_beds().await.why.as_deref()), (Some(rang), Some("the peer is away")));
        assert_eq!(timers(&test.db).await.unwrap().len(), 2, "with the one that sweeps");
    }
}
