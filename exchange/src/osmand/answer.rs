//! What a device is answered. Phones look at the status alone; a body with 200 would be taken for a command, so there is none.

use super::Form;
use crate::position::{Reply, ReportFault};

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Taken, also when the place in it could not be used: a phone sends what was refused again and again, and behind it every
    /// newer place would wait.
    Taken,
    /// No such device.
    UnknownDevice(Form),
    /// Not readable, or from nobody.
    Refused(&'a ReportFault),
    /// More messages of one device than allowed.
    TooMany,
    /// Nothing was stored: try again later.
    Unavailable,
}

impl Outcome<'_> {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Taken => 200,
            Self::UnknownDevice(Form::Parameters) => 400,
            Self::UnknownDevice(Form::Json) => 404,
            Self::Refused(fault) => {
                if fault.is_too_large() {
                    413
                } else {
                    400
                }
            }
            Self::TooMany => 429,
            Self::Unavailable => 503,
        }
    }
}

/// Writes the answer of a call. Refusals carry their sentence for whoever tries the address by hand.
#[must_use]
pub fn encode(outcome: &Outcome<'_>) -> Reply {
    let status = outcome.status();
    match outcome {
        Outcome::Taken => Reply::empty(status),
        Outcome::UnknownDevice(_) => {
            Reply::sentence(status, "Perangkat tidak dikenal. Salin lagi alamat dan id dari halaman Perangkat posisi.")
        }
        Outcome::Refused(fault) => Reply::sentence(status, &fault.to_string()),
        Outcome::TooMany => Reply::sentence(status, "Terlalu banyak permintaan dari perangkat ini. Coba lagi sebentar lagi."),
        Outcome::Unavailable => Reply::sentence(status, "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::{BodyFault, FieldFault};

    #[test]
    fn an_answer_has_the_status_phones_expect_and_no_body_when_taken() {
        let nobody = ReportFault::Device { field: "id", fault: FieldFault::Missing.into() };
        let large = ReportFault::Body(BodyFault::TooLarge { max: 65_536 });
        for (outcome, status, body) in [
            (Outcome::Taken, 200, ""),
            (
                Outcome::UnknownDevice(Form::Parameters),
                400,
                "Perangkat tidak dikenal. Salin lagi alamat dan id dari halaman Perangkat posisi.",
            ),
            (Outcome::UnknownDevice(Form::Json), 404, "Perangkat tidak dikenal. Salin lagi alamat dan id dari halaman Perangkat posisi."),
            (Outcome::Refused(&nobody), 400, "Kolom id wajib diisi."),
            (Outcome::Refused(&large), 413, "Isi permintaan terlalu besar, paling banyak 65536 byte."),
            (Outcome::TooMany, 429, "Terlalu banyak permintaan dari perangkat ini. Coba lagi sebentar lagi."),
            (Outcome::Unavailable, 503, "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi."),
        ] {
            let reply = encode(&outcome);
            assert_eq!((reply.status, std::str::from_utf8(&reply.body).unwrap()), (status, body));
            assert_eq!(reply.content_type.is_none(), body.is_empty());
        }
    }
}
