//! The national samples of Aplicares (synthetic), each replayed: requests are read, answers are written to the byte.

use std::path::Path;

use sigap_kernel::{UtcMs, Zone};

use super::update;
use crate::aplicares::client::Answer;
use crate::aplicares::{Command, Outcome, RoomRow, Route, encode};

const CREATE: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":24,"tersedia":7,"tersediapria":3,"tersediawanita":2,"tersediapriawanita":2}"#;
const DELETE: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2"}"#;
const READ_RESPONSE: &str = r#"{"metadata":{"code":1,"message":"OK","totalitems":1},"response":{"list":[{"rownumber":1,"kodekelas":"KL2","namakelas":"KELAS II","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":24,"tersedia":6,"tersediapria":0,"tersediawanita":0,"tersediapriawanita":0,"lastupdate":"2026-11-22 10:15:00"}]}}"#;
const CLASSES_RESPONSE: &str = r#"{"metadata":{"code":1,"message":"OK","totalitems":16},"response":{"list":[{"kodekelas":"NON","namakelas":"-"},{"kodekelas":"VVP","namakelas":"VVIP"},{"kodekelas":"VIP","namakelas":"VIP"},{"kodekelas":"UTM","namakelas":"UTAMA"},{"kodekelas":"KL1","namakelas":"KELAS I"},{"kodekelas":"KL2","namakelas":"KELAS II"},{"kodekelas":"KL3","namakelas":"KELAS III"},{"kodekelas":"ICU","namakelas":"ICU"},{"kodekelas":"ICC","namakelas":"ICCU"},{"kodekelas":"NIC","namakelas":"NICU"},{"kodekelas":"PIC","namakelas":"PICU"},{"kodekelas":"IGD","namakelas":"IGD"},{"kodekelas":"UGD","namakelas":"UGD"},{"kodekelas":"SAL","namakelas":"RUANG BERSALIN"},{"kodekelas":"HCU","namakelas":"HCU"},{"kodekelas":"ISO","namakelas":"RUANG ISOLASI"}]}}"#;
const UPDATE_MISSING: &str = r#"{"metadata":{"code":0,"message":"Data tidak ada di database"},"response":null}"#;
const UPDATE_OK: &str = r#"{"metadata":{"code":1,"message":"Data berhasil diupdate."},"response":null}"#;
const UPDATE: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":"24","tersedia":"6","tersediapria":"0","tersediawanita":"0","tersediapriawanita":"0"}"#;

/// Each sample under the name its file has in the reference collection.
const SAMPLES: [(&str, &str); 7] = [
    ("aplicares-create.json", CREATE),
    ("aplicares-delete.json", DELETE),
    ("aplicares-read-response.json", READ_RESPONSE),
    ("aplicares-ref-kelas-response.json", CLASSES_RESPONSE),
    ("aplicares-update-response-missing.json", UPDATE_MISSING),
    ("aplicares-update-response-ok.json", UPDATE_OK),
    ("aplicares-update.json", UPDATE),
];

fn command(verb: &str, body: &str) -> Command {
    Route::parse("POST", &format!("/aplicaresws/rest/bed/{verb}/0301R001")).unwrap().command(body.as_bytes()).unwrap()
}

fn check_answer(outcome: &Outcome<'_>, sample: &str) {
    let reply = encode(outcome);
    assert_eq!((reply.status, std::str::from_utf8(&reply.body).unwrap()), (200, sample));
}

#[test]
fn the_sample_of_a_new_room_is_read() {
    let Command::Create { ppk, room } = command("create", CREATE) else { panic!("not a create") };
    assert_eq!(ppk.as_str(), "0301R001");
    assert_eq!((room.key.class_code.as_str(), room.key.room_code.as_str()), ("KL2", "MLT2"));
    assert_eq!((room.name.as_str(), room.capacity, room.free), ("Ruang Melati Kelas II", 24, 7));
    assert_eq!((room.free_men, room.free_women, room.free_any), (3, 2, 2));
    assert!(room.sexes_add_up());
}

#[test]
fn the_sample_of_an_update_with_numbers_as_text_is_read() {
    assert_eq!(update(UPDATE.as_bytes()).unwrap(), r#"KL2/MLT2 "Ruang Melati Kelas II" 6/24 (0, 0, 0)"#);
    let Command::Update { room, .. } = command("update", UPDATE) else { panic!("not an update") };
    assert!(!room.sexes_add_up());
}

#[test]
fn the_sample_of_a_removal_is_read() {
    let Command::Delete { key, .. } = command("delete", DELETE) else { panic!("not a delete") };
    assert_eq!((key.class_code.as_str(), key.room_code.as_str()), ("KL2", "MLT2"));
    // A client that sends the whole room to be removed means the same.
    assert_eq!(command("delete", CREATE), command("delete", DELETE));
}

#[test]
fn a_get_with_or_without_a_body_is_read() {
    for body in ["", "{}", "rusak"] {
        assert_eq!(Route::parse("GET", "/aplicaresws/rest/ref/kelas").unwrap().command(body.as_bytes()), Ok(Command::Classes));
    }
}

#[test]
fn the_sample_answers_are_written_to_the_byte() {
    check_answer(&Outcome::Classes, CLASSES_RESPONSE);
    check_answer(&Outcome::Updated, UPDATE_OK);
    check_answer(&Outcome::NoSuchRoom, UPDATE_MISSING);
    let row = RoomRow {
        class_code: "KL2",
        room_code: "MLT2",
        name: "Ruang Melati Kelas II",
        capacity: 24,
        free: 6,
        free_men: 0,
        free_women: 0,
        free_any: 0,
        last_update: UtcMs::parse_rfc3339("2026-11-22T03:15:00Z").unwrap(),
    };
    check_answer(&Outcome::Rooms { rows: &[row], start: 1, total: 1, zone: Zone::Wib }, READ_RESPONSE);
}

#[test]
fn the_sample_answers_are_understood_by_a_sender() {
    let rooms = Answer::read(READ_RESPONSE.as_bytes()).unwrap();
    assert_eq!((rooms.is_ok(), rooms.total_items), (true, Some(1)));
    let listed: Vec<_> = rooms.rooms().map(Result::unwrap).collect();
    assert_eq!((listed[0].room.name.as_str(), listed[0].room.free), ("Ruang Melati Kelas II", 6));
    assert_eq!(listed[0].last_update.as_deref(), Some("2026-11-22 10:15:00"));

    let classes = Answer::read(CLASSES_RESPONSE.as_bytes()).unwrap();
    assert_eq!((classes.classes().len(), classes.classes()[5]), (16, ("KL2", "KELAS II")));

    assert!(Answer::read(UPDATE_OK.as_bytes()).unwrap().is_ok());
    let missing = Answer::read(UPDATE_MISSING.as_bytes()).unwrap();
    assert_eq!((missing.is_ok(), missing.message.as_str()), (false, "Data tidak ada di database"));
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
    let beside = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("aplicares-");
    let count = std::fs::read_dir(&folder).unwrap().map(Result::unwrap).filter(beside).count();
    assert_eq!(count, SAMPLES.len(), "the collection has a sample that is not replayed here");
}
