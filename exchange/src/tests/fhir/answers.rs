//! What callers are answered: resources, pages, mistakes, and the statement of what is served.

use serde_json::Value;

use super::{NOW, id, location, stored};
use crate::fhir::{
    Batch, Document, EntryOutcome, Fault, Found, Identifier, IssueCode, Kind, Organization, Outcome, Page, Query, Reply, Return, Software,
    encode,
};

const BASE: &str = "https://contoh.example/fhir-r4/v1/";

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_created_location_is_answered_with_its_headers() {
    let (id, document) = (id("bed-1"), location(r#""name":"Bed \"1\"","meta":{"tag":[{"code":"x"}]}"#).unwrap().document);
    let reply = encode(&Outcome::Created(stored(&id, &document), Return::Representation), BASE);
    assert_eq!(reply.status, 201);
    assert_eq!(header(&reply, "Location"), Some("https://contoh.example/fhir-r4/v1/Location/bed-1"));
    assert_eq!(header(&reply, "ETag"), Some("W/\"3\""));
    assert_eq!(header(&reply, "Last-Modified"), Some("Sun, 22 Nov 2026 03:15:00 GMT"));
    assert_eq!(header(&reply, "Content-Type"), Some("application/fhir+json; charset=utf-8"));
    let body = r#"{"resourceType":"Location","id":"bed-1","meta":{"versionId":"3","lastUpdated":"2026-11-22T03:15:00.000+00:00","tag":[{"code":"x"}]},"name":"Bed \"1\""}"#;
    assert_eq!(std::str::from_utf8(&reply.body).unwrap(), body);

    let minimal = encode(&Outcome::Updated(stored(&id, &document), Return::Minimal), BASE);
    assert_eq!((minimal.status, minimal.body.len(), header(&minimal, "ETag")), (200, 0, Some("W/\"3\"")));
    let told = encode(&Outcome::Updated(stored(&id, &document), Return::Outcome), BASE);
    assert_eq!(json(&told)["issue"][0]["severity"], "information");
}

#[test]
fn text_that_is_no_document_is_not_taken_for_one() {
    for text in ["", "{}", "{\"resourceType\":\"Location\"", "{\"resourceType\":\"Location\"x}", "null"] {
        assert!(Document::from_stored(text).is_err(), "{text}");
    }
    assert!(Document::from_stored("{\"resourceType\":\"Location\"}").is_ok());
}

#[test]
fn a_page_tells_its_total_and_where_it_goes_on() {
    let (id, document) = (id("bed-1"), location("").unwrap().document);
    let query = Query::parse(Kind::Location, "name=Ruang+%22A%26B%22&warna=x&_cursor=2&_count=1", false).unwrap();
    let found = [stored(&id, &document)];
    let page = Page { total: 3, found: Found::Locations(&found), next_cursor: Some("3") };
    let body = json(&encode(&Outcome::Page(&query, page), BASE));
    assert_eq!((&body["type"], &body["total"]), (&"searchset".into(), &3.into()));
    let link = |tail: &str| format!("https://contoh.example/fhir-r4/v1/Location?name=Ruang+%22A%26B%22&_count=1&_cursor={tail}");
    assert_eq!(body["link"][0]["url"], link("2"));
    assert_eq!((&body["link"][1]["relation"], &body["link"][1]["url"]), (&"next".into(), &link("3").into()));
    assert_eq!(body["entry"][0]["fullUrl"], "https://contoh.example/fhir-r4/v1/Location/bed-1");
    assert_eq!((&body["entry"][0]["resource"]["id"], &body["entry"][0]["search"]["mode"]), (&"bed-1".into(), &"match".into()));

    let last = json(&encode(&Outcome::Page(&query, Page { total: 0, found: Found::Locations(&[]), next_cursor: None }), BASE));
    assert!(last.get("entry").is_none() && last["link"].as_array().unwrap().len() == 1);
    let count = Query::parse(Kind::Location, "_summary=count", false).unwrap();
    let counted = json(&encode(&Outcome::Page(&count, page), BASE));
    assert!(counted.get("entry").is_none() && counted["total"] == 3);
}

#[test]
fn an_organization_is_read_and_found() {
    let identifier = Identifier { system: Some("http://sys-ids.kemkes.go.id/organization/1".to_owned()), value: "3374999".to_owned() };
    let organization = Organization {
        id: id("10000099"),
        last_updated: NOW,
        identifiers: vec![identifier],
        active: true,
        name: "RS Contoh Kota (rekaan)".to_owned(),
        address: Some("Jalan Contoh 1".to_owned()),
        phone: None,
    };
    let body = json(&encode(&Outcome::Organization(&organization), BASE));
    assert_eq!(
        (&body["resourceType"], &body["active"], &body["name"]),
        (&"Organization".into(), &true.into(), &"RS Contoh Kota (rekaan)".into())
    );
    assert_eq!((&body["identifier"][0]["value"], &body["address"][0]["text"]), (&"3374999".into(), &"Jalan Contoh 1".into()));
    assert!(body.get("telecom").is_none());
    for (text, finds) in
        [("_id=10000099", true), ("identifier=3374999", true), ("name=rs+contoh", true), ("name=lain", false), ("status=active", true)]
    {
        assert_eq!(Query::parse(Kind::Organization, text, false).unwrap().matches_organization(&organization), finds, "{text}");
    }
    let query = Query::parse(Kind::Organization, "", false).unwrap();
    let page =
        json(&encode(&Outcome::Page(&query, Page { total: 1, found: Found::Organizations(&[&organization]), next_cursor: None }), BASE));
    assert_eq!(page["link"][0]["url"], "https://contoh.example/fhir-r4/v1/Organization");
    assert_eq!(page["entry"][0]["resource"], body);
}

#[test]
fn every_mistake_is_an_operation_outcome() {
    for (fault, status, code) in [
        (Fault::not_found(), 404, "not-found"),
        (Fault::login(), 401, "login"),
        (Fault::forbidden(), 403, "forbidden"),
        (Fault::version_conflict(), 412, "conflict"),
        (Fault::conflict(), 409, "conflict"),
        (Fault::duplicate(), 409, "duplicate"),
        (Fault::multiple_matches(), 412, "multiple-matches"),
        (Fault::throttled(2), 429, "throttled"),
        (Fault::unavailable(5), 503, "transient"),
        (Fault::new(400, IssueCode::Invalid, "Contoh."), 400, "invalid"),
    ] {
        let reply = encode(&Outcome::Refused(&fault), BASE);
        let body = json(&reply);
        assert_eq!(
            (reply.status, body["resourceType"].as_str(), body["issue"][0]["code"].as_str()),
            (status, Some("OperationOutcome"), Some(code))
        );
        assert_eq!(
            (body["issue"][0]["severity"].as_str(), body["issue"][0]["diagnostics"].as_str()),
            (Some("error"), Some(fault.to_string().as_str()))
        );
        assert_eq!(header(&reply, "Retry-After").is_some(), matches!(status, 429 | 503));
        assert_eq!(header(&reply, "WWW-Authenticate"), (status == 401).then_some("Bearer"));
    }
    let fault = location(r#""status":[1]"#).unwrap_err();
    let reply = encode(&Outcome::Refused(&fault), BASE);
    let text = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"structure","diagnostics":"Kolom status harus berisi satu nilai, bukan daftar atau objek.","expression":["Location.status"]}]}"#;
    assert_eq!(std::str::from_utf8(&reply.body).unwrap(), text);
}

#[test]
fn a_bundle_is_answered_entry_by_entry() {
    let (id, document, fault) = (id("a"), location("").unwrap().document, Fault::not_found());
    let entries =
        [EntryOutcome::Created(stored(&id, &document)), EntryOutcome::Stands(stored(&id, &document)), EntryOutcome::Refused(&fault)];
    let body = json(&encode(&Outcome::Done(Batch::Batch, &entries), BASE));
    assert_eq!(body["type"], "batch-response");
    let response = &body["entry"][0]["response"];
    assert_eq!(
        (&response["status"], &response["etag"], &response["location"]),
        (&"201 Created".into(), &"W/\"3\"".into(), &"Location/a".into())
    );
    assert_eq!(response["lastModified"], "2026-11-22T03:15:00.000+00:00");
    assert_eq!(body["entry"][1]["response"]["status"], "200 OK");
    assert_eq!(
        (&body["entry"][2]["response"]["status"], &body["entry"][2]["response"]["outcome"]["resourceType"]),
        (&"404".into(), &"OperationOutcome".into())
    );
    let empty = json(&encode(&Outcome::Done(Batch::Transaction, &[]), BASE));
    assert_eq!(empty.to_string(), r#"{"resourceType":"Bundle","type":"transaction-response"}"#);
}

#[test]
fn the_statement_says_what_is_served() {
    let software = Software { name: "Sigap", version: "0.1.0", released: NOW };
    let body = json(&encode(&Outcome::Metadata(&software), BASE));
    assert_eq!(
        (&body["resourceType"], &body["fhirVersion"], &body["kind"]),
        (&"CapabilityStatement".into(), &"4.0.1".into(), &"instance".into())
    );
    assert_eq!(body["implementation"]["url"], "https://contoh.example/fhir-r4/v1");
    let location = &body["rest"][0]["resource"][0];
    let names: Vec<_> = location["searchParam"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    for name in [
        "_id",
        "identifier",
        "name",
        "organization",
        "partof",
        "status",
        "type",
        "operational-status",
        "near",
        "_lastUpdated",
        "physical-type",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}
