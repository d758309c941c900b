//! Tests of whole HAVE messages: the samples, bad input with its sentences, what is written, properties.

mod bad_input;
mod client;
mod properties;
mod samples;
mod schema;
mod untidy;

use sigap_kernel::Zone;

use crate::have::{BedLine, BedTypeCode, EmergencyStatus, Hospital, HospitalOut, Message, Triage};

/// What a POST of `body` gives: the hospitals in one line, or the sentence.
pub(super) fn summary(body: &[u8]) -> Result<String, String> {
    let message = Message::read(body, Zone::Wib).map_err(|fault| fault.to_string())?;
    let hospitals: Vec<_> = message.hospitals.iter().map(hospital).collect();
    Ok(hospitals.join(" | "))
}

fn hospital(hospital: &Hospital) -> String {
    let beds: Vec<_> = hospital.beds.iter().map(bed).collect();
    let mut parts = vec![format!("{} {:?}", or_unknown(hospital.id.as_deref()), hospital.name.as_deref().unwrap_or("?"))];
    parts.extend(hospital.geo.map(|geo| format!("@{},{}", geo.lat(), geo.lon())));
    parts.push(hospital.last_update.map_or_else(|| "?".to_owned(), |time| time.rfc3339().replace(".000Z", "Z")));
    parts.push(format!("[{}]", beds.join(", ")));
    parts.extend(hospital.emergency.as_ref().map(emergency));
    parts.extend(hospital.facility.map(|status| format!("facility {status}")));
    parts.extend(hospital.clinical.map(|status| format!("clinical {status}")));
    parts.join(" ")
}

fn bed(line: &BedLine) -> String {
    let bed_type = match &line.bed_type {
        BedTypeCode::Known(known) => known.code().to_owned(),
        BedTypeCode::Unknown(word) => format!("{word:?}"),
    };
    let part = line.sub_category.as_deref().map(|part| format!("/{part}")).unwrap_or_default();
    let more = line.additional_24h.map(|more| format!("+{more}")).unwrap_or_default();
    let status = or_unknown(line.status.map(|status| if status.code() == "NotAvailable" { "no" } else { "yes" }));
    format!("{bed_type}{part} {status} {}/{}{more}", number(line.available), number(line.baseline))
}

fn emergency(status: &EmergencyStatus) -> String {
    let triage = |of: &Triage| [of.red, of.yellow, of.green, of.black].map(number).join(",");
    let (traffic, offload) = (status.traffic.map(|one| one.code()), status.offload.map(|one| one.code()));
    let minutes = number(status.offload_min);
    let (can, has) = (triage(&status.capacity), triage(&status.census));
    format!("ED {} {:?} can {can} has {has} wait {} {minutes}", or_unknown(traffic), status.traffic_reason, or_unknown(offload))
}

fn or_unknown(text: Option<&str>) -> &str {
    text.unwrap_or("?")
}

fn number(count: Option<u32>) -> String {
    count.map_or_else(|| "?".to_owned(), |count| count.to_string())
}

/// A good message (invented) whose hospital holds `inner` between its name and its time.
fn message_with(inner: &str) -> String {
    format!(
        "<HospitalStatus><Hospital><Organization><OrganizationInformation><OrganisationName OrganisationID=\"3374999\">\
         <NameElement>RS Rekaan</NameElement></OrganisationName></OrganizationInformation></Organization>{inner}\
         <LastUpdateTime>2026-11-22T10:15:00+07:00</LastUpdateTime></Hospital></HospitalStatus>"
    )
}

/// A good message with one bed line that holds `inner`.
fn bed_with(inner: &str) -> String {
    message_with(&format!("<HospitalBedCapacityStatus><BedCapacity>{inner}</BedCapacity></HospitalBedCapacityStatus>"))
}

/// A hospital that was read, ready to be written again.
fn again(hospital: &Hospital) -> HospitalOut<'_> {
    HospitalOut {
        id: hospital.id.as_deref(),
        name: hospital.name.as_deref().unwrap_or_default(),
        geo: hospital.geo,
        last_update: hospital.last_update.unwrap_or(sigap_kernel::UtcMs(0)),
        beds: &hospital.beds,
        emergency: hospital.emergency.as_ref(),
        facility: hospital.facility,
        clinical: hospital.clinical,
    }
}
