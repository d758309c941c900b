//! The number of a sheet: series of the hospital, running number, and a digit that catches a slip of the pen or of the finger.

use std::fmt;
use std::str::FromStr;

/// Running numbers of a series: five digits.
const RUNNING_MAX: i64 = 99_999;
/// Series: four digits.
const SERIES_MAX: i64 = 9_999;

/// H. M. Damm's table of order ten: totally anti-symmetric, so that every wrong digit and every two that changed places are caught.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The number of a sheet (*nomor lembar*), written `0012-00345-8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetNumber {
    series: i64,
    running: i64,
}

impl SheetNumber {
    /// The number of a series and a running number; `None` when the series is used up.
    #[must_use]
    pub fn new(series: i64, running: i64) -> Option<Self> {
        ((1..=SERIES_MAX).contains(&series) && (1..=RUNNING_MAX).contains(&running)).then_some(Self { series, running })
    }

    /// As it is kept: series and running number in one.
    #[must_use]
    pub const fn code(self) -> i64 {
        self.series * (RUNNING_MAX + 1) + self.running
    }

    /// From what is kept.
    #[must_use]
    pub fn of_code(code: i64) -> Option<Self> {
        Self::new(code.div_euclid(RUNNING_MAX + 1), code.rem_euclid(RUNNING_MAX + 1))
    }

    fn digits(self) -> String {
        format!("{:04}{:05}", self.series, self.running)
    }
}

/// The check of some digits; 0 when the last of them is the right check digit. `None` when one is no digit.
fn damm(digits: &str) -> Option<u8> {
    digits.chars().try_fold(0_u8, |state, sign| {
        let digit = usize::try_from(sign.to_digit(10)?).ok()?;
        DAMM.get(usize::from(state))?.get(digit).copied()
    })
}

impl fmt::Display for SheetNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = damm(&self.digits()).unwrap_or_default();
        write!(f, "{:04}-{:05}-{check}", self.series, self.running)
    }
}

/// The text is no number of a sheet: a digit is wrong, missing or too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no number of a sheet")]
pub struct NoSheetNumber;

impl FromStr for SheetNumber {
    type Err = NoSheetNumber;

    /// Reads a number as people type it: with hyphens, spaces, dots, or none.
    fn from_str(text: &str) -> Result<Self, NoSheetNumber> {
        let typed: String = text.chars().filter(|sign| !matches!(sign, '-' | '.' | ' ' | '–')).take(11).collect();
        if typed.len() != 10 || damm(&typed) != Some(0) {
            return Err(NoSheetNumber);
        }
        let part = |from: usize, to: usize| typed.get(from..to).and_then(|digits| digits.parse().ok()).ok_or(NoSheetNumber);
        Self::new(part(0, 4)?, part(4, 9)?).ok_or(NoSheetNumber)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(series: i64, running: i64) -> SheetNumber {
        SheetNumber::new(series, running).unwrap()
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        let one = number(12, 345);
        let written = one.to_string();
        assert_eq!(written.len(), 12, "{written}");
        for typed in [written.clone(), written.replace('-', ""), written.replace('-', " "), format!(" {written} ")] {
            assert_eq!(typed.parse(), Ok(one), "{typed}");
        }
        for typed in ["", "0", "0012-00345", "0000-00000-0", "0012-00345-88", "abcd-00345-8", "٠٠١٢-00345-8", "éééééééééé"] {
            assert_eq!(typed.parse::<SheetNumber>(), Err(NoSheetNumber), "{typed}");
        }
        assert_eq!(SheetNumber::of_code(one.code()), Some(one));
        assert_eq!((SheetNumber::new(10_000, 1), SheetNumber::new(1, 100_000), SheetNumber::new(1, 0)), (None, None, None));
    }

    proptest! {
        #[test]
        fn every_wrong_digit_and_every_two_that_changed_places_are_caught(series in 1..=SERIES_MAX, running in 1..=RUNNING_MAX) {
            let right: Vec<char> = number(series, running).to_string().chars().filter(char::is_ascii_digit).collect();
            let reads = |digits: &[char]| digits.iter().collect::<String>().parse::<SheetNumber>().is_ok();
            prop_assert!(reads(&right));
            for at in 0..right.len() {
                for wrong in '0'..='9' {
                    let mut typed = right.clone();
                    typed[at] = wrong;
                    prop_assert_eq!(reads(&typed), wrong == right[at], "{:?}", typed);
                }
            }
            for at in 1..right.len() {
                let mut typed = right.clone();
                typed.swap(at - 1, at);
                prop_assert_eq!(reads(&typed), right[at - 1] == right[at], "{:?}", typed);
            }
        }
    }
}
