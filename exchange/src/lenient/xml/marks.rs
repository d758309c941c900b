//! What single bytes and characters are in XML.

/// What a byte may mean within text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A letter, or what is like one here.
    Letter,
    /// `<`
    Tag,
    /// `&`
    Reference,
    /// `\r`
    Return,
    /// `>`, which may not end `]]>`.
    Greater,
    /// The first byte of U+FFFE and U+FFFF, which XML cannot hold.
    Wide,
    /// A control character.
    Control,
}

/// What each byte means within text, looked up: many bytes pass here.
static MARKS: [Mark; 256] = {
    let mut marks = [Mark::Letter; 256];
    let (mut rest, mut byte): (&mut [Mark], u8) = (&mut marks, 0);
    while let [mark, tail @ ..] = rest {
        *mark = match byte {
            b'\t' | b'\n' => Mark::Letter,
            b'\r' => Mark::Return,
            0..0x20 => Mark::Control,
            b'&' => Mark::Reference,
            b'<' => Mark::Tag,
            b'>' => Mark::Greater,
            0xef => Mark::Wide,
            _ => Mark::Letter,
        };
        (rest, byte) = (tail, byte.wrapping_add(1));
    }
    marks
};

pub(super) fn mark(byte: u8) -> Mark {
    MARKS.get(usize::from(byte)).copied().unwrap_or(Mark::Control)
}

/// Blanks of XML.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Letters of names, those outside ASCII left out; looked up, too.
static NAMES: [bool; 256] = {
    let mut names = [false; 256];
    let (mut rest, mut byte): (&mut [bool], u8) = (&mut names, 0);
    while let [name, tail @ ..] = rest {
        *name = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        (rest, byte) = (tail, byte.wrapping_add(1));
    }
    names
};

pub(super) fn is_name(byte: u8) -> bool {
    NAMES.get(usize::from(byte)).copied().unwrap_or(false)
}

/// Whether XML can hold it.
pub(super) fn is_char(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether U+FFFE or U+FFFF stands first.
pub(super) fn is_no_char(bytes: &[u8]) -> bool {
    matches!(bytes, [0xef, 0xbf, 0xbe | 0xbf, ..])
}

/// Whether XML can hold all of it.
pub(super) fn are_chars(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|b| !matches!(mark(*b), Mark::Control | Mark::Wide)) || text.chars().all(is_char)
}
