//! The second factor: time-based codes (RFC 6238) and recovery codes. Pure; who has which secret stands in `second_factor`.

use hmac::{Hmac, Mac};
use sha1::Sha1;
use sigap_kernel::{Ctx, Masked, UtcMs};

/// Seconds one code lasts (RFC 6238, the value every authenticator app assumes).
const STEP_S: i64 = 30;
/// Steps a phone's clock may be off, each way.
const STEPS_OFF: i64 = 1;
/// Digits of a code.
const DIGITS: u32 = 6;
/// Bytes of a secret (RFC 4226 asks for 160 bits).
pub(crate) const SECRET_BYTES: usize = 20;
/// Recovery codes a person gets.
pub(crate) const RECOVERY_CODES: usize = 10;
/// What the authenticator app shows as the issuer.
const ISSUER: &str = "Sigap";

/// The step this instant lies in.
const fn step_at(now: UtcMs) -> i64 {
    now.0.div_euclid(STEP_S * 1_000)
}

/// The step whose code was given, later than `last_step`; `None` when the code is wrong or was used before.
pub(crate) fn matching_step(secret: &[u8], code: &str, now: UtcMs, last_step: i64) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let steps = step_at(now) - STEPS_OFF..=step_at(now) + STEPS_OFF;
    steps.filter(|step| *step > last_step).find(|step| same(code_of(secret, *step).as_bytes(), code.as_bytes()))
}

/// The code of one step.
pub(crate) fn code_of(secret: &[u8], step: i64) -> String {
    let number = hotp(secret, step.max(0).unsigned_abs(), DIGITS);
    format!("{number:0width$}", width = DIGITS as usize)
}

/// RFC 4226: dynamic truncation of HMAC-SHA1 over the counter.
fn hotp(secret: &[u8], counter: u64, digits: u32) -> u32 {
    let Ok(mut mac) = <Hmac<Sha1> as Mac>::new_from_slice(secret) else {
        return 0; // HMAC takes keys of every length
    };
    mac.update(&counter.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let offset = usize::from(hash.last().copied().unwrap_or_default() & 0x0f);
    let word = hash.iter().skip(offset).take(4).fold(0u32, |word, byte| word << 8 | u32::from(*byte));
    (word & 0x7fff_ffff) % 10u32.pow(digits)
}

/// Compares without stopping at the first difference.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

/// RFC 4648 base 32 without padding, as authenticator apps take it.
pub(crate) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    for group in bytes.chunks(5) {
        let word = group.iter().fold(0, |word, byte| word << 8 | usize::from(*byte)) << (8 * (5 - group.len()));
        let letters = (0..(group.len() * 8).div_ceil(5)).filter_map(|place| LETTERS.get(word >> (35 - 5 * place) & 31));
        text.extend(letters.map(|letter| char::from(*letter)));
    }
    text
}

/// The address an authenticator app reads from a square of dots. It holds the secret and the person's address.
pub(crate) fn uri(account: &Masked<String>, secret: &[u8]) -> Masked<String> {
    let account = percent(account.reveal());
    Masked::new(format!(
        "otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period={STEP_S}",
        base32(secret)
    ))
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// New recovery codes of 50 bits each, `abcde-fghij`.
pub(crate) fn recovery_codes(ctx: &Ctx) -> Vec<Masked<String>> {
    let one = |_| {
        let letters = base32(&ctx.random::<7>()).to_lowercase();
        Masked::new(format!("{}-{}", letters.get(..5).unwrap_or_default(), letters.get(5..10).unwrap_or_default()))
    };
    (0..RECOVERY_CODES).map(one).collect()
}

/// A recovery code as it is compared: small letters, nothing between them.
pub(crate) fn plain_recovery(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    /// The SHA-1 secret of RFC 6238, appendix B.
    const RFC_SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let table = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (at_s, code) in table {
            assert_eq!(hotp(RFC_SECRET, (at_s / 30) as u64, 8), code, "{at_s}");
            assert_eq!(code_of(RFC_SECRET, at_s / 30), format!("{:06}", code % 1_000_000));
        }
    }

    #[test]
    fn counters_are_those_of_rfc_4226() {
        let table = [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (counter, code) in (0..).zip(table) {
            assert_eq!(hotp(RFC_SECRET, counter, 6), code, "{counter}");
        }
    }

    #[test]
    fn a_code_may_be_one_step_off_and_works_once() {
        let now = UtcMs(1_234_567_890_000);
        let step = step_at(now);
        let cases = [(-2, None), (-1, Some(step - 1)), (0, Some(step)), (1, Some(step + 1)), (2, None)];
        for (off, expected) in cases {
            assert_eq!(matching_step(RFC_SECRET, &code_of(RFC_SECRET, step + off), now, 0), expected, "{off} steps off");
        }
        let code = code_of(RFC_SECRET, step);
        assert_eq!(matching_step(RFC_SECRET, &format!(" {} {} ", &code[..3], &code[3..]), now, step - 1), Some(step));
        assert_eq!(matching_step(RFC_SECRET, &code, now, step), None, "used before");
        for wrong in ["", "12345", "1234567", "abcdef", "٠٠٥٩٢٤"] {
            assert_eq!(matching_step(RFC_SECRET, wrong, now, 0), None, "{wrong}");
        }
    }

    #[test]
    fn base_32_is_that_of_rfc_4648() {
        let table =
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")];
        for (plain, text) in table {
            assert_eq!(base32(plain.as_bytes()), text);
        }
    }

    #[test]
    fn the_address_for_the_app_is_escaped() {
        let uri = uri(&Masked::new("siti+igd@rs.example".into()), RFC_SECRET);
        assert_eq!(
            uri.reveal(),
            "otpauth://totp/Sigap:siti%2Bigd%40rs.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sigap&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn recovery_codes_differ_and_are_read_however_they_are_typed() {
        let codes = recovery_codes(&World::real().ctx(Actor::System("test")));
        let different: std::collections::BTreeSet<_> = codes.iter().map(|code| plain_recovery(code.reveal())).collect();
        assert_eq!(different.len(), RECOVERY_CODES);
        assert_eq!(plain_recovery(" ABCDE fghij"), "abcdefghij");
        assert!(codes.iter().all(|code| code.reveal().len() == 11));
    }
}
