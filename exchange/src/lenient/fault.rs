//! What can be wrong with a message, each with the sentence its sender reads. `Display` is that Indonesian sentence,
//! because it goes into the protocol's own envelope; message ids serve the pages that show the same mistake in two languages.

use sigap_kernel::{FieldErrors, Lang, figure};
use thiserror::Error;

/// Why a body could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BodyFault {
    /// Nothing was sent.
    #[error("Isi permintaan kosong. Kirim data dalam format JSON.")]
    Empty,
    /// More bytes than the limit.
    #[error("Isi permintaan terlalu besar, paling banyak {} byte.", .max)]
    TooLarge {
        /// The limit, in bytes.
        max: usize,
    },
    /// Not UTF-8, for example Latin-1 or UTF-16.
    #[error("Isi permintaan bukan teks UTF-8 (byte ke-{}). Kirim teks dalam pengodean UTF-8.", .byte)]
    NotUtf8 {
        /// The first byte that does not fit, counted from 1.
        byte: usize,
    },
    /// The first non-blank byte is neither `{` nor `[`.
    #[error("Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka.")]
    NotJson,
    /// A list where one object belongs.
    #[error("Isi permintaan berupa daftar. Kirim satu objek JSON untuk setiap permintaan.")]
    List,
    /// The body ends too early.
    #[error("Isi JSON terpotong{}. Kirim ulang permintaan secara utuh.", near_text(.near.as_deref()))]
    Truncated {
        /// The last field begun before the body ended.
        near: Option<String>,
    },
    /// Not JSON from here on.
    #[error("Isi JSON rusak{} (baris {}, kolom {}).", near_text(.near.as_deref()), .line, .column)]
    Malformed {
        /// The last field begun.
        near: Option<String>,
        /// Line, counted from 1.
        line: usize,
        /// Column in bytes, counted from 1.
        column: usize,
    },
    /// A number that no machine number can hold, for example `1e999`.
    #[error("Angka terlalu besar{}.", near_text(.near.as_deref()))]
    NumberTooLarge {
        /// The last field begun.
        near: Option<String>,
    },
    /// The same field twice: which one is meant cannot be known.
    #[error("Kolom {} ditulis lebih dari sekali. Kirim setiap kolom satu kali saja.", .field)]
    Duplicate {
        /// The field.
        field: String,
    },
    /// Nested deeper than the limit.
    #[error("Isi JSON bersarang terlalu dalam, paling banyak {} tingkat.", .max)]
    TooDeep {
        /// The limit.
        max: usize,
    },
    /// More fields than the limit.
    #[error("Isi JSON memuat terlalu banyak kolom, paling banyak {} kolom.", .max)]
    TooManyFields {
        /// The limit.
        max: usize,
    },
}

fn near_text(near: Option<&str>) -> String {
    near.map(|field| format!(" di sekitar kolom {field}")).unwrap_or_default()
}

impl BodyFault {
    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(&self) -> String {
        match self {
            Self::Empty => "body-empty".into(),
            Self::TooLarge { max } => format!("body-too-large?max={max}"),
            Self::NotUtf8 { byte } => format!("body-not-utf8?byte={byte}"),
            Self::NotJson => "body-not-json".into(),
            Self::List => "body-is-list".into(),
            Self::Truncated { .. } => "body-truncated".into(),
            Self::Malformed { line, column, .. } => format!("body-malformed?line={line}&column={column}"),
            Self::NumberTooLarge { .. } => "body-number-too-large".into(),
            Self::Duplicate { .. } => "body-duplicate".into(),
            Self::TooDeep { max } => format!("body-too-deep?max={max}"),
            Self::TooManyFields { max } => format!("body-too-many-fields?max={max}"),
        }
    }

    /// The field it happened at, when known.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Truncated { near } | Self::Malformed { near, .. } | Self::NumberTooLarge { near } => near.as_deref(),
            Self::Duplicate { field } => Some(field),
            _ => None,
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldFault {
    /// Absent, `null` or empty, though required. Unknown is never 0.
    Missing,
    /// A text was expected.
    NotText,
    /// A whole number was expected.
    NotNumber,
    /// A list or an object where one value belongs.
    Nested,
    /// A number with a fraction, or with a thousands separator that reads like one (`1.000`).
    Fraction,
    /// Below zero.
    Negative,
    /// Above the limit.
    TooLarge {
        /// The limit.
        max: u32,
    },
    /// More characters than the limit.
    TooLong {
        /// The limit, in characters.
        max: usize,
    },
    /// A control or invisible character inside a code.
    Invisible,
    /// Larger than another field allows.
    Above {
        /// The other field.
        other: &'static str,
        /// What was sent.
        value: u32,
        /// What the other field says.
        limit: u32,
    },
}

impl FieldFault {
    /// The Indonesian sentence about `field`.
    #[must_use]
    pub fn sentence(self, field: &str) -> String {
        match self {
            Self::Missing => format!("Kolom {field} wajib diisi."),
            Self::NotText => format!("Kolom {field} harus berupa teks."),
            Self::NotNumber => format!("Kolom {field} harus berupa bilangan bulat."),
            Self::Nested => format!("Kolom {field} harus berisi satu nilai, bukan daftar atau objek."),
            Self::Fraction => format!("Kolom {field} harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
            Self::Negative => format!("Kolom {field} tidak boleh negatif."),
            Self::TooLarge { max } => format!("Kolom {field} paling besar {}.", figure(u64::from(max), Lang::Id)),
            Self::TooLong { max } => format!("Kolom {field} paling panjang {max} karakter."),
            Self::Invisible => format!("Kolom {field} memuat karakter kendali atau karakter tak terlihat."),
            Self::Above { other, value, limit } => {
                let (value, limit) = (figure(u64::from(value), Lang::Id), figure(u64::from(limit), Lang::Id));
                format!("Kolom {field} ({value}) tidak boleh lebih besar dari {other} ({limit}).")
            }
        }
    }

    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(self) -> String {
        match self {
            Self::Missing => "field-missing".into(),
            Self::NotText => "field-not-text".into(),
            Self::NotNumber => "field-not-number".into(),
            Self::Nested => "field-nested".into(),
            Self::Fraction => "field-fraction".into(),
            Self::Negative => "field-negative".into(),
            Self::TooLarge { max } => format!("field-too-large?max={max}"),
            Self::TooLong { max } => format!("field-too-long?max={max}"),
            Self::Invisible => "field-invisible".into(),
            Self::Above { other, value, limit } => format!("field-above?other={other}&value={value}&limit={limit}"),
        }
    }
}

/// All mistakes of one message, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldFaults(Vec<(&'static str, FieldFault)>);

impl FieldFaults {
    pub(crate) fn add(&mut self, field: &'static str, fault: FieldFault) {
        self.0.push((field, fault));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something is wrong at `field`.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == field)
    }

    /// Field and mistake, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, FieldFault)> {
        self.0.iter().copied()
    }
}

/// All the sentences, one after the other.
impl std::fmt::Display for FieldFaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, (field, fault)) in self.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{}", fault.sentence(field))?;
        }
        Ok(())
    }
}

/// Why a message was not taken: the body as a whole, or all of its fields together. `Display` is the sentence for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadFault {
    /// The body could not be read.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// Some fields are wrong.
    #[error("{0}")]
    Fields(FieldFaults),
}

impl ReadFault {
    /// The same mistakes as message ids, for pages; a mistake of the whole body stands at the field `body`.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        match self {
            Self::Body(fault) => errors.add(fault.field().unwrap_or("body"), fault.message_id()),
            Self::Fields(faults) => faults.iter().for_each(|(field, fault)| errors.add(field, fault.message_id())),
        }
        errors
    }
}
