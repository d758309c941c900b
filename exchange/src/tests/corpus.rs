//! The kept corpus of odd bodies: every file is replayed and must say what `expected.txt` says.
//!
//! A body that once surprised us is added as a file with a line `name: what comes out`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{sheet, update};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus").join(name)
}

fn expected(name: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder(name).join("expected.txt")).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect()
}

/// Replays every body of a folder that has at least `files` of them.
fn replay(name: &str, files: usize, told: impl Fn(&[u8]) -> String) {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder(name)).unwrap().map(Result::unwrap) {
        let file = entry.file_name().into_string().unwrap();
        if file != "expected.txt" {
            found.insert(file, told(&std::fs::read(entry.path()).unwrap()));
        }
    }
    assert!(found.len() >= files, "the corpus has shrunk");
    assert_eq!(found, expected(name));
}

#[test]
fn every_odd_body_of_the_corpus_still_says_what_it_said() {
    replay("aplicares", 30, |body| update(body).map_or_else(|sentence| sentence, |room| format!("ok {room}")));
}

#[test]
fn every_odd_bed_list_of_the_corpus_still_says_what_it_said() {
    replay("sheet", 30, sheet::told);
}
