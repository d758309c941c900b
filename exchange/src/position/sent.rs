//! `Sents`: the known fields of a message as sent, from parameters and JSON alike; `Taker`: takes typed values out of them and
//! remembers every mistake.

use std::borrow::Cow;

use super::{DeviceName, Fault, Faults};
use crate::lenient::{FieldFault, clean};

/// One value as sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sent<'a> {
    Null,
    Flag(bool),
    Whole(i64),
    Decimal(f64),
    Text(Cow<'a, str>),
    Nested,
    /// More than one value under one name.
    Twice,
    NotUtf8,
}

impl Sent<'_> {
    /// Whether it is a text that stands where the app should have put a value: `{0}`, `${lat}`, `%LAT`.
    fn is_template(&self) -> bool {
        let Self::Text(text) = self else { return false };
        let text = text.trim();
        let is_braced = text.strip_prefix('$').unwrap_or(text).starts_with('{') && text.ends_with('}');
        is_braced || is_percent_mark(text)
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Null) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A per cent sign and letters: `%LAT`, `%SPD`, also `%LAT,%LON`. In a query such a thing is never an escaped letter, also where it looks like one (`%ACC`,
/// `%BATT`): two hexadecimal letters give a byte that UTF-8 does not allow before a plain letter.
pub(super) fn is_percent_mark(text: &str) -> bool {
    let is_word = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    text.split(',').all(|part| part.trim().strip_prefix('%').is_some_and(is_word))
}

/// The fields called `names`, as sent.
#[derive(Debug)]
pub(crate) struct Sents<'a> {
    names: &'static [&'static str],
    values: Vec<Option<Sent<'a>>>,
}

impl<'a> Sents<'a> {
    pub(crate) fn none(names: &'static [&'static str]) -> Self {
        Self { names, values: vec![None; names.len()] }
    }

    pub(crate) fn names(&self) -> &'static [&'static str] {
        self.names
    }

    pub(crate) fn slot(&mut self, place: usize) -> Option<&mut Option<Sent<'a>>> {
        self.values.get_mut(place)
    }

    /// Whether a value was sent under this name, be it readable or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        let place = self.names.iter().position(|known| *known == name);
        let value = place.and_then(|place| self.values.get(place)).and_then(Option::as_ref);
        value.is_some_and(|value| !value.is_absent())
    }

    fn take(&mut self, name: &str) -> Option<Sent<'a>> {
        let place = self.names.iter().position(|known| *known == name)?;
        self.values.get_mut(place)?.take().filter(|value| !value.is_absent())
    }
}

/// Takes fields one by one; a field that is wrong is absent and remembered.
#[derive(Debug)]
pub(crate) struct Taker<'a> {
    sents: Sents<'a>,
    pub(crate) faults: Faults,
}

impl<'a> Taker<'a> {
    pub(crate) fn new(sents: Sents<'a>) -> Self {
        Self { sents, faults: Faults::default() }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.sents.has(name)
    }

    /// The value, unless no reader could do anything with it.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<Sent<'a>>, Fault> {
        match self.sents.take(name) {
            Some(Sent::Nested) => Err(FieldFault::Nested.into()),
            Some(Sent::Twice) => Err(Fault::Twice),
            Some(Sent::NotUtf8) => Err(Fault::NotUtf8),
            Some(value) if value.is_template() => Err(Fault::Unfilled),
            value => Ok(value),
        }
    }

    /// Remembers the mistake.
    pub(crate) fn note<T>(&mut self, name: &'static str, read: Result<Option<T>, Fault>) -> Option<T> {
        read.unwrap_or_else(|fault| {
            self.faults.add(name, fault);
            None
        })
    }

    /// The name of the device; refused rather than remembered, for a report from nobody is none.
    pub(crate) fn device(&mut self, name: &'static str) -> Result<Option<DeviceName>, Fault> {
        self.text(name)?.map(|text| DeviceName::parse(&text)).transpose()
    }

    /// Which of two names for the same thing was sent.
    pub(crate) fn either(&mut self, name: &'static str, other: &'static str) -> Result<&'static str, Fault> {
        match (self.has(name), self.has(other)) {
            (true, true) => Err(Fault::Beside { other }),
            (false, true) => Ok(other),
            _ => Ok(name),
        }
    }

    pub(crate) fn decimal(&mut self, name: &'static str) -> Option<f64> {
        let read = self.value(name).and_then(|value| value.map(|value| decimal_of(&value)).transpose());
        self.note(name, read)
    }

    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let read = self.read_flag(name);
        self.note(name, read)
    }

    pub(crate) fn read_flag(&mut self, name: &str) -> Result<Option<bool>, Fault> {
        self.value(name).and_then(|value| value.map(|value| flag_of(&value)).transpose())
    }

    /// A text for people, cleaned of what nobody sees; also of numbers, as names may be numbers.
    pub(crate) fn label(&mut self, name: &'static str, chars_max: usize) -> Option<String> {
        let read = self.text(name).and_then(|text| match text.map(|text| clean(&text)) {
            Some(text) if text.chars().nth(chars_max).is_some() => Err(FieldFault::TooLong { max: chars_max }.into()),
            text => Ok(text.filter(|text| !text.is_empty())),
        });
        self.note(name, read)
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<Cow<'a, str>>, Fault> {
        match self.value(name)? {
            None => Ok(None),
            Some(Sent::Text(text)) => Ok(Some(text)),
            Some(Sent::Whole(whole)) => Ok(Some(whole.to_string().into())),
            Some(_) => Err(FieldFault::NotText.into()),
        }
    }
}

pub(super) fn decimal_of(value: &Sent<'_>) -> Result<f64, Fault> {
    match value {
        Sent::Decimal(number) => Ok(*number),
        // Beyond 2^53 the last digits are lost; every number read in this way is held to a range far below.
        Sent::Whole(whole) => Ok(*whole as f64),
        Sent::Text(text) => decimal_text(text.trim()),
        _ => Err(Fault::NotNumber),
    }
}

/// `12`, `-6.9903`, `+1.5e2`. A comma is refused: it is the decimal point to one reader, a separator of thousands to another.
pub(super) fn decimal_text(text: &str) -> Result<f64, Fault> {
    if text.contains(',') && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'-' | b'+')) {
        return Err(Fault::DecimalComma);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or(Fault::NotNumber)
}

fn flag_of(value: &Sent<'_>) -> Result<bool, Fault> {
    match value {
        Sent::Flag(flag) => Ok(*flag),
        Sent::Whole(1) => Ok(true),
        Sent::Whole(0) => Ok(false),
        Sent::Text(text) => match text.trim() {
            "1" => Ok(true),
            "0" => Ok(false),
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(Fault::NotFlag),
        },
        _ => Err(Fault::NotFlag),
    }
}
