//! Reads chosen values out of nested JSON by their paths (`location.coords.latitude`), everything else is read over.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Sent, Sents};
use crate::lenient::{BODY_BYTES_MAX, BodyFault, DEPTH_MAX, KeySeed, body_fault, json_text};

/// The values at `paths`, keys in any case of letters.
///
/// # Errors
/// The body is not one well-formed JSON object, one of these values or an object around them stands in it twice, or a list stands where
/// such an object belongs.
pub(crate) fn leaves<'a>(body: &'a [u8], paths: &'static [&'static str]) -> Result<Sents<'a>, BodyFault> {
    let text = json_text(body, BODY_BYTES_MAX)?;
    if text.trim_ascii_start().starts_with('[') {
        return Err(BodyFault::List);
    }
    let mut reading = Reading { sents: Sents::none(paths), branches: Vec::new(), near: None, fault: None };
    let mut json = serde_json::Deserializer::from_str(text);
    let seed = ValueSeed { reading: &mut reading, here: Here::Branch(""), depth: 1 };
    match seed.deserialize(&mut json).and_then(|()| json.end()) {
        Ok(()) => Ok(reading.sents),
        Err(error) => Err(reading.fault.unwrap_or_else(|| body_fault(&error, reading.near.as_deref()))),
    }
}

struct Reading<'a> {
    sents: Sents<'a>,
    /// Objects on the way to a leaf that were begun.
    branches: Vec<&'static str>,
    near: Option<Cow<'a, str>>,
    /// Kept typed, because a serde error is only a text.
    fault: Option<BodyFault>,
}

/// What the value about to be read is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Here {
    /// The value at this place of the paths.
    Leaf(usize),
    /// An object on the way, by the beginning of its paths, with the point after it.
    Branch(&'static str),
    /// Nothing that is asked for.
    Beside,
}

impl<'a> Reading<'a> {
    fn stop<E: serde::de::Error>(&mut self, fault: BodyFault) -> E {
        self.fault = Some(fault);
        E::custom("stopped")
    }

    /// What stands under `key` of the object at `prefix`.
    fn below(&self, prefix: &str, key: &str) -> Here {
        let key = key.trim();
        for (place, path) in self.sents.names().iter().enumerate() {
            let Some(rest) = below_prefix(path, prefix) else { continue };
            if rest.eq_ignore_ascii_case(key) {
                return Here::Leaf(place);
            }
            let is_on_the_way = rest.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key));
            if is_on_the_way && rest.as_bytes().get(key.len()) == Some(&b'.') {
                return path.get(..prefix.len() + key.len() + 1).map_or(Here::Beside, Here::Branch);
            }
        }
        Here::Beside
    }

    fn keep<E: serde::de::Error>(&mut self, here: Here, value: Sent<'a>) -> Result<(), E> {
        let Here::Leaf(place) = here else { return Ok(()) };
        let is_twice = self.sents.slot(place).is_some_and(|slot| slot.replace(value).is_some());
        if is_twice {
            let field = self.sents.names().get(place).copied().unwrap_or_default().to_owned();
            return Err(self.stop(BodyFault::Duplicate { field }));
        }
        Ok(())
    }

    fn enter<E: serde::de::Error>(&mut self, prefix: &'static str) -> Result<(), E> {
        if self.branches.contains(&prefix) {
            let field = prefix.trim_end_matches('.').to_owned();
            return Err(self.stop(BodyFault::Duplicate { field }));
        }
        self.branches.push(prefix);
        Ok(())
    }
}

/// What follows `prefix` in `path`. Byte by byte: prefixes are short or empty, and this runs for every path at every key.
fn below_prefix<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let begins_so = path.len() > prefix.len() && path.bytes().zip(prefix.bytes()).all(|(a, b)| a == b);
    if begins_so { path.get(prefix.len()..) } else { None }
}

struct ValueSeed<'r, 'a> {
    reading: &'r mut Reading<'a>,
    here: Here,
    depth: usize,
}

impl<'r, 'a> ValueSeed<'r, 'a> {
    fn inner<E: serde::de::Error>(&mut self, here: Here) -> Result<ValueSeed<'_, 'a>, E> {
        if self.depth > DEPTH_MAX {
            return Err(self.reading.stop(BodyFault::TooDeep { max: DEPTH_MAX }));
        }
        Ok(ValueSeed { reading: self.reading, here, depth: self.depth + 1 })
    }
}

impl<'a> DeserializeSeed<'a> for ValueSeed<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ValueSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.reading.keep(self.here, Sent::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        self.reading.keep(self.here, Sent::Flag(flag))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.reading.keep(self.here, Sent::Whole(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        // Beyond the signed numbers nothing is exact, nor anything this crate reads.
        let value = i64::try_from(number).map_or(Sent::Decimal(number as f64), Sent::Whole);
        self.reading.keep(self.here, value)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.reading.keep(self.here, Sent::Decimal(number))
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'a str) -> Result<(), E> {
        self.reading.keep(self.here, Sent::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.reading.keep(self.here, Sent::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<(), A::Error> {
        if matches!(self.here, Here::Branch(_)) {
            return Err(self.reading.stop(BodyFault::List));
        }
        while list.next_element_seed(self.inner(Here::Beside)?)?.is_some() {}
        self.reading.keep(self.here, Sent::Nested)
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<(), A::Error> {
        let Here::Branch(prefix) = self.here else {
            while object.next_key::<IgnoredAny>()?.is_some() {
                object.next_value_seed(self.inner(Here::Beside)?)?;
            }
            return self.reading.keep(self.here, Sent::Nested);
        };
        self.reading.enter(prefix)?;
        while let Some(key) = object.next_key_seed(KeySeed)? {
            let here = self.reading.below(prefix, &key);
            self.reading.near = Some(key);
            object.next_value_seed(self.inner(here)?)?;
        }
        self.reading.near = None;
        Ok(())
    }
}
