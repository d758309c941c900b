//! What cannot be used: a sentence in the envelope, nothing stored, and the problem kept.

use axum::http::StatusCode;
use sigap_exchange::aplicares::client::Answer;
use sigap_exchange::lenient::BODY_BYTES_MAX;

use super::{BREAKING, ENDLESS, PPK, both_engines, corpus, melati, on_sqlite, ppk, room, sender};
use crate::IntakeConfig;

/// Name of the body → what the codec says of it.
fn expected() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(corpus().join("expected.txt")).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect()
}

#[tokio::test]
async fn every_odd_body_of_the_corpus_is_answered_with_its_sentence_and_kept() {
    for town in both_engines().await {
        let mut refused = 0;
        for (name, outcome) in expected() {
            let body = std::fs::read(corpus().join(&name)).unwrap();
            let (status, message) = town.update_with(&body).await;
            assert_eq!(status, StatusCode::OK, "{name}");
            // A body that is understood is about a room nobody has registered.
            let is_understood = outcome.starts_with("ok ");
            assert_eq!(message, if is_understood { "Data tidak ada di database".to_owned() } else { outcome }, "{name}");
            refused += usize::from(!is_understood);
        }
        assert!(refused > 20, "the corpus has shrunk");
        let kept = town.problems().await;
        let unreadable = kept.iter().filter(|(kind, _, _)| kind == "body" || kind == "fields").count();
        assert_eq!(unreadable, refused, "each is kept once");
        let read_back = town.read_all().await;
        assert_eq!(read_back.total_items, Some(0), "nothing of it was stored");
    }
}

#[tokio::test]
async fn a_body_of_a_hundred_million_bytes_is_answered_and_not_held() {
    let town = on_sqlite(IntakeConfig::default()).await;
    // In pieces, as a line brings it.
    let piece = bytes::Bytes::from(vec![b' '; 1_000_000]);
    let pieces = futures::stream::iter((0..100).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
    let mut request = axum::http::Request::post(format!("/aplicaresws/rest/bed/update/{PPK}"));
    for (name, value) in sender("1234").classes(town.now()).headers {
        request = request.header(name, value);
    }
    let (status, _, body) = town.ask(request.body(axum::body::Body::from_stream(pieces)).unwrap()).await;
    let sentence = format!("Isi permintaan terlalu besar, paling banyak {BODY_BYTES_MAX} byte.");
    assert_eq!((status, Answer::read(body.as_bytes()).unwrap().message), (StatusCode::PAYLOAD_TOO_LARGE, sentence));
    let row = town.count("SELECT body_bytes AS n FROM intake_problem").await;
    assert!(row as usize <= BODY_BYTES_MAX, "{row} bytes were kept");
}

#[tokio::test]
async fn a_line_that_breaks_in_the_middle_is_kept_as_far_as_it_came() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let pieces = [Ok(bytes::Bytes::from_static(b"{\"kodekelas\":")), Err(std::io::Error::other("the line broke"))];
    let mut request = axum::http::Request::post(format!("/aplicaresws/rest/bed/update/{PPK}"));
    for (name, value) in sender("1234").classes(town.now()).headers {
        request = request.header(name, value);
    }
    let body = axum::body::Body::from_stream(futures::stream::iter(pieces));
    let (status, _, body) = town.ask(request.body(body).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(Answer::read(body.as_bytes()).unwrap().message, "Isi JSON terpotong. Kirim ulang permintaan secara utuh.");
    assert_eq!(town.count("SELECT body_bytes AS n FROM intake_problem").await, 13);
}

/// Short enough for a test to wait for it, and long enough for a slow disk.
fn hurried() -> IntakeConfig {
    IntakeConfig { answer_within_s: 6, ..IntakeConfig::default() }
}

#[tokio::test]
async fn a_line_that_brings_nothing_more_is_answered_in_the_envelope_and_kept() {
    let town = on_sqlite(hurried()).await;
    let mut request = axum::http::Request::post(format!("/aplicaresws/rest/bed/update/{PPK}"));
    for (name, value) in sender("1234").classes(town.now()).headers {
        request = request.header(name, value);
    }
    let begun = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"{\"kodekelas\":"))]);
    let body = axum::body::Body::from_stream(futures::StreamExt::chain(begun, futures::stream::pending()));
    let (status, _, body) = town.ask(request.body(body).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(Answer::read(body.as_bytes()).unwrap().message, "Isi JSON terpotong. Kirim ulang permintaan secara utuh.");
    assert_eq!(town.count("SELECT body_bytes AS n FROM intake_problem").await, 13);
}

#[tokio::test]
async fn a_call_that_cannot_be_served_in_time_is_answered_in_the_envelope() {
    let town = on_sqlite(hurried()).await;
    assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
    let (status, body) = town.send(sender("1234").update(&ppk(PPK), &room("KL2", "MLT2", "Melati", ENDLESS.into(), 1), town.now())).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(Answer::read(body.as_bytes()).unwrap().message, "Sistem terlalu lama menjawab. Kirim lagi beberapa saat lagi.");
}

#[tokio::test]
async fn a_fault_of_the_program_is_answered_in_the_envelope_and_silences_nobody() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let broken = room("KL2", "MLT2", "Melati", BREAKING.into(), 1);
        let (status, body) = town.send(sender("1234").update(&ppk(PPK), &broken, town.now())).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        let sentence = "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.";
        assert_eq!(Answer::read(body.as_bytes()).unwrap().message, sentence);
        assert_eq!(town.update(&room("KL2", "MLT2", "Melati", 24, 7)).await, "Data berhasil diupdate.");
        assert_eq!(town.wards(town.hospital).await[0].free, 7);
    }
}

#[tokio::test]
async fn sql_and_html_in_a_name_are_only_a_name() {
    for town in both_engines().await {
        let name = "<img src=x onerror=alert(1)>'; DROP TABLE feed_row;-- $1 %s";
        assert_eq!(town.create(&room("KL2", "'; DELETE FROM ward; --", name, 10, 3)).await, "Data berhasil disimpan.");
        assert_eq!(town.update(&room("KL2", "'; DELETE FROM ward; --", name, 10, 4)).await, "Data berhasil diupdate.");
        let listed = town.read_all().await;
        let listed = listed.rooms().next().unwrap().unwrap();
        assert_eq!((listed.room.name.as_str(), listed.room.free), (name, 4));
        assert_eq!(town.wards(town.hospital).await[0].name, name);
    }
}

#[tokio::test]
async fn a_class_nobody_knows_is_taken_and_left_for_a_person_to_map() {
    let town = on_sqlite(IntakeConfig::default()).await;
    assert_eq!(town.create(&room("TENDA", "T1", "Tenda darurat (rekaan)", 40, 12)).await, "Data berhasil disimpan.");
    assert_eq!(town.wards(town.hospital).await[0].pool, "unmapped.none.any.any.no");
}

#[tokio::test]
async fn the_longest_names_and_codes_and_the_largest_numbers_are_taken() {
    for town in both_engines().await {
        let mut draft = room(&"K".repeat(10), &"R".repeat(50), &"病".repeat(100), 100_000, 100_000);
        (draft.free_men, draft.free_women, draft.free_any) = (100_000, 100_000, 100_000);
        assert_eq!(town.create(&draft).await, "Data berhasil disimpan.");
        assert_eq!(town.update(&draft).await, "Data berhasil diupdate.");
        // A second room of the same name is told apart by its code.
        draft.room_code = "S".repeat(50);
        assert_eq!(town.create(&draft).await, "Data berhasil disimpan.");
        assert_eq!(town.wards(town.hospital).await.len(), 2);
    }
}

#[tokio::test]
async fn a_known_sender_with_a_wrong_body_on_a_wrong_code_hears_of_the_code_first() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let mut signed = sender("1234").update(&ppk("0301R009"), &melati(), town.now());
    signed.body = b"rusak".to_vec();
    assert_eq!(town.say(signed).await.message, "Kode PPK 0301R009 tidak terdaftar untuk cons-id ini.");
}
