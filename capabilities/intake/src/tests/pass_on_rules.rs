//! What is not passed on, what stops it, and what a person puts right.

use std::sync::atomic::Ordering;

use super::pass_on::{Fate, Pair, VALID_H, config, turned_on, wish};
use super::*;
use crate::Service;
use crate::pass_on::change::{self, NotChanged};
use crate::pass_on::row::{Codes, RowState, Why};
use crate::pass_on::target::TargetState;
use crate::store::pass_on as store;

#[tokio::test]
async fn wrong_keys_stop_at_once_and_right_ones_begin_again() {
    for pair in Pair::all().await {
        tamper(&pair.here, "DELETE FROM pass_target").await;
        let wrong = turned_on(&pair.here, pair.service, "salah").await;
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        for _ in 0..5 {
            pair.advance_s(31);
            pair.run().await;
        }
        assert_eq!(pair.line.calls().len(), 1, "it does not hammer");
        let stopped = store::target(&pair.here.db, wrong).await.unwrap().unwrap();
        assert_eq!(stopped.state, TargetState::Stopped);
        assert!(!stopped.answer.is_empty());
        assert_eq!(pair.here.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.pass_on_stopped'").await, 1);
        change::turn_on(&pair.here.intake, &pair.here.system(), pair.here.hospital, &wish(pair.service), "x").await.unwrap();
        let pair = Pair { target: wrong, ..pair };
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7]);
    }
}

#[tokio::test]
async fn what_is_off_in_training_or_too_old_is_not_passed_on() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        let runs = async || {
            for _ in 0..3 {
                pair.advance_s(61);
                pair.run().await;
            }
            pair.line.calls()
        };
        tamper(&pair.here, "UPDATE facility SET stage = 'training'").await;
        pair.count(melati, 24, 7).await;
        assert!(runs().await.is_empty());
        tamper(&pair.here, "UPDATE facility SET stage = 'shadow'").await;
        assert!(runs().await.is_empty());
        tamper(&pair.here, "UPDATE facility SET stage = 'public', shows_beds = 0").await;
        assert!(runs().await.is_empty(), "public, but its beds are not shown");
        tamper(&pair.here, "UPDATE facility SET shows_beds = 1").await;
        pair.advance_s(VALID_H * 3_600);
        assert!(runs().await.is_empty());
        assert_eq!((pair.states().await, pair.rows().await[0].why), (vec![RowState::Held], Why::TooOld));
        pair.count(melati, 24, 6).await;
        pair.settle().await;
        let target = store::target(&pair.here.db, pair.target).await.unwrap().unwrap();
        change::turn_off(&pair.here.intake, &pair.here.system(), &target).await.unwrap();
        pair.line.calls();
        pair.count(melati, 24, 5).await;
        assert!(runs().await.is_empty());
        assert_eq!(pair.heard().await["Ruang Melati"], [6]);
        let again = change::turn_off(&pair.here.intake, &pair.here.system(), &target).await;
        assert!(matches!(again, Err(NotChanged::Meanwhile)), "somebody else turned it off");
    }
}

#[tokio::test]
async fn nothing_goes_after_the_commit_that_turns_it_off() {
    for here in both_engines_with(config()).await {
        let pair = Pair::of(Service::Aplicares, here).await;
        let (one, two) = (pair.open_ward("Satu", "general.1.any.any.no").await, pair.open_ward("Dua", "general.2.any.any.no").await);
        pair.count(one, 10, 1).await;
        pair.count(two, 10, 2).await;
        // The list is read first.
        pair.line.then(&[Fate::Answered, Fate::Endless]);
        pair.run().await;
        pair.advance_s(31);
        let target = store::target(&pair.here.db, pair.target).await.unwrap().unwrap();
        tokio::select! {
            ran = pair.runner.run_due_once() => panic!("it came to an end: {ran:?}"),
            () = pair.line.arrived.notified() => {
                change::turn_off(&pair.here.intake, &pair.here.system(), &target).await.unwrap();
            }
        }
        pair.line.calls();
        pair.advance_s(400);
        pair.run().await;
        assert!(pair.line.calls().is_empty());
    }
}

#[tokio::test]
async fn a_refusal_stands_until_the_number_or_the_codes_change() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        // More beds than any house has.
        pair.count(melati, 100_001, 7).await;
        pair.settle().await;
        let row = pair.rows().await.remove(0);
        assert_eq!(row.state, RowState::Refused);
        assert!(!row.answer.is_empty());
        pair.line.calls();
        pair.settle().await;
        pair.settle().await;
        assert!(pair.line.calls().is_empty(), "it is not tried again");
        let target = store::target(&pair.here.db, pair.target).await.unwrap().unwrap();
        let codes = if pair.service == Service::Siranap { ("5", "Melati") } else { ("KL3", "MLT") };
        let codes = Codes { class: codes.0.into(), room: codes.1.into() };
        change::correct(&pair.here.intake, &pair.here.system(), &target, row.id, &codes).await.unwrap();
        pair.advance_s(31);
        pair.run().await;
        assert!(!pair.line.calls().is_empty(), "other codes are tried");
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        assert_eq!(pair.there().await, [(codes.class, codes.room, 24, 7)]);
    }
}

#[tokio::test]
async fn a_kind_without_a_counterpart_waits_for_a_person() {
    for pair in Pair::all().await {
        let ward = pair.open_ward("Ruang Cendana", "psychiatric.none.any.any.no").await;
        pair.count(ward, 12, 4).await;
        pair.settle().await;
        let row = pair.rows().await.remove(0);
        assert_eq!((row.state, row.why), (RowState::Held, Why::NoClass));
        assert!(!pair.line.calls().iter().any(|call| !call.starts_with("GET")));
        let target = store::target(&pair.here.db, pair.target).await.unwrap().unwrap();
        let correct = async |class: &str, room: &str| {
            let codes = Codes { class: class.into(), room: room.into() };
            let row = pair.rows().await.into_iter().find(|row| !row.is_gone).unwrap();
            change::correct(&pair.here.intake, &pair.here.system(), &target, row.id, &codes).await
        };
        assert!(matches!(correct("", "Cendana").await, Err(NotChanged::Fields(_))));
        let (class, other) = if pair.service == Service::Siranap { ("12", "3") } else { ("NON", "KL1") };
        correct(class, "Cendana").await.unwrap();
        pair.settle().await;
        assert_eq!(pair.there().await, [(class.to_owned(), "Cendana".to_owned(), 12, 4)]);
        // Corrected once more: what Sigap registered under the old codes is removed.
        correct(other, "Cendana").await.unwrap();
        pair.settle().await;
        assert_eq!(pair.there().await, [(other.to_owned(), "Cendana".to_owned(), 12, 4)]);
        assert_eq!(pair.rows().await.len(), 1);
    }
}

#[tokio::test]
async fn of_a_ward_that_is_gone_only_what_sigap_registered_is_removed() {
    for pair in Pair::all().await {
        // The hospital's own system registered one there before.
        let (name, class, code) = match pair.service {
            Service::Aplicares => ("RUANGLAMA", "KL1", "RUANGLAMA"),
            Service::Siranap => ("Ruang Lama", "3", "Ruang Lama"),
        };
        pair.stands_there(class, code, 10, 9).await;
        let old = pair.open_ward(name, "general.1.any.any.no").await;
        let new = pair.open_ward("Baru", "general.2.any.any.no").await;
        pair.count(old, 10, 4).await;
        pair.count(new, 10, 5).await;
        pair.settle().await;
        assert_eq!(pair.there().await.len(), 2);
        tamper(&pair.here, "UPDATE ward SET active = 0").await;
        pair.settle().await;
        assert_eq!(pair.there().await, [(class.to_owned(), code.to_owned(), 10, 4)]);
        assert_eq!(pair.states().await, [RowState::Left]);
    }
}

#[tokio::test]
async fn a_service_that_is_away_is_asked_now_and_then_and_gets_all_when_it_is_back() {
    for pair in Pair::all().await {
        let mut wards = Vec::new();
        for number in 0..12 {
            let ward = pair.open_ward(&format!("Ruang {number}"), "general.3.any.any.no").await;
            pair.count(ward, 20, number).await;
            wards.push(ward);
        }
        pair.line.is_away.store(true, Ordering::Relaxed);
        for _ in 0..20 {
            pair.advance_s(31);
            pair.run().await;
        }
        let calls = pair.line.calls().len();
        assert!((1..=60).contains(&calls), "{calls} calls in ten minutes");
        pair.line.is_away.store(false, Ordering::Relaxed);
        pair.settle().await;
        let heard = pair.heard().await;
        assert!(heard.len() == 12 && heard.values().all(|said| said.len() == 1), "{heard:?}");
    }
}
