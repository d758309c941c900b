//! Properties that hold for every input: nothing stops the program, what is written reads back, each spelling means its number.

use proptest::prelude::*;
use sigap_kernel::UtcMs;

use super::update;
use crate::aplicares::client::Answer;
use crate::aplicares::{BEDS_MAX, Room, RoomDraft, RoomKey, Route, class_of};
use crate::bpjs::{SignedCall, check_clock, sign};

const GOOD: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati","kapasitas":"24","tersedia":6,"tersediapria":null,"tersediawanita":""}"#;

/// Every spelling of `count` that a sender may use.
fn spellings(count: u32) -> Vec<String> {
    vec![
        format!("{count}"),
        format!("{count}.0"),
        format!("{count}e0"),
        format!("{count}.000E+0"),
        format!("\"{count}\""),
        format!("\" {count}\\t\""),
        format!("\"+{count}\""),
        format!("\"00{count}\""),
        format!("\"{count}.0\""),
        format!("\"{count}.00\""),
    ]
}

/// A name that stays as it is: blanks single, nothing invisible.
fn name() -> impl Strategy<Value = String> {
    proptest::collection::vec("[!-~À-ÿ一-十]{1,8}", 1..8).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn draft()(
        class_code in "[!-~]{1,10}", room_code in "[!-~]([ -~]{0,20}[!-~])?", name in name(), capacity in 0..=BEDS_MAX,
        share in 0.0..=1.0_f64, free_men in 0..=BEDS_MAX, free_women in 0..=BEDS_MAX, free_any in 0..=BEDS_MAX,
    ) -> RoomDraft {
        let free = (f64::from(capacity) * share) as i64;
        RoomDraft {
            class_code, room_code, name, capacity: capacity.into(), free,
            free_men: free_men.into(), free_women: free_women.into(), free_any: free_any.into(),
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Room::read(&body);
        let _ = RoomKey::read(&body);
        let _ = Answer::read(&body);
    }

    #[test]
    fn no_json_like_text_stops_a_reader(body in r#"[ \r\n]{0,2}\{?("[a-z\\]{0,12}"|[0-9eE+.-]{1,9}|[\{\}\[\]:,]|null|true|"kapasitas":|"tersedia":){0,40}\}?"#) {
        let _ = Room::read(body.as_bytes());
        let _ = Answer::read(body.as_bytes());
    }

    #[test]
    fn a_damaged_report_is_refused_with_a_sentence_or_still_a_room(
        damage in proptest::collection::vec((0..GOOD.len(), any::<u8>()), 1..4), cut in 0..=GOOD.len(),
    ) {
        let mut body = GOOD.as_bytes().to_vec();
        for (place, byte) in damage {
            body[place] = byte;
        }
        body.truncate(cut);
        if let Err(sentence) = update(&body) {
            prop_assert!(sentence.ends_with('.'), "{}", sentence);
            prop_assert!(!sentence.chars().any(char::is_control), "{:?}", sentence);
        }
    }

    #[test]
    fn a_report_cut_short_is_never_taken(cut in 0..GOOD.len()) {
        prop_assert!(update(&GOOD.as_bytes()[..cut]).is_err());
    }

    #[test]
    fn a_room_written_by_a_sender_reads_back_the_same(draft in draft()) {
        let room = Room::try_from(&draft).unwrap();
        prop_assert_eq!(RoomDraft::from(room), draft);
    }

    #[test]
    fn every_spelling_of_a_number_means_that_number(count in 0..=BEDS_MAX) {
        for spelling in spellings(count) {
            let body = format!(r#"{{"kodekelas":"KL2","koderuang":"A","namaruang":"B","kapasitas":{spelling},"tersedia":{spelling}}}"#);
            let room = Room::read(body.as_bytes()).unwrap();
            prop_assert_eq!((room.capacity, room.free), (count, count), "{}", spelling);
        }
    }

    #[test]
    fn a_number_taken_is_never_out_of_bounds(number in any::<f64>(), quoted in any::<bool>()) {
        let number = if quoted { format!("\"{number}\"") } else { format!("{number:e}") };
        let body = format!(r#"{{"kodekelas":"KL2","koderuang":"A","namaruang":"B","kapasitas":{number},"tersedia":0}}"#);
        if let Ok(room) = Room::read(body.as_bytes()) {
            prop_assert!(room.capacity <= BEDS_MAX);
        }
    }

    #[test]
    fn no_path_stops_the_route(method in "[A-Za-z]{0,7}", path in "(/|[ -~é]{0,9}|bed|read|update|ref|kelas|aplicaresws|rest|%[0-9a-z]{0,2}){0,12}") {
        let _ = Route::parse(&method, &path);
    }

    #[test]
    fn no_class_code_stops_the_mapping(code in any::<String>()) {
        let _ = class_of(&code).pool();
    }

    #[test]
    fn only_the_secret_that_signed_verifies(
        secret in proptest::collection::vec(any::<u8>(), 0..200), other in proptest::collection::vec(any::<u8>(), 0..200),
        cons_id in "[0-9a-zA-Z]{1,20}", timestamp in 0..=i64::MAX,
    ) {
        let text = timestamp.to_string();
        let signature = sign(&secret, &cons_id, &text);
        let call = SignedCall { cons_id: &cons_id, timestamp: &text, timestamp_s: timestamp, signature: &signature };
        prop_assert!(call.verify(&secret));
        // HMAC pads short keys with zeros: keys that differ only in trailing zeros are one key.
        let key = |secret: &[u8]| secret.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
        if secret[..key(&secret)] != other[..key(&other)] {
            prop_assert!(!call.verify(&other));
        }
    }

    #[test]
    fn no_signature_text_stops_the_check(signature in "\\PC{0,64}", timestamp in any::<i64>(), now in any::<i64>(), window_s in any::<u32>()) {
        let call = SignedCall { cons_id: "1234", timestamp: "1", timestamp_s: 1, signature: &signature };
        prop_assert!(!call.verify(b"pwd"));
        prop_assert!(check_clock(timestamp, UtcMs(now), window_s).sentence().ends_with('.'));
    }
}
