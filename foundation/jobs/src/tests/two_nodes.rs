//! Two nodes on one database: each job once, and a dead node's work is taken over behind a fence.

use super::{Peer, both_engines, letter};
use crate::{Ran, Runner};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_share_the_work_and_do_nothing_twice() {
    for test in both_engines().await {
        let peer = Peer::that_listens();
        for number in 0..60 {
            test.report(letter(number), |job| job).await;
        }
        let other = test.other_node().await;
        let (one, two) = (test.runner("a").with(peer.clone()), Runner::new(other, test.world.clone(), "b").with(peer.clone()));
        let one = tokio::spawn(async move { one.run_due_once().await.unwrap() });
        let two = tokio::spawn(async move { two.run_due_once().await.unwrap() });
        let (one, two) = (one.await.unwrap(), two.await.unwrap());
        assert_eq!((one.done + two.done, one.total() + two.total()), (60, 60));
        let mut heard = peer.heard();
        heard.sort();
        heard.dedup();
        assert_eq!(heard.len(), 60);
    }
}

#[tokio::test]
async fn the_work_of_a_dead_node_is_taken_over_and_its_late_word_does_not_count() {
    for test in both_engines().await {
        let stuck = Peer::that_keeps_letters_at_the_door();
        let first = test.runner("a").with(stuck.clone());
        let id = test.report(letter("one"), |job| job).await;
        let at_work = tokio::spawn(async move { first.run_due_once().await.unwrap() });
        stuck.arrival().await;

        let peer = Peer::that_listens();
        let second = Runner::new(test.other_node().await, test.world.clone(), "b").with(peer.clone());
        test.clock.advance_s(60 + 15);
        assert_eq!(second.run_due_once().await.unwrap().total(), 0, "the first may still come back");
        test.clock.advance_s(1);
        assert_eq!(second.run_due_once().await.unwrap(), Ran { again: 1, ..Ran::default() });
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.fence), ("waiting", 1));
        assert_eq!(row.last_error.as_deref(), Some("the node that had it did not come back in time"));
        test.clock.advance_s(5);
        assert_eq!(second.run_due_once().await.unwrap(), Ran { done: 1, ..Ran::default() });
        assert_eq!(peer.heard(), ["one"]);

        stuck.door.add_permits(1);
        assert_eq!(at_work.await.unwrap(), Ran { lost: 1, ..Ran::default() });
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.fence, row.attempts), ("done", 2, 2));
    }
}

#[tokio::test]
async fn a_late_word_does_not_end_a_run_that_another_node_has_under_way() {
    for test in both_engines().await {
        let (stuck, slow) = (Peer::that_keeps_letters_at_the_door(), Peer::that_keeps_letters_at_the_door());
        let (first, second) = (test.runner("a").with(stuck.clone()), test.runner("b").with(slow.clone()));
        let id = test.report(letter("one"), |job| job).await;
        let first = tokio::spawn(async move { first.run_due_once().await.unwrap() });
        stuck.arrival().await;
        test.clock.advance_s(60 + 16);
        assert_eq!(second.run_due_once().await.unwrap().again, 1);
        test.clock.advance_s(5);
        let second = tokio::spawn(async move { second.run_due_once().await.unwrap() });
        slow.arrival().await;

        stuck.door.add_permits(1);
        assert_eq!(first.await.unwrap().lost, 1);
        assert_eq!(test.row(id).await.state, "running", "the second still has it");
        slow.door.add_permits(1);
        assert_eq!(second.await.unwrap().done, 1);
    }
}

#[tokio::test]
async fn work_that_kills_its_node_each_time_is_given_up_in_the_end() {
    for test in both_engines().await {
        let id = test.report(letter("poison"), |job| job).await;
        for _ in 0..3 {
            let deadly = Peer::that_keeps_letters_at_the_door();
            let dying = test.runner("a").with(deadly.clone());
            let at_work = tokio::spawn(async move { dying.run_due_once().await });
            deadly.arrival().await;
            at_work.abort();
            assert!(at_work.await.unwrap_err().is_cancelled());
            test.clock.advance_s(60 + 16);
            test.runner("b").with(Peer::that_listens()).run_due_once().await.unwrap();
            test.clock.advance_s(20);
        }
        let row = test.row(id).await;
        assert_eq!((row.state.as_str(), row.attempts), ("failed", 3));
    }
}
