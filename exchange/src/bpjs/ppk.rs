//! `Ppk`: the facility code of BPJS (*kode PPK*, *kode faskes*).

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Longest code that is read; an official one has 8 characters.
pub const PPK_CHARS_MAX: usize = 16;

/// A facility code: 1 to 16 letters and digits, in capitals. Whether such a facility is known is for the caller to look up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ppk(String);

/// Text that cannot be a facility code. `Display` is the sentence for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Kode PPK pada alamat tidak sah. Isi dengan kode faskes BPJS, contoh: 0301R001.")]
pub struct PpkFault;

impl Ppk {
    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is built like an official code: 4 digits, a digit or letter, 3 digits.
    #[must_use]
    pub fn has_official_form(&self) -> bool {
        self.0.len() == 8 && self.0.bytes().enumerate().all(|(place, b)| place == 4 || b.is_ascii_digit())
    }
}

impl FromStr for Ppk {
    type Err = PpkFault;

    fn from_str(text: &str) -> Result<Self, PpkFault> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= PPK_CHARS_MAX && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_ascii_uppercase())) } else { Err(PpkFault) }
    }
}

impl fmt::Display for Ppk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facility_code_is_read_in_any_case_and_kept_in_capitals() {
        for (text, official) in [(" 0301r001 ", true), ("00161001", true), ("0030B011", true), ("0301R0O1", false), ("RS01", false)] {
            let ppk: Ppk = text.parse().unwrap();
            assert_eq!(ppk.as_str(), text.trim().to_uppercase());
            assert_eq!(ppk.has_official_form(), official, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_facility_code_is_refused() {
        for text in ["", "   ", "0301 R001", "0301/R001", "..", "0301R001' OR '1'='1", "０３０１R001", "12345678901234567"] {
            assert_eq!(text.parse::<Ppk>(), Err(PpkFault), "{text:?}");
        }
    }
}
