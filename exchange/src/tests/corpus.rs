//! The kept corpora of odd bodies: every file is replayed and must say what the `expected.txt` of its folder says.
//!
//! A body that once surprised us is added as a file with a line `name: what comes out`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{have, update};

fn folder(protocol: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus").join(protocol)
}

fn expected(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect()
}

/// Replays the corpus of a protocol, which had `at_least` so many bodies.
fn replay(protocol: &str, at_least: usize, read: impl Fn(&[u8]) -> Result<String, String>) {
    let folder = folder(protocol);
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name != "expected.txt" {
            let outcome = read(&std::fs::read(entry.path()).unwrap()).map_or_else(|sentence| sentence, |thing| format!("ok {thing}"));
            found.insert(name, outcome);
        }
    }
    assert!(found.len() >= at_least, "the corpus of {protocol} has shrunk");
    assert_eq!(found, expected(&folder), "{protocol}");
}

#[test]
fn every_odd_body_of_aplicares_still_says_what_it_said() {
    replay("aplicares", 30, update);
}

#[test]
fn every_odd_body_of_have_still_says_what_it_said() {
    replay("have", 40, have::summary);
}
