//! `PlainTree`: the tree of ordinary XML, read in one pass and kept as places in the text. Nothing is copied: a text is put together only
//! when somebody asks for it.
//!
//! Ordinary is what systems really write: elements, attributes, text, the references of XML itself, comments, CDATA. Whatever else there
//! is, and whatever is wrong, is left to the parser that knows all of XML and can say what is wrong where. So this reader takes nothing
//! that the other would refuse, and where both read, they read the same; a property test holds them together.

use std::borrow::Cow;

use memchr::memmem;

use super::reading::nodes;
use super::scan::Scan;
use super::{XML_NAMESPACES_OPEN_MAX, guard};

/// Attributes that declare a namespace are called so, or have it as their prefix.
const XMLNS: &str = "xmlns";

/// A whole document.
#[derive(Debug)]
pub(crate) struct PlainTree<'a> {
    text: &'a str,
    /// In the order of the text, so that the elements within one follow it.
    nodes: Vec<Node>,
    /// The first of them.
    root: Node,
}

/// One element; its places are bytes from the start of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Its local name.
    pub(super) name_from: u32,
    pub(super) name_to: u32,
    /// Where its attributes end; they begin behind the name.
    pub(super) tag_to: u32,
    /// What it holds.
    pub(super) content_from: u32,
    pub(super) content_to: u32,
    /// The number of the first element that is not within it.
    pub(super) next: u32,
    pub(super) holds: Holds,
}

/// What an element holds beside plain text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holds {
    pub(super) elements: bool,
    pub(super) comments: bool,
    /// References, CDATA or line ends that are not as XML wants them: the text is not the one that was written.
    pub(super) escapes: bool,
}

/// The one value of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Single<'a> {
    /// It holds nothing at all.
    Nothing,
    /// It holds one text.
    Text(Cow<'a, str>),
    /// It holds elements or comments.
    Mixed,
}

impl<'a> PlainTree<'a> {
    /// Reads ordinary XML of at most `nodes_max` elements, texts and comments; `None` when it is anything else.
    pub(crate) fn read(text: &'a str, nodes_max: u32) -> Option<Self> {
        // Only many declarations can come near a limit; then they are counted with care.
        let finder = memmem::find_iter(text.as_bytes(), XMLNS);
        if u32::try_from(text.len()).is_err()
            || (finder.take(XML_NAMESPACES_OPEN_MAX + 1).count() > XML_NAMESPACES_OPEN_MAX && guard::check(text).is_err())
        {
            return None;
        }
        let nodes = nodes(text, nodes_max)?;
        let root = *nodes.first()?;
        Some(Self { text, nodes, root })
    }

    /// The outermost element.
    pub(super) fn root(&self) -> PlainElement<'_> {
        PlainElement { tree: self, node: &self.root, number: 0 }
    }

    fn slice(&self, from: u32, to: u32) -> &str {
        self.text.get(index(from)..index(to)).unwrap_or_default()
    }
}

/// Places fit: the length of the text was looked at.
pub(super) fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// One element of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainElement<'a> {
    tree: &'a PlainTree<'a>,
    node: &'a Node,
    /// Its number among all elements.
    number: u32,
}

impl<'a> PlainElement<'a> {
    /// Its local name.
    pub(super) fn name(self) -> &'a str {
        self.tree.slice(self.node.name_from, self.node.name_to)
    }

    /// Whether its local name is `name`, letters of any case.
    #[inline]
    pub(super) fn is(self, name: &str) -> bool {
        // Most names differ in length: that is seen without looking at the text.
        index(self.node.name_to - self.node.name_from) == name.len() && self.name().eq_ignore_ascii_case(name)
    }

    /// The elements directly in it.
    #[inline]
    pub(super) fn children(self) -> PlainChildren<'a> {
        PlainChildren { tree: self.tree, number: self.number + 1, end: self.node.next }
    }

    /// The value of its attribute with this local name, letters of any case.
    pub(super) fn attribute(self, name: &str) -> Option<&'a str> {
        let mut scan = Scan::new(self.tree.slice(self.node.name_to, self.node.tag_to));
        while let Some(Some(attribute)) = scan.attribute() {
            if attribute.local.eq_ignore_ascii_case(name) && !attribute.declares() {
                return Some(attribute.value);
            }
        }
        None
    }

    /// Whether elements are in it.
    pub(super) fn has_elements(self) -> bool {
        self.node.holds.elements
    }

    /// All its text, comments left out. Only for an element without elements.
    pub(super) fn text(self) -> Cow<'a, str> {
        let content = self.tree.slice(self.node.content_from, self.node.content_to);
        let Holds { escapes, comments, .. } = self.node.holds;
        if escapes || comments { Scan::new(content).resolved().into() } else { Cow::Borrowed(content) }
    }

    /// Its one text.
    pub(super) fn single(self) -> Single<'a> {
        match self.node {
            Node { holds: Holds { elements: true, .. } | Holds { comments: true, .. }, .. } => Single::Mixed,
            node if node.content_from < node.content_to => Single::Text(self.text()),
            _ => Single::Nothing,
        }
    }
}

/// Elements beside each other.
#[derive(Debug, Clone)]
pub(super) struct PlainChildren<'a> {
    tree: &'a PlainTree<'a>,
    number: u32,
    end: u32,
}

impl<'a> Iterator for PlainChildren<'a> {
    type Item = PlainElement<'a>;

    #[inline]
    fn next(&mut self) -> Option<PlainElement<'a>> {
        if self.number >= self.end {
            return None;
        }
        let (tree, number) = (self.tree, self.number);
        let node = tree.nodes.get(index(number))?;
        self.number = node.next;
        Some(PlainElement { tree, node, number })
    }
}
