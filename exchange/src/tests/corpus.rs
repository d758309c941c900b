//! The kept corpus of odd bodies: every file is replayed and must say what `expected.txt` says.
//!
//! A body that once surprised us is added as a file with a line `name: what comes out`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::update;

fn folder(protocol: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus").join(protocol)
}

fn expected(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect()
}

/// Replays the bodies of one protocol; `said` gives what came of a body, by the name of its file.
pub(super) fn replay(protocol: &str, bodies_min: usize, said: impl Fn(&str, &[u8]) -> String) {
    let folder = folder(protocol);
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name != "expected.txt" {
            let outcome = said(&name, &std::fs::read(entry.path()).unwrap());
            found.insert(name, outcome);
        }
    }
    assert!(found.len() >= bodies_min, "the corpus has shrunk");
    assert_eq!(found, expected(&folder));
}

#[test]
fn every_odd_body_of_the_corpus_still_says_what_it_said() {
    replay("aplicares", 30, |_, body| update(body).map_or_else(|sentence| sentence, |room| format!("ok {room}")));
}
