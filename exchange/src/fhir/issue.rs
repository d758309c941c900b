//! `Fault`: why a call was not done, as the issues of an `OperationOutcome`; each with its code, its place and an Indonesian sentence.

use std::fmt;

use sigap_kernel::coded_enum;

use crate::lenient::{BodyFault, FieldFault};

/// Most issues one answer tells; a document with more is wrong as a whole.
pub const ISSUES_MAX: usize = 50;

coded_enum! {
    /// The kinds of mistake, as the value set `issue-type` of FHIR R4 calls them.
    pub enum IssueCode {
        /// The content is not as it should be.
        Invalid = "invalid",
        /// Not JSON, or an element of another shape than it should have.
        Structure = "structure",
        /// A required element is absent.
        Required = "required",
        /// A value that cannot be used.
        Value = "value",
        /// No such thing here.
        NotFound = "not-found",
        /// Not known who is calling.
        Login = "login",
        /// Known, but not allowed.
        Forbidden = "forbidden",
        /// It was changed meanwhile.
        Conflict = "conflict",
        /// More than the limit.
        TooLong = "too-long",
        /// Too many calls.
        Throttled = "throttled",
        /// Try again later.
        Transient = "transient",
        /// Not served here.
        NotSupported = "not-supported",
        /// It is there already.
        Duplicate = "duplicate",
        /// A condition fits more than one.
        MultipleMatches = "multiple-matches",
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its kind.
    pub code: IssueCode,
    /// The element it stands at, for example `Location.identifier[0].value`; `None` for the call as a whole.
    pub expression: Option<String>,
    /// The Indonesian sentence (`diagnostics`).
    pub sentence: String,
}

/// Why a call was not done: a status and at least one issue. `Display` is all the sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// HTTP status.
    pub status: u16,
    /// What is wrong, in the order it was found.
    pub issues: Vec<Issue>,
    /// Seconds after which to try again, for the header `Retry-After`.
    pub retry_after_s: Option<u32>,
    /// The methods that are served, for the header `Allow`.
    pub allow: Option<&'static str>,
}

impl Fault {
    /// A fault of the call as a whole.
    #[must_use]
    pub fn new(status: u16, code: IssueCode, sentence: impl Into<String>) -> Self {
        Self::of(status, vec![Issue { code, expression: None, sentence: sentence.into() }])
    }

    /// A fault of these issues.
    pub(super) fn of(status: u16, issues: Vec<Issue>) -> Self {
        Self { status, issues, retry_after_s: None, allow: None }
    }

    /// No resource has this id, or it is not the caller's: the two are not told apart, so that ids cannot be probed.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(404, IssueCode::NotFound, "Data dengan id tersebut tidak ditemukan.")
    }

    /// No token, or one that is not valid any more.
    #[must_use]
    pub fn login() -> Self {
        Self::new(401, IssueCode::Login, "Token tidak ada, salah, atau kedaluwarsa. Minta token baru, lalu ulangi permintaan.")
    }

    /// The token is good, but not for this.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(403, IssueCode::Forbidden, "Token ini tidak berhak atas data tersebut.")
    }

    /// `If-Match` named another version than the present one.
    #[must_use]
    pub fn version_conflict() -> Self {
        Self::new(412, IssueCode::Conflict, "Data sudah berubah sejak terakhir dibaca. Baca ulang data, lalu kirim perubahan lagi.")
    }

    /// Two changes came at the same time, or a reference would close a circle.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(409, IssueCode::Conflict, "Perubahan ini bertentangan dengan data yang tersimpan. Baca ulang data, lalu kirim lagi.")
    }

    /// Another Location of the same sender has one of these identifiers.
    #[must_use]
    pub fn duplicate() -> Self {
        Self::new(409, IssueCode::Duplicate, "Identifier ini sudah dipakai oleh Location lain. Gunakan PUT untuk memperbaruinya.")
    }

    /// The condition of `If-None-Exist` fits more than one.
    #[must_use]
    pub fn multiple_matches() -> Self {
        Self::new(412, IssueCode::MultipleMatches, "Syarat If-None-Exist cocok dengan lebih dari satu data. Perjelas syaratnya.")
    }

    /// More calls than this token may make.
    #[must_use]
    pub fn throttled(retry_after_s: u32) -> Self {
        let fault = Self::new(429, IssueCode::Throttled, "Terlalu banyak permintaan. Coba lagi sebentar lagi.");
        Self { retry_after_s: Some(retry_after_s), ..fault }
    }

    /// Nothing was stored: try again later.
    #[must_use]
    pub fn unavailable(retry_after_s: u32) -> Self {
        let fault = Self::new(503, IssueCode::Transient, "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.");
        Self { retry_after_s: Some(retry_after_s), ..fault }
    }

    /// The same issues, standing below `place` of a Bundle.
    pub(super) fn below(mut self, place: usize) -> Self {
        for issue in &mut self.issues {
            let inner = issue.expression.as_deref().unwrap_or_default();
            let tail = match inner.split_once('.') {
                Some(("Location", tail)) => format!(".resource.{tail}"),
                Some((_, tail)) => format!(".{tail}"),
                None => String::new(),
            };
            issue.expression = Some(format!("Bundle.entry[{place}]{tail}"));
            issue.sentence = format!("Entri ke-{}: {}", place + 1, issue.sentence);
        }
        self
    }
}

impl From<BodyFault> for Fault {
    fn from(fault: BodyFault) -> Self {
        let (status, code) = match fault {
            BodyFault::TooLarge { .. } => (413, IssueCode::TooLong),
            BodyFault::TooDeep { .. } | BodyFault::TooManyFields { .. } => (400, IssueCode::TooLong),
            _ => (400, IssueCode::Structure),
        };
        Self::new(status, code, fault.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, issue) in self.issues.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{}", issue.sentence)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// What is wrong with one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A mistake any protocol can have.
    Field(FieldFault),
    /// An object was expected.
    NotObject,
    /// A list was expected.
    NotList,
    /// More items than the limit.
    TooMany(usize),
    /// Two codes that mean different things.
    Ambiguous,
    /// Not a number within these bounds.
    NotWithin(i32, i32),
    /// Not a reference to this resource type.
    NotReference(&'static str),
    /// A place cannot be part of itself.
    OwnParent,
    /// Another resource type than this one.
    NotType(&'static str),
    /// Differs from the id in the address.
    OtherId,
    /// Not one of these words.
    NotOneOf(&'static str),
}

impl Wrong {
    fn code(self) -> IssueCode {
        match self {
            Self::Field(FieldFault::Missing) => IssueCode::Required,
            Self::Field(FieldFault::TooLong { .. }) | Self::TooMany(_) => IssueCode::TooLong,
            Self::Field(FieldFault::NotText | FieldFault::NotNumber | FieldFault::Nested) | Self::NotObject | Self::NotList => {
                IssueCode::Structure
            }
            Self::NotType(_) | Self::OtherId | Self::OwnParent => IssueCode::Invalid,
            _ => IssueCode::Value,
        }
    }

    pub(super) fn sentence(self, field: &str) -> String {
        match self {
            Self::Field(fault) => fault.sentence(field),
            Self::NotObject => format!("Kolom {field} harus berupa objek."),
            Self::NotList => format!("Kolom {field} harus berupa daftar."),
            Self::TooMany(max) => format!("Kolom {field} paling banyak berisi {max} butir."),
            Self::Ambiguous => format!("Kolom {field} memuat kode-kode yang artinya berbeda. Kirim satu arti saja."),
            Self::NotWithin(from, to) => format!("Kolom {field} harus berupa angka antara {from} dan {to}."),
            Self::NotReference(kind) => format!("Kolom {field} harus berbentuk {kind}/id."),
            Self::OwnParent => format!("Kolom {field} menunjuk ke Location itu sendiri."),
            Self::NotType(kind) => format!("Kolom {field} harus berisi {kind}."),
            Self::OtherId => format!("Kolom {field} harus sama dengan id pada alamat."),
            Self::NotOneOf(words) => format!("Kolom {field} harus berisi salah satu dari: {words}."),
        }
    }
}

/// Collects mistakes while a document is read.
#[derive(Debug, Default)]
pub(super) struct Issues(Vec<Issue>);

impl Issues {
    /// Notes a mistake at an element.
    pub(super) fn add(&mut self, at: &Path<'_>, wrong: Wrong) {
        if self.0.len() < ISSUES_MAX {
            let expression = at.to_string();
            let field = expression.split_once('.').map_or(expression.as_str(), |(_, field)| field);
            self.0.push(Issue { code: wrong.code(), sentence: wrong.sentence(field), expression: Some(expression) });
        }
    }

    /// The fault of what was noted.
    pub(super) fn into_fault(self) -> Fault {
        Fault::of(400, self.0)
    }

    /// `built`, if nothing was wrong.
    pub(super) fn finish<T>(self, built: T) -> Result<T, Fault> {
        if self.0.is_empty() { Ok(built) } else { Err(self.into_fault()) }
    }
}

/// Where an element stands; written out only when something is wrong with it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// The resource.
    Root(&'static str),
    /// An element of the one before.
    Field(&'p Path<'p>, &'static str),
    /// An item of the list before, counted from 0.
    Item(&'p Path<'p>, usize),
}

impl Path<'_> {
    pub(super) const fn field<'p>(&'p self, name: &'static str) -> Path<'p> {
        Path::Field(self, name)
    }

    pub(super) const fn item(&self, place: usize) -> Path<'_> {
        Path::Item(self, place)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(name) => f.write_str(name),
            Self::Field(before, name) => write!(f, "{before}.{name}"),
            Self::Item(before, place) => write!(f, "{before}[{place}]"),
        }
    }
}
