//! The envelope EDXL-DE, in which HAVE normally travels: opened, and only if it brings a report of what really is.

use std::borrow::Cow;

use super::fault::{ElementFault, HaveFault};
use super::message::Version;
use super::reader::Reader;
use crate::lenient::xml::Element;

/// The envelope's outermost element.
const ENVELOPE: &str = "EDXLDistribution";
/// Whether it is meant: `Actual`, `Exercise`, `System` or `Test`.
const STATUS: &str = "distributionStatus";
/// What it is for, `Report`, `Update`, `Cancel`, `Error` …; under its name of 1.0 and of 2.0.
const KINDS: [&str; 2] = ["distributionType", "distributionKind"];
/// Kinds that take something back instead of reporting it.
const KINDS_NOT_TAKEN: [&str; 2] = ["Cancel", "Error"];

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
    if word(reader, root, STATUS).is_some_and(|status| !status.eq_ignore_ascii_case("Actual")) {
        reader.wrong(STATUS, ElementFault::NotActual);
    }
    for name in KINDS {
        if word(reader, root, name).is_some_and(|kind| KINDS_NOT_TAKEN.iter().any(|known| known.eq_ignore_ascii_case(&kind))) {
            reader.wrong(name, ElementFault::NotActual);
        }
    }
    let mut reports = Vec::new();
    root.within("HospitalStatus", &mut reports);
    if reports.is_empty() {
        root.within("HAVE", &mut reports);
    }
    let version = reports.first().copied().and_then(Version::of);
    version.map(|version| Distribution { version, reports }).ok_or(HaveFault::NotHave)
}

/// What stands in an element of the envelope; in 2.0 it stands in a `Value` within.
fn word<'a>(reader: &mut Reader, root: Element<'a>, name: &'static str) -> Option<Cow<'a, str>> {
    let element = reader.child(root, name)?;
    let mut values = Vec::new();
    element.within("Value", &mut values);
    reader.own_text(values.first().copied().unwrap_or(element), name)
}
