//! The one pass through ordinary XML that makes the nodes of a `PlainTree`.

use super::plain::{Holds, Node, place};
use super::scan::{Scan, TextKind};
use super::{XML_ATTRIBUTES_MAX, XML_DEPTH_MAX};

/// What may not be declared as a namespace.
const RESERVED: [&str; 2] = ["http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"];
/// About how many bytes there are for each element, to ask for memory once.
const ELEMENT_BYTES_USUAL: usize = 32;

/// The elements of a text in its order, with at most `nodes_max` elements, texts and comments; `None` when it is not ordinary.
pub(super) fn nodes(text: &str, nodes_max: u32) -> Option<Vec<Node>> {
    let nodes = Vec::with_capacity(text.len() / ELEMENT_BYTES_USUAL + 1);
    let (scan, open) = (Scan::new(text), Vec::with_capacity(XML_DEPTH_MAX));
    let mut reading = Reading { scan, nodes, left: nodes_max, open, prefixes: Vec::new(), names: Vec::new() };
    // The document itself counts as one.
    reading.count()?;
    reading.document()?;
    Some(reading.nodes)
}

/// Reading a document; `None` from any step ends it.
struct Reading<'a> {
    scan: Scan<'a>,
    nodes: Vec<Node>,
    /// Elements, texts and comments there may still be.
    left: u32,
    open: Vec<Open<'a>>,
    /// Prefixes that are declared here, the latest last.
    prefixes: Vec<&'a str>,
    /// The attributes of one element: prefix and local name.
    names: Vec<(&'a str, &'a str)>,
}

/// An element that is not closed yet.
struct Open<'a> {
    number: usize,
    /// Its whole name, as its end must repeat it.
    name: &'a str,
    /// Prefixes that were declared before it.
    prefixes_before: usize,
    holds: Holds,
}

impl<'a> Reading<'a> {
    fn count(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    fn document(&mut self) -> Option<()> {
        self.scan.declaration()?;
        self.outside()?;
        self.start()?;
        while !self.open.is_empty() {
            self.content()?;
        }
        self.outside()?;
        self.scan.is_at_end().then_some(())
    }

    /// Blanks and comments around the outermost element.
    fn outside(&mut self) -> Option<()> {
        self.scan.skip_spaces();
        while self.scan.take("<!--") {
            self.count()?;
            self.scan.comment()?;
            self.scan.skip_spaces();
        }
        Some(())
    }

    /// Text up to a tag, and the tag.
    fn content(&mut self) -> Option<()> {
        match self.scan.text()? {
            TextKind::Empty => {}
            TextKind::AsWritten => self.count()?,
            TextKind::Escaped => {
                self.count()?;
                self.open.last_mut()?.holds.escapes = true;
            }
        }
        match self.scan.second_byte()? {
            b'/' => self.end(),
            b'!' => self.mark(),
            b'?' => None,
            _ => self.start(),
        }
    }

    fn mark(&mut self) -> Option<()> {
        self.count()?;
        let holds = &mut self.open.last_mut()?.holds;
        if self.scan.take("<!--") {
            holds.comments = true;
            self.scan.comment()
        } else if self.scan.take("<![CDATA[") {
            holds.escapes = true;
            self.scan.section().map(drop)
        } else {
            None
        }
    }

    fn start(&mut self) -> Option<()> {
        self.count()?;
        if self.open.len() >= XML_DEPTH_MAX {
            return None;
        }
        if let Some(parent) = self.open.last_mut() {
            parent.holds.elements = true;
        }
        let name_at = self.scan.at().checked_add(1)?;
        let name = self.scan.tag_name()?;
        let name_to = self.scan.at();
        let prefixes_before = self.prefixes.len();
        self.attributes()?;
        if !name.prefix.is_empty() && !self.prefixes.contains(&name.prefix) {
            return None;
        }
        let tag_to = self.scan.at();
        let is_empty = self.scan.tag_end()?;
        let (content, number) = (self.scan.at(), self.nodes.len());
        let name_from = place(name_to.checked_sub(name.local.len())?);
        let next = place(number.checked_add(1)?);
        let (content_from, content_to) = (place(content), place(content));
        self.nodes.push(Node {
            name_from,
            name_to: place(name_to),
            tag_to: place(tag_to),
            content_from,
            content_to,
            next,
            holds: Holds::default(),
        });
        if is_empty {
            self.prefixes.truncate(prefixes_before);
        } else {
            let name = self.scan.slice(name_at, name_to);
            self.open.push(Open { number, name, prefixes_before, holds: Holds::default() });
        }
        Some(())
    }

    /// The attributes of a start tag: names once, prefixes declared.
    fn attributes(&mut self) -> Option<()> {
        if self.scan.is_at_tag_end() {
            return Some(());
        }
        self.names.clear();
        let declared_before = self.prefixes.len();
        while let Some(attribute) = self.scan.attribute()? {
            if self.names.len() + (self.prefixes.len() - declared_before) >= XML_ATTRIBUTES_MAX || !attribute.is_ordinary() {
                return None;
            }
            if attribute.declares() {
                let prefix = if attribute.prefix.is_empty() { "" } else { attribute.local };
                let here = self.prefixes.get(declared_before..).unwrap_or_default();
                if RESERVED.contains(&attribute.value) || here.contains(&prefix) {
                    return None;
                }
                self.prefixes.push(prefix);
            } else if self.names.iter().any(|(_, local)| *local == attribute.local) {
                return None;
            } else {
                self.names.push((attribute.prefix, attribute.local));
            }
        }
        self.names.iter().all(|(prefix, _)| prefix.is_empty() || self.prefixes.contains(prefix)).then_some(())
    }

    fn end(&mut self) -> Option<()> {
        let open = self.open.pop()?;
        let content_to = place(self.scan.at());
        self.scan.end_tag(open.name)?;
        self.prefixes.truncate(open.prefixes_before);
        let next = place(self.nodes.len());
        let node = self.nodes.get_mut(open.number)?;
        (node.content_to, node.next, node.holds) = (content_to, next, open.holds);
        Some(())
    }
}
