//! The two languages of the screen, and how each writes a figure.

use crate::coded_enum;

coded_enum! {
    /// A language of the screen. Indonesian comes first.
    pub enum Lang {
        /// Indonesian.
        Id = "id",
        /// English.
        En = "en",
    }
}

/// A whole figure grouped in thousands: `1.234` (id), `1,234` (en).
#[must_use]
pub fn figure(value: u64, lang: Lang) -> String {
    let digits = value.to_string();
    let separator = match lang {
        Lang::Id => '.',
        Lang::En => ',',
    };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_as_each_language_does() {
        assert_eq!(figure(0, Lang::Id), "0");
        assert_eq!(figure(999, Lang::Id), "999");
        assert_eq!(figure(12_345, Lang::Id), "12.345");
        assert_eq!(figure(1_000_000, Lang::En), "1,000,000");
    }
}
