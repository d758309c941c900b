//! `tidy`: the rules of the house that no compiler holds. Runs as an ordinary test of this crate and as `cargo run -p xtask -- tidy`.
//!
//! One rule a file; each takes a [`Tree`] and gives [`Finding`]s, so that each can be shown to fail on a made-up tree.
//! The refusal test of every route is held elsewhere: the program's own tests list the mounted routes, which no reading of the text can know.

mod arrows;
mod budgets;
mod locales;
mod openings;
mod readmes;
mod source;
mod sql;
mod unused;
mod words;

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::migrations;
use crate::tree::Tree;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// The build fails.
    Wall,
    /// Worth a look; nothing fails.
    Look,
}

/// One place where a rule is not kept, with a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    weight: Weight,
    rule: &'static str,
    path: String,
    line: Option<usize>,
    what: String,
}

impl Finding {
    /// A finding that fails the build.
    pub(crate) fn wall(rule: &'static str, path: &str, line: Option<usize>, what: impl Into<String>) -> Self {
        Self { weight: Weight::Wall, rule, path: path.to_owned(), line, what: what.into() }
    }

    /// A finding that only asks for a look.
    pub(crate) fn look(rule: &'static str, path: &str, line: Option<usize>, what: impl Into<String>) -> Self {
        Self { weight: Weight::Look, ..Self::wall(rule, path, line, what) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}: {}", self.rule, self.what)
    }
}

/// Every finding of every rule, the failing ones first.
///
/// # Errors
/// When a manifest cannot be read as TOML.
pub(crate) fn findings(tree: &Tree) -> Result<Vec<Finding>> {
    let packages = tree.packages()?;
    let mut found = arrows::check(tree, &packages);
    found.extend(budgets::check(tree));
    found.extend(sql::check(tree));
    found.extend(openings::check(tree));
    found.extend(migrations::check(tree));
    found.extend(locales::check(tree, &packages));
    found.extend(words::check(tree));
    found.extend(readmes::check(tree, &packages));
    found.extend(unused::check(tree, &packages));
    found.sort();
    Ok(found)
}

/// The task: prints what is found and fails when a wall is broken.
///
/// # Errors
/// When the checkout cannot be read.
pub(crate) fn command(root: &Path) -> Result<ExitCode> {
    let found = findings(&Tree::read(root)?)?;
    for finding in &found {
        let mark = if finding.weight == Weight::Wall { "" } else { "(a look) " };
        println!("{mark}{finding}");
    }
    let walls = found.iter().filter(|finding| finding.weight == Weight::Wall).count();
    println!("tidy: {walls} to mend, {} to look at", found.len() - walls);
    Ok(if walls == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_tidy() {
        let found = findings(&Tree::read(&crate::root().unwrap()).unwrap()).unwrap();
        let walls: Vec<_> = found.iter().filter(|f| f.weight == Weight::Wall).map(ToString::to_string).collect();
        assert!(walls.is_empty(), "{} to mend:\n{}", walls.len(), walls.join("\n"));
    }

    #[test]
    fn a_finding_reads_as_place_rule_and_sentence() {
        assert_eq!(Finding::wall("sql", "app/src/main.rs", Some(3), "move it").to_string(), "app/src/main.rs:3: sql: move it");
        assert_eq!(Finding::look("budget", "a.rs", None, "long").to_string(), "a.rs: budget: long");
    }

    #[test]
    fn what_fails_stands_before_what_only_asks_for_a_look() {
        let mut found = [Finding::look("a", "a", None, "look"), Finding::wall("z", "z", None, "wall")];
        found.sort();
        assert_eq!(found[0].weight, Weight::Wall);
    }
}
