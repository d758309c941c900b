//! A sender and the receiver on one wire: what one writes, the other reads.

use sigap_kernel::{Masked, UtcMs, Zone};

use crate::aplicares::client::{Answer, AnswerFault, Credentials, Request, Sender};
use crate::aplicares::{Command, Outcome, Page, Room, RoomDraft, RoomRow, Route, encode};
use crate::bpjs::{Ppk, SignedCall};

const NOW: UtcMs = UtcMs(1_795_320_900_999);

fn sender(base_path: &str) -> Sender {
    let credentials =
        Credentials { cons_id: "1234".into(), secret: Masked::new("pwd".into()), user_key: Some(Masked::new("kunci".into())) };
    Sender::new(credentials, base_path)
}

fn ppk() -> Ppk {
    "0301R001".parse().unwrap()
}

fn draft() -> RoomDraft {
    RoomDraft {
        class_code: "KL1".into(),
        room_code: "M1".into(),
        name: "Mawar \"A\" 病".into(),
        capacity: 4,
        free: 2,
        free_men: 1,
        ..Default::default()
    }
}

fn received(request: &Request) -> Command {
    Route::parse(request.method, &request.path).unwrap().command(&request.body).unwrap()
}

#[test]
fn what_a_sender_asks_is_what_the_receiver_reads() {
    let room = Room::try_from(&draft()).unwrap();
    let page = Page { start: 11, limit: 10 };
    for base_path in ["/aplicaresws", "/aplicaresws/", ""] {
        let sender = sender(base_path);
        assert_eq!(received(&sender.classes(NOW)), Command::Classes);
        assert_eq!(received(&sender.read(&ppk(), page, NOW)), Command::Read { ppk: ppk(), page });
        assert_eq!(received(&sender.create(&ppk(), &draft(), NOW)), Command::Create { ppk: ppk(), room: room.clone() });
        assert_eq!(received(&sender.update(&ppk(), &draft(), NOW)), Command::Update { ppk: ppk(), room: room.clone() });
        assert_eq!(received(&sender.delete(&ppk(), &room.key, NOW)), Command::Delete { ppk: ppk(), key: room.key.clone() });
    }
}

#[test]
fn a_request_is_signed_with_whole_seconds() {
    let request = sender("/aplicaresws").classes(NOW);
    let header = |name: &str| request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let call = SignedCall::from_headers(header).unwrap();
    assert_eq!((call.cons_id, call.timestamp_s), ("1234", 1_795_320_900));
    assert!(call.verify(b"pwd"));
    assert!(!call.verify(b"lain"));
    assert_eq!(header("USER_KEY"), Some("kunci"));
}

#[test]
fn no_secret_is_shown_by_what_a_sender_prints() {
    let sender = sender("/aplicaresws");
    let shown = format!("{sender:?} {:?}", sender.update(&ppk(), &draft(), NOW));
    assert!(!shown.contains("pwd") && !shown.contains("kunci"), "{shown}");
}

#[test]
fn a_listed_room_reads_back_as_it_was_reported() {
    let draft = draft();
    let row = RoomRow {
        class_code: &draft.class_code,
        room_code: &draft.room_code,
        name: &draft.name,
        capacity: 4,
        free: 2,
        free_men: 1,
        free_women: 0,
        free_any: 0,
        last_update: NOW,
    };
    let reply = encode(&Outcome::Rooms { rows: &[row; 3], start: 1, total: 7, zone: Zone::Wita });
    let answer = Answer::read(&reply.body).unwrap();
    assert_eq!((answer.is_ok(), answer.total_items), (true, Some(7)));
    for listed in answer.rooms() {
        assert_eq!(RoomDraft::from(listed.unwrap().room), draft);
    }
}

#[test]
fn an_answer_of_the_wider_family_is_understood() {
    let answer = Answer::read(br#"{"metaData":{"code":"200","message":"Ok"},"response":{"list":[{"kodekelas":"KL1"},7]}}"#).unwrap();
    assert!(answer.is_ok());
    assert_eq!(answer.rooms().filter(Result::is_err).count(), 1);
    assert_eq!(answer.keys().filter(Result::is_err).count(), 2, "what is no room at all is told apart too");
    let listed = r#"{"kodekelas":"KL1","koderuang":"A","namaruang":"","kapasitas":"banyak"}"#;
    let answer = Answer::read(format!(r#"{{"metadata":{{"code":1}},"response":{{"list":[{listed}]}}}}"#).as_bytes()).unwrap();
    let listed = answer.keys().next().unwrap().unwrap();
    assert_eq!((listed.key.room_code.as_str(), listed.room), ("A", None), "it stands there, whatever its numbers");
    assert!(answer.classes().is_empty());
}

#[test]
fn an_answer_that_is_none_is_told_apart() {
    for (body, fault) in [
        ("<html>502 Bad Gateway</html>", AnswerFault::NotJson { bytes: 28 }),
        ("", AnswerFault::NotJson { bytes: 0 }),
        ("{\"metadata\":", AnswerFault::NotJson { bytes: 12 }),
        ("{}", AnswerFault::NoCode),
        ("[]", AnswerFault::NoCode),
        ("{\"metadata\":{\"message\":\"OK\"}}", AnswerFault::NoCode),
    ] {
        assert_eq!(Answer::read(body.as_bytes()), Err(fault), "{body}");
    }
}
