//! The ladder in the database: what is written when, once, on both engines; and what jumping clocks and second nodes make of it: nothing.

use sigap_kernel::UtcMs;

use super::town::{ICU, Town, town, town_without_gateways, towns};
use crate::Rung;
use crate::service::desk::{NewPause, pause, resume};

/// The number of `here` was due an hour after noon; from then on minute by minute.
async fn falls_silent(town: &Town, minutes: i64) {
    town.minutes(60 + minutes).await;
}

#[tokio::test]
async fn a_silent_hospital_climbs_and_gets_one_message_a_rung() {
    for town in towns().await {
        town.has_contact(town.here).await;
        falls_silent(&town, 29).await;
        assert_eq!(town.rung(town.here).await, None);
        town.minutes(1).await;
        assert_eq!(town.rung(town.here).await, Some(Rung::Screen));
        assert!(town.messages(town.here).await.is_empty());
        town.minutes(90).await;
        assert_eq!(town.messages(town.here).await, ["mail sent "]);
        town.minutes(120).await;
        assert_eq!(town.messages(town.here).await, ["mail sent ", "webhook sent "]);
        // The fourth rung would come at 23.10: nobody is woken for an ordinary ward.
        town.minutes(240).await;
        assert_eq!(town.rung(town.here).await, Some(Rung::Webhook));
        town.minutes(8 * 60).await;
        assert_eq!(town.rung(town.here).await, Some(Rung::Office));
        assert_eq!(town.messages(town.here).await, ["mail sent ", "webhook sent ", "office_mail sent "]);
        let (mail, hook) = (town.mail.carried.lock().unwrap().clone(), town.hook.carried.lock().unwrap().clone());
        assert_eq!((mail.len(), hook.len()), (2, 1), "one message of all its wards");
        assert_eq!(mail[0].link, format!("https://sigap.example/papan/{}", town.here));
        assert!(mail[0].text.contains("Melati 0 (3 jam lalu), Melati 1 (3 jam lalu)"), "{}", mail[0].text);
        assert_eq!(hook[0].to.reveal(), "+6281200000014");
        assert_eq!(town.messages(town.there).await.len(), 0, "whoever reports hears nothing");
    }
}

#[tokio::test]
async fn an_answer_ends_it_at_once_and_part_of_one_does_not() {
    for town in towns().await {
        town.has_contact(town.here).await;
        falls_silent(&town, 31).await;
        town.reports(town.here, 1);
        town.minutes(1).await;
        assert_eq!(town.rung(town.here).await, Some(Rung::Screen), "one of two wards is owed");
        town.reports(town.here, 2);
        town.ring().await;
        assert_eq!(town.rung(town.here).await, None);
        assert_eq!(town.ring().await, 0, "nothing moves twice");
        assert_eq!(town.count("reminder_spell").await, 1);
        town.minutes(59).await;
        assert!(town.messages(town.here).await.is_empty());
    }
}

#[tokio::test]
async fn intensive_care_is_quicker_and_is_not_held_by_the_night() {
    let town = town().await;
    let icu = town.add("RS Jantung (rekaan)", &[ICU]).await;
    town.has_contact(icu).await;
    falls_silent(&town, 120).await;
    assert_eq!(town.rung(icu).await, Some(Rung::Office));
    assert_eq!(town.messages(icu).await, ["mail sent ", "webhook sent ", "office_mail sent "]);
}

#[tokio::test]
async fn a_gateway_nobody_set_up_is_said_and_the_office_is_told_in_due_time() {
    let town = town_without_gateways().await;
    town.has_contact(town.here).await;
    falls_silent(&town, 300).await;
    assert_eq!(town.messages(town.here).await, ["mail skipped not_set_up", "webhook skipped not_set_up"]);
    town.minutes(13 * 60).await;
    assert_eq!(town.rung(town.here).await, Some(Rung::Office));
    let with = super::town::town().await;
    falls_silent(&with, 300).await;
    assert_eq!(with.messages(with.here).await, ["mail skipped no_contact", "webhook skipped no_contact"]);
}

#[tokio::test]
async fn a_clock_that_jumps_sends_no_heap_of_messages() {
    for town in towns().await {
        town.has_contact(town.here).await;
        town.has_contact(town.there).await;
        // Two days forward at noon: everything is overdue at once.
        town.world.clock.advance_s(2 * 86_400);
        for _ in 0..20 {
            town.world.clock.advance_s(60);
            town.ring().await;
        }
        assert_eq!(town.rung(town.here).await, Some(Rung::Screen));
        assert!(town.messages(town.here).await.is_empty(), "each rung has its whole time");
        // And back: nobody stays for two days where the wrong clock put them.
        town.world.clock.advance_s(-2 * 86_400);
        town.numbers.0.lock().unwrap().values_mut().flat_map(|one| &mut one.wards).for_each(|ward| ward.due_at = Some(UtcMs(0)));
        town.ring().await;
        town.world.clock.advance_s(90 * 60);
        town.ring().await;
        assert_eq!(town.messages(town.here).await, ["mail sent "]);
    }
}

#[tokio::test]
async fn two_nodes_that_ring_at_once_move_nobody_twice() {
    for town in towns().await {
        town.has_contact(town.here).await;
        town.minutes(60 + 119).await;
        town.world.clock.advance_s(60);
        let ctx = &town.system();
        let (one, two) = tokio::join!(crate::ring_ladder(&town.room, ctx), crate::ring_ladder(&town.room, ctx));
        assert!(one.is_ok() && two.is_ok());
        assert_eq!(town.count("reminder_message").await, 1);
        assert_eq!(town.count("job WHERE kind = 'reminders.send'").await, 1, "the message and its job are one write");
        assert_eq!(town.count("reminder_spell").await, 1);
    }
}

#[tokio::test]
async fn a_pause_holds_the_ladder_and_ends_by_itself() {
    for town in towns().await {
        town.has_contact(town.here).await;
        falls_silent(&town, 31).await;
        let ctx = &town.system();
        let new = NewPause { hours: Some(4), reason: "Pemeliharaan SIMRS (rekaan)".into(), version: 0 };
        pause(&town.room, ctx, town.here, &new).await.unwrap();
        assert!(pause(&town.room, ctx, town.here, &new).await.is_err(), "somebody who saw no pause does not replace one");
        town.minutes(239).await;
        assert!(town.messages(town.here).await.is_empty());
        town.minutes(2).await;
        assert_eq!(town.messages(town.here).await, ["mail sent "]);
        let again = NewPause { version: 1, ..new };
        pause(&town.room, &town.system(), town.here, &again).await.unwrap();
        assert!(resume(&town.room, &town.system(), town.here, 1).await.is_err(), "seen before the second");
        resume(&town.room, &town.system(), town.here, 2).await.unwrap();
        for bad in [
            NewPause { hours: None, ..again.clone() },
            NewPause { hours: Some(400), ..again.clone() },
            NewPause { reason: " ".into(), ..again },
        ] {
            assert!(
                pause(&town.room, &town.system(), town.here, &NewPause { version: 3, ..bad }).await.is_err(),
                "a pause needs a reason and an end"
            );
        }
    }
}

#[tokio::test]
async fn a_hospital_has_so_many_messages_a_day_and_no_more() {
    let town = town().await;
    town.has_contact(town.here).await;
    let most = crate::LadderRules::default().messages_a_day_max;
    // It answers after each message and falls silent again, with an hour between.
    for _ in 0..12 {
        let icu = super::town::ICU;
        town.numbers.0.lock().unwrap().get_mut(&town.here).unwrap().wards.iter_mut().for_each(|ward| ward.pool = icu);
        town.minutes(60 + 31).await;
        town.reports(town.here, 2);
        town.ring().await;
    }
    let told = town.messages(town.here).await;
    assert_eq!(told.iter().filter(|one| *one == "mail sent ").count(), usize::try_from(most).unwrap(), "{told:?}");
    assert!(told.contains(&"mail skipped limit".to_owned()));
}
