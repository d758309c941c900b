//! Logical ids, and references from one resource to another.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Longest id, by FHIR R4.
pub const ID_CHARS_MAX: usize = 64;
/// Longest reference that is read.
pub(super) const REFERENCE_CHARS_MAX: usize = 512;

/// The id of a resource on one server: 1 to 64 of `A-Z a-z 0-9 - .`, but no path step (`.`, `..`), which no address could hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogicalId(String);

/// Text that cannot be an id. `Display` is the sentence for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Id harus terdiri atas 1 sampai 64 huruf, angka, tanda hubung, atau titik.")]
pub struct BadId;

impl LogicalId {
    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LogicalId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let fits = (1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        if fits && !matches!(text, "." | "..") { Ok(Self(text.to_owned())) } else { Err(BadId) }
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A business identifier: the sender's own name of a thing within a system of names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier {
    /// The system, an URI; `None` when it was not said.
    pub system: Option<String>,
    /// The value, trimmed.
    pub value: String,
}

/// What a resource points at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reference {
    /// A resource of this server, also when written as an absolute address that ends in type and id.
    Id(LogicalId),
    /// A thing known by its identifier; which resource that is, is for the caller to look up.
    Identifier(Identifier),
    /// A resource of the same Bundle by its `fullUrl` (`urn:uuid:…`), until [`super::Location::resolve`] has put its id there.
    Entry(String),
}

impl Reference {
    /// Reads `reference` as one to a resource of type `kind`: `Location/x`, `…/Location/x`, `…/Location/x/_history/3`, or `urn:uuid:…`.
    pub(super) fn parse(text: &str, kind: &str) -> Option<Self> {
        let is_urn = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
        if is_urn && !text.chars().any(char::is_whitespace) {
            return Some(Self::Entry(text.to_owned()));
        }
        let (path, _version) = text.split_once("/_history/").unwrap_or((text, ""));
        let (before, id) = path.rsplit_once('/')?;
        let named = before.rsplit('/').next()?;
        if named == kind { id.parse().ok().map(Self::Id) } else { None }
    }

    /// The id, when it is one.
    #[must_use]
    pub const fn id(&self) -> Option<&LogicalId> {
        match self {
            Self::Id(id) => Some(id),
            Self::Identifier(_) | Self::Entry(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_letters_of_the_standard() {
        for text in ["a", "kamar-201", "10000099", "b5.Z", &"x".repeat(64)] {
            assert_eq!(text.parse::<LogicalId>().unwrap().as_str(), text);
        }
        for text in ["", ".", "..", " a", "a b", "a/b", "a_b", "é", "..%2f", &"x".repeat(65)] {
            assert_eq!(text.parse::<LogicalId>(), Err(BadId), "{text}");
        }
    }

    #[test]
    fn a_reference_is_read_in_its_usual_forms() {
        let id = |text: &str| Some(Reference::Id(text.parse().unwrap()));
        for text in ["Location/a", "/Location/a", "https://contoh.example/fhir-r4/v1/Location/a", "Location/a/_history/3"] {
            assert_eq!(Reference::parse(text, "Location"), id("a"), "{text}");
        }
        let urn = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001";
        assert_eq!(Reference::parse(urn, "Location"), Some(Reference::Entry(urn.into())));
        for text in ["a", "Organization/a", "Location/", "Location/a b", "#a", "Location?identifier=x", "location/a", "", "urn: x"] {
            assert_eq!(Reference::parse(text, "Location"), None, "{text}");
        }
    }
}
