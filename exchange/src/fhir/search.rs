//! `Query`: the parameters of a search. Parameters are joined by *and*, the values of one by *or*.
//!
//! A parameter nobody knows is ignored unless the caller asks for strictness; a known one with a bad value or an unknown modifier is refused,
//! because ignoring it would find more than was asked for.

use std::borrow::Cow;
use std::cmp::Ordering;

use sigap_kernel::UtcMs;

use super::clause::Clause;
use super::id::LogicalId;
use super::issue::{Fault, IssueCode};
use super::location::LocationFacts;
use super::organization::Organization;
use crate::lenient::shown;

/// Most bytes of a query, in the address or in the body of `_search`.
pub const QUERY_BYTES_MAX: usize = 16 * 1024;
/// Most parameters of a query.
pub const PARAMETERS_MAX: usize = 64;
/// Most resources on one page.
pub const COUNT_MAX: u32 = 500;
/// Resources on one page when nothing was said.
pub const COUNT_DEFAULT: u32 = 50;
/// Longest cursor.
pub const CURSOR_CHARS_MAX: usize = 128;

/// The parameter of our own that goes on after a page; its value is the caller's.
pub(super) const CURSOR: &str = "_cursor";

/// The parameters that find Locations, with their FHIR types.
pub(super) const LOCATION_PARAMETERS: [(&str, &str); 12] = [
    ("_id", "token"),
    ("_lastUpdated", "date"),
    ("identifier", "token"),
    ("name", "string"),
    ("organization", "reference"),
    ("partof", "reference"),
    ("status", "token"),
    ("type", "token"),
    ("operational-status", "token"),
    ("near", "special"),
    // Not of the standard, but sent all the same.
    ("physical-type", "token"),
    ("mode", "token"),
];

/// The parameters that find Organizations.
pub(super) const ORGANIZATION_PARAMETERS: [(&str, &str); 3] = [("_id", "token"), ("identifier", "token"), ("name", "string")];

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wards, rooms, beds.
    Location,
    /// The facilities.
    Organization,
}

impl Kind {
    /// The resource type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Location => "Location",
            Self::Organization => "Organization",
        }
    }

    pub(super) const fn parameters(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Location => &LOCATION_PARAMETERS,
            Self::Organization => &ORGANIZATION_PARAMETERS,
        }
    }
}

/// By what the found are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// When it was last updated.
    LastUpdated,
    /// Its name, as people sort.
    Name,
}

/// One key of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From the last to the first.
    pub descending: bool,
}

/// A search, checked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Query {
    /// What is searched.
    pub kind: Kind,
    /// Resources on one page, 0 to [`COUNT_MAX`].
    pub count: u32,
    /// The order; empty is the caller's own.
    pub sort: Vec<Sort>,
    /// Where to go on, as the caller wrote it into the page before.
    pub cursor: Option<String>,
    /// Only the total is asked for.
    pub only_total: bool,
    clauses: Vec<Clause>,
    /// What was understood, to be told in the link `self`.
    used: Vec<(String, String)>,
}

/// One resource held against a query.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its id.
    pub id: &'a LogicalId,
    /// When it was last updated.
    pub last_updated: UtcMs,
    /// What is known of it.
    pub facts: &'a LocationFacts,
}

impl Query {
    /// Reads a query string or form: `name=Melati&status=active`. `strict` refuses parameters nobody knows (`Prefer: handling=strict`).
    ///
    /// # Errors
    /// Too long, or a known parameter cannot be understood.
    pub fn parse(kind: Kind, query: &str, strict: bool) -> Result<Self, Fault> {
        Self::of_pairs(kind, &[query.as_bytes()], strict)
    }

    /// Reads several strings as one query: the address and the body of `_search`.
    pub(super) fn of_pairs(kind: Kind, strings: &[&[u8]], strict: bool) -> Result<Self, Fault> {
        let mut query =
            Self { kind, count: COUNT_DEFAULT, sort: Vec::new(), cursor: None, only_total: false, clauses: Vec::new(), used: Vec::new() };
        if strings.iter().map(|string| string.len()).sum::<usize>() > QUERY_BYTES_MAX {
            return Err(Fault::new(414, IssueCode::TooLong, format!("Pencarian terlalu panjang, paling banyak {QUERY_BYTES_MAX} byte.")));
        }
        let mut number = 0_usize;
        for (name, value) in strings.iter().flat_map(|string| form_urlencoded::parse(string)) {
            number += 1;
            if number > PARAMETERS_MAX {
                let sentence = format!("Pencarian paling banyak berisi {PARAMETERS_MAX} parameter.");
                return Err(Fault::new(400, IssueCode::TooLong, sentence));
            }
            query.add(&name, &value, strict)?;
        }
        Ok(query)
    }

    fn add(&mut self, full_name: &str, value: &str, strict: bool) -> Result<(), Fault> {
        let (name, modifier) = full_name.split_once(':').map_or((full_name, None), |(name, modifier)| (name, Some(modifier)));
        if value.trim().is_empty() {
            return Ok(());
        }
        let is_known = match name {
            "_count" => self.set_count(value)?,
            "_sort" => self.set_sort(value, strict)?,
            "_summary" => self.set_summary(value),
            "_format" | "_pretty" => return Ok(()),
            CURSOR => self.set_cursor(value)?,
            _ if self.kind.parameters().iter().any(|(known, _)| *known == name) => {
                self.clauses.extend(Clause::read(name, modifier, value)?);
                true
            }
            _ => false,
        };
        if is_known {
            self.used.push((full_name.to_owned(), value.to_owned()));
        } else if strict {
            let sentence = format!("Parameter pencarian {} tidak dilayani.", shown(full_name));
            return Err(Fault::new(400, IssueCode::NotSupported, sentence));
        }
        Ok(())
    }

    fn set_count(&mut self, value: &str) -> Result<bool, Fault> {
        let digits = value.trim();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad_value("_count"));
        }
        self.count = digits.parse().unwrap_or(COUNT_MAX).min(COUNT_MAX);
        self.only_total |= self.count == 0;
        Ok(true)
    }

    fn set_sort(&mut self, value: &str, strict: bool) -> Result<bool, Fault> {
        for key in value.split(',') {
            let (descending, name) = key.trim().strip_prefix('-').map_or((false, key.trim()), |name| (true, name));
            let by = match name {
                "_lastUpdated" => SortBy::LastUpdated,
                "name" => SortBy::Name,
                _ if strict => return Err(bad_value("_sort")),
                _ => continue,
            };
            if !self.sort.iter().any(|known| known.by == by) {
                self.sort.push(Sort { by, descending });
            }
        }
        Ok(!self.sort.is_empty())
    }

    fn set_summary(&mut self, value: &str) -> bool {
        self.only_total |= value == "count";
        matches!(value, "count" | "false")
    }

    fn set_cursor(&mut self, value: &str) -> Result<bool, Fault> {
        let fits = value.len() <= CURSOR_CHARS_MAX && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        if !fits || self.cursor.is_some() {
            return Err(bad_value(CURSOR));
        }
        self.cursor = Some(value.to_owned());
        Ok(true)
    }

    /// Whether anything narrows the search.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.clauses.is_empty()
    }

    /// The ids asked for, when ids are: whoever has a table by id need not look further.
    #[must_use]
    pub fn ids(&self) -> Option<&[LogicalId]> {
        self.clauses.iter().find_map(|clause| match clause {
            Clause::Id(ids) => Some(ids.as_slice()),
            _ => None,
        })
    }

    /// Whether a Location is one of those asked for.
    #[must_use]
    pub fn matches(&self, candidate: &Candidate<'_>) -> bool {
        self.clauses.iter().all(|clause| clause.holds(candidate))
    }

    /// Whether an Organization is one of those asked for.
    #[must_use]
    pub fn matches_organization(&self, organization: &Organization) -> bool {
        let facts = LocationFacts {
            identifiers: organization.identifiers.clone(),
            name: Some(organization.name.clone()),
            ..LocationFacts::default()
        };
        self.matches(&Candidate { id: &organization.id, last_updated: organization.last_updated, facts: &facts })
    }

    /// The order asked for; equal ones stand by their id, so that pages never overlap.
    #[must_use]
    pub fn compare(&self, one: &Candidate<'_>, other: &Candidate<'_>) -> Ordering {
        let by_key = |sort: &Sort| {
            let order = match sort.by {
                SortBy::LastUpdated => one.last_updated.cmp(&other.last_updated),
                SortBy::Name => folded_name(one).cmp(&folded_name(other)),
            };
            if sort.descending { order.reverse() } else { order }
        };
        self.sort.iter().map(by_key).find(|order| order.is_ne()).unwrap_or_else(|| one.id.cmp(other.id))
    }

    /// What was understood, as a query string, with another cursor or none.
    pub(super) fn to_query_string(&self, cursor: Option<&str>) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.used.iter().filter(|(name, _)| name != CURSOR) {
            out.append_pair(name, value);
        }
        cursor.into_iter().for_each(|cursor| {
            out.append_pair(CURSOR, cursor);
        });
        out.finish()
    }

    /// The cursor this page was asked with, to be told in the link `self`.
    pub(super) fn own_cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

fn folded_name(candidate: &Candidate<'_>) -> Cow<'static, str> {
    candidate.facts.name.as_deref().map_or(Cow::Borrowed(""), |name| Cow::Owned(super::clause::fold(name)))
}

/// A known parameter whose value cannot be understood.
pub(super) fn bad_value(name: &str) -> Fault {
    Fault::new(400, IssueCode::Value, format!("Nilai parameter pencarian {name} tidak dapat dibaca."))
}
