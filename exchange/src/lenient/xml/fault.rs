//! What can be wrong with an XML body as a whole, each with the sentence its sender reads.

use roxmltree::Error;
use thiserror::Error as ErrorText;

use super::{XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_NODES_MAX};

/// Why an XML body could not be read at all. `Display` is the Indonesian sentence for the sender. Lines and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ErrorText)]
pub enum XmlFault {
    /// Nothing was sent.
    #[error("Isi permintaan kosong. Kirim data dalam format XML.")]
    Empty,
    /// More bytes than the limit.
    #[error("Isi permintaan terlalu besar, paling banyak {} byte.", .max)]
    TooLarge {
        /// The limit, in bytes.
        max: usize,
    },
    /// Not UTF-8, and no other encoding is declared that is known here.
    #[error("Isi permintaan bukan teks UTF-8 (byte ke-{}). Kirim teks dalam pengodean UTF-8.", .byte)]
    NotUtf8 {
        /// The first byte that does not fit, counted from 1.
        byte: usize,
    },
    /// The declaration names an encoding that is not known here.
    #[error("Pengodean teks pada deklarasi XML tidak dikenal. Kirim teks dalam pengodean UTF-8.")]
    Encoding,
    /// The first non-blank byte is not `<`.
    #[error("Isi permintaan bukan XML. XML diawali tanda <.")]
    NotXml,
    /// A document type, which could define entities that grow or fetch files.
    #[error("Isi XML memuat DOCTYPE. Kirim XML tanpa DOCTYPE dan tanpa entitas sendiri.")]
    Doctype,
    /// The body ends too early.
    #[error("Isi XML terpotong. Kirim ulang permintaan secara utuh.")]
    Truncated,
    /// Not well-formed XML from here on.
    #[error("Isi XML rusak (baris {}, kolom {}).", .line, .column)]
    Malformed {
        /// Line.
        line: u32,
        /// Column.
        column: u32,
    },
    /// An entity that XML itself does not know, such as `&nbsp;`, or a bare `&`.
    #[error("Isi XML memuat tanda & yang bukan entitas XML (baris {}, kolom {}). Tulis & sebagai &amp;.", .line, .column)]
    Entity {
        /// Line.
        line: u32,
        /// Column.
        column: u32,
    },
    /// A prefix that no `xmlns` declares.
    #[error("Awalan nama belum dideklarasikan dengan xmlns (baris {}, kolom {}).", .line, .column)]
    Prefix {
        /// Line.
        line: u32,
        /// Column.
        column: u32,
    },
    /// Nested deeper than the limit.
    #[error("Isi XML bersarang terlalu dalam, paling banyak {} tingkat.", XML_DEPTH_MAX)]
    TooDeep,
    /// More elements than the limit.
    #[error("Isi XML memuat terlalu banyak elemen, paling banyak {}.", XML_NODES_MAX)]
    TooManyNodes,
    /// An element with more attributes than the limit.
    #[error("Satu elemen XML memuat terlalu banyak atribut, paling banyak {}.", XML_ATTRIBUTES_MAX)]
    TooManyAttributes,
    /// More declarations of namespaces than the limits.
    #[error("Isi XML memuat terlalu banyak deklarasi xmlns.")]
    TooManyNamespaces,
}

impl XmlFault {
    /// What the parser met. Its own words are not used: they repeat the sender's text.
    pub(super) fn of_parser(error: &Error) -> Self {
        let (line, column) = (error.pos().row.max(1), error.pos().col.max(1));
        match error {
            Error::DtdDetected => Self::Doctype,
            Error::NodesLimitReached => Self::TooManyNodes,
            Error::AttributesLimitReached => Self::TooManyAttributes,
            Error::NamespacesLimitReached => Self::TooManyNamespaces,
            Error::UnexpectedEndOfStream | Error::UnclosedRootNode => Self::Truncated,
            Error::UnknownEntityReference(..) | Error::MalformedEntityReference(_) => Self::Entity { line, column },
            Error::UnknownNamespace(..) => Self::Prefix { line, column },
            _ => Self::Malformed { line, column },
        }
    }

    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(self) -> String {
        match self {
            Self::Empty => "body-empty".into(),
            Self::TooLarge { max } => format!("body-too-large?max={max}"),
            Self::NotUtf8 { byte } => format!("body-not-utf8?byte={byte}"),
            Self::Encoding => "xml-encoding".into(),
            Self::NotXml => "xml-not-xml".into(),
            Self::Doctype => "xml-doctype".into(),
            Self::Truncated => "body-truncated".into(),
            Self::Malformed { line, column } => format!("body-malformed?line={line}&column={column}"),
            Self::Entity { line, column } => format!("xml-entity?line={line}&column={column}"),
            Self::Prefix { line, column } => format!("xml-prefix?line={line}&column={column}"),
            Self::TooDeep => format!("body-too-deep?max={XML_DEPTH_MAX}"),
            Self::TooManyNodes => format!("xml-too-many-nodes?max={XML_NODES_MAX}"),
            Self::TooManyAttributes => format!("xml-too-many-attributes?max={XML_ATTRIBUTES_MAX}"),
            Self::TooManyNamespaces => "xml-too-many-namespaces".into(),
        }
    }
}
