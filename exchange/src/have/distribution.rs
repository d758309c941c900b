//! The envelope EDXL-DE, in which HAVE normally travels: opened, and only if it brings a report of what really is.

use super::fault::{ElementFault, HaveFault};
use super::message::Version;
use super::reader::Reader;
use crate::lenient::xml::Element;

/// The envelope's outermost element.
const ENVELOPE: &str = "EDXLDistribution";
/// Whether it is meant: `Actual`, `Exercise`, `System` or `Test`.
const STATUS: &str = "distributionStatus";
/// What it is for: `Report`, `Update`, `Cancel`, `Error` …
const TYPE: &str = "distributionType";
/// Types that take something back instead of reporting it.
const TYPES_NOT_TAKEN: [&str; 2] = ["Cancel", "Error"];

/// The reports that were found, all of one version.
#[derive(Debug)]
pub(super) struct Distribution<'a> {
    pub(super) version: Version,
    pub(super) reports: Vec<Element<'a>>,
}

/// Opens the envelope, or takes a report without one.
///
/// Beds of an exercise shown as real ones would send real patients, so anything but `Actual` is a mistake.
pub(super) fn open<'a>(root: Element<'a>, reader: &mut Reader) -> Result<Distribution<'a>, HaveFault> {
    if !root.is(ENVELOPE) {
        return Version::of(root).map(|version| Distribution { version, reports: vec![root] }).ok_or(HaveFault::NotHave);
    }
    if reader.text(root, STATUS).is_some_and(|status| !status.eq_ignore_ascii_case("Actual")) {
        reader.wrong(STATUS, ElementFault::NotActual);
    }
    if reader.text(root, TYPE).is_some_and(|kind| TYPES_NOT_TAKEN.iter().any(|word| word.eq_ignore_ascii_case(&kind))) {
        reader.wrong(TYPE, ElementFault::NotActual);
    }
    let mut reports = Vec::new();
    root.within("HospitalStatus", &mut reports);
    if reports.is_empty() {
        root.within("HAVE", &mut reports);
    }
    let version = reports.first().copied().and_then(Version::of);
    version.map(|version| Distribution { version, reports }).ok_or(HaveFault::NotHave)
}
