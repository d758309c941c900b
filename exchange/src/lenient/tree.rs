//! A whole JSON document as a tree, for protocols whose messages are nested: bounded in bytes, depth and number of values, each field once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use super::BodyFault;
use super::label::shown;
use super::object::{KeySeed, body_fault, json_text};

/// A JSON value. Texts are borrowed from the body where they have no escapes.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Tree<'a>>),
    /// An object.
    Object(Branch<'a>),
}

/// The fields of an object, in the order of their names, each once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Branch<'a>(Vec<(Cow<'a, str>, Tree<'a>)>);

impl<'a> Branch<'a> {
    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Tree<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The value of a field when it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a field, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Tree<'a>> {
        self.0.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The value of a field, taken out.
    pub fn take(&mut self, name: &str) -> Option<Tree<'a>> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// Puts a value at a field, in place of the one before.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: Tree<'a>) {
        let name = name.into();
        let found = self.0.binary_search_by(|(known, _)| known.cmp(&name));
        match found.map(|place| self.0.get_mut(place)) {
            Ok(Some((_, slot))) => *slot = value,
            Ok(None) => {}
            Err(place) => self.0.insert(place, (name, value)),
        }
    }

    /// Keeps the fields whose value fits; the others are dropped.
    pub fn retain(&mut self, keep: impl Fn(&Tree<'a>) -> bool) {
        self.0.retain(|(_, value)| keep(value));
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tree<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Tree<'a>> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Branch<'_> {
    /// The same, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Branch<'static> {
        Branch(self.0.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect())
    }
}

impl Tree<'_> {
    /// The same, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Tree<'static> {
        match self {
            Self::Null => Tree::Null,
            Self::Bool(value) => Tree::Bool(value),
            Self::Number(number) => Tree::Number(number),
            Self::Text(text) => Tree::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Tree::List(items.into_iter().map(Tree::into_owned).collect()),
            Self::Object(fields) => Tree::Object(fields.into_owned()),
        }
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => serializer.collect_map(fields.iter()),
        }
    }
}

impl From<Tree<'_>> for Value {
    fn from(tree: Tree<'_>) -> Self {
        match tree {
            Tree::Null => Self::Null,
            Tree::Bool(value) => Self::Bool(value),
            Tree::Number(number) => Self::Number(number),
            Tree::Text(text) => Self::String(text.into_owned()),
            Tree::List(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Tree::Object(fields) => Self::Object(fields.0.into_iter().map(|(name, value)| (name.into_owned(), value.into())).collect()),
        }
    }
}

/// How large a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeLimits {
    /// Most bytes.
    pub bytes: usize,
    /// Deepest nesting, the outermost object or list counted as 1. The parser goes no deeper than 127 whatever stands here.
    pub depth: usize,
    /// Most values, lists and objects counted too: an object of one field takes far more memory than its text.
    pub values: usize,
}

/// Reads an object or a list, whatever its Content-Type said.
///
/// # Errors
/// Not well-formed JSON, beyond a limit, or a field that stands twice in one object.
pub fn read_tree(body: &[u8], limits: TreeLimits) -> Result<Tree<'_>, BodyFault> {
    let text = json_text(body, limits.bytes)?;
    let mut reading = Reading { limits, left: limits.values, near: None, fault: None };
    let mut json = serde_json::Deserializer::from_str(text);
    let read = TreeSeed { depth: 1, reading: &mut reading }.deserialize(&mut json).and_then(|tree| json.end().map(|()| tree));
    read.map_err(|error| reading.fault.unwrap_or_else(|| body_fault(&error, reading.near.as_deref())))
}

struct Reading<'a> {
    limits: TreeLimits,
    left: usize,
    near: Option<Cow<'a, str>>,
    fault: Option<BodyFault>,
}

impl Reading<'_> {
    fn stop<E: serde::de::Error>(&mut self, fault: BodyFault) -> E {
        self.fault = Some(fault);
        E::custom("stopped")
    }
}

struct TreeSeed<'r, 'a> {
    depth: usize,
    reading: &'r mut Reading<'a>,
}

impl<'a> TreeSeed<'_, 'a> {
    fn inner(&mut self) -> TreeSeed<'_, 'a> {
        TreeSeed { depth: self.depth + 1, reading: self.reading }
    }

    fn check_depth<E: serde::de::Error>(&mut self) -> Result<(), E> {
        let max = self.reading.limits.depth;
        if self.depth > max { Err(self.reading.stop(BodyFault::TooDeep { max })) } else { Ok(()) }
    }
}

impl<'a> DeserializeSeed<'a> for TreeSeed<'_, 'a> {
    type Value = Tree<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Tree<'a>, D::Error> {
        match self.reading.left.checked_sub(1) {
            Some(left) => self.reading.left = left,
            None => {
                let max = self.reading.limits.values;
                return Err(self.reading.stop(BodyFault::TooManyFields { max }));
            }
        }
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for TreeSeed<'_, 'a> {
    type Value = Tree<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree<'a>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'a>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree<'a>, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree<'a>, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree<'a>, E> {
        Ok(Number::from_f64(number).map_or(Tree::Null, Tree::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Tree<'a>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'a>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<Tree<'a>, A::Error> {
        self.check_depth()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.inner())? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<Tree<'a>, A::Error> {
        self.check_depth()?;
        let mut fields: Vec<(Cow<'a, str>, Tree<'a>)> = Vec::new();
        while let Some(key) = object.next_key_seed(KeySeed)? {
            self.reading.near = Some(key.clone());
            let value = object.next_value_seed(self.inner())?;
            fields.push((key, value));
        }
        fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        if let Some([(twice, _), _]) = fields.array_windows().find(|[(one, _), (other, _)]| one == other) {
            return Err(self.reading.stop(BodyFault::Duplicate { field: shown(twice) }));
        }
        if self.depth == 1 {
            self.reading.near = None;
        }
        Ok(Tree::Object(Branch(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: TreeLimits = TreeLimits { bytes: 10_000, depth: 4, values: 20 };

    fn check(body: &str, fault: BodyFault) {
        assert_eq!(read_tree(body.as_bytes(), LIMITS), Err(fault), "{body}");
    }

    #[test]
    fn a_document_reads_as_it_was_written() {
        for text in [r#"{"a":[1,-2,0.5,null,true,"é\n"],"b":{"c":{}}}"#, "[]", "{}", "[[[[]]]]"] {
            let tree = read_tree(text.as_bytes(), LIMITS).unwrap();
            assert_eq!(serde_json::to_string(&tree).unwrap(), text);
            assert_eq!(Value::from(tree), serde_json::from_str::<Value>(text).unwrap());
        }
    }

    #[test]
    fn a_document_beyond_a_limit_is_told_the_limit() {
        check("[[[[[]]]]]", BodyFault::TooDeep { max: 4 });
        check(&"[".repeat(9_000), BodyFault::TooDeep { max: 4 });
        check(&"{\"a\":".repeat(1_000), BodyFault::TooDeep { max: 4 });
        check(&format!("[{}1]", "1,".repeat(19)), BodyFault::TooManyFields { max: 20 });
        assert!(read_tree(format!("[{}1]", "1,".repeat(18)).as_bytes(), LIMITS).is_ok());
        check(&"[".repeat(10_001), BodyFault::TooLarge { max: 10_000 });
    }

    #[test]
    fn a_field_that_stands_twice_is_refused_at_any_depth() {
        check(r#"{"a":[{"b":1,"\u0062":1}]}"#, BodyFault::Duplicate { field: "b".into() });
        check(r#"{"b":{"c":1e999}}"#, BodyFault::NumberTooLarge { near: Some("c".into()) });
        check(r#"{"b":{"c":"#, BodyFault::Truncated { near: Some("c".into()) });
        check("{}x", BodyFault::Malformed { near: None, line: 1, column: 3 });
    }
}
