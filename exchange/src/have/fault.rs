//! What can be wrong with a HAVE message: every mistake with its place, and the sentence its sender reads.

use std::fmt;

use sigap_kernel::FieldErrors;
use thiserror::Error;

use crate::lenient::FieldFault;
use crate::lenient::xml::XmlFault;

/// Most mistakes told in one answer; the rest are only counted.
const MISTAKES_TOLD_MAX: usize = 50;

/// Where in the message, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Which hospital; 0 for the message around them.
    pub hospital: u32,
    /// Which `BedCapacity` of that hospital; 0 for the hospital itself.
    pub bed: u32,
}

/// `Rumah sakit ke-2, BedCapacity ke-3: `, or nothing for the message itself.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.hospital, self.bed) {
            (0, _) => Ok(()),
            (hospital, 0) => write!(f, "Rumah sakit ke-{hospital}: "),
            (hospital, bed) => write!(f, "Rumah sakit ke-{hospital}, BedCapacity ke-{bed}: "),
        }
    }
}

/// What is wrong with one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementFault {
    /// What can also be wrong with a field of any other protocol.
    Field(FieldFault),
    /// It stands twice: which one is meant cannot be known.
    Twice,
    /// Not a date with a time of day.
    NotTime,
    /// Not a latitude and a longitude.
    NotPoint,
    /// The status says that nothing is free, the count says how many are.
    FreeThoughNone,
    /// Several bed types share one count.
    TypesShareCount,
    /// The same bed type and sub-category in an earlier `BedCapacity`.
    SameBeds,
    /// An earlier hospital of the message has the same id.
    SameHospital,
    /// More of them than the limit.
    TooMany {
        /// The limit.
        max: usize,
    },
    /// The message is no report of what is: an exercise, a test, a cancellation.
    NotActual,
}

impl ElementFault {
    /// The Indonesian sentence about `element`.
    #[must_use]
    pub fn sentence(self, element: &str) -> String {
        match self {
            Self::Field(fault) => fault.sentence(element),
            Self::Twice => format!("Kolom {element} ditulis lebih dari sekali."),
            Self::NotTime => format!("Kolom {element} harus berupa tanggal dan jam, contoh: 2026-11-22T10:15:00+07:00."),
            Self::NotPoint => format!("Kolom {element} harus berisi lintang dan bujur dalam derajat, contoh: -6.9903 110.4229."),
            Self::FreeThoughNone => format!("Kolom {element} lebih dari 0, padahal CapacityStatus berisi NotAvailable."),
            Self::TypesShareCount => format!("Beberapa {element} memakai satu jumlah. Kirim satu BedCapacity untuk setiap {element}."),
            Self::SameBeds => {
                format!("{element} dan SubCategoryBedType yang sama sudah ada sebelumnya. Kirim satu jumlah saja untuk keduanya.")
            }
            Self::SameHospital => format!("{element} yang sama sudah ada pada rumah sakit sebelumnya."),
            Self::TooMany { max } => format!("Jumlah {element} paling banyak {max}."),
            Self::NotActual => format!("Kolom {element} menyatakan latihan, uji coba, atau pembatalan. Data tidak dipakai."),
        }
    }

    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(self) -> String {
        match self {
            Self::Field(fault) => fault.message_id(),
            Self::Twice => "have-twice".into(),
            Self::NotTime => "have-not-time".into(),
            Self::NotPoint => "have-not-point".into(),
            Self::FreeThoughNone => "have-free-though-none".into(),
            Self::TypesShareCount => "have-types-share-count".into(),
            Self::SameBeds => "have-same-beds".into(),
            Self::SameHospital => "have-same-hospital".into(),
            Self::TooMany { max } => format!("have-too-many?max={max}"),
            Self::NotActual => "have-not-actual".into(),
        }
    }
}

/// One mistake and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// The name of the element, or of the attribute.
    pub element: &'static str,
    /// What is wrong with it.
    pub fault: ElementFault,
}

/// The sentence with its place.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.place, self.fault.sentence(self.element))
    }
}

/// All mistakes of one message in the order of the message; beyond 50 they are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mistakes {
    told: Vec<Mistake>,
    more: usize,
}

impl Mistakes {
    pub(super) fn add(&mut self, mistake: Mistake) {
        if self.told.len() < MISTAKES_TOLD_MAX { self.told.push(mistake) } else { self.more += 1 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The mistakes that are told.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.told.iter()
    }

    /// How many more there are.
    #[must_use]
    pub const fn more(&self) -> usize {
        self.more
    }
}

/// All the sentences, one after the other.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, mistake) in self.told.iter().enumerate() {
            write!(f, "{}{mistake}", if number == 0 { "" } else { " " })?;
        }
        if self.more > 0 { write!(f, " Masih ada {} kesalahan lain.", self.more) } else { Ok(()) }
    }
}

/// Why a message was not taken. Nothing of it was used. `Display` is the sentence for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HaveFault {
    /// The body could not be read.
    #[error(transparent)]
    Body(#[from] XmlFault),
    /// XML, but no HAVE message.
    #[error("Isi XML bukan pesan EDXL-HAVE. Elemen terluar harus HospitalStatus.")]
    NotHave,
    /// A HAVE message about no hospital.
    #[error("Pesan tidak memuat satu pun elemen Hospital.")]
    NoHospital,
    /// Some elements are wrong.
    #[error("{0}")]
    Elements(Mistakes),
}

impl HaveFault {
    /// The same mistakes as message ids, for pages; a mistake of the whole body stands at `body`, others at
    /// `Hospital 2 BedCapacity 3 AvailableCount`.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        match self {
            Self::Body(fault) => errors.add("body", fault.message_id()),
            Self::NotHave => errors.add("body", "have-not-have"),
            Self::NoHospital => errors.add("body", "have-no-hospital"),
            Self::Elements(mistakes) => mistakes.iter().for_each(|mistake| errors.add(&path(mistake), mistake.fault.message_id())),
        }
        errors
    }
}

fn path(mistake: &Mistake) -> String {
    let Mistake { place, element, .. } = mistake;
    match (place.hospital, place.bed) {
        (0, _) => (*element).to_owned(),
        (hospital, 0) => format!("Hospital {hospital} {element}"),
        (hospital, bed) => format!("Hospital {hospital} BedCapacity {bed} {element}"),
    }
}
