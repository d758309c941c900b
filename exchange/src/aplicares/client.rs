//! The sender's side of Aplicares: signed requests as a hospital system makes them, and what the answer says.
//!
//! The simulated hospitals of the demo city speak through it, and reports can be passed on to the national service. Sending is left to the caller.

use serde::Serialize;
use serde_json::{Map, Value};
use sigap_kernel::{Masked, UtcMs};
use thiserror::Error;

use super::{Page, Room, RoomDraft, RoomKey};
use crate::bpjs::{HEADER_CONS_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, HEADER_USER_KEY, Ppk, sign};
use crate::lenient::{ReadFault, clean, json_text};
pub use crate::wire::Request;

/// Most bytes of an answer that are read: a page of the largest size.
pub const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Most characters that are kept of a sentence of the other side.
const SENTENCE_CHARS_MAX: usize = 1_000;

/// What a sender signs with.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The sender's id.
    pub cons_id: String,
    /// The consumer secret.
    pub secret: Masked<String>,
    /// The key of newer services, when there is one.
    pub user_key: Option<Masked<String>>,
}

/// Makes the requests of one sender.
#[derive(Debug, Clone)]
pub struct Sender {
    credentials: Credentials,
    base_path: String,
}

impl Sender {
    /// A sender to the service below `base_path`, for example `/aplicaresws`.
    #[must_use]
    pub fn new(credentials: Credentials, base_path: &str) -> Self {
        Self { credentials, base_path: base_path.trim_end_matches('/').to_owned() }
    }

    /// Asks for the class table.
    #[must_use]
    pub fn classes(&self, now: UtcMs) -> Request {
        self.request("GET", "ref/kelas".to_owned(), Vec::new(), now)
    }

    /// Asks for a page of the facility's rooms.
    #[must_use]
    pub fn read(&self, ppk: &Ppk, page: Page, now: UtcMs) -> Request {
        self.request("GET", format!("bed/read/{ppk}/{}/{}", page.start, page.limit), Vec::new(), now)
    }

    /// Registers a room.
    #[must_use]
    pub fn create(&self, ppk: &Ppk, room: &RoomDraft, now: UtcMs) -> Request {
        self.request("POST", format!("bed/create/{ppk}"), json(&RoomBody::of(room)), now)
    }

    /// Replaces the counts of a room.
    #[must_use]
    pub fn update(&self, ppk: &Ppk, room: &RoomDraft, now: UtcMs) -> Request {
        self.request("POST", format!("bed/update/{ppk}"), json(&RoomBody::of(room)), now)
    }

    /// Removes a room.
    #[must_use]
    pub fn delete(&self, ppk: &Ppk, key: &RoomKey, now: UtcMs) -> Request {
        let body = KeyBody { kodekelas: &key.class_code, koderuang: &key.room_code };
        self.request("POST", format!("bed/delete/{ppk}"), json(&body), now)
    }

    fn request(&self, method: &'static str, tail: String, body: Vec<u8>, now: UtcMs) -> Request {
        let Credentials { cons_id, secret, user_key } = &self.credentials;
        let timestamp = now.0.div_euclid(1_000).to_string();
        let signature = sign(secret.reveal().as_bytes(), cons_id, &timestamp);
        let mut headers = vec![
            (HEADER_CONS_ID, cons_id.clone()),
            (HEADER_TIMESTAMP, timestamp),
            (HEADER_SIGNATURE, signature),
            ("Content-Type", "application/json".to_owned()),
        ];
        headers.extend(user_key.as_ref().map(|key| (HEADER_USER_KEY, key.reveal().clone())));
        Request { method, path: format!("{}/rest/{tail}", self.base_path), headers, body }
    }
}

#[derive(Serialize)]
struct KeyBody<'a> {
    kodekelas: &'a str,
    koderuang: &'a str,
}

#[derive(Serialize)]
struct RoomBody<'a> {
    kodekelas: &'a str,
    koderuang: &'a str,
    namaruang: &'a str,
    kapasitas: i64,
    tersedia: i64,
    tersediapria: i64,
    tersediawanita: i64,
    tersediapriawanita: i64,
}

impl<'a> RoomBody<'a> {
    fn of(room: &'a RoomDraft) -> Self {
        Self {
            kodekelas: &room.class_code,
            koderuang: &room.room_code,
            namaruang: &room.name,
            kapasitas: room.capacity,
            tersedia: room.free,
            tersediapria: room.free_men,
            tersediawanita: room.free_women,
            tersediapriawanita: room.free_any,
        }
    }
}

/// Plain text and numbers always serialize, so there is no error to lose here.
fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// `metadata.code`.
    pub code: i64,
    /// `metadata.message`, cleaned and shortened.
    pub message: String,
    /// `metadata.totalitems`: rows in all pages together.
    pub total_items: Option<u64>,
    list: Vec<Value>,
}

/// A room as an answer lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRoom {
    /// The room and its counts.
    pub room: Room,
    /// When it was last reported, in the facility's local time, as written.
    pub last_update: Option<String>,
}

/// A room as an answer lists it, its counts apart: one whose counts cannot be read stands there all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Which room it is.
    pub key: RoomKey,
    /// The room, when all of it can be read.
    pub room: Option<Room>,
}

/// Why an answer could not be read; for our own log, the other side never sees it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswerFault {
    /// Not JSON: an error page of a proxy, or cut off.
    #[error("the answer is not JSON ({bytes} bytes)")]
    NotJson {
        /// Its length.
        bytes: usize,
    },
    /// JSON, but without `metadata.code`.
    #[error("the answer has no metadata.code")]
    NoCode,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// It is not JSON, or has no `metadata` with a code.
    pub fn read(body: &[u8]) -> Result<Self, AnswerFault> {
        let not_json = AnswerFault::NotJson { bytes: body.len() };
        let parsed = json_text(body, ANSWER_BYTES_MAX).ok().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let answer = parsed.ok_or(not_json)?;
        let metadata = answer.get("metadata").or_else(|| answer.get("metaData")).ok_or(AnswerFault::NoCode)?;
        Ok(Self {
            code: metadata.get("code").and_then(whole).ok_or(AnswerFault::NoCode)?,
            message: metadata.get("message").and_then(Value::as_str).map(sentence).unwrap_or_default(),
            total_items: metadata.get("totalitems").and_then(whole).and_then(|total| total.try_into().ok()),
            list: answer.pointer("/response/list").and_then(Value::as_array).cloned().unwrap_or_default(),
        })
    }

    /// Whether the call was granted: 1, or 200 as some servers of the family say.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        matches!(self.code, 1 | 200)
    }

    /// Whether the room is not registered there. Known is the sentence alone, and its end is not sure.
    #[must_use]
    pub fn is_no_room(&self) -> bool {
        !self.is_ok() && ["tidak ada di database", "belum ada di database", "tidak ditemukan"].iter().any(|words| self.says(words))
    }

    /// Whether the sender or its signature was refused, where the HTTP status does not say so.
    #[must_use]
    pub fn is_about_keys(&self) -> bool {
        matches!(self.code, 401 | 403)
            || !self.is_ok() && ["signature", "tanda tangan", "unauthorized"].iter().any(|words| self.says(words))
    }

    fn says(&self, words: &str) -> bool {
        self.message.to_lowercase().contains(words)
    }

    /// The rooms listed; a row that is not a room does not hide the others.
    pub fn rooms(&self) -> impl Iterator<Item = Result<ListedRoom, ReadFault>> + '_ {
        self.list.iter().filter_map(Value::as_object).map(|item| {
            let last_update = item.get("lastupdate").and_then(Value::as_str).map(str::to_owned);
            Ok(ListedRoom { room: Room::of_item(item)?, last_update })
        })
    }

    /// Which rooms are listed: an item of which not even that can be read is told apart, so that nobody takes the list for whole.
    pub fn keys(&self) -> impl Iterator<Item = Result<ListedKey, ReadFault>> + '_ {
        let none = Map::new();
        self.list.iter().map(move |item| {
            let item = item.as_object().unwrap_or(&none);
            Ok(ListedKey { key: RoomKey::of_item(item)?, room: Room::of_item(item).ok() })
        })
    }

    /// Codes and names of the classes listed.
    #[must_use]
    pub fn classes(&self) -> Vec<(&str, &str)> {
        self.list.iter().filter_map(|item| Some((item.get("kodekelas")?.as_str()?, item.get("namakelas")?.as_str()?))).collect()
    }
}

fn sentence(message: &str) -> String {
    clean(message).chars().take(SENTENCE_CHARS_MAX).collect()
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
