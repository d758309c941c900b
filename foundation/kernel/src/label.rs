//! Names for people: signs that nobody sees have no place in them. They would make two names out of one, or turn a page's words around.

use std::borrow::Cow;

/// Whether nobody sees this sign: controls, zero-width signs, those that turn the direction of writing, tags, fillers. Blanks are none of them.
///
/// Beside the controls these are the signs that Unicode calls ignorable by default, ends of lines and paragraphs, and marks of annotations.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text has such a sign.
#[must_use]
pub fn has_invisible(text: &str) -> bool {
    !text.bytes().all(|b| matches!(b, b' '..=b'~')) && text.chars().any(is_invisible)
}

/// A name as it may be shown: invisible signs gone, each run of blanks one space, none at the ends. HTML and SQL in it are just text.
#[must_use]
pub fn clean_label(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_letters_and_loses_what_nobody_sees() {
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
            ("\u{2067}ICU\u{2069}\u{200f}", "ICU"),
            ("I\u{2060}C\u{200d}U\u{feff}", "ICU"),
            ("IC\u{ad}U\u{61c}\u{34f}\u{180e}", "ICU"),
            ("ICU\u{fe0f}\u{e0041}\u{e0100}", "ICU"),
            ("\u{3164}\u{115f}\u{ffa0}", ""),
            ("Ruang\u{a0}Anak", "Ruang Anak"),
            ("Cempaka\u{2028}Putih", "Cempaka Putih"),
            ("<b>Mawar</b>'; DROP TABLE ruang;--", "<b>Mawar</b>'; DROP TABLE ruang;--"),
            ("Bougenvîl 病房", "Bougenvîl 病房"),
            ("\u{7f}\u{1}", ""),
        ] {
            assert_eq!(clean_label(sent), kept, "{sent:?}");
            assert!(!has_invisible(kept), "{kept:?}");
            assert_eq!(has_invisible(sent), sent.chars().any(is_invisible), "{sent:?}");
        }
    }
}
