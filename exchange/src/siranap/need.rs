//! Staff and equipment: how many are there, how many are needed, how many came (`Fasyankes/sdm`, `Fasyankes/apd`).

use crate::lenient::{Fields, ReadFault, Reader};

/// Most people or pieces one item may state; above it the number is a slip of the finger.
pub const NEED_COUNT_MAX: u32 = 100_000_000;
/// Longest code of an item.
pub const NEED_CODE_CHARS_MAX: usize = 10;

const ID: &str = "id_kebutuhan";
const ON_HAND: &str = "jumlah_eksisting";
const NEEDED: &str = "jumlah";
const RECEIVED: &str = "jumlah_diterima";

const FIELDS: &[&str] = &[ID, ON_HAND, NEEDED, RECEIVED];

/// The numbers of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NeedCounts {
    /// On hand (`jumlah_eksisting`).
    pub on_hand: u32,
    /// Needed (`jumlah`).
    pub needed: u32,
    /// Received (`jumlah_diterima`).
    pub received: u32,
}

impl NeedCounts {
    /// These counts with what `change` states; what it leaves out stays.
    #[must_use]
    pub fn merge(self, change: &NeedChange) -> Self {
        Self {
            on_hand: change.on_hand.unwrap_or(self.on_hand),
            needed: change.needed.unwrap_or(self.needed),
            received: change.received.unwrap_or(self.received),
        }
    }
}

/// An item as a hospital registers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Which item (`id_kebutuhan`), kept as sent, trimmed.
    pub id: String,
    /// Its numbers.
    pub counts: NeedCounts,
}

impl Need {
    /// Reads an item from the body of a POST. On hand and needed are required; received may be left out.
    ///
    /// # Errors
    /// The body cannot be read, or fields are wrong: all of them are named.
    pub fn read(body: &[u8]) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::read(body, FIELDS)?);
        let need = Self {
            id: reader.code(ID, NEED_CODE_CHARS_MAX),
            counts: NeedCounts {
                on_hand: reader.count(ON_HAND, NEED_COUNT_MAX),
                needed: reader.count(NEEDED, NEED_COUNT_MAX),
                received: reader.count_or_zero(RECEIVED, NEED_COUNT_MAX),
            },
        };
        reader.finish(need)
    }
}

/// What a hospital changes of an item. `None` is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedChange {
    /// Which item.
    pub id: String,
    /// On hand.
    pub on_hand: Option<u32>,
    /// Needed.
    pub needed: Option<u32>,
    /// Received.
    pub received: Option<u32>,
}

impl NeedChange {
    /// Reads a change from the body of a PUT.
    ///
    /// # Errors
    /// The body cannot be read, or fields are wrong: all of them are named.
    pub fn read(body: &[u8]) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::read(body, FIELDS)?);
        let change = Self {
            id: reader.code(ID, NEED_CODE_CHARS_MAX),
            on_hand: reader.count_or_none(ON_HAND, NEED_COUNT_MAX),
            needed: reader.count_or_none(NEEDED, NEED_COUNT_MAX),
            received: reader.count_or_none(RECEIVED, NEED_COUNT_MAX),
        };
        reader.finish(change)
    }
}

/// The item a removal names: in the header, as the official description has it, or in the body, as one client sends it.
pub(super) fn read_id(header: Option<&str>, body: &[u8]) -> Result<String, ReadFault> {
    let mut reader = Reader::new(match header.map(str::trim) {
        Some(id) if !id.is_empty() => Fields::with(&[ID], vec![Some(crate::lenient::Scalar::Text(id.into()))]),
        _ if body.trim_ascii().is_empty() => Fields::with(&[ID], vec![None]),
        _ => Fields::read(body, &[ID])?,
    });
    let id = reader.code(ID, NEED_CODE_CHARS_MAX);
    reader.finish(id)
}
