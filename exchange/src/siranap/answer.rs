//! What RS Online answers, byte for byte. Clients judge by `status`, by words of the sentence, or by both, so every failure says
//! *gagal* and no success does.

use std::borrow::Cow;

use sigap_kernel::{UtcMs, Zone};

use super::codes::BED_TYPES;
use super::items::{BedTypeItem, Failure, NeedRowItem, NeedTableItem, RowItem, TableFailure, list};
use super::v1::{self, WardFault};
use super::{CallFault, CallerFault, Counts, Deed, NeedCounts, NeedKind, Place, Resource, RouteFault, RowId};
use crate::wire::Reply;

/// A row was registered. The original sentence is not known; this one is free of the words by which clients see a failure.
pub const MESSAGE_SAVED: &str = "Data berhasil disimpan";
/// A row was changed. One client looks for *telah diupdate*.
pub const MESSAGE_UPDATED: &str = "Data telah diupdate";
/// A row was removed. One client looks for *telah dihapus*.
pub const MESSAGE_DELETED: &str = "Data telah dihapus";
/// The row to change is not known; one client then repeats it as POST.
pub const MESSAGE_NO_ROW: &str = "Data gagal diupdate, belum ada di database";
/// What a sender reads whose code or password is wrong; one sentence for both, so that codes cannot be probed.
pub const CREDENTIALS_REFUSED: &str = "X-rs-id atau X-pass salah";

/// An item of staff or equipment was registered. One client looks for *telah disimpan*.
const MESSAGE_NEED_SAVED: &str = "Data telah disimpan";
const MESSAGE_NO_ROW_TO_DELETE: &str = "Data gagal dihapus, belum ada di database";
const BUSY: &str = "Sistem sedang sibuk. Coba lagi beberapa saat lagi.";

/// One row as a list gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowView<'a> {
    /// The id issued here.
    pub id: RowId,
    /// Bed type, as the hospital sent it.
    pub bed_type_code: &'a str,
    /// Room name, to the byte as the hospital sent it.
    pub room: &'a str,
    /// Its numbers.
    pub counts: Counts,
    /// When they were last reported.
    pub last_update: UtcMs,
}

/// One item of the tables of staff and equipment. No official list is at hand, so the table is the operator's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedItem<'a> {
    /// Its code.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// One item as the list of staff or equipment gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedRow<'a> {
    /// Code and name.
    pub item: NeedItem<'a>,
    /// Its numbers, if the hospital reported any.
    pub counts: Option<NeedCounts>,
    /// When they were last reported.
    pub last_update: Option<UtcMs>,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The bed-type table.
    BedTypes,
    /// A table of staff or equipment.
    NeedTable(NeedKind, &'a [NeedItem<'a>]),
    /// The sender's rows, in the time of the facility: the format has no zone of its own.
    Rows(&'a [RowView<'a>], Zone),
    /// The sender's staff or equipment.
    Needs(NeedKind, &'a [NeedRow<'a>], Zone),
    /// What was asked was done.
    Done(Place),
    /// A report of the first generation was taken, but for these wards.
    RanapTaken {
        /// Wards in the report.
        total: usize,
        /// Those that were not taken.
        faults: &'a [WardFault],
    },
    /// The row, or item, is not known.
    NoSuchRow(Place),
    /// The hospital code is unknown, or the password wrong.
    WrongCredentials(Place),
    /// Nothing was stored: try again later.
    Unavailable(Place),
    /// Refused with a sentence.
    Refused {
        /// Where the answer belongs.
        place: Place,
        /// HTTP status.
        http: u16,
        /// Status inside the body.
        status: u16,
        /// The Indonesian sentence.
        sentence: Cow<'a, str>,
    },
}

impl Outcome<'static> {
    /// A call that leads nowhere. What is known but not served is answered with 200, so that Java clients show the sentence.
    #[must_use]
    pub fn of_route(place: Place, fault: RouteFault) -> Self {
        let (http, status) = match fault {
            RouteFault::UnknownPath => (404, 404),
            RouteFault::WrongMethod(_) => (405, 405),
            RouteFault::TableNotServed | RouteFault::QueueNotServed | RouteFault::PatientsNotServed => (200, 404),
        };
        Self::Refused { place, http, status, sentence: fault.to_string().into() }
    }

    /// A call without usable headers.
    #[must_use]
    pub fn of_caller(place: Place, fault: CallerFault) -> Self {
        Self::Refused { place, http: 200, status: 401, sentence: fault.to_string().into() }
    }

    /// A body that was not taken.
    #[must_use]
    pub fn of_call(place: Place, fault: &CallFault) -> Self {
        let (http, status) = if fault.is_too_large() { (413, 413) } else { (200, 400) };
        Self::Refused { place, http, status, sentence: fault.to_string().into() }
    }
}

impl Outcome<'_> {
    /// Whether the call was granted, in whole.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        match self {
            Self::BedTypes | Self::NeedTable(..) | Self::Rows(..) | Self::Needs(..) | Self::Done(_) => true,
            Self::RanapTaken { faults, .. } => faults.is_empty(),
            _ => false,
        }
    }
}

/// Writes the answer of a call.
#[must_use]
pub fn encode(outcome: &Outcome<'_>) -> Reply {
    match outcome {
        Outcome::BedTypes => json(200, list(Resource::BedTypes.key(), BED_TYPES.iter().map(BedTypeItem::of))),
        Outcome::NeedTable(kind, items) => json(200, list(Resource::NeedTable(*kind).key(), items.iter().map(NeedTableItem::of))),
        Outcome::Rows(rows, zone) => json(200, list(Resource::Rows.key(), rows.iter().map(|row| RowItem::of(row, *zone)))),
        Outcome::Needs(kind, rows, zone) => {
            json(200, list(Resource::Needs(*kind).key(), rows.iter().map(|row| NeedRowItem::of(row, *zone))))
        }
        Outcome::Done(place) => said(*place, 200, 200, success(*place)),
        Outcome::RanapTaken { total, faults } => v1::taken(*total, faults),
        Outcome::NoSuchRow(place) => {
            let message = if place.deed == Deed::Delete { MESSAGE_NO_ROW_TO_DELETE } else { MESSAGE_NO_ROW };
            said(*place, 200, 404, message)
        }
        Outcome::WrongCredentials(place) => failed(*place, 200, 401, CREDENTIALS_REFUSED),
        Outcome::Unavailable(place) => failed(*place, 503, 503, BUSY),
        Outcome::Refused { place, http, status, sentence } => failed(*place, *http, *status, sentence),
    }
}

const fn success(place: Place) -> &'static str {
    match (place.deed, place.resource) {
        (Deed::Update, _) => MESSAGE_UPDATED,
        (Deed::Delete, _) => MESSAGE_DELETED,
        (_, Resource::Needs(_)) => MESSAGE_NEED_SAVED,
        _ => MESSAGE_SAVED,
    }
}

/// A failure in the form of its place. Of reference tables, and of wrong credentials everywhere, clients expect a number as status and
/// JSON text as message. Outside tables the sentence says *gagal*, because one client takes everything else for success.
fn failed(place: Place, http: u16, status: u16, sentence: &str) -> Reply {
    let key = place.resource.key();
    if place.resource.is_table() {
        return json(http, list(key, [TableFailure::of(status, sentence)].iter()));
    }
    if status == 401 && place.resource != Resource::Ranap {
        return json(http, list(key, [TableFailure::of(status, &format!("Permintaan gagal. {sentence}"))].iter()));
    }
    let deed = match place.deed {
        Deed::Read => "dibaca",
        Deed::Create | Deed::Update => "disimpan",
        Deed::Delete => "dihapus",
    };
    said(place, http, status, &format!("Data gagal {deed}. {sentence}"))
}

/// Status and sentence, as writes are answered.
fn said(place: Place, http: u16, status: u16, message: &str) -> Reply {
    match place.resource {
        Resource::Ranap => v1::reply(http, status, (status != 200).then_some(message)),
        resource => json(http, list(resource.key(), [Failure { status, message }].iter())),
    }
}

fn json(status: u16, body: Vec<u8>) -> Reply {
    Reply { status, content_type: "application/json", body }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcome: &Outcome<'_>, http: u16, body: &str) {
        let reply = encode(outcome);
        assert_eq!((reply.status, std::str::from_utf8(&reply.body).unwrap()), (http, body));
    }

    fn place(method: &str, path: &str) -> Place {
        Place::of(method, path)
    }

    #[test]
    fn success_is_said_without_a_word_of_failure() {
        for (method, path, key, message) in [
            ("POST", "Fasyankes", "fasyankes", "Data berhasil disimpan"),
            ("PUT", "Fasyankes", "fasyankes", "Data telah diupdate"),
            ("DELETE", "Fasyankes", "fasyankes", "Data telah dihapus"),
            ("POST", "Fasyankes/sdm", "sdm", "Data telah disimpan"),
            ("PUT", "Fasyankes/apd", "apd", "Data telah diupdate"),
            ("DELETE", "Fasyankes/apd", "apd", "Data telah dihapus"),
        ] {
            check(&Outcome::Done(place(method, path)), 200, &format!(r#"{{"{key}":[{{"status":"200","message":"{message}"}}]}}"#));
            assert!(["tidak ditemukan", "gagal", "error"].iter().all(|word| !message.contains(word)));
        }
        check(&Outcome::Done(place("POST", "sirsservice/ranap")), 200, "<xml><data><status>200</status></data></xml>");
    }

    #[test]
    fn failure_stands_in_the_form_of_its_place() {
        let large = CallFault::Read(crate::lenient::ReadFault::Body(crate::lenient::BodyFault::TooLarge { max: 65_536 }));
        let rows = |method| place(method, "Fasyankes");
        for (outcome, http, body) in [
            (
                Outcome::NoSuchRow(rows("PUT")),
                200,
                r#"{"fasyankes":[{"status":"404","message":"Data gagal diupdate, belum ada di database"}]}"#,
            ),
            (
                Outcome::NoSuchRow(rows("DELETE")),
                200,
                r#"{"fasyankes":[{"status":"404","message":"Data gagal dihapus, belum ada di database"}]}"#,
            ),
            (
                Outcome::NoSuchRow(place("PUT", "Fasyankes/sdm")),
                200,
                r#"{"sdm":[{"status":"404","message":"Data gagal diupdate, belum ada di database"}]}"#,
            ),
            (
                Outcome::WrongCredentials(rows("PUT")),
                200,
                r#"{"fasyankes":[{"status":401,"message":"{\"response\":\"Permintaan gagal. X-rs-id atau X-pass salah\"}"}]}"#,
            ),
            (
                Outcome::of_caller(place("GET", "Referensi/kebutuhan_sdm"), CallerFault::Missing("X-pass")),
                200,
                r#"{"kebutuhan_sdm":[{"status":401,"message":"{\"response\":\"Header X-pass belum diisi.\"}"}]}"#,
            ),
            (
                Outcome::of_route(place("GET", "Referensi/Propinsi"), RouteFault::TableNotServed),
                200,
                r#"{"propinsi":[{"status":404,"message":"{\"response\":\"Tabel rujukan ini belum tersedia di sini. Tabel yang tersedia: Referensi/tempat_tidur, Referensi/kebutuhan_sdm, Referensi/kebutuhan_apd.\"}"}]}"#,
            ),
            (
                Outcome::of_route(place("POST", "Antrian"), RouteFault::QueueNotServed),
                200,
                r#"{"antrian":[{"status":"404","message":"Data gagal disimpan. Laporan antrean belum diterima di sini. Kirimkan langsung ke RS Online Kementerian Kesehatan."}]}"#,
            ),
            (
                Outcome::of_route(place("PATCH", "Fasyankes"), RouteFault::WrongMethod("GET, POST, PUT, atau DELETE")),
                405,
                r#"{"fasyankes":[{"status":"405","message":"Data gagal dibaca. Metode HTTP tidak sesuai. Gunakan GET, POST, PUT, atau DELETE."}]}"#,
            ),
            (
                Outcome::of_call(rows("POST"), &large),
                413,
                r#"{"fasyankes":[{"status":"413","message":"Data gagal disimpan. Isi permintaan terlalu besar, paling banyak 65536 byte."}]}"#,
            ),
            (
                Outcome::Unavailable(rows("DELETE")),
                503,
                r#"{"fasyankes":[{"status":"503","message":"Data gagal dihapus. Sistem sedang sibuk. Coba lagi beberapa saat lagi."}]}"#,
            ),
            (
                Outcome::WrongCredentials(place("POST", "ranap")),
                200,
                "<xml><data><status>401</status><message>Data gagal disimpan. X-rs-id atau X-pass salah</message></data></xml>",
            ),
        ] {
            check(&outcome, http, body);
            assert!(!outcome.is_ok());
        }
    }

    #[test]
    fn a_list_gives_every_value_as_text_or_null() {
        let row = RowView {
            id: RowId(7),
            bed_type_code: "TENDA",
            room: " Tenda \"Barat\" <1> ",
            counts: Counts { beds: 4, occupied: 6, planned: Some(2), covid: true, ..Counts::default() },
            last_update: UtcMs::parse_rfc3339("2026-11-22T23:30:05Z").unwrap(),
        };
        check(
            &Outcome::Rows(&[row], Zone::Wit),
            200,
            r#"{"fasyankes":[{"id_tt":"TENDA","tt":"TENDA","ruang":" Tenda \"Barat\" <1> ","kode_siranap":null,"jumlah_ruang":"0","jumlah":"4","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"0","prepare":"0","prepare_plan":"2","kosong":"0","terpakai_dbd":"0","terpakai_dbd_anak":"0","terpakai":"6","covid":"1","id_t_tt":"7","tglupdate":"2026-11-23 08:30:05"}]}"#,
        );
        check(&Outcome::Rows(&[], Zone::Wib), 200, r#"{"fasyankes":[]}"#);
    }

    #[test]
    fn staff_and_equipment_are_listed_with_what_is_not_reported() {
        let item = NeedItem { id: "3", name: "Perawat (rekaan)" };
        check(
            &Outcome::NeedTable(NeedKind::Staff, &[item]),
            200,
            r#"{"kebutuhan_sdm":[{"id_kebutuhan":"3","kebutuhan":"Perawat (rekaan)"}]}"#,
        );
        let counts = NeedCounts { on_hand: 42, needed: 8, received: 2 };
        let reported = NeedRow { item, counts: Some(counts), last_update: UtcMs::parse_rfc3339("2026-11-22T03:18:24Z") };
        let unreported = NeedRow { item: NeedItem { id: "4", name: "Bidan (rekaan)" }, counts: None, last_update: None };
        check(
            &Outcome::Needs(NeedKind::Staff, &[reported, unreported], Zone::Wib),
            200,
            r#"{"sdm":[{"id_kebutuhan":"3","kebutuhan":"Perawat (rekaan)","jumlah_eksisting":"42","jumlah":"8","jumlah_diterima":"2","tglupdate":"2026-11-22 10:18:24"},{"id_kebutuhan":"4","kebutuhan":"Bidan (rekaan)","jumlah_eksisting":null,"jumlah":null,"jumlah_diterima":null,"tglupdate":null}]}"#,
        );
    }
}
