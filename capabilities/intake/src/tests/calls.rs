//! Calls of a hospital system, from the wire to the tables and back.

use axum::http::StatusCode;
use sigap_exchange::aplicares::client::Answer;
use sigap_exchange::aplicares::{Page, RoomKey};
use sigap_exchange::bpjs::sign;
use sigap_kernel::UtcMs;
use sigap_store::{Query as _, args};

use super::{PPK, SECRET, Town, both_engines, both_engines_with, melati, on_sqlite, ppk, room, sender, sender_with};
use crate::{ClockRule, IntakeConfig};

const CREATE: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":24,"tersedia":7,"tersediapria":3,"tersediawanita":2,"tersediapriawanita":2}"#;
const UPDATE: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":"24","tersedia":"6","tersediapria":"0","tersediawanita":"0","tersediapriawanita":"0"}"#;
const DELETE: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2"}"#;
const READ_RESPONSE: &str = r#"{"metadata":{"code":1,"message":"OK","totalitems":1},"response":{"list":[{"rownumber":1,"kodekelas":"KL2","namakelas":"KELAS II","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":24,"tersedia":6,"tersediapria":0,"tersediawanita":0,"tersediapriawanita":0,"lastupdate":"2026-11-22 10:15:00"}]}}"#;
const UPDATE_MISSING: &str = r#"{"metadata":{"code":0,"message":"Data tidak ada di database"},"response":null}"#;
const UPDATE_OK: &str = r#"{"metadata":{"code":1,"message":"Data berhasil diupdate."},"response":null}"#;

/// A request by hand: any method, path and body, signed now.
async fn call(town: &Town, method: &'static str, path: &str, body: &str) -> (StatusCode, String) {
    let mut signed = sender("1234").classes(town.now());
    (signed.method, signed.path, signed.body) = (method, path.to_owned(), body.as_bytes().to_vec());
    town.send(signed).await
}

#[tokio::test]
async fn the_national_samples_are_answered_to_the_byte() {
    for town in both_engines().await {
        // The samples were taken at 10:15 WIB.
        town.clock.set(UtcMs::parse_rfc3339("2026-11-22T03:15:00Z").unwrap());
        let base = format!("/aplicaresws/rest/bed/{{}}/{PPK}");
        let path = |deed: &str| base.replace("{}", deed);
        let (status, classes) = call(&town, "GET", "/aplicaresws/rest/ref/kelas", "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(classes.starts_with(
            r#"{"metadata":{"code":1,"message":"OK","totalitems":16},"response":{"list":[{"kodekelas":"NON","namakelas":"-"}"#
        ));
        assert_eq!(call(&town, "POST", &path("update"), UPDATE).await.1, UPDATE_MISSING);
        let saved = r#"{"metadata":{"code":1,"message":"Data berhasil disimpan."},"response":null}"#;
        assert_eq!(call(&town, "POST", &path("create"), CREATE).await.1, saved);
        assert_eq!(call(&town, "POST", &path("update"), UPDATE).await.1, UPDATE_OK);
        assert_eq!(call(&town, "GET", &format!("{}/1/10", path("read")), "").await.1, READ_RESPONSE);
        let gone = r#"{"metadata":{"code":1,"message":"Data berhasil dihapus."},"response":null}"#;
        assert_eq!(call(&town, "POST", &path("delete"), DELETE).await.1, gone);
        assert_eq!(call(&town, "POST", &path("delete"), DELETE).await.1, UPDATE_MISSING);
    }
}

#[tokio::test]
async fn what_hospital_systems_get_wrong_about_headers_and_addresses_does_no_harm() {
    for town in both_engines().await {
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
        let path = format!("/aplicaresws/rest/bed/update/{PPK}");
        let kinds: [Option<&'static str>; 5] =
            [Some("application/x-www-form-urlencoded"), Some("Application/Json; Charset=UTF-8"), Some("text/plain"), Some(""), None];
        for kind in kinds {
            let mut odd = sender("1234").classes(town.now());
            (odd.method, odd.path, odd.body) = ("POST", path.clone(), UPDATE.as_bytes().to_vec());
            odd.headers.retain(|(name, _)| *name != "Content-Type");
            odd.headers.extend(kind.map(|kind| ("content-type", kind.to_owned())));
            assert_eq!(town.send(odd).await, (StatusCode::OK, UPDATE_OK.to_owned()), "{kind:?}");
        }
        // Names of headers in any case, a user key that nobody asked for, slashes to spare, a reading with a kind of content.
        let mut odd = sender("1234").update(&ppk(PPK), &melati(), town.now());
        odd.path = format!("//aplicaresws//rest/bed/update/{PPK}/");
        for (name, _) in &mut odd.headers {
            *name = match *name {
                "X-cons-id" => "X-CONS-ID",
                "X-timestamp" => "x-Timestamp",
                "X-signature" => "x-signature",
                other => other,
            };
        }
        odd.headers.push(("user_key", "kunci-yang-tidak-diminta".to_owned()));
        assert_eq!(town.send(odd).await, (StatusCode::OK, UPDATE_OK.to_owned()));
        let (status, read) = call(&town, "GET", &format!("/aplicaresws/rest/bed/read/{PPK}/1/10"), "").await;
        assert!(status == StatusCode::OK && read.contains("MLT2"), "{read}");
        assert!(town.problems().await.is_empty(), "none of this is a problem of the hospital's");
    }
}

#[tokio::test]
async fn a_room_comes_is_counted_is_read_back_and_goes() {
    for town in both_engines().await {
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards[0].name.as_str(), wards[0].pool.as_str()), ("Ruang Melati Kelas II", "general.2.any.any.no"));
        assert_eq!((wards[0].free, wards[0].capacity, wards[0].reports), (7, 24, 1));

        let mut later = melati();
        (later.free, later.free_men) = (5, 2);
        assert_eq!(town.update(&later).await, "Data berhasil diupdate.");
        assert_eq!((town.wards(town.hospital).await[0].free, town.wards(town.hospital).await[0].reports), (5, 2));
        let listed = town.read_all().await.rooms().map(Result::unwrap).collect::<Vec<_>>();
        assert_eq!((listed.len(), listed[0].room.free, listed[0].room.free_men), (1, 5, 2));
        assert_eq!(listed[0].last_update.as_deref(), Some("2026-11-22 11:15:00"));

        let key = RoomKey::read(DELETE.as_bytes()).unwrap();
        let deleted = town.say(sender("1234").delete(&ppk(PPK), &key, town.now())).await;
        assert_eq!(deleted.message, "Data berhasil dihapus.");
        let ward = &town.wards(town.hospital).await[0];
        assert!(ward.forgotten && !ward.active);
        assert_eq!(town.read_all().await.total_items, Some(0));
        // The room comes again: its ward does, too, with its past.
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
        let wards = town.wards(town.hospital).await;
        assert!(wards.len() == 1 && wards[0].active, "the ward it had");
    }
}

#[tokio::test]
async fn the_same_call_again_is_answered_the_same_and_changes_nothing() {
    for town in both_engines().await {
        for _ in 0..3 {
            assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
        }
        for _ in 0..3 {
            assert_eq!(town.update(&melati()).await, "Data berhasil diupdate.");
        }
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards.len(), wards[0].free, wards[0].reports), (1, 7, 6));
        assert_eq!(town.read_all().await.total_items, Some(1));
    }
}

#[tokio::test]
async fn a_list_is_given_in_pages() {
    let town = on_sqlite(IntakeConfig::default()).await;
    for number in 1..=5 {
        town.create(&room("KL3", &format!("R{number}"), &format!("Ruang {number}"), 10, number)).await;
    }
    let page = town.say(sender("1234").read(&ppk(PPK), Page { start: 4, limit: 10 }, town.now())).await;
    let codes: Vec<_> = page.rooms().map(|listed| listed.unwrap().room.key.room_code).collect();
    assert_eq!((page.total_items, codes), (Some(5), vec!["R4".to_owned(), "R5".to_owned()]));
}

#[tokio::test]
async fn a_wrong_signature_and_an_unknown_id_are_answered_alike() {
    for town in both_engines().await {
        let now = town.now();
        let refused =
            r#"{"metadata":{"code":0,"message":"Tanda tangan (X-signature) tidak cocok. Periksa cons-id dan secret."},"response":null}"#;
        for stranger in [sender_with("1234", "salah"), sender("9999"), sender_with("1234", "")] {
            for signed in [
                stranger.update(&ppk(PPK), &melati(), now),
                stranger.classes(now),
                stranger.read(&ppk(PPK), Page { start: 1, limit: 1 }, now),
            ] {
                assert_eq!(town.send(signed).await, (StatusCode::UNAUTHORIZED, refused.to_owned()));
            }
        }
        let mut unsigned = sender("1234").classes(now);
        unsigned.headers.retain(|(name, _)| *name != "X-signature");
        let (status, body) = town.send(unsigned).await;
        assert_eq!(
            (status, Answer::read(body.as_bytes()).unwrap().message),
            (StatusCode::UNAUTHORIZED, "Header X-signature belum diisi.".into())
        );
        assert!(town.problems().await.is_empty(), "nobody proved to have sent it, so nothing is kept");
    }
}

#[tokio::test]
async fn a_key_that_was_turned_off_opens_no_door() {
    let town = on_sqlite(IntakeConfig::default()).await;
    assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
    town.access.set_key_enabled(&town.system(), town.key, false).await.unwrap();
    assert_eq!(town.send(sender("1234").classes(town.now())).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_facility_code_of_another_or_of_nobody_is_refused_and_kept() {
    for town in both_engines().await {
        let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
        for code in ["0301R002", "9999X999"] {
            let answer = town.say(sender("1234").create(&ppk(code), &melati(), town.now())).await;
            assert_eq!((answer.code, answer.message), (0, format!("Kode PPK {code} tidak terdaftar untuk cons-id ini.")));
        }
        assert!(town.wards(other).await.is_empty());
        let problems = town.problems().await;
        assert!(problems.iter().all(|(kind, _, _)| kind == "facility") && problems.len() == 3, "{problems:?}");
        assert!(problems.iter().any(|(_, reason, _)| reason.contains("ppk-not-yours?sent=0301R002&own=0301R001")), "{problems:?}");
        // Whose code it is hears of it, too.
        let told = town.db.row("SELECT reason FROM intake_problem WHERE facility_id = $1", args![other]).await.unwrap().unwrap();
        assert_eq!(told.get::<String>("reason").unwrap(), r#"{"kodeppk":["ppk-used-by-other?sent=0301R002"]}"#);
    }
}

#[tokio::test]
async fn a_facility_without_a_code_is_told_so_on_its_page() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let nameless = town.add_hospital("RS Tanpa Kode (rekaan)", "").await;
    town.add_key(nameless, "777").await;
    let answer = town.say(sender("777").create(&ppk(PPK), &melati(), town.now())).await;
    assert_eq!(answer.message, "Kode PPK 0301R001 tidak terdaftar untuk cons-id ini.");
    assert!(town.problems().await.iter().any(|(_, reason, _)| reason.contains("ppk-not-set?sent=0301R001")));
}

#[tokio::test]
async fn a_clock_seven_hours_off_is_taken_and_noted() {
    for town in both_engines().await {
        for _ in 0..3 {
            let answer = town.say(sender("1234").create(&ppk(PPK), &melati(), town.now().plus_min(7 * 60))).await;
            assert_eq!(answer.message, "Data berhasil disimpan.");
        }
        let problems = town.problems().await;
        assert_eq!((problems.len(), problems[0].0.as_str()), (1, "clock"));
        assert!(problems[0].1.contains("clock-ahead-hours?hours=7"), "{problems:?}");
    }
}

#[tokio::test]
async fn a_clock_seven_hours_off_is_refused_with_its_sentence_where_the_operator_says_so() {
    for town in both_engines_with(IntakeConfig { clock: ClockRule::Refuse, ..IntakeConfig::default() }).await {
        let (status, body) = town.send(sender("1234").create(&ppk(PPK), &melati(), town.now().plus_min(7 * 60))).await;
        let sentence =
            "Jam pengirim lebih cepat 7 jam dari jam server. X-timestamp tampaknya dihitung dari waktu setempat. Kirim detik Unix (UTC).";
        assert_eq!((status, Answer::read(body.as_bytes()).unwrap().message.as_str()), (StatusCode::UNAUTHORIZED, sentence));
        assert!(town.wards(town.hospital).await.is_empty());
        assert_eq!(town.problems().await[0].0, "clock");
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
    }
}

/// The signature covers the time alone: whoever wrote down one call could otherwise send any numbers for ever.
#[tokio::test]
async fn a_call_that_was_signed_days_ago_is_refused_however_lenient_the_operator_is() {
    for town in both_engines().await {
        for (days, sentence) in [(-2, "Jam pengirim terlambat 2 hari"), (2, "Jam pengirim lebih cepat 2 hari")] {
            let sent = sender("1234").create(&ppk(PPK), &melati(), town.now().plus_min(days * 24 * 60));
            let (status, body) = town.send(sent).await;
            let message = Answer::read(body.as_bytes()).unwrap().message;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            assert!(message.starts_with(sentence), "{message}");
        }
        assert!(town.wards(town.hospital).await.is_empty());
    }
}

#[tokio::test]
async fn an_address_typed_by_hand_still_arrives() {
    let town = on_sqlite(IntakeConfig::default()).await;
    town.create(&melati()).await;
    for path in [
        "//aplicaresws/rest/bed/update/0301R001",
        "/aplicaresws//rest//bed/update/0301R001/",
        "/AplicaresWS/REST/Bed/Update/0301r001",
        "/rest/bed/update/0301R001",
        "/bed/update/0301R001%20",
    ] {
        assert_eq!(call(&town, "POST", path, UPDATE).await, (StatusCode::OK, UPDATE_OK.to_owned()), "{path}");
    }
    assert_eq!(call(&town, "PUT", "/aplicaresws/rest/bed/update/0301R001", UPDATE).await.1, UPDATE_OK);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_answered_in_the_envelope_to_anyone() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let unknown = "Alamat tidak dikenal. Alamat yang tersedia: ref/kelas, bed/read, bed/create, bed/update, bed/delete.";
    for path in ["/aplicaresws", "/aplicaresws/", "/aplicaresws/rest", "/aplicaresws/rest/bed/upsert/0301R001"] {
        let mut stranger = sender("nobody").classes(town.now());
        stranger.path = path.into();
        let (status, body) = town.send(stranger).await;
        assert_eq!((status, Answer::read(body.as_bytes()).unwrap().message.as_str()), (StatusCode::NOT_FOUND, unknown), "{path}");
    }
    assert!(town.problems().await.is_empty());
    // A known sender's is kept, so that its administrator sees why nothing arrives.
    let (status, _) = call(&town, "GET", "/aplicaresws/rest/bed/update/0301R001", "").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let problems = town.problems().await;
    assert!(problems[0].0 == "address" && problems[0].1.contains("address-method"), "{problems:?}");
}

#[tokio::test]
async fn a_sender_that_calls_too_often_is_slowed_and_no_other() {
    let town = on_sqlite(IntakeConfig { calls_per_s: 2, calls_at_once: 3, ..IntakeConfig::default() }).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    town.add_key(other, "5678").await;
    for _ in 0..3 {
        assert_eq!(town.send(sender("1234").classes(town.now())).await.0, StatusCode::OK);
    }
    let (status, body) = town.send(sender("1234").classes(town.now())).await;
    let sentence = "Terlalu banyak permintaan dari cons-id ini, paling banyak 2 per detik. Coba lagi sebentar lagi.";
    assert_eq!((status, Answer::read(body.as_bytes()).unwrap().message.as_str()), (StatusCode::TOO_MANY_REQUESTS, sentence));
    assert_eq!(town.send(sender("5678").classes(town.now())).await.0, StatusCode::OK);
    town.clock.advance_s(1);
    assert_eq!(town.send(sender("1234").classes(town.now())).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_a_sender_signed_is_its_id_and_its_own_timestamp_text() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let mut signed = sender("1234").classes(town.now());
    let padded = format!("0{}", town.now().0 / 1_000);
    signed.headers =
        vec![("x-cons-id", " 1234 ".into()), ("X-TIMESTAMP", padded.clone()), ("x-Signature", sign(SECRET.as_bytes(), "1234", &padded))];
    assert_eq!(town.send(signed).await.0, StatusCode::OK);
}
