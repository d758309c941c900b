//! Tests of FHIR calls from wire to wire.

mod answers;
mod bad_input;
mod beds;
mod client;
mod patches;
mod properties;
mod routes;
mod samples;
mod searches;
mod tokens;

use sigap_kernel::UtcMs;

use super::corpus::replay;
use crate::fhir::{CallHeaders, Command, Document, Fault, Location, LocationFacts, LogicalId, Patch, Route, Stored};

/// An instant of the tests (invented): 2026-11-22T03:15:00Z.
const NOW: UtcMs = UtcMs(1_795_317_300_000);

fn id(text: &str) -> LogicalId {
    text.parse().unwrap()
}

/// A Location of these elements beside its type.
fn location(elements: &str) -> Result<Location, Fault> {
    let comma = if elements.is_empty() { "" } else { "," };
    Location::read(format!("{{\"resourceType\":\"Location\"{comma}{elements}}}").as_bytes(), None)
}

fn facts(elements: &str) -> LocationFacts {
    location(elements).unwrap().facts
}

fn stored<'a>(id: &'a LogicalId, document: &'a Document<'a>) -> Stored<'a> {
    Stored { id, version: 3, last_updated: NOW, document }
}

fn command(method: &str, target: &str, body: &str) -> Result<Command, Fault> {
    Route::parse(method, target)?.command(&CallHeaders::default(), body.as_bytes())
}

/// What a body says to the reader its name speaks of.
fn said(name: &str, body: &[u8]) -> String {
    let told = match name.split('-').next() {
        Some("patch") => {
            let (id, base) = (id("bed-1"), location(r#""status":"active","name":"Bed 1 (rekaan)""#).unwrap().document);
            Patch::read(body).and_then(|patch| patch.apply(stored(&id, &base))).map(|changed| changed.document.as_str().to_owned())
        }
        Some("bundle") => Route::Bundle.command(&CallHeaders::default(), body).map(|_| "bundle".to_owned()),
        _ => Location::read(body, None).map(|location| location.document.as_str().to_owned()),
    };
    told.map_or_else(|fault| format!("{} {fault}", fault.status), |text| format!("ok {text}"))
}

#[test]
fn every_odd_fhir_body_of_the_corpus_still_says_what_it_said() {
    replay("fhir", 30, said);
}
