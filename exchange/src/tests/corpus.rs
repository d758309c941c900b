//! The kept corpus of odd bodies: every file is replayed and must say what `expected.txt` says.
//!
//! A body that once surprised us is added as a file with a line `name: what comes out`.

use std::collections::BTreeMap;
use std::path::Path;

use super::update;

/// Replays the folder of one protocol: `told` says what comes out of a file, by its name and bytes.
pub(super) fn check_corpus(protocol: &str, files_min: usize, told: impl Fn(&str, &[u8]) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus").join(protocol);
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name != "expected.txt" {
            let outcome = told(&name, &std::fs::read(entry.path()).unwrap());
            found.insert(name, outcome);
        }
    }
    let text = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    let lines = text.lines().map(|line| line.split_once(": ").unwrap());
    let expected: BTreeMap<_, _> = lines.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect();
    assert!(found.len() >= files_min, "the corpus has shrunk");
    assert_eq!(found, expected);
}

#[test]
fn every_odd_body_of_the_corpus_still_says_what_it_said() {
    check_corpus("aplicares", 30, |_, body| update(body).map_or_else(|sentence| sentence, |room| format!("ok {room}")));
}
