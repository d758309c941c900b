//! Who calls: the hospital code and its password, in two plain headers. Nothing is signed, so everything rests on TLS.
//!
//! Whether the password is right is for the caller to check, against digests of both its clear text and its md5.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use md5::{Digest, Md5};
use sigap_kernel::{Masked, UtcMs};
use thiserror::Error;

/// Header with the hospital code. Header names are looked up in any case of letters.
pub const HEADER_RS_ID: &str = "X-rs-id";
/// Header with the password, or its md5.
pub const HEADER_PASS: &str = "X-pass";
/// Header with the time of sending. Not part of any signature, so it never refuses a call.
pub const HEADER_TIMESTAMP: &str = "X-Timestamp";
/// Header that names the item to be removed from staff or equipment.
pub const HEADER_NEED_ID: &str = "Id_kebutuhan";

/// Longest password.
pub const PASS_BYTES_MAX: usize = 256;
/// Longest timestamp that is looked at.
const TIMESTAMP_BYTES_MAX: usize = 40;
/// Digits of a hospital code.
const RS_ID_DIGITS: usize = 7;
/// Letters of an md5 in hexadecimal.
const MD5_HEX_CHARS: usize = 32;

/// The hospital code of the Ministry of Health (*kode RS*): 7 digits. Whether such a hospital is known is for the caller to look up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RsId(String);

impl RsId {
    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RsId {
    type Err = CallerFault;

    fn from_str(text: &str) -> Result<Self, CallerFault> {
        let text = text.trim();
        let fits = text.len() == RS_ID_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(CallerFault::NotAnRsId) }
    }
}

impl fmt::Display for RsId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The headers of a call. The password does not show in `Debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Which hospital says to have sent it.
    pub rs_id: RsId,
    /// The password as sent: in clear, or its md5. Not checked yet.
    pub pass: Masked<String>,
    /// The time of sending, Unix seconds, where it could be understood. For looking at only.
    pub timestamp_s: Option<i64>,
}

/// Why the headers cannot be used. `Display` is the sentence for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CallerFault {
    /// A header is absent or empty.
    #[error("Header {0} belum diisi.")]
    Missing(&'static str),
    /// The hospital code is not 7 digits.
    #[error("Header X-rs-id harus berisi kode rumah sakit Kementerian Kesehatan, 7 angka.")]
    NotAnRsId,
    /// The password is longer than any real one.
    #[error("Header X-pass terlalu panjang, paling banyak {PASS_BYTES_MAX} byte.")]
    PassTooLong,
}

impl Caller {
    /// Reads the headers through `header`, which looks a name up in any case of letters.
    ///
    /// # Errors
    /// The hospital code is absent or not 7 digits, or the password is absent or too long.
    pub fn from_headers<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Result<Self, CallerFault> {
        let read = |name| header(name).map(str::trim).filter(|text| !text.is_empty()).ok_or(CallerFault::Missing(name));
        let rs_id = read(HEADER_RS_ID)?.parse()?;
        let pass = read(HEADER_PASS)?;
        if pass.len() > PASS_BYTES_MAX {
            return Err(CallerFault::PassTooLong);
        }
        Ok(Self { rs_id, pass: Masked::new(pass.to_owned()), timestamp_s: header(HEADER_TIMESTAMP).and_then(seconds) })
    }
}

/// Unix seconds, or RFC 3339 as one client writes it.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() > TIMESTAMP_BYTES_MAX {
        return None;
    }
    text.parse().ok().or_else(|| UtcMs::parse_rfc3339(text).map(|at| at.0.div_euclid(1_000)))
}

/// Whether a password has the form of an md5 in hexadecimal, in any case of letters. It may still be a password in clear.
#[must_use]
pub fn looks_like_md5(pass: &str) -> bool {
    pass.len() == MD5_HEX_CHARS && pass.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The md5 of a password in lower-case hexadecimal, as older clients send it. It protects nothing: store only salted hashes of it.
#[must_use]
pub fn md5_hex(clear: &str) -> String {
    Md5::digest(clear.as_bytes()).iter().fold(String::with_capacity(MD5_HEX_CHARS), |mut hex, byte| {
        // Writing to a String has no error to lose.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(rs_id: Option<&'static str>, pass: Option<&str>, timestamp: Option<&'static str>) -> Result<Caller, CallerFault> {
        Caller::from_headers(|name| match name {
            HEADER_RS_ID => rs_id,
            HEADER_PASS => pass,
            HEADER_TIMESTAMP => timestamp,
            _ => None,
        })
    }

    #[test]
    fn a_hospital_and_its_password_are_read() {
        let caller = caller(Some(" 3171012 "), Some("S!rs2020!! kata sandi"), Some("1795320900")).unwrap();
        assert_eq!((caller.rs_id.as_str(), caller.pass.reveal().as_str()), ("3171012", "S!rs2020!! kata sandi"));
        assert_eq!(caller.timestamp_s, Some(1_795_320_900));
    }

    #[test]
    fn no_timestamp_refuses_a_call() {
        for (sent, read) in [
            (None, None),
            (Some(""), None),
            (Some("kemarin"), None),
            (Some("2025-01-01T00:00:00Z"), Some(1_735_689_600)),
            (Some("-5"), Some(-5)),
            (Some("99999999999999999999999999"), None),
        ] {
            assert_eq!(caller(Some("3171012"), Some("x"), sent).unwrap().timestamp_s, read, "{sent:?}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let caller = caller(Some("3171012"), Some("rahasia-rekaan"), None).unwrap();
        assert!(!format!("{caller:?}").contains("rahasia"));
    }

    #[test]
    fn a_header_that_cannot_be_used_is_named() {
        let long = "x".repeat(257);
        let code = "Header X-rs-id harus berisi kode rumah sakit Kementerian Kesehatan, 7 angka.";
        for (rs_id, pass, sentence) in [
            (None, Some("x"), "Header X-rs-id belum diisi."),
            (Some("  "), Some("x"), "Header X-rs-id belum diisi."),
            (Some("3171012"), None, "Header X-pass belum diisi."),
            (Some("3171012"), Some(" "), "Header X-pass belum diisi."),
            (Some("317101"), Some("x"), code),
            (Some("31710123"), Some("x"), code),
            (Some("3171O12"), Some("x"), code),
            (Some("３１７１０１２"), Some("x"), code),
            (Some("3171012"), Some(long.as_str()), "Header X-pass terlalu panjang, paling banyak 256 byte."),
        ] {
            assert_eq!(caller(rs_id, pass, None).unwrap_err().to_string(), sentence, "{rs_id:?}");
        }
        assert!(caller(Some("3171012"), Some(&long[1..]), None).is_ok());
    }

    #[test]
    fn an_md5_is_made_and_recognised() {
        for (clear, hex) in [("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72")] {
            assert_eq!(md5_hex(clear), hex);
            assert!(looks_like_md5(hex) && looks_like_md5(&hex.to_uppercase()));
        }
        for pass in ["", "abc", "900150983cd24fb0d6963f7d28e17f7", "900150983cd24fb0d6963f7d28e17f7g", "900150983cd24fb0d6963f7d28e17f722"]
        {
            assert!(!looks_like_md5(pass), "{pass}");
        }
    }
}
