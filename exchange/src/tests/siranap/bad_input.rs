//! Each kind of bad input and the sentence its sender reads.

use super::{call, change, command, counts_line, new_row, sentence};
use crate::lenient::BODY_BYTES_MAX;
use crate::siranap::{Command, NeedKind, Route, RowId};

/// A good row (invented), with one field replaced by raw JSON.
fn row_with(field: &str, json: &str) -> String {
    let fields = [
        ("id_tt", "\"3\""),
        ("ruang", "\"Mawar\""),
        ("jumlah_ruang", "1"),
        ("jumlah", "10"),
        ("terpakai", "8"),
        ("covid", "0"),
        ("prepare_plan", "null"),
        ("antrian", "0"),
    ];
    let parts: Vec<_> = fields.map(|(name, good)| format!("\"{name}\":{}", if name == field { json } else { good })).into();
    format!("{{{}}}", parts.join(","))
}

#[test]
fn a_wrong_count_is_named_with_what_is_expected() {
    for (field, json, expected) in [
        ("jumlah", "-1", "Kolom jumlah tidak boleh negatif."),
        ("jumlah", "\"100001\"", "Kolom jumlah paling besar 100.000."),
        ("jumlah", "24.5", "Kolom jumlah harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("jumlah", "\"1.000\"", "Kolom jumlah harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("jumlah", "\"sepuluh\"", "Kolom jumlah harus berupa bilangan bulat."),
        ("jumlah", "null", "Kolom jumlah wajib diisi."),
        ("terpakai", "\"\"", "Kolom terpakai wajib diisi."),
        ("terpakai", "true", "Kolom terpakai harus berupa bilangan bulat."),
        ("terpakai", "[8]", "Kolom terpakai harus berisi satu nilai, bukan daftar atau objek."),
        ("antrian", "\"-3\"", "Kolom antrian tidak boleh negatif."),
        ("prepare_plan", "\"ya\"", "Kolom prepare_plan harus berupa bilangan bulat."),
        ("covid", "2", "Kolom covid paling besar 1."),
        ("covid", "\"ya\"", "Kolom covid harus berupa bilangan bulat."),
        ("covid", "{}", "Kolom covid harus berisi satu nilai, bukan daftar atau objek."),
    ] {
        assert_eq!(sentence("POST", "Fasyankes", &row_with(field, json)), expected, "{field} {json}");
    }
}

#[test]
fn a_wrong_text_is_named_with_what_is_expected() {
    let long = |chars: usize| format!("\"{}\"", "é".repeat(chars));
    let control = "Kolom ruang memuat karakter kendali atau karakter tak terlihat.";
    for (field, json, expected) in [
        ("id_tt", "\"12345678901\"", "Kolom id_tt paling panjang 10 karakter."),
        ("id_tt", "null", "Kolom id_tt wajib diisi."),
        ("id_tt", "true", "Kolom id_tt harus berupa teks."),
        ("ruang", "\"  \"", "Kolom ruang wajib diisi."),
        ("ruang", "\"A\\tB\"", control),
        ("ruang", "\"A\\u0000\"", control),
        ("ruang", "\"A\\n\"", control),
        ("ruang", "\"\\u202eA\"", control),
        ("ruang", "\"A\\u200b\"", control),
        ("ruang", "\"A\\u2066B\\u2069\"", control),
        ("ruang", "\"\\ufeffA\"", control),
        ("ruang", long(101).as_str(), "Kolom ruang paling panjang 100 karakter."),
    ] {
        assert_eq!(sentence("POST", "Fasyankes", &row_with(field, json)), expected, "{field} {json}");
    }
    assert_eq!(new_row(&row_with("ruang", &long(100))).key.room.chars().count(), 100);
    assert_eq!(new_row(&row_with("ruang", "4110")).key.room, "4110");
}

#[test]
fn a_room_comes_back_to_the_byte() {
    for room in [" Mawar ", "Mawar  A", "<b>Mawar</b>", "Mawar'; DROP TABLE x;--", "Bougenvîl 病 🐘", "A\u{a0}B"] {
        let json = serde_json::to_string(room).unwrap();
        assert_eq!(new_row(&row_with("ruang", &json)).key.room, room);
    }
}

#[test]
fn every_mistake_of_a_row_is_told_at_once() {
    let body = r#"{"id_tt":"","ruang":null,"jumlah":-1,"terpakai":"x","covid":9,"prepare_plan":1.5}"#;
    assert_eq!(
        sentence("POST", "Fasyankes", body),
        "Kolom id_tt wajib diisi. Kolom ruang wajib diisi. Kolom jumlah tidak boleh negatif. Kolom terpakai harus berupa bilangan bulat. \
         Kolom prepare_plan harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan. Kolom covid paling besar 1."
    );
}

#[test]
fn a_hospital_that_overflows_is_believed() {
    let row = new_row(&row_with("terpakai", "13"));
    assert_eq!((row.counts.occupied, row.counts.beds, row.counts.free()), (13, 10, 0));
}

#[test]
fn whether_a_row_is_for_covid_is_read_in_every_spelling() {
    for (json, covid) in [
        ("1", true),
        ("0", false),
        ("\"1\"", true),
        ("\" 0 \"", false),
        ("true", true),
        ("false", false),
        ("\"TRUE\"", true),
        ("\"false\"", false),
        ("1.0", true),
        ("null", false),
        ("\"\"", false),
    ] {
        assert_eq!(new_row(&row_with("covid", json)).counts.covid, covid, "{json}");
    }
}

#[test]
fn a_change_keeps_whatever_is_not_stated() {
    let (id, change) = change(r#"{"id_t_tt":7,"ruang":"","jumlah":null,"terpakai":"  ","covid":"","prepare_plan":null,"id_tt":[1]}"#);
    assert_eq!((id, change), (7, crate::siranap::RowChange::default()));
}

#[test]
fn a_change_names_its_row_or_says_what_is_missing() {
    for (body, expected) in [
        ("{}", "Kolom id_t_tt wajib diisi."),
        (r#"{"terpakai":9}"#, "Kolom id_t_tt wajib diisi."),
        (r#"{"id_t_tt":"","id_tt":null,"terpakai":9}"#, "Kolom id_t_tt wajib diisi."),
        (r#"{"id_t_tt":"abc","terpakai":9}"#, "Kolom id_t_tt harus berupa bilangan bulat."),
        (r#"{"id_t_tt":-7}"#, "Kolom id_t_tt tidak boleh negatif."),
        (r#"{"id_t_tt":"1234567890123456789"}"#, "Kolom id_t_tt paling panjang 18 karakter."),
        (r#"{"id_t_tt":1e30}"#, "Kolom id_t_tt paling panjang 18 karakter."),
        (
            r#"{"id_t_tt":7,"terpakai":"x","ruang":"\u0001"}"#,
            "Kolom ruang memuat karakter kendali atau karakter tak terlihat. Kolom terpakai harus berupa bilangan bulat.",
        ),
        (r#"{"id_tt":"3","terpakai":9,"jumlah":10}"#, "Kolom ruang wajib diisi."),
        (r#"{"id_tt":"3","ruang":"Mawar","jumlah":10}"#, "Kolom terpakai wajib diisi."),
        (r#"{"id_tt":"3","ruang":"Mawar","terpakai":"x"}"#, "Kolom terpakai harus berupa bilangan bulat. Kolom jumlah wajib diisi."),
    ] {
        assert_eq!(sentence("PUT", "Fasyankes", body), expected, "{body}");
    }
    assert_eq!(change(r#"{"id_t_tt":"999999999999999999"}"#).0, 999_999_999_999_999_999);
    assert_eq!(change(r#"{"id_t_tt":"0"}"#).0, 0);
}

#[test]
fn a_removal_names_its_row() {
    for (body, expected) in [
        ("{}", "Kolom id_t_tt wajib diisi."),
        (r#"{"id_tt":"3"}"#, "Kolom id_t_tt wajib diisi."),
        ("", "Isi permintaan kosong. Kirim data dalam format JSON."),
        ("[]", "Isi permintaan berupa daftar. Kirim satu objek JSON untuk setiap permintaan."),
    ] {
        assert_eq!(sentence("DELETE", "Fasyankes", body), expected, "{body}");
    }
    assert_eq!(command("DELETE", "Fasyankes", r#"{"ID_T_TT":42.0}"#), Command::Delete(RowId(42)));
}

#[test]
fn staff_and_equipment_are_checked_like_beds() {
    for (method, body, expected) in [
        ("POST", "{}", "Kolom id_kebutuhan wajib diisi. Kolom jumlah_eksisting wajib diisi. Kolom jumlah wajib diisi."),
        ("POST", r#"{"id_kebutuhan":3,"jumlah_eksisting":-1,"jumlah":1}"#, "Kolom jumlah_eksisting tidak boleh negatif."),
        ("POST", r#"{"id_kebutuhan":3,"jumlah_eksisting":1,"jumlah":100000001}"#, "Kolom jumlah paling besar 100.000.000."),
        ("PUT", r#"{"jumlah":1}"#, "Kolom id_kebutuhan wajib diisi."),
        ("DELETE", "", "Kolom id_kebutuhan wajib diisi."),
        ("DELETE", "{}", "Kolom id_kebutuhan wajib diisi."),
        ("DELETE", r#"{"id_kebutuhan":"12345678901"}"#, "Kolom id_kebutuhan paling panjang 10 karakter."),
    ] {
        assert_eq!(sentence(method, "Fasyankes/apd", body), expected, "{method} {body}");
    }
}

#[test]
fn the_item_to_remove_stands_in_the_header_or_in_the_body() {
    let route = Route::parse("DELETE", "Fasyankes/sdm").unwrap();
    let delete = |id: &str| Ok(Command::DeleteNeed(NeedKind::Staff, id.to_owned()));
    let header = |id| move |name: &str| (name == "Id_kebutuhan").then_some(id);
    assert_eq!(route.command(header(" 3 "), b""), delete("3"));
    assert_eq!(route.command(header("3"), b"rusak"), delete("3"));
    assert_eq!(route.command(header(""), br#"{"id_kebutuhan":4}"#), delete("4"));
    assert_eq!(route.command(|_| None, br#"{"id_kebutuhan":"4"}"#), delete("4"));
    assert_eq!(route.command(header("12345678901"), b"").unwrap_err().to_string(), "Kolom id_kebutuhan paling panjang 10 karakter.");
}

#[test]
fn a_body_that_is_none_is_told_apart() {
    let large = format!("{{\"ruang\":\"{}\"}}", "x".repeat(BODY_BYTES_MAX));
    for (body, expected) in [
        ("id_tt=3&ruang=Mawar", "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka."),
        (r#"{"id_tt":"3","ruang":"Ma"#, "Isi JSON terpotong di sekitar kolom ruang. Kirim ulang permintaan secara utuh."),
        (r#"{"jumlah":1,"Jumlah":1}"#, "Kolom jumlah ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        (large.as_str(), "Isi permintaan terlalu besar, paling banyak 65536 byte."),
    ] {
        assert_eq!(sentence("POST", "Fasyankes", body), expected);
    }
    assert!(call("POST", "Fasyankes", large.as_bytes()).unwrap_err().is_too_large());
    assert!(!call("POST", "Fasyankes", b"").unwrap_err().is_too_large());
    assert!(counts_line(&new_row(&row_with("", "")).counts).starts_with("1r 8/10 free 2"));
}
