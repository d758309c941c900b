//! Elements of a resource as typed values; whatever is wrong is noted with its place.

use std::borrow::Cow;

use super::id::{Identifier, REFERENCE_CHARS_MAX, Reference};
use super::issue::{Issues, Path, Wrong};
use crate::lenient::{Branch, FieldFault, Tree, clean, is_invisible, is_longer};

/// Most items of one list that are read.
pub(super) const ITEMS_MAX: usize = 32;
/// Longest code.
pub(super) const CODE_CHARS_MAX: usize = 100;
/// Longest system.
const SYSTEM_CHARS_MAX: usize = 300;
/// Longest identifier.
const IDENTIFIER_CHARS_MAX: usize = 200;

/// A code within its system.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Coding {
    /// The system, an URI; `None` when it was not said.
    pub system: Option<String>,
    /// The code, trimmed.
    pub code: String,
}

/// The text of an element, trimmed; a whole number is taken as its digits, an empty text as absent.
pub(super) fn text<'a>(
    of: &'a Branch<'a>,
    name: &'static str,
    chars_max: usize,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Option<Cow<'a, str>> {
    let text: Cow<'a, str> = match of.get(name)? {
        Tree::Null => return None,
        Tree::Text(text) => Cow::Borrowed(text.trim()),
        Tree::Number(number) if !number.is_f64() => Cow::Owned(number.to_string()),
        Tree::Number(_) | Tree::Bool(_) => return wrong(at, name, FieldFault::NotText, issues),
        Tree::List(_) | Tree::Object(_) => return wrong(at, name, FieldFault::Nested, issues),
    };
    if text.is_empty() {
        None
    } else if is_longer(&text, chars_max) {
        wrong(at, name, FieldFault::TooLong { max: chars_max }, issues)
    } else {
        Some(text)
    }
}

/// A code, an id or an address: text without invisible characters.
pub(super) fn code<'a>(
    of: &'a Branch<'a>,
    name: &'static str,
    chars_max: usize,
    at: &Path<'_>,
    issues: &mut Issues,
) -> Option<Cow<'a, str>> {
    let text = text(of, name, chars_max, at, issues)?;
    if text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') || !text.chars().any(|c| c != ' ' && (is_invisible(c) || c.is_whitespace()))
    {
        Some(text)
    } else {
        wrong(at, name, FieldFault::Invisible, issues)
    }
}

/// A name for people: invisible characters dropped, blanks made single.
pub(super) fn label(of: &Branch<'_>, name: &'static str, chars_max: usize, at: &Path<'_>, issues: &mut Issues) -> Option<String> {
    let text = text(of, name, chars_max, at, issues)?;
    Some(clean(&text)).filter(|label| !label.is_empty())
}

fn wrong<T>(at: &Path<'_>, name: &'static str, fault: FieldFault, issues: &mut Issues) -> Option<T> {
    issues.add(&at.field(name), Wrong::Field(fault));
    None
}

/// An element that is an object.
pub(super) fn object<'a>(of: &'a Branch<'a>, name: &'static str, at: &Path<'_>, issues: &mut Issues) -> Option<&'a Branch<'a>> {
    match of.get(name)? {
        Tree::Object(object) => Some(object),
        Tree::Null => None,
        _ => {
            issues.add(&at.field(name), Wrong::NotObject);
            None
        }
    }
}

/// The objects of a list; one object alone is taken as a list of one. Empty slots (`null`) are left out.
pub(super) fn objects<'a>(of: &'a Branch<'a>, name: &'static str, at: &Path<'_>, issues: &mut Issues) -> Vec<(usize, &'a Branch<'a>)> {
    let items = match of.get(name) {
        None | Some(Tree::Null) => return Vec::new(),
        Some(Tree::List(items)) => items.as_slice(),
        Some(one @ Tree::Object(_)) => std::slice::from_ref(one),
        Some(_) => {
            issues.add(&at.field(name), Wrong::NotList);
            return Vec::new();
        }
    };
    if items.len() > ITEMS_MAX {
        issues.add(&at.field(name), Wrong::TooMany(ITEMS_MAX));
        return Vec::new();
    }
    let mut found = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        match item {
            Tree::Object(object) => found.push((place, object)),
            Tree::Null => {}
            _ => issues.add(&at.field(name).item(place), Wrong::NotObject),
        }
    }
    found
}

/// The codings of a CodeableConcept; a Coding that stands in its place is taken too. A text without a code is nothing to reckon with.
pub(super) fn codings(concept: &Branch<'_>, at: &Path<'_>, issues: &mut Issues) -> Vec<Coding> {
    if concept.get("code").is_some() && concept.get("coding").is_none() {
        return coding(concept, at, issues).into_iter().collect();
    }
    let list = at.field("coding");
    objects(concept, "coding", at, issues).into_iter().filter_map(|(place, item)| coding(item, &list.item(place), issues)).collect()
}

fn coding(item: &Branch<'_>, at: &Path<'_>, issues: &mut Issues) -> Option<Coding> {
    let system = code(item, "system", SYSTEM_CHARS_MAX, at, issues).map(Cow::into_owned);
    code(item, "code", CODE_CHARS_MAX, at, issues).map(|code| Coding { system, code: code.into_owned() })
}

/// The identifiers that have a value.
pub(super) fn identifiers(of: &Branch<'_>, at: &Path<'_>, issues: &mut Issues) -> Vec<Identifier> {
    let list = at.field("identifier");
    let items = objects(of, "identifier", at, issues);
    items.into_iter().filter_map(|(place, item)| identifier(item, &list.item(place), issues)).collect()
}

fn identifier(item: &Branch<'_>, at: &Path<'_>, issues: &mut Issues) -> Option<Identifier> {
    let system = code(item, "system", SYSTEM_CHARS_MAX, at, issues).map(Cow::into_owned);
    code(item, "value", IDENTIFIER_CHARS_MAX, at, issues).map(|value| Identifier { system, value: value.into_owned() })
}

/// A reference to a resource of type `kind`; one that holds neither an address nor an identifier points at nothing.
pub(super) fn reference(of: &Branch<'_>, name: &'static str, kind: &'static str, at: &Path<'_>, issues: &mut Issues) -> Option<Reference> {
    let reference = object(of, name, at, issues)?;
    let at = at.field(name);
    if let Some(address) = text(reference, "reference", REFERENCE_CHARS_MAX, &at, issues) {
        let parsed = Reference::parse(&address, kind);
        if parsed.is_none() {
            issues.add(&at.field("reference"), Wrong::NotReference(kind));
        }
        return parsed;
    }
    let inner = object(reference, "identifier", &at, issues)?;
    identifier(inner, &at.field("identifier"), issues).map(Reference::Identifier)
}

/// A number between two bounds, also written as text.
pub(super) fn number(of: &Branch<'_>, name: &'static str, from: i32, to: i32, at: &Path<'_>, issues: &mut Issues) -> Option<f64> {
    let number = match of.get(name)? {
        Tree::Null => return None,
        Tree::Text(text) if text.trim().is_empty() => return None,
        Tree::Text(text) => text.trim().parse().ok(),
        Tree::Number(number) => number.as_f64(),
        _ => None,
    };
    let within = number.filter(|number| (f64::from(from)..=f64::from(to)).contains(number));
    if within.is_none() {
        issues.add(&at.field(name), Wrong::NotWithin(from, to));
    }
    within
}
