//! The samples of the reference collection (synthetic), replayed where the collection lies beside the checkout.

use std::path::Path;

use super::{NOW, app, call, check, told};
use crate::osmand::{self, Call, Form, Outcome};
use crate::owntracks::{Address, Message, Source, read};
use crate::position::{EventKind, Place};

/// A sample; `None`, said aloud, where the collection is not.
fn sample(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/samples");
    if !folder.is_dir() {
        eprintln!("the reference samples are not beside this checkout ({}): {name} was not replayed", folder.display());
        return None;
    }
    Some(std::fs::read_to_string(folder.join(name)).unwrap())
}

/// Each line of the queries, without what it is expected to give.
fn queries(text: &str) -> Vec<String> {
    let without_note = |line: &str| line.split("   ->").next().unwrap_or_default().trim().to_owned();
    text.lines().filter(|line| !line.trim().is_empty()).map(without_note).collect()
}

#[test]
fn the_sample_queries_are_read() {
    let Some(text) = sample("osmand-queries.txt") else { return };
    let at = "2026-11-22T04:33:20.000Z at -6.9903,110.4229";
    let expected = [
        format!("AMB07 {at} 1194cm/s 120deg ±6m ^9m 81%"),
        "AMB07 2026-11-22T04:33:20.500Z at -6.9903,110.4229 0cm/s ^9m".to_owned(),
        format!("AMB07 {at} 90deg"),
        format!("AMB07 {at} SOS"),
        "Kolom id wajib diisi.".to_owned(),
        "AMB07 unsaid".to_owned(),
    ];
    let lines = queries(&text);
    assert_eq!(lines.len(), expected.len(), "the collection has a sample that is not replayed here");
    for (line, expected) in lines.iter().zip(expected) {
        let read = match line.strip_prefix("GET /?") {
            Some(query) => call(&Call { query: Some(query), ..Call::default() }),
            None => {
                let body = line.rsplit(' ').next().unwrap().as_bytes();
                call(&Call { content_type: Some("application/x-www-form-urlencoded"), query: None, body })
            }
        };
        if let Err(fault) = &read {
            assert_eq!(osmand::encode(&Outcome::Refused(fault)).status, 400);
        }
        check(read, &expected);
    }
}

#[test]
fn the_sample_of_traccar_client_9_is_read() {
    let Some(body) = sample("traccar-client.json") else { return };
    let call = Call { content_type: Some("application/json; charset=utf-8"), query: None, body: body.as_bytes() };
    assert_eq!(call.form(), Form::Json);
    let report = super::call(&call).unwrap();
    assert_eq!(told(&report), "AMB07 2026-11-22T04:33:20.000Z at -6.9903,110.4229 1190cm/s 120deg ±6m ^9m 81% unplugged");
}

#[test]
fn the_sample_of_an_owntracks_location_is_read() {
    let Some(body) = sample("owntracks.json") else { return };
    let expected =
        "amb/unit07 2026-11-22T04:33:20.000Z at -6.9903,110.4229 1194cm/s 120deg ±6m ^9m 81% unplugged made 2026-11-22T04:33:23.000Z";
    assert_eq!(app(body.as_bytes()).unwrap(), expected);
    let Message::Report { report, source } = read(body.as_bytes(), &Address::default(), NOW).unwrap() else { panic!("ignored") };
    assert_eq!((report.device.as_str(), source), ("amb/unit07", Source::Topic));
}

#[test]
fn the_sample_of_an_arrival_is_read() {
    let Some(body) = sample("owntracks-transition.json") else { return };
    let Message::Report { report, source } = read(body.as_bytes(), &Address::default(), NOW.plus_min(15)).unwrap() else {
        panic!("ignored")
    };
    let event = report.event.as_ref().unwrap();
    assert_eq!((event.kind, event.place_name.as_deref()), (EventKind::Enter, Some("RS Contoh Kota")));
    assert_eq!((report.device.as_str(), source), ("07", Source::TrackerId));
    let Place::Known(fix) = report.place else { panic!("{:?}", report.place) };
    assert_eq!((fix.at.0, fix.accuracy_m), (1_795_322_900_000, Some(10)));
}
