//! One row of beds: what a hospital registers (`NewRow`), what it changes (`RowChange`), what is known of it (`Counts`).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::lenient::{Fields, ReadFault, Reader, clean};

/// Most beds one row may state; above it the number is a slip of the finger.
pub const BEDS_MAX: u32 = 100_000;
/// Longest bed-type code; official ones have 1 or 2 digits.
pub const BED_TYPE_CODE_CHARS_MAX: usize = 10;
/// Longest room name.
pub const ROOM_CHARS_MAX: usize = 100;

const ID: &str = "id_t_tt";
const BED_TYPE: &str = "id_tt";
const ROOM: &str = "ruang";
const ROOMS: &str = "jumlah_ruang";
const BEDS: &str = "jumlah";
const OCCUPIED: &str = "terpakai";
const SUSPECT: &str = "terpakai_suspek";
const CONFIRMED: &str = "terpakai_konfirmasi";
const WAITING: &str = "antrian";
const PREPARED: &str = "prepare";
const PLANNED: &str = "prepare_plan";
const COVID: &str = "covid";
const DENGUE: &str = "terpakai_dbd";
const DENGUE_CHILDREN: &str = "terpakai_dbd_anak";
const DENGUE_BEDS: &str = "jumlah_dbd";

const FIELDS: &[&str] = &[
    ID,
    BED_TYPE,
    ROOM,
    ROOMS,
    BEDS,
    OCCUPIED,
    SUSPECT,
    CONFIRMED,
    WAITING,
    PREPARED,
    PLANNED,
    COVID,
    DENGUE,
    DENGUE_CHILDREN,
    DENGUE_BEDS,
];

const KEY_FIELDS: &[&str] = &[ID, BED_TYPE, ROOM];

/// The number by which the server names a row (`id_t_tt`). A hospital learns it by listing its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u64);

impl RowId {
    /// Reads the id from the body of a removal; other fields are read over.
    ///
    /// # Errors
    /// The body cannot be read, or has no id.
    pub fn read(body: &[u8]) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::read(body, FIELDS)?);
        let id = Self(reader.id(ID));
        reader.finish(id)
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a hospital itself finds a row by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// Bed type (`id_tt`), kept as sent, trimmed; [`super::bed_type_of`] says what it means.
    pub bed_type_code: String,
    /// Room name (`ruang`), kept to the byte, because the hospital compares it with its own.
    pub room: String,
}

impl RowKey {
    /// The room name for people: invisible characters gone, blanks made single.
    #[must_use]
    pub fn room_label(&self) -> String {
        clean(&self.room)
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        Self { bed_type_code: reader.code(BED_TYPE, BED_TYPE_CODE_CHARS_MAX), room: reader.exact(ROOM, ROOM_CHARS_MAX) }
    }
}

/// The numbers of a row. Occupied may be above beds: a hospital that overflows says so, and no number is bent to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Rooms (`jumlah_ruang`); several clients always send 0 or 1.
    pub rooms: u32,
    /// Beds (`jumlah`).
    pub beds: u32,
    /// Occupied beds in all (`terpakai`).
    pub occupied: u32,
    /// Of these, suspected COVID (`terpakai_suspek`).
    pub suspect: u32,
    /// Of these, confirmed COVID (`terpakai_konfirmasi`).
    pub confirmed: u32,
    /// Patients waiting for a bed of this row (`antrian`).
    pub waiting: u32,
    /// Beds being prepared (`prepare`).
    pub prepared: u32,
    /// Beds planned in addition (`prepare_plan`).
    pub planned: Option<u32>,
    /// Whether the row is for COVID (`covid`).
    pub covid: bool,
    /// Occupied by dengue patients (`terpakai_dbd`).
    pub dengue: u32,
    /// Of these, children (`terpakai_dbd_anak`).
    pub dengue_children: u32,
    /// Beds for dengue (`jumlah_dbd`).
    pub dengue_beds: u32,
}

impl Counts {
    /// Free beds (`kosong`): beds less occupied, never below 0.
    #[must_use]
    pub const fn free(&self) -> u32 {
        self.beds.saturating_sub(self.occupied)
    }

    /// These counts with what `change` states; what it leaves out stays.
    #[must_use]
    pub fn merge(self, change: &RowChange) -> Self {
        Self {
            rooms: change.rooms.unwrap_or(self.rooms),
            beds: change.beds.unwrap_or(self.beds),
            occupied: change.occupied.unwrap_or(self.occupied),
            suspect: change.suspect.unwrap_or(self.suspect),
            confirmed: change.confirmed.unwrap_or(self.confirmed),
            waiting: change.waiting.unwrap_or(self.waiting),
            prepared: change.prepared.unwrap_or(self.prepared),
            planned: change.planned.or(self.planned),
            covid: change.covid.unwrap_or(self.covid),
            dengue: change.dengue.unwrap_or(self.dengue),
            dengue_children: change.dengue_children.unwrap_or(self.dengue_children),
            dengue_beds: change.dengue_beds.unwrap_or(self.dengue_beds),
        }
    }

    /// Beds and occupied are required: unknown is never 0.
    fn take(reader: &mut Reader<'_>) -> Self {
        Self {
            rooms: reader.count_or_zero(ROOMS, BEDS_MAX),
            beds: reader.count(BEDS, BEDS_MAX),
            occupied: reader.count(OCCUPIED, BEDS_MAX),
            suspect: reader.count_or_zero(SUSPECT, BEDS_MAX),
            confirmed: reader.count_or_zero(CONFIRMED, BEDS_MAX),
            waiting: reader.count_or_zero(WAITING, BEDS_MAX),
            prepared: reader.count_or_zero(PREPARED, BEDS_MAX),
            planned: reader.count_or_none(PLANNED, BEDS_MAX),
            covid: reader.flag_or_none(COVID).unwrap_or_default(),
            dengue: reader.count_or_zero(DENGUE, BEDS_MAX),
            dengue_children: reader.count_or_zero(DENGUE_CHILDREN, BEDS_MAX),
            dengue_beds: reader.count_or_zero(DENGUE_BEDS, BEDS_MAX),
        }
    }
}

/// A row as a hospital registers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// Bed type and room.
    pub key: RowKey,
    /// Its numbers.
    pub counts: Counts,
}

impl NewRow {
    /// Reads a row from the body of a POST.
    ///
    /// # Errors
    /// The body cannot be read, or fields are wrong: all of them are named.
    pub fn read(body: &[u8]) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::read(body, FIELDS)?);
        let row = Self { key: RowKey::take(&mut reader), counts: Counts::take(&mut reader) };
        reader.finish(row)
    }
}

/// Which row one item of a list is, whatever its numbers.
pub(super) fn key_of(item: &Map<String, Value>) -> Result<(RowId, RowKey), ReadFault> {
    let mut reader = Reader::new(Fields::of(item, KEY_FIELDS));
    let id = RowId(reader.id(ID));
    let key = RowKey::take(&mut reader);
    reader.finish((id, key))
}

/// A row and its id from one item of a list.
pub(super) fn listed(item: &Map<String, Value>) -> Result<(RowId, NewRow), ReadFault> {
    let mut reader = Reader::new(Fields::of(item, FIELDS));
    let id = RowId(reader.id(ID));
    let row = NewRow { key: RowKey::take(&mut reader), counts: Counts::take(&mut reader) };
    reader.finish((id, row))
}

/// What a hospital changes of a row. `None` is as it was: absent, `null` and empty text all leave the old value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowChange {
    /// The bed type (`id_tt`), of use only where the row is not known.
    pub bed_type_code: Option<String>,
    /// A new room name (`ruang`), to the byte.
    pub room: Option<String>,
    /// Rooms.
    pub rooms: Option<u32>,
    /// Beds.
    pub beds: Option<u32>,
    /// Occupied beds in all.
    pub occupied: Option<u32>,
    /// Of these, suspected COVID.
    pub suspect: Option<u32>,
    /// Of these, confirmed COVID.
    pub confirmed: Option<u32>,
    /// Patients waiting.
    pub waiting: Option<u32>,
    /// Beds being prepared.
    pub prepared: Option<u32>,
    /// Beds planned in addition.
    pub planned: Option<u32>,
    /// Whether the row is for COVID.
    pub covid: Option<bool>,
    /// Occupied by dengue patients.
    pub dengue: Option<u32>,
    /// Of these, children.
    pub dengue_children: Option<u32>,
    /// Beds for dengue.
    pub dengue_beds: Option<u32>,
}

/// All of these counts, stated; no planned beds are left out, because nothing takes them back to unknown.
impl From<Counts> for RowChange {
    fn from(counts: Counts) -> Self {
        Self {
            bed_type_code: None,
            room: None,
            rooms: Some(counts.rooms),
            beds: Some(counts.beds),
            occupied: Some(counts.occupied),
            suspect: Some(counts.suspect),
            confirmed: Some(counts.confirmed),
            waiting: Some(counts.waiting),
            prepared: Some(counts.prepared),
            planned: counts.planned,
            covid: Some(counts.covid),
            dengue: Some(counts.dengue),
            dengue_children: Some(counts.dengue_children),
            dengue_beds: Some(counts.dengue_beds),
        }
    }
}

impl RowChange {
    fn take(reader: &mut Reader<'_>) -> Self {
        Self {
            bed_type_code: None,
            room: None,
            rooms: reader.count_or_none(ROOMS, BEDS_MAX),
            beds: reader.count_or_none(BEDS, BEDS_MAX),
            occupied: reader.count_or_none(OCCUPIED, BEDS_MAX),
            suspect: reader.count_or_none(SUSPECT, BEDS_MAX),
            confirmed: reader.count_or_none(CONFIRMED, BEDS_MAX),
            waiting: reader.count_or_none(WAITING, BEDS_MAX),
            prepared: reader.count_or_none(PREPARED, BEDS_MAX),
            planned: reader.count_or_none(PLANNED, BEDS_MAX),
            covid: reader.flag_or_none(COVID),
            dengue: reader.count_or_none(DENGUE, BEDS_MAX),
            dengue_children: reader.count_or_none(DENGUE_CHILDREN, BEDS_MAX),
            dengue_beds: reader.count_or_none(DENGUE_BEDS, BEDS_MAX),
        }
    }
}

/// The body of a PUT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Put {
    /// With the id of the row.
    ById(RowId, RowChange),
    /// With bed type and room instead: the older client. Beds and occupied are there, because the row may have to be registered.
    ByKey(RowKey, RowChange),
}

impl Put {
    pub(super) fn read(body: &[u8]) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::read(body, FIELDS)?);
        if let Some(id) = reader.id_or_none(ID) {
            let room = reader.exact_or_none(ROOM, ROOM_CHARS_MAX);
            let bed_type_code = reader.code_hint(BED_TYPE, BED_TYPE_CODE_CHARS_MAX);
            let change = RowChange { bed_type_code, room, ..RowChange::take(&mut reader) };
            return reader.finish(Self::ById(RowId(id), change));
        }
        let Some(bed_type_code) = reader.code_or_none(BED_TYPE, BED_TYPE_CODE_CHARS_MAX) else {
            reader.missing::<()>(ID);
            return reader.finish(Self::ById(RowId(0), RowChange::default()));
        };
        let key = RowKey { bed_type_code, room: reader.exact(ROOM, ROOM_CHARS_MAX) };
        let change = RowChange::take(&mut reader);
        if change.beds.is_none() {
            reader.missing::<()>(BEDS);
        }
        if change.occupied.is_none() {
            reader.missing::<()>(OCCUPIED);
        }
        reader.finish(Self::ByKey(key, change))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_beds_are_never_below_zero() {
        for (beds, occupied, free) in [(10, 8, 2), (10, 10, 0), (10, 13, 0), (0, 0, 0), (0, 5, 0)] {
            assert_eq!(Counts { beds, occupied, ..Counts::default() }.free(), free, "{occupied} of {beds}");
        }
    }

    #[test]
    fn what_a_change_leaves_out_stays() {
        let old =
            Counts { rooms: 1, beds: 10, occupied: 8, waiting: 2, planned: Some(4), covid: true, dengue_beds: 3, ..Counts::default() };
        assert_eq!(old.merge(&RowChange::default()), old);
        let change = RowChange { occupied: Some(0), covid: Some(false), planned: Some(0), ..RowChange::default() };
        assert_eq!(old.merge(&change), Counts { occupied: 0, covid: false, planned: Some(0), ..old });
    }

    #[test]
    fn a_room_is_kept_to_the_byte_and_shown_clean() {
        let row = NewRow::read(br#"{"id_tt":3,"ruang":" Mawar   A ","jumlah":1,"terpakai":0}"#).unwrap();
        assert_eq!(row.key.room, " Mawar   A ");
        assert_eq!((row.key.room_label(), row.key.bed_type_code), ("Mawar A".to_owned(), "3".to_owned()));
    }
}
