//! `Fields`: a form as it was typed, for pages that read its fields by their names.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use sigap_kernel::Masked;

/// A form as it was typed: names and values in the order of the page. Its `Debug` tells the names alone: what people type is about people.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What was typed in a field, without the blanks around it; empty when there is no such field.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// What was typed in every field of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// What was typed about a person.
    #[must_use]
    pub fn masked(&self, name: &str) -> Masked<String> {
        Masked::new(self.get(name).to_owned())
    }

    /// What was chosen, when it is one of the list.
    #[must_use]
    pub fn chosen<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// The version the form was made from; 0 when it says none.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.chosen("version").unwrap_or_default()
    }

    /// Every field: its name, and what was typed without the blanks around it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.trim()))
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// As it came, with its blanks.
impl IntoIterator for Fields {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
