//! `Document`: a Location as JSON text, in one fixed form without what the server owns (`id`, `meta.versionId`, `meta.lastUpdated`) and without
//! what it does not keep: the narrative (`text`), which is HTML that a page of somebody else's could run, and resources within (`contained`).
//!
//! The fixed form lets an answer be written by copying text: resources are not parsed again to be read or listed.

use std::borrow::Cow;

use sigap_kernel::UtcMs;
use thiserror::Error;

use super::id::LogicalId;
use crate::lenient::{Branch, Tree, TreeLimits, read_tree};

/// Every document begins so; `meta`, when there is one, comes next.
const HEAD: &str = "{\"resourceType\":\"Location\"";
const META: &str = ",\"meta\":{";
/// Elements that are not kept. Nothing is read from them, and the standard lets a server leave them out.
const NOT_KEPT: [&str; 2] = ["text", "contained"];
/// How they begin in a text that was written before they were left out.
const NOT_KEPT_BEGIN: [&str; 2] = [",\"text\":{", ",\"contained\":["];
/// Limits of what was already taken within others.
const ANY: TreeLimits = TreeLimits { bytes: usize::MAX, depth: 127, values: usize::MAX };
/// Room made for a text before it is written.
const TEXT_BYTES_USUAL: usize = 1_024;

/// The text to store for a Location that was taken. Two documents are equal when they say the same in the same words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'a>(Cow<'a, str>);

/// Stored text that is no document: it was not written by this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the stored text is not a Location document")]
pub struct NotADocument;

impl<'a> Document<'a> {
    /// Text that was stored before. Its ends are looked at; that nothing changed between them is the store's care.
    ///
    /// # Errors
    /// It does not begin and end like a document.
    pub fn from_stored(text: impl Into<Cow<'a, str>>) -> Result<Self, NotADocument> {
        let text = text.into();
        let tail = text.strip_prefix(HEAD).ok_or(NotADocument)?;
        if !tail.ends_with('}') || !tail.starts_with([',', '}']) {
            return Err(NotADocument);
        }
        if !NOT_KEPT_BEGIN.iter().any(|begin| text.contains(begin)) {
            return Ok(Self(text));
        }
        let Ok(Tree::Object(resource)) = read_tree(text.as_bytes(), ANY) else { return Err(NotADocument) };
        Ok(Document::write(resource))
    }

    /// The same with another target of the reference `name`.
    pub(super) fn pointing(&self, name: &str, target: String) -> Document<'static> {
        // What was written here reads back, so there is no error to lose.
        let Ok(Tree::Object(mut resource)) = read_tree(self.0.as_bytes(), ANY) else { return Document(self.0.clone().into_owned().into()) };
        if let Some(Tree::Object(reference)) = resource.get_mut(name) {
            reference.set("reference", Tree::Text(target.into()));
        }
        Document::write(resource)
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Document<'static> {
    /// Writes the fixed form; what the server owns or does not keep is left out.
    pub(super) fn write(mut resource: Branch<'_>) -> Self {
        let mut out = String::with_capacity(TEXT_BYTES_USUAL);
        out.push_str(HEAD);
        if let Some(Tree::Object(mut meta)) = resource.take("meta") {
            meta.take("versionId");
            meta.take("lastUpdated");
            if !meta.is_empty() {
                push(&mut out, "meta", &Tree::Object(meta));
            }
        }
        for (name, value) in resource.iter() {
            if !matches!(name, "resourceType" | "id") && !NOT_KEPT.contains(&name) {
                push(&mut out, name, value);
            }
        }
        out.push('}');
        Self(Cow::Owned(out))
    }
}

/// A text from [`Stored::text`] as a tree, for changing it. What was written here reads back, so there is no error to lose.
pub(super) fn tree_of(text: &str) -> Tree<'_> {
    read_tree(text.as_bytes(), ANY).unwrap_or(Tree::Null)
}

fn push(out: &mut String, name: &str, value: &Tree<'_>) {
    out.push(',');
    push_text(out, name);
    out.push(':');
    push_tree(out, value);
}

/// A value as JSON; the same text as [`json`] gives, made without a serializer between.
fn push_tree(out: &mut String, value: &Tree<'_>) {
    match value {
        Tree::Null | Tree::Bool(_) | Tree::Number(_) => out.push_str(&json(value)),
        Tree::Text(text) => push_text(out, text),
        Tree::List(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                push_tree(out, item);
            }
            out.push(']');
        }
        Tree::Object(fields) => {
            out.push('{');
            for (place, (name, value)) in fields.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                push_text(out, name);
                out.push(':');
                push_tree(out, value);
            }
            out.push('}');
        }
    }
}

/// A text as JSON, quotes and escapes made.
pub(super) fn push_text(out: &mut String, text: &str) {
    // Every byte is looked at, so that many are looked at at once.
    let has_escapes = text.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'));
    if has_escapes {
        out.push_str(&json(text));
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

/// Texts, numbers and trees of them always serialize, so there is no error to lose here.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A Location as it stands in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored<'a> {
    /// Its id here.
    pub id: &'a LogicalId,
    /// Its version, counted from 1.
    pub version: u64,
    /// When this version was taken.
    pub last_updated: UtcMs,
    /// Its text.
    pub document: &'a Document<'a>,
}

impl Stored<'_> {
    /// Adds the whole resource to `out`, as it is read by others.
    pub(super) fn push(&self, out: &mut String) {
        let tail = self.document.as_str().strip_prefix(HEAD).unwrap_or("}");
        out.push_str(HEAD);
        // An id has no letter that JSON would escape.
        out.push_str(",\"id\":\"");
        out.push_str(self.id.as_str());
        out.push('"');
        out.push_str(META);
        out.push_str(&format!("\"versionId\":\"{}\",\"lastUpdated\":\"{}\"", self.version, instant(self.last_updated)));
        match tail.strip_prefix(META) {
            Some(rest) => {
                out.push(',');
                out.push_str(rest);
            }
            None => {
                out.push('}');
                out.push_str(tail);
            }
        }
    }

    /// The whole resource.
    pub(super) fn text(self) -> String {
        let mut text = String::with_capacity(self.document.as_str().len() + 128);
        self.push(&mut text);
        text
    }
}

/// A FHIR `instant` in UTC, its offset written `+00:00` as SATUSEHAT demands.
pub(super) fn instant(at: UtcMs) -> String {
    let text = at.rfc3339();
    match text.strip_suffix('Z') {
        Some(text) => format!("{text}+00:00"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_not_given_back_either_where_it_was_stored_before() {
        let stored =
            r#"{"resourceType":"Location","contained":[{"id":"x"}],"name":"Bed 1","text":{"div":"<script/>"},"type":[{"text":"ICU"}]}"#;
        let kept = r#"{"resourceType":"Location","name":"Bed 1","type":[{"text":"ICU"}]}"#;
        assert_eq!(Document::from_stored(stored).unwrap().as_str(), kept);
        assert_eq!(Document::from_stored(kept).unwrap().as_str(), kept);
    }

    #[test]
    fn a_tree_is_written_as_a_serializer_writes_it() {
        for text in [
            r#"{"":[],"a":{},"b":[1,-2,0.5,1e300,null,true,false,"é\n\u0001\"\\/\u007f😀",[[]]],"c\t":{"d":"","e":["x"]}}"#,
            r#"["a\\b","c\"d","\u001f"," ~"]"#,
        ] {
            let tree = read_tree(text.as_bytes(), ANY).unwrap();
            let mut out = String::new();
            push_tree(&mut out, &tree);
            assert_eq!(out, json(&tree));
        }
    }
}
