//! The public interface only grows: what the committed description promises, the program of today still promises.

use serde_json::Value;

use crate::{openapi, wiring};

const COMMITTED: &str = include_str!("../../../docs/openapi.json");

/// What was promised and is no longer there, by its place in the description.
fn lost(before: &Value, now: &Value, place: &str, lost_here: &mut Vec<String>) {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            for (key, value) in before {
                let place = format!("{place}/{key}");
                match now.get(key) {
                    // Words may be improved.
                    Some(_) if matches!(key.as_str(), "description" | "summary" | "example" | "examples") && value.is_string() => {}
                    Some(there) => lost(value, there, &place, lost_here),
                    None => lost_here.push(place),
                }
            }
        }
        // A list of what may come may grow; a list of what has to be sent may not.
        (Value::Array(before), Value::Array(now)) if place.ends_with("/required") && place.contains("/parameters") => {
            if before != now {
                lost_here.push(place.to_owned());
            }
        }
        (Value::Array(before), Value::Array(now)) => {
            lost_here.extend(before.iter().filter(|one| !now.contains(one) && one.is_string()).map(|one| format!("{place}: {one}")));
            for (number, value) in before.iter().enumerate().filter(|(_, value)| value.is_object()) {
                let same = |other: &&Value| other.get("name") == value.get("name") && other.get("$ref") == value.get("$ref");
                match now.iter().find(same) {
                    Some(there) => lost(value, there, &format!("{place}/{number}"), lost_here),
                    None => lost_here.push(format!("{place}/{number}")),
                }
            }
        }
        (before, now) if before == now => {}
        (before, now) => lost_here.push(format!("{place}: {before} became {now}")),
    }
}

fn today() -> Value {
    serde_json::from_str(&openapi::text(&openapi::document(wiring::api()))).unwrap()
}

#[test]
fn the_public_interface_only_grows() {
    let mut lost_today = Vec::new();
    lost(&serde_json::from_str(COMMITTED).unwrap(), &today(), "", &mut lost_today);
    assert!(lost_today.is_empty(), "promised in docs/openapi.json and gone: {lost_today:#?}");
}

#[test]
fn the_committed_description_is_that_of_today() {
    let committed: Value = serde_json::from_str(COMMITTED).unwrap();
    assert_eq!(committed, today(), "bring it up to date: cargo run -p sigap -- openapi > docs/openapi.json");
}

#[test]
fn what_is_taken_away_is_found() {
    let before = serde_json::json!({ "paths": { "/a": { "get": { "responses": { "200": {} } } } }, "enum": ["x", "y"] });
    for (now, expected) in [
        (serde_json::json!({ "paths": {}, "enum": ["x", "y"] }), "/paths//a"),
        (serde_json::json!({ "paths": { "/a": { "get": { "responses": {} } } }, "enum": ["x", "y"] }), "/paths//a/get/responses/200"),
        (serde_json::json!({ "paths": { "/a": { "get": { "responses": { "200": {} } } } }, "enum": ["y", "z"] }), "/enum: \"x\""),
    ] {
        let mut found = Vec::new();
        lost(&before, &now, "", &mut found);
        assert_eq!(found, [expected]);
    }
    let mut found = Vec::new();
    lost(
        &before,
        &serde_json::json!({ "paths": { "/a": { "get": { "responses": { "200": {} } } }, "/b": {} }, "enum": ["x", "y", "z"] }),
        "",
        &mut found,
    );
    assert_eq!(found, Vec::<String>::new());
}
