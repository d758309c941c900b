//! What a sender of HAVE reads. OASIS defines no transport and no answer, so Sigap answers with an HTTP status and one short text: whoever
//! sends needs no parser to know what came of it.

use std::borrow::Cow;

use super::fault::HaveFault;
use super::message::Message;
use crate::lenient::xml::XmlFault;
use sigap_kernel::BedType;

/// The type of a message that is given out.
pub const MEDIA_TYPE: &str = "application/xml";
/// Types under which a message is asked for or sent; others are taken as well.
pub const MEDIA_TYPES: [&str; 3] = [MEDIA_TYPE, "application/emergency+xml", "text/xml"];
/// The type of an answer in words.
const WORDS: &str = "text/plain; charset=utf-8";

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The whole message was taken.
    Taken {
        /// Hospitals in it.
        hospitals: usize,
        /// Bed lines in it.
        lines: usize,
        /// Those of a type that nobody has mapped yet.
        unmapped: usize,
    },
    /// The city's beds, as [`super::write()`] wrote them.
    Beds(&'a str),
    /// No key, or one that is not known.
    BadKey,
    /// A hospital of the message is not one this key may speak for.
    NotYourHospital {
        /// Which one, counted from 1.
        number: usize,
    },
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
    /// What is said of a message that was taken.
    #[must_use]
    pub fn taken(message: &Message) -> Self {
        let lines = || message.hospitals.iter().flat_map(|hospital| &hospital.beds);
        let unmapped = lines().filter(|line| line.pool().bed_type == BedType::Unmapped).count();
        Self::Taken { hospitals: message.hospitals.len(), lines: lines().count(), unmapped }
    }

    /// The HTTP status. There are no older clients whose ways would have to be kept, so a refusal is a 4xx.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Taken { .. } | Self::Beds(_) => 200,
            Self::BadKey => 401,
            Self::NotYourHospital { .. } => 403,
            Self::Unavailable => 503,
            Self::Refused { status, .. } => *status,
        }
    }

    fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Taken { hospitals, lines, unmapped: 0 } => {
                format!("Diterima: {hospitals} rumah sakit, {lines} baris tempat tidur.").into()
            }
            Self::Taken { hospitals, lines, unmapped } => {
                format!("Diterima: {hospitals} rumah sakit, {lines} baris tempat tidur; {unmapped} di antaranya belum dipetakan.").into()
            }
            Self::Beds(_) => "".into(),
            Self::BadKey => "Kunci tidak ada atau tidak dikenal. Kirim header Authorization: Bearer diikuti kunci.".into(),
            Self::NotYourHospital { number } => {
                format!("Rumah sakit ke-{number} tidak terdaftar untuk kunci ini. Tidak ada data yang disimpan.").into()
            }
            Self::Unavailable => "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.".into(),
            Self::Refused { sentence, .. } => Cow::Borrowed(sentence),
        }
    }
}

/// 413 too large, 400 no readable XML, 422 readable and wrong.
impl From<&HaveFault> for Outcome<'_> {
    fn from(fault: &HaveFault) -> Self {
        let status = match fault {
            HaveFault::Body(XmlFault::TooLarge { .. }) => 413,
            HaveFault::Body(_) => 400,
            HaveFault::NotHave | HaveFault::NoHospital | HaveFault::Elements(_) => 422,
        };
        Self::Refused { status, sentence: fault.to_string().into() }
    }
}

/// An answer, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Content-Type.
    pub media_type: &'static str,
    /// XML, or one line of text.
    pub body: Vec<u8>,
}

/// Writes the answer of a call.
#[must_use]
pub fn encode(outcome: &Outcome<'_>) -> Reply {
    let (media_type, body) = match outcome {
        Outcome::Beds(xml) => (MEDIA_TYPE, xml.as_bytes().to_vec()),
        _ => (WORDS, format!("{}\n", outcome.words()).into_bytes()),
    };
    Reply { status: outcome.status(), media_type, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_one_line_that_a_person_can_read() {
        let refused = |fault: HaveFault| Outcome::from(&fault);
        for (outcome, status, words) in [
            (Outcome::Taken { hospitals: 2, lines: 9, unmapped: 0 }, 200, "Diterima: 2 rumah sakit, 9 baris tempat tidur.\n"),
            (
                Outcome::Taken { hospitals: 1, lines: 3, unmapped: 1 },
                200,
                "Diterima: 1 rumah sakit, 3 baris tempat tidur; 1 di antaranya belum dipetakan.\n",
            ),
            (Outcome::BadKey, 401, "Kunci tidak ada atau tidak dikenal. Kirim header Authorization: Bearer diikuti kunci.\n"),
            (
                Outcome::NotYourHospital { number: 2 },
                403,
                "Rumah sakit ke-2 tidak terdaftar untuk kunci ini. Tidak ada data yang disimpan.\n",
            ),
            (Outcome::Unavailable, 503, "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.\n"),
            (refused(XmlFault::TooLarge { max: 1_048_576 }.into()), 413, "Isi permintaan terlalu besar, paling banyak 1048576 byte.\n"),
            (refused(XmlFault::Truncated.into()), 400, "Isi XML terpotong. Kirim ulang permintaan secara utuh.\n"),
            (refused(HaveFault::NoHospital), 422, "Pesan tidak memuat satu pun elemen Hospital.\n"),
        ] {
            let reply = encode(&outcome);
            assert_eq!((reply.status, reply.media_type, std::str::from_utf8(&reply.body).unwrap()), (status, WORDS, words));
        }
    }

    #[test]
    fn the_beds_of_the_city_are_given_out_as_xml() {
        let reply = encode(&Outcome::Beds("<HospitalStatus/>"));
        assert_eq!((reply.status, reply.media_type, reply.body.as_slice()), (200, "application/xml", &b"<HospitalStatus/>"[..]));
    }
}
