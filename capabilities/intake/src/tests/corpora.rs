//! Every odd message of the codecs' corpora through its door: the protocol's own answer with the codec's sentence, never a fault of Sigap's,
//! and nothing stored of what is refused. Those of Aplicares stand in `bad_input`.

use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::have::{KEY, hospital};
use super::positions::{AMB07, PHONE, with_ambulance};
use super::siranap::{PASS, RS_ID};
use super::upload::send;
use super::{Town, both_engines};

/// A message of a corpus.
struct Odd {
    name: String,
    body: Vec<u8>,
    /// Why the codec refuses it; `None` when it is understood.
    refused: Option<String>,
}

impl Odd {
    /// What its name begins with: which deed it is sent to.
    fn deed(&self) -> &str {
        self.name.split('-').next().unwrap()
    }
}

fn corpus(protocol: &str, is_refused: impl Fn(&str) -> bool) -> Vec<Odd> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../exchange/src/tests/corpus").join(protocol);
    let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    let all: Vec<Odd> = expected
        .lines()
        .map(|line| {
            let (name, outcome) = line.split_once(": ").unwrap();
            let body = std::fs::read(folder.join(name)).unwrap();
            Odd { name: name.to_owned(), body, refused: is_refused(outcome).then(|| outcome.to_owned()) }
        })
        .collect();
    assert!(all.iter().filter(|odd| odd.refused.is_some()).count() > 10, "the corpus of {protocol} has shrunk");
    all
}

fn is_not_ok(outcome: &str) -> bool {
    !outcome.starts_with("ok ")
}

impl Town {
    /// What stands there of reports; faults and problems are not among it.
    async fn stored(&self) -> Vec<u32> {
        let mut stored = vec![
            self.count("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) AS n FROM feed_row").await,
            self.count("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) AS n FROM fhir_location").await,
            self.count("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) AS n FROM ward").await,
        ];
        for table in ["feed_row", "feed_need", "fhir_location", "ward", "heard", "draft_upload", "position_trace", "position_event"] {
            stored.push(self.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await);
        }
        stored
    }

    async fn bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::from(body.to_vec())).unwrap()).await
    }

    /// Checks an answer: ours, in the protocol's form, with the sentence where the codec refuses; nothing stored then.
    async fn check(&self, odd: &Odd, status: StatusCode, kind: &str, answer: &str, before: &[u32]) {
        assert!(!status.is_server_error(), "{}: {status} {answer}", odd.name);
        let Some(sentence) = &odd.refused else { return };
        let said = plain(kind, answer);
        let is_said = sentence.split_inclusive(". ").all(|part| said.contains(part.trim_end_matches(' ')));
        assert!(is_said, "{}: {sentence}\n{said}", odd.name);
        assert_eq!(self.stored().await, before, "{}", odd.name);
    }
}

/// The words of an answer, whatever its form.
fn plain(kind: &str, answer: &str) -> String {
    fn words(value: &Value) -> String {
        match value {
            Value::String(text) => format!("{text} "),
            Value::Array(all) => all.iter().map(words).collect(),
            Value::Object(all) => all.values().map(words).collect(),
            _ => String::new(),
        }
    }
    if kind.contains("json") {
        return words(&serde_json::from_str(answer).unwrap_or_else(|_| panic!("no JSON: {answer}")));
    }
    if !kind.contains("ml") {
        return answer.to_owned();
    }
    let marks =
        [("&lt;", "<"), ("&gt;", ">"), ("&#60;", "<"), ("&#62;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(answer.to_owned(), |text, (mark, letter)| text.replace(mark, letter)).replace("&amp;", "&")
}

fn kind_of(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap())
}

#[tokio::test]
async fn every_odd_message_of_have_is_answered_in_its_words() {
    for town in both_engines().await {
        hospital(&town).await;
        let authorization = format!("Bearer {KEY}");
        for odd in corpus("have", is_not_ok) {
            let before = town.stored().await;
            let headers = [("authorization", authorization.as_str()), ("content-type", "application/emergency+xml")];
            let (status, headers, answer) = town.bytes("POST", "/have/1.0", &headers, &odd.body).await;
            assert!(kind_of(&headers).starts_with("text/plain"), "{}: {headers:?}", odd.name);
            assert!(odd.refused.is_none() || !status.is_success(), "{}: {status} {answer}", odd.name);
            town.check(&odd, status, kind_of(&headers), &answer, &before).await;
        }
    }
}

#[tokio::test]
async fn every_odd_message_of_rs_online_is_answered_in_its_words() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        for odd in corpus("siranap", is_not_ok) {
            let (method, path) = match odd.deed() {
                "post" => ("POST", "/fo/index.php/Fasyankes"),
                "put" => ("PUT", "/fo/index.php/Fasyankes"),
                "delete" => ("DELETE", "/fo/index.php/Fasyankes"),
                "need" => ("POST", "/fo/index.php/Fasyankes/sdm"),
                "ranap" => ("POST", "/sirsservice/ranap"),
                other => panic!("{other}: where is that sent to?"),
            };
            let before = town.stored().await;
            let (status, headers, answer) = town.bytes(method, path, &[("X-rs-id", RS_ID), ("X-pass", PASS)], &odd.body).await;
            let kind = if odd.deed() == "ranap" { "xml" } else { "json" };
            assert!(kind_of(&headers).contains(kind), "{}: {headers:?}", odd.name);
            town.check(&odd, status, kind_of(&headers), &answer, &before).await;
        }
    }
}

#[tokio::test]
async fn every_odd_resource_is_answered_with_an_outcome() {
    const BASE: &[u8] = br#"{"resourceType":"Location","id":"bed-1","status":"active","name":"Bed 1 (rekaan)"}"#;
    for town in both_engines().await {
        let by = town.fhir().await;
        for odd in corpus("fhir", is_not_ok) {
            let (method, tail) = match odd.deed() {
                "patch" => {
                    town.call_fhir(&by, "PUT", "/Location/bed-1", &[], BASE).await;
                    ("PATCH", "/Location/bed-1")
                }
                "bundle" => ("POST", ""),
                _ => ("POST", "/Location"),
            };
            let before = town.stored().await;
            let came = town.call_fhir(&by, method, tail, &[], &odd.body).await;
            assert!(kind_of(&came.headers).starts_with("application/fhir+json"), "{}: {:?}", odd.name, came.headers);
            let Some(refused) = &odd.refused else {
                assert!(!came.status.is_server_error(), "{}: {:?}", odd.name, came.tree);
                continue;
            };
            let (status, sentence) = refused.split_once(' ').unwrap();
            assert_eq!((came.status.as_str(), came.text("/resourceType")), (status, "OperationOutcome"), "{}", odd.name);
            let odd = Odd { refused: Some(sentence.to_owned()), ..odd };
            town.check(&odd, came.status, "json", &came.tree.to_string(), &before).await;
        }
    }
}

#[tokio::test]
async fn every_odd_message_of_a_phone_is_answered_in_its_words() {
    for town in with_ambulance(both_engines().await).await {
        for odd in corpus("positions", is_not_ok) {
            let before = town.stored().await;
            // A phone sends no faster than this.
            town.clock.advance_s(1);
            let osmand = format!("/posisi/{AMB07}");
            let (status, headers, answer) = match odd.name.rsplit('.').next().unwrap() {
                "query" => {
                    // What no address can hold comes as a form; quotation marks are written by their number.
                    let address = std::str::from_utf8(&odd.body).ok().map(|query| format!("{osmand}?{}", query.replace('"', "%22")));
                    match address.filter(|address| address.parse::<Uri>().is_ok()) {
                        Some(address) => town.bytes("GET", &address, &[], b"").await,
                        None => town.bytes("POST", &osmand, &[("content-type", "application/x-www-form-urlencoded")], &odd.body).await,
                    }
                }
                "json" => town.bytes("POST", &osmand, &[("content-type", "application/json")], &odd.body).await,
                _ => {
                    let basic = format!("Basic {}", STANDARD.encode(format!("{PHONE}:{AMB07}")));

                    town.bytes(
                        "POST",
                        "/lokasi?u=AMB07&d=AMB07",
                        &[("authorization", &basic), ("content-type", "application/json")],
                        &odd.body,
                    )
                    .await
                }
            };
            assert_eq!(
                odd.refused.is_some(),
                status == StatusCode::BAD_REQUEST && !answer.contains("tidak dikenal"),
                "{}: {status} {answer}",
                odd.name
            );
            // OwnTracks understands no sentence: what is wrong stands on the page of devices alone.
            let is_own = odd.name.ends_with(".owntracks");
            assert!(!is_own || answer == "[]", "{}: {answer}", odd.name);
            let odd = Odd { refused: odd.refused.map(|sentence| if is_own { String::new() } else { sentence }), ..odd };
            town.check(&odd, status, kind_of(&headers), &answer, &before).await;
        }
    }
}

#[tokio::test]
async fn every_odd_sheet_is_shown_with_what_is_wrong_and_nothing_of_it_counts() {
    for town in both_engines().await {
        let admin = town.admin().await;
        for odd in corpus("sheet", |outcome| !["ok ", "bad "].iter().any(|start| outcome.starts_with(start))) {
            let rows = town.count("SELECT COUNT(*) AS n FROM feed_row").await;
            let (status, headers, page) = send(&admin, town.hospital, "kamar.csv", &odd.body).await;
            assert!(!status.is_server_error(), "{}: {status} {page}", odd.name);
            let said = match headers.get(header::LOCATION) {
                Some(place) => {
                    let (status, page) = admin.get(place.to_str().unwrap()).await;
                    assert!([StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY].contains(&status), "{}: {status}", odd.name);
                    page
                }
                None => page,
            };
            if let Some(sentence) = &odd.refused {
                // A page has quotation marks of its own.
                let said = plain("text/html", &said).replace(['“', '”'], "\"");
                let is_said = sentence.split_inclusive(". ").all(|part| said.contains(part.trim_end_matches(' ')));
                assert!(is_said, "{}: {sentence}\n{said}", odd.name);
            }
            assert!(!said.contains("<script>alert"), "{}", odd.name);
            assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row").await, rows, "{}: nothing counts before it is saved", odd.name);
        }
    }
}
