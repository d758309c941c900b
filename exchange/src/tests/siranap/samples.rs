//! The national samples of RS Online (synthetic), each replayed: requests are read, answers are written to the byte.

use std::path::Path;

use sigap_kernel::{UtcMs, Zone};

use super::{change, command, counts_line, new_row};
use crate::siranap::client::Answer;
use crate::siranap::v1::{Occupancy, pool_of};
use crate::siranap::{Command, Counts, Need, NeedCounts, NeedKind, Outcome, Place, RowChange, RowId, RowView, bed_type_of, encode};

const DELETE: &str = r#"{"id_t_tt":"42112167"}"#;
const GET_RESPONSE: &str = r#"{"fasyankes":[{"id_tt":"38","tt":"ICU Dengan Ventilator","ruang":"ICU Sentral","kode_siranap":"0038","jumlah_ruang":"1","jumlah":"10","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"3","prepare":"0","prepare_plan":null,"kosong":"1","terpakai_dbd":"0","terpakai_dbd_anak":"0","terpakai":"9","covid":"0","id_t_tt":"42112167","tglupdate":"2026-11-22 10:18:24"}]}"#;
const POST: &str = r#"{"id_tt":"38","ruang":"ICU Sentral","jumlah_ruang":"1","jumlah":"10","terpakai":"8","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"2","prepare":"1","prepare_plan":"0","covid":0,"terpakai_dbd":"0","terpakai_dbd_anak":"0","jumlah_dbd":"0"}"#;
const PUT_LEGACY: &str = r#"{"id_tt":"29","ruang":"Isolasi Anggrek","jumlah_ruang":"2","jumlah":"6","terpakai":"4","antrian":"0","prepare_plan":"0","covid":"1"}"#;
const PUT_MINIMAL: &str = r#"{"id_t_tt":"42112167","terpakai":9,"jumlah_ruang":1,"jumlah":10}"#;
const PUT: &str = r#"{"id_t_tt":"42112167","ruang":"ICU Sentral","jumlah_ruang":"1","jumlah":"10","terpakai":"9","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"3","prepare":"0","prepare_plan":"0","covid":0,"terpakai_dbd":"0","terpakai_dbd_anak":"0","jumlah_dbd":"0"}"#;
const REF_UNAUTHORIZED: &str = r#"{"tempat_tidur":[{"status":401,"message":"{\"response\":\"X-rs-id atau X-pass salah\"}"}]}"#;
const REF_RESPONSE: &str = r#"{"tempat_tidur":[{"kode_tt":"1","nama_tt":"VVIP/ Super VIP"},{"kode_tt":"6","nama_tt":"ICU Tanpa Ventilator"},{"kode_tt":"38","nama_tt":"ICU Dengan Ventilator"}]}"#;
const SDM: &str = r#"{"id_kebutuhan":"3","jumlah_eksisting":"42","jumlah":"8","jumlah_diterima":"2"}"#;
const V1_RANAP: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xml>
<data>
<kode_ruang>0003</kode_ruang>
<tipe_pasien>0011</tipe_pasien>
<total_TT>20</total_TT>
<terpakai_male>13</terpakai_male>
<terpakai_female>13</terpakai_female>
<kosong_male>7</kosong_male>
<kosong_female>7</kosong_female>
<waiting>0</waiting>
<tgl_update>2026-11-22 10:01:01</tgl_update>
</data>
</xml>"#;
const WRITE_MISSING: &str = r#"{"fasyankes":[{"status":"404","message":"Data gagal diupdate, belum ada di database"}]}"#;
const WRITE_OK: &str = r#"{"fasyankes":[{"status":"200","message":"Data berhasil disimpan"}]}"#;

/// Each sample under the name its file has in the reference collection.
const SAMPLES: [(&str, &str); 12] = [
    ("siranap-delete.json", DELETE),
    ("siranap-get-response.json", GET_RESPONSE),
    ("siranap-post.json", POST),
    ("siranap-put-legacy-no-rowid.json", PUT_LEGACY),
    ("siranap-put-minimal.json", PUT_MINIMAL),
    ("siranap-put.json", PUT),
    ("siranap-ref-response-unauthorized.json", REF_UNAUTHORIZED),
    ("siranap-ref-response.json", REF_RESPONSE),
    ("siranap-sdm.json", SDM),
    ("siranap-v1-ranap.xml", V1_RANAP),
    ("siranap-write-response-missing.json", WRITE_MISSING),
    ("siranap-write-response-ok.json", WRITE_OK),
];

const ROWS: &str = "/fo/index.php/Fasyankes";

fn check_answer(outcome: &Outcome<'_>, sample: &str) {
    let reply = encode(outcome);
    assert_eq!((reply.status, std::str::from_utf8(&reply.body).unwrap()), (200, sample));
}

#[test]
fn the_sample_of_a_new_row_is_read() {
    let row = new_row(POST);
    assert_eq!((row.key.bed_type_code.as_str(), row.key.room.as_str()), ("38", "ICU Sentral"));
    assert_eq!(counts_line(&row.counts), "1r 8/10 free 2 covid false 0+0 waiting 2 prepared 1 planned 0 dengue 0(0)/0");
    assert_eq!(bed_type_of("38").pool(row.counts.covid).to_string(), "icu_vent.none.any.any.no");
}

#[test]
fn the_sample_of_a_change_is_read_and_merged() {
    let (id, change) = change(PUT);
    assert_eq!((id, change.room.as_deref()), (42_112_167, Some("ICU Sentral")));
    let merged = new_row(POST).counts.merge(&change);
    assert_eq!(counts_line(&merged), "1r 9/10 free 1 covid false 0+0 waiting 3 prepared 0 planned 0 dengue 0(0)/0");
}

#[test]
fn the_smallest_change_keeps_what_it_does_not_name() {
    let (id, change) = change(PUT_MINIMAL);
    assert_eq!(id, 42_112_167);
    assert_eq!(change, RowChange { rooms: Some(1), beds: Some(10), occupied: Some(9), ..RowChange::default() });
    let merged = new_row(POST).counts.merge(&change);
    assert_eq!(counts_line(&merged), "1r 9/10 free 1 covid false 0+0 waiting 2 prepared 1 planned 0 dengue 0(0)/0");
}

#[test]
fn the_sample_of_an_older_client_without_ids_is_read() {
    let Command::Put { key, change } = command("PUT", ROWS, PUT_LEGACY) else { panic!("not a put by key") };
    assert_eq!((key.bed_type_code.as_str(), key.room.as_str(), change.room), ("29", "Isolasi Anggrek", None));
    let Command::Put { change, .. } = command("PUT", ROWS, PUT_LEGACY) else { panic!("not a put by key") };
    let counts = Counts::default().merge(&change);
    assert_eq!(counts_line(&counts), "2r 4/6 free 2 covid true 0+0 waiting 0 prepared 0 planned 0 dengue 0(0)/0");
    assert_eq!(bed_type_of("29").pool(counts.covid).to_string(), "general.none.any.any.standard");
}

#[test]
fn the_sample_of_a_removal_is_read() {
    assert_eq!(command("DELETE", ROWS, DELETE), Command::Delete(RowId(42_112_167)));
    // A client that sends the whole row to be removed means the same.
    assert_eq!(command("DELETE", ROWS, PUT), Command::Delete(RowId(42_112_167)));
}

#[test]
fn the_sample_of_staff_is_read() {
    let counts = NeedCounts { on_hand: 42, needed: 8, received: 2 };
    let need = Need { id: "3".into(), counts };
    assert_eq!(command("POST", "/fo/index.php/Fasyankes/sdm", SDM), Command::CreateNeed(NeedKind::Staff, need.clone()));
    assert_eq!(command("POST", "/fo/index.php/Fasyankes/apd", SDM), Command::CreateNeed(NeedKind::Supplies, need));
    let Command::UpdateNeed(_, change) = command("PUT", "/fo/index.php/Fasyankes/sdm", SDM) else { panic!("not a change") };
    assert_eq!(NeedCounts::default().merge(&change), counts);
}

#[test]
fn the_sample_of_the_first_generation_is_read_and_its_doubled_total_taken_once() {
    let Command::Ranap(report) = command("POST", "/sirsservice/ranap", V1_RANAP) else { panic!("not a report") };
    let [ward] = report.wards.as_slice() else { panic!("not one ward") };
    assert!(report.faults.is_empty());
    assert_eq!((ward.beds, ward.occupancy, ward.free(), ward.waiting), (20, Occupancy::Whole(13), 7, 0));
    assert_eq!(ward.written_at.as_deref(), Some("2026-11-22 10:01:01"));
    assert_eq!(pool_of(&ward.room_code, &ward.patient_code).to_string(), "general.1.any.any.no");
}

#[test]
fn a_get_with_or_without_a_body_is_read() {
    for body in ["", "{}", "rusak"] {
        assert_eq!(command("GET", "/fo/index.php/Referensi/tempat_tidur", body), Command::BedTypes);
        assert_eq!(command("GET", ROWS, body), Command::Rows);
        assert_eq!(command("GET", "/fo/index.php/Fasyankes/apd", body), Command::Needs(NeedKind::Supplies));
        assert_eq!(command("GET", "/fo/index.php/Referensi/kebutuhan_sdm", body), Command::NeedTable(NeedKind::Staff));
    }
}

#[test]
fn the_sample_answers_are_written_to_the_byte() {
    let row = RowView {
        id: RowId(42_112_167),
        bed_type_code: "38",
        room: "ICU Sentral",
        counts: Counts { rooms: 1, beds: 10, occupied: 9, waiting: 3, ..Counts::default() },
        last_update: UtcMs::parse_rfc3339("2026-11-22T03:18:24Z").unwrap(),
    };
    check_answer(&Outcome::Rows(&[row], Zone::Wib), GET_RESPONSE);
    check_answer(&Outcome::Done(Place::of("POST", ROWS)), WRITE_OK);
    check_answer(&Outcome::NoSuchRow(Place::of("PUT", ROWS)), WRITE_MISSING);
    check_answer(&Outcome::WrongCredentials(Place::of("GET", "/fo/index.php/Referensi/tempat_tidur")), REF_UNAUTHORIZED);
}

/// The sample shows three rows of the table: each stands in the whole one in the same bytes and the same order.
#[test]
fn the_sample_of_the_bed_type_table_is_part_of_the_whole_one() {
    let whole = String::from_utf8(encode(&Outcome::BedTypes).body).unwrap();
    let rows = REF_RESPONSE.trim_start_matches(r#"{"tempat_tidur":["#).trim_end_matches("]}");
    let mut from = 0;
    for row in rows.split_inclusive('}').map(|row| row.trim_start_matches(',')) {
        from += whole[from..].find(row).unwrap_or_else(|| panic!("{row} is not in {whole}"));
    }
    assert!(whole.starts_with(r#"{"tempat_tidur":[{"kode_tt":"1","#) && whole.ends_with(r#"{"kode_tt":"52","nama_tt":"KRIS JKN"}]}"#));
}

#[test]
fn the_sample_answers_are_understood_by_a_sender() {
    assert_eq!(Answer::read(200, WRITE_OK.as_bytes()), Answer::Ok);
    assert!(matches!(Answer::read(200, WRITE_MISSING.as_bytes()), Answer::NotThere { .. }));
    let refused = Answer::WrongKeys { sentence: "X-rs-id atau X-pass salah".into() };
    assert_eq!(Answer::read(200, REF_UNAUTHORIZED.as_bytes()), refused);
    assert_eq!(Answer::read_list(200, REF_UNAUTHORIZED.as_bytes()), Err(refused));
    let rows = Answer::read_list(200, GET_RESPONSE.as_bytes()).unwrap();
    let listed = rows[0].as_ref().unwrap();
    assert_eq!((listed.id, listed.row.key.room.as_str()), (RowId(42_112_167), "ICU Sentral"));
    assert_eq!(counts_line(&listed.row.counts), "1r 9/10 free 1 covid false 0+0 waiting 3 prepared 0 planned - dengue 0(0)/0");
    assert_eq!(listed.last_update.as_deref(), Some("2026-11-22 10:18:24"));
}

/// The copies above are held against the reference collection wherever it lies beside the checkout.
#[test]
fn the_samples_kept_here_are_those_of_the_reference_collection() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/samples");
    if !folder.is_dir() {
        eprintln!("the reference samples are not beside this checkout ({}): only the kept copies were replayed", folder.display());
        return;
    }
    for (name, kept) in SAMPLES {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap().trim_end(), kept, "{name}");
    }
    let beside = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("siranap-");
    let count = std::fs::read_dir(&folder).unwrap().map(Result::unwrap).filter(beside).count();
    assert_eq!(count, SAMPLES.len(), "the collection has a sample that is not replayed here");
}
