//! The kept corpus of odd bodies: every file is replayed and must say what `expected.txt` says.
//!
//! A body that once surprised us is added as a file with a line `name: what comes out`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::update;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus/aplicares")
}

fn expected() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("expected.txt")).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect()
}

#[test]
fn every_odd_body_of_the_corpus_still_says_what_it_said() {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name != "expected.txt" {
            let outcome = update(&std::fs::read(entry.path()).unwrap()).map_or_else(|sentence| sentence, |room| format!("ok {room}"));
            found.insert(name, outcome);
        }
    }
    assert!(found.len() >= 30, "the corpus has shrunk");
    assert_eq!(found, expected());
}
