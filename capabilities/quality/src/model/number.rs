//! The number of a case: eight digits in two groups, read out over a phone without letters. The last one is a check digit, by which every single
//! wrong digit and every two neighbours in the wrong order are noticed (Damm's method).

use std::fmt;
use std::str::FromStr;

use sigap_kernel::{Ctx, UnknownCode, check_digit};

/// Digits before the check digit.
const DRAWN: usize = 7;
/// Numbers that can be drawn.
const DRAWN_MAX: u32 = 10_u32.pow(DRAWN as u32);

/// The number of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseNumber(u32);

impl CaseNumber {
    /// A number by chance: nobody learns from it how many cases there are.
    pub(crate) fn draw(ctx: &Ctx) -> Self {
        let drawn = u32::from_be_bytes(ctx.random()) % DRAWN_MAX;
        let digits = format!("{drawn:0DRAWN$}");
        Self(drawn * 10 + u32::from(check_digit(&digits).unwrap_or_default()))
    }

    /// As a person reads it out: `4821 3076`.
    pub(crate) fn spoken(self) -> String {
        let text = self.to_string();
        let (first, second) = text.split_at(4);
        format!("{first} {second}")
    }
}

/// `48213076`, as it stands in addresses and in the database.
impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl FromStr for CaseNumber {
    type Err = UnknownCode;

    /// Reads it as people type it, with or without a space, a dot or a hyphen between the groups.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let wrong = || UnknownCode { list: "CaseNumber", code: text.chars().take(16).collect() };
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '\u{a0}')).collect();
        if digits.len() == DRAWN + 1 && check_digit(&digits) == Some(0) {
            digits.parse().map(Self).map_err(|_| wrong())
        } else {
            Err(wrong())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sigap_kernel::{Actor, World};

    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let number = CaseNumber::draw(&World::real().ctx(Actor::Anyone));
        let spoken = number.spoken();
        assert_eq!(spoken.len(), 9);
        for text in [number.to_string(), spoken.clone(), spoken.replace(' ', "-"), format!(" {spoken} ")] {
            assert_eq!(text.parse(), Ok(number), "{text}");
        }
        for text in ["", "1", "abcdefgh", "123456789012", "４８２１３０７６"] {
            assert!(text.parse::<CaseNumber>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_two_that_changed_places_are_noticed(at in 0..8_usize, digit in 0..10_u8, seed in any::<u64>()) {
            let world = World { chance: std::sync::Arc::new(sigap_kernel::SeededChance::new(seed)), ..World::real() };
            let number = CaseNumber::draw(&world.ctx(Actor::Anyone)).to_string();
            let mut wrong = number.clone().into_bytes();
            wrong[at] = b'0' + digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(wrong.parse::<CaseNumber>().is_ok(), wrong == number);
            if at < 7 {
                let mut swapped = number.clone().into_bytes();
                swapped.swap(at, at + 1);
                let swapped = String::from_utf8(swapped).unwrap();
                prop_assert_eq!(swapped.parse::<CaseNumber>().is_ok(), swapped == number);
            }
        }
    }
}
