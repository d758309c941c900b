//! `FieldErrors`: all mistakes of one form or one call, reported together, each at its field.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// The mistakes found in what was sent: field name → message id (a key of the language files).
///
/// A message id may carry arguments after `?`, for example `field-too-long?max=100`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// No mistakes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a mistake at a field.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.entry(field.to_owned()).or_default().push(message.into());
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first mistake at a field.
    #[must_use]
    pub fn first(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(|all| all.first()).map(String::as_str)
    }

    /// Field and first mistake, in the order of the field names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(field, all)| all.first().map(|one| (field.as_str(), one.as_str())))
    }

    /// `Ok(value)` when nothing is wrong.
    ///
    /// # Errors
    /// These mistakes, when there are any.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, FieldErrors> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (field, message)) in self.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{field}: {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}
