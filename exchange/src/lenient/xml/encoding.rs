//! The bytes of an XML body as text: UTF-8, with or without its mark, or Latin-1 where the declaration says so.

use std::borrow::Cow;

use super::XmlFault;

/// The byte order mark some Windows libraries write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// How far the declaration `<?xml … ?>` is looked for.
const DECLARATION_BYTES_MAX: usize = 200;
/// Names under which Latin-1 is declared. Windows-1252 is its superset, and is what senders mean by either name.
const LATIN_1: [&str; 6] = ["iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252", "us-ascii"];
/// The bytes 0x80 to 0x9F in Windows-1252; five of them stand for nothing.
const WINDOWS_80_9F: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// The body as text that starts like XML, whatever its Content-Type said.
///
/// A declared `utf-16` over bytes that are UTF-8 is taken as UTF-8: a text that was written in memory and then sent says so of itself.
///
/// # Errors
/// Too large, empty, not beginning with `<`, or in an encoding that is not known here.
pub(crate) fn xml_text(body: &[u8], bytes_max: usize) -> Result<Cow<'_, str>, XmlFault> {
    if body.len() > bytes_max {
        return Err(XmlFault::TooLarge { max: bytes_max });
    }
    let sent = body.len();
    let marked = body.strip_prefix(BYTE_ORDER_MARK);
    let body = marked.unwrap_or(body).trim_ascii_start();
    let declared = declared_encoding(body).filter(|_| marked.is_none());
    let text = match declared {
        Some(name) if LATIN_1.iter().any(|known| known.eq_ignore_ascii_case(name)) => Cow::Owned(body.iter().map(|b| latin(*b)).collect()),
        Some(name) if !is_unicode(name) => return Err(XmlFault::Encoding),
        _ => Cow::Borrowed(utf8(body, sent - body.len())?),
    };
    match text.bytes().next() {
        Some(b'<') => Ok(text),
        Some(_) => Err(XmlFault::NotXml),
        None => Err(XmlFault::Empty),
    }
}

/// `before`: bytes passed over already.
fn utf8(body: &[u8], before: usize) -> Result<&str, XmlFault> {
    std::str::from_utf8(body).map_err(|fault| match fault.error_len() {
        Some(_) => XmlFault::NotUtf8 { byte: before + fault.valid_up_to() + 1 },
        None => XmlFault::Truncated,
    })
}

fn is_unicode(name: &str) -> bool {
    ["utf", "unicode"].iter().any(|family| name.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family)))
}

fn latin(byte: u8) -> char {
    let place = usize::from(byte).checked_sub(0x80);
    place.and_then(|place| WINDOWS_80_9F.get(place)).copied().unwrap_or(char::from(byte))
}

/// What `<?xml … encoding="…"?>` says, when it stands first.
fn declared_encoding(body: &[u8]) -> Option<&str> {
    let head = body.get(..body.len().min(DECLARATION_BYTES_MAX))?.strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|two| two == b"?>")?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.strip_prefix(quote)?.split_once(quote).map(|(name, _)| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_the_encoding_it_declares() {
        for (body, text) in [
            (&b"<a/>"[..], "<a/>"),
            (b"\xef\xbb\xbf \r\n<a/>", "<a/>"),
            (b"<?xml version='1.0' encoding='iso-8859-1'?><a>Caf\xe9 \x80</a>", "<?xml version='1.0' encoding='iso-8859-1'?><a>Café €</a>"),
            ("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>é</a>".as_bytes(), "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>é</a>"),
        ] {
            assert_eq!(xml_text(body, 100).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_told_so() {
        for (body, fault) in [
            (&b""[..], XmlFault::Empty),
            (b" \n", XmlFault::Empty),
            (b"{}", XmlFault::NotXml),
            (b"<a>\xe9</a>", XmlFault::NotUtf8 { byte: 4 }),
            (b"\xef\xbb\xbf <a>\xe9</a>", XmlFault::NotUtf8 { byte: 8 }),
            (b"<a>\xc3", XmlFault::Truncated),
            (b"\xff\xfe<\0a\0", XmlFault::NotUtf8 { byte: 1 }),
            (b"<?xml version='1.0' encoding='EBCDIC'?><a/>", XmlFault::Encoding),
            (
                b"<a>                              </a>                                                                 ",
                XmlFault::TooLarge { max: 100 },
            ),
        ] {
            assert_eq!(xml_text(body, 100), Err(fault), "{body:?}");
        }
    }
}
