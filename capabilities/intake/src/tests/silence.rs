//! Feeds that fall silent: said once, whichever node finds it, and taken back when a call comes.

use axum::http::StatusCode;
use sigap_kernel::{Role, Scope};

use super::{Listener, Town, both_engines, melati, on_sqlite, sender, sender_with};
use crate::silence::watch;
use crate::{Intake, IntakeConfig, PROBLEM_KEPT_DAYS};

impl Town {
    async fn look_for_silence(&self) {
        watch(&self.intake, &self.system()).await.unwrap();
    }

    async fn said(&self, kind: &str) -> u32 {
        self.count(&format!("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = '{kind}'")).await
    }

    /// How often a silence was said, was over, and whose key was turned off meanwhile.
    async fn silences(&self) -> (u32, u32, u32) {
        (self.said("intake.feed_silent").await, self.said("intake.feed_back").await, self.said("intake.feed_off").await)
    }
}

#[tokio::test]
async fn a_feed_that_falls_silent_is_said_once_and_taken_back_when_it_calls() {
    for town in both_engines().await {
        let problems = format!("/masalah-kiriman/{}", town.hospital);
        town.look_for_silence().await;
        assert_eq!(town.silences().await, (0, 0, 0), "it never called");
        town.create(&melati()).await;
        town.clock.advance_s(119 * 60);
        town.look_for_silence().await;
        assert_eq!(town.silences().await, (0, 0, 0));
        town.clock.advance_s(60);
        for _ in 0..3 {
            town.look_for_silence().await;
            town.clock.advance_s(300);
        }
        assert_eq!(town.silences().await, (1, 0, 0));
        let page = town.admin().await.get(&problems).await.1;
        assert!(
            page.contains("Sistem tidak mengirim")
                && page.contains("<code>1234</code>")
                && page.contains("Tidak ada panggilan selama lebih dari 120 menit.")
                && page.contains("Periksa apakah SIMRS berjalan"),
            "{page}"
        );
        // Somebody who only knows the id of the system does not end its silence.
        town.send(sender_with("1234", "salah").classes(town.now())).await;
        town.intake.flush().await;
        assert_eq!(town.silences().await, (1, 0, 0));
        town.say(sender("1234").classes(town.now())).await;
        town.intake.flush().await;
        assert_eq!(town.silences().await, (1, 1, 0));
        town.look_for_silence().await;
        assert!(!town.admin().await.get(&problems).await.1.contains("Sistem tidak mengirim"));
        town.clock.advance_s(120 * 60);
        town.look_for_silence().await;
        assert_eq!(town.silences().await, (2, 1, 0), "another silence is said anew");
    }
}

#[tokio::test]
async fn two_nodes_say_one_silence_once() {
    for town in both_engines().await {
        let other = Intake::start(town.intake.0.floor.clone(), IntakeConfig::default(), Listener).await.unwrap();
        town.create(&melati()).await;
        town.intake.flush().await;
        for round in 1..=3 {
            town.clock.advance_s(120 * 60);
            let (one, two) = (town.system(), town.system());
            let (first, second) = tokio::join!(watch(&town.intake, &one), watch(&other, &two));
            first.unwrap();
            second.unwrap();
            assert_eq!(town.silences().await, (round, round - 1, 0));
            town.update(&melati()).await;
            let (one, two) = (town.system(), town.system());
            let (first, second) = tokio::join!(watch(&town.intake, &one), watch(&other, &two));
            first.unwrap();
            second.unwrap();
            assert_eq!(town.silences().await, (round, round, 0));
        }
    }
}

#[tokio::test]
async fn a_silence_outlasts_what_is_thrown_away_and_ends_with_its_key() {
    for town in both_engines().await {
        town.create(&melati()).await;
        town.clock.advance_s(121 * 60);
        town.look_for_silence().await;
        town.clock.advance_s(PROBLEM_KEPT_DAYS * 86_400 + 1);
        town.intake.sweep_problems(&town.system()).await.unwrap();
        town.look_for_silence().await;
        assert_eq!((town.silences().await, town.problems().await.len()), ((1, 0, 0), 1));
        town.access.set_key_enabled(&town.system(), town.key, false).await.unwrap();
        for _ in 0..2 {
            town.look_for_silence().await;
        }
        assert_eq!((town.silences().await, town.problems().await.len()), ((1, 0, 1), 0));
    }
}

#[tokio::test]
async fn the_page_of_feeds_shows_how_each_beats_and_what_it_said_last() {
    for town in both_engines().await {
        let path = format!("/fasilitas/{}/kiriman", town.hospital);
        // Whoever answers for the beds sees it, though not the keys.
        let manager = town.log_in(Role::BedManager, Scope::Facility(town.hospital)).await;
        let page = manager.get(&path).await.1;
        assert!(page.contains("belum pernah") && page.contains("Belum pernah memanggil") && !page.contains("/kunci\""), "{page}");
        town.create(&melati()).await;
        town.update(&melati()).await;
        let page = manager.get(&path).await.1;
        assert!(
            page.contains(">hidup<")
                && page.contains("<code>bed/update</code> → diterima")
                && page.contains("1 tersambung")
                && page.contains("Panggilan sejak 11.00 WIB")
                && page.contains("Aplicares"),
            "{page}"
        );
        town.update_with(b"rusak").await;
        let page = manager.get(&path).await.1;
        assert!(page.contains("<code>bed/update</code> → Isi kiriman tidak terbaca") && !page.contains("rusak"), "{page}");
        town.clock.advance_s(60 * 60);
        assert!(manager.get(&path).await.1.contains(">terlambat<"));
        town.clock.advance_s(60 * 60);
        let manager = town.log_in(Role::BedManager, Scope::Facility(town.hospital)).await;
        assert!(manager.get(&path).await.1.contains(">diam<"));
        town.access.set_key_enabled(&town.system(), town.key, false).await.unwrap();
        assert!(manager.get(&path).await.1.contains(">dimatikan<"));
        let english = manager.get(&format!("{path}?lang=en")).await.1;
        assert!(english.contains("turned off") && english.contains("The body cannot be read"), "{english}");
        let keys = town.admin().await.get(&format!("/fasilitas/{}/kunci", town.hospital)).await.1;
        assert!(keys.contains(&path) && town.admin().await.get(&path).await.1.contains("/kunci\""));
    }
}

#[tokio::test]
async fn feeds_of_another_hospital_are_refused() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    let elsewhere = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
    for person in [&elsewhere, &nurse] {
        assert_eq!(person.get(&format!("/fasilitas/{}/kiriman", town.hospital)).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(elsewhere.get("/fasilitas/bukan-id/kiriman").await.0, StatusCode::NOT_FOUND);
}
