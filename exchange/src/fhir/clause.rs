//! One condition of a search, and whether a Location fulfils it.

use sigap_kernel::GeoPoint;

use super::codes::{Coded, SYSTEM_OPERATIONAL, SYSTEM_PHYSICAL_TYPE};
use super::element::Coding;
use super::id::{Identifier, LogicalId, Reference};
use super::instants::Instants;
use super::issue::{Fault, IssueCode};
use super::search::{Candidate, bad_value};

/// Most values of one parameter.
pub(super) const VALUES_MAX: usize = 200;
/// How far `near` reaches when nothing was said, in metres.
const NEAR_DEFAULT_M: f64 = 10_000.0;

/// A condition; of its values one must fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Clause {
    Id(Vec<LogicalId>),
    Identifier(Vec<Token>),
    Name(NameMatch, Vec<String>),
    Organization(Vec<LogicalId>),
    PartOf(Vec<LogicalId>),
    Status(Vec<Token>),
    Mode(Vec<Token>),
    Type(Vec<Token>),
    Operational(Vec<Token>),
    PhysicalType(Vec<Token>),
    Near(Vec<Near>),
    LastUpdated(Vec<Instants>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameMatch {
    Starts,
    Contains,
    Exact,
}

/// `value`, `system|value`, `|value` (no system) or `system|` (any value of it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    system: SystemMatch,
    value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SystemMatch {
    Any,
    Absent,
    Is(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    point: GeoPoint,
    metres: f64,
}

impl Clause {
    /// Reads the values of a known parameter; `None` when they leave nothing to ask for.
    pub(super) fn read(name: &str, modifier: Option<&str>, value: &str) -> Result<Option<Self>, Fault> {
        let name_match = match (name, modifier) {
            ("name", Some("exact")) => NameMatch::Exact,
            ("name", Some("contains")) => NameMatch::Contains,
            (_, None) | ("organization", Some("Organization")) | ("partof", Some("Location")) => NameMatch::Starts,
            _ => {
                let sentence = format!("Pengubah pada parameter pencarian {name} tidak dilayani.");
                return Err(Fault::new(400, IssueCode::NotSupported, sentence));
            }
        };
        let values: Vec<&str> = split(value, ',').into_iter().map(str::trim).filter(|value| !value.is_empty()).collect();
        if values.len() > VALUES_MAX {
            let sentence = format!("Parameter pencarian {name} paling banyak berisi {VALUES_MAX} nilai.");
            return Err(Fault::new(400, IssueCode::TooLong, sentence));
        }
        if values.is_empty() {
            return Ok(None);
        }
        Self::of(name, name_match, &values).map(Some).ok_or_else(|| bad_value(name))
    }

    fn of(name: &str, name_match: NameMatch, values: &[&str]) -> Option<Self> {
        let tokens = || values.iter().map(|value| Token::read(value)).collect();
        Some(match name {
            // An id that cannot be one finds nothing; it is no mistake.
            "_id" => Self::Id(values.iter().filter_map(|value| value.parse().ok()).collect()),
            "identifier" => Self::Identifier(tokens()),
            "name" if name_match == NameMatch::Exact => Self::Name(name_match, values.iter().map(|value| unescape(value)).collect()),
            "name" => Self::Name(name_match, values.iter().map(|value| fold(&unescape(value))).collect()),
            "organization" => Self::Organization(ids(values, "Organization")?),
            "partof" => Self::PartOf(ids(values, "Location")?),
            "status" => Self::Status(tokens()),
            "mode" => Self::Mode(tokens()),
            "type" => Self::Type(tokens()),
            "operational-status" => Self::Operational(tokens()),
            "physical-type" => Self::PhysicalType(tokens()),
            "near" => Self::Near(values.iter().map(|value| Near::read(value)).collect::<Option<_>>()?),
            "_lastUpdated" => Self::LastUpdated(values.iter().map(|value| Instants::read(value)).collect::<Option<_>>()?),
            _ => return None,
        })
    }

    pub(super) fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let facts = candidate.facts;
        match self {
            Self::Id(ids) => ids.contains(candidate.id),
            Self::Identifier(tokens) => facts.identifiers.iter().any(|one| tokens.iter().any(|token| token.fits_identifier(one))),
            Self::Name(how, names) => facts.name.as_deref().is_some_and(|name| names.iter().any(|asked| how.fits(name, asked))),
            Self::Organization(ids) => points_at(facts.organization.as_ref(), ids),
            Self::PartOf(ids) => points_at(facts.part_of.as_ref(), ids),
            Self::Status(tokens) => has_code(facts.status.as_ref(), None, tokens),
            Self::Mode(tokens) => has_code(facts.mode.as_ref(), None, tokens),
            Self::Type(tokens) => facts.types.iter().any(|one| tokens.iter().any(|token| token.fits_coding(one))),
            Self::Operational(tokens) => has_code(facts.operational.as_ref(), Some(SYSTEM_OPERATIONAL), tokens),
            Self::PhysicalType(tokens) => has_code(facts.physical_type.as_ref(), Some(SYSTEM_PHYSICAL_TYPE), tokens),
            Self::Near(places) => facts.position.is_some_and(|at| places.iter().any(|near| near.point.distance_m(at) <= near.metres)),
            Self::LastUpdated(spans) => spans.iter().any(|span| span.holds(candidate.last_updated)),
        }
    }
}

fn points_at(reference: Option<&Reference>, ids: &[LogicalId]) -> bool {
    reference.and_then(Reference::id).is_some_and(|id| ids.contains(id))
}

fn has_code<T: std::fmt::Display>(coded: Option<&Coded<T>>, system: Option<&str>, tokens: &[Token]) -> bool {
    coded.is_some_and(|coded| {
        let code = coded.to_string();
        tokens.iter().any(|token| token.fits_code(system, &code))
    })
}

impl NameMatch {
    fn fits(self, name: &str, asked: &str) -> bool {
        match self {
            Self::Exact => name == asked,
            Self::Starts => fold(name).starts_with(asked),
            Self::Contains => fold(name).contains(asked),
        }
    }
}

impl Token {
    fn read(text: &str) -> Self {
        let parts = split(text, '|');
        let (system, value) = match parts.as_slice() {
            [value] => (SystemMatch::Any, *value),
            ["", value, ..] => (SystemMatch::Absent, *value),
            [system, value, ..] => (SystemMatch::Is(unescape(system)), *value),
            [] => (SystemMatch::Any, ""),
        };
        Self { system, value: Some(unescape(value.trim())).filter(|value| !value.is_empty()) }
    }

    fn fits_value(&self, value: &str) -> bool {
        self.value.as_deref().is_none_or(|asked| asked == value)
    }

    fn fits_system(&self, system: Option<&str>) -> bool {
        match &self.system {
            SystemMatch::Any => true,
            SystemMatch::Absent => system.is_none(),
            SystemMatch::Is(asked) => system == Some(asked.as_str()),
        }
    }

    fn fits_identifier(&self, identifier: &Identifier) -> bool {
        self.fits_system(identifier.system.as_deref()) && self.fits_value(&identifier.value)
    }

    fn fits_coding(&self, coding: &Coding) -> bool {
        self.fits_system(coding.system.as_deref()) && self.fits_value(&coding.code)
    }

    /// A code of a fixed list: its system goes without saying, its letters may be of any case.
    fn fits_code(&self, system: Option<&str>, code: &str) -> bool {
        let fits_system = match (&self.system, system) {
            (SystemMatch::Is(asked), Some(system)) => asked == system,
            _ => true,
        };
        fits_system && self.value.as_deref().is_none_or(|asked| asked.eq_ignore_ascii_case(code))
    }
}

impl Near {
    /// `lat|lon|distance|units`; kilometres when no unit is said.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('|').map(str::trim);
        let (lat, lon) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let point = GeoPoint::new(lat, lon).ok()?;
        let distance: Option<f64> = match parts.next() {
            None | Some("") => None,
            Some(text) => Some(text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?),
        };
        let metres_per_unit = match parts.next().unwrap_or_default() {
            "" | "km" => 1_000.0,
            "m" => 1.0,
            "[mi_i]" | "mi" => 1_609.344,
            _ => return None,
        };
        Some(Self { point, metres: distance.map_or(NEAR_DEFAULT_M, |distance| distance * metres_per_unit) })
    }
}

/// `x` or `Location/x`, also as an absolute address.
fn ids(values: &[&str], kind: &str) -> Option<Vec<LogicalId>> {
    let id = |value: &&str| value.parse().ok().or_else(|| Reference::parse(value, kind)?.id().cloned());
    values.iter().map(id).collect()
}

/// Splits at `mark`, but not where a backslash stands before it.
fn split(text: &str, mark: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if c == mark && !escaped {
            parts.extend(text.get(start..at));
            start = at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    parts.extend(text.get(start..));
    parts
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    out
}

/// Small letters without marks: `Bougenvîl` and `bougenvil` are one name.
pub(super) fn fold(text: &str) -> String {
    let is_mark = |c: &char| !matches!(c, '\u{300}'..='\u{36f}');
    text.chars().flat_map(char::to_lowercase).filter(is_mark).map(bare).collect()
}

/// The letter under the mark, for the letters of western European names.
const fn bare(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' | 'ş' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_where_no_backslash_stands() {
        assert_eq!(split(r"a\,b,c", ','), [r"a\,b", "c"]);
        assert_eq!(split(r"a\\,b", ','), [r"a\\", "b"]);
        assert_eq!(split("", ','), [""]);
        assert_eq!(unescape(r"a\,b\\c\"), r"a,b\c\");
    }

    #[test]
    fn a_name_is_folded() {
        assert_eq!(fold("Ruang Bougenvîl ÉMAS"), "ruang bougenvil emas");
        assert_eq!(fold("e\u{301}"), "e");
    }
}
