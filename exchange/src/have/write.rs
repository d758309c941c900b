//! Writes HAVE 1.0 by the letter of its schema: the elements in its order, numbers only where they are known.

use std::fmt::{self, Write};

use sigap_kernel::{GeoPoint, UtcMs};

use super::beds::BedLine;
use super::codes::BedTypeCode;
use super::emergency::{EmergencyStatus, Triage};
use super::hospital::{ClinicalStatus, FacilityStatus};

const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<HospitalStatus xmlns=\"urn:oasis:names:tc:emergency:EDXL:HAVE:1.0\" xmlns:xpil=\"urn:oasis:names:tc:ciq:xpil:3\"",
    " xmlns:xnl=\"urn:oasis:names:tc:ciq:xnl:3\" xmlns:gml=\"http://www.opengis.net/gml\">\n",
);
const TAIL: &str = "</HospitalStatus>\n";
/// Bytes one hospital takes, to ask for memory once.
const HOSPITAL_BYTES: usize = 2_048;

/// One hospital as Sigap reports it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HospitalOut<'a> {
    /// Its code.
    pub id: Option<&'a str>,
    /// Its name for people.
    pub name: &'a str,
    /// Where it is.
    pub geo: Option<GeoPoint>,
    /// When the oldest of its counts was reported: no number is fresher than this.
    pub last_update: UtcMs,
    /// Its beds, for example from [`super::lines_of`]. A type that the standard does not know cannot be written and is left out.
    pub beds: &'a [BedLine],
    /// Its emergency department.
    pub emergency: Option<&'a EmergencyStatus>,
    /// Whether its building can be used.
    pub facility: Option<FacilityStatus>,
    /// Whether its wards can take more.
    pub clinical: Option<ClinicalStatus>,
}

/// The message about these hospitals.
#[must_use]
pub fn write(hospitals: &[HospitalOut<'_>]) -> String {
    let mut out = Xml(String::with_capacity(HEAD.len() + TAIL.len() + hospitals.len() * HOSPITAL_BYTES));
    out.raw(HEAD);
    for (number, hospital) in (1..).zip(hospitals) {
        out.element("Hospital", |out| write_hospital(out, number, hospital));
        out.raw("\n");
    }
    out.raw(TAIL);
    out.0
}

/// `number` makes the id of the point unique within the message.
fn write_hospital(out: &mut Xml, number: u32, hospital: &HospitalOut<'_>) {
    out.element("Organization", |out| write_organization(out, number, hospital));
    if let Some(emergency) = hospital.emergency {
        out.element("EmergencyDepartmentStatus", |out| write_emergency(out, emergency));
    }
    let mut known = hospital.beds.iter().filter(|line| matches!(line.bed_type, BedTypeCode::Known(_))).peekable();
    if known.peek().is_some() {
        out.element("HospitalBedCapacityStatus", |out| known.for_each(|line| write_line(out, line)));
    }
    if hospital.facility.is_some() || hospital.clinical.is_some() {
        out.element("HospitalFacilityStatus", |out| {
            out.word("ClinicalStatus", hospital.clinical.map(ClinicalStatus::code));
            out.word("FacilityStatus", hospital.facility.map(FacilityStatus::code));
        });
    }
    out.leaf("LastUpdateTime", &hospital.last_update.rfc3339());
}

fn write_organization(out: &mut Xml, number: u32, hospital: &HospitalOut<'_>) {
    out.element("OrganizationInformation", |out| {
        out.raw("<xnl:OrganisationName");
        if let Some(id) = hospital.id {
            out.raw(" xnl:OrganisationID=\"");
            out.text(id);
            out.raw("\"");
        }
        out.raw(">");
        out.leaf("xnl:NameElement", hospital.name);
        out.raw("</xnl:OrganisationName>");
    });
    if let Some(geo) = hospital.geo {
        let (lat, lon) = (geo.lat(), geo.lon());
        let point = format_args!("<gml:Point gml:id=\"rs-{number}\"><gml:pos>{lat} {lon}</gml:pos></gml:Point>");
        out.element("OrganizationGeoLocation", |out| out.plain(point));
    }
}

fn write_emergency(out: &mut Xml, emergency: &EmergencyStatus) {
    if emergency.traffic.is_some() || emergency.traffic_reason.is_some() {
        out.element("EMSTraffic", |out| {
            out.word("EMSTrafficStatus", emergency.traffic.map(|status| status.code()));
            out.word("EMSTrafficReason", emergency.traffic_reason.as_deref());
        });
    }
    write_triage(out, "EMSCapacity", &emergency.capacity);
    write_triage(out, "EMSCensus", &emergency.census);
    if emergency.offload.is_some() || emergency.offload_min.is_some() {
        out.element("EMSAmbulanceStatus", |out| {
            out.word("EMSOffloadStatus", emergency.offload.map(|status| status.code()));
            out.count("EMSOffloadMinutes", emergency.offload_min);
        });
    }
}

fn write_triage(out: &mut Xml, name: &str, triage: &Triage) {
    if *triage == Triage::default() {
        return;
    }
    out.element(name, |out| {
        for (code, patients) in triage.by_code().into_iter().filter(|(_, patients)| patients.is_some()) {
            out.element("TriageCode", |out| {
                out.leaf("TriageCodeValue", code);
                out.count("TriageCountQuantity", patients);
            });
        }
    });
}

fn write_line(out: &mut Xml, line: &BedLine) {
    let BedTypeCode::Known(bed_type) = line.bed_type else { return };
    let has_counts = line.status.is_some() || [line.available, line.baseline, line.additional_24h].iter().any(Option::is_some);
    out.element("BedCapacity", |out| {
        out.leaf("BedType", bed_type.code());
        out.word("SubCategoryBedType", line.sub_category.as_deref());
        if has_counts {
            out.element("Capacity", |out| {
                out.word("CapacityStatus", line.status.map(|status| status.code()));
                out.count("AvailableCount", line.available);
                out.count("BaselineCount", line.baseline);
                out.count("AdditionalCapacityCount24Hr", line.additional_24h);
            });
        }
    });
}

/// XML being written.
struct Xml(String);

impl Xml {
    fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.plain(format_args!("<{name}>"));
        content(self);
        self.plain(format_args!("</{name}>"));
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.element(name, |out| out.text(text));
    }

    fn word(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    fn count(&mut self, name: &str, count: Option<u32>) {
        if let Some(count) = count {
            self.element(name, |out| out.plain(format_args!("{count}")));
        }
    }

    /// What needs no escape.
    fn plain(&mut self, what: fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        let _ = self.0.write_fmt(what);
    }

    /// Text or a quoted value. Characters that XML 1.0 cannot hold, even escaped, are dropped; blanks other than the space would be
    /// changed by a reader of an attribute, so they are escaped.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\t' => self.raw("&#9;"),
                '\n' => self.raw("&#10;"),
                '\r' => self.raw("&#13;"),
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                _ => self.0.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_and_loses_only_what_xml_cannot_hold() {
        let mut out = Xml(String::new());
        out.text("RS \"A&B\" <1>\t\u{0}\u{b}é病\u{fffe}😀]]>");
        assert_eq!(out.0, "RS &quot;A&amp;B&quot; &lt;1&gt;&#9;é病😀]]&gt;");
    }

    #[test]
    fn what_is_not_known_is_not_written() {
        let hospital = HospitalOut {
            id: None,
            name: "RS Rekaan",
            geo: None,
            last_update: UtcMs(0),
            beds: &[],
            emergency: Some(&EmergencyStatus::default()),
            facility: None,
            clinical: None,
        };
        let expected = "<Hospital><Organization><OrganizationInformation><xnl:OrganisationName><xnl:NameElement>RS Rekaan</xnl:NameElement>\
                        </xnl:OrganisationName></OrganizationInformation></Organization>\
                        <EmergencyDepartmentStatus></EmergencyDepartmentStatus>\
                        <LastUpdateTime>1970-01-01T00:00:00.000Z</LastUpdateTime></Hospital>\n";
        assert_eq!(write(&[hospital]), format!("{HEAD}{expected}{TAIL}"));
        assert_eq!(write(&[]), format!("{HEAD}{TAIL}"));
    }
}
