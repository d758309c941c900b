//! Codecs whose messages are XML: EDXL-HAVE, and the first generation of RS Online.

use anyhow::{Result, anyhow};
use sigap_exchange::have::{self, Hospital, HospitalOut, Message};
use sigap_exchange::siranap::v1;
use sigap_kernel::{UtcMs, Zone};

use super::{Codec, Load};

/// Hospitals of a large message.
const HOSPITALS: usize = 300;
/// Wards of a large report.
const WARDS: usize = 450;

pub(super) fn codecs() -> Result<Vec<Codec>> {
    Ok(vec![have_read("HAVE read, on one line", false), have_read("HAVE read, indented", true), have_write()?, ranap("RS Online 1 read")])
}

/// A hospital (invented) as simple systems report it: three lines of beds and the emergency department.
fn hospital(number: usize) -> String {
    let line = |bed_type: &str, free: usize, beds: usize| {
        format!(
            "<BedCapacity><BedType>{bed_type}</BedType><Capacity><CapacityStatus>Vacant/Available</CapacityStatus>\
             <AvailableCount>{free}</AvailableCount><BaselineCount>{beds}</BaselineCount></Capacity></BedCapacity>"
        )
    };
    let lines = [line("AdultICU", 1, 10), line("MedicalSurgical", 41, 180), line("NegativeFlowIsolation", 2, 4)].concat();
    format!(
        "<Hospital><Organization><OrganizationInformation><xnl:OrganisationName xnl:OrganisationID=\"33740{number:02}\">\
         <xnl:NameElement>RS Rekaan &amp; Mitra {number}</xnl:NameElement></xnl:OrganisationName></OrganizationInformation>\
         <OrganizationGeoLocation><gml:Point gml:id=\"rs-{number}\"><gml:pos>-6.9903 110.4229</gml:pos></gml:Point></OrganizationGeoLocation>\
         </Organization><EmergencyDepartmentStatus><EMSTraffic><EMSTrafficStatus>Normal</EMSTrafficStatus></EMSTraffic>\
         </EmergencyDepartmentStatus><HospitalBedCapacityStatus>{lines}</HospitalBedCapacityStatus>\
         <HospitalFacilityStatus><FacilityStatus>Normal</FacilityStatus></HospitalFacilityStatus>\
         <LastUpdateTime>2026-11-22T10:15:00+07:00</LastUpdateTime></Hospital>"
    )
}

fn message(hospitals: usize, is_indented: bool) -> Vec<u8> {
    let all: String = (0..hospitals).map(hospital).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HospitalStatus xmlns=\"urn:oasis:names:tc:emergency:EDXL:HAVE:1.0\" \
         xmlns:xnl=\"urn:oasis:names:tc:ciq:xnl:3\" xmlns:gml=\"http://www.opengis.net/gml\">{all}</HospitalStatus>"
    );
    if is_indented { text.replace("><", ">\r\n        <") } else { text }.into_bytes()
}

fn have_read(name: &'static str, is_indented: bool) -> Codec {
    let load = |hospitals| {
        Load::other(message(hospitals, is_indented), |body| Message::read(body, Zone::Wib).map_or(0, |read| read.hospitals.len()))
    };
    Codec { name, small: load(1), large: Some(load(HOSPITALS)) }
}

/// What was read, written again.
fn have_write() -> Result<Codec> {
    let load = |hospitals| -> Result<Load> {
        let read = Message::read(&message(hospitals, false), Zone::Wib).map_err(|fault| anyhow!("{fault}"))?;
        let write = move || have::write(&read.hospitals.iter().map(again).collect::<Vec<_>>()).len();
        Ok(Load::of(write(), write))
    };
    Ok(Codec { name: "HAVE written", small: load(1)?, large: Some(load(HOSPITALS)?) })
}

fn again(hospital: &Hospital) -> HospitalOut<'_> {
    HospitalOut {
        id: hospital.id.as_deref(),
        name: hospital.name.as_deref().unwrap_or_default(),
        geo: hospital.geo,
        last_update: hospital.last_update.unwrap_or(UtcMs(0)),
        beds: &hospital.beds,
        emergency: hospital.emergency.as_ref(),
        facility: hospital.facility,
        clinical: hospital.clinical,
    }
}

fn ranap(name: &'static str) -> Codec {
    let load = |wards: usize| {
        let ward = "\n<data>\n<kode_ruang>0003</kode_ruang>\n<tipe_pasien>0011</tipe_pasien>\n<total_TT>20</total_TT>\n\
                    <terpakai_male>5</terpakai_male>\n<terpakai_female>3</terpakai_female>\n<kosong_male>7</kosong_male>\n\
                    <kosong_female>5</kosong_female>\n<waiting>0</waiting>\n<tgl_update>2026-11-22 10:01:01</tgl_update>\n</data>";
        Load::other(format!("<xml>{}</xml>", ward.repeat(wards)).into_bytes(), |body| v1::read(body).map_or(0, |report| report.wards.len()))
    };
    Codec { name, small: load(1), large: Some(load(WARDS)) }
}
