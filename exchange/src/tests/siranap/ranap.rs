//! Reports of the first generation: what is taken, what is refused, and that no XML grows or reaches outside.

use crate::siranap::v1::{self, BYTES_MAX, Occupancy, Report, WARDS_MAX};
use crate::siranap::{CallFault, Outcome, Place, encode};

fn ward(fields: &str) -> String {
    format!("<xml><data><kode_ruang>0003</kode_ruang><tipe_pasien>0000</tipe_pasien>{fields}</data></xml>")
}

fn read(text: &str) -> Report {
    v1::read(text.as_bytes()).unwrap()
}

fn fault(text: &str) -> String {
    v1::read(text.as_bytes()).unwrap_err().to_string()
}

fn occupancy(fields: &str) -> Occupancy {
    let report = read(&ward(&format!("<total_TT>20</total_TT>{fields}")));
    assert_eq!(report.faults, []);
    report.wards[0].occupancy
}

#[test]
fn occupied_beds_are_read_in_every_form_that_was_seen() {
    let by_sex = |men, women| Occupancy::BySex { men, women };
    for (fields, read) in [
        ("<terpakai_male>5</terpakai_male><terpakai_female>3</terpakai_female>", by_sex(5, 3)),
        ("<terpakai_male> 5 </terpakai_male><terpakai_female>0</terpakai_female>", by_sex(5, 0)),
        ("<terpakai_male>5</terpakai_male><terpakai_female/>", Occupancy::Whole(5)),
        ("<terpakai_male></terpakai_male><terpakai_female>5</terpakai_female>", Occupancy::Whole(5)),
        ("<terpakai>9</terpakai>", Occupancy::Whole(9)),
        (
            "<terpakai_male>22</terpakai_male><terpakai_female>22</terpakai_female><kosong_male>-2</kosong_male><kosong_female>-2</kosong_female>",
            Occupancy::Whole(22),
        ),
        (
            "<terpakai_male>11</terpakai_male><terpakai_female>11</terpakai_female><kosong_male>0</kosong_male><kosong_female>0</kosong_female>",
            by_sex(11, 11),
        ),
        ("<TERPAKAI_MALE>5</TERPAKAI_MALE><Terpakai_Female>3</Terpakai_Female>", by_sex(5, 3)),
        ("<terpakai_male>12</terpakai_male><terpakai_female>11</terpakai_female>", by_sex(12, 11)),
        ("<terpakai_male>&#49;&#50;</terpakai_male><terpakai_female><![CDATA[3]]></terpakai_female>", by_sex(12, 3)),
    ] {
        assert_eq!(occupancy(fields), read, "{fields}");
    }
}

#[test]
fn a_ward_that_cannot_be_used_does_not_hold_up_the_others() {
    let good = "<data><kode_ruang>0004</kode_ruang><tipe_pasien>0000</tipe_pasien><total_TT>6</total_TT><terpakai>2</terpakai></data>";
    let bad = "<data><kode_ruang>0005</kode_ruang><tipe_pasien/><total_TT>-1</total_TT></data>";
    let twice = "<data><kode_ruang>0005</kode_ruang><kode_ruang>0006</kode_ruang></data>";
    let comment = good.replace(">2<", ">2<!-- lalu -->0<");
    let report = read(&format!("<xml>{good}{bad}{good}{twice}{comment}</xml>"));
    assert_eq!(report.wards.len(), 2);
    let told: Vec<_> = report.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "Data ke-2: Kolom tipe_pasien wajib diisi. Kolom total_TT tidak boleh negatif. Kolom terpakai_male wajib diisi.",
            "Data ke-4: Kolom kode_ruang ditulis lebih dari sekali. Kirim setiap kolom satu kali saja.",
            "Data ke-5: Kolom terpakai harus berisi satu nilai, bukan daftar atau objek.",
        ]
    );
    let reply = encode(&Outcome::RanapTaken { total: 5, faults: &report.faults[..1] });
    assert_eq!(
        (reply.status, reply.content_type, std::str::from_utf8(&reply.body).unwrap()),
        (
            200,
            "application/xml; charset=UTF-8",
            "<xml><data><status>400</status><message>1 dari 5 data gagal disimpan. Data ke-2: Kolom tipe_pasien wajib diisi. \
             Kolom total_TT tidak boleh negatif. Kolom terpakai_male wajib diisi.</message></data></xml>"
        )
    );
    assert_eq!(encode(&Outcome::RanapTaken { total: 5, faults: &[] }).body, b"<xml><data><status>200</status></data></xml>");
}

#[test]
fn a_report_in_latin_1_is_read() {
    let fields = "<total_TT>6</total_TT><terpakai>2</terpakai><tgl_update>pukul \u{e9}</tgl_update>";
    let text = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}", ward(fields));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(v1::read(&latin), v1::read(text.as_bytes()));
    assert_eq!(read(&text).wards[0].written_at.as_deref(), Some("pukul é"));
}

#[test]
fn a_report_may_begin_sloppily() {
    let fields = "<total_TT>6</total_TT><terpakai>2</terpakai>";
    for start in ["", "\u{feff}", "\r\n  ", "\u{feff}\n<?xml version=\"1.0\"?>\n", "<!-- rekaan -->"] {
        assert_eq!(read(&format!("{start}{}", ward(fields))).wards.len(), 1, "{start:?}");
    }
    let alone = format!("<data><kode_ruang>1</kode_ruang><tipe_pasien>2</tipe_pasien>{fields}</data>");
    assert_eq!(read(&alone).wards.len(), 1);
    assert_eq!(read(&format!("<xml version=\"1.0\">{alone}</xml>")).wards.len(), 1);
}

#[test]
fn a_time_is_kept_as_written_and_never_makes_a_mistake() {
    for (time, kept) in [
        ("2026-11-22 10:01:01", Some("2026-11-22 10:01:01")),
        ("1795320900", Some("1795320900")),
        ("", None),
        ("<b>1</b>", None),
        ("kemarin sore, sesudah pergantian regu jaga", None),
    ] {
        let text = ward(&format!("<total_TT>6</total_TT><terpakai>2</terpakai><tgl_update>{time}</tgl_update>"));
        assert_eq!(read(&text).wards[0].written_at.as_deref(), kept, "{time}");
    }
}

#[test]
fn what_is_no_report_is_told_apart() {
    for (body, expected) in [
        ("", "Isi permintaan kosong. Kirim data dalam format XML."),
        (" \r\n", "Isi permintaan kosong. Kirim data dalam format XML."),
        ("{}", "Isi permintaan bukan XML. XML diawali tanda kurang dari."),
        ("<xml></xml>", "Isi XML tidak memuat unsur data."),
        ("<html><body><data/></body></html>", "Isi XML tidak memuat unsur data."),
        ("<xml>\n<data></xml>", "Isi XML rusak (baris 2, kolom 7)."),
        ("<xml><data>", "Isi XML terpotong. Kirim ulang permintaan secara utuh."),
        ("<xml><da", "Isi XML terpotong. Kirim ulang permintaan secara utuh."),
        ("<xml><data/></xml>\"", "Isi XML rusak (baris 1, kolom 19)."),
        ("<xml><data/>&rumah;</xml>", "Isi XML rusak (baris 1, kolom 13)."),
        ("<!DOCTYPE xml><xml/>", "Isi XML memuat DOCTYPE. Kirim XML tanpa DOCTYPE."),
    ] {
        assert_eq!(fault(body), expected, "{body}");
    }
}

#[test]
fn no_entity_grows_or_reaches_outside() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><xml><data>&c;</data></xml>"#;
    let outside = r#"<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><data><kode_ruang>&a;</kode_ruang></data></xml>"#;
    let remote = r#"<!DOCTYPE x SYSTEM "http://contoh.invalid/x.dtd"><xml/>"#;
    for body in [bomb, outside, remote] {
        assert_eq!(fault(body), "Isi XML memuat DOCTYPE. Kirim XML tanpa DOCTYPE.");
    }
}

#[test]
fn every_size_has_a_limit() {
    let many = "Isi XML memuat terlalu banyak unsur, paling banyak 500 unsur data.";
    let wards = |count: usize| format!("<xml>{}</xml>", "<data/>".repeat(count));
    assert_eq!(fault(&wards(WARDS_MAX + 1)), many);
    assert_eq!(read(&wards(WARDS_MAX)).faults.len(), WARDS_MAX);
    assert_eq!(fault(&"<a>".repeat(80_000)), many);
    assert_eq!(fault(&format!("<xml {}/>", (0..5_000).map(|n| format!("a{n}=\"\" ")).collect::<String>())), many);
    let large = format!("<xml>{}</xml>", " ".repeat(BYTES_MAX));
    assert_eq!(fault(&large), "Isi permintaan terlalu besar, paling banyak 262144 byte.");
    let fault = CallFault::from(v1::read(large.as_bytes()).unwrap_err());
    assert!(fault.is_too_large());
    let errors = fault.field_errors();
    assert!(format!("{errors:?}").contains("body-too-large?max=262144"), "{errors:?}");
    assert_eq!(encode(&Outcome::of_call(Place::of("POST", "ranap"), &fault)).status, 413);
    // An ordinary report of the largest hospital fits: every field, each on a line of its own.
    let full = "\n<data>\n<kode_ruang>0003</kode_ruang>\n<tipe_pasien>0011</tipe_pasien>\n<total_TT>20</total_TT>\n<terpakai_male>5</terpakai_male>\n<terpakai_female>3</terpakai_female>\n<kosong_male>7</kosong_male>\n<kosong_female>5</kosong_female>\n<waiting>0</waiting>\n<tgl_update>2026-11-22 10:01:01</tgl_update>\n</data>";
    assert_eq!(read(&format!("<xml>{}</xml>", full.repeat(WARDS_MAX))).wards.len(), WARDS_MAX);
}
