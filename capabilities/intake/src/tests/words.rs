//! Words that are put together from codes: each has to be there in both languages.

use sigap_kernel::{Actor, Lang, World};
use sigap_web::{Visitor, Words};

use crate::ProblemKind;
use crate::pages::words;

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
    "clock-ahead?minutes=420",
    "clock-behind?minutes=25",
    "ppk-not-yours?sent=0301R002&own=0301R001",
    "ppk-not-set?sent=0301R002",
    "address-unknown",
    "address-method",
    "address-without-ppk",
    "address-bad-ppk",
    "address-bad-page",
    "room-not-registered?room=KL2/MLT2",
    "rooms-too-many?max=1000",
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
