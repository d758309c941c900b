//! Tokens that nobody has to remember: a key, an instant, and the seal of the key ring over both. One ends with its time, and at once and for
//! good when its key is turned off or gets another secret.

use std::sync::Arc;

use sigap_access::{Access, AccessError, MachineKey};
use sigap_kernel::{KeyId, Masked, UtcMs};

use crate::Protocol;

/// Bytes a token has at most.
const TOKEN_BYTES_MAX: usize = 200;
/// Letters of the digest that ties a token to the secret its key had, and to how often it had been turned off or on.
const TIE_LETTERS: usize = 16;

/// A token for a key, good until this instant: `KEY.UNTIL.TIE.SEAL`.
pub(super) fn made(access: &Access, key: &MachineKey, until: UtcMs) -> Masked<String> {
    let (id, until, tie) = (key.key.to_string(), until.0.to_string(), tie(access, key));
    let seal = seal(access, &id, &until, &tie);
    Masked::new(format!("{id}.{until}.{tie}.{seal}"))
}

/// The enabled key of a token that is not over. A text nobody sealed costs some digests; the key is answered from memory.
pub(super) async fn find(access: &Access, token: &Masked<String>, now: UtcMs) -> Result<Option<Arc<MachineKey>>, AccessError> {
    let Some((key, tied)) = sealed(access, token.reveal(), now) else { return Ok(None) };
    let found = access.find_key(Protocol::Fhir.code(), key).await?;
    Ok(found.filter(|found| tie(access, found) == tied))
}

/// Key and tie of a token that was made here and is not over.
fn sealed<'t>(access: &Access, token: &'t str, now: UtcMs) -> Option<(KeyId, &'t str)> {
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let (rest, given) = token.rsplit_once('.')?;
    let mut parts = rest.splitn(3, '.');
    let (id, until, tie) = (parts.next()?, parts.next()?, parts.next()?);
    // Digests of both are compared: how long that takes tells nothing about the seal.
    let digest = |seal: &str| access.lookup("fhir.token.given", &Masked::new(seal.to_owned()));
    let is_sealed = digest(given) == digest(&seal(access, id, until, tie));
    let is_good = is_sealed && UtcMs(until.parse().ok()?) > now;
    if is_good { Some((id.parse().ok()?, tie)) } else { None }
}

fn seal(access: &Access, id: &str, until: &str, tie: &str) -> String {
    access.lookup("fhir.token", &Masked::new(format!("{id}.{until}.{tie}")))
}

fn tie(access: &Access, key: &MachineKey) -> String {
    let mut tie = access.lookup("fhir.token.tie", &Masked::new(format!("{}\n{}", key.turns, key.secret.reveal())));
    tie.truncate(TIE_LETTERS);
    tie
}
