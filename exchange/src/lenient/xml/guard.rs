//! The limits that must hold before a tree is built: depth, attributes, declarations of namespaces. The parser compares each attribute
//! of an element with every other, and copies every open namespace to each element that declares one, so these would grow by their square.

use super::{XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_NAMESPACES_MAX, XML_NAMESPACES_OPEN_MAX, XmlFault};

/// Looks at every tag once; what is not a tag is passed over.
///
/// # Errors
/// Beyond a limit, a document type, or cut off within a tag.
pub(super) fn check(text: &str) -> Result<(), XmlFault> {
    let mut tags = Tags { text, open: Vec::with_capacity(XML_DEPTH_MAX), namespaces_open: 0, namespaces: 0 };
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tags.pass(tag)?;
    }
    Ok(())
}

struct Tags<'a> {
    text: &'a str,
    /// Declarations of namespaces at each open element.
    open: Vec<usize>,
    namespaces_open: usize,
    namespaces: usize,
}

impl<'a> Tags<'a> {
    /// Passes over one tag, comment, section or instruction; gives what follows.
    fn pass(&mut self, tag: &'a str) -> Result<&'a str, XmlFault> {
        match tag.as_bytes().first() {
            Some(b'/') => {
                self.namespaces_open -= self.open.pop().unwrap_or(0);
                tag.split_once('>').map(|(_, rest)| rest).ok_or(XmlFault::Truncated)
            }
            Some(b'?') => after(tag, "?>"),
            Some(b'!') => self.pass_mark(tag),
            Some(_) => self.pass_start(tag),
            None => Err(XmlFault::Truncated),
        }
    }

    fn pass_mark(&self, tag: &'a str) -> Result<&'a str, XmlFault> {
        if let Some(comment) = tag.strip_prefix("!--") {
            after(comment, "-->")
        } else if let Some(section) = tag.strip_prefix("![CDATA[") {
            after(section, "]]>")
        } else if tag.starts_with("!DOCTYPE") {
            Err(XmlFault::Doctype)
        } else {
            Err(self.malformed_before(tag))
        }
    }

    fn pass_start(&mut self, tag: &'a str) -> Result<&'a str, XmlFault> {
        let StartTag { rest, is_empty, attributes, declared } = StartTag::read(tag)?;
        if attributes > XML_ATTRIBUTES_MAX {
            return Err(XmlFault::TooManyAttributes);
        }
        self.namespaces += declared;
        if self.namespaces > XML_NAMESPACES_MAX || self.namespaces_open + declared > XML_NAMESPACES_OPEN_MAX {
            return Err(XmlFault::TooManyNamespaces);
        }
        if self.open.len() >= XML_DEPTH_MAX {
            return Err(XmlFault::TooDeep);
        }
        if !is_empty {
            self.namespaces_open += declared;
            self.open.push(declared);
        }
        Ok(rest)
    }

    fn malformed_before(&self, tag: &str) -> XmlFault {
        let before = self.text.get(..self.text.len() - tag.len()).unwrap_or_default();
        let last_line = before.rsplit('\n').next().unwrap_or_default();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        XmlFault::Malformed { line: number(before.matches('\n').count() + 1), column: number(last_line.chars().count()) }
    }
}

/// What follows `end`.
fn after<'a>(text: &'a str, end: &str) -> Result<&'a str, XmlFault> {
    text.split_once(end).map(|(_, rest)| rest).ok_or(XmlFault::Truncated)
}

/// What a start tag holds, and what follows it.
struct StartTag<'a> {
    rest: &'a str,
    /// Ends with `/>`.
    is_empty: bool,
    attributes: usize,
    /// Declarations of namespaces. Every `xmlns` outside quotes counts: too many is told too soon, never too late.
    declared: usize,
}

impl<'a> StartTag<'a> {
    /// Reads up to the `>`; one within quotes ends nothing.
    fn read(tag: &'a str) -> Result<Self, XmlFault> {
        let (mut quote, mut before) = (None, 0);
        let (mut attributes, mut declared) = (0, 0);
        for (place, byte) in tag.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => attributes += 1,
                (None, b'x') if tag.get(place..).is_some_and(|name| name.starts_with("xmlns")) => declared += 1,
                (None, b'>') => {
                    let rest = tag.get(place + 1..).unwrap_or_default();
                    return Ok(Self { rest, is_empty: before == b'/', attributes, declared });
                }
                (None, _) => {}
            }
            before = byte;
        }
        Err(XmlFault::Truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_xml_passes() {
        for text in [
            "<a/>",
            "<?xml version='1.0'?><a b='>' c=\"</a>'\"><!-- <b> --><![CDATA[<c><d>]]>x > y</a>",
            "<a xmlns='x' xmlns:b='y'><b:c xmlns:b='z'/></a>",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_would_grow_is_refused_before_it_does() {
        let attributes: String = (0..=XML_ATTRIBUTES_MAX).map(|number| format!(" a{number}=''")).collect();
        let four = |number: usize| ["a", "b", "c", "d"].map(|letter| format!(" xmlns:{letter}{number} = 'x'")).concat();
        let namespaces: String = (0..=XML_NAMESPACES_OPEN_MAX / 4).map(|number| format!("<a{}>", four(number))).collect();
        let repeated = format!("<a>{}</a>", "<b xmlns='x'/>".repeat(XML_NAMESPACES_MAX + 1));
        for (text, fault) in [
            (format!("<a{attributes}/>"), XmlFault::TooManyAttributes),
            (namespaces, XmlFault::TooManyNamespaces),
            (repeated, XmlFault::TooManyNamespaces),
            ("<a>".repeat(XML_DEPTH_MAX + 1), XmlFault::TooDeep),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".to_owned(), XmlFault::Doctype),
            ("<a>\n é<!x></a>".to_owned(), XmlFault::Malformed { line: 2, column: 3 }),
            ("<a b='".to_owned(), XmlFault::Truncated),
            ("<a><!-- </a>".to_owned(), XmlFault::Truncated),
            ("<".to_owned(), XmlFault::Truncated),
        ] {
            assert_eq!(check(&text), Err(fault), "{text:.80}");
        }
    }
}
