//! Each kind of bad input and the sentence its sender reads. What is wrong costs only what hangs on it.

use super::{app, check, json, query};
use crate::lenient::BODY_BYTES_MAX;
use crate::osmand::{PARAMS_BYTES_MAX, read_form, read_query};
use crate::position::ReportFault;

const AT: &str = "2026-11-22T04:33:20.000Z at -6.9903,110.4229";

/// A good query (invented), with one parameter replaced by others.
fn query_with(name: &str, replaced: &str) -> String {
    let parts = [("id", "AMB07"), ("timestamp", "1795322000"), ("lat", "-6.9903"), ("lon", "110.4229")];
    let mut parts: Vec<_> = parts.iter().filter(|(known, _)| *known != name).map(|(known, value)| format!("{known}={value}")).collect();
    parts.push(replaced.to_owned());
    parts.join("&")
}

#[test]
fn a_place_that_cannot_be_read_is_named_and_not_used() {
    for (name, replaced, sentence) in [
        ("lat", "lat=-6,9903", "Kolom lat memakai koma desimal. Pakai titik, contoh: -6.9903."),
        ("lat", "lat=91", "Kolom lat harus antara -90 dan 90."),
        ("lon", "lon=-180.1", "Kolom lon harus antara -180 dan 180."),
        ("lat", "lat=nan", "Kolom lat harus berupa angka."),
        ("lat", "lat=inf", "Kolom lat harus berupa angka."),
        ("lat", "lat=6%C2%B059'S", "Kolom lat harus berupa angka."),
        ("lat", "lat=%FF1", "Kolom lat bukan teks UTF-8."),
        ("lat", "lat=", "Kolom lat wajib diisi."),
        ("lon", "x=1", "Kolom lon wajib diisi."),
        ("lat", "lat=-6.9903&lat=-6.9903", "Kolom lat ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        ("lat", "lat=-6.9903&location=-6.9,110.4", "Kolom lat dan location berarti sama. Kirim salah satu saja."),
        ("", "valid=mungkin", "Kolom valid harus berisi true atau false."),
        (
            "lat",
            "lat={0}",
            "Kolom lat masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
        (
            "lat",
            "lat=%25LAT",
            "Kolom lat masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
        (
            "timestamp",
            "timestamp=%TIME",
            "Kolom timestamp masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
        (
            "timestamp",
            "timestamp=kemarin",
            "Kolom timestamp bukan waktu yang dikenal. Kirim detik Unix (UTC) atau ISO 8601, contoh: 2026-11-22T04:33:20Z.",
        ),
        (
            "timestamp",
            "timestamp=2026-11-22T04:33:20",
            "Kolom timestamp tidak menyebut zona waktu. Tambahkan Z untuk UTC atau selisihnya, contoh: 2026-11-22T11:33:20+07:00.",
        ),
    ] {
        check(query(&query_with(name, replaced)), &format!("AMB07 unusable | {sentence}"));
    }
}

#[test]
fn a_pair_must_be_a_pair() {
    let pair = "Kolom location harus berisi lintang dan bujur yang dipisahkan satu koma, contoh: -6.9903,110.4229.";
    for (value, sentence) in [
        ("-6.9903", pair),
        ("-6.9903,", pair),
        ("-6,9903,110,4229", "Kolom location memakai koma desimal. Pakai titik, contoh: -6.9903."),
        ("-6.9903;110.4229", pair),
        ("110.4229,-6.9903", "Kolom location harus antara -90 dan 90."),
        (
            "%LAT,%LON",
            "Kolom location masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
        (
            "%7B0%7D,%7B1%7D",
            "Kolom location masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
    ] {
        check(query(&format!("id=AMB07&location={value}")), &format!("AMB07 unusable | {sentence}"));
    }
}

#[test]
fn a_place_with_an_impossible_time_is_kept_apart() {
    for (time, at, sentence) in [
        ("0", "1970-01-01T00:00:00.000Z", "Kolom timestamp menunjuk waktu sebelum tahun 2000. Setel jam perangkat."),
        (
            "1795347200",
            "2026-11-22T11:33:20.000Z",
            "Kolom timestamp mendahului jam server 7 jam. Tampaknya waktu setempat dikirim sebagai UTC.",
        ),
        (
            "1795322721",
            "2026-11-22T04:45:21.000Z",
            "Kolom timestamp mendahului jam server 11 menit, batasnya 10 menit. Setel jam perangkat.",
        ),
    ] {
        let text = query_with("timestamp", &format!("timestamp={time}&alarm=sos"));
        check(query(&text), &format!("AMB07 mistimed {at} at -6.9903,110.4229 SOS | {sentence}"));
    }
    assert!(query(&query_with("timestamp", "timestamp=1795322720")).unwrap().fix().is_some());
}

#[test]
fn a_wrong_detail_is_unknown_and_costs_no_place() {
    for (more, sentence) in [
        ("speed=23,2", "Kolom speed memakai koma desimal. Pakai titik, contoh: -6.9903."),
        ("speed=10 km/h", "Kolom speed harus berupa angka."),
        ("speed=99999", "Kolom speed harus antara 0 dan 777."),
        ("bearing=361", "Kolom bearing harus antara 0 dan 360."),
        ("bearing=1&heading=2", "Kolom bearing dan heading berarti sama. Kirim salah satu saja."),
        ("altitude=99999", "Kolom altitude harus antara -1000 dan 20000."),
        ("batt=101", "Kolom batt harus antara 0 dan 100."),
        ("charge=ya", "Kolom charge harus berisi true atau false."),
        (
            "speed=%SPD",
            "Kolom speed masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
        (
            "accuracy=%ACC",
            "Kolom accuracy masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
        (
            "batt=%BATT",
            "Kolom batt masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        ),
    ] {
        check(query(&query_with("", more)), &format!("AMB07 {AT} | {sentence}"));
    }
    let long = format!("driverUniqueId={}", "k".repeat(65));
    check(query(&query_with("", &long)), &format!("AMB07 {AT} | Kolom driverUniqueId paling panjang 64 karakter."));
}

#[test]
fn all_mistakes_are_told_at_once() {
    check(
        query("id=AMB07&timestamp=x&lat=a&lon=200&speed=b&batt=300&alarm=sos"),
        "AMB07 unusable SOS | Kolom timestamp bukan waktu yang dikenal. Kirim detik Unix (UTC) atau ISO 8601, contoh: 2026-11-22T04:33:20Z. \
         Kolom lat harus berupa angka. Kolom lon harus antara -180 dan 180. Kolom speed harus berupa angka. \
         Kolom batt harus antara 0 dan 100.",
    );
}

#[test]
fn an_app_whose_template_was_not_filled_in_is_told_so_once() {
    for text in [
        "id=AMB07&lat={0}&lon={1}&timestamp={2}&hdop={3}&altitude={4}&speed={5}&alarm={6}",
        "id=AMB07&lat=%LAT&lon=%LON&timestamp=%TIME&altitude=%ALT&speed=%SPD&alarm=%X",
        "id=AMB07&lat=${lat}&lon=${lon}&timestamp=${t}&altitude=${a}&speed=${s}&alarm=${x}",
    ] {
        check(
            query(text),
            "AMB07 unusable | Kolom timestamp, lat, lon, speed, altitude, alarm masih berisi penanda templat, bukan nilainya. \
             Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.",
        );
    }
}

#[test]
fn a_report_from_nobody_is_none() {
    let template = "masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim.";
    for (text, sentence) in [
        ("", "Permintaan tidak memuat data. Kirim parameter id, timestamp, lat, dan lon."),
        ("?&&", "Permintaan tidak memuat data. Kirim parameter id, timestamp, lat, dan lon."),
        ("lat=1&lon=2", "Kolom id wajib diisi."),
        ("id=&lat=1&lon=2", "Kolom id wajib diisi."),
        ("id=A&id=A", "Kolom id ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        ("id=A&deviceid=A", "Kolom id dan deviceid berarti sama. Kirim salah satu saja."),
        ("id=A%00B", "Kolom id memuat karakter kendali atau karakter tak terlihat."),
        ("deviceid=%FE1", "Kolom deviceid bukan teks UTF-8."),
        ("id=%25SER", &format!("Kolom id {template}")),
        ("id=%7Bid%7D", &format!("Kolom id {template}")),
    ] {
        check(query(text), sentence);
    }
    check(query(&format!("id={}", "x".repeat(65))), "Kolom id paling panjang 64 karakter.");
    for (body, sentence) in [
        ("{}", "Kolom device_id wajib diisi."),
        (r#"{"device_id":""}"#, "Kolom device_id wajib diisi."),
        (r#"{"device_id":true}"#, "Kolom device_id harus berupa teks."),
        (r#"{"device_id":["A"]}"#, "Kolom device_id harus berisi satu nilai, bukan daftar atau objek."),
        (r#"{"device_id":1.5}"#, "Kolom device_id harus berupa teks."),
    ] {
        check(json(body), sentence);
    }
}

#[test]
fn json_that_could_mean_two_things_is_refused() {
    for (body, sentence) in [
        (r#"{"device_id":"A","device_id":"B"}"#, "Kolom device_id ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
        (
            r#"{"device_id":"A","location":{"coords":{"latitude":1},"coords":{"longitude":2}}}"#,
            "Kolom location.coords ditulis lebih dari sekali. Kirim setiap kolom satu kali saja.",
        ),
        (
            r#"{"device_id":"A","location":[{"coords":{"latitude":1,"longitude":2}}]}"#,
            "Isi permintaan berupa daftar. Kirim satu objek JSON untuk setiap permintaan.",
        ),
        (r#"[{"device_id":"A"}]"#, "Isi permintaan berupa daftar. Kirim satu objek JSON untuk setiap permintaan."),
        (
            r#"{"device_id":"A","location":{"coords":{"latitude":1"#,
            "Isi JSON terpotong di sekitar kolom latitude. Kirim ulang permintaan secara utuh.",
        ),
        (r#"{"device_id":"A","location":{"coords":{"latitude":-6,9}}}"#, "Isi JSON rusak di sekitar kolom latitude (baris 1, kolom 54)."),
        (r#"{"device_id":"A","x":1e999}"#, "Angka terlalu besar di sekitar kolom x."),
    ] {
        check(json(body), sentence);
    }
    let deep = |levels: usize| format!(r#"{{"device_id":"A","x":{}1{}}}"#, "[".repeat(levels), "]".repeat(levels));
    check(json(&deep(15)), "A unsaid");
    check(json(&deep(16)), "Isi JSON bersarang terlalu dalam, paling banyak 16 tingkat.");
    check(json(&deep(9_000)), "Isi JSON bersarang terlalu dalam, paling banyak 16 tingkat.");
}

#[test]
fn json_whose_fields_are_wrong_is_told_by_their_paths() {
    let location = |coords: &str, time: &str| format!(r#"{{"device_id":"A","location":{{{time}"coords":{{{coords}}}}}}}"#);
    let time = r#""timestamp":"2026-11-22T04:33:20Z","#;
    for (coords, time, told) in [
        (r#""latitude":1,"longitude":2"#, "", "A unusable | Kolom location.timestamp wajib diisi."),
        (r#""latitude":1"#, time, "A unusable | Kolom location.coords.longitude wajib diisi."),
        (
            r#""latitude":"1,5","longitude":2"#,
            time,
            "A unusable | Kolom location.coords.latitude memakai koma desimal. Pakai titik, contoh: -6.9903.",
        ),
        (
            r#""latitude":[1],"longitude":2"#,
            time,
            "A unusable | Kolom location.coords.latitude harus berisi satu nilai, bukan daftar atau objek.",
        ),
        (r#""latitude":true,"longitude":2"#, time, "A unusable | Kolom location.coords.latitude harus berupa angka."),
        (r#""latitude":0,"longitude":-0.0"#, time, "A invalid"),
    ] {
        check(json(&location(coords, time)), told);
    }
}

#[test]
fn an_owntracks_message_that_cannot_be_read_says_why() {
    for (body, told) in [
        ("{}", "Kolom _type wajib diisi."),
        (r#"{"_type":7}"#, "ignored OtherType"),
        ("_type=location", "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka."),
        (r#"{"_type":"location","lat":1,"lon":2}"#, "amb/unit07 unusable | Kolom tst wajib diisi."),
        (r#"{"_type":"location","tst":1795322000}"#, "amb/unit07 unusable | Kolom lat wajib diisi. Kolom lon wajib diisi."),
        (
            r#"{"_type":"transition","event":"menginap","lat":1,"lon":2,"tst":1795322000}"#,
            "amb/unit07 2026-11-22T04:33:20.000Z at 1,2 | Isi kolom event tidak dikenal.",
        ),
        (
            r#"{"_type":"location","lat":1,"lon":2,"tst":1795322000,"created_at":5}"#,
            "amb/unit07 2026-11-22T04:33:20.000Z at 1,2 | Kolom created_at menunjuk waktu sebelum tahun 2000. Setel jam perangkat.",
        ),
    ] {
        assert_eq!(app(body.as_bytes()).unwrap_or_else(|fault| fault.to_string()), told, "{body}");
    }
}

#[test]
fn what_is_beyond_a_limit_is_told_the_limit() {
    let long = format!("id=A&x={}", "y".repeat(PARAMS_BYTES_MAX));
    assert_eq!(read_query(&long, super::NOW, |_| super::KNOTS), Err(ReportFault::TooLarge { max: PARAMS_BYTES_MAX }));
    assert_eq!(
        read_form(long.as_bytes(), super::NOW, |_| super::KNOTS).unwrap_err().to_string(),
        "Parameter terlalu panjang, paling banyak 16384 byte."
    );
    let huge = vec![b' '; BODY_BYTES_MAX + 1];
    assert!(read_form(&huge, super::NOW, |_| super::KNOTS).unwrap_err().is_too_large());
    let huge = format!("{{\"device_id\":\"A\",\"x\":\"{}\"}}", "y".repeat(BODY_BYTES_MAX));
    assert!(json(&huge).unwrap_err().is_too_large());
    check(
        read_form(b"id=A&lat=\xff", super::NOW, |_| super::KNOTS),
        "Isi permintaan bukan teks UTF-8 (byte ke-10). Kirim teks dalam pengodean UTF-8.",
    );
}

#[test]
fn the_same_mistakes_are_given_by_field_for_pages() {
    let report = query("id=A&lat=91&lon=%25LON&timestamp=2000000000").unwrap();
    let errors = report.faults.field_errors();
    assert_eq!(errors.first("lat"), Some("position-out-of-range?min=-90&max=90"));
    assert_eq!(errors.first("lon"), Some("position-unfilled"));
    assert_eq!(query("lat=1").unwrap_err().field_errors().first("id"), Some("field-missing"));
    assert_eq!(json("{").unwrap_err().field_errors().first("body"), Some("body-truncated"));
}
