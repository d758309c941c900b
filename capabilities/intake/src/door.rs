//! How senders prove who they are: by signed headers (BPJS), or by a name and a secret that they send. Nothing costly happens before, and an
//! unknown name costs what a known one does. A secret that came with another facility's name opens nothing; both facilities hear of it.

use std::collections::BTreeSet;

use sigap_access::AccessError;
use sigap_exchange::aplicares::Outcome;
use sigap_exchange::bpjs::SignedCall;
use sigap_exchange::siranap::{self, Caller};
use sigap_kernel::{FacilityId, Masked};

use crate::Protocol;
use crate::call::{Call, Reply, Sender, Turned};
use crate::late::Sent;
use crate::problem::{Problem, ProblemKind};

/// What a signature is checked against when nobody has the id.
const NOBODYS_SECRET: &[u8] = b"the secret of an id that nobody has: 43 letters";

/// Lets in whoever signed with an enabled key of this protocol; `said` puts a refusal in its words.
pub(crate) async fn signed(call: &Call<'_>, protocol: Protocol, said: impl Fn(Outcome<'_>) -> Reply) -> Result<Sender, Turned> {
    let headers = SignedCall::from_headers(|name| call.asked.header(name)).map_err(|fault| Turned::Away(said((&fault).into())))?;
    let floor = &call.intake.0.floor;
    let found = floor.access().find_hmac(protocol.code(), headers.cons_id).await?;
    let secret = found.as_ref().map_or(NOBODYS_SECRET, |key| key.secret.reveal().as_bytes());
    let is_signed = headers.verify(secret);
    match found {
        Some(key) if is_signed => {
            floor.access().note_key_use(key.key, call.ctx.now());
            let ctx = call.ctx.clone().as_actor(key.actor());
            Ok(Sender { ctx, key: key.key, facility: key.facility, sent: Some(Sent { stamp: headers.timestamp_s, is_signed: true }) })
        }
        Some(key) => {
            call.intake.0.pulse.note(key.key, call.ctx.now(), Some(ProblemKind::Signature));
            Err(Turned::Away(said(Outcome::BadSignature)))
        }
        None => Err(Turned::Away(said(Outcome::BadSignature))),
    }
}

/// Somebody came with the name of a key and another secret: its owner sees that on the page of keys.
async fn note_wrong_secret(call: &Call<'_>, protocol: Protocol, name: &str) -> Result<(), Turned> {
    if let Some(key) = call.intake.0.floor.access().find_named(protocol.code(), name).await? {
        call.intake.0.pulse.note(key.key, call.ctx.now(), Some(ProblemKind::Signature));
    }
    Ok(())
}

/// Somebody came with the secret of one facility and the code of another: a system that was set up with one of them wrong. Its own facility hears
/// what was sent, and whose code it is that it was used. Nothing of the body is kept, because nobody knows whose beds it speaks of. So many in a
/// second are looked at, whatever the name: a flood of guesses costs no more than that.
async fn tell_of_swapped_code(call: &Call<'_>, protocol: Protocol, caller: &Caller) -> Result<(), Turned> {
    let (inner, now) = (&call.intake.0, call.ctx.now());
    let (access, sent, pass) = (inner.floor.access(), caller.rs_id.as_str(), caller.pass.reveal());
    if !inner.swapped.take((), now) {
        return Ok(());
    }
    let mut found = access.find_nameless(protocol.code(), &Masked::new(siranap::md5_hex(pass))).await?;
    if siranap::looks_like_md5(pass) && found.is_none() {
        found = access.find_nameless(protocol.code(), &Masked::new(pass.to_ascii_lowercase())).await?;
    }
    let Some(key) = found else { return Ok(()) };
    inner.pulse.note(key.key, now, Some(ProblemKind::Facility));
    let sender = Sender { ctx: call.ctx.clone().as_actor(key.actor()), key: key.key, facility: key.facility, sent: None };
    let own = &key.name;
    call.keep(&sender, Problem::named(ProblemKind::Facility, "X-rs-id", format!("rs-id-not-yours?sent={sent}&own={own}"), sent)).await;
    let mut owners: BTreeSet<FacilityId> = access.find_named(protocol.code(), sent).await?.iter().map(|key| key.facility).collect();
    let coded = sigap_registry::facilities_by_code(inner.floor.db(), sent).await.map_err(AccessError::from)?;
    owners.extend(coded.iter().map(|facility| facility.id));
    for owner in owners.into_iter().filter(|owner| *owner != key.facility) {
        let told = Problem::named(ProblemKind::Facility, "X-rs-id", format!("rs-id-used-by-other?sent={sent}"), &format!("owner:{sent}"));
        call.keep_for(&sender, owner, told).await;
    }
    Ok(())
}

/// Lets in whoever sent the hospital code and the password of an enabled key, in clear or as its md5; `away` is what others hear. Kept is only
/// a keyed digest of the md5, so that both forms lead to it and neither can be read back.
pub(crate) async fn passed(call: &Call<'_>, protocol: Protocol, caller: &Caller, away: impl Fn() -> Reply) -> Result<Sender, Turned> {
    let access = call.intake.0.floor.access();
    let find = |md5: String| async move { access.find_sent(protocol.code(), Some(caller.rs_id.as_str()), &Masked::new(md5)).await };
    let pass = caller.pass.reveal();
    let sent_as_md5 = if siranap::looks_like_md5(pass) { find(pass.to_ascii_lowercase()).await? } else { None };
    let found = match sent_as_md5 {
        Some(key) => Some(key),
        None => find(siranap::md5_hex(pass)).await?,
    };
    let Some(key) = found else {
        note_wrong_secret(call, protocol, caller.rs_id.as_str()).await?;
        tell_of_swapped_code(call, protocol, caller).await?;
        return Err(Turned::Away(away()));
    };
    access.note_key_use(key.key, call.ctx.now());
    let ctx = call.ctx.clone().as_actor(key.actor());
    let sent = caller.timestamp_s.map(|stamp| Sent { stamp, is_signed: false });
    Ok(Sender { ctx, key: key.key, facility: key.facility, sent })
}
