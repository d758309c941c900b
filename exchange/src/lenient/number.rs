//! Whole numbers in the spellings that hospital systems use.

use super::{FieldFault, Scalar};

/// More digits than this do not fit a 64-bit number safely; far above every limit.
const DIGITS_MAX: usize = 18;

/// A count from 0 to `max`; `None` when nothing was sent (`null`, empty text).
pub(crate) fn count(value: &Scalar<'_>, max: u32) -> Result<Option<u32>, FieldFault> {
    let whole = match value {
        Scalar::Null => return Ok(None),
        Scalar::Text(text) if text.trim().is_empty() => return Ok(None),
        Scalar::Text(text) => whole_of_text(text.trim())?,
        Scalar::Whole(whole) => *whole,
        Scalar::Beyond { negative: true } => return Err(FieldFault::Negative),
        Scalar::Beyond { negative: false } => return Err(FieldFault::TooLarge { max }),
        Scalar::Fraction => return Err(FieldFault::Fraction),
        Scalar::Bool => return Err(FieldFault::NotNumber),
        Scalar::Nested => return Err(FieldFault::Nested),
    };
    if whole < 0 {
        return Err(FieldFault::Negative);
    }
    u32::try_from(whole).ok().filter(|count| *count <= max).map(Some).ok_or(FieldFault::TooLarge { max })
}

/// `20`, `+20`, `020`, `20.0` and `20.00` are 20. `1.000` is refused: it is one thousand to one reader and one to another.
fn whole_of_text(text: &str) -> Result<i64, FieldFault> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
        return Err(FieldFault::NotNumber);
    }
    let whole = digits.strip_suffix(".00").or_else(|| digits.strip_suffix(".0")).unwrap_or(digits);
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(if digits.bytes().any(|b| b.is_ascii_digit()) { FieldFault::Fraction } else { FieldFault::NotNumber });
    }
    let magnitude = whole.trim_start_matches('0');
    let magnitude = match magnitude.len() {
        0 => 0,
        1..=DIGITS_MAX => magnitude.parse().unwrap_or(i64::MAX),
        _ => i64::MAX,
    };
    Ok(if negative { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: u32 = 100_000;

    fn check_text(text: &str, expected: Result<Option<u32>, FieldFault>) {
        assert_eq!(count(&Scalar::Text(text.into()), MAX), expected, "{text:?}");
    }

    #[test]
    fn a_number_of_beds_is_read_in_every_usual_spelling() {
        for text in ["20", " 20 ", "+20", "020", "20.0", "20.00", "\t20\n", "0000000000000000000000000020"] {
            check_text(text, Ok(Some(20)));
        }
        for text in ["0", "-0", "000", "0.0", "+0"] {
            check_text(text, Ok(Some(0)));
        }
        check_text("100000", Ok(Some(100_000)));
    }

    #[test]
    fn an_empty_number_is_nothing_and_not_zero() {
        for text in ["", "  ", "\t"] {
            check_text(text, Ok(None));
        }
        assert_eq!(count(&Scalar::Null, MAX), Ok(None));
    }

    #[test]
    fn a_spelling_that_could_mean_two_numbers_is_refused() {
        for text in ["1.000", "1,000", "1.5", "7,5", "20.", ".5", "1.2.3", "1.000.000"] {
            check_text(text, Err(FieldFault::Fraction));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["tujuh", "NaN", "Infinity", "-", "+", "--1", "1e3", "0x10", "20 TT", "٢٠", "２０", ".", ",", "null", "2\u{0}0"] {
            check_text(text, Err(FieldFault::NotNumber));
        }
    }

    #[test]
    fn a_number_out_of_reach_is_refused_on_its_side() {
        check_text("-3", Err(FieldFault::Negative));
        check_text("-999999999999999999999999", Err(FieldFault::Negative));
        for text in ["100001", "4294967296", "18446744073709551616", "999999999999999999999999"] {
            check_text(text, Err(FieldFault::TooLarge { max: MAX }));
        }
    }

    #[test]
    fn a_json_number_follows_the_same_rules() {
        for (number, expected) in [
            (Scalar::Whole(24), Ok(Some(24))),
            (Scalar::of_float(24.0), Ok(Some(24))),
            (Scalar::of_float(-0.0), Ok(Some(0))),
            (Scalar::of_float(7.5), Err(FieldFault::Fraction)),
            (Scalar::of_float(1e300), Err(FieldFault::TooLarge { max: MAX })),
            (Scalar::of_float(-1e300), Err(FieldFault::Negative)),
            (Scalar::of_unsigned(u64::MAX), Err(FieldFault::TooLarge { max: MAX })),
            (Scalar::Whole(i64::MIN), Err(FieldFault::Negative)),
            (Scalar::Bool, Err(FieldFault::NotNumber)),
            (Scalar::Nested, Err(FieldFault::Nested)),
        ] {
            assert_eq!(count(&number, MAX), expected, "{number:?}");
        }
    }
}
