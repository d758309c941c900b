//! The sender's side of HAVE: what a hospital posts, and what the answer says. Sending is left to the caller.

use std::fmt;

use sigap_kernel::Masked;

use super::{HospitalOut, MEDIA_TYPE, write};

/// Most bytes of an answer that are read.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// A request, ready to be sent with `POST`.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Header names and values.
    pub headers: [(&'static str, String); 2],
    /// XML.
    pub body: Vec<u8>,
}

/// Without the headers: they hold the key.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// A hospital, or a system that speaks for several, with its key.
#[derive(Debug, Clone)]
pub struct Sender {
    key: Masked<String>,
}

impl Sender {
    /// A sender with this key.
    #[must_use]
    pub const fn new(key: Masked<String>) -> Self {
        Self { key }
    }

    /// Reports these hospitals.
    #[must_use]
    pub fn report(&self, hospitals: &[HospitalOut<'_>]) -> Request {
        let authorization = format!("Bearer {}", self.key.reveal());
        Request {
            headers: [("Authorization", authorization), ("Content-Type", MEDIA_TYPE.to_owned())],
            body: write(hospitals).into_bytes(),
        }
    }
}

/// Whether a report was taken, and the sentence to show when it was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was taken.
    pub is_ok: bool,
    /// The sentence.
    pub message: String,
}

impl Answer {
    /// Reads an answer; what is not UTF-8 in it is replaced.
    #[must_use]
    pub fn read(status: u16, body: &[u8]) -> Self {
        let body = body.get(..ANSWER_BYTES_MAX).unwrap_or(body);
        Self { is_ok: (200..300).contains(&status), message: String::from_utf8_lossy(body).trim().to_owned() }
    }
}
