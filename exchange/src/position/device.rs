//! `DeviceName`: under which name a device speaks.

use std::fmt;

use super::Fault;
use crate::lenient::{FieldFault, is_invisible};

/// Longest name of a device.
pub const DEVICE_CHARS_MAX: usize = 64;

/// The name a device gives itself: 1 to [`DEVICE_CHARS_MAX`] visible characters, kept as sent apart from blanks around it.
///
/// `Debug` hides it and there is no `Display`: the protocols of phones know no other secret than a name nobody guesses.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceName(String);

impl DeviceName {
    /// The name in `text`.
    ///
    /// # Errors
    /// Empty, too long, or with a character nobody sees.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let name = text.trim();
        if name.is_empty() {
            Err(FieldFault::Missing.into())
        } else if name.chars().any(|c| c != ' ' && (is_invisible(c) || c.is_whitespace())) {
            Err(FieldFault::Invisible.into())
        } else if name.chars().nth(DEVICE_CHARS_MAX).is_some() {
            Err(FieldFault::TooLong { max: DEVICE_CHARS_MAX }.into())
        } else {
            Ok(Self(name.to_owned()))
        }
    }

    /// The name itself. It may be a secret: not for log lines.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceName(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_visible_and_not_endless() {
        for (text, sentence) in [
            ("", "Kolom id wajib diisi."),
            ("  ", "Kolom id wajib diisi."),
            ("AMB\n07", "Kolom id memuat karakter kendali atau karakter tak terlihat."),
            ("AMB\u{200b}07", "Kolom id memuat karakter kendali atau karakter tak terlihat."),
        ] {
            assert_eq!(DeviceName::parse(text).unwrap_err().sentence("id"), sentence, "{text:?}");
        }
        assert!(DeviceName::parse(&"é".repeat(64)).is_ok());
        assert_eq!(DeviceName::parse(&"é".repeat(65)).unwrap_err().sentence("id"), "Kolom id paling panjang 64 karakter.");
        assert_eq!(DeviceName::parse(" AMB 07 ").unwrap().as_str(), "AMB 07");
    }

    #[test]
    fn a_name_that_may_be_a_secret_is_not_in_its_debug_text() {
        assert_eq!(format!("{:?}", DeviceName::parse("AMB07-rahasia").unwrap()), "DeviceName(•••)");
    }
}
