//! The EDXL-HAVE door: a message about the beds of a hospital, sent with a bearer key. What of it is written says `have/rows.rs`, whose
//! hospital it speaks of `have/whose.rs`.

mod rows;
pub(crate) mod state;
mod whose;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures::future::join_all;
use sigap_exchange::have::{self as codec, HaveFault, Hospital, Message, Outcome, encode};
use sigap_exchange::lenient::{BodyFault, ReadFault};
use sigap_kernel::Masked;

use crate::call::{self, Asked, Call, Door, Refusal, Reply, Sender, Turned};
use crate::clock;
use crate::problem::{Problem, ProblemKind};
use crate::{Intake, Protocol};

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    call::answer::<Have>(intake, request).await
}

/// OASIS EDXL-HAVE.
pub(crate) struct Have;

/// Where messages are sent to.
const PLACE: &str = "/have/1.0";
/// Scheme of the header `Authorization`.
const BEARER: &str = "bearer ";

fn reply(outcome: &Outcome<'_>) -> Reply {
    let codec::Reply { status, media_type, body } = encode(outcome);
    Reply::new(status, media_type, body)
}

/// What stands behind the scheme; nothing when another is spoken.
fn bearer(asked: &Asked) -> &str {
    let sent = asked.header("authorization").unwrap_or_default().trim();
    let is_bearer = sent.get(..BEARER.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(BEARER));
    sent.get(BEARER.len()..).filter(|_| is_bearer).unwrap_or_default().trim()
}

impl Door for Have {
    const PROTOCOL: Protocol = Protocol::Have;
    const BYTES_MAX: usize = codec::BODY_BYTES_MAX;

    fn deed(asked: &Asked) -> &'static str {
        match asked.method.as_str() {
            "POST" => "POST have",
            "PUT" => "PUT have",
            _ => "-",
        }
    }

    fn refused(_: &Call<'_>, status: StatusCode, sentence: &str) -> Reply {
        // What is refused by a protocol that always answers 200 is a mistake of the sender here.
        let status = if status == StatusCode::OK { StatusCode::UNPROCESSABLE_ENTITY } else { status };
        reply(&Outcome::Refused { status: status.as_u16(), sentence: sentence.into() })
    }

    fn unreadable(call: &Call<'_>, fault: &ReadFault) -> Reply {
        let status = match fault {
            ReadFault::Body(BodyFault::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            ReadFault::Body(_) => StatusCode::BAD_REQUEST,
            ReadFault::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::refused(call, status, &fault.to_string())
    }

    async fn admit(call: &Call<'_>) -> Result<Sender, Turned> {
        let access = call.intake.0.floor.access();
        // Looked for also where none was sent, so that both cost the same.
        let secret = Masked::new(bearer(&call.asked).to_owned());
        let Some(key) = access.find_sent(Self::PROTOCOL.code(), None, &secret).await? else {
            let mut away = reply(&Outcome::BadKey);
            away.headers.push((header::WWW_AUTHENTICATE, "Bearer".to_owned()));
            return Err(Turned::Away(away));
        };
        access.note_key_use(key.key, call.ctx.now());
        Ok(Sender { ctx: call.ctx.clone().as_actor(key.actor()), key: key.key, facility: key.facility, sent: None })
    }

    async fn check(call: &Call<'_>, _: &Sender) -> Result<bool, Refusal> {
        let deed = Self::deed(&call.asked);
        let (status, message, sentence) = if call.asked.path.trim_end_matches('/') != PLACE {
            (StatusCode::NOT_FOUND, "address-unknown", "Alamat ini tidak ada. Kirim pesan ke /have/1.0.")
        } else if deed == "-" {
            (StatusCode::METHOD_NOT_ALLOWED, "address-method", "Kirim pesan dengan POST.")
        } else {
            return Ok(true);
        };
        let problem = Problem::named(ProblemKind::Address, deed, message, &format!("{deed}/{message}"));
        Err(Refusal::kept(Self::refused(call, status, sentence), problem))
    }

    async fn serve(call: &Call<'_>, sender: &Sender, body: Bytes) -> Result<Reply, Refusal> {
        let inner = &call.intake.0;
        let zone = inner.cards.zone(sender.facility).await.map_err(|error| call.failed::<Self>(sender, &error))?;
        let message = Message::read(&body, zone.unwrap_or(inner.floor.settings().zone)).map_err(|fault| unreadable(&fault, &body))?;
        let hospital = whose::own_hospital(call, sender, &message, &body).await?;
        note_clock(call, sender, hospital).await;
        write(call, sender, hospital).await?;
        state::keep(call, sender, hospital).await?;
        Ok(reply(&Outcome::taken(&message)))
    }
}

fn unreadable(fault: &HaveFault, body: &Bytes) -> Refusal {
    let kind = if matches!(fault, HaveFault::Elements(_)) { ProblemKind::Fields } else { ProblemKind::Body };
    Refusal::kept(reply(&fault.into()), Problem { kind, reason: fault.field_errors(), same: None, body: body.clone() })
}

/// A message from the future counts as of now; that the sender's clock is ahead is noted, once: it does not matter to one that is read again.
async fn note_clock(call: &Call<'_>, sender: &Sender, hospital: &Hospital) {
    if call.came_at.is_some() {
        return;
    }
    let Some(ahead_s) = hospital.last_update.map(|at| (at.0 - call.now().0) / 1_000) else { return };
    if ahead_s > i64::from(call.intake.0.config.clock_window_s) {
        call.keep(sender, clock::problem("LastUpdateTime", ahead_s)).await;
    }
}

/// Hands in all lines together, so that they come into as few groups as the sender's turn allows.
async fn write(call: &Call<'_>, sender: &Sender, hospital: &Hospital) -> Result<(), Refusal> {
    let there = call.intake.0.lookups.of_have(sender.facility).await;
    let there = there.map_err(|error| call.failed::<Have>(sender, &error))?;
    let acts = rows::acts(hospital, &there, call.now());
    let writes = acts.into_iter().map(|row| call.write::<Have>(sender, call.room(sender, row.class_code, row.room_code), row.act));
    join_all(writes).await.into_iter().collect::<Result<Vec<_>, _>>().map(drop)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Method};

    use super::*;

    #[test]
    fn a_bearer_key_is_read_in_whatever_case_and_nothing_else_is_one() {
        for (header, key) in [
            ("Bearer rahasia", "rahasia"),
            ("bearer   rahasia ", "rahasia"),
            ("BEARER rahasia", "rahasia"),
            ("Basic cmFoYXNpYQ==", ""),
            ("rahasia", ""),
            ("Bearer", ""),
            ("", ""),
        ] {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(header))]);
            let asked = Asked { method: Method::POST, path: PLACE.into(), query: String::new(), headers };
            assert_eq!(bearer(&asked), key, "{header}");
        }
    }
}
