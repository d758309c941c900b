//! `Element`: one element of a tree, found by its local name in any case of letters, whatever its namespace.

use std::borrow::Cow;

use roxmltree::{Document, Node};

use crate::lenient::FieldFault;

/// An element that may stand once stands more often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Twice;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a>(Node<'a, 'a>);

impl<'a> Element<'a> {
    /// The outermost element.
    pub(crate) fn root(tree: &'a Document<'_>) -> Self {
        Self(tree.root_element())
    }

    /// Whether its local name is `name`, letters of any case.
    pub(crate) fn is(self, name: &str) -> bool {
        self.0.tag_name().name().eq_ignore_ascii_case(name)
    }

    /// The elements directly in it.
    pub(crate) fn children(self) -> impl Iterator<Item = Element<'a>> {
        self.0.children().filter(Node::is_element).map(Element)
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
        self.0.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(name)).map(|attribute| attribute.value())
    }

    /// Its text, put together where a comment stands within it: `1<!-- -->2` is 12, not 1.
    ///
    /// # Errors
    /// [`FieldFault::Nested`] when it holds elements.
    pub(crate) fn text(self) -> Result<Cow<'a, str>, FieldFault> {
        let mut text = Cow::Borrowed("");
        for node in self.0.children() {
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
