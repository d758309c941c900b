//! Secrets, keyed digests and sealed texts: the cryptography of this crate, without files and without tables.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use sigap_kernel::{Ctx, Masked};
use thiserror::Error;
use zeroize::Zeroizing;

/// The form of sealed texts: `v1.KEY.NONCE.CIPHERTEXT`.
const FORM: &str = "v1";
/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of a nonce of XChaCha20-Poly1305: long enough to be drawn at random for every text.
const NONCE_BYTES: usize = 24;

/// Why a sealed text could not be opened or made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// The text is not of the form this program writes.
    #[error("the text is not a sealed one")]
    NotSealed,
    /// The key ring does not hold the key that sealed the text.
    #[error("the key ring has no key {0}; import the key ring that belongs to this database")]
    UnknownKey(String),
    /// The text was changed, moved to another place, or sealed with another key.
    #[error("the sealed text was changed or belongs to another place")]
    Wrong,
}

/// Where a sealed text stands. It is bound into the text: moved to another row or field, the text cannot be opened.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The id of the row.
    pub row: &'a str,
    /// The column.
    pub field: &'static str,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("{}/{}/{}", self.table, self.row, self.field).into_bytes()
    }
}

/// 32 secret bytes, wiped from memory when dropped. No `Debug`, no `Display`.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<[u8; KEY_BYTES]>);

impl Secret {
    pub(crate) fn new(ctx: &Ctx) -> Self {
        Self(Zeroizing::new(ctx.random()))
    }

    pub(crate) fn of_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(Self::of_bytes(decoded(text)?.as_slice().try_into().ok()?))
    }

    pub(crate) fn to_text(&self) -> Masked<String> {
        Masked::new(BASE64.encode(self.0.as_slice()))
    }

    /// A secret of its own for one purpose: knowing it does not help with another.
    pub(crate) fn derived(&self, purpose: &str) -> Secret {
        Self::of_bytes(self.mac(&[purpose]).finalize().into_bytes().into())
    }

    /// A keyed digest (HMAC-SHA256) of the parts, as text.
    pub(crate) fn digest(&self, parts: &[&str]) -> String {
        BASE64.encode(self.mac(parts).finalize().into_bytes())
    }

    /// Whether `text` is the digest of the parts; takes the same time for every wrong text.
    pub(crate) fn is_digest(&self, parts: &[&str], text: &str) -> bool {
        BASE64.decode(text).is_ok_and(|given| self.mac(parts).verify_slice(&given).is_ok())
    }

    /// Each part is preceded by its length, so that no two lists of parts look alike.
    fn mac(&self, parts: &[&str]) -> Hmac<Sha256> {
        // HMAC takes keys of every length: the fallback is never met.
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(self.0.as_slice()).unwrap_or_else(|_| Mac::new(&Default::default()));
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }

    /// Seals `plain` for its place, naming the key it is sealed with.
    pub(crate) fn seal(&self, ctx: &Ctx, key_id: &str, place: Place<'_>, plain: &Masked<String>) -> Result<String, SealError> {
        let nonce = ctx.random::<NONCE_BYTES>();
        let payload = Payload { msg: plain.reveal().as_bytes(), aad: &place.bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Wrong)?;
        Ok(format!("{FORM}.{key_id}.{}.{}", BASE64.encode(nonce), BASE64.encode(sealed)))
    }

    /// Opens a text sealed with this key for this place.
    pub(crate) fn open(&self, place: Place<'_>, text: &str) -> Result<Masked<String>, SealError> {
        let (_, nonce, sealed) = parts(text)?;
        let payload = Payload { msg: &sealed, aad: &place.bytes() };
        let plain = self.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Wrong)?;
        String::from_utf8(plain).map(Masked::new).map_err(|_| SealError::Wrong)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

/// As the key-ring file holds it.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.to_text().reveal())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        Secret::parse(&text).ok_or_else(|| serde::de::Error::custom("not a key of 32 bytes"))
    }
}

/// Key id, nonce and ciphertext of a sealed text.
fn parts(text: &str) -> Result<(&str, [u8; NONCE_BYTES], Vec<u8>), SealError> {
    let mut parts = text.split('.');
    let (Some(FORM), Some(key_id), Some(nonce), Some(sealed), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(SealError::NotSealed);
    };
    let nonce = BASE64.decode(nonce).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(SealError::NotSealed)?;
    Ok((key_id, nonce, BASE64.decode(sealed).map_err(|_| SealError::NotSealed)?))
}

/// The key a sealed text names.
pub(crate) fn key_id_of(text: &str) -> Result<&str, SealError> {
    parts(text).map(|(key_id, ..)| key_id)
}

/// An unkeyed digest (SHA-256) of a value that is itself random enough not to be guessed.
pub(crate) fn plain_digest(value: &str) -> String {
    BASE64.encode(Sha256::digest(value))
}

/// The bytes behind such a text; wiped from memory when dropped.
pub(crate) fn decoded(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    BASE64.decode(text).ok().map(Zeroizing::new)
}

/// Random bytes as text that fits into an address or a cookie.
pub(crate) fn random_text<const N: usize>(ctx: &Ctx) -> String {
    BASE64.encode(ctx.random::<N>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sigap_kernel::{Actor, World};

    use super::*;

    fn ctx() -> Ctx {
        World::real().ctx(Actor::System("test"))
    }

    fn plain(text: &str) -> Masked<String> {
        Masked::new(text.to_owned())
    }

    const HERE: Place<'_> = Place { table: "call", row: "r1", field: "phone" };

    #[test]
    fn a_sealed_text_opens_only_where_it_was_sealed() {
        let key = Secret::new(&ctx());
        let text = key.seal(&ctx(), "k1", HERE, &plain("+628123456789")).unwrap();
        assert!(text.starts_with("v1.k1.") && !text.contains("628"));
        assert_eq!(key.open(HERE, &text).unwrap().reveal(), "+628123456789");
        for place in [Place { row: "r2", ..HERE }, Place { field: "name", ..HERE }, Place { table: "other", ..HERE }] {
            assert_eq!(key.open(place, &text), Err(SealError::Wrong));
        }
        assert_eq!(Secret::new(&ctx()).open(HERE, &text), Err(SealError::Wrong));
        assert_eq!(key_id_of(&text), Ok("k1"));
    }

    #[test]
    fn the_same_value_never_looks_the_same_twice() {
        let key = Secret::new(&ctx());
        assert_ne!(key.seal(&ctx(), "k1", HERE, &plain("same")).unwrap(), key.seal(&ctx(), "k1", HERE, &plain("same")).unwrap());
    }

    #[test]
    fn a_keyed_digest_is_the_published_one() {
        // HMAC-SHA256 over the length-preceded parts, checked against a second way of computing it.
        let key = Secret::of_bytes([7; KEY_BYTES]);
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&[7; KEY_BYTES]).unwrap();
        mac.update(&[0, 0, 0, 0, 0, 0, 0, 1, b'a', 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(key.digest(&["a", ""]), BASE64.encode(mac.finalize().into_bytes()));
        assert_ne!(key.digest(&["ab", "c"]), key.digest(&["a", "bc"]));
        assert!(key.is_digest(&["a"], &key.digest(&["a"])) && !key.is_digest(&["a"], &key.digest(&["b"])));
        assert!(!key.is_digest(&["a"], "") && !key.is_digest(&["a"], "not base64 !"));
    }

    proptest! {
        #[test]
        fn whatever_is_changed_in_a_sealed_text_it_does_not_open(at in 0usize..80, letter in "[A-Za-z0-9_.-]", noise in ".{0,60}") {
            let key = Secret::of_bytes([9; KEY_BYTES]);
            let text = key.seal(&ctx(), "k1", HERE, &plain("a name of thirty-odd letters, invented")).unwrap();
            let mut changed = text.clone();
            changed.replace_range(at..=at, &letter);
            // The key id is only a label; whoever opens picks the key by it.
            prop_assert!(changed == text || (3..5).contains(&at) || key.open(HERE, &changed).is_err());
            prop_assert!(key.open(HERE, &noise).is_err());
        }
    }
}
