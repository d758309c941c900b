//! Licences: reads an SPDX expression and says whether `deny.toml` allows it. cargo-deny reads the same list.

use std::collections::BTreeSet;
use std::iter::Peekable;

use anyhow::{Context, Result};
use toml::{Table, Value};

/// The licences that may be built in, by their SPDX names.
pub(crate) struct Allowed(BTreeSet<String>);

impl Allowed {
    /// Reads the list `[licenses] allow` of a `deny.toml`.
    ///
    /// # Errors
    /// When the text is no TOML or has no such list.
    pub(crate) fn read(deny: &str) -> Result<Self> {
        let deny: Table = deny.parse().context("deny.toml is no TOML")?;
        let allow = deny.get("licenses").and_then(|licences| licences.get("allow")).and_then(Value::as_array);
        let allow = allow.context("deny.toml has no list [licenses] allow")?;
        Ok(Self(allow.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
    }

    /// Whether the expression can be met with allowed licences only. What cannot be read is not allowed.
    pub(crate) fn permits(&self, expression: &str) -> bool {
        // Old manifests write `MIT/Apache-2.0` for a choice.
        let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let mut words = spaced.split_whitespace().peekable();
        let answer = self.any_of(&mut words);
        answer == Some(true) && words.next().is_none()
    }

    fn any_of<'a>(&self, words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<bool> {
        let mut answer = self.all_of(words)?;
        while words.next_if_eq(&"OR").is_some() {
            answer |= self.all_of(words)?;
        }
        Some(answer)
    }

    fn all_of<'a>(&self, words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<bool> {
        let mut answer = self.one(words)?;
        while words.next_if_eq(&"AND").is_some() {
            answer &= self.one(words)?;
        }
        Some(answer)
    }

    fn one<'a>(&self, words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<bool> {
        if words.next_if_eq(&"(").is_some() {
            let answer = self.any_of(words)?;
            return words.next_if_eq(&")").map(|_| answer);
        }
        let name = words.next()?;
        // An exception gives more freedom, so the plain licence being allowed is enough.
        if words.next_if_eq(&"WITH").is_some() {
            words.next()?;
        }
        Some(self.0.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_or_not() {
        let allowed = Allowed::read("[licenses]\nallow = [\"MIT\", \"Apache-2.0\", \"Unicode-3.0\"]").unwrap();
        let met = ["MIT", "MIT OR GPL-3.0", "MIT/Apache-2.0", "(GPL-3.0 OR MIT) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
        for expression in met {
            assert!(allowed.permits(expression), "{expression}");
        }
        let not_met = ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0", "", "MIT OR", "MIT MIT", "SEE LICENSE IN x"];
        for expression in not_met {
            assert!(!allowed.permits(expression), "{expression}");
        }
    }

    #[test]
    fn a_list_must_be_there() {
        assert!(Allowed::read("[licenses]").is_err());
    }
}
