//! What comes by FHIR and cannot be used: an OperationOutcome, nothing stored, and what the sender can put right is kept.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use bytes::Bytes;
use serde_json::json;
use sigap_exchange::fhir::{BUNDLE_BYTES_MAX, Operational};

use super::fhir::{CLIENT, bed};
use super::{both_engines, both_engines_with, on_sqlite, set_organization};
use crate::IntakeConfig;

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
