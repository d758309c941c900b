//! `Message`: what one call brought, all of it right, or nothing of it.

use std::collections::HashSet;

use sigap_kernel::Zone;

use super::distribution::{self, Distribution};
use super::fault::{ElementFault, HaveFault};
use super::hospital::Hospital;
use super::reader::Reader;
use crate::lenient::xml::{Element, xml_text, xml_tree};

/// Most bytes of one message; a hospital takes about 2,000.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Most hospitals in one message.
pub const HOSPITALS_MAX: usize = 500;

/// Which HAVE it is, told by the outermost element, as namespaces are not to be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.0: `HospitalStatus` with `Hospital`.
    One,
    /// 2.0: `HAVE` with `facility`. Only names that both share are read.
    Two,
}

impl Version {
    /// What a hospital is called.
    const fn hospital(self) -> &'static str {
        match self {
            Self::One => "Hospital",
            Self::Two => "facility",
        }
    }

    /// What `element` is, if it is a report.
    pub(super) fn of(element: Element<'_>) -> Option<Self> {
        [(Self::One, "HospitalStatus"), (Self::Two, "HAVE")].into_iter().find(|(_, name)| element.is(name)).map(|(version, _)| version)
    }
}

/// The hospitals of one message, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Which HAVE it was.
    pub version: Version,
    /// At least one, no id twice.
    pub hospitals: Vec<Hospital>,
}

impl Message {
    /// Reads a message; times without a zone are those of `zone`.
    ///
    /// # Errors
    /// The body cannot be read, is no HAVE message, or has mistakes: all of them are named, and nothing is taken.
    pub fn read(body: &[u8], zone: Zone) -> Result<Self, HaveFault> {
        let text = xml_text(body, BODY_BYTES_MAX)?;
        let tree = xml_tree(&text)?;
        let mut reader = Reader::new(zone);
        let Distribution { version, reports } = distribution::open(Element::root(&tree), &mut reader)?;
        let found: Vec<_> = reports.iter().flat_map(|report| report.all(version.hospital())).collect();
        let hospitals = hospitals(&mut reader, version, &found);
        let mistakes = reader.finish();
        if !mistakes.is_empty() {
            return Err(HaveFault::Elements(mistakes));
        }
        if hospitals.is_empty() { Err(HaveFault::NoHospital) } else { Ok(Self { version, hospitals }) }
    }
}

fn hospitals(reader: &mut Reader, version: Version, found: &[Element<'_>]) -> Vec<Hospital> {
    if found.len() > HOSPITALS_MAX {
        reader.wrong(version.hospital(), ElementFault::TooMany { max: HOSPITALS_MAX });
        return Vec::new();
    }
    let mut ids = HashSet::new();
    let mut hospitals = Vec::with_capacity(found.len());
    for (number, hospital) in (1..).zip(found) {
        reader.at(number, 0);
        let hospital = Hospital::take(reader, *hospital, version);
        if hospital.id.as_ref().is_some_and(|id| !ids.insert(id.clone())) {
            reader.wrong("OrganisationID", ElementFault::SameHospital);
        }
        hospitals.push(hospital);
    }
    hospitals
}
