//! Words that are put together from codes: each has to be there in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sigap_exchange::have::{ClinicalStatus, FacilityStatus, OffloadStatus, TrafficStatus};
use sigap_kernel::{Actor, Lang, World};
use sigap_web::{Visitor, Words};

use crate::pages::device_lines::fault_id;
use crate::pages::have_state::word_id;
use crate::pages::words;
use crate::pass_on::row::{RowState, Why};
use crate::position::faults::FaultKind;
use crate::silence::FeedState;
use crate::{PhoneApp, ProblemKind};

/// Every message id that the codec and this room give as a reason.
const REASONS: &[&str] = &[
    "body-empty",
    "body-too-large?max=65536",
    "body-not-utf8?byte=1",
    "body-not-json",
    "body-is-list",
    "body-truncated",
    "body-malformed?line=1&column=2",
    "body-number-too-large",
    "body-duplicate",
    "body-too-deep?max=16",
    "body-too-many-fields?max=64",
    "field-missing",
    "field-not-text",
    "field-not-number",
    "field-nested",
    "field-fraction",
    "field-negative",
    "field-too-large?max=100000",
    "field-too-long?max=100",
    "field-invisible",
    "field-above?other=kapasitas&value=6&limit=5",
    "calls-too-many?max=200",
    "clock-ahead?minutes=20",
    "clock-behind?minutes=25",
    "clock-ahead-hours?hours=7",
    "clock-behind-hours?hours=8",
    "clock-ahead-days?days=2",
    "clock-behind-days?days=3",
    "ppk-not-yours?sent=0301R002&own=0301R001",
    "ppk-not-set?sent=0301R002",
    "rs-id-not-yours?sent=3374998&own=3374999",
    "rs-id-used-by-other?sent=3374998",
    "pass-ppk-other?code=0301R001",
    "pass-rs-other?code=3374999",
    "address-unknown",
    "address-method",
    "address-without-ppk",
    "address-bad-ppk",
    "address-bad-page",
    "room-not-registered?room=KL2/MLT2",
    "location-not-registered?id=bed-1",
    "rooms-too-many?max=1000",
    "rooms-removed-too-many?max=1000",
    "row-name-shared?n=2",
    "feed-silent-since?minutes=120",
    "problem-unopened",
    "have-not-yours?number=2&sent=0301R002",
    "have-without-code?number=1",
    "have-used-by-other?sent=0301R001",
    "have-not-have",
    "have-no-hospital",
    "have-twice",
    "have-not-time",
    "have-not-point",
    "have-free-though-none",
    "have-types-share-count",
    "have-same-beds",
    "have-same-hospital",
    "have-too-many?max=100",
    "have-not-actual",
    "xml-encoding",
    "xml-not-xml",
    "xml-doctype",
    "xml-entity?line=3&column=7",
    "xml-prefix?line=3&column=7",
    "xml-too-many-nodes?max=200000",
    "xml-too-many-attributes?max=64",
    "xml-too-many-namespaces",
    "upload-gone",
    "file-none",
    "file-empty",
    "file-too-large?max=2",
    "file-too-large-inside",
    "file-not-utf8",
    "file-unreadable",
    "file-html",
    "file-old-excel",
    "file-not-xlsx",
    "file-damaged",
    "file-no-sheet",
    "file-no-such-sheet",
    "file-too-many-rows?max=2000",
    "file-too-many-empty-rows?max=65536",
    "file-too-many-columns?row=3&max=64",
    "file-cell-too-long?row=3&max=1000",
    "file-too-much-text",
    "file-unclosed-quote?row=3",
    "file-no-header",
    "mapping-missing?column=Kosong",
    "mapping-doubled?column=Kosong",
    "mapping-twice?column=Kosong",
    "mapping-no-room",
    "mapping-no-free",
    "cell-formula",
    "cell-formula-error",
    "cell-not-time",
    "cell-only-time",
    "cell-short-year",
    "cell-future",
    "row-no-free",
    "row-length?have=3&want=6",
    "row-twice?row=2",
    "position-unfilled",
    "position-not-number",
    "position-decimal-comma",
    "position-out-of-range?min=-90&max=90",
    "position-not-pair",
    "position-not-flag",
    "position-beside?other=location",
    "position-not-utf8",
    "position-not-time",
    "position-no-zone",
    "position-too-early",
    "position-ahead?minutes=420",
    "position-unknown-word",
    "position-empty",
    "position-nameless",
    "device-taken",
    "device-name-wrong?max=32",
    "device-app-wrong",
    "device-unit-wrong",
    "key-taken",
    "key-name-wrong?max=64",
];

fn both() -> [Words; 2] {
    [Lang::Id, Lang::En].map(|lang| words(&Visitor::of(World::real().ctx(Actor::Anyone).in_lang(lang))))
}

#[test]
fn every_problem_has_a_name_and_something_to_do() {
    for w in both() {
        for kind in ProblemKind::ALL {
            for key in [format!("problem-{kind}"), format!("problem-{kind}-todo")] {
                assert_ne!(w.s(&key), key);
            }
        }
    }
}

#[test]
fn what_is_to_be_done_names_buttons_as_they_are_called_and_a_limit_once() {
    for w in both() {
        assert!(
            w.s("problem-room-todo").contains(&w.s("problem-replay")) && w.s("problem-signature-todo").contains(&w.s("key-new-secret"))
        );
        for limit in ["rooms-too-many?max=977", "rooms-removed-too-many?max=977", "needs-too-many?max=977"] {
            assert_eq!(w.mistake(limit).matches("977").count(), 1, "{limit}");
        }
    }
}

#[test]
fn every_row_that_is_passed_on_says_where_it_stands_and_why() {
    for w in both() {
        let states = RowState::ALL.iter().map(ToString::to_string).chain(["leaving".to_owned()]);
        let whys = Why::ALL.iter().filter(|why| **why != Why::Nothing).map(|why| format!("pass-why-{why}"));
        for key in states.flat_map(|state| [format!("pass-row-{state}"), format!("pass-todo-{state}")]).chain(whys) {
            assert_ne!(w.s(&key), key);
        }
    }
}

#[test]
fn every_column_of_a_file_has_a_name_and_in_indonesian_that_of_the_template() {
    for w in both() {
        for column in sigap_exchange::sheet::Column::ALL {
            let key = format!("col-{}", column.code().replace('_', "-"));
            assert_ne!(w.s(&key), key);
            assert!(w.lang() == Lang::En || w.s(&key) == column.label(), "{column}");
        }
    }
}

#[test]
fn every_fault_of_a_phone_has_a_name_and_something_to_do() {
    for w in both() {
        for id in FaultKind::ALL.iter().map(|kind| fault_id(*kind)) {
            for key in [id.clone(), format!("{id}-todo")] {
                assert_ne!(w.s(&key), key);
            }
        }
        for app in PhoneApp::ALL {
            for key in [format!("app-{app}"), format!("device-how-{app}")] {
                assert_ne!(w.s(&key), key);
            }
        }
    }
}

#[test]
fn every_reason_is_a_sentence_with_its_figures_in_it() {
    for w in both() {
        for reason in REASONS {
            let sentence = w.mistake(reason);
            assert!(sentence.ends_with('.') && !sentence.contains('$') && !sentence.contains('{'), "{reason}: {sentence}");
            let figures = reason.split_once('?').map_or("", |(_, args)| args).split('&').filter_map(|pair| Some(pair.split_once('=')?.1));
            figures.for_each(|figure| assert!(sentence.contains(figure), "{reason}: {sentence}"));
        }
    }
}

#[test]
fn whatever_a_hospital_says_beside_its_beds_has_a_word() {
    let codes = TrafficStatus::ALL.iter().map(|one| word_id("emergency", one.code()));
    let codes = codes.chain(OffloadStatus::ALL.iter().map(|one| word_id("offload", one.code())));
    let codes = codes.chain(FacilityStatus::ALL.iter().map(|one| word_id("building", one.code())));
    for id in codes.chain(ClinicalStatus::ALL.iter().map(|one| word_id("wards", one.code()))) {
        both().iter().for_each(|w| assert_ne!(w.s(&id), id));
    }
}

#[test]
fn every_state_of_a_feed_has_a_word() {
    for w in both() {
        let states = [FeedState::Live, FeedState::Late, FeedState::Silent, FeedState::Never].map(FeedState::code);
        for key in states.into_iter().chain(["off"]).map(|state| format!("feed-{state}")) {
            assert_ne!(w.s(&key), key);
        }
    }
}

/// With which words the ids of reasons begin, in the codecs and in the doors of this room.
const BEGINNINGS: [&str; 15] =
    ["address", "body", "calls", "cell", "clock", "field", "file", "have", "mapping", "need", "needs", "ppk", "room", "row", "xml"];
/// Other codecs than these give no reasons to this room.
const READ: [&str; 7] = [
    "exchange/src/aplicares",
    "exchange/src/bpjs",
    "exchange/src/have",
    "exchange/src/lenient",
    "exchange/src/sheet",
    "exchange/src/siranap",
    "capabilities/intake/src",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        match path.extension() {
            _ if path.ends_with("tests") => {}
            _ if path.is_dir() => rust_files(&path, found),
            Some(extension) if extension == "rs" => found.push(path),
            _ => {}
        }
    }
}

/// The id a text of the program names, with 1 for each of its arguments; `None` when it is no id of a reason.
fn reason_id(text: &str) -> Option<String> {
    let (id, args) = text.split_once('?').unwrap_or((text, ""));
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_id = id.contains('-') && id.split('-').all(is_word) && BEGINNINGS.contains(&id.split('-').next()?);
    let args: Vec<String> = args.split('&').filter_map(|pair| Some(format!("{}=1", pair.split_once('=')?.0))).collect();
    is_id.then(|| if args.is_empty() { id.to_owned() } else { format!("{id}?{}", args.join("&")) })
}

/// Every id of a reason that stands in the codecs and in this room.
fn reasons_in_the_program() -> BTreeSet<String> {
    let (root, mut files) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), Vec::new());
    READ.iter().for_each(|folder| rust_files(&root.join(folder), &mut files));
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        // What stands between quotation marks, in lines that are no comments.
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        found.extend(code.flat_map(|line| line.split('"').skip(1).step_by(2)).filter_map(reason_id));
    }
    found
}

#[test]
fn every_reason_a_codec_can_give_has_its_sentence_in_both_languages() {
    let reasons = reasons_in_the_program();
    let of: BTreeMap<&str, usize> =
        BEGINNINGS.map(|word| (word, reasons.iter().filter(|reason| reason.split('-').next() == Some(word)).count())).into();
    assert!(of.values().all(|found| *found > 0) && reasons.len() > 90, "the ids are looked for in the wrong places: {of:?}");
    // Some are put together from their parts in the program; the table above has them whole.
    let id = |reason: &str| reason.split('?').next().unwrap_or_default().to_owned();
    let whole = |reason: &String| REASONS.iter().find(|whole| id(whole) == id(reason)).map_or(reason.clone(), |whole| (*whole).to_owned());
    for w in both() {
        for reason in reasons.iter().map(whole) {
            let sentence = w.mistake(&reason);
            assert!(sentence.ends_with('.') && !sentence.contains(['$', '{']), "{reason}: {sentence}");
        }
    }
}
