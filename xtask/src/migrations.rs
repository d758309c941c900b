//! Migrations only go forward: their numbers follow one another, and a text that was accepted never changes again.
//!
//! Each `migrations/` folder keeps the checksums of its texts in `CHECKSUMS`. `migrations --accept` adds new lines and refuses changed ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::tidy::Finding;
use crate::tree::Tree;

const RULE: &str = "migrations";
const CHECKSUMS: &str = "CHECKSUMS";

/// A difference between the engines is a pair of texts with these endings.
const ENGINES: [&str; 2] = [".sqlite", ".postgres"];

/// What the task shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Tell,
    Accept,
}

/// One folder of migrations: the texts, and the checksums that were accepted.
struct Folder<'a> {
    path: String,
    texts: BTreeMap<&'a str, &'a str>,
    accepted: BTreeMap<&'a str, &'a str>,
}

/// Findings of every folder of migrations.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    folders(tree).iter().flat_map(|folder| [folder.names(), folder.numbers(), folder.changes(), folder.news()]).flatten().collect()
}

/// The task: tells what is new or changed, or writes the checksums of what is new.
///
/// # Errors
/// When the checkout cannot be read or a list cannot be written.
pub(crate) fn command(root: &Path, wish: Wish) -> Result<ExitCode> {
    let tree = Tree::read(root)?;
    let mut refused = false;
    for folder in folders(&tree) {
        let walls = [folder.names(), folder.numbers(), folder.changes()].concat();
        walls.iter().for_each(|finding| println!("{finding}"));
        refused |= !walls.is_empty();
        for finding in folder.news() {
            println!("{finding}");
        }
        if wish == Wish::Accept && walls.is_empty() {
            let path = root.join(&folder.path).join(CHECKSUMS);
            fs::write(&path, folder.list()).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn folders(tree: &Tree) -> Vec<Folder<'_>> {
    let paths: BTreeSet<&str> = tree.with_extension("sql").filter_map(|(path, _)| Some(path.rsplit_once('/')?.0)).collect();
    let lists = tree.files().filter_map(|(path, _)| path.strip_suffix("/CHECKSUMS"));
    let paths: BTreeSet<&str> = paths.into_iter().chain(lists).filter(|path| path.ends_with("/migrations")).collect();
    paths.into_iter().map(|path| Folder::read(tree, path)).collect()
}

impl<'a> Folder<'a> {
    fn read(tree: &'a Tree, path: &'a str) -> Self {
        let accepted = tree.get(&format!("{path}/{CHECKSUMS}")).unwrap_or_default();
        let accepted = accepted.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect();
        let texts = tree.under(path).filter(|(name, _)| name.ends_with(".sql")).collect();
        Self { path: path.to_owned(), texts, accepted }
    }

    fn wall(&self, name: &str, what: &str) -> Finding {
        Finding::wall(RULE, &format!("{}/{name}", self.path), None, what)
    }

    fn names(&self) -> Vec<Finding> {
        let odd = self.texts.keys().filter(|name| parse(name).is_none());
        let mut found: Vec<_> =
            odd.map(|name| self.wall(name, "call it NNNN_name.sql, or NNNN_name.sqlite.sql with NNNN_name.postgres.sql")).collect();
        for (stem, engines) in self.stems() {
            let whole = engines.contains("");
            let halves = ENGINES.iter().filter(|engine| engines.contains(**engine)).count();
            if (whole && halves > 0) || (!whole && halves == 1) {
                found.push(self.wall(&format!("{stem}.sql"), "one text for both engines, or one for each: not a mixture"));
            }
        }
        found
    }

    /// Name without engine → the engines it is there for; `""` is both.
    fn stems(&self) -> BTreeMap<&'a str, BTreeSet<&'static str>> {
        let mut stems: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (stem, engine) in self.texts.keys().filter_map(|name| parse(name)) {
            stems.entry(stem).or_default().insert(engine);
        }
        stems
    }

    fn numbers(&self) -> Vec<Finding> {
        let stems = self.stems();
        let wrong = stems.keys().zip(1..).filter(|(stem, expected)| stem.get(..4) != Some(&format!("{expected:04}")));
        wrong.map(|(stem, expected)| self.wall(&format!("{stem}.sql"), &format!("the next number is {expected:04}"))).collect()
    }

    fn changes(&self) -> Vec<Finding> {
        let changed = self.accepted.iter().filter_map(|(name, sum)| match self.texts.get(name) {
            None => Some(self.wall(name, "was accepted and is gone: migrations only go forward")),
            Some(text) if checksum(text) != **sum => {
                Some(self.wall(name, "was accepted and has changed: put it back and write a new migration"))
            }
            Some(_) => None,
        });
        changed.collect()
    }

    fn news(&self) -> Vec<Finding> {
        let new = self.texts.keys().filter(|name| !self.accepted.contains_key(*name));
        new.map(|name| self.wall(name, "is new: cargo run -p xtask -- migrations --accept")).collect()
    }

    fn list(&self) -> String {
        let mut list = String::new();
        for (name, text) in &self.texts {
            // Writing to a String cannot fail.
            let _ = writeln!(list, "{}  {name}", checksum(text));
        }
        list
    }
}

/// Name without engine and ending, and the engine (`""` for both).
fn parse(name: &str) -> Option<(&str, &'static str)> {
    let stem = name.strip_suffix(".sql")?;
    let engine = ENGINES.into_iter().find(|engine| stem.ends_with(engine)).unwrap_or("");
    let stem = stem.strip_suffix(engine)?;
    let (number, words) = stem.split_once('_')?;
    let plain = number.len() == 4 && number.chars().all(|c| c.is_ascii_digit());
    let named = !words.is_empty() && words.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (plain && named).then_some((stem, engine))
}

fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sums: String = files.iter().map(|(name, text)| format!("{}  {name}\n", checksum(text))).collect();
        found_with(files, &sums)
    }

    fn found_with(files: &[(&str, &str)], sums: &str) -> Vec<String> {
        let mut all = vec![("r/migrations/CHECKSUMS".to_owned(), sums.to_owned())];
        all.extend(files.iter().map(|(name, text)| (format!("r/migrations/{name}"), (*text).to_owned())));
        let all: Vec<_> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        check(&Tree::of(&all)).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn numbers_follow_one_another_and_engines_come_in_pairs() {
        let good = [("0001_ward.sql", "a"), ("0002_hold.sqlite.sql", "b"), ("0002_hold.postgres.sql", "c"), ("0003_note_2.sql", "d")];
        assert_eq!(found(&good), Vec::<String>::new());
    }

    #[test]
    fn a_wrong_name_number_or_pair_is_found() {
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&[("1_ward.sql", "a")], "call it NNNN_name.sql"),
            (&[("0001_Ward.sql", "a")], "call it NNNN_name.sql"),
            (&[("0002_ward.sql", "a")], "the next number is 0001"),
            (&[("0001_ward.sql", "a"), ("0001_bed.sql", "b")], "the next number is 0002"),
            (&[("0001_ward.sqlite.sql", "a")], "not a mixture"),
            (&[("0001_ward.sql", "a"), ("0001_ward.sqlite.sql", "a")], "not a mixture"),
        ];
        for (files, expected) in cases {
            let found = found(files);
            assert!(found.iter().any(|finding| finding.contains(expected)), "{expected}: {found:?}");
        }
    }

    #[test]
    fn what_was_accepted_never_changes() {
        let sums = format!("{}  0001_ward.sql\n", checksum("a"));
        assert!(found_with(&[("0001_ward.sql", "b")], &sums)[0].contains("has changed"));
        assert!(found_with(&[], &sums)[0].contains("is gone"));
        assert!(found_with(&[("0001_ward.sql", "a"), ("0002_bed.sql", "b")], &sums)[0].contains("is new"));
    }

    #[test]
    fn accepting_adds_the_new_and_leaves_the_changed() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("r/migrations");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("0001_ward.sql"), "a").unwrap();
        assert_eq!(command(top.path(), Wish::Accept).unwrap(), ExitCode::SUCCESS);
        let list = fs::read_to_string(folder.join("CHECKSUMS")).unwrap();
        assert_eq!(list, format!("{}  0001_ward.sql\n", checksum("a")));

        fs::write(folder.join("0001_ward.sql"), "b").unwrap();
        assert_eq!(command(top.path(), Wish::Accept).unwrap(), ExitCode::FAILURE);
        assert_eq!(fs::read_to_string(folder.join("CHECKSUMS")).unwrap(), list);
    }
}
