//! What can be wrong with a report of a position, each with the sentence its sender reads.

use sigap_kernel::FieldErrors;
use thiserror::Error;

use super::time::AHEAD_MAX_S;
use crate::lenient::{BodyFault, FieldFault};

/// Seconds to either side of whole hours within which a clock that runs ahead is taken for local time sent as UTC.
const LOCAL_TIME_SLACK_S: i64 = 900;

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A mistake that other protocols know too.
    Field(FieldFault),
    /// The mark of a template still stands where a value belongs (`{0}`, `%LAT`): the app was not set up to fill it in.
    Unfilled,
    /// Not a number.
    NotNumber,
    /// A comma where the decimal point belongs.
    DecimalComma,
    /// A number outside of what it can be.
    OutOfRange {
        /// The smallest value.
        min: i32,
        /// The largest value.
        max: i32,
    },
    /// Not two numbers with one comma between them.
    NotPair,
    /// Neither `true` nor `false`.
    NotFlag,
    /// Sent twice: which one is meant cannot be known.
    Twice,
    /// Sent together with another field that means the same.
    Beside {
        /// The other field.
        other: &'static str,
    },
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Not a time in any known spelling.
    NotTime,
    /// A time that does not say in which zone.
    NoZone,
    /// Before the year 2000: the device's clock was never set.
    TooEarly,
    /// Further ahead of the server's clock than [`AHEAD_MAX_S`].
    Ahead {
        /// How far.
        ahead_s: i64,
    },
    /// A word that is none of the known ones.
    UnknownWord,
}

impl From<FieldFault> for Fault {
    fn from(fault: FieldFault) -> Self {
        Self::Field(fault)
    }
}

impl Fault {
    /// The Indonesian sentence about `field`.
    #[must_use]
    pub fn sentence(self, field: &str) -> String {
        match self {
            Self::Field(fault) => fault.sentence(field),
            Self::Unfilled => format!(
                "Kolom {field} masih berisi penanda templat, bukan nilainya. Periksa templat alamat (URL) pada pengaturan aplikasi pengirim."
            ),
            Self::NotNumber => format!("Kolom {field} harus berupa angka."),
            Self::DecimalComma => format!("Kolom {field} memakai koma desimal. Pakai titik, contoh: -6.9903."),
            Self::OutOfRange { min, max } => format!("Kolom {field} harus antara {min} dan {max}."),
            Self::NotPair => {
                format!("Kolom {field} harus berisi lintang dan bujur yang dipisahkan satu koma, contoh: -6.9903,110.4229.")
            }
            Self::NotFlag => format!("Kolom {field} harus berisi true atau false."),
            Self::Twice => format!("Kolom {field} ditulis lebih dari sekali. Kirim setiap kolom satu kali saja."),
            Self::Beside { other } => format!("Kolom {field} dan {other} berarti sama. Kirim salah satu saja."),
            Self::NotUtf8 => format!("Kolom {field} bukan teks UTF-8."),
            Self::NotTime => {
                format!("Kolom {field} bukan waktu yang dikenal. Kirim detik Unix (UTC) atau ISO 8601, contoh: 2026-11-22T04:33:20Z.")
            }
            Self::NoZone => {
                format!(
                    "Kolom {field} tidak menyebut zona waktu. Tambahkan Z untuk UTC atau selisihnya, contoh: 2026-11-22T11:33:20+07:00."
                )
            }
            Self::TooEarly => format!("Kolom {field} menunjuk waktu sebelum tahun 2000. Setel jam perangkat."),
            Self::Ahead { ahead_s } => ahead_sentence(field, ahead_s),
            Self::UnknownWord => format!("Isi kolom {field} tidak dikenal."),
        }
    }

    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(self) -> String {
        match self {
            Self::Field(fault) => fault.message_id(),
            Self::Unfilled => "position-unfilled".into(),
            Self::NotNumber => "position-not-number".into(),
            Self::DecimalComma => "position-decimal-comma".into(),
            Self::OutOfRange { min, max } => format!("position-out-of-range?min={min}&max={max}"),
            Self::NotPair => "position-not-pair".into(),
            Self::NotFlag => "position-not-flag".into(),
            Self::Twice => "body-duplicate".into(),
            Self::Beside { other } => format!("position-beside?other={other}"),
            Self::NotUtf8 => "position-not-utf8".into(),
            Self::NotTime => "position-not-time".into(),
            Self::NoZone => "position-no-zone".into(),
            Self::TooEarly => "position-too-early".into(),
            Self::Ahead { ahead_s } => format!("position-ahead?minutes={}", ahead_s / 60),
            Self::UnknownWord => "position-unknown-word".into(),
        }
    }
}

fn ahead_sentence(field: &str, ahead_s: i64) -> String {
    let ahead = duration(ahead_s);
    let hours = (ahead_s + 1_800) / 3_600;
    let is_local_time = (7..=9).contains(&hours) && (ahead_s - hours * 3_600).abs() <= LOCAL_TIME_SLACK_S;
    if is_local_time {
        format!("Kolom {field} mendahului jam server {ahead}. Tampaknya waktu setempat dikirim sebagai UTC.")
    } else {
        format!("Kolom {field} mendahului jam server {ahead}, batasnya {}. Setel jam perangkat.", duration(AHEAD_MAX_S))
    }
}

/// A length of time in the largest unit that still says enough, in Indonesian.
fn duration(seconds: i64) -> String {
    match seconds {
        ..7_200 => format!("{} menit", (seconds + 59) / 60),
        7_200..172_800 => format!("{} jam", (seconds + 1_800) / 3_600),
        172_800..63_072_000 => format!("{} hari", seconds / 86_400),
        _ => "lebih dari 2 tahun".to_owned(),
    }
}

/// Everything wrong with one report, in the order in which its fields were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<(&'static str, Fault)>);

impl Faults {
    pub(crate) fn add(&mut self, field: &'static str, fault: impl Into<Fault>) {
        self.0.push((field, fault.into()));
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field and mistake, in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Fault)> {
        self.0.iter().copied()
    }

    /// The same mistakes as message ids, for pages.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        self.iter().for_each(|(field, fault)| errors.add(field, fault.message_id()));
        errors
    }
}

/// All the sentences, one after the other; the fields of a template that was not filled in share one.
impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unfilled: Vec<_> = self.iter().filter(|(_, fault)| *fault == Fault::Unfilled).map(|(field, _)| field).collect();
        let shared = (!unfilled.is_empty()).then(|| Fault::Unfilled.sentence(&unfilled.join(", ")));
        let others = self.iter().filter(|(_, fault)| *fault != Fault::Unfilled).map(|(field, fault)| fault.sentence(field));
        for (place, sentence) in shared.into_iter().chain(others).enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{sentence}")?;
        }
        Ok(())
    }
}

/// Why a message gave no report at all. `Display` is the Indonesian sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReportFault {
    /// The body could not be read.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// Neither parameters nor a body.
    #[error("Permintaan tidak memuat data. Kirim parameter id, timestamp, lat, dan lon.")]
    Empty,
    /// More bytes of parameters than the limit.
    #[error("Parameter terlalu panjang, paling banyak {} byte.", .max)]
    TooLarge {
        /// The limit, in bytes.
        max: usize,
    },
    /// It does not say which device it is from, or not readably.
    #[error("{}", .fault.sentence(.field))]
    Device {
        /// The field that names the device.
        field: &'static str,
        /// What is wrong with it.
        fault: Fault,
    },
    /// None of the places where OwnTracks may name its device does.
    #[error("Perangkat tidak dikenali. Isi User ID dan Device ID pada aplikasi, atau tambahkan ?u=...&d=... pada alamat.")]
    Nameless,
    /// It is not a message of this protocol.
    #[error("Kolom {0} wajib diisi.")]
    NotThisProtocol(&'static str),
}

impl ReportFault {
    /// Whether the message was refused for its length alone.
    #[must_use]
    pub const fn is_too_large(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::Body(BodyFault::TooLarge { .. }))
    }

    /// The same mistake as a message id, for pages; a mistake of the whole message stands at the field `body`.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        match self {
            Self::Body(fault) => errors.add(fault.field().unwrap_or("body"), fault.message_id()),
            Self::Empty => errors.add("body", "position-empty"),
            Self::TooLarge { max } => errors.add("body", format!("body-too-large?max={max}")),
            Self::Device { field, fault } => errors.add(field, fault.message_id()),
            Self::Nameless => errors.add("body", "position-nameless"),
            Self::NotThisProtocol(field) => errors.add(field, FieldFault::Missing.message_id()),
        }
        errors
    }
}
