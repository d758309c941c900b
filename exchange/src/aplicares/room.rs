//! The room group of Aplicares: what a sender states (`RoomDraft`), and what is left of it after checking (`Room`).

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::lenient::{Fields, ReadFault, Reader, Scalar};

/// Most beds one room group may state; above it the number is a slip of the finger.
pub const BEDS_MAX: u32 = 100_000;
/// Longest class code, by the national catalogue.
pub const CLASS_CODE_CHARS_MAX: usize = 10;
/// Longest room code. Clients cap at 10; hospitals' own codes may be longer.
pub const ROOM_CODE_CHARS_MAX: usize = 50;
/// Longest room name, by the national catalogue.
pub const NAME_CHARS_MAX: usize = 100;

const CLASS: &str = "kodekelas";
const ROOM: &str = "koderuang";
const NAME: &str = "namaruang";
const CAPACITY: &str = "kapasitas";
const FREE: &str = "tersedia";
const FREE_MEN: &str = "tersediapria";
const FREE_WOMEN: &str = "tersediawanita";
const FREE_ANY: &str = "tersediapriawanita";

const ROOM_FIELDS: &[&str] = &[CLASS, ROOM, NAME, CAPACITY, FREE, FREE_MEN, FREE_WOMEN, FREE_ANY];
const KEY_FIELDS: &[&str] = &[CLASS, ROOM];

/// Which room group of a facility is meant. Both codes are kept as sent, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct RoomKey {
    /// Class code (`kodekelas`); [`super::class_of`] says what it means.
    pub class_code: String,
    /// The hospital's own room code (`koderuang`).
    pub room_code: String,
}

impl RoomKey {
    /// The key with these codes, as they are kept; `None` when one is empty or too long.
    #[must_use]
    pub fn of(class_code: &str, room_code: &str) -> Option<Self> {
        let fits = |code: &str, chars_max| !code.is_empty() && code.chars().count() <= chars_max;
        let fit = fits(class_code, CLASS_CODE_CHARS_MAX) && fits(room_code, ROOM_CODE_CHARS_MAX);
        fit.then(|| Self { class_code: class_code.to_owned(), room_code: room_code.to_owned() })
    }

    /// Reads the key from a body; other fields are read over.
    ///
    /// # Errors
    /// The body cannot be read, or a field is wrong.
    pub fn read(body: &[u8]) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::read(body, KEY_FIELDS)?);
        let key = Self::take(&mut reader);
        reader.finish(key)
    }

    /// Reads the key from one item of a list, whatever its counts.
    pub(super) fn of_item(item: &Map<String, Value>) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(Fields::of(item, KEY_FIELDS));
        let key = Self::take(&mut reader);
        reader.finish(key)
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        Self { class_code: reader.code(CLASS, CLASS_CODE_CHARS_MAX), room_code: reader.code(ROOM, ROOM_CODE_CHARS_MAX) }
    }
}

/// A room group with its counts, checked: free is never above capacity, nothing is above [`BEDS_MAX`].
///
/// The three counters by sex are independent hints: official examples have free beds with all three 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Room {
    /// Which room group.
    pub key: RoomKey,
    /// Its name for people (`namaruang`).
    pub name: String,
    /// Beds in the group (`kapasitas`).
    pub capacity: u32,
    /// Free beds (`tersedia`).
    pub free: u32,
    /// Free, men only (`tersediapria`).
    pub free_men: u32,
    /// Free, women only (`tersediawanita`).
    pub free_women: u32,
    /// Free, either sex (`tersediapriawanita`).
    pub free_any: u32,
}

impl Room {
    /// Reads a room from a body.
    ///
    /// # Errors
    /// The body cannot be read, or fields are wrong: all of them are named.
    pub fn read(body: &[u8]) -> Result<Self, ReadFault> {
        Self::check(Fields::read(body, ROOM_FIELDS)?)
    }

    /// Reads a room from one item of a list.
    pub(super) fn of_item(item: &Map<String, Value>) -> Result<Self, ReadFault> {
        Self::check(Fields::of(item, ROOM_FIELDS))
    }

    /// Whether the counters by sex add up to the free beds, so that they may be relied on.
    #[must_use]
    pub fn sexes_add_up(&self) -> bool {
        u64::from(self.free_men) + u64::from(self.free_women) + u64::from(self.free_any) == u64::from(self.free)
    }

    fn check(fields: Fields<'_>) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(fields);
        let room = Self {
            key: RoomKey::take(&mut reader),
            name: reader.label(NAME, NAME_CHARS_MAX),
            capacity: reader.count(CAPACITY, BEDS_MAX),
            free: reader.count(FREE, BEDS_MAX),
            free_men: reader.count_or_zero(FREE_MEN, BEDS_MAX),
            free_women: reader.count_or_zero(FREE_WOMEN, BEDS_MAX),
            free_any: reader.count_or_zero(FREE_ANY, BEDS_MAX),
        };
        reader.at_most(FREE, room.free, CAPACITY, room.capacity);
        reader.finish(room)
    }
}

/// A room group as a sender states it; nothing is checked, so that a simulated hospital can also be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoomDraft {
    /// Class code.
    pub class_code: String,
    /// The hospital's own room code.
    pub room_code: String,
    /// Name for people.
    pub name: String,
    /// Beds in the group.
    pub capacity: i64,
    /// Free beds.
    pub free: i64,
    /// Free, men only.
    pub free_men: i64,
    /// Free, women only.
    pub free_women: i64,
    /// Free, either sex.
    pub free_any: i64,
}

impl TryFrom<&RoomDraft> for Room {
    type Error = ReadFault;

    fn try_from(draft: &RoomDraft) -> Result<Self, ReadFault> {
        let texts = [&draft.class_code, &draft.room_code, &draft.name].map(|text| Some(Scalar::Text(Cow::Borrowed(text.as_str()))));
        let counts = [draft.capacity, draft.free, draft.free_men, draft.free_women, draft.free_any].map(|count| Some(Scalar::Whole(count)));
        Self::check(Fields::with(ROOM_FIELDS, texts.into_iter().chain(counts).collect()))
    }
}

impl From<Room> for RoomDraft {
    fn from(room: Room) -> Self {
        Self {
            class_code: room.key.class_code,
            room_code: room.key.room_code,
            name: room.name,
            capacity: room.capacity.into(),
            free: room.free.into(),
            free_men: room.free_men.into(),
            free_women: room.free_women.into(),
            free_any: room.free_any.into(),
        }
    }
}
