//! `Scalar`: one value as it stood in the JSON, nothing interpreted beyond its kind.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::object::Reading;

/// Whole numbers up to here are exact in a 64-bit float: 2^53.
const EXACT_FLOAT_MAX: f64 = 9_007_199_254_740_992.0;

/// One value as sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, also written `24.0` or `2.4e1`.
    Whole(i64),
    /// A whole number too large to be held exactly.
    Beyond {
        /// Whether it is below zero.
        negative: bool,
    },
    /// A number with a fraction.
    Fraction,
    /// A text.
    Text(Cow<'a, str>),
    /// A list or an object; its content was read over.
    Nested,
}

impl Scalar<'_> {
    pub(super) fn of_float(number: f64) -> Self {
        if number.abs() > EXACT_FLOAT_MAX {
            Self::Beyond { negative: number < 0.0 }
        } else if number.fract() == 0.0 {
            Self::Whole(number as i64)
        } else {
            Self::Fraction
        }
    }

    pub(super) fn of_unsigned(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Beyond { negative: false }, Self::Whole)
    }
}

impl<'a> From<&'a Value> for Scalar<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Nested,
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => Self::Whole(whole),
                (None, Some(whole)) => Self::of_unsigned(whole),
                (None, None) => number.as_f64().map_or(Self::Beyond { negative: false }, Self::of_float),
            },
        }
    }
}

/// Reads one value at a depth; lists and objects are read over down to the limit.
pub(super) struct ScalarSeed<'r, 'a> {
    pub(super) depth: usize,
    pub(super) reading: &'r mut Reading<'a>,
}

impl<'r, 'a> ScalarSeed<'r, 'a> {
    fn inner<E: serde::de::Error>(&mut self) -> Result<ScalarSeed<'_, 'a>, E> {
        self.reading.check_depth(self.depth)?;
        Ok(ScalarSeed { depth: self.depth + 1, reading: self.reading })
    }
}

impl<'a> DeserializeSeed<'a> for ScalarSeed<'_, 'a> {
    type Value = Scalar<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Scalar<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ScalarSeed<'_, 'a> {
    type Value = Scalar<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Scalar<'a>, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Scalar<'a>, E> {
        Ok(Scalar::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'a>, E> {
        Ok(Scalar::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'a>, E> {
        Ok(Scalar::of_unsigned(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'a>, E> {
        Ok(Scalar::of_float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Scalar<'a>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'a>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<Scalar<'a>, A::Error> {
        while list.next_element_seed(self.inner()?)?.is_some() {}
        Ok(Scalar::Nested)
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<Scalar<'a>, A::Error> {
        while object.next_key::<serde::de::IgnoredAny>()?.is_some() {
            object.next_value_seed(self.inner()?)?;
        }
        Ok(Scalar::Nested)
    }
}
