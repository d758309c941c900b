//! A sender and the receiver on one wire: what one writes, the other reads.

use serde_json::json;
use sigap_kernel::{CareClass, GeoPoint, Masked};

use super::{NOW, id, location, stored};
use crate::fhir::client::{Answer, AnswerFault, LocationDraft, Request, Sender, TokenAnswer};
use crate::fhir::{
    Bundle, CallHeaders, Coded, Command, Fault, Found, Identifier, Kind, Operational, Outcome, Page, PhysicalType, Query, Reference,
    Return, Route, Status, bearer, encode,
};

fn sender() -> Sender {
    Sender::new("/fhir-r4/v1/", Masked::new("CONTOH-TOKEN".to_owned()))
}

fn draft() -> LocationDraft {
    LocationDraft {
        identifiers: vec![Identifier { system: Some("http://sys-ids.kemkes.go.id/location/1".to_owned()), value: "B 1".to_owned() }],
        name: "Bed \"1\" 病 (rekaan)".to_owned(),
        status: Some(Status::Active),
        physical_type: Some(PhysicalType::Bed),
        operational: Some(Operational::Unoccupied),
        part_of: Some("kamar-1".to_owned()),
        organization: Some("10000099".to_owned()),
        class: Some(CareClass::Vvip),
        position: GeoPoint::new(-6.99, 110.42).ok(),
    }
}

fn received(request: &Request) -> Command {
    let header = |name: &str| request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    assert_eq!(header("authorization").and_then(bearer), Some("CONTOH-TOKEN"));
    let headers = CallHeaders::read(header).unwrap();
    Route::parse(request.method, &request.target).unwrap().command(&headers, &request.body).unwrap()
}

#[test]
fn a_location_a_sender_writes_is_the_one_that_is_read() {
    let Command::Create { location, .. } = received(&sender().create(&draft())) else { panic!("no create") };
    let facts = location.facts;
    assert_eq!((facts.identifiers, facts.name), (draft().identifiers, Some(draft().name)));
    assert_eq!((facts.status, facts.operational), (Some(Coded::Known(Status::Active)), Some(Coded::Known(Operational::Unoccupied))));
    assert_eq!((facts.physical_type, facts.class), (Some(Coded::Known(PhysicalType::Bed)), Some(Coded::Known(CareClass::Vvip))));
    assert_eq!((facts.part_of, facts.organization), (Some(Reference::Id(id("kamar-1"))), Some(Reference::Id(id("10000099")))));
    assert_eq!(facts.position, draft().position);
}

#[test]
fn the_other_calls_of_a_sender_are_read() {
    let (sender, id) = (sender(), id("bed-1"));
    assert!(matches!(received(&sender.update(&id, &draft(), Some(4))), Command::Update { if_match: Some(4), .. }));
    assert!(matches!(received(&sender.read(&id)), Command::Read(Kind::Location, _)));
    assert!(matches!(received(&sender.search("status=active")), Command::Search(query) if query.is_narrowed()));
    let base = location("\"status\":\"active\"").unwrap().document;
    for request in [sender.set_operational(&id, Operational::Occupied), sender.merge(&id, &json!({"operationalStatus":{"code":"O"}}))] {
        let Command::Patch { patch, .. } = received(&request) else { panic!("no patch") };
        assert_eq!(patch.apply(stored(&id, &base)).unwrap().facts.operational, Some(Coded::Known(Operational::Occupied)));
    }
    let child = LocationDraft { part_of: Some("urn:uuid:r".to_owned()), ..draft() };
    let room = LocationDraft { part_of: None, ..draft() };
    let request = sender.transaction(&[("urn:uuid:r".to_owned(), room), ("urn:uuid:b".to_owned(), child)]);
    let Command::Bundle(Bundle::Transaction(entries)) = received(&request) else { panic!("no transaction") };
    assert_eq!(entries.len(), 2);
    assert!(!format!("{sender:?} {request:?}").contains("CONTOH-TOKEN"));
}

#[test]
fn what_is_answered_is_understood_by_a_sender() {
    let (id, document) = (id("bed-1"), location("").unwrap().document);
    let read = |outcome: &Outcome<'_>| {
        let reply = encode(outcome, "http://contoh.example");
        Answer::read(reply.status, &reply.body).unwrap()
    };
    let created = read(&Outcome::Created(stored(&id, &document), Return::Representation));
    assert_eq!((created.is_ok(), created.id(), created.version()), (true, Some(id.clone()), Some(3)));
    assert!(read(&Outcome::Created(stored(&id, &document), Return::Minimal)).id().is_none());
    let query = Query::parse(Kind::Location, "", false).unwrap();
    let page = read(&Outcome::Page(&query, Page { total: 9, found: Found::Locations(&[stored(&id, &document)]), next_cursor: None }));
    assert_eq!((page.total(), page.resources().count()), (Some(9), 1));
    let refused = read(&Outcome::Refused(&Fault::throttled(1)));
    assert_eq!(
        (refused.is_ok(), refused.sentences().collect::<Vec<_>>()),
        (false, vec!["Terlalu banyak permintaan. Coba lagi sebentar lagi."])
    );
    assert_eq!(Answer::read(502, b"<html>"), Err(AnswerFault::NotJson { bytes: 6 }));
    assert_eq!(TokenAnswer::read(b"{}"), Err(AnswerFault::NoToken));
    assert_eq!(TokenAnswer::read(br#"{"access_token":"a","expires_in":60}"#).unwrap().expires_in_s, 60);
    assert_eq!(NOW.0 % 1_000, 0);
}
