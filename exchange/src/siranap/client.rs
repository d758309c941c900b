//! The sender's side of RS Online: requests as a hospital system makes them, and what the answer says.
//!
//! The simulated hospitals of the demo city speak through it, and reports can be passed on to the ministry. Sending is left to the caller.

use serde::Serialize;
use serde_json::{Map, Value};
use sigap_kernel::{Masked, UtcMs};

use super::items::text_or_null;
use super::row::{key_of, listed};
use super::{Counts, HEADER_PASS, HEADER_RS_ID, HEADER_TIMESTAMP, NewRow, RowChange, RowId, RowKey, RsId};
use crate::lenient::{ReadFault, clean, json_text};
pub use crate::wire::Request;

/// Most bytes of an answer that are read: about 2,000 rows.
pub const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Most characters that are kept of a sentence of the other side.
const SENTENCE_CHARS_MAX: usize = 300;

/// What a sender shows.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The hospital code.
    pub rs_id: RsId,
    /// The password, in clear or as md5, as the other side wants it.
    pub pass: Masked<String>,
}

/// Makes the requests of one hospital.
#[derive(Debug, Clone)]
pub struct Sender {
    credentials: Credentials,
    base_path: String,
}

impl Sender {
    /// A sender to the service below `base_path`, for example `/fo/index.php`.
    #[must_use]
    pub fn new(credentials: Credentials, base_path: &str) -> Self {
        Self { credentials, base_path: base_path.trim_end_matches('/').to_owned() }
    }

    /// Asks for the bed-type table.
    #[must_use]
    pub fn bed_types(&self, now: UtcMs) -> Request {
        self.request("GET", "Referensi/tempat_tidur", Vec::new(), now)
    }

    /// Asks for the hospital's rows, with their ids.
    #[must_use]
    pub fn list(&self, now: UtcMs) -> Request {
        self.request("GET", "Fasyankes", Vec::new(), now)
    }

    /// Registers a row.
    #[must_use]
    pub fn create(&self, row: &NewRow, now: UtcMs) -> Request {
        self.request("POST", "Fasyankes", RowBody::of_new(row).json(), now)
    }

    /// Changes a row.
    #[must_use]
    pub fn update(&self, id: RowId, change: &RowChange, now: UtcMs) -> Request {
        self.request("PUT", "Fasyankes", RowBody::of_change(id, change).json(), now)
    }

    /// Removes a row.
    #[must_use]
    pub fn delete(&self, id: RowId, now: UtcMs) -> Request {
        self.request("DELETE", "Fasyankes", RowBody { id_t_tt: Some(id.to_string()), ..RowBody::default() }.json(), now)
    }

    fn request(&self, method: &'static str, tail: &str, body: Vec<u8>, now: UtcMs) -> Request {
        let Credentials { rs_id, pass } = &self.credentials;
        let headers = vec![
            (HEADER_RS_ID, rs_id.to_string()),
            (HEADER_TIMESTAMP, now.0.div_euclid(1_000).to_string()),
            (HEADER_PASS, pass.reveal().clone()),
            ("Content-Type", "application/json".to_owned()),
        ];
        Request { method, path: format!("{}/{tail}", self.base_path), headers, body }
    }
}

/// Numbers as text and `covid` as a number, as in captured calls; what is not stated is left out.
#[derive(Serialize, Default)]
struct RowBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id_t_tt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_tt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ruang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    jumlah_ruang: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    jumlah: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    terpakai: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    terpakai_suspek: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    terpakai_konfirmasi: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    antrian: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    prepare: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    prepare_plan: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covid: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    terpakai_dbd: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    terpakai_dbd_anak: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text_or_null")]
    jumlah_dbd: Option<u32>,
}

impl<'a> RowBody<'a> {
    fn of_new(row: &'a NewRow) -> Self {
        let change = RowChange::from(row.counts);
        Self { id_tt: Some(&row.key.bed_type_code), ruang: Some(&row.key.room), ..Self::of_counts(&change) }
    }

    fn of_change(id: RowId, change: &'a RowChange) -> Self {
        Self { id_t_tt: Some(id.to_string()), ruang: change.room.as_deref(), ..Self::of_counts(change) }
    }

    fn of_counts(change: &RowChange) -> Self {
        Self {
            jumlah_ruang: change.rooms,
            jumlah: change.beds,
            terpakai: change.occupied,
            terpakai_suspek: change.suspect,
            terpakai_konfirmasi: change.confirmed,
            antrian: change.waiting,
            prepare: change.prepared,
            prepare_plan: change.planned,
            covid: change.covid.map(u8::from),
            terpakai_dbd: change.dengue,
            terpakai_dbd_anak: change.dengue_children,
            jumlah_dbd: change.dengue_beds,
            ..Self::default()
        }
    }

    /// Plain text and numbers always serialize, so there is no error to lose here.
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What the other side says to a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Ok,
    /// The row is not known there: it has to be registered, or the list of ids read again.
    NotThere {
        /// Its own words, as below.
        sentence: String,
    },
    /// The hospital code or its password was refused.
    WrongKeys {
        /// Its own words, as below.
        sentence: String,
    },
    /// It could not do it now. Whether it was done is not known.
    Busy {
        /// Its own words, as below.
        sentence: String,
    },
    /// Refused.
    Refused {
        /// Its own words, cleaned and shortened; empty when it gave none.
        sentence: String,
    },
    /// Not an answer of this protocol: an error page of a proxy, or cut off. Whether it was done is not known.
    Unreadable {
        /// Its length.
        bytes: usize,
    },
}

/// A row as the other side lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    /// Its id there.
    pub id: RowId,
    /// Bed type, room and numbers. The list does not give beds for dengue, so these are 0.
    pub row: NewRow,
    /// When it was last reported, in the time of the other side, as written.
    pub last_update: Option<String>,
}

/// A row as the other side lists it, its numbers apart: one whose numbers cannot be read stands there all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Its id there.
    pub id: RowId,
    /// Bed type and room.
    pub key: RowKey,
    /// Its numbers, when they can be read.
    pub counts: Option<Counts>,
}

impl Answer {
    /// Reads the answer to a write. Success is believed only where status and words agree: servers of this family say 200 to failures.
    #[must_use]
    pub fn read(http_status: u16, body: &[u8]) -> Self {
        let unreadable = Self::Unreadable { bytes: body.len() };
        let Some(answer) = parsed(body) else { return unreadable };
        let first = items(&answer).and_then(|items| items.first()).unwrap_or(&answer);
        let Some(status) = first.get("status") else { return unreadable };
        let sentence = sentence(first.get("message").and_then(Value::as_str).unwrap_or_default());
        let words = sentence.to_lowercase();
        let says = |word: &str| words.contains(word);
        if number(status) == Some(404) || says("belum ada di database") || says("tidak ditemukan") {
            Self::NotThere { sentence }
        } else if matches!(number(status), Some(401 | 403)) || matches!(http_status, 401 | 403) || says("unauthorized") {
            Self::WrongKeys { sentence }
        } else if number(status).is_some_and(|status| status == 429 || (500..600).contains(&status)) {
            Self::Busy { sentence }
        } else if number(status) == Some(200) && (200..300).contains(&http_status) && !says("gagal") && !says("error") {
            Self::Ok
        } else {
            Self::Refused { sentence }
        }
    }

    /// Reads a list of rows; a row that is none does not hide the others.
    ///
    /// # Errors
    /// The answer is a refusal, or no list.
    pub fn read_list(http_status: u16, body: &[u8]) -> Result<Vec<Result<ListedRow, ReadFault>>, Self> {
        Self::read_rows(http_status, body, |rows| rows.iter().filter_map(Value::as_object).map(listed_row).collect())
    }

    /// Reads which rows a list has: an item of which not even that can be read is told apart, so that nobody takes the list for whole.
    ///
    /// # Errors
    /// The answer is a refusal, or no list.
    pub fn read_keys(http_status: u16, body: &[u8]) -> Result<Vec<Result<ListedKey, ReadFault>>, Self> {
        Self::read_rows(http_status, body, |rows| rows.iter().map(|item| listed_key(item.as_object().unwrap_or(&Map::new()))).collect())
    }

    fn read_rows<T>(http_status: u16, body: &[u8], read: impl FnOnce(&[Value]) -> T) -> Result<T, Self> {
        let answer = parsed(body).ok_or(Self::Unreadable { bytes: body.len() })?;
        let rows = items(&answer).filter(|rows| rows.first().is_none_or(|row| row.get("status").is_none()));
        match rows {
            Some(rows) if (200..300).contains(&http_status) => Ok(read(rows)),
            _ => Err(Self::refusal(http_status, body)),
        }
    }

    /// An answer to a question that is no list: never a success, whatever it says.
    fn refusal(http_status: u16, body: &[u8]) -> Self {
        match Self::read(http_status, body) {
            Self::Ok => Self::Unreadable { bytes: body.len() },
            other => other,
        }
    }
}

fn listed_key(item: &Map<String, Value>) -> Result<ListedKey, ReadFault> {
    let (id, key) = key_of(item)?;
    Ok(ListedKey { id, key, counts: listed(item).ok().map(|(_, row)| row.counts) })
}

fn listed_row(item: &Map<String, Value>) -> Result<ListedRow, ReadFault> {
    let (id, row) = listed(item)?;
    Ok(ListedRow { id, row, last_update: item.get("tglupdate").and_then(Value::as_str).map(sentence) })
}

fn parsed(body: &[u8]) -> Option<Value> {
    json_text(body, ANSWER_BYTES_MAX).ok().and_then(|text| serde_json::from_str(text).ok())
}

/// The list under whatever name: each resource has its own.
fn items(answer: &Value) -> Option<&Vec<Value>> {
    answer.as_object()?.values().find_map(Value::as_array)
}

fn number(status: &Value) -> Option<i64> {
    status.as_i64().or_else(|| status.as_str()?.trim().parse().ok())
}

/// The words for people; a message may itself be JSON with the words under `response`.
fn sentence(message: &str) -> String {
    let inner = serde_json::from_str::<Value>(message).ok();
    let words = inner.as_ref().and_then(|inner| inner.get("response")?.as_str()).unwrap_or(message);
    clean(words).chars().take(SENTENCE_CHARS_MAX).collect()
}
