//! Where a call leads: method, path and query to a [`Route`]; and the few headers that matter.

use super::id::LogicalId;
use super::issue::{Fault, IssueCode};
use super::search::{Kind, QUERY_BYTES_MAX};

const PREFIX: [&str; 2] = ["fhir-r4", "v1"];
/// Longest path that is read.
const PATH_BYTES_MAX: usize = 512;
/// Longest value of a header that is read; a condition is a query.
const HEADER_BYTES_MAX: usize = QUERY_BYTES_MAX;

/// What a call asks for, before its body is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route<'a> {
    /// The CapabilityStatement; open to all.
    Metadata,
    /// A search; the form of `_search` comes in the body.
    Search {
        /// What is searched.
        kind: Kind,
        /// The query of the address.
        query: &'a str,
        /// Whether the body is a form with more of it (`_search`).
        has_form: bool,
    },
    /// Read one.
    Read(Kind, LogicalId),
    /// Create a Location.
    Create,
    /// Create or replace the Location of this id.
    Update(LogicalId),
    /// Change a part of a Location.
    Patch(LogicalId),
    /// Many changes at once.
    Bundle,
}

impl<'a> Route<'a> {
    /// Reads method and target (path and query).
    ///
    /// # Errors
    /// Nothing is served there, or not by this method.
    pub fn parse(method: &str, target: &'a str) -> Result<Self, Fault> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path.len() > PATH_BYTES_MAX {
            return Err(unknown_path());
        }
        let is_prefix = |segment: &&str| PREFIX.iter().any(|part| part.eq_ignore_ascii_case(segment));
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).skip_while(is_prefix);
        let method = method.to_ascii_uppercase();
        let parts = (segments.next(), segments.next(), segments.next());
        match parts {
            (None, ..) => only(&method, "POST", Self::Bundle),
            (Some("metadata"), None, _) => only(&method, "GET", Self::Metadata),
            (Some("Location"), rest, None) => Self::below(Kind::Location, &method, rest, query),
            (Some("Organization"), rest, None) => Self::below(Kind::Organization, &method, rest, query),
            (Some("Location" | "Organization"), Some(_), Some("_history")) => {
                Err(Fault::new(404, IssueCode::NotSupported, "Riwayat versi tidak dilayani. Baca versi terakhir tanpa _history."))
            }
            (Some("Location" | "Organization"), ..) => Err(unknown_path()),
            (Some(name), ..) if name.starts_with(|c: char| c.is_ascii_uppercase()) => {
                Err(Fault::new(404, IssueCode::NotSupported, "Jenis data ini tidak dilayani. Yang dilayani: Location dan Organization."))
            }
            _ => Err(unknown_path()),
        }
    }

    fn below(kind: Kind, method: &str, rest: Option<&str>, query: &'a str) -> Result<Self, Fault> {
        let is_location = kind == Kind::Location;
        match (rest, method) {
            (None, "GET" | "HEAD") => Ok(Self::Search { kind, query, has_form: false }),
            (None, "POST") if is_location => Ok(Self::Create),
            (None, _) => Err(wrong_method(if is_location { "GET, POST" } else { "GET" })),
            (Some("_search"), _) => only(method, "POST", Self::Search { kind, query, has_form: true }),
            (Some(id), _) => {
                if id.starts_with('$') {
                    return Err(Fault::new(404, IssueCode::NotSupported, "Operasi FHIR tidak dilayani."));
                }
                // A blank at the end of a hand-typed id arrives as `%20`.
                let id =
                    id.trim_end_matches("%20").parse().map_err(|bad: super::BadId| Fault::new(400, IssueCode::Value, bad.to_string()))?;
                match method {
                    "GET" | "HEAD" => Ok(Self::Read(kind, id)),
                    "PUT" if is_location => Ok(Self::Update(id)),
                    "PATCH" if is_location => Ok(Self::Patch(id)),
                    _ => Err(wrong_method(if is_location { "GET, PUT, PATCH" } else { "GET" })),
                }
            }
        }
    }
}

fn only<'a>(method: &str, served: &'static str, route: Route<'a>) -> Result<Route<'a>, Fault> {
    if method == served || (method == "HEAD" && served == "GET") { Ok(route) } else { Err(wrong_method(served)) }
}

fn unknown_path() -> Fault {
    Fault::new(404, IssueCode::NotFound, "Alamat tidak dikenal. Alamat yang tersedia: metadata, Location, Organization.")
}

fn wrong_method(served: &'static str) -> Fault {
    let fault = Fault::new(405, IssueCode::NotSupported, format!("Metode HTTP tidak dilayani pada alamat ini. Gunakan {served}."));
    Fault { allow: Some(served), ..fault }
}

/// The headers of a call that change its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallHeaders<'a> {
    /// `If-Match`: change only this version.
    pub if_match: Option<u64>,
    /// `If-None-Exist`: create only when nothing fits this query.
    pub if_none_exist: Option<&'a str>,
    /// `Prefer: handling=strict`: refuse search parameters nobody knows.
    pub strict: bool,
    /// `Prefer: return=…`: what the answer to a change holds.
    pub prefer: Return,
}

/// What the answer to a change holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Return {
    /// The whole resource.
    #[default]
    Representation,
    /// Nothing but headers.
    Minimal,
    /// An OperationOutcome.
    Outcome,
}

impl<'a> CallHeaders<'a> {
    /// Reads the headers through `header`, which looks a name up in any case of letters.
    ///
    /// # Errors
    /// `If-Match` is no version, or a header is too long. A `Prefer` nobody knows is ignored.
    pub fn read(header: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Fault> {
        let text = |name| header(name).map(str::trim).filter(|text| !text.is_empty());
        let (if_match, if_none_exist, prefer) = (text("If-Match"), text("If-None-Exist"), text("Prefer").unwrap_or_default());
        if [if_match, if_none_exist].into_iter().flatten().any(|text| text.len() > HEADER_BYTES_MAX) {
            return Err(Fault::new(431, IssueCode::TooLong, "Header terlalu panjang."));
        }
        let has = |word: &str| prefer.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(word));
        let prefers = if has("return=minimal") {
            Return::Minimal
        } else if has("return=OperationOutcome") {
            Return::Outcome
        } else {
            Return::Representation
        };
        let if_match = if_match.filter(|text| *text != "*").map(version_of_etag).transpose()?;
        Ok(Self { if_match, if_none_exist, strict: has("handling=strict"), prefer: prefers })
    }
}

/// The version of an ETag: `W/"3"`, `"3"` or `3`.
pub(super) fn version_of_etag(text: &str) -> Result<u64, Fault> {
    let bare = text.trim().trim_start_matches("W/").trim_matches('"');
    let version = if bare.bytes().all(|b| b.is_ascii_digit()) { bare.parse().ok() } else { None };
    version.ok_or_else(|| Fault::new(400, IssueCode::Value, "Header If-Match harus berisi versi, contoh: W/\"3\"."))
}
