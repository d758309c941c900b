//! What is kept of calls that could not be used.

use base64::Engine as _;
use sigap_access::Place;
use sigap_exchange::aplicares::RoomKey;
use sigap_store::{Query as _, args};

use super::flood::flood;
use super::{PPK, both_engines, melati, on_sqlite, ppk, room, sender};
use crate::{FIRST_MET_KEPT_DAYS, IntakeConfig, PROBLEM_KEPT_DAYS, PROBLEMS_PER_KEY_MAX};

#[tokio::test]
async fn the_body_is_kept_sealed_and_opens_only_with_the_key_ring() {
    for town in both_engines().await {
        town.update_with(br#"{"kodekelas":"KL2","namapasien":"Budi Rekaan"}"#).await;
        let row = town.db.row("SELECT problem_id, body, reason FROM intake_problem", args![]).await.unwrap().unwrap();
        let (id, sealed, reason): (String, String, String) =
            (row.get("problem_id").unwrap(), row.get("body").unwrap(), row.get("reason").unwrap());
        assert!(!sealed.contains("Budi") && !reason.contains("Budi"));
        let place = Place { table: "intake_problem", row: &id, field: "body" };
        let opened = town.access.ring().open_sealed(place, &sealed).unwrap();
        let body = base64::engine::general_purpose::STANDARD_NO_PAD.decode(opened.reveal()).unwrap();
        assert_eq!(body, br#"{"kodekelas":"KL2","namapasien":"Budi Rekaan"}"#);
        let journal = town.db.rows("SELECT body FROM journal_entry", args![]).await.unwrap();
        assert!(journal.iter().all(|row| !row.get::<String>("body").unwrap().contains("Budi")));
    }
}

#[tokio::test]
async fn the_same_body_again_is_counted_and_kept_once() {
    for town in both_engines().await {
        for _ in 0..5 {
            town.update_with(b"rusak").await;
        }
        assert_eq!(town.problems().await.len(), 1);
        town.clock.advance_s(61);
        town.update_with(b"rusak").await;
        let problems = town.problems().await;
        assert_eq!((problems.len(), problems[0].2), (1, 6));
        town.update_with(b"rusak lagi").await;
        assert_eq!(town.problems().await.len(), 2);
    }
}

#[tokio::test]
async fn of_one_key_only_so_many_are_kept_and_the_oldest_make_room() {
    for town in both_engines().await {
        for number in 0..(PROBLEMS_PER_KEY_MAX + 5) {
            town.clock.advance_s(1);
            town.update_with(format!("rusak {number}").as_bytes()).await;
        }
        let first = town.count("SELECT CAST(MIN(first_ms) - 1795320900000 AS BIGINT) AS n FROM intake_problem").await;
        assert_eq!((town.problems().await.len(), first), (PROBLEMS_PER_KEY_MAX as usize, 6_000));
    }
}

#[tokio::test]
async fn who_misused_a_code_cannot_push_the_warning_off_its_owners_page() {
    for town in both_engines().await {
        let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
        let told = format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{other}'");
        // Also when the flood comes first: what is written down of it is paced.
        flood(&town).await;
        town.say(sender("1234").create(&ppk("0301R002"), &melati(), town.now())).await;
        assert_eq!(town.count(&told).await, 1);
        for number in 0..(PROBLEMS_PER_KEY_MAX + 5) {
            town.clock.advance_s(1);
            town.update_with(format!("rusak {number}").as_bytes()).await;
        }
        assert_eq!(town.count(&told).await, 1);
        let own = format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{}'", town.hospital);
        assert_eq!(town.count(&own).await, PROBLEMS_PER_KEY_MAX);
    }
}

#[tokio::test]
async fn a_room_that_nobody_registers_is_named_until_somebody_does() {
    for town in both_engines().await {
        for free in 0..4 {
            town.update(&room("KL2", "MLT2", "Ruang Melati Kelas II", 24, free)).await;
        }
        let problems = town.problems().await;
        assert_eq!((problems.len(), problems[0].0.as_str()), (1, "room"));
        assert!(problems[0].1.contains("room-not-registered?room=KL2/MLT2"), "{problems:?}");
        town.create(&melati()).await;
        assert!(town.problems().await.is_empty());
    }
}

/// More rooms than problems are kept of one key.
#[tokio::test]
async fn a_large_hospital_that_never_registers_is_heard_too() {
    for town in both_engines().await {
        let rooms = PROBLEMS_PER_KEY_MAX + 20;
        let report = async |free: i64| {
            for number in 0..rooms {
                town.update(&room("KL3", &format!("R{number}"), &format!("Ruang {number}"), 10, free)).await;
            }
        };
        report(1).await;
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM key_use_unknown").await, rooms);
        assert!(town.wards(town.hospital).await.is_empty());
        town.clock.advance_s(600);
        report(2).await;
        assert_eq!(town.wards(town.hospital).await.iter().filter(|ward| ward.free == 2).count(), usize::try_from(rooms).unwrap());
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM key_use_unknown").await, 0, "it is settled with the registration");
        // What never comes of it is forgotten.
        town.update(&room("KL3", "LAIN", "Ruang lain", 10, 1)).await;
        town.clock.advance_s(FIRST_MET_KEPT_DAYS * 86_400 + 1);
        town.intake.sweep_rooms(&town.system()).await.unwrap();
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM key_use_unknown").await, 0);
    }
}

#[tokio::test]
async fn a_system_that_never_registers_its_rooms_is_taken_at_its_word_after_a_while() {
    for town in both_engines().await {
        assert_eq!(town.update(&melati()).await, "Data tidak ada di database");
        town.clock.advance_s(599);
        assert_eq!(town.update(&melati()).await, "Data tidak ada di database");
        town.clock.advance_s(1);
        assert_eq!(town.update(&melati()).await, "Data berhasil diupdate.");
        assert_eq!((town.wards(town.hospital).await.len(), town.problems().await.len()), (1, 0));
        // Another room is another question, and one that is to go and is not there is none.
        assert_eq!(town.update(&room("KL3", "MLT3", "Melati", 4, 1)).await, "Data tidak ada di database");
        let gone = RoomKey::read(br#"{"kodekelas":"KL1","koderuang":"XX"}"#).unwrap();
        assert_eq!(town.say(sender("1234").delete(&ppk(PPK), &gone, town.now())).await.message, "Data tidak ada di database");
        assert_eq!(town.problems().await.len(), 1);
    }
}

#[tokio::test]
async fn what_is_kept_too_long_is_thrown_away() {
    for town in both_engines().await {
        town.update_with(b"rusak").await;
        assert_eq!(town.intake.sweep_problems(&town.system()).await.unwrap(), 0);
        town.clock.advance_s(PROBLEM_KEPT_DAYS * 86_400 + 1);
        assert_eq!(town.intake.sweep_problems(&town.system()).await.unwrap(), 1);
        assert!(town.problems().await.is_empty());
    }
}

#[tokio::test]
async fn a_problem_that_repeats_quickly_is_answered_each_time() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let sentence = "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka.";
    for _ in 0..50 {
        assert_eq!(town.update_with(b"rusak").await.1, sentence);
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.problem'").await, 1);
}
