//! `Reader`: takes settings one by one from the environment, then from the file, and keeps every mistake with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{Problem, Spot};

/// What begins the name of every variable.
const PREFIX: &str = "SIGAP_";

/// Variables of the environment by their names.
pub type Environment = BTreeMap<String, String>;

/// The variables of this process that concern Sigap.
#[must_use]
pub fn process_environment() -> Environment {
    std::env::vars().filter(|(name, _)| name.starts_with(PREFIX)).collect()
}

/// The variable that gives a setting: `server.listen` is `SIGAP_SERVER_LISTEN`.
#[must_use]
pub fn variable_of(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', "_").to_ascii_uppercase())
}

/// A text with settings, under the name people know it by.
#[derive(Debug, Clone, Default)]
pub struct ConfigText {
    /// The file's name as it was given.
    pub name: String,
    /// What is in it.
    pub text: String,
}

pub(crate) struct Reader<'a> {
    source: &'a ConfigText,
    table: DeTable<'a>,
    environment: &'a Environment,
    known: BTreeSet<&'static str>,
    problems: Vec<Problem>,
}

/// A setting as it was written.
enum Written<'r, 'a> {
    InFile(&'r Spanned<DeValue<'a>>),
    InVariable(&'a str),
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a ConfigText, environment: &'a Environment) -> Self {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let mut reader = Self { source, table: table.into_inner(), environment, known: BTreeSet::new(), problems: Vec::new() };
        for error in errors {
            reader.blame_file("", error.span().unwrap_or_default(), error.message().replace('\n', "; "));
        }
        reader
    }

    /// A setting that is written as text and means a `T`; `wants` says what, with an example.
    pub(crate) fn parsed<T: FromStr>(&mut self, path: &'static str, wants: &str) -> Option<T> {
        self.read(path, wants, |text| text.trim().parse().ok(), |value| value.as_str()?.trim().parse().ok())
    }

    /// Any text that is not empty.
    pub(crate) fn text(&mut self, path: &'static str) -> Option<String> {
        let full = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        self.read(path, "a text that is not empty", full, |value| full(value.as_str()?))
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&mut self, path: &'static str, bounds: &RangeInclusive<u64>) -> Option<u64> {
        let within = |number: u64| bounds.contains(&number).then_some(number);
        let wants = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        let of_file = |value: &DeValue<'_>| {
            let digits = value.as_integer()?;
            within(u64::from_str_radix(digits.as_str(), digits.radix()).ok()?)
        };
        self.read(path, &wants, |text| within(text.trim().parse().ok()?), of_file)
    }

    /// A number within bounds, with or without a fraction.
    pub(crate) fn real(&mut self, path: &'static str, bounds: &RangeInclusive<f64>) -> Option<f64> {
        let within = |text: &str| text.trim().parse().ok().filter(|number| bounds.contains(number));
        let wants = format!("a number from {} to {}", bounds.start(), bounds.end());
        let of_file = |value: &DeValue<'_>| match value {
            DeValue::Float(number) => within(number.as_str()),
            DeValue::Integer(number) => within(number.as_str()),
            _ => None,
        };
        self.read(path, &wants, within, of_file)
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, path: &'static str) -> Option<bool> {
        let of_text = |text: &str| match text.trim() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        };
        self.read(path, "true or false", of_text, |value| value.as_bool())
    }

    /// Several values; in a variable they stand between commas.
    pub(crate) fn list<T: FromStr>(&mut self, path: &'static str, wants: &str) -> Option<Vec<T>> {
        let of_text = |text: &str| {
            text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(|one| one.parse().ok()).collect::<Option<Vec<T>>>()
        };
        let of_file = |value: &DeValue<'_>| {
            value.as_array()?.iter().map(|one| one.get_ref().as_str()?.trim().parse().ok()).collect::<Option<Vec<T>>>()
        };
        self.read(path, wants, of_text, of_file)
    }

    /// A whole branch of the file that has its own form. Each branch below it is tried by itself, so that one mistake does
    /// not hide the next.
    pub(crate) fn branch<T: DeserializeOwned>(&mut self, path: &'static str) -> Option<T> {
        self.known.insert(path);
        let value = at(&self.table, path)?.clone();
        match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(branch) => Some(branch),
            Err(error) => {
                let mut mistakes = BTreeMap::new();
                mistakes.insert(error.span().unwrap_or(value.span()).start, (String::new(), error));
                for (key, child) in value.get_ref().as_table().into_iter().flatten() {
                    let alone = DeValue::Table([(key.clone(), child.clone())].into_iter().collect());
                    if let Err(error) = T::deserialize(ValueDeserializer::from(Spanned::new(value.span(), alone))) {
                        mistakes.insert(error.span().unwrap_or(child.span()).start, (format!(".{}", key.get_ref()), error));
                    }
                }
                for (start, (below, error)) in mistakes {
                    self.blame_file(&format!("{path}{below}"), start..start, error.message().to_owned());
                }
                None
            }
        }
    }

    /// Says that a setting is wrong, at its own place when it was written somewhere, otherwise at that of its nearest parent.
    pub(crate) fn blame(&mut self, path: &str, what: impl Into<String>) {
        if self.environment.contains_key(&variable_of(path)) {
            self.problems.push(Problem { spot: Spot::Variable(variable_of(path)), field: path.to_owned(), what: what.into() });
            return;
        }
        let parents = std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(parent, _)| parent));
        let written = parents.into_iter().find_map(|path| at(&self.table, path)).map(Spanned::span);
        match written {
            Some(span) => self.blame_file(path, span, what.into()),
            None => {
                let spot = Spot::File(if self.source.name.is_empty() { "defaults".to_owned() } else { self.source.name.clone() });
                self.problems.push(Problem { spot, field: path.to_owned(), what: what.into() });
            }
        }
    }

    /// Everything that is wrong, with settings nobody asked for.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        let mut strangers = Vec::new();
        strange(&self.table, "", &self.known, &mut strangers);
        for (path, span) in strangers {
            let hint = self.similar(&path).map_or_else(String::new, |known| format!("; did you mean {known}?"));
            self.blame_file(&path, span, format!("there is no such setting{hint}"));
        }
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }

    /// Settings that were asked for and stand nowhere in the file.
    #[cfg(test)]
    pub(crate) fn not_written(&self) -> Vec<&'static str> {
        self.known.iter().filter(|path| at(&self.table, path).is_none()).copied().collect()
    }

    fn read<T>(
        &mut self,
        path: &'static str,
        wants: &str,
        of_text: impl FnOnce(&str) -> Option<T>,
        of_file: impl FnOnce(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        self.known.insert(path);
        let (value, shown) = match self.written(path)? {
            Written::InVariable(text) => (of_text(text), format!("{text:?}")),
            Written::InFile(value) => (of_file(value.get_ref()), self.shown(value.span())),
        };
        if value.is_none() {
            let shown = if is_secret(path) { "something else".to_owned() } else { shown };
            self.blame(path, format!("wants {wants}, has {shown}"));
        }
        value
    }

    fn written(&self, path: &str) -> Option<Written<'_, 'a>> {
        match self.environment.get(&variable_of(path)) {
            Some(text) => Some(Written::InVariable(text)),
            None => at(&self.table, path).map(Written::InFile),
        }
    }

    fn shown(&self, span: Range<usize>) -> String {
        let text: String = self.source.text.get(span).unwrap_or_default().chars().take(60).collect();
        text.lines().next().unwrap_or_default().to_owned()
    }

    fn blame_file(&mut self, field: &str, span: Range<usize>, what: String) {
        let before = self.source.text.get(..span.start).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let spot = Spot::Line { file: self.source.name.clone(), line };
        self.problems.push(Problem { spot, field: field.to_owned(), what });
    }

    /// A known setting whose last word is the same, or which differs by a letter or two.
    fn similar(&self, path: &str) -> Option<&'static str> {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let near = |known: &&&str| last(known) == last(path) || letters_apart(known, path) <= 2;
        self.known.iter().find(near).copied()
    }
}

/// Settings whose value is never shown in a message.
fn is_secret(path: &str) -> bool {
    path == "data.database_url"
}

/// The value at a path of keys.
fn at<'t, 'a>(table: &'t DeTable<'a>, path: &str) -> Option<&'t Spanned<DeValue<'a>>> {
    match path.split_once('.') {
        None => table.get(path),
        Some((first, rest)) => at(table.get(first)?.get_ref().as_table()?, rest),
    }
}

/// Every value whose path is not known, and no parent of which is known as a branch.
fn strange(table: &DeTable<'_>, above: &str, known: &BTreeSet<&'static str>, found: &mut Vec<(String, Range<usize>)>) {
    for (key, value) in table {
        let path = if above.is_empty() { key.get_ref().to_string() } else { format!("{above}.{}", key.get_ref()) };
        let inside = format!("{path}.");
        match value.get_ref().as_table() {
            _ if known.contains(path.as_str()) => {}
            Some(below) if known.iter().any(|known| known.starts_with(&inside)) => strange(below, &path, known, found),
            _ => found.push((path, key.span())),
        }
    }
}

/// How many letters have to be changed, added or left out to come from one word to the other (Levenshtein).
fn letters_apart(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in one.chars().enumerate() {
        let mut next = vec![done + 1];
        for ((above, left_above), candidate) in row.iter().skip(1).zip(&row).zip(&other) {
            let left = next.last().copied().unwrap_or_default();
            next.push((above + 1).min(left + 1).min(left_above + usize::from(letter != *candidate)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_apart_are_counted() {
        for (one, other, apart) in [("", "", 0), ("http", "http", 0), ("listn", "listen", 1), ("abc", "", 3), ("rama", "sarma", 2)] {
            assert_eq!(letters_apart(one, other), apart, "{one} {other}");
        }
    }

    #[test]
    fn a_variable_is_named_after_its_setting() {
        assert_eq!(variable_of("server.public_url"), "SIGAP_SERVER_PUBLIC_URL");
    }
}
