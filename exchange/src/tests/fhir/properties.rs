//! Properties that hold for every input: nothing stops the program, what is written reads back.

use proptest::prelude::*;

use super::{id, location, stored};
use crate::fhir::client::{Answer, LocationDraft, TokenAnswer};
use crate::fhir::{
    Bundle, CallHeaders, Coded, Document, Identifier, Kind, Location, Operational, Outcome, Patch, PhysicalType, Query, Route,
    TokenRequest, class_of, encode,
};

const GOOD: &str = r#"{"resourceType":"Location","id":"a","identifier":[{"value":"x"}],"status":"active","operationalStatus":{"code":"U"},"name":"Bed","physicalType":{"coding":[{"code":"bd"}]},"position":{"longitude":110.4,"latitude":-6.9},"partOf":{"reference":"Location/r"},"extension":[{"url":"LocationServiceClass","valueCodeableConcept":{"coding":[{"code":"2"}]}}]}"#;

/// JSON made of the words of a Location, in any shape.
fn tree() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "(Location|active|bd|U|Location/a|urn:uuid:a|\\PC{0,6})".prop_map(Into::into),
    ];
    let name = "(identifier|status|name|mode|physicalType|operationalStatus|partOf|managingOrganization|extension|type|position|coding|code|system|value|url|reference|meta|longitude|latitude|valueCodeableConcept|[a-z]{1,4})";
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::btree_map(name, inner, 0..6).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

fn read_all(body: &[u8]) {
    let _ = Location::read(body, None);
    let _ = Patch::read(body);
    let _ = Bundle::read(body);
    let _ = Answer::read(200, body);
    let _ = TokenAnswer::read(body);
    let _ = TokenRequest::read("POST", "/oauth2/v1/accesstoken", None, body);
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&body);
    }

    #[test]
    fn no_json_like_text_stops_a_reader(body in r#"[\{\[]{0,2}("[a-z\\]{0,12}"|[0-9eE+.-]{1,9}|[\{\}\[\]:,]|null|true|"resourceType":"Location",|"op":|"path":"/a"){0,40}"#) {
        read_all(body.as_bytes());
    }

    #[test]
    fn a_damaged_location_is_refused_with_a_sentence_or_still_a_location(
        damage in proptest::collection::vec((0..GOOD.len(), any::<u8>()), 1..4), cut in 0..=GOOD.len(),
    ) {
        let mut body = GOOD.as_bytes().to_vec();
        for (place, byte) in damage {
            body[place] = byte;
        }
        body.truncate(cut);
        if let Err(fault) = Location::read(&body, None) {
            let sentence = fault.to_string();
            prop_assert!(sentence.ends_with('.') && !sentence.chars().any(char::is_control), "{:?}", sentence);
        }
    }

    #[test]
    fn a_document_reads_back_as_itself(fields in proptest::collection::btree_map("(name|status|type|meta|identifier|operationalStatus|physicalType|[a-z]{1,5})", tree(), 0..8)) {
        let mut fields: serde_json::Map<_, _> = fields.into_iter().collect();
        fields.insert("resourceType".into(), "Location".into());
        let body = serde_json::Value::Object(fields).to_string();
        if let Ok(first) = Location::read(body.as_bytes(), None) {
            let again = Location::read(first.document.as_str().as_bytes(), None).unwrap();
            prop_assert_eq!(&again.document, &first.document);
            prop_assert_eq!(&again.facts, &first.facts);
            let (id, document) = (id("a"), Document::from_stored(first.document.as_str()).unwrap());
            let reply = encode(&Outcome::Location(stored(&id, &document)), "http://x");
            prop_assert_eq!(Location::read(&reply.body, Some(&id)).unwrap().document, first.document);
        }
    }

    #[test]
    fn a_merge_never_renames_and_is_always_a_location(parts in tree(), operations in proptest::collection::vec(("(add|remove|replace|move|copy|test)", "(/[a-z0-9~-]{0,8}){0,4}|", "(/name|/identifier|/meta|)", tree()), 0..6)) {
        let (id, base) = (id("a"), location(r#""name":"Bed","identifier":[{"value":"x"}],"meta":{"profile":["p"]}"#).unwrap().document);
        let operations: serde_json::Value =
            operations.into_iter().map(|(op, path, from, value)| serde_json::json!({"op":op,"path":path,"from":from,"value":value})).collect();
        for body in [parts.to_string(), operations.to_string()] {
            if let Ok(changed) = Patch::read(body.as_bytes()).and_then(|patch| patch.apply(stored(&id, &base))) {
                prop_assert!(Location::read(changed.document.as_str().as_bytes(), Some(&id)).is_ok());
            }
        }
    }

    #[test]
    fn what_a_sender_states_reads_back(
        name in "[!-~À-ÿ一-十]{1,20}", value in "[!-~]{1,30}", system in proptest::option::of("http://[a-z/|]{1,20}"),
        kind in proptest::sample::select(PhysicalType::ALL), operational in proptest::sample::select(Operational::ALL),
    ) {
        let draft = LocationDraft {
            identifiers: vec![Identifier { system, value }], name, physical_type: Some(kind), operational: Some(operational), ..Default::default()
        };
        let facts = Location::read(draft.to_tree(None).to_string().as_bytes(), None).unwrap().facts;
        prop_assert_eq!((facts.identifiers, facts.name), (draft.identifiers, Some(draft.name)));
        prop_assert_eq!((facts.physical_type, facts.operational), (Some(Coded::Known(kind)), Some(Coded::Known(operational))));
    }

    #[test]
    fn no_address_or_header_stops_the_route(
        method in "[A-Za-z]{0,7}", target in "(/|[ -~é]{0,9}|Location|Organization|fhir-r4|v1|_search|_history|%[0-9a-z]{0,2}|\\?){0,12}",
        header in "\\PC{0,40}|W/\"[0-9]{0,25}\"",
    ) {
        let _ = Route::parse(&method, &target);
        let _ = CallHeaders::read(|_| Some(header.as_str()));
        let _ = TokenRequest::read(&method, &target, Some(&header), b"");
    }

    #[test]
    fn no_query_stops_the_search(
        query in "((_id|identifier|name|name:exact|organization|partof|status|type|near|_lastUpdated|_count|_sort|_summary|_cursor|[a-z:.]{0,6})=([ -~é]{0,12}|ge2026-11-2[0-9]|-6.9\\|110\\|[0-9]{0,3}),?&){0,6}",
        strict in any::<bool>(),
    ) {
        for kind in [Kind::Location, Kind::Organization] {
            let _ = Query::parse(kind, &query, strict);
        }
    }

    #[test]
    fn no_class_code_stops_the_mapping(system in proptest::option::of(any::<String>()), code in any::<String>()) {
        let _ = class_of(system.as_deref(), &code);
    }
}
