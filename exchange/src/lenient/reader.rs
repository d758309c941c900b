//! `Reader`: takes typed values out of `Fields` and collects every mistake on the way.

use super::label::{clean, has_invisible, is_invisible, is_longer};
use super::{FieldFault, FieldFaults, Fields, ReadFault, Scalar, number};

/// Takes fields one by one. A field that is wrong gives an empty value and is remembered; [`Reader::finish`] gives out
/// what was built from them only if nothing was wrong, so that an empty value never gets away.
#[derive(Debug)]
pub struct Reader<'a> {
    fields: Fields<'a>,
    faults: FieldFaults,
}

impl<'a> Reader<'a> {
    /// Reads from these fields.
    #[must_use]
    pub fn new(fields: Fields<'a>) -> Self {
        Self { fields, faults: FieldFaults::default() }
    }

    /// A count that must be there, 0 to `max`.
    pub fn count(&mut self, name: &'static str, max: u32) -> u32 {
        match self.number(name, max) {
            Ok(Some(count)) => count,
            Ok(None) => self.wrong(name, FieldFault::Missing),
            Err(fault) => self.wrong(name, fault),
        }
    }

    /// A count that may be absent, `null` or empty, which is then 0.
    pub fn count_or_zero(&mut self, name: &'static str, max: u32) -> u32 {
        match self.number(name, max) {
            Ok(count) => count.unwrap_or(0),
            Err(fault) => self.wrong(name, fault),
        }
    }

    /// A count that may be absent, `null` or empty, which is then `None`: unknown, or as it was.
    pub fn count_or_none(&mut self, name: &'static str, max: u32) -> Option<u32> {
        match self.number(name, max) {
            Ok(count) => count,
            Err(fault) => self.wrong(name, fault),
        }
    }

    /// A count that only helps to understand others: what is wrong with it is no mistake.
    pub fn hint_or_none(&mut self, name: &'static str, max: u32) -> Option<u32> {
        self.number(name, max).ok().flatten()
    }

    /// A code that only helps to understand others: what is wrong with it is no mistake.
    pub fn code_hint(&mut self, name: &'static str, chars_max: usize) -> Option<String> {
        let text = self.text(name).ok()?;
        let code = text.trim();
        (!code.is_empty() && code.chars().count() <= chars_max && !code.chars().any(char::is_control)).then(|| code.to_owned())
    }

    /// Yes or no (`1`, `0`, `true`, `false`), which may be absent.
    pub fn flag_or_none(&mut self, name: &'static str) -> Option<bool> {
        let flag = self.fields.take(name).map_or(Ok(None), |value| number::flag(&value));
        flag.unwrap_or_else(|fault| self.wrong(name, fault))
    }

    /// A number by which a server names a thing, which may be absent.
    pub fn id_or_none(&mut self, name: &'static str) -> Option<u64> {
        let id = self.fields.take(name).map_or(Ok(None), |value| number::id(&value));
        id.unwrap_or_else(|fault| self.wrong(name, fault))
    }

    /// A number by which a server names a thing.
    pub fn id(&mut self, name: &'static str) -> u64 {
        self.id_or_none(name).unwrap_or_else(|| self.missing(name))
    }

    /// A code that must be there: trimmed, nothing else changed, because it names a thing. A whole number is taken as its digits.
    pub fn code(&mut self, name: &'static str, chars_max: usize) -> String {
        match self.text(name) {
            Ok(text) if text.trim().chars().any(|c| c != ' ' && (is_invisible(c) || c.is_whitespace())) => {
                self.wrong(name, FieldFault::Invisible)
            }
            Ok(text) => self.fitting(name, chars_max, text.trim().to_owned()),
            Err(fault) => self.wrong(name, fault),
        }
    }

    /// A code that may be absent.
    pub fn code_or_none(&mut self, name: &'static str, chars_max: usize) -> Option<String> {
        if self.is_empty(name) { None } else { Some(self.code(name, chars_max)) }
    }

    /// A text that its sender will look for again, so every byte of it is kept; what nobody sees in it is refused, as in a code.
    pub fn exact(&mut self, name: &'static str, chars_max: usize) -> String {
        match self.text(name) {
            Ok(text) if text.trim().is_empty() => self.wrong(name, FieldFault::Missing),
            Ok(text) if has_invisible(&text) => self.wrong(name, FieldFault::Invisible),
            Ok(text) => self.fitting(name, chars_max, text.into_owned()),
            Err(fault) => self.wrong(name, fault),
        }
    }

    /// Such a text, which may be absent.
    pub fn exact_or_none(&mut self, name: &'static str, chars_max: usize) -> Option<String> {
        if self.is_empty(name) { None } else { Some(self.exact(name, chars_max)) }
    }

    /// A name that must be there: for people, so invisible characters are dropped and blanks made single. HTML and SQL in it are just text.
    pub fn label(&mut self, name: &'static str, chars_max: usize) -> String {
        match self.text(name) {
            Ok(text) => self.fitting(name, chars_max, clean(&text)),
            Err(fault) => self.wrong(name, fault),
        }
    }

    /// A remark that may be absent and never makes a mistake: cleaned like a name, `None` when it is no text or too long.
    pub fn note_or_none(&mut self, name: &'static str, chars_max: usize) -> Option<String> {
        let text = self.text(name).ok().map(|text| clean(&text))?;
        if text.is_empty() || is_longer(&text, chars_max) { None } else { Some(text) }
    }

    /// Adds a mistake when `value` is above `limit`, unless one of the two is wrong already.
    pub fn at_most(&mut self, name: &'static str, value: u32, other: &'static str, limit: u32) {
        if value > limit && !self.faults.has(name) && !self.faults.has(other) {
            self.faults.add(name, FieldFault::Above { other, value, limit });
        }
    }

    /// Adds that `name` is missing, unless something is wrong with it already.
    pub fn missing<T: Default>(&mut self, name: &'static str) -> T {
        if self.faults.has(name) { T::default() } else { self.wrong(name, FieldFault::Missing) }
    }

    /// Adds that one of `names` must be there, at the first of them, unless something is wrong with any of them already.
    pub fn one_missing(&mut self, names: &[&'static str]) {
        if let (Some(first), false) = (names.first(), names.iter().any(|name| self.faults.has(name))) {
            self.faults.add(first, FieldFault::Missing);
        }
    }

    /// `built`, if nothing was wrong.
    ///
    /// # Errors
    /// Every mistake found, in the order in which the fields were taken.
    pub fn finish<T>(self, built: T) -> Result<T, ReadFault> {
        if self.faults.is_empty() { Ok(built) } else { Err(ReadFault::Fields(self.faults)) }
    }

    /// Whether nothing was sent for `name`: absent, `null` or blank.
    fn is_empty(&self, name: &str) -> bool {
        match self.fields.get(name) {
            None | Some(Scalar::Null) => true,
            Some(Scalar::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    fn number(&mut self, name: &str, max: u32) -> Result<Option<u32>, FieldFault> {
        self.fields.take(name).map_or(Ok(None), |value| number::count(&value, max))
    }

    fn text(&mut self, name: &str) -> Result<std::borrow::Cow<'a, str>, FieldFault> {
        match self.fields.take(name) {
            None | Some(Scalar::Null) => Err(FieldFault::Missing),
            Some(Scalar::Text(text)) => Ok(text),
            Some(Scalar::Whole(whole)) => Ok(whole.to_string().into()),
            Some(Scalar::Nested) => Err(FieldFault::Nested),
            Some(Scalar::Bool(_) | Scalar::Fraction | Scalar::Beyond { .. }) => Err(FieldFault::NotText),
        }
    }

    fn fitting(&mut self, name: &'static str, chars_max: usize, text: String) -> String {
        if text.is_empty() {
            self.wrong(name, FieldFault::Missing)
        } else if is_longer(&text, chars_max) {
            self.wrong(name, FieldFault::TooLong { max: chars_max })
        } else {
            text
        }
    }

    fn wrong<T: Default>(&mut self, name: &'static str, fault: FieldFault) -> T {
        self.faults.add(name, fault);
        T::default()
    }
}
