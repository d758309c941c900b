//! The census: who counts as having answered, what it comes to, and what happens when two people want one.

use super::town::{THREE, Town, towns};
use crate::model::{CensusId, CensusState};
use crate::service::board::board;
use crate::service::census::{NewCensus, start, stop, tick};
use crate::{ReminderError, StillTrue};

fn asks(town: &Town, minutes: u32) -> NewCensus {
    NewCensus {
        id: CensusId::new(&town.system()),
        reason: "Latihan (rekaan)".into(),
        minutes: Some(minutes),
        district: String::new(),
        kind: None,
        seen: 0,
    }
}

#[tokio::test]
async fn only_numbers_taken_after_the_start_are_an_answer() {
    for town in towns().await {
        town.world.clock.advance_s(60);
        let number = start(&town.room, &town.system(), &asks(&town, 15)).await.unwrap();
        let ctx = &town.system();
        let now = board(&town.room, ctx, number).await.unwrap();
        assert_eq!((now.census.asked, now.answered()), (2, 0), "a number of a minute ago is no answer");
        assert_eq!((now.totals[0].1.hospitals, now.totals[0].1.of), (0, 2));
        town.world.clock.advance_s(60);
        town.reports(town.here, 1);
        let now = board(&town.room, &town.system(), number).await.unwrap();
        assert_eq!((now.answered(), now.partly()), (1, 1));
        let (pool, totals) = now.totals[0];
        assert_eq!((pool, totals.sum.free, totals.sum.beds, totals.hospitals, totals.of), (THREE, 3, 24, 1, 2));
        tick(&town.room, &town.system()).await.unwrap();
        // Its time is over; the other one answers ten minutes late.
        town.world.clock.advance_s(14 * 60);
        tick(&town.room, &town.system()).await.unwrap();
        let ended = board(&town.room, &town.system(), number).await.unwrap();
        assert_eq!((ended.census.state, ended.answered(), ended.late()), (CensusState::Ended, 1, 0));
        town.world.clock.advance_s(10 * 60);
        town.reports(town.there, 1);
        tick(&town.room, &town.system()).await.unwrap();
        let late = board(&town.room, &town.system(), number).await.unwrap();
        assert_eq!((late.answered(), late.late(), late.totals[0].1.hospitals), (1, 1, 2));
        // What was counted then stays, whatever is reported later.
        town.world.clock.advance_s(60);
        town.numbers.0.lock().unwrap().get_mut(&town.here).unwrap().wards[0].free = Some(20);
        town.reports(town.here, 2);
        tick(&town.room, &town.system()).await.unwrap();
        let kept = board(&town.room, &town.system(), number).await.unwrap();
        assert_eq!(kept.totals[0].1.sum.free, 6);
    }
}

#[tokio::test]
async fn the_same_form_is_one_census_and_a_second_person_is_told_of_the_first() {
    for town in towns().await {
        let (first, second) = (asks(&town, 15), asks(&town, 15));
        let ctx = &town.system();
        let number = start(&town.room, ctx, &first).await.unwrap();
        assert_eq!(start(&town.room, ctx, &first).await.unwrap(), number, "sent twice");
        let told = start(&town.room, ctx, &second).await;
        assert!(matches!(told, Err(ReminderError::Another(1))), "{told:?}");
        assert_eq!(start(&town.room, ctx, &NewCensus { seen: number, ..second }).await.unwrap(), number + 1);
        let (one, two) = (NewCensus { seen: 2, ..asks(&town, 15) }, NewCensus { seen: 2, ..asks(&town, 15) });
        let (one, two) = tokio::join!(start(&town.room, ctx, &one), start(&town.room, ctx, &two));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|is_ok| **is_ok).count(), 1, "two at the same moment");
        stop(&town.room, ctx, number).await.unwrap();
        stop(&town.room, ctx, number).await.unwrap();
        assert_eq!(town.count("journal_entry WHERE kind = 'census.ended'").await, 1, "ended twice, it ended once");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_at_its_field() {
    let town = super::town::town().await;
    let fields = async |new: NewCensus| match start(&town.room, &town.system(), &new).await {
        Err(ReminderError::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(NewCensus { reason: " ".into(), ..asks(&town, 15) }).await, ["reason"]);
    assert_eq!(fields(asks(&town, 4)).await, ["minutes"]);
    assert_eq!(fields(NewCensus { minutes: None, ..asks(&town, 15) }).await, ["minutes"]);
    assert_eq!(fields(NewCensus { kind: Some(super::town::ICU), ..asks(&town, 15) }).await, ["district"], "nobody has such beds");
    assert_eq!(town.count("census").await, 0);
}

#[tokio::test]
async fn the_request_goes_to_those_who_can_be_written_to_and_not_to_whoever_answered() {
    for town in towns().await {
        town.has_contact(town.here).await;
        town.has_contact(town.there).await;
        town.world.clock.advance_s(60);
        start(&town.room, &town.system(), &asks(&town, 15)).await.unwrap();
        assert_eq!(town.count("reminder_message WHERE census = 1").await, 2);
        assert_eq!(town.count("job WHERE kind = 'reminders.send'").await, 2);
        town.world.clock.advance_s(5);
        town.reports(town.there, 1);
        town.send_all().await;
        assert_eq!(town.messages(town.here).await, ["webhook sent "]);
        assert_eq!(town.messages(town.there).await, ["webhook dropped answered"]);
        let told = town.hook.carried.lock().unwrap()[0].clone();
        assert!(told.text.contains("RSUD Rekaan menghitung tempat tidur sekarang, sampai 14.26 WIB"), "{}", told.text);
    }
}

#[tokio::test]
async fn still_true_is_one_tap_for_what_was_seen() {
    let town = super::town::town().await;
    let hospitals: &dyn crate::Hospitals = town.numbers.as_ref();
    let seen: Vec<_> = hospitals.one(town.here, town.now()).unwrap().wards.iter().map(|ward| (ward.id, ward.version)).collect();
    assert_eq!(hospitals.confirm(&town.system(), town.here, &seen).await.unwrap(), StillTrue::Confirmed(2));
    assert_eq!(hospitals.confirm(&town.system(), town.here, &seen).await.unwrap(), StillTrue::Changed);
}
