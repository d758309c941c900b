//! Each kind of bad input and the sentence its sender reads.

use std::iter::once;

use super::update;
use crate::aplicares::{Room, RoomDraft};
use crate::lenient::{BODY_BYTES_MAX, BodyFault, ReadFault};

/// A good room (invented), with one field replaced by raw JSON.
fn room_with(field: &str, json: &str) -> String {
    let fields = [
        ("kodekelas", "\"KL2\""),
        ("koderuang", "\"MLT2\""),
        ("namaruang", "\"Ruang Melati\""),
        ("kapasitas", "24"),
        ("tersedia", "7"),
        ("tersediapria", "0"),
        ("tersediawanita", "0"),
        ("tersediapriawanita", "7"),
    ];
    let parts: Vec<_> = fields.map(|(name, good)| format!("\"{name}\":{}", if name == field { json } else { good })).into();
    format!("{{{}}}", parts.join(","))
}

fn check(body: &str, sentence: &str) {
    assert_eq!(update(body.as_bytes()), Err(sentence.to_owned()), "{body}");
}

#[test]
fn a_wrong_count_is_named_with_what_is_expected() {
    for (json, sentence) in [
        ("-1", "Kolom kapasitas tidak boleh negatif."),
        ("\"-1\"", "Kolom kapasitas tidak boleh negatif."),
        ("100001", "Kolom kapasitas paling besar 100.000."),
        ("99999999999999999999999999", "Kolom kapasitas paling besar 100.000."),
        ("\"99999999999999999999999999\"", "Kolom kapasitas paling besar 100.000."),
        ("1e300", "Kolom kapasitas paling besar 100.000."),
        ("-1e300", "Kolom kapasitas tidak boleh negatif."),
        ("24.5", "Kolom kapasitas harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("\"24,5\"", "Kolom kapasitas harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("\"1.000\"", "Kolom kapasitas harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("\"NaN\"", "Kolom kapasitas harus berupa bilangan bulat."),
        ("\"dua puluh\"", "Kolom kapasitas harus berupa bilangan bulat."),
        ("true", "Kolom kapasitas harus berupa bilangan bulat."),
        ("[24]", "Kolom kapasitas harus berisi satu nilai, bukan daftar atau objek."),
        ("{\"jumlah\":24}", "Kolom kapasitas harus berisi satu nilai, bukan daftar atau objek."),
        ("null", "Kolom kapasitas wajib diisi."),
        ("\"\"", "Kolom kapasitas wajib diisi."),
        ("\"  \"", "Kolom kapasitas wajib diisi."),
        ("6", "Kolom tersedia (7) tidak boleh lebih besar dari kapasitas (6)."),
    ] {
        check(&room_with("kapasitas", json), sentence);
    }
    check(&room_with("tersediawanita", "-2"), "Kolom tersediawanita tidak boleh negatif.");
    check(&room_with("tersediapria", "false"), "Kolom tersediapria harus berupa bilangan bulat.");
}

#[test]
fn a_wrong_text_is_named_with_what_is_expected() {
    let long = |chars: usize| format!("\"{}\"", "é".repeat(chars));
    for (field, json, sentence) in [
        ("kodekelas", "\"\"".to_owned(), "Kolom kodekelas wajib diisi."),
        ("kodekelas", "null".to_owned(), "Kolom kodekelas wajib diisi."),
        ("kodekelas", long(11), "Kolom kodekelas paling panjang 10 karakter."),
        ("kodekelas", "true".to_owned(), "Kolom kodekelas harus berupa teks."),
        ("koderuang", "1.5".to_owned(), "Kolom koderuang harus berupa teks."),
        ("koderuang", "1e300".to_owned(), "Kolom koderuang harus berupa teks."),
        ("koderuang", "[]".to_owned(), "Kolom koderuang harus berisi satu nilai, bukan daftar atau objek."),
        ("koderuang", long(51), "Kolom koderuang paling panjang 50 karakter."),
        ("koderuang", "\"A\\u0000B\"".to_owned(), "Kolom koderuang memuat karakter kendali atau karakter tak terlihat."),
        ("koderuang", "\"A\\nB\"".to_owned(), "Kolom koderuang memuat karakter kendali atau karakter tak terlihat."),
        ("koderuang", "\"A\\u200bB\"".to_owned(), "Kolom koderuang memuat karakter kendali atau karakter tak terlihat."),
        ("namaruang", long(101), "Kolom namaruang paling panjang 100 karakter."),
        ("namaruang", "\" \\u0001 \"".to_owned(), "Kolom namaruang wajib diisi."),
        ("namaruang", "{}".to_owned(), "Kolom namaruang harus berisi satu nilai, bukan daftar atau objek."),
    ] {
        check(&room_with(field, &json), sentence);
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_fields() {
    check(
        r#"{"kodekelas":"","namaruang":7,"kapasitas":"-4","tersedia":"x","tersediapria":1.5}"#,
        "Kolom kodekelas wajib diisi. Kolom koderuang wajib diisi. Kolom kapasitas tidak boleh negatif. \
         Kolom tersedia harus berupa bilangan bulat. \
         Kolom tersediapria harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan.",
    );
}

#[test]
fn the_same_mistakes_are_given_by_field_for_pages() {
    let fault = Room::read(br#"{"kodekelas":"KL2","koderuang":"A","namaruang":"B","kapasitas":2,"tersedia":3}"#).unwrap_err();
    assert_eq!(fault.field_errors().first("tersedia"), Some("field-above?other=kapasitas&value=3&limit=2"));
    let fault = Room::read(br#"{"kodekelas":"KL2","kodekelas":"KL3"}"#).unwrap_err();
    assert_eq!(fault.field_errors().first("kodekelas"), Some("body-duplicate"));
    let fault = Room::read(b"").unwrap_err();
    assert_eq!(fault.field_errors().first("body"), Some("body-empty"));
}

#[test]
fn a_body_that_cannot_be_read_says_why() {
    for (body, sentence) in [
        ("", "Isi permintaan kosong. Kirim data dalam format JSON."),
        (" \r\n\t ", "Isi permintaan kosong. Kirim data dalam format JSON."),
        ("kodekelas=KL2&koderuang=MLT2", "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka."),
        ("<kelas>KL2</kelas>", "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka."),
        ("\"teks\"", "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka."),
        ("[{\"kodekelas\":\"KL2\"}]", "Isi permintaan berupa daftar. Kirim satu objek JSON untuk setiap permintaan."),
        ("{", "Isi JSON terpotong. Kirim ulang permintaan secara utuh."),
        ("{\"kodekelas\":\"KL2\",\"kapasitas\":", "Isi JSON terpotong di sekitar kolom kapasitas. Kirim ulang permintaan secara utuh."),
        ("{\"kodekelas\":\"KL", "Isi JSON terpotong di sekitar kolom kodekelas. Kirim ulang permintaan secara utuh."),
        ("{\"kapasitas\":NaN}", "Isi JSON rusak di sekitar kolom kapasitas (baris 1, kolom 14)."),
        ("{\"kapasitas\":024}", "Isi JSON rusak di sekitar kolom kapasitas (baris 1, kolom 15)."),
        ("{'kodekelas':'KL2'}", "Isi JSON rusak (baris 1, kolom 2)."),
        ("{\"kodekelas\":\"KL2\",}", "Isi JSON rusak di sekitar kolom kodekelas (baris 1, kolom 20)."),
        ("{}{}", "Isi JSON rusak (baris 1, kolom 3)."),
        ("{}\u{0}", "Isi JSON rusak (baris 1, kolom 3)."),
        ("{\"namaruang\":\"\\ud800\"}", "Isi JSON rusak di sekitar kolom namaruang (baris 1, kolom 21)."),
        ("{\"kapasitas\":1e999}", "Angka terlalu besar di sekitar kolom kapasitas."),
        ("{\"tersedia\":1,\"tersedia\":2}", "Kolom tersedia ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        ("{\"tersedia\":1,\"Tersedia\":1}", "Kolom tersedia ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        ("{\"tersedia\":1,\"\\u0074ersedia\":1}", "Kolom tersedia ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        ("{\"catatan\":1,\"catatan\":1}", "Kolom catatan ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        ("{\"tersedia\":null,\"tersedia\":1}", "Kolom tersedia ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
    ] {
        check(body, sentence);
    }
}

#[test]
fn a_body_that_is_not_utf8_is_told_so() {
    let latin1: Vec<u8> = b"{\"namaruang\":\"Ruang Caf".iter().copied().chain(once(0xe9)).chain(*b"\"}").collect();
    assert_eq!(update(&latin1), Err("Isi permintaan bukan teks UTF-8 (byte ke-24). Kirim teks dalam pengodean UTF-8.".to_owned()));
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(update(&utf16), Err("Isi permintaan bukan teks UTF-8 (byte ke-1). Kirim teks dalam pengodean UTF-8.".to_owned()));
    let cut_in_a_letter: Vec<u8> = b"{\"namaruang\":\"Caf".iter().copied().chain(once(0xc3)).collect();
    assert_eq!(update(&cut_in_a_letter), Err("Isi JSON terpotong. Kirim ulang permintaan secara utuh.".to_owned()));
}

#[test]
fn a_body_beyond_a_limit_is_told_the_limit() {
    let huge = vec![b'{'; BODY_BYTES_MAX + 1];
    assert_eq!(Room::read(&huge), Err(ReadFault::Body(BodyFault::TooLarge { max: BODY_BYTES_MAX })));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = |levels: usize| {
            room_with("catatan", "0").replacen('{', &format!("{{\"catatan\":{}0{},", open.repeat(levels), close.repeat(levels)), 1)
        };
        assert!(update(deep(15).as_bytes()).is_ok());
        check(&deep(16), "Isi JSON bersarang terlalu dalam, paling banyak 16 tingkat.");
        check(&deep(9_000), "Isi JSON bersarang terlalu dalam, paling banyak 16 tingkat.");
    }
    let many = |fields: usize| {
        let extra: String = (0..fields).map(|number| format!("\"x{number}\":1,")).collect();
        room_with("", "").replacen('{', &format!("{{{extra}"), 1)
    };
    assert!(update(many(64).as_bytes()).is_ok());
    check(&many(65), "Isi JSON memuat terlalu banyak kolom, paling banyak 64 kolom.");
}

#[test]
fn what_is_merely_untidy_is_taken() {
    let plain = update(room_with("", "").as_bytes()).unwrap();
    assert_eq!(plain, r#"KL2/MLT2 "Ruang Melati" 7/24 (0, 0, 7)"#);
    let with_mark = format!("\u{feff}{}", room_with("", ""));
    let indented = format!("\r\n\t {} \n", room_with("", "").replace(',', " ,\n  "));
    let capitals = room_with("", "").replace("kapasitas", "KAPASITAS").replace("kodekelas", " KodeKelas ");
    let with_more = room_with("", "").replacen('{', "{\"user\":{\"x\":[1,{}]},\"catatan\":null,", 1);
    for body in [
        with_mark,
        indented,
        capitals,
        with_more,
        room_with("kapasitas", "24.0"),
        room_with("kapasitas", "2.4e1"),
        room_with("kapasitas", "\" 024 \""),
        room_with("tersediapria", "\"\""),
        room_with("tersediapria", "null"),
        room_with("tersediapria", "-0"),
        room_with("kodekelas", "\" KL2 \""),
        room_with("namaruang", "\"\\tRuang\\u0000  Melati\\n\""),
    ] {
        assert_eq!(update(body.as_bytes()), Ok(plain.clone()), "{body}");
    }
    assert_eq!(update(room_with("koderuang", "101").as_bytes()).unwrap(), r#"KL2/101 "Ruang Melati" 7/24 (0, 0, 7)"#);
    assert_eq!(update(room_with("kodekelas", "1").as_bytes()).unwrap(), r#"1/MLT2 "Ruang Melati" 7/24 (0, 0, 7)"#);
}

#[test]
fn sql_and_html_in_a_name_are_just_text() {
    let name = r#"\"<script>alert(1)</script>'; DROP TABLE bed_ward;-- {{7*7}} %s\""#;
    let kept = update(room_with("namaruang", &name.replace("\\\"", "\"")).as_bytes()).unwrap();
    assert_eq!(kept, r#"KL2/MLT2 "<script>alert(1)</script>'; DROP TABLE bed_ward;-- {{7*7}} %s" 7/24 (0, 0, 7)"#);
}

#[test]
fn the_counters_by_sex_need_not_add_up() {
    assert!(update(room_with("tersediapria", "500").as_bytes()).is_ok());
    assert!(update(room_with("tersediapriawanita", "0").as_bytes()).is_ok());
}

#[test]
fn a_draft_is_held_to_the_same_rules() {
    let draft =
        RoomDraft { class_code: "KL1".into(), room_code: "M 1".into(), name: "Mawar".into(), capacity: 4, free: 2, ..Default::default() };
    let room = Room::try_from(&draft).unwrap();
    assert_eq!(RoomDraft::from(room), draft);
    let wrong = RoomDraft { free: 5, free_men: -1, ..draft };
    assert_eq!(
        Room::try_from(&wrong).unwrap_err().to_string(),
        "Kolom tersediapria tidak boleh negatif. Kolom tersedia (5) tidak boleh lebih besar dari kapasitas (4)."
    );
}
