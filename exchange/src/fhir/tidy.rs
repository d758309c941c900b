//! Puts a Location into the form the standard asks for, where a sender's slip has one meaning only: what is stored must be readable by strict clients.

use serde_json::Number;

use crate::lenient::{Branch, Tree, clean, has_invisible};

/// Takes out empty elements and what nobody sees in a name, and mends the usual slips of shape.
pub(super) fn tidy(resource: &mut Branch<'_>) {
    if let Some(Tree::Text(name)) = resource.get_mut("name")
        && has_invisible(name)
    {
        *name = clean(name).into();
    }
    sweep(resource);
    if let Some(value) = resource.get_mut("operationalStatus") {
        one_coding(value);
    }
    if let Some(value) = resource.get_mut("physicalType") {
        as_concept(value);
    }
    if let Some(Tree::Object(position)) = resource.get_mut("position") {
        for name in ["longitude", "latitude", "altitude"] {
            position.get_mut(name).into_iter().for_each(as_number);
        }
    }
}

/// Drops `null`, `""`, `{}` and `[]`, which FHIR does not know. In lists `null` keeps its place: other lists count on it.
fn sweep(object: &mut Branch<'_>) {
    object.values_mut().for_each(sweep_value);
    object.retain(|value| !is_empty(value));
}

fn sweep_value(value: &mut Tree<'_>) {
    match value {
        Tree::Object(object) => sweep(object),
        Tree::List(items) => items.iter_mut().for_each(sweep_value),
        _ => {}
    }
}

fn is_empty(value: &Tree<'_>) -> bool {
    match value {
        Tree::Null => true,
        Tree::Text(text) => text.trim().is_empty(),
        Tree::Object(object) => object.is_empty(),
        Tree::List(items) => items.iter().all(is_empty),
        Tree::Bool(_) | Tree::Number(_) => false,
    }
}

/// `operationalStatus` is one Coding; a CodeableConcept with one coding means that one.
fn one_coding(value: &mut Tree<'_>) {
    let Tree::Object(concept) = &mut *value else { return };
    let is_one = match concept.get("coding") {
        Some(Tree::List(items)) => items.len() == 1,
        Some(Tree::Object(_)) => true,
        _ => false,
    };
    if !is_one {
        return;
    }
    let coding = match concept.take("coding") {
        Some(Tree::List(mut items)) => items.pop(),
        other => other,
    };
    *value = coding.unwrap_or(Tree::Null);
}

/// `physicalType` is a CodeableConcept; a Coding in its place is its only coding.
fn as_concept(value: &mut Tree<'_>) {
    if let Tree::Object(concept) = &*value
        && concept.get("code").is_some()
        && concept.get("coding").is_none()
    {
        let coding = std::mem::replace(value, Tree::Null);
        let mut concept = Branch::default();
        concept.set("coding", Tree::List(vec![coding]));
        *value = Tree::Object(concept);
    }
}

/// A number written as text.
fn as_number(value: &mut Tree<'_>) {
    if let Tree::Text(text) = &*value
        && let Some(number) = text.trim().parse().ok().and_then(Number::from_f64)
    {
        *value = Tree::Number(number);
    }
}
