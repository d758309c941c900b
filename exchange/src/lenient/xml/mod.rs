//! XML as it is really sent: any Content-Type, UTF-8 or Latin-1, with or without namespaces in order, numbers in every spelling.
//!
//! The order is: text (`encoding`), tree, then elements by their local names (`Element`). Ordinary XML becomes a tree at once (`plain`);
//! for any other the limits are looked at first (`guard`), then a full parser takes it or says what is wrong where. A document type is
//! refused, so no entity grows and nothing is fetched; what costs more than its length is refused before the tree is built.

mod element;
mod encoding;
mod fault;
mod guard;
mod marks;
mod plain;
#[cfg(test)]
mod plain_tests;
mod reading;
mod scan;

use roxmltree::{Document, ParsingOptions};

pub(crate) use element::Element;
pub(crate) use encoding::xml_text;
pub use fault::XmlFault;
pub(crate) use plain::{PlainTree, Single};
pub(crate) use scan::each_ordinary;

/// Deepest nesting that is read, the outermost element counted as 1.
pub const XML_DEPTH_MAX: usize = 32;
/// Most attributes one element may have, declarations of namespaces among them.
pub const XML_ATTRIBUTES_MAX: usize = 64;
/// Most declarations of namespaces that may hold at one place; more would be copied from element to element.
pub const XML_NAMESPACES_OPEN_MAX: usize = 64;
/// Most declarations of namespaces in one message: some writers repeat theirs at every element.
pub const XML_NAMESPACES_MAX: usize = 10_000;
/// Most elements, texts and comments in one message.
pub const XML_NODES_MAX: u32 = 200_000;

/// A document, by which of the two readers it was read.
#[derive(Debug)]
pub(crate) enum XmlTree<'a> {
    /// Ordinary XML.
    Plain(PlainTree<'a>),
    /// Any other.
    Full(Document<'a>),
}

/// The tree of a text from [`xml_text`].
///
/// # Errors
/// Not well formed, a document type, or beyond a limit.
pub(crate) fn xml_tree(text: &str) -> Result<XmlTree<'_>, XmlFault> {
    if let Some(tree) = PlainTree::read(text, XML_NODES_MAX) {
        return Ok(XmlTree::Plain(tree));
    }
    guard::check(text)?;
    let options = ParsingOptions { nodes_limit: XML_NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map(XmlTree::Full).map_err(|error| XmlFault::of_parser(&error))
}
