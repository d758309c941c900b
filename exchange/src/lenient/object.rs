//! `Fields`: one JSON object, its known fields by name, each at most once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::label::shown;
use super::scalar::ScalarSeed;
use super::{BODY_BYTES_MAX, BodyFault, DEPTH_MAX, FIELDS_MAX, Scalar};

/// The byte order mark some Windows libraries write before UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The body as text that starts like JSON, whatever its Content-Type said; a byte order mark is dropped.
///
/// # Errors
/// Too large, not UTF-8, empty, or not beginning with `{` or `[`.
pub fn json_text(body: &[u8], bytes_max: usize) -> Result<&str, BodyFault> {
    if body.len() > bytes_max {
        return Err(BodyFault::TooLarge { max: bytes_max });
    }
    let text = std::str::from_utf8(body).map_err(|fault| match fault.error_len() {
        Some(_) => BodyFault::NotUtf8 { byte: fault.valid_up_to() + 1 },
        None => BodyFault::Truncated { near: None },
    })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    match text.trim_ascii_start().bytes().next() {
        Some(b'{' | b'[') => Ok(text),
        Some(_) => Err(BodyFault::NotJson),
        None => Err(BodyFault::Empty),
    }
}

/// The known fields of one object, as sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields<'a> {
    names: &'static [&'static str],
    values: Vec<Option<Scalar<'a>>>,
}

impl<'a> Fields<'a> {
    /// Reads the fields called `names`, in any case of letters; others are read over.
    ///
    /// # Errors
    /// The body is not one well-formed JSON object, or a field stands in it twice.
    pub fn read(body: &'a [u8], names: &'static [&'static str]) -> Result<Self, BodyFault> {
        let text = json_text(body, BODY_BYTES_MAX)?;
        if text.trim_ascii_start().starts_with('[') {
            return Err(BodyFault::List);
        }
        let mut reading = Reading { fields: Self::empty(names), others: Vec::new(), near: None, fault: None };
        let mut json = serde_json::Deserializer::from_str(text);
        match ObjectSeed(&mut reading).deserialize(&mut json).and_then(|()| json.end()) {
            Ok(()) => Ok(reading.fields),
            Err(error) => Err(reading.fault(&error)),
        }
    }

    /// The fields called `names` of an object that was already read.
    #[must_use]
    pub fn of(object: &'a Map<String, Value>, names: &'static [&'static str]) -> Self {
        let values = names.iter().map(|name| object.get(*name).map(Scalar::from)).collect();
        Self { names, values }
    }

    /// Fields with these values, in the order of `names`.
    pub(crate) fn with(names: &'static [&'static str], values: Vec<Option<Scalar<'a>>>) -> Self {
        Self { names, values }
    }

    fn empty(names: &'static [&'static str]) -> Self {
        Self { names, values: vec![None; names.len()] }
    }

    /// The value of `name`, looked at only.
    pub(super) fn get(&self, name: &str) -> Option<&Scalar<'a>> {
        let place = self.names.iter().position(|known| *known == name)?;
        self.values.get(place)?.as_ref()
    }

    /// The value of `name`, taken out; `None` when it was not sent.
    pub fn take(&mut self, name: &str) -> Option<Scalar<'a>> {
        let place = self.names.iter().position(|known| *known == name)?;
        self.values.get_mut(place)?.take()
    }

    fn place(&self, key: &str) -> Option<usize> {
        let key = key.trim();
        self.names.iter().position(|known| known.eq_ignore_ascii_case(key))
    }
}

/// What is known while an object is being read; keeps the typed fault, because a serde error is only a text.
pub(super) struct Reading<'a> {
    fields: Fields<'a>,
    others: Vec<Cow<'a, str>>,
    near: Option<Cow<'a, str>>,
    fault: Option<BodyFault>,
}

impl<'a> Reading<'a> {
    pub(super) fn check_depth<E: serde::de::Error>(&mut self, depth: usize) -> Result<(), E> {
        if depth > DEPTH_MAX { Err(self.stop(BodyFault::TooDeep { max: DEPTH_MAX })) } else { Ok(()) }
    }

    fn stop<E: serde::de::Error>(&mut self, fault: BodyFault) -> E {
        self.fault = Some(fault);
        E::custom("stopped")
    }

    /// Keeps one field; refuses a second one of the same name.
    fn keep<E: serde::de::Error>(&mut self, key: Cow<'a, str>, value: Scalar<'a>) -> Result<(), E> {
        let place = self.fields.place(&key);
        let twice = match place.and_then(|place| self.fields.values.get_mut(place)) {
            Some(slot) => slot.replace(value).is_some(),
            None => self.others.contains(&key),
        };
        if twice {
            let field = place.and_then(|place| self.fields.names.get(place)).map_or_else(|| shown(&key), |name| (*name).to_owned());
            return Err(self.stop(BodyFault::Duplicate { field }));
        }
        if place.is_none() {
            self.others.push(key);
        }
        if self.others.len() > FIELDS_MAX {
            return Err(self.stop(BodyFault::TooManyFields { max: FIELDS_MAX }));
        }
        Ok(())
    }

    fn fault(self, error: &serde_json::Error) -> BodyFault {
        self.fault.unwrap_or_else(|| body_fault(error, self.near.as_deref()))
    }
}

/// What a JSON error means to its sender, `near` the last field begun.
pub(crate) fn body_fault(error: &serde_json::Error, near: Option<&str>) -> BodyFault {
    let near = near.map(shown);
    if error.is_eof() {
        return BodyFault::Truncated { near };
    }
    // serde_json tells this case apart only by its words; a test holds them.
    if error.to_string().starts_with("number out of range") {
        return BodyFault::NumberTooLarge { near };
    }
    BodyFault::Malformed { near, line: error.line().max(1), column: error.column().max(1) }
}

struct ObjectSeed<'r, 'a>(&'r mut Reading<'a>);

impl<'a> DeserializeSeed<'a> for ObjectSeed<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for ObjectSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key_seed(KeySeed)? {
            self.0.near = Some(key.clone());
            let value = object.next_value_seed(ScalarSeed { depth: 2, reading: self.0 })?;
            self.0.keep(key, value)?;
        }
        self.0.near = None;
        Ok(())
    }
}

/// A key, borrowed where it has no escapes.
pub(crate) struct KeySeed;

impl<'a> DeserializeSeed<'a> for KeySeed {
    type Value = Cow<'a, str>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Cow<'a, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for KeySeed {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
