//! The samples of the reference collection (synthetic), each replayed. They are read where they lie, never copied.

use std::path::{Path, PathBuf};

use sigap_kernel::Zone;

use super::{again, summary};
use crate::have::{Message, Version, write};

/// The folder of the reference samples, if it lies beside this checkout; says so where it does not.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/samples");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("the reference samples are not beside this checkout ({}): nothing was replayed", folder.display());
    None
}

fn check(name: &str, expected: &str) {
    if let Some(folder) = folder() {
        assert_eq!(summary(&std::fs::read(folder.join(name)).unwrap()).as_deref(), Ok(expected), "{name}");
    }
}

#[test]
fn the_sample_of_the_standard_is_read() {
    check(
        "edxl-have.xml",
        "3374999 \"RS Contoh Kota\" @-6.9903,110.4229 2026-11-22T03:15:00Z [AdultICU yes 1/10, MedicalSurgical yes 41/180+12, \
         NegativeFlowIsolation no 0/4] ED Advisory Some(\"IGD padat\") can 2,5,?,? has ?,?,?,? wait Delayed 35 facility Normal clinical Normal",
    );
}

#[test]
fn the_sample_with_the_deviations_of_sahana_is_read() {
    check(
        "edxl-have-sahana-variant.xml",
        "3374999 \"RS Contoh Kota\" 2026-11-22T10:15:00Z [AdultICU yes 2/10] ED Normal None can ?,?,?,? has ?,?,?,? wait ? ?",
    );
}

#[test]
fn the_sample_of_2_0_is_read_as_far_as_it_is_known() {
    check("edxl-have-2.0-skeleton.xml", "3374999 \"RS Contoh Kota\" @-6.9903,110.4229 ? []");
}

#[test]
fn the_sample_of_the_standard_written_again_has_the_same_elements() {
    let Some(folder) = folder() else { return };
    let sample = std::fs::read_to_string(folder.join("edxl-have.xml")).unwrap();
    let message = Message::read(sample.as_bytes(), Zone::Wib).unwrap();
    assert_eq!(message.version, Version::One);
    let written = write(&[again(&message.hospitals[0])]);
    // What Sigap does not carry is taken out of the sample; the rest is the same to the element, its name and its namespace.
    let not_carried = ["ServiceCoverageStatus", "SecurityStatus", "HospitalResourcesStatus"];
    assert_eq!(elements(&written, &[]), elements(&sample, &not_carried));
}

/// Every element with its namespace, and the names of its attributes, in the order of the text.
fn elements(xml: &str, without: &[&str]) -> Vec<String> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let is_left_out = |node: &roxmltree::Node<'_, '_>| node.ancestors().any(|above| without.contains(&above.tag_name().name()));
    let kept = tree.root().descendants().filter(roxmltree::Node::is_element).filter(|node| !is_left_out(node));
    let name = |uri: Option<&str>, name: &str| format!("{{{}}}{name}", uri.unwrap_or_default());
    kept.map(|node| {
        let attributes: Vec<_> = node.attributes().map(|one| name(one.namespace(), one.name())).collect();
        format!("{} {attributes:?}", name(node.tag_name().namespace(), node.tag_name().name()))
    })
    .collect()
}

#[test]
fn no_sample_of_the_collection_is_left_out() {
    let Some(folder) = folder() else { return };
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with("edxl-have")).count(), 3, "the collection has a sample that is not replayed here");
}
