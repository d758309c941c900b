//! What comes by FHIR and cannot be used: an OperationOutcome, nothing stored, and what the sender can put right is kept.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use bytes::Bytes;
use serde_json::json;
use sigap_exchange::fhir::client::LocationDraft;
use sigap_exchange::fhir::{BUNDLE_BYTES_MAX, Operational};
use sigap_kernel::CareClass;
use sigap_registry::{Facility, RegistryError};
use sigap_store::{Query as _, args};

use super::fhir::{CLIENT, Came, bed};
use super::{Town, both_engines, both_engines_with, on_sqlite, set_organization};
use crate::replay::{Replayed, replay};
use crate::{IntakeConfig, REMOVED_PER_FACILITY_MAX, ROOMS_PER_FACILITY_MAX};

#[tokio::test]
async fn a_body_of_fifty_million_bytes_is_answered_and_not_held() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let by = town.fhir().await;
    let piece = Bytes::from(vec![b' '; 1_000_000]);
    let pieces = futures::stream::iter((0..50).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
    let mut request = Request::post("/fhir-r4/v1/Location");
    for (name, value) in by.search("").headers {
        request = request.header(name, value);
    }
    let (status, headers, body) = town.ask(request.body(Body::from_stream(pieces)).unwrap()).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/fhir+json; charset=utf-8");
    assert!(body.contains("OperationOutcome") && body.contains("too-long"), "{body}");
    let kept = town.count("SELECT body_bytes AS n FROM intake_problem").await;
    assert!(kept as usize <= BUNDLE_BYTES_MAX, "{kept} bytes were kept");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_its_place_and_kept() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        for (body, status, code) in [
            ("rusak".to_owned(), 400, "structure"),
            (String::new(), 400, "structure"),
            (deep, 400, "too-long"),
            (r#"{"resourceType":"Patient"}"#.to_owned(), 400, "invalid"),
            (r#"{"resourceType":"Location","name":["x"]}"#.to_owned(), 400, "structure"),
            (format!(r#"{{"resourceType":"Location","description":"{}"}}"#, "x".repeat(70_000)), 413, "too-long"),
        ] {
            let came = town.call_fhir(&by, "POST", "/Location", &[], body.as_bytes()).await;
            assert_eq!((came.status.as_u16(), came.issue().0), (status, code), "{}", came.tree);
        }
        let many: Vec<_> = (0..32).map(|at| json!({ "system": "s".repeat(200), "value": at.to_string() })).collect();
        let many = json!({ "resourceType": "Location", "identifier": many }).to_string();
        assert_eq!(town.call_fhir(&by, "POST", "/Location", &[], many.as_bytes()).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 0);
        assert_eq!(town.problems().await.len(), 7, "{:?}", town.problems().await);
        let unknown = town.call_fhir(&by, "GET", "/Patient/1", &[], b"").await;
        assert_eq!((unknown.status, unknown.issue().0), (StatusCode::NOT_FOUND, "not-supported"));
        let method = town.call_fhir(&by, "DELETE", "/Location/x", &[], b"").await;
        assert_eq!(
            (method.status, method.headers.get(header::ALLOW).unwrap().to_str().unwrap()),
            (StatusCode::METHOD_NOT_ALLOWED, "GET, PUT, PATCH")
        );
    }
}

#[tokio::test]
async fn another_hospitals_organization_is_refused_and_its_owner_told() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let other = town.add_hospital("RS Lain (rekaan)", "0301R002").await;
        set_organization(&town, town.hospital, "10000099").await;
        set_organization(&town, other, "10000055").await;
        let named = |organization: &str| {
            let mut tree = bed(1, "melati").to_tree(None);
            tree["managingOrganization"] = json!({ "reference": format!("Organization/{organization}") });
            tree.to_string()
        };
        let told = "SELECT COUNT(*) AS n FROM intake_problem WHERE kind = 'facility'";
        for organization in ["10000055".to_owned(), other.to_string()] {
            let came = town.call_fhir(&by, "POST", "/Location", &[], named(&organization).as_bytes()).await;
            assert_eq!((came.status, came.issue().0), (StatusCode::FORBIDDEN, "forbidden"), "{organization}");
        }
        assert_eq!(town.count(told).await, 3, "both by the sender, one at the owner's, where the second is a repeat");
        assert_eq!(town.count(&format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{other}'")).await, 1);
        // Its own, and those of its departments, which nobody else has.
        for (organization, id) in [("10000099", "a"), ("77700001", "b")] {
            let body = named(organization).replace("MLT-1", id);
            assert_eq!(town.call_fhir(&by, "PUT", &format!("/Location/{id}"), &[], body.as_bytes()).await.status, StatusCode::CREATED);
        }
        let patch = br#"{"managingOrganization":{"reference":"Organization/10000055"}}"#;
        assert_eq!(town.call_fhir(&by, "PATCH", "/Location/a", &[], patch).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn another_hospitals_code_is_refused_as_its_organization_is() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let other = town.add_hospital("RS Lain (rekaan)", "0301R002").await;
        let there = sigap_registry::facility(&town.db, other).await.unwrap().unwrap();
        let coded = &Facility { kemenkes_code: Some("3374998".into()), ..there };
        let done: Result<(), RegistryError> =
            town.db.write(&town.system(), |tx| async move { sigap_registry::change_facility(&tx, coded.clone()).await.map(drop) }).await;
        done.unwrap();
        // Also waits until the program has heard of the codes.
        set_organization(&town, other, "10000055").await;
        let named = |code: &str, id: &str| {
            let mut tree = bed(1, "melati").to_tree(None);
            tree["identifier"] = json!([{ "value": id }]);
            tree["managingOrganization"] = json!({ "identifier": { "system": "urn:contoh", "value": code } });
            tree.to_string()
        };
        for code in ["0301r002", "3374998", "10000055"] {
            let came = town.call_fhir(&by, "POST", "/Location", &[], named(code, code).as_bytes()).await;
            assert_eq!((came.status, came.issue().0), (StatusCode::FORBIDDEN, "forbidden"), "{code}");
            let sent =
                format!("SELECT COUNT(*) AS n FROM intake_problem WHERE kind = 'facility' AND reason LIKE '%not-yours?sent={code}\"%'");
            assert_eq!(town.count(&sent).await, 1, "{:?}", town.problems().await);
        }
        let told = format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{other}' AND reason LIKE '%used-by-other%'");
        assert_eq!((town.count(&told).await, town.count("SELECT COUNT(*) AS n FROM fhir_location").await), (1, 0));
        // Its own, and one that nobody has.
        for code in [super::PPK, "9999X999"] {
            let body = named(code, code);
            assert_eq!(town.call_fhir(&by, "POST", "/Location", &[], body.as_bytes()).await.status, StatusCode::CREATED, "{code}");
        }
    }
}

#[tokio::test]
async fn narrative_and_resources_within_are_neither_kept_nor_given_back() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let mut tree = bed(1, "melati").to_tree(None);
        tree["text"] =
            json!({ "status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></div>" });
        tree["contained"] = json!([{ "resourceType": "Organization", "id": "x", "name": "<script>alert(2)</script>" }]);
        let is_plain = |came: &Came| came.status.is_success() && !came.tree.to_string().contains("script");
        for _ in 0..2 {
            assert!(is_plain(&town.call_fhir(&by, "PUT", "/Location/bed-1", &[], tree.to_string().as_bytes()).await));
        }
        let patch = json!([{ "op": "add", "path": "/text", "value": tree["text"] }]).to_string();
        assert!(is_plain(&town.call_fhir(&by, "PATCH", "/Location/bed-1", &[], patch.as_bytes()).await));
        let read = town.call_fhir(&by, "GET", "/Location/bed-1", &[], b"").await;
        assert!(is_plain(&read) && read.text("/name") == "Bed 1", "{}", read.tree);
        assert_eq!(read.text("/meta/versionId"), "1", "nothing that is kept was changed");
        let gone = town.call_fhir(&by, "PATCH", "/Location/bed-1", &[], br#"[{"op":"remove","path":"/text"}]"#).await;
        assert_eq!((gone.status, gone.issue().0), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location WHERE document LIKE '%script%'").await, 0);
    }
}

/// Rows of a class each, as beds in no ward make them; removed at that time, or `NULL`.
async fn keep_rows(town: &Town, rows: u32, removed_ms: &str) {
    let row = |number| format!("('{}', 'fhir', 'x:k{number}', '*', {}, 'waiting', 'k{number}', 1, 0)", town.hospital, 1_000_000 + number);
    let sql = format!(
        "INSERT INTO feed_row (facility_id, protocol, class_code, room_code, row_no, joined, room_name, capacity, free, removed_ms,
            own_words, observed_at_ms, last_update_ms, version, named_in)
         SELECT r.*, CAST({removed_ms} AS BIGINT), '', 0, 0, 1, 1 FROM (VALUES {}) AS r",
        (0..rows).map(row).collect::<Vec<_>>().join(",")
    );
    super::tamper(town, &sql).await;
}

/// The beds of such rows, each with the number of its row as its id.
async fn keep_beds(town: &Town, beds: u32) {
    let facts = |number| format!(r#"{{"status":{{"known":"active"}},"physical":{{"known":"bd"}},"class":{{"unmapped":"k{number}"}}}}"#);
    let bed = |number| format!("('{}', '{number}', 1, 0, 100, '{}', '{{\"resourceType\":\"Location\"}}')", town.hospital, facts(number));
    super::tamper(town, &format!("INSERT INTO fhir_location VALUES {}", (0..beds).map(bed).collect::<Vec<_>>().join(","))).await;
}

#[tokio::test]
async fn a_row_too_many_is_refused_and_told_and_holds_up_nobody() {
    for town in both_engines().await {
        let by = town.fhir().await;
        town.put(&by, "bed-1", &bed(1, "melati")).await;
        keep_rows(&town, REMOVED_PER_FACILITY_MAX, "1").await;
        let icu = LocationDraft { class: Some(CareClass::Vip), ..bed(2, "melati") };
        let (new, old) = tokio::join!(town.put(&by, "bed-2", &icu), town.set(&by, "bed-1", Operational::Occupied));
        assert_eq!((new.status, new.issue().0), (StatusCode::PAYLOAD_TOO_LARGE, "too-long"));
        assert!(new.issue().1.starts_with("Paling banyak 1.000 ruang dapat dihapus"), "{}", new.tree);
        assert_eq!((old.status, town.wards_in_use().await[0].free), (StatusCode::OK, 0));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 1);
        let problems = town.problems().await;
        assert_eq!((problems.len(), problems[0].0.as_str()), (1, "rooms"), "{problems:?}");
        assert!(town.admin().await.get(&format!("/masalah-kiriman/{}", town.hospital)).await.1.contains("ruang dapat dihapus"));
    }
}

#[tokio::test]
async fn a_hospital_with_all_its_rows_may_change_one_for_another() {
    for town in both_engines().await {
        let by = town.fhir().await;
        keep_rows(&town, ROOMS_PER_FACILITY_MAX, "NULL").await;
        keep_beds(&town, ROOMS_PER_FACILITY_MAX).await;
        let put = async |id: u32, class: u32| {
            let class = json!({ "url": "x/LocationServiceClass", "valueCodeableConcept": { "coding": [{ "code": format!("k{class}") }] } });
            let kind = json!({ "coding": [{ "code": "bd" }] });
            let bed = json!({ "resourceType": "Location", "status": "active", "physicalType": kind, "extension": [class] });
            let came = town.call_fhir(&by, "PUT", &format!("/Location/{id}"), &[], bed.to_string().as_bytes()).await;
            (came.status, came.tree.pointer("/issue/0/diagnostics").cloned().unwrap_or_default())
        };
        let (status, sentence) = put(5_000, 5_000).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(sentence.as_str().unwrap().starts_with("Paling banyak 1.000 ruang, dan semuanya"), "{sentence}");
        // The code of the new row stands before that of the old one, so that it would come before the other goes.
        assert_eq!(put(999, 1_000).await, (StatusCode::OK, json!(null)), "one goes and one comes");
        assert_eq!(put(998, 0).await.0, StatusCode::OK, "one goes");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row WHERE removed_ms IS NULL").await, ROOMS_PER_FACILITY_MAX - 1);
    }
}

#[tokio::test]
async fn another_hospitals_locations_are_not_there() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let other = town.add_hospital("RS Lain (rekaan)", "0301R002").await;
        town.add_fhir_key(other, "klien-lain").await;
        let theirs = town.fhir_sender("klien-lain").await;
        town.put(&by, "bed-1", &bed(1, "melati")).await;
        assert_eq!(town.call_fhir(&theirs, "GET", "/Location/bed-1", &[], b"").await.status, StatusCode::NOT_FOUND);
        assert_eq!(town.set(&theirs, "bed-1", Operational::Occupied).await.status, StatusCode::NOT_FOUND);
        assert_eq!(town.call_fhir(&theirs, "GET", "/Location", &[], b"").await.tree["total"], 0);
        let found = town.call_fhir(&theirs, "GET", "/Location?_id=bed-1", &[], b"").await;
        assert_eq!(found.tree["total"], 0);
        // The same id and the same identifier there are another bed.
        assert_eq!(town.put(&theirs, "bed-1", &bed(1, "melati")).await.status, StatusCode::CREATED);
        town.set(&theirs, "bed-1", Operational::Occupied).await;
        assert_eq!(town.wards_in_use().await[0].free, 1);
    }
}

#[tokio::test]
async fn a_part_of_a_location_nobody_sent_whole_is_one_problem_until_one_is_created() {
    for town in both_engines().await {
        let by = town.fhir().await;
        for bed in ["bed-1", "bed-2", "bed-2"] {
            assert_eq!(town.set(&by, bed, Operational::Occupied).await.status, StatusCode::NOT_FOUND);
            town.clock.advance_s(61);
        }
        assert_eq!(town.problems().await, [("room".into(), r#"{"id":["location-not-registered?id=bed-2"]}"#.into(), 3)]);
        assert_eq!(town.call_fhir(&by, "GET", "/Location/bed-2", &[], b"").await.status, StatusCode::NOT_FOUND);
        assert_eq!(town.problems().await.len(), 1, "what is only looked for is no problem");
        // It can be read again, once the Location is there.
        let id = town.db.row("SELECT problem_id FROM intake_problem", args![]).await.unwrap().unwrap().get("problem_id").unwrap();
        let again = replay(&town.intake, &town.system(), town.hospital, id).await.unwrap();
        assert!(matches!(again, Replayed::Still(_)), "{again:?}");
        town.put(&by, "bed-2", &bed(2, "melati")).await;
        assert_eq!(town.problems().await, []);
        // Another one lacks still.
        town.clock.advance_s(61);
        town.set(&by, "bed-1", Operational::Occupied).await;
        assert_eq!(town.problems().await.len(), 1);
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait() {
    for town in both_engines_with(IntakeConfig { calls_per_s: 1, calls_at_once: 3, ..IntakeConfig::default() }).await {
        let by = town.fhir().await;
        let mut last = town.call_fhir(&by, "GET", "/Location", &[], b"").await;
        for _ in 0..3 {
            last = town.call_fhir(&by, "GET", "/Location", &[], b"").await;
        }
        assert_eq!((last.status, last.issue().0), (StatusCode::TOO_MANY_REQUESTS, "throttled"));
        assert_eq!(last.headers.get(header::RETRY_AFTER).unwrap(), "1");
        let mut token = town.token("siapa", "salah").await;
        for _ in 0..3 {
            token = town.token("siapa", "salah").await;
        }
        assert_eq!((token.status, token.text("/ErrorCode")), (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"));
        town.clock.advance_s(2);
        assert_eq!(town.token(CLIENT, "salah").await.status, StatusCode::UNAUTHORIZED, "others are not held up");
    }
}

#[tokio::test]
async fn odd_token_calls_are_answered_in_the_words_of_the_original() {
    let town = on_sqlite(IntakeConfig::default()).await;
    for (method, path, body, status) in [
        ("GET", "/oauth2/v1/accesstoken", String::new(), 405),
        ("POST", "/oauth2/v1/lain", String::new(), 404),
        ("POST", "/oauth2/v1", String::new(), 404),
        ("POST", "/oauth2/v1/accesstoken", String::new(), 400),
        ("POST", "/oauth2/v1/accesstoken", "x".repeat(100_000), 413),
        ("POST", "/oauth2/v1/accesstoken?grant_type=password", "client_id=a&client_secret=b".into(), 400),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
        let (said, _, body) = town.ask(request).await;
        assert_eq!(said.as_u16(), status, "{method} {path} {body}");
        assert!(body.starts_with("{\"ErrorCode\":"), "{body}");
    }
}
