//! The check digit of numbers that people read out (H. M. Damm, 2004): each wrong digit and any two swapped neighbours are caught.

/// Damm's totally anti-symmetric quasigroup of order ten, row after row.
const DAMM: &[u8; 100] = b"0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790";

/// The check digit of some digits; 0 when the last of them is the right check digit of those before. `None` when one is no digit 0 to 9.
#[must_use]
pub fn check_digit(digits: &str) -> Option<u8> {
    digits.bytes().try_fold(0_u8, |state, sign| {
        let digit = sign.checked_sub(b'0').filter(|digit| *digit < 10)?;
        DAMM.get(usize::from(state * 10 + digit)).map(|next| next - b'0')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_example_holds() {
        // Damm's own example: 572 has the check digit 4.
        assert_eq!((check_digit("572"), check_digit("5724")), (Some(4), Some(0)));
        assert_eq!((check_digit("57a"), check_digit("５７２"), check_digit("")), (None, None, Some(0)));
    }

    proptest! {
        #[test]
        fn every_wrong_digit_and_every_two_that_changed_places_are_caught(digits in "[0-9]{1,12}") {
            let check = check_digit(&digits).unwrap();
            let right: Vec<u8> = format!("{digits}{check}").into_bytes();
            let holds = |typed: &[u8]| check_digit(std::str::from_utf8(typed).unwrap()) == Some(0);
            prop_assert!(holds(&right));
            for at in 0..right.len() {
                for wrong in b'0'..=b'9' {
                    let mut typed = right.clone();
                    typed[at] = wrong;
                    prop_assert_eq!(holds(&typed), wrong == right[at], "{:?}", typed);
                }
            }
            for at in 1..right.len() {
                let mut typed = right.clone();
                typed.swap(at - 1, at);
                prop_assert_eq!(holds(&typed), right[at - 1] == right[at], "{:?}", typed);
            }
        }
    }
}
