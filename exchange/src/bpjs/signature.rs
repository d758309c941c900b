//! The signature of a call: base64(HMAC-SHA256(secret, cons_id "&" timestamp)), made and checked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;

/// Header with the sender's id. Header names are looked up in any case of letters.
pub const HEADER_CONS_ID: &str = "X-cons-id";
/// Header with the time of sending: Unix seconds, UTC.
pub const HEADER_TIMESTAMP: &str = "X-timestamp";
/// Header with the signature.
pub const HEADER_SIGNATURE: &str = "X-signature";
/// Header of newer services. Old clients leave it out; it is accepted and not asked for.
pub const HEADER_USER_KEY: &str = "user_key";

/// What a sender reads whose signature or cons-id is wrong; one sentence for both, so that ids cannot be probed.
pub const SIGNATURE_REFUSED: &str = "Tanda tangan (X-signature) tidak cocok. Periksa cons-id dan secret.";

/// Longest cons-id.
const CONS_ID_BYTES_MAX: usize = 64;
/// Longest timestamp text.
const TIMESTAMP_BYTES_MAX: usize = 20;
/// Longest base64 text of a signature; a real one has 44 characters.
const SIGNATURE_BYTES_MAX: usize = 64;

/// The three signed headers of a call, trimmed. The signature covers the timestamp as it was written, so the text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedCall<'a> {
    /// Who says to have sent it.
    pub cons_id: &'a str,
    /// The time of sending, as written.
    pub timestamp: &'a str,
    /// The time of sending, Unix seconds.
    pub timestamp_s: i64,
    /// The signature in base64, not checked yet.
    pub signature: &'a str,
}

/// Why the signed headers cannot be used. `Display` is the sentence for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HeaderFault {
    /// A header is absent or empty.
    #[error("Header {0} belum diisi.")]
    Missing(&'static str),
    /// A header is longer than any real one.
    #[error("Header {0} terlalu panjang.")]
    TooLong(&'static str),
    /// The timestamp is not a whole number.
    #[error("Header X-timestamp harus berupa detik Unix (UTC), contoh: 1795320900.")]
    NotATimestamp,
}

impl<'a> SignedCall<'a> {
    /// Reads the headers through `header`, which looks a name up in any case of letters.
    ///
    /// # Errors
    /// A header is absent, too long, or the timestamp is not whole seconds.
    pub fn from_headers(header: impl Fn(&str) -> Option<&'a str>) -> Result<Self, HeaderFault> {
        let read = |name, bytes_max| match header(name).map(str::trim) {
            None | Some("") => Err(HeaderFault::Missing(name)),
            Some(text) if text.len() > bytes_max => Err(HeaderFault::TooLong(name)),
            Some(text) => Ok(text),
        };
        let cons_id = read(HEADER_CONS_ID, CONS_ID_BYTES_MAX)?;
        let timestamp = read(HEADER_TIMESTAMP, TIMESTAMP_BYTES_MAX)?;
        let signature = read(HEADER_SIGNATURE, SIGNATURE_BYTES_MAX)?;
        let timestamp_s = timestamp.parse().map_err(|_| HeaderFault::NotATimestamp)?;
        Ok(Self { cons_id, timestamp, timestamp_s, signature })
    }

    /// Whether this secret made the signature; takes the same time wherever it differs.
    #[must_use]
    pub fn verify(&self, secret: &[u8]) -> bool {
        let mut sent = [0; SIGNATURE_BYTES_MAX];
        let Ok(length) = STANDARD.decode_slice(self.signature, &mut sent) else { return false };
        let (Some(sent), Some(mac)) = (sent.get(..length), mac(secret, self.cons_id, self.timestamp)) else { return false };
        mac.verify_slice(sent).is_ok()
    }
}

/// The signature of a call, in base64.
#[must_use]
pub fn sign(secret: &[u8], cons_id: &str, timestamp: &str) -> String {
    mac(secret, cons_id, timestamp).map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

/// `None` never happens: HMAC takes keys of every length.
fn mac(secret: &[u8], cons_id: &str, timestamp: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(cons_id.as_bytes());
    mac.update(b"&");
    mac.update(timestamp.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: &str = "eXMtvX2r7e7CLCIu3kpEpCrvciZgK8FuOhKv06NDAHk=";

    fn call<'a>(cons_id: &'a str, timestamp: &'a str, signature: &'a str) -> Result<SignedCall<'a>, HeaderFault> {
        SignedCall::from_headers(|name| match name {
            HEADER_CONS_ID => Some(cons_id),
            HEADER_TIMESTAMP => Some(timestamp),
            HEADER_SIGNATURE => Some(signature),
            _ => None,
        })
    }

    #[test]
    fn the_published_example_is_signed_the_same_here() {
        assert_eq!(sign(b"pwd", "1234", "433223232"), VECTOR);
        assert!(call("1234", "433223232", VECTOR).unwrap().verify(b"pwd"));
    }

    #[test]
    fn blanks_around_a_header_do_not_break_its_signature() {
        let padded = format!("  {VECTOR}\r\n");
        let call = call(" 1234 ", "\t433223232 ", &padded).unwrap();
        assert_eq!((call.cons_id, call.timestamp_s), ("1234", 433_223_232));
        assert!(call.verify(b"pwd"));
    }

    #[test]
    fn a_timestamp_is_signed_as_it_was_written() {
        let signature = sign(b"pwd", "1234", "0433223232");
        assert!(call("1234", "0433223232", &signature).unwrap().verify(b"pwd"));
        assert!(!call("1234", "433223232", &signature).unwrap().verify(b"pwd"));
    }

    #[test]
    fn a_signature_that_differs_anywhere_is_refused() {
        let other_first = VECTOR.replacen('e', "f", 1);
        let other_last = VECTOR.replace("Hk=", "Hg=");
        let unpadded = VECTOR.trim_end_matches('=');
        for signature in [other_first.as_str(), &other_last, unpadded, "AAAA", "not base64!", "=", "====", &VECTOR.to_lowercase()] {
            assert!(!call("1234", "433223232", signature).unwrap().verify(b"pwd"), "{signature}");
        }
        assert!(!call("1234", "433223232", VECTOR).unwrap().verify(b"PWD"));
        assert!(!call("1235", "433223232", VECTOR).unwrap().verify(b"pwd"));
        assert!(!call("1234", "433223233", VECTOR).unwrap().verify(b"pwd"));
        assert!(!call("1234", "433223232", VECTOR).unwrap().verify(b""));
    }

    #[test]
    fn a_header_that_cannot_be_used_is_named() {
        let long = "9".repeat(100);
        for (cons_id, timestamp, signature, sentence) in [
            ("", "1", VECTOR, "Header X-cons-id belum diisi."),
            ("1234", "  ", VECTOR, "Header X-timestamp belum diisi."),
            ("1234", "1", "", "Header X-signature belum diisi."),
            (long.as_str(), "1", VECTOR, "Header X-cons-id terlalu panjang."),
            ("1234", long.as_str(), VECTOR, "Header X-timestamp terlalu panjang."),
            ("1234", "1", long.as_str(), "Header X-signature terlalu panjang."),
            ("1234", "kemarin", VECTOR, "Header X-timestamp harus berupa detik Unix (UTC), contoh: 1795320900."),
            ("1234", "12.5", VECTOR, "Header X-timestamp harus berupa detik Unix (UTC), contoh: 1795320900."),
            ("1234", "99999999999999999999", VECTOR, "Header X-timestamp harus berupa detik Unix (UTC), contoh: 1795320900."),
        ] {
            assert_eq!(call(cons_id, timestamp, signature).unwrap_err().to_string(), sentence);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_headers_break_the_reader(cons_id in "\\PC{0,80}", timestamp in "\\PC{0,40}|-?[0-9]{1,25}", signature in "\\PC{0,80}|[A-Za-z0-9+/=]{0,80}") {
            if let Ok(call) = call(&cons_id, &timestamp, &signature) {
                proptest::prop_assert!(!call.verify(b"pwd"), "nobody guesses a signature");
                let own = sign(b"pwd", call.cons_id, call.timestamp);
                let resigned = SignedCall { signature: &own, ..call };
                proptest::prop_assert!(resigned.verify(b"pwd"));
            }
        }
    }
}
