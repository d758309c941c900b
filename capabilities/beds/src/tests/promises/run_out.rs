//! What the clock ends, and what it never holds up.

use sigap_store::Query as _;

use super::*;
use crate::promise::{PATIENT_KEPT_DAYS, PROMISE_KEPT_DAYS, PromiseState as S, Stand, Unpromised, run_out, sweep, unkept};

async fn ring(town: &Town) -> u64 {
    run_out(town.floor.db(), town.beds.promises(), &town.system()).await.unwrap()
}

#[tokio::test]
async fn silence_of_a_hospital_never_delays_a_departure() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let asker = dispatcher(&town);
        let (urgent, planned) = (
            asks(&town, &asker, &wish(&place)).await.unwrap(),
            asks(&town, &asker, &AskPromise { urgency: Urgency::Planned, ..wish(&place) }).await.unwrap(),
        );
        let minutes = i64::from(town.beds.rules().promises.answer_min);
        town.world.clock.advance_s(minutes * 60 - 1);
        assert_eq!(ring(&town).await, 0);
        town.world.clock.advance_s(1);
        assert_eq!((ring(&town).await, ring(&town).await), (1, 0), "once");
        let told = found(&town, urgent.id).await;
        assert_eq!((told.stand, told.unpromised), (Stand::asked(PromiseKind::Announcement), Some(Unpromised::Silence)));
        assert!(told.unanswered_at.is_some() && told.ended_at.is_none() && claims(&town, &place).await.0.is_empty());
        let late = acts(&town, &manager(&town, &place), urgent.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await;
        assert!(matches!(late, Err(BedsError::NotNow(_))), "the ward is held for nobody whom nobody told: {late:?}");
        assert!(acts(&town, &asker, urgent.id, PromiseEvent::Depart, |_| {}).await.is_ok());
        assert_eq!(found(&town, planned.id).await.stand.state, S::Asked, "who can wait waits");
        town.world.clock.advance_s(i64::from(town.beds.rules().promises.planned_answer_min) * 60);
        ring(&town).await;
        assert_eq!(found(&town, planned.id).await.stand.state, S::Expired);
    }
}

#[tokio::test]
async fn a_promise_warns_before_it_ends_and_gives_its_bed_back_at_its_own_minute() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let (asker, manager) = (dispatcher(&town), manager(&town, &place));
        let asked = asks(&town, &asker, &wish(&place)).await.unwrap();
        let held = acts(&town, &manager, asked.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await.unwrap();
        let rules = town.beds.promises().rules();
        let warns_at = held.until.plus_min(-i64::from(rules.warn_min));
        assert!(!held.is_running_out(rules, warns_at.plus_s(-1)) && held.is_running_out(rules, warns_at));
        assert_eq!((held.minutes_left(warns_at), held.minutes_left(held.until)), (i64::from(rules.warn_min), 0));
        town.world.clock.advance_s((held.until.0 - town.system().now().0) / 1_000);
        assert_eq!(claims(&town, &place).await.1, Some(3), "at its minute, before any timer rings");
        let late = acts(&town, &later(&town, &asker), asked.id, PromiseEvent::Retime, |deed| deed.eta_min = Some(5)).await;
        assert!(matches!(late, Err(BedsError::PromiseOvertaken)), "what has ended is not made longer: {late:?}");
        assert_eq!(ring(&town).await, 1);
        assert_eq!(found(&town, asked.id).await.stand.state, S::Expired);
        let comes = acts(&town, &later(&town, &manager), asked.id, PromiseEvent::Arrive, |_| {}).await.unwrap();
        assert_eq!((comes.stand.state, comes.ended_at), (S::Waiting, None), "who comes late has come");
        assert_eq!(claims(&town, &place).await.1, Some(2));
    }
}

#[tokio::test]
async fn a_clock_that_jumps_promises_one_bed_too_few_rather_than_one_twice() {
    for town in towns().await {
        let place = icu(&town, 1).await;
        let (asker, manager) = (dispatcher(&town), manager(&town, &place));
        let (one, two) = (asks(&town, &asker, &wish(&place)).await.unwrap(), asks(&town, &asker, &wish(&place)).await.unwrap());
        // The clock of the node that accepts runs twenty minutes ahead, and is set right.
        town.world.clock.advance_s(20 * 60);
        let ahead = acts(&town, &later(&town, &manager), one.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await.unwrap();
        town.world.clock.advance_s(-20 * 60);
        assert!(claims(&town, &place).await.0[0].made_at > town.system().now(), "a claim dated in the future");
        let second = acts(&town, &later(&town, &manager), two.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await;
        assert!(matches!(second, Err(BedsError::WardFull)), "it counts: {second:?}");
        assert_eq!(ring(&town).await, 0, "nothing ends before its own minute");
        town.world.clock.advance_s((ahead.until.0 - town.system().now().0) / 1_000 + 1);
        ring(&town).await;
        assert_eq!(found(&town, one.id).await.stand.state, S::Expired);
    }
}

#[tokio::test]
async fn a_hospital_that_promises_and_never_places_is_counted() {
    for town in towns().await {
        let place = icu(&town, 9).await;
        let (asker, manager) = (dispatcher(&town), manager(&town, &place));
        for last in [PromiseEvent::Accept, PromiseEvent::Arrive, PromiseEvent::Place] {
            let id = asks(&town, &asker, &wish(&place)).await.unwrap().id;
            for event in [PromiseEvent::Accept, PromiseEvent::Arrive, PromiseEvent::Place] {
                acts(&town, &manager, id, event, |deed| deed.ward = Some(place.ward)).await.unwrap();
                if event == last {
                    break;
                }
            }
        }
        asks(&town, &asker, &wish(&place)).await.unwrap();
        town.world.clock.advance_s(2 * 86_400);
        // The request nobody answered becomes an announcement, and that runs out in turn.
        ring(&town).await;
        town.world.clock.advance_s(86_400);
        ring(&town).await;
        let since = town.system().now().plus_min(-30 * 24 * 60);
        let counted = unkept(town.floor.db(), Some(place.facility), since).await.unwrap().remove(&place.facility).unwrap();
        let kept = (counted.accepted, counted.placed, counted.never_placed, counted.expired, counted.unanswered);
        assert_eq!(kept, (3, 1, 1, 1, 1));
        assert_eq!(unkept(town.floor.db(), None, since).await.unwrap().len(), 1);
        assert!(unkept(town.floor.db(), None, town.system().now()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn who_it_was_for_is_forgotten_after_a_week_and_the_rest_after_a_quarter() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let asker = dispatcher(&town);
        let id = asks(&town, &asker, &wish(&place)).await.unwrap().id;
        let person = found(&town, id).await.person.unwrap();
        acts(&town, &asker, id, PromiseEvent::Release, |deed| deed.reason = Some(crate::promise::Reason::Recovered)).await.unwrap();
        let swept = async || sweep(town.floor.db(), town.beds.promises(), &town.system()).await.unwrap();
        town.world.clock.advance_s(PATIENT_KEPT_DAYS * 86_400);
        assert_eq!(swept().await, 0);
        town.world.clock.advance_s(1);
        assert_eq!((swept().await, swept().await), (1, 0));
        assert!(access(&town).person_key(town.floor.db(), person).await.unwrap().is_none(), "the key is destroyed");
        assert_eq!(found(&town, id).await.person, None);
        town.world.clock.advance_s(PROMISE_KEPT_DAYS * 86_400);
        assert_eq!((swept().await, swept().await), (1, 0));
        let left = town.floor.db().row("SELECT COUNT(*) AS n FROM bed_promise", Vec::new()).await.unwrap().unwrap();
        assert_eq!(left.get::<i64>("n").unwrap(), 0);
    }
}
