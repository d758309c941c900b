//! `Hospital`: who reports, where it is, when, and what it can take in.

use sigap_kernel::{GeoPoint, UtcMs, coded_enum};

use super::beds::{self, BedLine};
use super::emergency::{self, EmergencyStatus};
use super::fault::ElementFault;
use super::message::Version;
use super::reader::Reader;
use crate::lenient::FieldFault;
use crate::lenient::xml::Element;

/// Longest id of a hospital, in characters.
const ID_CHARS_MAX: usize = 50;
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 200;

coded_enum! {
    /// Whether the building can be used.
    pub enum FacilityStatus {
        /// As always.
        Normal = "Normal",
        /// Some of it cannot be used.
        Compromised = "Compromised",
        /// It is being left.
        Evacuating = "Evacuating",
        /// It takes nobody.
        Closed = "Closed",
    }
}

coded_enum! {
    /// Whether the wards together can take more.
    pub enum ClinicalStatus {
        /// They can.
        Normal = "Normal",
        /// They cannot.
        Full = "Full",
    }
}

/// One hospital as it reports itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Hospital {
    /// Its id in the sender's system (`OrganisationID`); `None` when only a name was sent.
    pub id: Option<String>,
    /// Its name for people; `None` when only an id was sent. Never both absent.
    pub name: Option<String>,
    /// Where it is.
    pub geo: Option<GeoPoint>,
    /// When the sender last changed anything of it; `None` only in 2.0, where the element's name is not known for certain.
    pub last_update: Option<UtcMs>,
    /// Its beds, no type with the same sub-category twice. [`super::counted`] says what may be added up.
    pub beds: Vec<BedLine>,
    /// Its emergency department; `None` when nothing is said of it.
    pub emergency: Option<EmergencyStatus>,
    /// Whether its building can be used; `None` is unknown.
    pub facility: Option<FacilityStatus>,
    /// Whether its wards can take more; `None` is unknown.
    pub clinical: Option<ClinicalStatus>,
}

impl Hospital {
    pub(super) fn take(reader: &mut Reader, hospital: Element<'_>, version: Version) -> Self {
        let (id, name, geo) = match version {
            Version::One => organization(reader, hospital),
            Version::Two => facility_information(reader, hospital),
        };
        if id.is_none() && name.is_none() {
            reader.wrong("OrganisationID", ElementFault::Field(FieldFault::Missing));
        }
        let emergency = emergency::take(reader, hospital);
        let beds = beds::take(reader, hospital);
        let status = reader.child(hospital, "HospitalFacilityStatus").unwrap_or(hospital);
        Self {
            id,
            name,
            geo,
            beds,
            emergency,
            facility: reader.word(status, "FacilityStatus", FacilityStatus::ALL, FacilityStatus::code),
            clinical: reader.word(status, "ClinicalStatus", ClinicalStatus::ALL, ClinicalStatus::code),
            last_update: last_update(reader, hospital, version),
        }
    }
}

type Identity = (Option<String>, Option<String>, Option<GeoPoint>);

/// `Organization`, 1.0. Sahana writes the id as `ID` instead of `OrganisationID`; a few write American `z`.
fn organization(reader: &mut Reader, hospital: Element<'_>) -> Identity {
    let Some(organization) = reader.child(hospital, "Organization") else { return (None, None, None) };
    let information = reader.child(organization, "OrganizationInformation").unwrap_or(organization);
    let name = reader.child(information, "OrganisationName").or_else(|| reader.child(information, "OrganizationName"));
    let id = name.and_then(|name| ["OrganisationID", "OrganizationID", "ID"].iter().find_map(|attribute| name.attribute(attribute)));
    let id = id.and_then(|id| reader.code(id, "OrganisationID", ID_CHARS_MAX));
    let name = name.and_then(|name| name_of(reader, name));
    let geo = reader.child(organization, "OrganizationGeoLocation").and_then(|place| geo(reader, place));
    (id, name, geo)
}

/// A name may be cut into several elements.
fn name_of(reader: &mut Reader, name: Element<'_>) -> Option<String> {
    let parts: Vec<_> = name.all("NameElement").filter_map(|part| reader.own_text(part, "NameElement")).collect();
    reader.label(&parts.join(" "), "NameElement", NAME_CHARS_MAX)
}

/// `facilityInformation`, 2.0.
fn facility_information(reader: &mut Reader, facility: Element<'_>) -> Identity {
    let Some(information) = reader.child(facility, "facilityInformation") else { return (None, None, None) };
    let id = reader.text(information, "facilityID").and_then(|id| reader.code(&id, "facilityID", ID_CHARS_MAX));
    let name = reader.text(information, "facilityName").and_then(|name| reader.label(&name, "facilityName", NAME_CHARS_MAX));
    let geo = reader.child(information, "facilityGeoLocation").and_then(|place| geo(reader, place));
    (id, name, geo)
}

/// `gml:pos`, however deep. Other shapes than a point are not looked at.
fn geo(reader: &mut Reader, place: Element<'_>) -> Option<GeoPoint> {
    let mut found = Vec::new();
    place.within("pos", &mut found);
    match found.as_slice() {
        [] => None,
        [pos] => reader.point(*pos, "pos"),
        _ => {
            reader.wrong("pos", ElementFault::Twice);
            None
        }
    }
}

/// Required in 1.0: a number without its time cannot be told fresh from old.
fn last_update(reader: &mut Reader, hospital: Element<'_>, version: Version) -> Option<UtcMs> {
    let is_sent = hospital.all("LastUpdateTime").next().is_some_and(|sent| sent.text().map_or(true, |text| !text.trim().is_empty()));
    if !is_sent && version == Version::One {
        reader.wrong("LastUpdateTime", ElementFault::Field(FieldFault::Missing));
    }
    reader.time(hospital, "LastUpdateTime")
}
