//! Checks of single values as they are typed or come in files: codes, phones, days, plain text. What is wrong is said as a
//! message id; the sentences stand in the language files.

use jiff::civil::Date;
use sigap_kernel::{UtcMs, Zone, clean_label};

/// Letters of a name.
pub(crate) const NAME_MAX: usize = 160;
/// Letters of an address, a note or a reason.
pub(crate) const TEXT_MAX: usize = 400;
/// Letters of a code.
const CODE_MAX: usize = 64;
/// Numbers one may dial without an area code.
const SHORT_CODES: [&str; 7] = ["110", "112", "113", "115", "117", "118", "119"];

/// What is wrong with a value: a message id, perhaps with arguments.
pub(crate) type Wrong = String;

/// Text on one line: outer and double spaces go, and so do signs nobody can see.
pub(crate) fn text(raw: &str, letters_max: usize) -> Result<String, Wrong> {
    let text = clean_label(raw);
    if text.chars().count() > letters_max { Err(format!("field-too-long?max={letters_max}")) } else { Ok(text) }
}

/// A word of a closed list.
pub(crate) fn word<T: std::str::FromStr>(raw: &str) -> Result<T, Wrong> {
    let text = raw.trim();
    text.parse().or_else(|_| text.to_lowercase().parse()).map_err(|_| "field-choose".to_owned())
}

/// The same, where nothing may be chosen.
pub(crate) fn word_or_none<T: std::str::FromStr>(raw: &str) -> Result<Option<T>, Wrong> {
    if raw.trim().is_empty() { Ok(None) } else { word(raw).map(Some) }
}

/// A code that may be missing.
fn code(raw: &str, fits: impl Fn(&str) -> bool, wrong: &str) -> Result<Option<String>, Wrong> {
    let code: String = raw.split_whitespace().collect::<String>().to_uppercase();
    match code.as_str() {
        "" => Ok(None),
        text if text.len() <= CODE_MAX && fits(text) => Ok(Some(code)),
        _ => Err(wrong.to_owned()),
    }
}

/// BPJS facility code: four digits, a digit or letter, three digits.
pub(crate) fn ppk(raw: &str) -> Result<Option<String>, Wrong> {
    let fits = |text: &str| {
        let letter_place = |(place, byte): (usize, u8)| byte.is_ascii_digit() || (place == 4 && byte.is_ascii_uppercase());
        text.len() == 8 && text.bytes().enumerate().all(letter_place)
    };
    code(raw, fits, "field-ppk")
}

/// Code of the ministry: seven digits for a hospital, `P` and ten digits or other numbers for a health centre.
pub(crate) fn kemenkes(raw: &str) -> Result<Option<String>, Wrong> {
    let fits =
        |text: &str| (7..=16).contains(&text.len()) && text.strip_prefix('P').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
    code(raw, fits, "field-kemenkes")
}

/// Organization id of SATUSEHAT: a number or a UUID.
pub(crate) fn satusehat(raw: &str) -> Result<Option<String>, Wrong> {
    let fits = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Ok(code(raw, fits, "field-satusehat")?.map(|code| code.to_lowercase()))
}

/// Kemendagri code of an area with its dots: `33.74.01` or `33.74.01.1001`. Undotted codes get them.
pub(crate) fn area_code(raw: &str) -> Result<String, Wrong> {
    let digits: String = raw.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let cuts: &[usize] = match digits.len() {
        0 => return Ok(String::new()),
        6 => &[0, 2, 4, 6],
        10 => &[0, 2, 4, 6, 10],
        _ => return Err("field-area-code".to_owned()),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("field-area-code".to_owned());
    }
    let parts = cuts.iter().zip(cuts.iter().skip(1)).filter_map(|(from, to)| digits.get(*from..*to));
    Ok(parts.collect::<Vec<_>>().join("."))
}

/// A phone number as E.164, or a short code as it is.
pub(crate) fn phone(raw: &str) -> Result<String, Wrong> {
    let wrong = || "field-phone".to_owned();
    let bare: String = raw.chars().filter(|c| !c.is_whitespace() && !"()-./".contains(*c)).collect();
    if SHORT_CODES.contains(&bare.as_str()) {
        return Ok(bare);
    }
    let (plus, digits) = bare.strip_prefix('+').map_or((false, bare.as_str()), |rest| (true, rest));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let international = match (plus, digits) {
        (true, digits) => digits.to_owned(),
        (false, digits) if digits.starts_with("0062") => digits.trim_start_matches('0').to_owned(),
        (false, digits) if digits.starts_with("62") => digits.to_owned(),
        (false, digits) => format!("62{}", digits.strip_prefix('0').filter(|rest| !rest.starts_with('0')).ok_or_else(wrong)?),
    };
    if (8..=15).contains(&international.len()) { Ok(format!("+{international}")) } else { Err(wrong()) }
}

/// A day as `2026-11-22`; `None` when nothing was written.
pub(crate) fn day(raw: &str) -> Result<Option<Date>, Wrong> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    let day = raw.parse::<Date>().ok().filter(|_| raw.len() == 10);
    day.map(Some).ok_or_else(|| "field-day".to_owned())
}

/// An instant (RFC 3339), or the beginning of a day in a zone; `None` when nothing was written.
pub(crate) fn instant(raw: &str, zone: Zone) -> Result<Option<UtcMs>, Wrong> {
    if let Some(at) = UtcMs::parse_rfc3339(raw) {
        return Ok(Some(at));
    }
    Ok(day(raw)?.and_then(|day| UtcMs::parse_rfc3339(&format!("{day}T00:00:00+{:02}:00", zone.offset_h()))))
}

/// The day of an instant in a zone.
pub(crate) fn day_of(at: UtcMs, zone: Zone) -> String {
    at.local_stamp(zone).chars().take(10).collect()
}

/// Yes or no, in both languages and as figures.
pub(crate) fn yes(raw: &str) -> Result<bool, Wrong> {
    match raw.trim().to_lowercase().as_str() {
        "yes" | "ya" | "y" | "1" | "true" | "on" | "aktif" => Ok(true),
        "" | "no" | "tidak" | "n" | "t" | "0" | "false" | "tutup" => Ok(false),
        _ => Err("field-yes-no".to_owned()),
    }
}

/// A name as it is compared: small letters and figures alone, single spaces.
#[must_use]
pub fn key(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked_by_their_form() {
        for (raw, kept) in [("0301r001", Some("0301R001")), (" 00161001 ", Some("00161001")), ("0030B011", Some("0030B011")), ("", None)] {
            assert_eq!(ppk(raw).unwrap().as_deref(), kept, "{raw}");
        }
        for raw in ["0301R01", "A301R001", "0301R0012", "0301-001", "0301R00O"] {
            assert!(ppk(raw).is_err(), "{raw}");
        }
        assert_eq!(kemenkes("3374015").unwrap().as_deref(), Some("3374015"));
        assert_eq!(kemenkes("P3374010101").unwrap().as_deref(), Some("P3374010101"));
        assert!(kemenkes("33740").is_err() && kemenkes("33740X5").is_err());
        assert!(satusehat("10000004").is_ok() && satusehat("a b;c").is_err());
        assert_eq!(area_code("3374011001").unwrap(), "33.74.01.1001");
        assert_eq!(area_code("33.74.01").unwrap(), "33.74.01");
        assert!(area_code("33.74.0x").is_err() && area_code("3374").is_err());
    }

    #[test]
    fn a_phone_number_is_kept_as_one_dials_it_from_abroad() {
        for (raw, kept) in [
            ("(024) 8413476", "+62248413476"),
            ("0812-3456-7890", "+6281234567890"),
            ("62 24 8413476", "+62248413476"),
            ("0062248413476", "+62248413476"),
            ("+65 6123 4567", "+6561234567"),
            ("119", "119"),
        ] {
            assert_eq!(phone(raw).unwrap(), kept, "{raw}");
        }
        for raw in ["", "12345", "024-abc", "911", "00", "+", "0248413476024841347602484"] {
            assert!(phone(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn signs_nobody_can_see_do_not_get_in() {
        assert_eq!(text("  RS\u{0} \n Contoh\t ", 20).unwrap(), "RS Contoh");
        assert_eq!(text("panjang", 3), Err("field-too-long?max=3".into()));
        assert_eq!(key("RS. K.R.M.T.  Contoh-Rekaan"), "rs k r m t contoh rekaan");
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        let at = instant("2026-11-22", Zone::Wita).unwrap().unwrap();
        assert_eq!(at.rfc3339(), "2026-11-21T16:00:00.000Z");
        assert_eq!(day_of(at, Zone::Wita), "2026-11-22");
        assert_eq!(instant(&at.rfc3339(), Zone::Wib).unwrap(), Some(at));
        assert!(day("2026-02-30").is_err() && day("22-11-2026").is_err() && day(" ").unwrap().is_none());
    }
}
