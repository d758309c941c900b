//! Properties that hold for every input: nothing stops the program, what is written reads back, every place has a readable answer.

use proptest::prelude::*;
use sigap_kernel::{Masked, UtcMs, Zone, is_invisible};

use super::call;
use crate::siranap::client::{Answer, Credentials, Sender};
use crate::siranap::{
    BEDS_MAX, Caller, Command, Counts, NewRow, Outcome, Place, Route, RowChange, RowId, RowKey, RowView, bed_type_of, encode, kode_siranap,
    v1,
};

const GOOD: &str = r#"{"id_tt":"38","ruang":"ICU Sentral","jumlah":"10","terpakai":8,"covid":null,"prepare_plan":""}"#;
const GOOD_XML: &str =
    "<xml><data><kode_ruang>1</kode_ruang><tipe_pasien>2</tipe_pasien><total_TT>3</total_TT><terpakai>1</terpakai></data></xml>";
const WRITES: [(&str, &str); 7] = [
    ("POST", "Fasyankes"),
    ("PUT", "Fasyankes"),
    ("DELETE", "Fasyankes"),
    ("POST", "Fasyankes/sdm"),
    ("PUT", "Fasyankes/apd"),
    ("DELETE", "Fasyankes/apd"),
    ("POST", "sirsservice/ranap"),
];

fn count() -> impl Strategy<Value = u32> {
    0..=BEDS_MAX
}

prop_compose! {
    fn counts()(
        numbers in proptest::array::uniform10(count()), planned in proptest::option::of(count()), covid in any::<bool>(),
    ) -> Counts {
        let [rooms, beds, occupied, suspect, confirmed, waiting, prepared, dengue, dengue_children, dengue_beds] = numbers;
        Counts { rooms, beds, occupied, suspect, confirmed, waiting, prepared, planned, covid, dengue, dengue_children, dengue_beds }
    }
}

/// A room's name with any letters that somebody sees, and blanks.
fn room() -> impl Strategy<Value = String> {
    "[^\\p{Cc}]{0,40}[!-~À-ÿ一-十][^\\p{Cc}]{0,40}".prop_map(|room| room.chars().filter(|c| !is_invisible(*c)).collect())
}

prop_compose! {
    fn row()(bed_type_code in "[!-~]{1,10}", room in room(), counts in counts()) -> NewRow {
        NewRow { key: RowKey { bed_type_code, room }, counts }
    }
}

fn sender() -> Sender {
    Sender::new(Credentials { rs_id: "3171012".parse().unwrap(), pass: Masked::new("x".into()) }, "/fo/index.php")
}

fn read_all(body: &[u8]) {
    for (method, path) in WRITES {
        if let Err(fault) = call(method, path, body) {
            let sentence = fault.to_string();
            assert!(sentence.ends_with('.') && !sentence.chars().any(char::is_control), "{sentence:?}");
            let reply = encode(&Outcome::of_call(Place::of(method, path), &fault));
            assert_ne!(Answer::read(reply.status, &reply.body), Answer::Ok);
        }
    }
    let _ = Answer::read(200, body);
    let _ = Answer::read_list(200, body);
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&body);
    }

    #[test]
    fn no_json_like_text_stops_a_reader(body in r#"[ \r\n]{0,2}\{?("[a-z\\]{0,12}"|[0-9eE+.-]{1,9}|[\{\}\[\]:,]|null|true|"id_t_tt":|"id_tt":|"ruang":|"jumlah":|"terpakai":|"covid":|"fasyankes":|"status":){0,40}\}?"#) {
        read_all(body.as_bytes());
    }

    #[test]
    fn no_xml_like_text_stops_a_reader(body in r#"(<\?xml [a-z="0-9.]{0,20}\?>)?(</?(xml|data|kode_ruang|total_TT|terpakai_male)/?>|<!\[CDATA\[|\]\]>|<!--|-->|&[a-z#0-9]{0,6};|<!DOCTYPE|[ -~é]{0,9}){0,60}"#) {
        read_all(body.as_bytes());
    }

    #[test]
    fn a_report_cut_short_is_never_taken(cut in 0..GOOD.len(), cut_xml in 0..GOOD_XML.len()) {
        prop_assert!(call("POST", "Fasyankes", &GOOD.as_bytes()[..cut]).is_err());
        prop_assert!(v1::read(&GOOD_XML.as_bytes()[..cut_xml]).is_err());
    }

    #[test]
    fn a_row_written_by_a_sender_reads_back_the_same(row in row()) {
        let request = sender().create(&row, UtcMs(0));
        prop_assert_eq!(call(request.method, &request.path, &request.body), Ok(Command::Create(row)));
    }

    #[test]
    fn a_change_written_by_a_sender_reads_back_the_same(row in row(), id in 0..=999_999_999_999_999_999_u64, renamed in any::<bool>()) {
        let change = RowChange { room: renamed.then_some(row.key.room), ..RowChange::from(row.counts) };
        let request = sender().update(RowId(id), &change, UtcMs(0));
        prop_assert_eq!(call(request.method, &request.path, &request.body), Ok(Command::Update { id: RowId(id), change }));
    }

    #[test]
    fn a_listed_row_reads_back_with_the_same_bytes_in_its_room(row in row(), id in 0..=999_999_999_999_999_999_u64, at in any::<i64>()) {
        let view = RowView { id: RowId(id), bed_type_code: &row.key.bed_type_code, room: &row.key.room, counts: row.counts, last_update: UtcMs(at) };
        let reply = encode(&Outcome::Rows(&[view], Zone::Wit));
        let listed = Answer::read_list(reply.status, &reply.body).unwrap().remove(0).unwrap();
        let counts = Counts { dengue_beds: 0, ..row.counts };
        prop_assert_eq!((listed.id, listed.row), (RowId(id), NewRow { key: row.key, counts }));
    }

    #[test]
    fn a_change_of_everything_replaces_everything_but_planned_beds(old in counts(), new in counts()) {
        prop_assert_eq!(old.merge(&RowChange::default()), old);
        prop_assert_eq!(old.merge(&RowChange::from(new)), Counts { planned: new.planned.or(old.planned), ..new });
        prop_assert!(old.free() <= old.beds);
    }

    #[test]
    fn occupied_beds_of_the_first_generation_are_never_made_fewer_than_one_counter(
        beds in count(), men in count(), women in count(), free in proptest::option::of((count(), count())),
    ) {
        let free = free.map(|(a, b)| format!("<kosong_male>{a}</kosong_male><kosong_female>{b}</kosong_female>")).unwrap_or_default();
        let text = format!("<xml><data><kode_ruang>1</kode_ruang><tipe_pasien>2</tipe_pasien><total_TT>{beds}</total_TT><terpakai_male>{men}</terpakai_male><terpakai_female>{women}</terpakai_female>{free}</data></xml>");
        let ward = v1::read(text.as_bytes()).unwrap().wards.remove(0);
        let total = ward.occupancy.total();
        prop_assert!(total == men + women || (men == women && total == men));
        prop_assert!(ward.free() <= beds);
    }

    #[test]
    fn no_path_stops_the_route(method in "[A-Za-z]{0,7}", path in "(/|[ -~é]{0,9}|fo|index.php|Fasyankes|Referensi|sdm|ranap|sirsservice){0,12}") {
        let place = Place::of(&method, &path);
        match Route::parse(&method, &path) {
            Ok(route) => prop_assert_eq!(route.place(), place),
            Err(fault) => {
                let reply = encode(&Outcome::of_route(place, fault));
                prop_assert_ne!(Answer::read(reply.status, &reply.body), Answer::Ok);
            }
        }
    }

    #[test]
    fn no_header_stops_the_caller(rs_id in proptest::option::of("[0-9]{6,8}|\\PC{0,9}"), pass in proptest::option::of("\\PC{0,300}"), time in proptest::option::of("[0-9TZ:.-]{0,30}|\\PC{0,60}")) {
        let read = Caller::from_headers(|name| match name {
            "X-rs-id" => rs_id.as_deref(),
            "X-pass" => pass.as_deref(),
            _ => time.as_deref(),
        });
        if let Ok(caller) = read {
            prop_assert_eq!(caller.rs_id.as_str().len(), 7);
        }
    }

    #[test]
    fn no_code_stops_the_mapping(code in any::<String>(), other in any::<String>(), covid in any::<bool>()) {
        let _ = bed_type_of(&code).pool(covid);
        let _ = kode_siranap(&code);
        let _ = v1::pool_of(&code, &other);
    }
}
