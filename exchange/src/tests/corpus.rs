//! The kept corpora of odd bodies: every file is replayed and must say what the `expected.txt` of its folder says.
//!
//! A body that once surprised us is added as a file with a line `name: what comes out`.

use std::collections::BTreeMap;
use std::path::Path;

use super::{have, sheet, update};

/// Replays every body of a protocol's folder through `say`, which gets the name of the file and its bytes.
pub(super) fn replay(protocol: &str, at_least: usize, say: impl Fn(&str, &[u8]) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/corpus").join(protocol);
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name != "expected.txt" {
            let outcome = say(&name, &std::fs::read(entry.path()).unwrap());
            found.insert(name, outcome);
        }
    }
    assert!(found.len() >= at_least, "the corpus of {protocol} has shrunk");
    assert_eq!(found, expected(&folder));
}

fn expected(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).collect()
}

#[test]
fn every_odd_body_of_aplicares_still_says_what_it_said() {
    replay("aplicares", 30, |_, body| update(body).map_or_else(|sentence| sentence, |room| format!("ok {room}")));
}

#[test]
fn every_odd_body_of_have_still_says_what_it_said() {
    replay("have", 40, |_, body| have::summary(body).map_or_else(|sentence| sentence, |message| format!("ok {message}")));
}

#[test]
fn every_odd_bed_list_still_says_what_it_said() {
    replay("sheet", 30, |_, body| sheet::told(body));
}
