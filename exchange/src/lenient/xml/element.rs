//! `Element`: one element of a tree, found by its local name in any case of letters, whatever its namespace.

use std::borrow::Cow;
use std::iter::Filter;

use roxmltree::Node;

use super::XmlTree;
use super::plain::{PlainChildren, PlainElement, Single};
use crate::lenient::FieldFault;

/// An element that may stand once stands more often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Twice;

/// One element, in the tree of either reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a>(Of<'a>);

#[derive(Debug, Clone, Copy)]
enum Of<'a> {
    Plain(PlainElement<'a>),
    Full(Node<'a, 'a>),
}

/// The elements directly in one.
enum Children<'a> {
    Plain(PlainChildren<'a>),
    Full(Filter<roxmltree::Children<'a, 'a>, fn(&Node<'a, 'a>) -> bool>),
}

impl<'a> Iterator for Children<'a> {
    type Item = Element<'a>;

    #[inline]
    fn next(&mut self) -> Option<Element<'a>> {
        match self {
            Self::Plain(children) => children.next().map(|child| Element(Of::Plain(child))),
            Self::Full(children) => children.next().map(|child| Element(Of::Full(child))),
        }
    }
}

impl<'a> Element<'a> {
    /// The outermost element.
    pub(crate) fn root(tree: &'a XmlTree<'_>) -> Self {
        match tree {
            XmlTree::Plain(tree) => Self(Of::Plain(tree.root())),
            XmlTree::Full(tree) => Self(Of::Full(tree.root_element())),
        }
    }

    /// Its local name.
    pub(crate) fn name(self) -> &'a str {
        match self.0 {
            Of::Plain(element) => element.name(),
            Of::Full(node) => node.tag_name().name(),
        }
    }

    /// Whether its local name is `name`, letters of any case.
    #[inline]
    pub(crate) fn is(self, name: &str) -> bool {
        match self.0 {
            Of::Plain(element) => element.is(name),
            Of::Full(node) => node.tag_name().name().eq_ignore_ascii_case(name),
        }
    }

    /// The elements directly in it.
    pub(crate) fn children(self) -> impl Iterator<Item = Element<'a>> {
        match self.0 {
            Of::Plain(element) => Children::Plain(element.children()),
            Of::Full(node) => Children::Full(node.children().filter(Node::is_element)),
        }
    }

    /// The elements called `name` directly in it, each without doubled wrappers.
    pub(crate) fn all(self, name: &str) -> impl Iterator<Item = Element<'a>> {
        self.children().filter(move |child| child.is(name)).map(move |child| child.unwrapped(name))
    }

    /// The element called `name` directly in it, without doubled wrappers.
    ///
    /// # Errors
    /// There are two.
    pub(crate) fn child(self, name: &str) -> Result<Option<Element<'a>>, Twice> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Twice),
            (first, None) => Ok(first),
        }
    }

    /// Every element called `name` within it, not looking into those found.
    pub(crate) fn within(self, name: &str, found: &mut Vec<Element<'a>>) {
        for child in self.children() {
            if child.is(name) { found.push(child) } else { child.within(name, found) }
        }
    }

    /// Its attribute with this local name.
    pub(crate) fn attribute(self, name: &str) -> Option<&'a str> {
        match self.0 {
            Of::Plain(element) => element.attribute(name),
            Of::Full(node) => {
                node.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(name)).map(|attribute| attribute.value())
            }
        }
    }

    /// Its text, put together where a comment stands within it: `1<!-- -->2` is 12, not 1.
    ///
    /// # Errors
    /// [`FieldFault::Nested`] when it holds elements.
    pub(crate) fn text(self) -> Result<Cow<'a, str>, FieldFault> {
        match self.0 {
            Of::Plain(element) if element.has_elements() => Err(FieldFault::Nested),
            Of::Plain(element) => Ok(element.text()),
            Of::Full(node) => text_of(node),
        }
    }

    /// Its one text; anything beside it, a comment too, would leave open what is meant.
    pub(crate) fn single(self) -> Single<'a> {
        let node = match self.0 {
            Of::Plain(element) => return element.single(),
            Of::Full(node) => node,
        };
        let mut parts = node.children();
        match (parts.next(), parts.next()) {
            (None, _) => Single::Nothing,
            (Some(part), None) if part.is_text() => Single::Text(Cow::Borrowed(part.text().unwrap_or_default())),
            _ => Single::Mixed,
        }
    }

    /// The innermost of elements called `name` that hold nothing but each other: some writers double a wrapper.
    pub(crate) fn unwrapped(self, name: &str) -> Self {
        let mut inner = self;
        while let Some(only) = inner.only_child().filter(|only| only.is(name)) {
            inner = only;
        }
        inner
    }

    fn only_child(self) -> Option<Self> {
        let mut children = self.children();
        children.next().filter(|_| children.next().is_none())
    }
}

fn text_of<'a>(node: Node<'a, 'a>) -> Result<Cow<'a, str>, FieldFault> {
    let mut text = Cow::Borrowed("");
    for node in node.children() {
        if node.is_element() {
            return Err(FieldFault::Nested);
        }
        match node.text().filter(|_| node.is_text()) {
            Some(part) if text.is_empty() => text = Cow::Borrowed(part),
            Some(part) => text.to_mut().push_str(part),
            None => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::xml::xml_tree;

    #[test]
    fn an_element_is_found_by_its_local_name() {
        let tree = xml_tree("<a xmlns:x='u'><x:B><b> 1<!-- satu -->2<![CDATA[3]]> </b></x:B><c id='1'/><C/></a>").unwrap();
        let root = Element::root(&tree);
        assert_eq!(root.child("B").unwrap().unwrap().text().unwrap(), " 123 ");
        assert_eq!(root.child("c").unwrap_err(), Twice);
        assert!(root.child("d").unwrap().is_none());
        assert_eq!(root.all("c").next().unwrap().attribute("ID"), Some("1"));
        assert_eq!(root.text(), Err(FieldFault::Nested));
        let mut found = Vec::new();
        root.within("c", &mut found);
        assert_eq!(found.len(), 2);
    }
}
