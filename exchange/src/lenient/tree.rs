//! A whole JSON document as a tree, for protocols whose messages are nested: bounded in bytes, depth and number of values, each field once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::BodyFault;
use super::label::shown;
use super::object::{KeySeed, json_fault, json_text};

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
pub fn read_tree(body: &[u8], limits: TreeLimits) -> Result<Value, BodyFault> {
    let text = json_text(body, limits.bytes)?;
    let mut reading = Reading { limits, left: limits.values, near: None, fault: None };
    let mut json = serde_json::Deserializer::from_str(text);
    let read = TreeSeed { depth: 1, reading: &mut reading }.deserialize(&mut json).and_then(|tree| json.end().map(|()| tree));
    read.map_err(|error| reading.fault.unwrap_or_else(|| json_fault(&error, reading.near.as_deref().map(shown))))
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
    type Value = Value;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Value, D::Error> {
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
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.inner())? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut fields = Map::new();
        while let Some(key) = object.next_key_seed(KeySeed)? {
            self.reading.near = Some(key.clone());
            let value = object.next_value_seed(self.inner())?;
            if fields.contains_key(key.as_ref()) {
                return Err(self.reading.stop(BodyFault::Duplicate { field: shown(&key) }));
            }
            fields.insert(key.into_owned(), value);
        }
        if self.depth == 1 {
            self.reading.near = None;
        }
        Ok(Value::Object(fields))
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
            assert_eq!(read_tree(text.as_bytes(), LIMITS).unwrap(), serde_json::from_str::<Value>(text).unwrap());
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
