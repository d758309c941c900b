//! Where calls lead, and what the callers read whose call leads nowhere.

use super::{command, id};
use crate::fhir::{CallHeaders, Command, Fault, Kind, Return, Route};

fn route<'a>(method: &str, target: &'a str) -> Result<Route<'a>, Fault> {
    Route::parse(method, target)
}

#[test]
fn every_served_address_leads_to_its_deed() {
    let search = |query, has_form| Route::Search { kind: Kind::Location, query, has_form };
    for (method, target, expected) in [
        ("GET", "/fhir-r4/v1/metadata", Route::Metadata),
        ("HEAD", "/fhir-r4/v1/metadata", Route::Metadata),
        ("GET", "/fhir-r4/v1/Location?name=a", search("name=a", false)),
        ("POST", "/fhir-r4/v1/Location/_search?_count=1", search("_count=1", true)),
        ("POST", "/fhir-r4/v1/Location", Route::Create),
        ("GET", "/fhir-r4/v1/Location/a-1.b", Route::Read(Kind::Location, id("a-1.b"))),
        ("put", "/fhir-r4/v1/Location/a", Route::Update(id("a"))),
        ("PATCH", "//fhir-r4//v1//fhir-r4/v1/Location/a/", Route::Patch(id("a"))),
        ("PATCH", "Location/a%20", Route::Patch(id("a"))),
        ("GET", "/fhir-r4/v1/Organization/a", Route::Read(Kind::Organization, id("a"))),
        ("POST", "/fhir-r4/v1/", Route::Bundle),
        ("POST", "/fhir-r4/v1", Route::Bundle),
        ("POST", "", Route::Bundle),
    ] {
        assert_eq!(route(method, target), Ok(expected), "{method} {target}");
    }
}

#[test]
fn an_address_that_leads_nowhere_says_why() {
    let unknown = "Alamat tidak dikenal. Alamat yang tersedia: metadata, Location, Organization.";
    let long = format!("/Location/{}", "a".repeat(600));
    for (method, target, status, code, sentence) in [
        ("GET", "/fhir-r4/v1/Patient/1", 404, "not-supported", "Jenis data ini tidak dilayani. Yang dilayani: Location dan Organization."),
        (
            "GET",
            "/fhir-r4/v1/Location/a/_history/1",
            404,
            "not-supported",
            "Riwayat versi tidak dilayani. Baca versi terakhir tanpa _history.",
        ),
        ("POST", "/fhir-r4/v1/Location/$validate", 404, "not-supported", "Operasi FHIR tidak dilayani."),
        ("GET", "/fhir-r4/v1/location", 404, "not-found", unknown),
        ("GET", "/fhir-r4/v1/Location/a/b", 404, "not-found", unknown),
        ("GET", long.as_str(), 404, "not-found", unknown),
        ("GET", "/fhir-r4/v1/Location/a_b", 400, "value", "Id harus terdiri atas 1 sampai 64 huruf, angka, tanda hubung, atau titik."),
        ("DELETE", "/fhir-r4/v1/Location/a", 405, "not-supported", "Metode HTTP tidak dilayani pada alamat ini. Gunakan GET, PUT, PATCH."),
        (
            "PUT",
            "/fhir-r4/v1/Location?identifier=a",
            405,
            "not-supported",
            "Metode HTTP tidak dilayani pada alamat ini. Gunakan GET, POST.",
        ),
        ("POST", "/fhir-r4/v1/Organization", 405, "not-supported", "Metode HTTP tidak dilayani pada alamat ini. Gunakan GET."),
        ("GET", "/fhir-r4/v1/", 405, "not-supported", "Metode HTTP tidak dilayani pada alamat ini. Gunakan POST."),
    ] {
        let fault = route(method, target).unwrap_err();
        assert_eq!((fault.status, fault.issues[0].code.code(), fault.to_string().as_str()), (status, code, sentence), "{method} {target}");
    }
}

#[test]
fn the_headers_that_change_a_call_are_read() {
    let read = |if_match: &'static str, prefer: &'static str| {
        CallHeaders::read(|name| match name {
            "If-Match" => Some(if_match),
            "If-None-Exist" => Some(" identifier=a "),
            "Prefer" => Some(prefer),
            _ => None,
        })
    };
    let headers = read("W/\"3\"", "return=minimal; handling=strict").unwrap();
    assert_eq!(
        (headers.if_match, headers.if_none_exist, headers.strict, headers.prefer),
        (Some(3), Some("identifier=a"), true, Return::Minimal)
    );
    assert_eq!(read("\"12\"", "return=OperationOutcome").unwrap().prefer, Return::Outcome);
    assert_eq!(read("*", "respond-async").unwrap().if_match, None);
    for text in ["W/\"a\"", "\"\"", "-1", "99999999999999999999999"] {
        assert_eq!(read(text, "").unwrap_err().to_string(), "Header If-Match harus berisi versi, contoh: W/\"3\".", "{text}");
    }
}

#[test]
fn a_condition_of_a_creation_must_ask_for_something() {
    let create = |condition| {
        let headers = CallHeaders { if_none_exist: Some(condition), ..CallHeaders::default() };
        Route::Create.command(&headers, br#"{"resourceType":"Location"}"#)
    };
    let Ok(Command::Create { if_none_exist: Some(query), .. }) = create("Location?identifier=http://a|b") else { panic!("no condition") };
    assert!(query.is_narrowed());
    assert_eq!(create("_count=1").unwrap_err().to_string(), "Syarat If-None-Exist kosong.");
    assert_eq!(create("identifer=a").unwrap_err().to_string(), "Parameter pencarian identifer tidak dilayani.");
}

#[test]
fn a_form_is_read_with_the_query_and_a_stray_body_is_not() {
    let Ok(Command::Search(query)) = command("POST", "Location/_search?_count=7", "_id=a,b\r\n") else { panic!("no search") };
    assert_eq!((query.count, query.ids().map(<[_]>::len)), (7, Some(2)));
    let Ok(Command::Search(query)) = command("GET", "Location", "_id=a") else { panic!("no search") };
    assert!(!query.is_narrowed());
}
