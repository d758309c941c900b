//! The RS Online door, on both engines: what hospitals send, in the forms in which they send it, and what they read.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use futures::future::join_all;
use serde_json::{Value, json};
use sigap_access::{NewKey, SecretKind};
use sigap_exchange::siranap::{RowChange, md5_hex};
use sigap_kernel::{Actor, FacilityId, KeyId, Masked, Role, Scope};
use sigap_store::{Query as _, args};

use super::{Town, both_engines, melati};
use crate::Protocol;
use crate::model::{Act, Deed, Done, RoomId};
use crate::siranap::Amend;

pub(super) const RS_ID: &str = "3374999";
pub(super) const PASS: &str = "kata sandi rekaan";
const FASYANKES: &str = "/fo/index.php/Fasyankes";
const SAVED: &str = r#"{"fasyankes":[{"status":"200","message":"Data berhasil disimpan"}]}"#;
const UPDATED: &str = r#"{"fasyankes":[{"status":"200","message":"Data telah diupdate"}]}"#;
const MISSING: &str = r#"{"fasyankes":[{"status":"404","message":"Data gagal diupdate, belum ada di database"}]}"#;
const ICU: &str = r#"{"id_tt":"38","ruang":"ICU Sentral","jumlah_ruang":"1","jumlah":"10","terpakai":"8","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"2","prepare":"1","prepare_plan":"0","covid":0,"terpakai_dbd":"0","terpakai_dbd_anak":"0","jumlah_dbd":"0"}"#;

impl Town {
    /// Gives the hospital a key for RS Online.
    pub(super) async fn add_siranap_key(&self, facility: FacilityId, rs_id: &str) -> KeyId {
        let new = NewKey {
            protocol: Protocol::Siranap.code().into(),
            name: rs_id.into(),
            facility,
            kind: SecretKind::Basic,
            secret: Some(Masked::new(md5_hex(PASS))),
            note: String::new(),
        };
        self.access.add_key(&self.system(), &new).await.unwrap().key
    }

    pub(super) async fn rs_online_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: &str,
    ) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// A call as Khanza makes it: the password in clear, no JSON content type.
    pub(super) async fn rs_online(&self, method: &str, path: &str, body: &str) -> String {
        let headers = [("X-rs-id", RS_ID), ("X-Timestamp", "1795320900"), ("X-pass", PASS), ("Content-Type", "text/plain")];
        let (status, _, body) = self.rs_online_with(&headers, method, path, body).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// The rows the hospital reads back.
    async fn fasyankes(&self) -> Vec<Value> {
        let list: Value = serde_json::from_str(&self.rs_online("GET", FASYANKES, "").await).unwrap();
        list["fasyankes"].as_array().unwrap().clone()
    }
}

fn text<'v>(row: &'v Value, field: &str) -> &'v str {
    row[field].as_str().unwrap()
}

#[tokio::test]
async fn a_row_is_registered_changed_and_removed_as_khanza_does_it() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        assert_eq!(town.rs_online("POST", FASYANKES, ICU).await, SAVED);
        let rows = town.fasyankes().await;
        assert_eq!(
            (text(&rows[0], "ruang"), text(&rows[0], "kosong"), text(&rows[0], "tt")),
            ("ICU Sentral", "2", "ICU Dengan Ventilator")
        );
        let id = text(&rows[0], "id_t_tt").to_owned();
        // Everything, as most clients send it.
        let put = ICU.replace(r#""id_tt":"38""#, &format!(r#""id_t_tt":"{id}""#)).replace(r#""terpakai":"8""#, r#""terpakai":9"#);
        assert_eq!(town.rs_online("PUT", FASYANKES, &put).await, UPDATED);
        // The least that was seen: what is left out stays.
        let least = format!(r#"{{"id_t_tt":"{id}","terpakai":10,"jumlah_ruang":1,"jumlah":10}}"#);
        assert_eq!(town.rs_online("PUT", FASYANKES, &least).await, UPDATED);
        let rows = town.fasyankes().await;
        assert_eq!((text(&rows[0], "terpakai"), text(&rows[0], "antrian"), text(&rows[0], "prepare")), ("10", "2", "1"));
        let ward = town.wards(town.hospital).await.remove(0);
        assert_eq!((ward.name.as_str(), ward.capacity, ward.free, ward.reports), ("ICU Sentral", 10, 0, 3));
        let deleted = town.rs_online("DELETE", FASYANKES, &format!(r#"{{"id_t_tt":"{id}"}}"#)).await;
        assert_eq!(deleted, r#"{"fasyankes":[{"status":"200","message":"Data telah dihapus"}]}"#);
        assert!(town.fasyankes().await.is_empty());
        assert!(!town.wards(town.hospital).await[0].active);
    }
}

/// Two services of one hospital, of which each knows a part.
#[tokio::test]
async fn of_two_who_say_a_part_each_at_once_both_are_kept() {
    for town in both_engines().await {
        let (town, key) = (&town, town.add_siranap_key(town.hospital, RS_ID).await);
        assert_eq!(town.rs_online("POST", FASYANKES, ICU).await, SAVED);
        let id = text(&town.fasyankes().await[0], "id_t_tt").to_owned();
        let said = async |field: &str, number: usize| {
            let put = format!(r#"{{"id_t_tt":"{id}","{field}":"{number}"}}"#);
            assert_eq!(town.rs_online("PUT", FASYANKES, &put).await, UPDATED);
        };
        for number in 20..40 {
            tokio::join!(said("antrian", number), said("prepare", number), said("terpakai_dbd", number));
            let (row, number) = (town.fasyankes().await.remove(0), number.to_string());
            let fields = ["antrian", "prepare", "terpakai_dbd", "terpakai"].map(|field| text(&row, field).to_owned());
            assert_eq!(fields, [number.as_str(), &number, &number, "8"]);
        }
        let waiting = town.count("SELECT waiting_in_igd AS n FROM feed_row").await;
        assert_eq!((waiting, town.count("SELECT cleaning AS n FROM feed_row").await), (39, 39), "and what the public sees says the same");

        // Behind the door one group holds them both, on a row that it registers itself too.
        let room =
            |name: &str| RoomId { facility: town.hospital, protocol: Protocol::Siranap, class_code: "38".into(), room_code: name.into() };
        let amend = |name: &str, change: RowChange| {
            let act = Act::Amend(Amend { change, registers: true, sender_no: None, counted_at: None });
            town.intake.0.writer.write(Deed { ctx: town.world.ctx(Actor::Machine { key, facility: town.hospital }), room: room(name), act })
        };
        for name in ["ICU Sentral", "ICU Anak"] {
            let parts = [
                RowChange { beds: Some(12), occupied: Some(3), ..RowChange::default() },
                RowChange { waiting: Some(5), ..RowChange::default() },
                RowChange { covid: Some(true), ..RowChange::default() },
                RowChange { prepared: Some(4), ..RowChange::default() },
            ];
            for done in join_all(parts.map(|change| amend(name, change))).await {
                assert_eq!(done.unwrap().unwrap(), Done::Created);
            }
            let rows = town.fasyankes().await;
            let row = rows.iter().find(|row| text(row, "ruang") == name).unwrap();
            let fields = ["jumlah", "terpakai", "antrian", "prepare", "covid"].map(|field| row[field].as_str().unwrap_or_default());
            assert_eq!(fields, ["12", "3", "5", "4", "1"], "{row}");
        }
    }
}

#[tokio::test]
async fn what_is_posted_again_is_a_report_and_no_second_row() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        for occupied in ["8", "9", "9"] {
            let row = ICU.replace(r#""terpakai":"8""#, &format!(r#""terpakai":"{occupied}""#));
            assert_eq!(town.rs_online("POST", FASYANKES, &row).await, SAVED);
        }
        // A client that never learned the number of its row.
        let legacy = r#"{"id_tt":"29","ruang":"Isolasi Anggrek","jumlah_ruang":"2","jumlah":"6","terpakai":"4","antrian":"0","covid":"1"}"#;
        assert_eq!(town.rs_online("PUT", FASYANKES, legacy).await, UPDATED);
        assert_eq!(town.rs_online("PUT", FASYANKES, legacy).await, UPDATED);
        let rows = town.fasyankes().await;
        let seen: Vec<_> = rows.iter().map(|row| (text(row, "ruang"), text(row, "kosong"))).collect();
        assert_eq!(seen, [("Isolasi Anggrek", "2"), ("ICU Sentral", "1")]);
    }
}

#[tokio::test]
async fn a_number_nobody_knows_is_answered_so_that_the_client_registers_the_row() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let unknown = r#"{"id_t_tt":"42112167","terpakai":9,"jumlah_ruang":1,"jumlah":10}"#;
        assert_eq!(town.rs_online("PUT", FASYANKES, unknown).await, MISSING);
        assert_eq!(town.problems().await[0].0, "room");
    }
}

/// A system that learned the numbers of its rows from the ministry, long before it spoke to Sigap.
#[tokio::test]
async fn a_number_of_the_ministrys_is_taken_when_the_call_says_all_that_a_registration_does() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let put = |more: &str, occupied: u32| {
            format!(r#"{{"id_t_tt":"42112167"{more},"ruang":"MELATI","jumlah_ruang":"1","jumlah":"24","terpakai":"{occupied}"}}"#)
        };
        // It names the kind of beds: a registration.
        assert_eq!(town.rs_online("PUT", FASYANKES, &put(r#","id_tt":"4""#, 17)).await, UPDATED);
        // It does not, and one row is called so: a report of that row.
        assert_eq!(town.rs_online("PUT", FASYANKES, &put("", 18)).await, UPDATED);
        let rows = town.fasyankes().await;
        assert_eq!((rows.len(), text(&rows[0], "id_tt"), text(&rows[0], "kosong")), (1, "4", "6"));
        assert!(town.problems().await.is_empty());
    }
}

#[tokio::test]
async fn a_row_without_a_kind_waits_for_its_registration_and_is_taken_after_a_while() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let put = r#"{"id_t_tt":"42112167","ruang":"MELATI","jumlah_ruang":"1","jumlah":"24","terpakai":"17"}"#;
        assert_eq!(town.rs_online("PUT", FASYANKES, put).await, MISSING);
        town.clock.advance_s(600);
        assert_eq!(town.rs_online("PUT", FASYANKES, put).await, UPDATED);
        assert_eq!(town.rs_online("PUT", FASYANKES, &put.replace("17", "20")).await, UPDATED);
        let rows = town.fasyankes().await;
        assert_eq!((rows.len(), text(&rows[0], "ruang"), text(&rows[0], "kosong")), (1, "MELATI", "4"));
        assert!(town.problems().await.is_empty());
        // What is to go and is not there is no problem of anybody's.
        town.rs_online("DELETE", FASYANKES, r#"{"id_t_tt":"99"}"#).await;
        assert!(town.problems().await.is_empty());
    }
}

#[tokio::test]
async fn two_generations_of_one_hospital_never_count_its_beds_twice() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let row = r#"{"id_tt":"4","ruang":"MELATI","jumlah_ruang":"1","jumlah":"24","terpakai":"17"}"#;
        assert_eq!(town.rs_online("POST", FASYANKES, row).await, SAVED);
        let xml = "<xml><data><kode_ruang>0004</kode_ruang><tipe_pasien>0005</tipe_pasien><total_TT>20</total_TT>\
                   <terpakai_male>13</terpakai_male><terpakai_female>13</terpakai_female><kosong_male>7</kosong_male>\
                   <kosong_female>7</kosong_female><waiting>0</waiting><tgl_update>2026-11-22 10:00:00</tgl_update></data></xml>";
        town.rs_online("POST", "/sirsservice/ranap", xml).await;
        let counted: Vec<u32> = town.wards(town.hospital).await.iter().map(|ward| ward.free).collect();
        assert_eq!(counted, [7], "only the first generation speaks");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row WHERE joined = 'waiting'").await, 1);
    }
}

#[tokio::test]
async fn a_wrong_password_is_seen_by_whose_code_it_came_with_and_other_lists_are_no_fault() {
    for town in both_engines().await {
        let key = town.add_siranap_key(town.hospital, RS_ID).await;
        let refused = async || {
            town.intake.flush().await;
            let beats = crate::store::pulse::of_keys(&town.db, &[key]).await.unwrap();
            beats.get(&key).map(|beat| (beat.refused, beat.last_refusal.map(|(_, kind)| kind)))
        };
        town.rs_online("GET", "/fo/index.php/Fasyankes", "").await;
        let headers = [("X-rs-id", RS_ID), ("X-Timestamp", "1795320900"), ("X-pass", PASS)];
        town.rs_online_with(&headers, "POST", "/fo/index.php/LapV2/pasien", "{}").await;
        assert_eq!(refused().await, Some((0, None)), "what is not about beds says nothing about the feed");
        assert!(town.problems().await.is_empty());
        town.rs_online_with(&[("X-rs-id", RS_ID), ("X-pass", "salah")], "GET", FASYANKES, "").await;
        assert_eq!(refused().await, Some((1, Some(crate::ProblemKind::Signature))));
    }
}

#[tokio::test]
async fn a_swapped_hospital_code_is_told_to_both_hospitals() {
    const THEIRS: &str = "3374998";
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
        let send =
            async |rs_id: &str, pass: &str| town.rs_online_with(&[("X-rs-id", rs_id), ("X-pass", pass)], "POST", FASYANKES, ICU).await.2;
        let told = async || {
            let sql = "SELECT facility_id, kind, reason, body_bytes FROM intake_problem ORDER BY problem_id";
            let rows = town.db.rows(sql, args![]).await.unwrap();
            let read = |row: &sigap_store::Row| {
                assert_eq!((row.get::<String>("kind").unwrap().as_str(), row.get::<u32>("body_bytes").unwrap()), ("facility", 0));
                (row.get::<FacilityId>("facility_id").unwrap(), row.get::<String>("reason").unwrap())
            };
            rows.iter().map(read).collect::<Vec<_>>()
        };
        let wrong = send(THEIRS, "salah").await;
        assert!(told().await.is_empty(), "a password that is nobody's");
        // A code that nobody has: only whose password it is hears of it.
        assert_eq!(send(THEIRS, PASS).await, wrong, "and is answered as before");
        let known = told().await;
        assert!(
            known.len() == 1 && known[0].0 == town.hospital && known[0].1.contains("rs-id-not-yours?sent=3374998&own=3374999"),
            "{known:?}"
        );
        // The other has a key of that code by now, and a password of its own.
        let new = NewKey {
            protocol: Protocol::Siranap.code().into(),
            name: THEIRS.into(),
            facility: other,
            kind: SecretKind::Basic,
            secret: Some(Masked::new(md5_hex("sandi lain rekaan"))),
            note: String::new(),
        };
        town.access.add_key(&town.system(), &new).await.unwrap();
        for pass in [PASS.to_owned(), md5_hex(PASS).to_ascii_uppercase()] {
            assert_eq!(send(THEIRS, &pass).await, wrong);
        }
        let known = told().await;
        assert!(known.len() == 2 && known[1].0 == other && known[1].1.contains("rs-id-used-by-other?sent=3374998"), "{known:?}");
        assert!(town.wards(town.hospital).await.is_empty() && town.wards(other).await.is_empty(), "nothing is taken for anybody");
        let page = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await.get(&format!("/masalah-kiriman/{other}")).await.1;
        assert!(page.contains("dipakai oleh sistem dengan kata sandi fasilitas lain"), "{page}");
    }
}

#[tokio::test]
async fn a_room_that_is_renamed_keeps_its_row_and_its_ward() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        town.rs_online("POST", FASYANKES, ICU).await;
        town.rs_online("POST", FASYANKES, &ICU.replace("ICU Sentral", "ICU Bedah")).await;
        let id = town
            .fasyankes()
            .await
            .iter()
            .find(|row| text(row, "ruang") == "ICU Sentral")
            .map(|row| text(row, "id_t_tt").to_owned())
            .unwrap();
        let renamed = format!(r#"{{"id_t_tt":"{id}","ruang":"ICU Pusat","jumlah":"10","terpakai":"7"}}"#);
        assert_eq!(town.rs_online("PUT", FASYANKES, &renamed).await, UPDATED);
        let taken = format!(r#"{{"id_t_tt":"{id}","ruang":"ICU Bedah","jumlah":"10","terpakai":"7"}}"#);
        let answer = town.rs_online("PUT", FASYANKES, &taken).await;
        assert!(answer.contains(r#""status":"409""#) && answer.contains("gagal"), "{answer}");
        let names: Vec<String> = town.wards(town.hospital).await.into_iter().map(|ward| ward.name).collect();
        assert_eq!(names, ["ICU Bedah", "ICU Pusat"]);
        assert_eq!(town.fasyankes().await.len(), 2);
    }
}

#[tokio::test]
async fn the_password_opens_in_clear_and_as_md5_and_nothing_else_does() {
    for town in both_engines().await {
        let key = town.add_siranap_key(town.hospital, RS_ID).await;
        let md5 = md5_hex(PASS);
        let refused = r#"{"fasyankes":[{"status":401,"message":"{\"response\":\"Permintaan gagal. X-rs-id atau X-pass salah\"}"}]}"#;
        for (rs_id, pass, opens) in [
            (RS_ID, PASS, true),
            (RS_ID, md5.as_str(), true),
            (RS_ID, md5.to_uppercase().as_str(), true),
            (RS_ID, "salah", false),
            ("3374998", PASS, false),
            (RS_ID, md5_hex(&md5).as_str(), false),
        ] {
            let (status, _, body) = town.rs_online_with(&[("x-RS-id", rs_id), ("X-PASS", pass)], "GET", FASYANKES, "").await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(body == r#"{"fasyankes":[]}"#, opens, "{rs_id} {body}");
            assert!(opens || body == refused, "{body}");
        }
        let kept = town.db.row("SELECT secret FROM machine_key WHERE key_id = $1", args![key]).await.unwrap().unwrap();
        let kept: String = kept.get("secret").unwrap();
        assert!(!kept.contains(PASS) && !kept.contains(&md5), "neither form can be read back");
        town.access.set_key_enabled(&town.system(), key, false).await.unwrap();
        let (_, _, body) = town.rs_online_with(&[("X-rs-id", RS_ID), ("X-pass", PASS)], "GET", FASYANKES, "").await;
        assert_eq!(body, refused);
        let table = r#"{"tempat_tidur":[{"status":401,"message":"{\"response\":\"X-rs-id atau X-pass salah\"}"}]}"#;
        let (_, _, body) =
            town.rs_online_with(&[("X-rs-id", RS_ID), ("X-pass", PASS)], "GET", "/fo/index.php/Referensi/tempat_tidur", "").await;
        assert_eq!(body, table);
    }
}

#[tokio::test]
async fn addresses_typed_by_hand_and_tables_are_served() {
    let town = both_engines().await.remove(0);
    town.add_siranap_key(town.hospital, RS_ID).await;
    for path in ["/fo/index.php/Referensi/tempat_tidur", "//fo//index.php//Fasyankes/tempat_tidur/", "/Referensi/tempat_tidur"] {
        let table: Value = serde_json::from_str(&town.rs_online("GET", path, "").await).unwrap();
        assert_eq!(table["tempat_tidur"][0], json!({"kode_tt":"1","nama_tt":"VVIP/ Super VIP"}), "{path}");
    }
    let (status, _, body) = town.rs_online_with(&[("X-rs-id", RS_ID), ("X-pass", PASS)], "GET", "/fo/index.php/Fasyankes/kamar", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("Alamat tidak dikenal."), "{body}");
}

#[tokio::test]
async fn staff_and_equipment_are_kept_as_stated() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let sdm = "/fo/index.php/Fasyankes/sdm";
        let stated = r#"{"id_kebutuhan":"3","jumlah_eksisting":"42","jumlah":"8","jumlah_diterima":"2"}"#;
        assert!(town.rs_online("PUT", sdm, stated).await.contains(r#""status":"404""#), "a change of what was never stated");
        assert!(town.rs_online("POST", sdm, stated).await.contains(r#""status":"200""#));
        assert!(town.rs_online("PUT", sdm, r#"{"id_kebutuhan":3,"jumlah":9}"#).await.contains(r#""status":"200""#));
        let list: Value = serde_json::from_str(&town.rs_online("GET", sdm, "").await).unwrap();
        let row = &list["sdm"][0];
        assert_eq!((text(row, "jumlah_eksisting"), text(row, "jumlah"), text(row, "jumlah_diterima")), ("42", "9", "2"));
        let headers = [("X-rs-id", RS_ID), ("X-pass", PASS), ("Id_kebutuhan", "3")];
        let (_, _, body) = town.rs_online_with(&headers, "DELETE", sdm, "").await;
        assert!(body.contains(r#""status":"200""#), "{body}");
        assert_eq!(town.rs_online("GET", sdm, "").await, r#"{"sdm":[]}"#);
        assert!(town.rs_online("GET", "/fo/index.php/Referensi/kebutuhan_apd", "").await.contains("APD/alkes nomor 30"));
    }
}

#[tokio::test]
async fn the_xml_of_the_first_generation_reports_wards_too() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><data><kode_ruang>0003</kode_ruang><tipe_pasien>0011</tipe_pasien><total_TT>20</total_TT>\
            <terpakai_male>13</terpakai_male><terpakai_female>13</terpakai_female><kosong_male>7</kosong_male><kosong_female>7</kosong_female>\
            <waiting>0</waiting><tgl_update>2026-11-22 10:01:01</tgl_update></data></xml>";
        let md5 = md5_hex(PASS);
        let headers = [("X-rs-id", RS_ID), ("X-pass", md5.as_str()), ("Content-Type", "application/xml; charset=ISO-8859-1")];
        for _ in 0..2 {
            let (status, _, body) = town.rs_online_with(&headers, "POST", "/sirsservice/ranap", xml).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, "<xml><data><status>200</status></data></xml>"));
        }
        let wards = town.wards(town.hospital).await;
        assert_eq!(wards.len(), 1);
        assert_eq!((wards[0].capacity, wards[0].free, wards[0].reports), (20, 7, 2));
        assert!(town.fasyankes().await.is_empty(), "the list of the second generation has no place for it");
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><xml><data>&a;</data></xml>";
        let (_, _, body) = town.rs_online_with(&headers, "POST", "/sirsservice/ranap", bomb).await;
        assert!(body.contains("DOCTYPE"), "{body}");
        assert_eq!(town.problems().await[0].0, "body");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_kept() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let answer = town.rs_online("POST", FASYANKES, r#"{"id_tt":"38","ruang":"ICU","jumlah":"sepuluh","terpakai":-1}"#).await;
        assert!(answer.contains(r#""status":"400""#) && answer.contains("jumlah") && answer.contains("terpakai"), "{answer}");
        assert_eq!(town.problems().await[0].0, "fields");
        let unreadable = town.rs_online("POST", FASYANKES, "id_tt=38&ruang=ICU").await;
        assert!(unreadable.contains("bukan JSON"), "{unreadable}");
        assert!(town.wards(town.hospital).await.is_empty());
    }
}

#[tokio::test]
async fn a_second_system_of_a_hospital_adds_no_bed_until_a_person_joins_its_rows() {
    for town in both_engines().await {
        town.create(&melati()).await;
        town.add_siranap_key(town.hospital, RS_ID).await;
        let row = r#"{"id_tt":"4","ruang":"Ruang Melati Kelas II","jumlah_ruang":"1","jumlah":"24","terpakai":"20","covid":0}"#;
        assert_eq!(town.rs_online("POST", FASYANKES, row).await, SAVED, "what it says is taken and kept");
        assert_eq!(town.fasyankes().await.len(), 1);
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards.len(), wards[0].free, wards[0].reports), (1, 7, 1), "and counts nowhere");
    }
}

/// Rows the hospital knows by the ministry's numbers alone, from beginning to end.
#[tokio::test]
async fn a_row_is_renamed_and_removed_by_the_number_the_ministry_gave_it() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let put = |room: &str, occupied: u32| {
            format!(r#"{{"id_t_tt":"42112167","id_tt":"4","ruang":"{room}","jumlah_ruang":"1","jumlah":"24","terpakai":"{occupied}"}}"#)
        };
        assert_eq!(town.rs_online("PUT", FASYANKES, &put("MELATI", 17)).await, UPDATED);
        assert_eq!(town.rs_online("PUT", FASYANKES, &put("MELATI BARU", 18)).await, UPDATED);
        let least = r#"{"id_t_tt":"42112167","terpakai":20,"jumlah_ruang":1,"jumlah":24}"#;
        assert_eq!(town.rs_online("PUT", FASYANKES, least).await, UPDATED);
        let rows = town.fasyankes().await;
        assert_eq!((rows.len(), text(&rows[0], "ruang"), text(&rows[0], "kosong")), (1, "MELATI BARU", "4"));
        assert_eq!(text(&rows[0], "id_t_tt").len(), 12, "no number of the ministry's is one of ours by chance");
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards.len(), wards[0].name.as_str(), wards[0].free), (1, "MELATI BARU", 4));
        let deleted = town.rs_online("DELETE", FASYANKES, r#"{"id_t_tt":"42112167"}"#).await;
        assert!(deleted.contains("Data telah dihapus"), "{deleted}");
        assert!(town.fasyankes().await.is_empty() && !town.wards(town.hospital).await[0].active);
        // It comes again under its number, and is what it was.
        assert_eq!(town.rs_online("PUT", FASYANKES, least).await, MISSING);
        assert_eq!(town.rs_online("PUT", FASYANKES, &put("MELATI BARU", 3)).await, UPDATED);
        assert_eq!(town.rs_online("PUT", FASYANKES, least).await, UPDATED);
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards.len(), wards[0].active, wards[0].free), (1, true, 4));
    }
}

#[tokio::test]
async fn a_number_without_a_type_opens_no_ward_beside_rows_of_its_name() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        for kind in ["4", "5"] {
            town.rs_online("POST", FASYANKES, &format!(r#"{{"id_tt":"{kind}","ruang":"MELATI","jumlah":"24","terpakai":"17"}}"#)).await;
        }
        let put = r#"{"id_t_tt":"42112167","ruang":"MELATI","jumlah":"24","terpakai":"20"}"#;
        for _ in 0..2 {
            let answer = town.rs_online("PUT", FASYANKES, put).await;
            assert!(answer.contains("gagal") && answer.contains("belum ada di database") && answer.contains("2 baris"), "{answer}");
            town.clock.advance_s(600);
        }
        assert_eq!((town.fasyankes().await.len(), town.wards(town.hospital).await.len()), (2, 2));
        assert!(town.problems().await[0].1.contains("row-name-shared?n=2"));
    }
}

#[tokio::test]
async fn a_row_without_a_type_gets_it_with_its_registration() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let put = r#"{"id_t_tt":"42112167","ruang":"MELATI","jumlah":"24","terpakai":"17"}"#;
        town.rs_online("PUT", FASYANKES, put).await;
        town.clock.advance_s(600);
        assert_eq!(town.rs_online("PUT", FASYANKES, put).await, UPDATED);
        assert_eq!(town.wards(town.hospital).await[0].pool, "unmapped.none.any.any.no");
        let typed = r#"{"id_tt":"4","ruang":"MELATI","jumlah":"24","terpakai":"19"}"#;
        assert_eq!(town.rs_online("POST", FASYANKES, typed).await, SAVED);
        let (rows, wards) = (town.fasyankes().await, town.wards(town.hospital).await);
        assert_eq!((rows.len(), text(&rows[0], "id_tt"), text(&rows[0], "kosong")), (1, "4", "5"));
        assert_eq!((wards.len(), wards[0].pool.as_str(), wards[0].free), (1, "general.2.any.any.no", 5));
        assert_eq!(town.rs_online("PUT", FASYANKES, put).await, UPDATED, "its number still finds it");
        assert_eq!(town.fasyankes().await.len(), 1);
    }
}

fn ranap(wards: &[(&str, &str, u32, u32)]) -> String {
    let ward = |(room, patients, beds, occupied): &(&str, &str, u32, u32)| {
        format!(
            "<data><kode_ruang>{room}</kode_ruang><tipe_pasien>{patients}</tipe_pasien><total_TT>{beds}</total_TT>\
             <terpakai>{occupied}</terpakai></data>"
        )
    };
    format!("<xml>{}</xml>", wards.iter().map(ward).collect::<String>())
}

#[tokio::test]
async fn wards_of_one_pair_of_codes_are_added_up_and_one_that_is_refused_holds_up_no_other() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let report = ranap(&[("0003", "0011", 20, 13), ("0004", "0011", 8, 2), ("0003", "0011", 10, 12), ("0003", "0011", 6, 1)]);
        assert_eq!(town.rs_online("POST", "/sirsservice/ranap", &report).await, "<xml><data><status>200</status></data></xml>");
        let counted = async || town.wards(town.hospital).await.iter().map(|ward| (ward.capacity, ward.free)).collect::<Vec<_>>();
        assert_eq!(counted().await, [(36, 12), (8, 6)], "an over full ward takes no free bed from another");
        let report = ranap(&[("0003", "0011", super::INDIGESTIBLE, 0), ("0004", "0011", 8, 3), ("0005", "0011", 4, 1)]);
        let headers = [("X-rs-id", RS_ID), ("X-pass", PASS)];
        let (status, _, _) = town.rs_online_with(&headers, "POST", "/sirsservice/ranap", &report).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(counted().await, [(36, 12), (8, 5), (4, 3)]);
    }
}

#[tokio::test]
async fn a_row_that_becomes_one_for_covid_alone_is_no_ordinary_bed_any_more() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let row = |covid: u32| format!(r#"{{"id_tt":"4","ruang":"MELATI","jumlah":"24","terpakai":"17","covid":"{covid}"}}"#);
        town.rs_online("POST", FASYANKES, &row(0)).await;
        let pools = async || town.wards(town.hospital).await.into_iter().map(|ward| ward.pool).collect::<Vec<_>>();
        assert_eq!(pools().await, ["general.2.any.any.no"]);
        town.rs_online("POST", FASYANKES, &row(1)).await;
        assert_eq!(pools().await, ["general.2.any.any.standard"], "the ward that was opened for it follows");
        let id = text(&town.fasyankes().await[0], "id_t_tt").to_owned();
        town.rs_online("PUT", FASYANKES, &format!(r#"{{"id_t_tt":"{id}","covid":"0"}}"#)).await;
        assert_eq!(pools().await, ["general.2.any.any.no"]);
        assert_eq!(town.rows_of("siranap").await[0].1, "opened");
    }
}

#[tokio::test]
async fn a_ward_that_nurses_keep_does_not_become_one_for_covid_by_a_feed() {
    for town in both_engines().await {
        let ward = town.nurses_keep("MELATI", sigap_kernel::CareClass::Two).await;
        town.add_siranap_key(town.hospital, RS_ID).await;
        let row = |covid: u32, occupied: u32| {
            format!(r#"{{"id_tt":"4","ruang":"MELATI","jumlah":"24","terpakai":"{occupied}","covid":"{covid}"}}"#)
        };
        town.rs_online("POST", FASYANKES, &row(0, 17)).await;
        town.rs_online("POST", FASYANKES, &row(1, 20)).await;
        let heard = &town.wards(town.hospital).await[0];
        assert_eq!((heard.pool.as_str(), heard.free, heard.forgotten), ("general.2.any.any.no", 7, true), "what it said is forgotten");
        assert_eq!(town.rows_of("siranap").await[0].1, "waiting");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.room_waiting'").await, 1);
        assert!(sigap_registry::ward(&town.db, ward.id).await.unwrap().unwrap().active);
        assert_eq!(text(&town.fasyankes().await[0], "kosong"), "4", "and is read back as it was sent");
    }
}

#[tokio::test]
async fn a_rename_whose_counts_are_not_stored_is_no_rename() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        town.rs_online("POST", FASYANKES, ICU).await;
        let id = text(&town.fasyankes().await[0], "id_t_tt").to_owned();
        let put = format!(r#"{{"id_t_tt":"{id}","ruang":"ICU Pusat","jumlah":"{}","terpakai":"7"}}"#, super::INDIGESTIBLE);
        let headers = [("X-rs-id", RS_ID), ("X-pass", PASS)];
        let (status, _, _) = town.rs_online_with(&headers, "PUT", FASYANKES, &put).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        let rows = town.fasyankes().await;
        assert_eq!((rows.len(), text(&rows[0], "ruang"), text(&rows[0], "jumlah")), (1, "ICU Sentral", "10"));
    }
}

#[tokio::test]
async fn a_row_may_take_the_name_of_one_that_was_removed_and_nothing_grows_by_it() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let id = async |room: &str| {
            let rows = town.fasyankes().await;
            text(rows.iter().find(|row| text(row, "ruang") == room).unwrap(), "id_t_tt").to_owned()
        };
        let (one, two) = (ICU, &ICU.replace("ICU Sentral", "ICU Bedah"));
        town.rs_online("POST", FASYANKES, one).await;
        town.rs_online("POST", FASYANKES, two).await;
        let removed = id("ICU Bedah").await;
        town.rs_online("DELETE", FASYANKES, &format!(r#"{{"id_t_tt":"{removed}"}}"#)).await;
        let renamed = format!(r#"{{"id_t_tt":"{}","ruang":"ICU Bedah"}}"#, id("ICU Sentral").await);
        assert_eq!(town.rs_online("PUT", FASYANKES, &renamed).await, UPDATED);
        assert_eq!(town.fasyankes().await.len(), 1);
        let wards: Vec<(String, bool)> = town.wards(town.hospital).await.into_iter().map(|ward| (ward.name, ward.active)).collect();
        assert_eq!(wards.len(), 2);
        assert!(wards.iter().all(|(name, _)| name == "ICU Bedah"), "{wards:?}");
        assert_eq!(
            town.count("SELECT COUNT(*) AS n FROM feed_row WHERE removed_ms IS NOT NULL").await,
            1,
            "what was removed is still counted"
        );
    }
}
