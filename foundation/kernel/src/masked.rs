//! `Masked<T>`: a value about a person that cannot slip into a page, a log line or an error by accident.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A value about a person, or a secret. It has no `Display`, its `Debug` shows nothing, and it does not serialize:
/// whoever wants the value says [`Masked::reveal`] where a reader of the code can see it.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Masked<T>(T);

impl<T> Masked<T> {
    /// Hides `value`.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Each use is a place to check in a review.
    #[must_use]
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, given away.
    #[must_use]
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Masked<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Masked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Masked<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_value_is_not_in_its_debug_text() {
        #[derive(Debug)]
        #[allow(dead_code)] // only its Debug text is looked at
        struct Call {
            phone: Masked<String>,
        }
        let call = Call { phone: Masked::new("+628123456789".into()) };
        assert!(!format!("{call:?}").contains("628"));
        assert_eq!(call.phone.reveal(), "+628123456789");
    }
}
