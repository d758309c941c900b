//! What Aplicares answers, byte for byte: clients recognise success by an exact sentence, its full stop included.

use std::borrow::Cow;

use serde::Serialize;
use sigap_kernel::{UtcMs, Zone};

use super::codes::{CLASSES, class_of};
use super::route::RouteFault;
use crate::bpjs::{ClockCheck, HeaderFault, Ppk, SIGNATURE_REFUSED};
use crate::lenient::{BodyFault, ReadFault};

/// A list follows.
pub const MESSAGE_OK: &str = "OK";
/// A room was registered.
pub const MESSAGE_SAVED: &str = "Data berhasil disimpan.";
/// The counts of a room were replaced.
pub const MESSAGE_UPDATED: &str = "Data berhasil diupdate.";
/// A room was removed.
pub const MESSAGE_DELETED: &str = "Data berhasil dihapus.";
/// The room is not registered; the client then calls create. Without a full stop.
pub const MESSAGE_NO_ROOM: &str = "Data tidak ada di database";

/// Success in `metadata.code`.
const CODE_OK: u8 = 1;
/// Failure in `metadata.code`; clients show the message.
const CODE_FAILED: u8 = 0;

/// One room as `bed/read` lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomRow<'a> {
    /// Class code, as the hospital sent it.
    pub class_code: &'a str,
    /// The hospital's own room code.
    pub room_code: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Beds in the group.
    pub capacity: u32,
    /// Free beds.
    pub free: u32,
    /// Free, men only.
    pub free_men: u32,
    /// Free, women only.
    pub free_women: u32,
    /// Free, either sex.
    pub free_any: u32,
    /// When the counts were last reported.
    pub last_update: UtcMs,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The class table.
    Classes,
    /// A page of rooms.
    Rooms {
        /// The rooms of the page.
        rows: &'a [RoomRow<'a>],
        /// Number of its first row, counted from 1.
        start: u32,
        /// Rooms in all pages together.
        total: u64,
        /// The zone of the facility: the format has no zone of its own.
        zone: Zone,
    },
    /// A room was registered.
    Created,
    /// The counts of a room were replaced.
    Updated,
    /// A room was removed.
    Deleted,
    /// The room is not registered.
    NoSuchRoom,
    /// The facility is unknown, or not the sender's.
    NotYourFacility(&'a Ppk),
    /// The signature is wrong, or the cons-id unknown.
    BadSignature,
    /// Nothing was stored: try again later.
    Unavailable,
    /// Refused with a sentence.
    Refused {
        /// HTTP status.
        status: u16,
        /// The Indonesian sentence.
        sentence: Cow<'a, str>,
    },
}

impl Outcome<'_> {
    /// The HTTP status. Java clients never show the message of a 4xx, so these stay for calls that failed before their meaning was known.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::BadSignature => 401,
            Self::Unavailable => 503,
            Self::Refused { status, .. } => *status,
            _ => 200,
        }
    }

    /// Whether the call was granted.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Classes | Self::Rooms { .. } | Self::Created | Self::Updated | Self::Deleted)
    }

    /// The sentence the sender reads.
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Classes | Self::Rooms { .. } => MESSAGE_OK,
            Self::Created => MESSAGE_SAVED,
            Self::Updated => MESSAGE_UPDATED,
            Self::Deleted => MESSAGE_DELETED,
            Self::NoSuchRoom => MESSAGE_NO_ROOM,
            Self::BadSignature => SIGNATURE_REFUSED,
            Self::Unavailable => "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.",
            Self::NotYourFacility(ppk) => return format!("Kode PPK {ppk} tidak terdaftar untuk cons-id ini.").into(),
            Self::Refused { sentence, .. } => sentence,
        })
    }
}

impl From<&RouteFault> for Outcome<'_> {
    fn from(fault: &RouteFault) -> Self {
        let status = match fault {
            RouteFault::UnknownPath => 404,
            RouteFault::WrongMethod(_) => 405,
            RouteFault::MissingPpk | RouteFault::BadPpk(_) | RouteFault::BadPage => 200,
        };
        Self::Refused { status, sentence: fault.to_string().into() }
    }
}

impl From<&HeaderFault> for Outcome<'_> {
    fn from(fault: &HeaderFault) -> Self {
        Self::Refused { status: 401, sentence: fault.to_string().into() }
    }
}

impl From<&ClockCheck> for Outcome<'_> {
    fn from(check: &ClockCheck) -> Self {
        Self::Refused { status: 401, sentence: check.sentence().into() }
    }
}

impl From<&ReadFault> for Outcome<'_> {
    fn from(fault: &ReadFault) -> Self {
        let status = if matches!(fault, ReadFault::Body(BodyFault::TooLarge { .. })) { 413 } else { 200 };
        Self::Refused { status, sentence: fault.to_string().into() }
    }
}

/// An answer, ready to be sent as `application/json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: Vec<u8>,
}

/// Writes the answer of a call.
#[must_use]
pub fn encode(outcome: &Outcome<'_>) -> Reply {
    let body = match outcome {
        Outcome::Classes => envelope(outcome, Some(CLASSES.len() as u64), Some(List { list: CLASSES.map(ClassItem::from) })),
        Outcome::Rooms { rows, start, total, zone } => {
            let list = (*start..).zip(*rows).map(|(number, row)| RoomItem::of(number, row, *zone)).collect::<Vec<_>>();
            envelope(outcome, Some(*total), Some(List { list }))
        }
        _ => envelope(outcome, None, None::<List<()>>),
    };
    Reply { status: outcome.status(), body }
}

fn envelope<T: Serialize>(outcome: &Outcome<'_>, totalitems: Option<u64>, response: Option<List<T>>) -> Vec<u8> {
    let code = if outcome.is_ok() { CODE_OK } else { CODE_FAILED };
    // Plain text and numbers always serialize, so there is no error to lose here.
    serde_json::to_vec(&Envelope { metadata: Metadata { code, message: &outcome.message(), totalitems }, response }).unwrap_or_default()
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    metadata: Metadata<'a>,
    response: Option<List<T>>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    code: u8,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    totalitems: Option<u64>,
}

#[derive(Serialize)]
struct List<T> {
    list: T,
}

#[derive(Serialize)]
struct ClassItem {
    kodekelas: &'static str,
    namakelas: &'static str,
}

impl From<super::ClassRow> for ClassItem {
    fn from(row: super::ClassRow) -> Self {
        Self { kodekelas: row.code, namakelas: row.name }
    }
}

#[derive(Serialize)]
struct RoomItem<'a> {
    rownumber: u32,
    kodekelas: &'a str,
    namakelas: &'a str,
    koderuang: &'a str,
    namaruang: &'a str,
    kapasitas: u32,
    tersedia: u32,
    tersediapria: u32,
    tersediawanita: u32,
    tersediapriawanita: u32,
    lastupdate: String,
}

impl<'a> RoomItem<'a> {
    fn of(rownumber: u32, row: &RoomRow<'a>, zone: Zone) -> Self {
        Self {
            rownumber,
            kodekelas: row.class_code,
            namakelas: class_of(row.class_code).name().unwrap_or(row.class_code),
            koderuang: row.room_code,
            namaruang: row.name,
            kapasitas: row.capacity,
            tersedia: row.free,
            tersediapria: row.free_men,
            tersediawanita: row.free_women,
            tersediapriawanita: row.free_any,
            lastupdate: row.last_update.local_stamp(zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcome: &Outcome<'_>, status: u16, body: &str) {
        let reply = encode(outcome);
        assert_eq!((reply.status, std::str::from_utf8(&reply.body).unwrap()), (status, body));
    }

    #[test]
    fn success_is_said_in_the_exact_sentence() {
        check(&Outcome::Created, 200, r#"{"metadata":{"code":1,"message":"Data berhasil disimpan."},"response":null}"#);
        check(&Outcome::Updated, 200, r#"{"metadata":{"code":1,"message":"Data berhasil diupdate."},"response":null}"#);
        check(&Outcome::Deleted, 200, r#"{"metadata":{"code":1,"message":"Data berhasil dihapus."},"response":null}"#);
    }

    #[test]
    fn failure_has_code_0_and_a_sentence() {
        let ppk: Ppk = "0301R001".parse().unwrap();
        for (outcome, status, sentence) in [
            (Outcome::NoSuchRoom, 200, "Data tidak ada di database"),
            (Outcome::NotYourFacility(&ppk), 200, "Kode PPK 0301R001 tidak terdaftar untuk cons-id ini."),
            (Outcome::BadSignature, 401, "Tanda tangan (X-signature) tidak cocok. Periksa cons-id dan secret."),
            (Outcome::Unavailable, 503, "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi."),
            ((&HeaderFault::Missing("X-cons-id")).into(), 401, "Header X-cons-id belum diisi."),
            ((&RouteFault::WrongMethod("GET")).into(), 405, "Metode HTTP tidak sesuai. Gunakan GET."),
            ((&RouteFault::MissingPpk).into(), 200, "Kode PPK belum ada pada alamat. Contoh: bed/update/0301R001."),
            ((&ReadFault::Body(BodyFault::Empty)).into(), 200, "Isi permintaan kosong. Kirim data dalam format JSON."),
            (
                (&ReadFault::Body(BodyFault::TooLarge { max: 65_536 })).into(),
                413,
                "Isi permintaan terlalu besar, paling banyak 65536 byte.",
            ),
        ] {
            check(&outcome, status, &format!(r#"{{"metadata":{{"code":0,"message":"{sentence}"}},"response":null}}"#));
        }
    }

    #[test]
    fn a_page_of_rooms_is_numbered_from_its_start_in_the_time_of_the_facility() {
        let row = RoomRow {
            class_code: "TENDA",
            room_code: "T/1",
            name: "Tenda \"Barat\" <1>",
            capacity: 8,
            free: 3,
            free_men: 1,
            free_women: 2,
            free_any: 0,
            last_update: UtcMs::parse_rfc3339("2026-11-22T23:30:05Z").unwrap(),
        };
        check(
            &Outcome::Rooms { rows: &[row], start: 11, total: 11, zone: Zone::Wit },
            200,
            r#"{"metadata":{"code":1,"message":"OK","totalitems":11},"response":{"list":[{"rownumber":11,"kodekelas":"TENDA","namakelas":"TENDA","koderuang":"T/1","namaruang":"Tenda \"Barat\" <1>","kapasitas":8,"tersedia":3,"tersediapria":1,"tersediawanita":2,"tersediapriawanita":0,"lastupdate":"2026-11-23 08:30:05"}]}}"#,
        );
        check(
            &Outcome::Rooms { rows: &[], start: 1, total: 0, zone: Zone::Wib },
            200,
            r#"{"metadata":{"code":1,"message":"OK","totalitems":0},"response":{"list":[]}}"#,
        );
    }
}
