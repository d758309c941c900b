//! Text that people will read: what is cleaned away, what is refused, what is shown of an unknown key.

use std::borrow::Cow;

/// Most characters of a sender's own key that a sentence repeats.
const SHOWN_CHARS_MAX: usize = 40;

/// Characters nobody sees: controls, zero-width ones, and those that turn the direction of writing and could garble a page.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a text has such a character.
pub(crate) fn has_invisible(text: &str) -> bool {
    !text.bytes().all(|b| matches!(b, b' '..=b'~')) && text.chars().any(is_invisible)
}

/// A name as it may be shown: invisible characters gone, each run of blanks one space, none at the ends.
pub(crate) fn clean(text: &str) -> String {
    if is_clean_ascii(text) {
        return text.to_owned();
    }
    let is_clean = |c: char| !is_invisible(c) && (c == ' ' || !c.is_whitespace());
    let visible: Cow<'_, str> = if text.chars().all(is_clean) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| c.is_whitespace() || !is_invisible(*c)).collect())
    };
    let mut out = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether nothing is to be done: letters of ASCII with single spaces between them.
fn is_clean_ascii(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        if !byte.is_ascii_graphic() && (byte != b' ' || before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || text.is_empty()
}

/// Whether a text has more characters than `max`.
pub(crate) fn is_longer(text: &str, max: usize) -> bool {
    text.len() > max && text.chars().nth(max).is_some()
}

/// A sender's own key, short and visible, to stand in a sentence.
pub(crate) fn shown(key: &str) -> String {
    let visible: String = key.chars().filter(|c| !is_invisible(*c)).take(SHOWN_CHARS_MAX).collect();
    if visible.trim().is_empty() { "tanpa nama".to_owned() } else { visible }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ward_name_keeps_its_letters_and_loses_what_nobody_sees() {
        for (sent, kept) in [
            ("Ruang Melati", "Ruang Melati"),
            ("", ""),
            (" ", ""),
            ("Melati ", "Melati"),
            (" Melati", "Melati"),
            ("Ruang  Melati", "Ruang Melati"),
            ("  Ruang \t Melati\r\n Kelas II ", "Ruang Melati Kelas II"),
            ("Me\u{0}la\u{200b}ti", "Melati"),
            ("\u{202e}gnauR", "gnauR"),
            ("Ruang\u{a0}Anak", "Ruang Anak"),
            ("Cempaka\u{2028}Putih", "Cempaka Putih"),
            ("<b>Mawar</b>'; DROP TABLE ruang;--", "<b>Mawar</b>'; DROP TABLE ruang;--"),
            ("Bougenvîl 病房", "Bougenvîl 病房"),
            ("\u{7f}\u{1}", ""),
        ] {
            assert_eq!(clean(sent), kept, "{sent:?}");
        }
    }

    #[test]
    fn a_senders_own_key_is_shown_short_and_visible() {
        assert_eq!(shown("catatan"), "catatan");
        assert_eq!(shown(&"x".repeat(500)).len(), SHOWN_CHARS_MAX);
        assert_eq!(shown("\u{0}\u{1}"), "tanpa nama");
    }
}
