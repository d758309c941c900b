//! Puts a Location into the form the standard asks for, where a sender's slip has one meaning only: what is stored must be readable by strict clients.

use serde_json::{Number, Value, json};

use super::element::Object;

/// Takes out empty elements, and mends the usual slips of shape.
pub(super) fn tidy(resource: &mut Object) {
    sweep(resource);
    one_coding(resource.get_mut("operationalStatus"));
    as_concept(resource.get_mut("physicalType"));
    if let Some(Value::Object(position)) = resource.get_mut("position") {
        for name in ["longitude", "latitude", "altitude"] {
            as_number(position.get_mut(name));
        }
    }
}

/// Drops `null`, `""`, `{}` and `[]`, which FHIR does not know. In lists `null` keeps its place: other lists count on it.
fn sweep(object: &mut Object) {
    for (_, value) in object.iter_mut() {
        sweep_value(value);
    }
    object.retain(|_, value| !is_empty(value));
}

fn sweep_value(value: &mut Value) {
    match value {
        Value::Object(object) => sweep(object),
        Value::Array(items) => items.iter_mut().for_each(sweep_value),
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// `operationalStatus` is one Coding; a CodeableConcept with one coding means that one.
fn one_coding(value: Option<&mut Value>) {
    let Some(value) = value else { return };
    let coding = match value.get("coding") {
        Some(Value::Array(items)) => match items.as_slice() {
            [one] => one.clone(),
            _ => return,
        },
        Some(one @ Value::Object(_)) => one.clone(),
        _ => return,
    };
    *value = coding;
}

/// `physicalType` is a CodeableConcept; a Coding in its place is its only coding.
fn as_concept(value: Option<&mut Value>) {
    if let Some(value) = value
        && value.get("code").is_some()
        && value.get("coding").is_none()
    {
        let coding = value.take();
        *value = json!({ "coding": [coding] });
    }
}

/// A number written as text.
fn as_number(value: Option<&mut Value>) {
    if let Some(value) = value
        && let Some(number) = value.as_str().and_then(|text| text.trim().parse().ok()).and_then(Number::from_f64)
    {
        *value = Value::Number(number);
    }
}
