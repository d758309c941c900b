//! A whole report: bytes to wards. Document types are refused, so no entity grows or reaches outside; every size has a limit.

use std::borrow::Cow;

use roxmltree::{Document, Error, ParsingOptions};
use thiserror::Error;

use super::ward::{NAMES, Ward};
use crate::lenient::xml::{Element, PlainTree, Single, XmlTree};
use crate::lenient::{BodyFault, Fields, ReadFault, Scalar};

/// Most bytes of a report.
pub const BYTES_MAX: usize = 256 * 1024;
/// Most wards of a report; a large hospital has about 200.
pub const WARDS_MAX: usize = 500;
/// Most nodes of the document: about 10 fields a ward, each with its text and the line break before it.
const NODES_MAX: u32 = 32 * 500;
/// Most equals signs. The format has no attributes but those of its first line, and a long list of them is slow to read.
const EQUALS_MAX: usize = 64;

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The wards that can be used, in the order of the report. The same codes may stand twice: these are two wards of one class and kind of
    /// patients.
    pub wards: Vec<Ward>,
    /// The wards that cannot.
    pub faults: Vec<WardFault>,
}

/// Why one ward cannot be used. `Display` is the sentence for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("Data ke-{number}: {fault}")]
pub struct WardFault {
    /// Which ward, counted from 1.
    pub number: usize,
    /// What is wrong with it.
    pub fault: ReadFault,
}

/// Why a report could not be read at all. `Display` is the sentence for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReportFault {
    /// Nothing was sent.
    #[error("Isi permintaan kosong. Kirim data dalam format XML.")]
    Empty,
    /// More bytes than the limit.
    #[error("Isi permintaan terlalu besar, paling banyak {} byte.", .max)]
    TooLarge {
        /// The limit, in bytes.
        max: usize,
    },
    /// The first non-blank byte is not `<`.
    #[error("Isi permintaan bukan XML. XML diawali tanda kurang dari.")]
    NotXml,
    /// The body ends too early.
    #[error("Isi XML terpotong. Kirim ulang permintaan secara utuh.")]
    Truncated,
    /// Not XML from here on.
    #[error("Isi XML rusak (baris {}, kolom {}).", .line, .column)]
    Malformed {
        /// Line, counted from 1.
        line: u32,
        /// Column in characters, counted from 1.
        column: u32,
    },
    /// It has a document type.
    #[error("Isi XML memuat DOCTYPE. Kirim XML tanpa DOCTYPE.")]
    DocumentType,
    /// More elements or attributes than any real report.
    #[error("Isi XML memuat terlalu banyak unsur, paling banyak {WARDS_MAX} unsur data.")]
    TooMany,
    /// There is no ward in it.
    #[error("Isi XML tidak memuat unsur data.")]
    NoWards,
}

impl ReportFault {
    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(&self) -> String {
        match self {
            Self::Empty => "body-empty".into(),
            Self::TooLarge { max } => format!("body-too-large?max={max}"),
            Self::NotXml => "body-not-xml".into(),
            Self::Truncated => "body-truncated".into(),
            Self::Malformed { line, column } => format!("body-malformed?line={line}&column={column}"),
            Self::DocumentType => "body-with-doctype".into(),
            Self::TooMany => format!("body-too-many-wards?max={WARDS_MAX}"),
            Self::NoWards => "body-without-wards".into(),
        }
    }
}

/// Reads a report in UTF-8 or ISO-8859-1.
///
/// # Errors
/// The body is not XML, too large, or without wards. What is wrong with single wards stands in the report.
pub fn read(body: &[u8]) -> Result<Report, ReportFault> {
    if body.len() > BYTES_MAX {
        return Err(ReportFault::TooLarge { max: BYTES_MAX });
    }
    let decoded = decode(body);
    let text = decoded.trim_start_matches('\u{feff}').trim_ascii_start();
    check_form(text)?;
    let tree = tree(text)?;
    let mut report = Report { wards: Vec::new(), faults: Vec::new() };
    for (number, element) in (1..).zip(wards(Element::root(&tree))) {
        if number > WARDS_MAX {
            return Err(ReportFault::TooMany);
        }
        match fields(element).and_then(Ward::of) {
            Ok(ward) => report.wards.push(ward),
            Err(fault) => report.faults.push(WardFault { number, fault }),
        }
    }
    if report.wards.is_empty() && report.faults.is_empty() { Err(ReportFault::NoWards) } else { Ok(report) }
}

fn tree(text: &str) -> Result<XmlTree<'_>, ReportFault> {
    if let Some(tree) = PlainTree::read(text, NODES_MAX) {
        return Ok(XmlTree::Plain(tree));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map(XmlTree::Full).map_err(|error| fault_of(&error))
}

/// What is not UTF-8 is ISO-8859-1, whatever the headers say: one widespread client declares both at once. Each byte is then its letter.
fn decode(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(body.iter().map(|byte| char::from(*byte)).collect()),
    }
}

fn check_form(text: &str) -> Result<(), ReportFault> {
    match text.bytes().next() {
        None => return Err(ReportFault::Empty),
        Some(b'<') => {}
        Some(_) => return Err(ReportFault::NotXml),
    }
    let equals = text.bytes().filter(|b| *b == b'=').count();
    if equals > EQUALS_MAX { Err(ReportFault::TooMany) } else { Ok(()) }
}

fn fault_of(error: &Error) -> ReportFault {
    match error {
        Error::DtdDetected => ReportFault::DocumentType,
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => ReportFault::Truncated,
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => ReportFault::TooMany,
        _ => ReportFault::Malformed { line: error.pos().row, column: error.pos().col },
    }
}

/// The elements `data` right below the root, or the root itself where it is one.
fn wards(root: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let alone = is_ward(root).then_some(root);
    let below = if alone.is_some() { None } else { Some(root.children().filter(|child| is_ward(*child))) };
    alone.into_iter().chain(below.into_iter().flatten())
}

fn is_ward(element: Element<'_>) -> bool {
    element.is("data")
}

/// The known elements of a ward; others are read over.
fn fields(ward: Element<'_>) -> Result<Fields<'_>, ReadFault> {
    let mut values: Vec<Option<Scalar<'_>>> = vec![None; NAMES.len()];
    for element in ward.children() {
        let name = element.name();
        let Some((slot, field)) = values.iter_mut().zip(NAMES).find(|(_, known)| known.eq_ignore_ascii_case(name)) else { continue };
        if slot.replace(value(element)).is_some() {
            return Err(BodyFault::Duplicate { field: (*field).to_owned() }.into());
        }
    }
    Ok(Fields::with(NAMES, values))
}

/// The text of an element. Anything beside one text, a comment too, would leave open what is meant.
fn value(element: Element<'_>) -> Scalar<'_> {
    match element.single() {
        Single::Nothing => Scalar::Null,
        Single::Text(text) => Scalar::Text(text),
        Single::Mixed => Scalar::Nested,
    }
}
