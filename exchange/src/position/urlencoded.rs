//! Query parameters and forms: pairs with `&` between, blanks as `+`, other letters escaped by `%`.

use std::borrow::Cow;

use super::Sent;
use super::sent::is_percent_mark;

/// Name and value of each pair, the value still escaped. Names have no escapes.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = text.trim_ascii().trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    // An address copied out of a page may have `&amp;` between its parts.
    pairs.map(|pair| pair.strip_prefix("amp;").unwrap_or(pair)).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The value with its escapes undone; a per cent sign that begins no escape is one.
pub(crate) fn decoded(value: &str) -> Sent<'_> {
    if !value.bytes().any(|b| matches!(b, b'%' | b'+')) {
        return Sent::Text(Cow::Borrowed(value));
    }
    if is_percent_mark(value) {
        return Sent::Text(Cow::Borrowed(value));
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let (byte, next) = match (first, tail) {
            (b'+', _) => (b' ', tail),
            (b'%', [high, low, after @ ..]) => hex(*high, *low).map_or((b'%', tail), |byte| (byte, after)),
            (other, _) => (*other, tail),
        };
        bytes.push(byte);
        rest = next;
    }
    String::from_utf8(bytes).map_or(Sent::NotUtf8, |text| Sent::Text(Cow::Owned(text)))
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |b: u8| char::from(b).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Writes a value so that [`decoded`] gives it back.
pub(crate) fn escape_into(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|nibble| char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase()));
        }
    }
}

/// The text of one parameter; `None` when absent, empty, sent twice or unreadable.
pub(crate) fn param<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut found = pairs(query).filter(|(key, _)| key.eq_ignore_ascii_case(name));
    match (found.next().map(|(_, value)| decoded(value)), found.next()) {
        (Some(Sent::Text(text)), None) if !text.trim().is_empty() => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_marks_of_templates_kept() {
        for (value, text) in [
            ("AMB07", "AMB07"),
            ("2026-11-22+11%3A33%3A20", "2026-11-22 11:33:20"),
            ("%7B0%7D", "{0}"),
            ("%c3%A9", "é"),
            ("100%", "100%"),
            ("%LAT", "%LAT"),
            ("%ACC", "%ACC"),
            ("%BATT", "%BATT"),
            ("%4", "%4"),
            ("%%41", "%A"),
        ] {
            assert_eq!(decoded(value), Sent::Text(text.into()), "{value}");
        }
        assert_eq!(decoded("%ff1"), Sent::NotUtf8);
    }

    #[test]
    fn what_is_escaped_reads_back() {
        let mut out = String::new();
        escape_into(&mut out, "a b&c=%é+/");
        assert_eq!(out, "a%20b%26c%3D%25%C3%A9%2B%2F");
        assert_eq!(decoded(&out), Sent::Text("a b&c=%é+/".into()));
    }
}
