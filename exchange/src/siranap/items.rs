//! The shapes of answers: key order as captured, and every value of a row a text or null, because one client can read nothing else.

use std::fmt::Display;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use sigap_kernel::Zone;

use super::answer::{NeedItem, NeedRow, RowView};
use super::codes::{BedTypeRow, bed_type_of, kode_siranap};

/// `{"key":[…]}`.
pub(super) fn list<T: Serialize>(key: &'static str, items: impl Iterator<Item = T> + Clone) -> Vec<u8> {
    // Plain text and numbers always serialize, so there is no error to lose here.
    serde_json::to_vec(&Wrapped(key, Items(items))).unwrap_or_default()
}

struct Wrapped<I>(&'static str, Items<I>);

impl<T: Serialize, I: Iterator<Item = T> + Clone> Serialize for Wrapped<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(1))?;
        object.serialize_entry(self.0, &self.1)?;
        object.end()
    }
}

struct Items<I>(I);

impl<T: Serialize, I: Iterator<Item = T> + Clone> Serialize for Items<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// Writes a number as text.
fn text<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Writes a number as text, or null.
pub(super) fn text_or_null<S: Serializer>(value: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// Status and sentence of a write.
#[derive(Serialize)]
pub(super) struct Failure<'a> {
    #[serde(serialize_with = "text")]
    pub(super) status: u16,
    pub(super) message: &'a str,
}

/// A failure of a reference table: a number, and a message that is itself JSON.
#[derive(Serialize)]
pub(super) struct TableFailure {
    status: u16,
    message: String,
}

impl TableFailure {
    pub(super) fn of(status: u16, sentence: &str) -> Self {
        #[derive(Serialize)]
        struct Message<'a> {
            response: &'a str,
        }
        // Plain text always serializes, so there is no error to lose here.
        Self { status, message: serde_json::to_string(&Message { response: sentence }).unwrap_or_default() }
    }
}

#[derive(Serialize)]
pub(super) struct BedTypeItem {
    #[serde(serialize_with = "text")]
    kode_tt: u16,
    nama_tt: &'static str,
}

impl BedTypeItem {
    pub(super) fn of(row: &BedTypeRow) -> Self {
        Self { kode_tt: row.id, nama_tt: row.name }
    }
}

#[derive(Serialize)]
pub(super) struct NeedTableItem<'a> {
    id_kebutuhan: &'a str,
    kebutuhan: &'a str,
}

impl<'a> NeedTableItem<'a> {
    pub(super) fn of(item: &NeedItem<'a>) -> Self {
        Self { id_kebutuhan: item.id, kebutuhan: item.name }
    }
}

#[derive(Serialize)]
pub(super) struct NeedRowItem<'a> {
    id_kebutuhan: &'a str,
    kebutuhan: &'a str,
    #[serde(serialize_with = "text_or_null")]
    jumlah_eksisting: Option<u32>,
    #[serde(serialize_with = "text_or_null")]
    jumlah: Option<u32>,
    #[serde(serialize_with = "text_or_null")]
    jumlah_diterima: Option<u32>,
    tglupdate: Option<String>,
}

impl<'a> NeedRowItem<'a> {
    pub(super) fn of(row: &NeedRow<'a>, zone: Zone) -> Self {
        Self {
            id_kebutuhan: row.item.id,
            kebutuhan: row.item.name,
            jumlah_eksisting: row.counts.map(|counts| counts.on_hand),
            jumlah: row.counts.map(|counts| counts.needed),
            jumlah_diterima: row.counts.map(|counts| counts.received),
            tglupdate: row.last_update.map(|at| at.local_stamp(zone)),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RowItem<'a> {
    id_tt: &'a str,
    tt: &'a str,
    ruang: &'a str,
    kode_siranap: Option<String>,
    #[serde(serialize_with = "text")]
    jumlah_ruang: u32,
    #[serde(serialize_with = "text")]
    jumlah: u32,
    #[serde(serialize_with = "text")]
    terpakai_suspek: u32,
    #[serde(serialize_with = "text")]
    terpakai_konfirmasi: u32,
    #[serde(serialize_with = "text")]
    antrian: u32,
    #[serde(serialize_with = "text")]
    prepare: u32,
    #[serde(serialize_with = "text_or_null")]
    prepare_plan: Option<u32>,
    #[serde(serialize_with = "text")]
    kosong: u32,
    #[serde(serialize_with = "text")]
    terpakai_dbd: u32,
    #[serde(serialize_with = "text")]
    terpakai_dbd_anak: u32,
    #[serde(serialize_with = "text")]
    terpakai: u32,
    covid: &'static str,
    #[serde(serialize_with = "text")]
    id_t_tt: u64,
    tglupdate: String,
}

impl<'a> RowItem<'a> {
    pub(super) fn of(row: &RowView<'a>, zone: Zone) -> Self {
        let counts = &row.counts;
        Self {
            id_tt: row.bed_type_code,
            tt: bed_type_of(row.bed_type_code).name().unwrap_or(row.bed_type_code),
            ruang: row.room,
            kode_siranap: kode_siranap(row.bed_type_code),
            jumlah_ruang: counts.rooms,
            jumlah: counts.beds,
            terpakai_suspek: counts.suspect,
            terpakai_konfirmasi: counts.confirmed,
            antrian: counts.waiting,
            prepare: counts.prepared,
            prepare_plan: counts.planned,
            kosong: counts.free(),
            terpakai_dbd: counts.dengue,
            terpakai_dbd_anak: counts.dengue_children,
            terpakai: counts.occupied,
            covid: if counts.covid { "1" } else { "0" },
            id_t_tt: row.id.0,
            tglupdate: row.last_update.local_stamp(zone),
        }
    }
}
