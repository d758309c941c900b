//! Every sample of the reference collection that belongs to this room, over HTTP and on both engines: one line says how it is sent, with the
//! quirks of those who send it, what is answered, and what stands in the tables afterwards. All of it is synthetic.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sigap_access::{NewKey, SecretKind};
use sigap_exchange::siranap::md5_hex;
use sigap_kernel::{Masked, UtcMs};
use sigap_registry::{Facility, RegistryError};
use sigap_store::{Query as _, Row, args};

use super::siranap::{PASS, RS_ID};
use super::{SECRET, Town, both_engines, sender};

/// Who speaks. The lines of one are sent, in their order, to one installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Aplicares,
    RsOnline,
    Satusehat,
    Have,
    OsmAnd,
    Traccar,
    OwnTracks,
}
use By::{Aplicares, Have, OsmAnd, OwnTracks, RsOnline, Satusehat, Traccar};

/// What is sent; by GET it stands in the address.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Nothing,
    /// The sample of the line.
    It,
    Sample(&'static str),
    Text(&'static str),
}
use Sent::{It, Nothing, Sample, Text};

/// What comes back, with status 200 where nothing else is said.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// This text.
    Says(&'static str),
    /// Another status, and this text.
    Fails(u16, &'static str),
    /// This sample, as JSON, but for the fields that each server makes up itself.
    Like(&'static str, &'static [&'static str]),
    /// The same, with another status.
    Made(u16, &'static str, &'static [&'static str]),
    /// Each row of this sample, among others.
    Among(&'static str),
}
use Answer::{Among, Fails, Like, Made, Says};

/// Sample and sender; address, headers and what is sent; the answer, and what stands afterwards, with the kinds of new problems.
type Line = ((&'static str, By), (&'static str, &'static [Header], Sent), (Answer, &'static [&'static str]));
type Header = (&'static str, &'static str);

const FORM: &[Header] = &[("content-TYPE", "application/x-www-form-urlencoded")];
const PLAIN: &[Header] = &[("Content-Type", "text/plain;charset=ISO-8859-1")];
const JSON: &[Header] = &[("Content-Type", "application/json")];

const MELATI: &str = "KL2/MLT2 Ruang Melati Kelas II 6/24";
const ICU: &str = "38/ICU Sentral ICU Sentral 1/10";
const ANGGREK: &str = "29/Isolasi Anggrek Isolasi Anggrek 2/6";
const ADULT_ICU: &str = "AdultICU/- ICU dewasa 2/10";
const INPATIENTS: &str = "MedicalSurgical/- Rawat inap 41/180";
const ISOLATION: &str = "NegativeFlowIsolation/- Isolasi tekanan negatif 0/4";
/// An update of Aplicares whose numbers are texts, or nothing.
const AS_TEXTS: &str = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":" 024","tersedia":"6","tersediapria":"","tersediawanita":null}"#;
/// A row of RS Online whose codes and numbers are not texts.
const UNQUOTED: &str =
    r#"{"id_tt":38,"ruang":"ICU Sentral","jumlah_ruang":1,"jumlah":10,"terpakai":9,"antrian":3,"prepare":"","covid":false}"#;
const CHANGED: Answer = Says(r#"{"fasyankes":[{"status":"200","message":"Data telah diupdate"}]}"#);

#[rustfmt::skip]
const LINES: &[Line] = &[
    (("aplicares-ref-kelas-response.json", Aplicares),
        ("GET /aplicaresws/rest//ref/kelas/", JSON, Nothing),
        (Like("aplicares-ref-kelas-response.json", &[]), &[])),
    (("aplicares-update-response-missing.json", Aplicares),
        ("POST /aplicaresws/rest/bed/update/0301R001", FORM, Sample("aplicares-update.json")),
        (Like("aplicares-update-response-missing.json", &[]), &["! room"])),
    (("aplicares-create.json", Aplicares),
        ("POST //aplicaresws/rest/bed//create/0301R001/", &[FORM[0], ("USER_KEY", "tidak diminta")], It),
        (Says(r#"{"metadata":{"code":1,"message":"Data berhasil disimpan."},"response":null}"#), &["KL2/MLT2 Ruang Melati Kelas II 7/24"])),
    (("aplicares-update.json", Aplicares),
        ("PUT /aplicaresws/rest/bed/update/0301R001", PLAIN, It),
        (Like("aplicares-update-response-ok.json", &[]), &[MELATI])),
    (("aplicares-update-response-ok.json", Aplicares),
        ("POST /aplicaresws/rest/bed/update/0301R001", &[], Text(AS_TEXTS)),
        (Like("aplicares-update-response-ok.json", &[]), &[MELATI])),
    (("aplicares-read-response.json", Aplicares),
        ("GET /aplicaresws/rest/bed/read/0301R001/1/10", JSON, Nothing),
        (Like("aplicares-read-response.json", &[]), &[MELATI])),
    (("aplicares-delete.json", Aplicares),
        ("DELETE /aplicaresws/rest/bed/delete/0301R001", FORM, It),
        (Says(r#"{"metadata":{"code":1,"message":"Data berhasil dihapus."},"response":null}"#), &[])),

    (("siranap-ref-response-unauthorized.json", RsOnline),
        ("GET /fo/index.php/Referensi/tempat_tidur", &[("X-pass", "salah")], Nothing),
        (Like("siranap-ref-response-unauthorized.json", &[]), &[])),
    (("siranap-ref-response.json", RsOnline),
        ("GET /fo/index.php//Fasyankes/tempat_tidur", JSON, Nothing),
        (Among("siranap-ref-response.json"), &[])),
    (("siranap-write-response-missing.json", RsOnline),
        ("PUT /fo/index.php/Fasyankes", PLAIN, Sample("siranap-put-minimal.json")),
        (Like("siranap-write-response-missing.json", &[]), &["! room"])),
    (("siranap-write-response-ok.json", RsOnline),
        ("POST //fo/index.php/Fasyankes/", PLAIN, Text(UNQUOTED)),
        (Like("siranap-write-response-ok.json", &[]), &[ICU])),
    (("siranap-get-response.json", RsOnline),
        ("GET /fo/index.php/Fasyankes", &[("x-TIMESTAMP", "2026-11-22T03:18:24Z")], Nothing),
        (Like("siranap-get-response.json", &["id_t_tt"]), &[ICU])),
    (("siranap-post.json", RsOnline),
        ("POST /fo/index.php/Fasyankes", PLAIN, It),
        (Like("siranap-write-response-ok.json", &[]), &["38/ICU Sentral ICU Sentral 2/10"])),
    (("siranap-put.json", RsOnline),
        ("PUT /fo/index.php/Fasyankes", PLAIN, It),
        (CHANGED, &[ICU])),
    (("siranap-put-minimal.json", RsOnline),
        ("PUT /fo/index.php/Fasyankes", FORM, It),
        (CHANGED, &[ICU])),
    (("siranap-put-legacy-no-rowid.json", RsOnline),
        ("PUT /fo/index.php/Fasyankes", &[], It),
        (CHANGED, &[ANGGREK, ICU])),
    (("siranap-sdm.json", RsOnline),
        ("POST /fo/index.php/Fasyankes/sdm", PLAIN, It),
        (Says(r#"{"sdm":[{"status":"200","message":"Data telah disimpan"}]}"#), &[ANGGREK, ICU, "staff 3: 42, 8, 2"])),
    (("siranap-delete.json", RsOnline),
        ("DELETE /fo/index.php/Fasyankes", JSON, It),
        (Says(r#"{"fasyankes":[{"status":"200","message":"Data telah dihapus"}]}"#), &[ANGGREK, "staff 3: 42, 8, 2"])),
    (("siranap-v1-ranap.xml", RsOnline),
        ("POST //sirsservice/ranap", &[("Content-Type", "application/xml; charset=ISO-8859-1"), ("X-pass", "md5")], It),
        (Says("<xml><data><status>200</status></data></xml>"), &[ANGGREK, "v1:0003/0011 Ruang 0003/0011 7/20", "staff 3: 42, 8, 2"])),

    (("satusehat-token-response.json", Satusehat),
        ("POST //oauth2/v1/accesstoken?grant_type=client_credentials", FORM, Text("client_id=contoh&client_secret=rahasia-rekaan")),
        (Like("satusehat-token-response.json", &["access_token"]), &[])),
    (("satusehat-location-bed.json", Satusehat),
        ("POST /fhir-r4/v1//Location", JSON, It),
        (Made(201, "satusehat-location-bed.json", &["id", "meta"]), &["2/* Tempat tidur di luar ruang 1/1"])),

    (("edxl-have.xml", Have),
        ("POST //have/1.0/", FORM, It),
        (Says("Diterima: 1 rumah sakit, 3 baris tempat tidur.\n"), &["AdultICU/- ICU dewasa 1/10", INPATIENTS, ISOLATION])),
    // Of the afternoon, and these tests happen in the morning.
    (("edxl-have-sahana-variant.xml", Have),
        ("PUT /HAVE/1.0", &[("CONTENT-TYPE", "text/xml")], It),
        (Says("Diterima: 1 rumah sakit, 1 baris tempat tidur.\n"), &[ADULT_ICU, INPATIENTS, ISOLATION, "! clock"])),
    (("edxl-have-2.0-skeleton.xml", Have),
        ("POST /have/1.0", &[], It),
        (Says("Diterima: 1 rumah sakit, 0 baris tempat tidur.\n"), &[ADULT_ICU, INPATIENTS, ISOLATION])),

    (("osmand-queries.txt:1", OsmAnd),
        ("GET //posisi/rahasia-rekaan/", &[], It),
        (Says(""), &["AMB07 04:33:20.000Z -6.9903,110.4229 1194cm/s 120deg"])),
    (("osmand-queries.txt:2", OsmAnd),
        ("GET /posisi/rahasia-rekaan", JSON, It),
        (Says(""), &["AMB07 04:33:20.500Z -6.9903,110.4229 0cm/s"])),
    (("osmand-queries.txt:3", OsmAnd),
        ("POST /posisi/rahasia-rekaan", FORM, It),
        (Says(""), &["AMB07 04:33:20.500Z -6.9903,110.4229 0cm/s"])),
    (("osmand-queries.txt:4", OsmAnd),
        ("GET /POSISI/rahasia-rekaan", &[], It),
        (Says(""), &["AMB07 04:33:20.500Z -6.9903,110.4229 0cm/s SOS 04:33:20.000Z"])),
    (("osmand-queries.txt:5", OsmAnd),
        ("GET /posisi/rahasia-rekaan", &[], It),
        (Fails(400, "Kolom id wajib diisi."), &["AMB07 04:33:20.500Z -6.9903,110.4229 0cm/s SOS 04:33:20.000Z", "! unreadable"])),
    (("osmand-queries.txt:6", OsmAnd),
        ("POST /posisi/rahasia-rekaan", FORM, It),
        (Says(""), &["AMB07 04:33:20.500Z -6.9903,110.4229 0cm/s SOS 04:33:20.000Z"])),
    (("traccar-client.json", Traccar),
        ("POST /posisi/rahasia-rekaan/", &[("CONTENT-type", "application/json; charset=utf-8")], It),
        (Says(""), &["AMB07 04:33:20.000Z -6.9903,110.4229 1190cm/s 120deg"])),
    (("owntracks.json", OwnTracks),
        ("POST /lokasi", &[("x-LIMIT-u", "amb"), ("X-Limit-D", "unit07")], It),
        (Says("[]"), &["amb 04:33:20.000Z -6.9903,110.4229 1194cm/s 120deg"])),
    (("owntracks-transition.json", OwnTracks),
        ("POST /lokasi//pub?u=amb&d=unit07", FORM, It),
        (Says("[]"), &["amb 04:48:20.000Z -6.9899,110.4231", "enter RS Contoh Kota 04:48:20.000Z"])),
];

/// The beginnings of the names of what belongs here.
const BELONGS: &[&str] =
    &["aplicares-", "siranap-", "satusehat-location", "satusehat-token", "edxl-have", "osmand-", "owntracks", "traccar"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/samples")
}

/// A sample; one query of a list by its number: what stands behind `?`, or is posted.
fn sample(name: &str) -> String {
    let (file, number) = name.split_once(':').map_or((name, None), |(file, number)| (file, Some(number.parse::<usize>().unwrap())));
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    let Some(number) = number else { return text };
    let query = text.lines().filter(|line| !line.trim().is_empty()).nth(number - 1).unwrap();
    let query = query.split("   ->").next().unwrap().trim();
    query.strip_prefix("GET /?").or_else(|| query.rsplit(' ').next()).unwrap().to_owned()
}

impl Town {
    /// The key of the sender, and the moment of its samples; for a sender of tokens, none yet.
    async fn set_up(&self, by: By) {
        let (protocol, name, kind, at) = match by {
            Aplicares => return self.clock.set(at("2026-11-22T03:15:00Z")),
            RsOnline => {
                self.add_siranap_key(self.hospital, RS_ID).await;
                return self.clock.set(at("2026-11-22T03:18:24Z"));
            }
            Satusehat => ("fhir", "contoh", SecretKind::Basic, at("2026-11-22T04:33:20Z")),
            Have => ("have", "have", SecretKind::Bearer, self.now()),
            OsmAnd | Traccar => ("osmand", "AMB07", SecretKind::Bearer, at("2026-11-22T05:00:00Z")),
            OwnTracks => ("owntracks", "amb", SecretKind::Basic, at("2026-11-22T05:00:00Z")),
        };
        let secret = Some(Masked::new(SECRET.to_owned()));
        let new = NewKey { protocol: protocol.into(), name: name.into(), facility: self.hospital, kind, secret, note: String::new() };
        self.access.add_key(&self.system(), &new).await.unwrap();
        self.clock.set(at);
        let there = sigap_registry::facility(&self.db, self.hospital).await.unwrap().unwrap();
        let called = &Facility { kemenkes_code: Some("3374999".into()), ..there };
        let done: Result<(), RegistryError> =
            self.db.write(&self.system(), |tx| async move { sigap_registry::change_facility(&tx, called.clone()).await.map(drop) }).await;
        done.unwrap();
    }

    /// What a sender says of itself with every call.
    fn proof(&self, by: By, token: &str) -> Vec<(&'static str, String)> {
        match by {
            Aplicares => {
                let spelt = |(name, value): (&'static str, String)| match name {
                    "X-cons-id" => ("X-Cons-ID", value),
                    "X-timestamp" => ("x-TimeStamp", value),
                    other => (other, value),
                };
                sender("1234").classes(self.now()).headers.into_iter().filter(|(name, _)| *name != "Content-Type").map(spelt).collect()
            }
            RsOnline => vec![("X-RS-id", RS_ID.to_owned()), ("X-pass", PASS.to_owned())],
            Satusehat => vec![("AUTHORIZATION", format!("bearer {token}"))],
            Have => vec![("Authorization", format!("Bearer {SECRET}"))],
            OsmAnd | Traccar => Vec::new(),
            OwnTracks => vec![("authorization", format!("Basic {}", BASE64.encode(format!("amb:{SECRET}"))))],
        }
    }

    async fn replay(&self, line: &Line, token: &str) -> (u16, String) {
        let ((name, by), (call, headers, sent), _) = line;
        let body = match sent {
            Nothing => String::new(),
            It => sample(name),
            Sample(other) => sample(other),
            Text(text) => (*text).to_owned(),
        };
        let (method, path) = call.split_once(' ').unwrap();
        let (path, body) =
            if method == "GET" && !body.is_empty() { (format!("{path}?{body}"), String::new()) } else { (path.to_owned(), body) };
        let mut request = Request::builder().method(method).uri(path);
        let said = |name: &str| headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        for (name, value) in self.proof(*by, token).iter().filter(|(name, _)| !said(name)) {
            request = request.header(*name, value);
        }
        for (name, value) in *headers {
            request = request.header(*name, if *value == "md5" { md5_hex(PASS) } else { (*value).to_owned() });
        }
        let (status, _, body) = self.ask(request.body(Body::from(body)).unwrap()).await;
        (status.as_u16(), body)
    }

    /// Rows of beds, what is said of staff, last places and arrivals, as text.
    async fn stands(&self) -> Vec<String> {
        let text = |row: &Row, column: &str| row.get::<Option<String>>(column).unwrap().unwrap_or_default();
        let number = |row: &Row, column: &str| row.get::<Option<i64>>(column).unwrap().map_or_else(|| "?".to_owned(), |n| n.to_string());
        let time = |row: &Row, column: &str| row.get::<Option<UtcMs>>(column).unwrap().unwrap().rfc3339()[11..].to_owned();
        let mut all = Vec::new();
        for row in self.db.rows("SELECT * FROM feed_row WHERE removed_ms IS NULL ORDER BY class_code, room_code", args![]).await.unwrap() {
            let (name, counts) = (text(&row, "room_name"), [number(&row, "free"), number(&row, "capacity")].join("/"));
            all.push(format!("{}/{} {name} {counts}", text(&row, "class_code"), text(&row, "room_code")));
        }
        for row in self.db.rows("SELECT * FROM feed_need ORDER BY kind, item", args![]).await.unwrap() {
            let counts = ["on_hand", "needed", "received"].map(|column| number(&row, column)).join(", ");
            all.push(format!("{} {}: {counts}", text(&row, "kind"), text(&row, "item")));
        }
        for last in self.intake.last_positions().await.unwrap() {
            let place = last.place.unwrap();
            let speed = place.speed_cm_s.map_or_else(String::new, |speed| format!(" {speed}cm/s"));
            let heading = place.heading_deg.map_or_else(String::new, |heading| format!(" {heading}deg"));
            let sos = last.sos_at.map_or_else(String::new, |at| format!(" SOS {}", &at.rfc3339()[11..]));
            let at = &place.at.rfc3339()[11..];
            all.push(format!("{} {at} {},{}{speed}{heading}{sos}", last.name, place.point.lat(), place.point.lon()));
        }
        for row in self.db.rows("SELECT * FROM position_event ORDER BY at_ms", args![]).await.unwrap() {
            all.push(format!("{} {} {}", text(&row, "kind"), text(&row, "place_name"), time(&row, "at_ms")));
        }
        all
    }

    /// The kinds of all problems, with those of phones.
    async fn kinds(&self) -> Vec<String> {
        self.intake.flush().await;
        let rows = self.db.rows("SELECT kind FROM intake_problem UNION ALL SELECT kind FROM position_fault", args![]).await.unwrap();
        rows.iter().map(|row| format!("! {}", row.get::<String>("kind").unwrap())).collect()
    }
}

fn at(text: &str) -> UtcMs {
    UtcMs::parse_rfc3339(text).unwrap()
}

/// A tree without what each server makes up itself.
fn without(tree: &mut Value, made: &[&str]) {
    match tree {
        Value::Object(fields) => {
            fields.retain(|name, _| !made.contains(&name.as_str()));
            fields.values_mut().for_each(|value| without(value, made));
        }
        Value::Array(all) => all.iter_mut().for_each(|value| without(value, made)),
        _ => {}
    }
}

fn is_like(body: &str, name: &str, made: &[&str]) -> bool {
    let (came, wanted) = both(body, name, made);
    came == wanted
}

/// Answer and sample, as JSON without these fields.
fn both(body: &str, name: &str, made: &[&str]) -> (Value, Value) {
    let read = |text: &str| {
        let mut tree: Value = serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON: {text}"));
        without(&mut tree, made);
        tree
    };
    (read(body), read(&sample(name)))
}

/// Whether it is answered as expected.
fn is_answered(answer: Answer, status: u16, body: &str) -> bool {
    match answer {
        Says(text) => (status, body) == (200, text),
        Fails(expected, text) => (status, body) == (expected, text),
        Like(name, made) => status == 200 && is_like(body, name, made),
        Made(expected, name, made) => status == expected && is_like(body, name, made),
        Among(name) => {
            let (came, wanted) = both(body, name, &[]);
            let all =
                |(list, rows): (&String, &Value)| rows.as_array().unwrap().iter().all(|row| came[list].as_array().unwrap().contains(row));
            status == 200 && wanted.as_object().unwrap().iter().all(all)
        }
    }
}

#[tokio::test]
async fn every_sample_is_answered_as_its_senders_expect() {
    if !folder().is_dir() {
        eprintln!("the reference samples are not beside this checkout ({}): none was replayed", folder().display());
        return;
    }
    let mut wrong = Vec::new();
    for by in [Aplicares, RsOnline, Satusehat, Have, OsmAnd, Traccar, OwnTracks] {
        for town in both_engines().await {
            town.set_up(by).await;
            let mut token = String::new();
            for line in LINES.iter().filter(|line| line.0.1 == by) {
                let ((name, _), (call, ..), (answer, stands)) = line;
                let before = town.kinds().await.len();
                let (status, body) = town.replay(line, &token).await;
                let mut seen = town.stands().await;
                seen.extend(town.kinds().await.into_iter().skip(before));
                if !is_answered(*answer, status, &body) || seen != *stands {
                    wrong.push(format!("{name} by {call}: {status} {body} {seen:?}"));
                }
                let given: Option<Value> = serde_json::from_str(&body).ok();
                token = given.as_ref().and_then(|tree| tree["access_token"].as_str()).map_or(token, str::to_owned);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_sample_that_belongs_here_is_left_out() {
    let Ok(folder) = std::fs::read_dir(folder()) else { return };
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let ours = names.filter(|name| BELONGS.iter().any(|begins| name.starts_with(begins)));
    let each = |name: String| {
        let queries = if name.ends_with(".txt") { sample(&name).lines().filter(|line| !line.trim().is_empty()).count() } else { 0 };
        if queries == 0 { vec![name] } else { (1..=queries).map(|number| format!("{name}:{number}")).collect() }
    };
    let wanted: BTreeSet<String> = ours.flat_map(each).collect();
    let lines: BTreeSet<String> = LINES.iter().map(|line| line.0.0.to_owned()).collect();
    assert_eq!(lines, wanted);
}
