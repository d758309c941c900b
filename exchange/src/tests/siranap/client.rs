//! A sender and the receiver on one wire: what one writes, the other reads.

use sigap_kernel::{Masked, UtcMs, Zone};

use crate::siranap::client::{Answer, Credentials, Request, Sender};
use crate::siranap::{CallFault, Caller, Command, Counts, NewRow, Outcome, Place, Route, RowChange, RowId, RowKey, RowView, encode};

const NOW: UtcMs = UtcMs(1_795_320_900_999);

fn sender(base_path: &str) -> Sender {
    Sender::new(Credentials { rs_id: "3171012".parse().unwrap(), pass: Masked::new("kunci-rekaan".into()) }, base_path)
}

fn row() -> NewRow {
    let counts = Counts { rooms: 1, beds: 10, occupied: 12, waiting: 2, planned: Some(0), covid: true, dengue: 1, ..Counts::default() };
    NewRow { key: RowKey { bed_type_code: "38".into(), room: " Mawar \"A\" 病 ".into() }, counts }
}

fn received(request: &Request) -> Command {
    Route::parse(request.method, &request.path).unwrap().command(|_| None, &request.body).unwrap()
}

#[test]
fn what_a_sender_asks_is_what_the_receiver_reads() {
    let change = RowChange { room: Some("Mawar B".into()), occupied: Some(0), covid: Some(false), ..RowChange::default() };
    for base_path in ["/fo/index.php", "/fo/index.php/", "/fo", ""] {
        let sender = sender(base_path);
        assert_eq!(received(&sender.bed_types(NOW)), Command::BedTypes);
        assert_eq!(received(&sender.list(NOW)), Command::Rows);
        assert_eq!(received(&sender.create(&row(), NOW)), Command::Create(row()));
        assert_eq!(received(&sender.update(RowId(7), &change, NOW)), Command::Update { id: RowId(7), change: change.clone() });
        assert_eq!(received(&sender.delete(RowId(7), NOW)), Command::Delete(RowId(7)));
    }
}

#[test]
fn a_request_is_written_as_captured_ones_are() {
    let counts = Counts { rooms: 1, beds: 10, occupied: 8, waiting: 2, prepared: 1, planned: Some(0), ..Counts::default() };
    let row = NewRow { key: RowKey { bed_type_code: "38".into(), room: "ICU Sentral".into() }, counts };
    let sender = sender("/fo/index.php");
    let body = |request: Request| String::from_utf8(request.body).unwrap();
    assert_eq!(
        body(sender.create(&row, NOW)),
        r#"{"id_tt":"38","ruang":"ICU Sentral","jumlah_ruang":"1","jumlah":"10","terpakai":"8","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"2","prepare":"1","prepare_plan":"0","covid":0,"terpakai_dbd":"0","terpakai_dbd_anak":"0","jumlah_dbd":"0"}"#
    );
    let change = RowChange { occupied: Some(9), ..RowChange::default() };
    assert_eq!(body(sender.update(RowId(42), &change, NOW)), r#"{"id_t_tt":"42","terpakai":"9"}"#);
    assert_eq!(body(sender.delete(RowId(42), NOW)), r#"{"id_t_tt":"42"}"#);
}

#[test]
fn a_request_shows_who_sends_it_and_debug_does_not() {
    let sender = sender("/fo/index.php");
    let request = sender.list(NOW);
    let header = |name: &str| request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let caller = Caller::from_headers(header).unwrap();
    assert_eq!((caller.rs_id.as_str(), caller.pass.reveal().as_str()), ("3171012", "kunci-rekaan"));
    assert_eq!(caller.timestamp_s, Some(1_795_320_900));
    let shown = format!("{sender:?} {request:?} {caller:?}");
    assert!(!shown.contains("kunci"), "{shown}");
}

#[test]
fn a_listed_row_reads_back_as_it_was_reported() {
    let row = row();
    let view = RowView { id: RowId(7), bed_type_code: &row.key.bed_type_code, room: &row.key.room, counts: row.counts, last_update: NOW };
    let reply = encode(&Outcome::Rows(&[view; 3], Zone::Wita));
    let listed = Answer::read_list(reply.status, &reply.body).unwrap();
    assert_eq!(listed.len(), 3);
    for listed in listed.into_iter().map(Result::unwrap) {
        assert_eq!((listed.id, listed.row), (RowId(7), row.clone()));
    }
    assert_eq!(Answer::read_list(200, br#"{"fasyankes":[]}"#), Ok(Vec::new()));
}

/// No outcome may be taken for another by a sender: what failed is never Ok.
#[test]
fn every_outcome_is_understood_by_a_sender() {
    let place = Place::of("PUT", "Fasyankes");
    let fault = CallFault::Read(crate::lenient::ReadFault::Body(crate::lenient::BodyFault::Empty));
    let read = |outcome: &Outcome<'_>| {
        let reply = encode(outcome);
        Answer::read(reply.status, &reply.body)
    };
    for deed in ["POST", "PUT", "DELETE"] {
        for path in ["Fasyankes", "Fasyankes/sdm", "Fasyankes/apd"] {
            assert_eq!(read(&Outcome::Done(Place::of(deed, path))), Answer::Ok, "{deed} {path}");
            assert!(matches!(read(&Outcome::NoSuchRow(Place::of(deed, path))), Answer::NotThere { .. }), "{deed} {path}");
        }
    }
    let sentence = "Permintaan gagal. X-rs-id atau X-pass salah".into();
    assert_eq!(read(&Outcome::WrongCredentials(place)), Answer::WrongKeys { sentence });
    let sentence = "Data gagal disimpan. Sistem sedang sibuk. Coba lagi beberapa saat lagi.".into();
    assert_eq!(read(&Outcome::Unavailable(place)), Answer::Busy { sentence });
    let sentence = "Data gagal disimpan. Isi permintaan kosong. Kirim data dalam format JSON.".into();
    assert_eq!(read(&Outcome::of_call(place, &fault)), Answer::Refused { sentence });
}

#[test]
fn an_answer_of_the_real_service_is_judged_by_status_and_words() {
    let refused = |sentence: &str| Answer::Refused { sentence: sentence.into() };
    let not_there = |sentence: &str| Answer::NotThere { sentence: sentence.into() };
    for (http, body, answer) in [
        (200, r#"{"fasyankes":[{"status":200,"message":"Success"}]}"#, Answer::Ok),
        (201, r#"{"sdm":[{"status":"200","message":"Data telah disimpan"}]}"#, Answer::Ok),
        (200, r#"{"fasyankes":[{"status":"200","message":"Data tidak ditemukan"}]}"#, not_there("Data tidak ditemukan")),
        (200, r#"{"fasyankes":[{"status":"404","message":""}]}"#, not_there("")),
        (200, r#"{"fasyankes":[{"status":"200","message":"Data GAGAL disimpan"}]}"#, refused("Data GAGAL disimpan")),
        (200, r#"{"fasyankes":[{"status":"200","message":"SQL Error 1062"}]}"#, refused("SQL Error 1062")),
        (500, r#"{"fasyankes":[{"status":"200","message":"Success"}]}"#, refused("Success")),
        (200, r#"{"status":false,"message":"Unauthorized"}"#, Answer::WrongKeys { sentence: "Unauthorized".into() }),
        (200, r#"{"fasyankes":[]}"#, Answer::Unreadable { bytes: 16 }),
        (200, r#"{"fasyankes":[{}]}"#, Answer::Unreadable { bytes: 18 }),
        (200, r#"{"fasyankes":{"status":"200"}}"#, Answer::Unreadable { bytes: 30 }),
        (200, "[]", Answer::Unreadable { bytes: 2 }),
        (200, "", Answer::Unreadable { bytes: 0 }),
        (200, "OK", Answer::Unreadable { bytes: 2 }),
        (502, "<html>502 Bad Gateway</html>", Answer::Unreadable { bytes: 28 }),
    ] {
        assert_eq!(Answer::read(http, body.as_bytes()), answer, "{http} {body}");
    }
    let long = format!(r#"{{"fasyankes":[{{"status":"500","message":"{}"}}]}}"#, "é".repeat(5_000));
    let Answer::Busy { sentence } = Answer::read(200, long.as_bytes()) else { panic!("not refused") };
    assert_eq!(sentence.chars().count(), 300);
}

#[test]
fn an_answer_that_is_no_list_is_told_apart() {
    for (http, body, answer) in [
        (200, r#"{"fasyankes":[{"status":"200","message":"Success"}]}"#, Answer::Unreadable { bytes: 52 }),
        (200, "{}", Answer::Unreadable { bytes: 2 }),
        (500, r#"{"fasyankes":[]}"#, Answer::Unreadable { bytes: 16 }),
        (200, r#"{"status":false,"message":"Unauthorized"}"#, Answer::WrongKeys { sentence: "Unauthorized".into() }),
    ] {
        assert_eq!(Answer::read_list(http, body.as_bytes()), Err(answer), "{http} {body}");
    }
    let mixed = br#"{"fasyankes":[{"id_t_tt":"1","id_tt":"3","ruang":"A","jumlah":"2","terpakai":"1"},{"id_t_tt":"x"},7]}"#;
    let rows = Answer::read_list(200, mixed).unwrap();
    assert_eq!((rows.len(), rows.iter().filter(|row| row.is_ok()).count()), (2, 1)); // Where it matters that a row is there at all, one with numbers that cannot be read counts, and one that is none is told apart.
    let mixed = br#"{"fasyankes":[{"id_t_tt":"1","id_tt":"3","ruang":"A","jumlah":"banyak","terpakai":"1"},{"id_t_tt":"x"},7]}"#;
    let keys = Answer::read_keys(200, mixed).unwrap();
    let read: Vec<_> = keys.iter().map(|key| key.as_ref().ok().map(|key| (key.id, key.key.room.as_str(), key.counts))).collect();
    assert_eq!(read, [Some((RowId(1), "A", None)), None, None]);
}
