//! Calls that come late: held up on their way, or overheard and sent again.

use axum::http::StatusCode;
use futures::future::{Either, select};
use sigap_exchange::aplicares::RoomKey;
use sigap_kernel::UtcMs;
use sigap_store::Query as _;

use super::siranap::{PASS, RS_ID};
use super::{PPK, Town, both_engines, melati, ppk, sender};
use crate::IntakeConfig;

const SPOKEN_OF_SINCE: &str = "Ruang ini dilaporkan lagi sesudah perintah hapus ini dikirim, jadi tidak dihapus.";
const HOUR_S: i64 = 3_600;

/// Held up on its way, or overheard and sent again: also when the program was started again meanwhile.
#[tokio::test]
async fn a_call_that_comes_half_a_day_late_changes_nothing_newer() {
    for restarts in [false, true] {
        for mut town in both_engines().await {
            assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
            let morning = town.now();
            let mut full = melati();
            (full.free, full.free_men, full.free_women, full.free_any) = (full.capacity, 0, 0, full.capacity);
            let held_up = [
                (sender("1234").update(&ppk(PPK), &full, morning), "Data berhasil diupdate."),
                (sender("1234").create(&ppk(PPK), &full, morning), "Data berhasil disimpan."),
                (sender("1234").delete(&ppk(PPK), &RoomKey::of("KL2", "MLT2").unwrap(), morning), SPOKEN_OF_SINCE),
            ];
            town.clock.advance_s(12 * 3_600);
            let mut later = melati();
            (later.free, later.free_men, later.free_women, later.free_any) = (5, 0, 0, 5);
            assert_eq!(town.update(&later).await, "Data berhasil diupdate.");
            if restarts {
                town.restart(IntakeConfig::default()).await;
            }
            for (call, sentence) in held_up {
                assert_eq!(town.say(call).await.message, sentence);
                let wards = town.wards(town.hospital).await;
                assert_eq!(wards.iter().map(|ward| ward.free).collect::<Vec<_>>(), [5]);
            }
            let listed = town.read_all().await;
            assert_eq!(listed.rooms().map(|room| room.unwrap().room.free).collect::<Vec<_>>(), [5]);
        }
    }
}

/// The line was down for the night, and what the evening said arrives in the morning before anything else.
#[tokio::test]
async fn what_arrives_late_is_as_old_as_it_is_though_nothing_later_came() {
    for mut town in both_engines().await {
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
        town.clock.advance_s(HOUR_S);
        let evening = town.now();
        let held_up = sender("1234").update(&ppk(PPK), &melati(), evening);
        town.restart(IntakeConfig::default()).await;
        town.clock.advance_s(8 * HOUR_S);
        assert_eq!(town.say(held_up).await.message, "Data berhasil diupdate.");
        let seen = town.db.row("SELECT observed_at_ms FROM feed_row", vec![]).await.unwrap().unwrap();
        assert_eq!(seen.get::<UtcMs>("observed_at_ms").unwrap(), evening);
    }
}

/// What one call by RS Online says, made by the hospital's own clock at that instant.
async fn icu(town: &Town, occupied: u32, made: UtcMs) {
    let body = format!(r#"{{"id_tt":"38","ruang":"ICU","jumlah_ruang":"1","jumlah":"10","terpakai":"{occupied}","covid":0}}"#);
    let made_s = (made.0 / 1_000).to_string();
    let headers = [("X-rs-id", RS_ID), ("X-Timestamp", made_s.as_str()), ("X-pass", PASS)];
    let (status, _, answer) = town.rs_online_with(&headers, "POST", "/fo/index.php/Fasyankes", &body).await;
    assert!(status == StatusCode::OK && answer.contains("200"), "{answer}");
}

#[tokio::test]
async fn a_call_by_rs_online_that_comes_after_a_later_one_changes_nothing() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let morning = town.now();
        icu(&town, 2, morning).await;
        town.clock.advance_s(12 * HOUR_S);
        icu(&town, 9, town.now()).await;
        icu(&town, 0, morning).await;
        assert_eq!(town.wards(town.hospital).await.iter().map(|ward| ward.free).collect::<Vec<_>>(), [1]);
    }
}

/// Each of them is a commit of its own.
#[tokio::test]
async fn what_is_written_alone_waits_for_its_senders_turn_and_holds_up_no_other() {
    for town in &both_engines().await {
        town.create(&melati()).await;
        let key = town.add_siranap_key(town.hospital, RS_ID).await;
        let staff = r#"{"id_kebutuhan":"1","kebutuhan":"20","jumlah_eksisting":"14","jumlah":"14","jumlah_diterima":"0"}"#;
        let unknown = r#"{"id_t_tt":"4711","ruang":"Entah","jumlah_ruang":"1","jumlah":"10","terpakai":"8"}"#;
        for (method, path, body) in [("POST", "/fo/index.php/Fasyankes/sdm", staff), ("PUT", "/fo/index.php/Fasyankes", unknown)] {
            let busy = town.intake.0.turns.take(key).await;
            let waiting = Box::pin(town.rs_online(method, path, body));
            let others = Box::pin(async {
                for _ in 0..20 {
                    assert_eq!(town.update(&melati()).await, "Data berhasil diupdate.");
                }
            });
            let Either::Right(((), waiting)) = select(waiting, others).await else { panic!("{path} did not wait for its turn") };
            drop(busy);
            waiting.await;
        }
    }
}
