//! Who calls: the signed headers, the key they name, whether that key made the signature. Nothing costly happens before, and
//! an unknown id costs what a known one does.

use axum::http::HeaderMap;
use sigap_access::AccessError;
use sigap_exchange::aplicares::Outcome;
use sigap_exchange::bpjs::{HeaderFault, SignedCall};
use sigap_kernel::{Ctx, FacilityId, KeyId};
use sigap_web::Floor;

use crate::Protocol;
use crate::problem::ProblemKind;
use crate::pulse::Pulse;

/// What a signature is checked against when nobody has the id.
const NOBODYS_SECRET: &[u8] = b"the secret of an id that nobody has: 43 letters";

/// A sender that proved who it is.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// The machine, now.
    pub(crate) ctx: Ctx,
    pub(crate) key: KeyId,
    pub(crate) facility: FacilityId,
    /// When it says it sent this, Unix seconds by its own clock.
    pub(crate) timestamp_s: i64,
}

/// Why a caller did not come in.
#[derive(Debug)]
pub(crate) enum Turned {
    /// The signed headers cannot be used.
    Headers(HeaderFault),
    /// The id is unknown or the signature wrong; the caller is not told which.
    Away,
    /// The keys cannot be read now.
    Busy(AccessError),
}

impl From<&Turned> for Outcome<'static> {
    fn from(turned: &Turned) -> Self {
        match turned {
            Turned::Headers(fault) => fault.into(),
            Turned::Away => Outcome::BadSignature,
            Turned::Busy(_) => Outcome::Unavailable,
        }
    }
}

/// Lets in whoever signed with an enabled key of this protocol.
pub(crate) async fn admit(floor: &Floor, pulse: &Pulse, protocol: Protocol, ctx: &Ctx, headers: &HeaderMap) -> Result<Sender, Turned> {
    let call = SignedCall::from_headers(|name| headers.get(name).and_then(|value| value.to_str().ok())).map_err(Turned::Headers)?;
    let found = floor.access().find_hmac(protocol.code(), call.cons_id).await.map_err(Turned::Busy)?;
    let secret = found.as_ref().map_or(NOBODYS_SECRET, |key| key.secret.reveal().as_bytes());
    let signed = call.verify(secret);
    match found {
        Some(key) if signed => {
            floor.access().note_key_use(key.key, ctx.now());
            let ctx = ctx.clone().as_actor(key.actor());
            Ok(Sender { ctx, key: key.key, facility: key.facility, timestamp_s: call.timestamp_s })
        }
        Some(key) => {
            pulse.note(key.key, ctx.now(), Some(ProblemKind::Signature));
            Err(Turned::Away)
        }
        None => Err(Turned::Away),
    }
}
