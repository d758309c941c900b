//! The number of a sheet: series of the hospital, running number, and a digit that catches a slip of the pen or of the finger.

use std::fmt;
use std::str::FromStr;

use sigap_kernel::check_digit;

/// Running numbers of a series: five digits.
const RUNNING_MAX: i64 = 99_999;
/// Series: four digits.
const SERIES_MAX: i64 = 9_999;

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

impl fmt::Display for SheetNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = check_digit(&self.digits()).unwrap_or_default();
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
        if typed.len() != 10 || check_digit(&typed) != Some(0) {
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
        fn what_is_written_is_read_again_and_a_wrong_digit_is_not(series in 1..=SERIES_MAX, running in 1..=RUNNING_MAX, at in 0..10_usize, wrong in 0..10_u8) {
            let number = number(series, running);
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            let mut typed = number.to_string().replace('-', "").into_bytes();
            let is_right = typed[at] == b'0' + wrong;
            typed[at] = b'0' + wrong;
            prop_assert_eq!(String::from_utf8(typed).unwrap().parse::<SheetNumber>().is_ok(), is_right);
        }
    }
}
