//! What the app is answered: always a JSON list, which stays empty. Any 2xx is delivered; after anything else the app keeps the message
//! and sends it again.

use crate::position::{Reply, ReportFault};

/// No commands, no friends.
const NOTHING: &str = "[]";

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Taken, or ignored; also when the place in it could not be used, lest it be sent again and again before every newer one.
    Taken,
    /// No such device.
    UnknownDevice,
    /// No name and password, or wrong ones.
    BadCredentials,
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
            Self::UnknownDevice => 404,
            Self::BadCredentials => 401,
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

/// Writes the answer of a call. The sentences of refusals are for the operator: the app would take them for a broken answer.
#[must_use]
pub fn encode(outcome: &Outcome<'_>) -> Reply {
    Reply::json(outcome.status(), NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_an_empty_list() {
        for (outcome, status) in [
            (Outcome::Taken, 200),
            (Outcome::UnknownDevice, 404),
            (Outcome::BadCredentials, 401),
            (Outcome::Refused(&ReportFault::Nameless), 400),
            (Outcome::TooMany, 429),
            (Outcome::Unavailable, 503),
        ] {
            let reply = encode(&outcome);
            assert_eq!((reply.status, reply.content_type, reply.body.as_slice()), (status, Some("application/json"), &b"[]"[..]));
        }
    }
}
