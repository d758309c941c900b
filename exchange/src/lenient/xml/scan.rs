//! `Scan`: the pieces of ordinary XML, one after the other. A piece that is not as ordinary writers write it is `None`.

use memchr::memmem;

use super::marks::{Mark, are_chars, is_char, is_name, is_no_char, is_space, mark};

/// Longest reference between `&` and `;` that is looked for.
const REFERENCE_BYTES_MAX: usize = 10;
/// The references that XML itself knows.
const NAMED: [(&str, char); 5] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
/// What stands in a declaration, in this order; only the first must be there.
const DECLARED: [&str; 3] = ["version", "encoding", "standalone"];

/// A place in a text.
#[derive(Debug, Clone)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

/// A name with what stands before its colon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
}

/// An attribute; its value is the one that was written, without references and line ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
    pub(super) value: &'a str,
}

impl Attribute<'_> {
    /// Whether it declares a namespace.
    pub(super) fn declares(&self) -> bool {
        self.prefix == "xmlns" || (self.prefix.is_empty() && self.local == "xmlns")
    }

    /// Names that begin with `xml` have rules of their own.
    pub(super) fn is_ordinary(&self) -> bool {
        if self.declares() { self.local != "xml" } else { self.local != "xmlns" && self.prefix != "xml" }
    }
}

/// What a text was like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// There was none.
    Empty,
    /// It means the letters that stand there.
    AsWritten,
    /// It has references, or line ends of Windows.
    Escaped,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Bytes before this place.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The text between two places.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The byte behind this one.
    pub(super) fn second_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at + 1).copied()
    }

    /// Passes over `start`, if it stands here.
    pub(super) fn take(&mut self, start: &str) -> bool {
        let stands = self.rest().starts_with(start.as_bytes());
        if stands {
            self.at += start.len();
        }
        stands
    }

    fn take_byte(&mut self, byte: u8) -> Option<()> {
        self.at += 1;
        (self.text.as_bytes().get(self.at - 1) == Some(&byte)).then_some(())
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.byte().is_some_and(is_space) {
            self.at += 1;
        }
    }

    /// Passes over `<?xml … ?>`, if it stands here.
    pub(super) fn declaration(&mut self) -> Option<()> {
        if !self.take("<?xml ") {
            return Some(());
        }
        for (place, name) in DECLARED.iter().enumerate() {
            self.skip_spaces();
            if self.rest().starts_with(name.as_bytes()) {
                self.attribute_here().filter(|attribute| attribute.local == *name && attribute.value.bytes().all(is_name))?;
                self.byte().filter(|b| is_space(*b) || *b == b'?')?;
            } else if place == 0 {
                return None;
            }
        }
        self.skip_spaces();
        self.take("?>").then_some(())
    }

    /// Passes over a comment that was begun.
    pub(super) fn comment(&mut self) -> Option<()> {
        let inner = self.until("--")?;
        are_chars(inner).then_some(())?;
        self.take_byte(b'>')
    }

    /// What stands in a CDATA section that was begun.
    pub(super) fn section(&mut self) -> Option<&'a str> {
        let inner = self.until("]]>")?;
        are_chars(inner).then_some(inner)
    }

    /// What stands before `end`; passes over both.
    fn until(&mut self, end: &str) -> Option<&'a str> {
        let from = self.at;
        let length = memmem::find(self.rest(), end.as_bytes())?;
        self.at = from + length + end.len();
        self.text.get(from..from + length)
    }

    /// Passes over text up to the next `<`.
    pub(super) fn text(&mut self) -> Option<TextKind> {
        let from = self.at;
        let (mut references, mut returns) = (false, false);
        loop {
            let byte = self.byte()?;
            match mark(byte) {
                Mark::Letter => {}
                Mark::Tag => break,
                Mark::Reference => {
                    self.reference()?;
                    references = true;
                    continue;
                }
                Mark::Return => returns = true,
                Mark::Greater if self.slice(from, self.at).ends_with("]]") => return None,
                Mark::Greater => {}
                Mark::Wide if is_no_char(self.rest()) => return None,
                Mark::Wide => {}
                Mark::Control => return None,
            }
            self.at += 1;
        }
        match (references, returns) {
            // Which line ends count as written beside a reference is a fine point.
            (true, true) => None,
            (true, false) | (false, true) => Some(TextKind::Escaped),
            (false, false) if from == self.at => Some(TextKind::Empty),
            (false, false) => Some(TextKind::AsWritten),
        }
    }

    /// The character a reference stands for.
    fn reference(&mut self) -> Option<char> {
        let from = self.at + 1;
        let rest = self.text.as_bytes().get(from..)?;
        let length = rest.iter().take(REFERENCE_BYTES_MAX).position(|b| *b == b';')?;
        let name = self.text.get(from..from + length)?;
        self.at = from + length + 1;
        let Some(number) = name.strip_prefix('#') else {
            return NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, letter)| letter);
        };
        let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
        let letter = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
        (digits.bytes().all(|b| b.is_ascii_hexdigit()) && is_char(letter)).then_some(letter)
    }

    /// The name in a start tag that begins here.
    pub(super) fn tag_name(&mut self) -> Option<Name<'a>> {
        self.take_byte(b'<')?;
        self.name().filter(|name| name.prefix != "xmlns" && name.prefix != "xml")
    }

    fn name(&mut self) -> Option<Name<'a>> {
        let first = self.name_part()?;
        if self.byte() != Some(b':') {
            return Some(Name { prefix: "", local: first });
        }
        self.at += 1;
        let name = Name { prefix: first, local: self.name_part()? };
        (self.byte() != Some(b':')).then_some(name)
    }

    fn name_part(&mut self) -> Option<&'a str> {
        let from = self.at;
        self.byte().filter(|b| b.is_ascii_alphabetic() || *b == b'_')?;
        while self.byte().is_some_and(is_name) {
            self.at += 1;
        }
        // A letter outside ASCII goes on with the name.
        self.byte().filter(u8::is_ascii)?;
        self.text.get(from..self.at)
    }

    pub(super) fn is_at_tag_end(&self) -> bool {
        matches!(self.byte(), Some(b'>' | b'/'))
    }

    /// The next attribute of a start tag; within, `None` where no more follow.
    pub(super) fn attribute(&mut self) -> Option<Option<Attribute<'a>>> {
        let from = self.at;
        self.skip_spaces();
        if self.is_at_tag_end() || self.is_at_end() {
            Some(None)
        } else if from < self.at {
            self.attribute_here().map(Some)
        } else {
            None
        }
    }

    fn attribute_here(&mut self) -> Option<Attribute<'a>> {
        let Name { prefix, local } = self.name()?;
        self.take_byte(b'=')?;
        let quote = self.byte().filter(|b| matches!(b, b'"' | b'\''))?;
        self.at += 1;
        let from = self.at;
        loop {
            let byte = self.byte()?;
            match mark(byte) {
                _ if byte == quote => break,
                Mark::Letter if !matches!(byte, b'\t' | b'\n') => {}
                Mark::Greater => {}
                Mark::Wide if !is_no_char(self.rest()) => {}
                _ => return None,
            }
            self.at += 1;
        }
        let value = self.text.get(from..self.at)?;
        self.at += 1;
        Some(Attribute { prefix, local, value })
    }

    /// Passes over `>` or `/>`; tells whether the element is empty.
    pub(super) fn tag_end(&mut self) -> Option<bool> {
        let is_empty = self.take("/");
        self.take_byte(b'>')?;
        Some(is_empty)
    }

    /// Passes over the end tag of an element called `name`.
    pub(super) fn end_tag(&mut self, name: &str) -> Option<()> {
        self.at += 2;
        self.take(name).then_some(())?;
        self.skip_spaces();
        self.take_byte(b'>')
    }

    /// All text from here on, comments left out, references resolved, line ends made single. Only for what was read over before.
    pub(super) fn resolved(mut self) -> String {
        let mut out = String::with_capacity(self.text.len());
        while !self.is_at_end() {
            if self.take("<!--") {
                self.comment();
            } else if self.take("<![CDATA[") {
                push_lines(&mut out, self.section().unwrap_or_default());
            } else if self.byte() == Some(b'&') {
                out.extend(self.reference());
            } else {
                let length = self.rest().iter().position(|b| matches!(b, b'<' | b'&')).unwrap_or(self.rest().len());
                push_lines(&mut out, self.slice(self.at, self.at + length));
                self.at += length.max(1);
            }
        }
        out
    }
}

/// Takes local name and value of each attribute of a start tag, `text` being what stands behind its name. False, perhaps after some were
/// taken, when they are not ordinary: without references, line ends and names outside ASCII.
pub(crate) fn each_ordinary(text: &str, mut take: impl FnMut(&str, &str)) -> bool {
    let mut scan = Scan::new(text);
    while let Some(Some(attribute)) = scan.attribute() {
        take(attribute.local, attribute.value);
    }
    scan.is_at_end()
}

/// Adds a text, each line end as `\n`.
fn push_lines(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\r') {
        out.push_str(line);
        out.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
}
