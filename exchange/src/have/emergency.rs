//! `EmergencyStatus`: whether the emergency department takes ambulances, how many patients it can take, how long crews wait.

use serde::{Deserialize, Serialize};
use sigap_kernel::coded_enum;

use super::fault::ElementFault;
use super::reader::{Reader, word_of};
use crate::lenient::xml::Element;

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 500;
/// Most patients of one colour.
const PATIENTS_MAX: u32 = 10_000;
/// Longest wait of an ambulance that is read: two days.
const OFFLOAD_MIN_MAX: u32 = 2_880;

coded_enum! {
    /// Whether ambulances may come.
    pub enum TrafficStatus {
        /// They may.
        Normal = "Normal",
        /// They may, and are asked to look elsewhere first.
        Advisory = "Advisory",
        /// They may not.
        Closed = "Closed",
        /// There is no emergency department.
        NotApplicable = "NotApplicable",
    }
}

coded_enum! {
    /// How soon a crew can leave again.
    pub enum OffloadStatus {
        /// At once.
        Normal = "Normal",
        /// It waits.
        Delayed = "Delayed",
    }
}

coded_enum! {
    /// How urgent a patient is.
    enum Colour {
        Red = "Red",
        Yellow = "Yellow",
        Green = "Green",
        Black = "Black",
    }
}

/// Patients by urgency. `None` is unknown, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Triage {
    /// At once.
    pub red: Option<u32>,
    /// Soon.
    pub yellow: Option<u32>,
    /// Later.
    pub green: Option<u32>,
    /// Dead, or beyond help.
    pub black: Option<u32>,
}

impl Triage {
    /// Each colour's code with its count.
    pub(super) const fn by_code(&self) -> [(&'static str, Option<u32>); 4] {
        [
            (Colour::Red.code(), self.red),
            (Colour::Yellow.code(), self.yellow),
            (Colour::Green.code(), self.green),
            (Colour::Black.code(), self.black),
        ]
    }

    const fn slot(&mut self, colour: Colour) -> &mut Option<u32> {
        match colour {
            Colour::Red => &mut self.red,
            Colour::Yellow => &mut self.yellow,
            Colour::Green => &mut self.green,
            Colour::Black => &mut self.black,
        }
    }
}

/// An emergency department. `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EmergencyStatus {
    /// Whether ambulances may come.
    pub traffic: Option<TrafficStatus>,
    /// Why; the sender's own words, which may hold anything.
    pub traffic_reason: Option<String>,
    /// How many patients it can take.
    pub capacity: Triage,
    /// How many patients it has.
    pub census: Triage,
    /// How soon an ambulance's crew can leave again.
    pub offload: Option<OffloadStatus>,
    /// How many minutes that takes.
    pub offload_min: Option<u32>,
}

/// What is said of the emergency department; `None` when nothing is.
pub(super) fn take(reader: &mut Reader, hospital: Element<'_>) -> Option<EmergencyStatus> {
    let department = reader.child(hospital, "EmergencyDepartmentStatus")?;
    let traffic = reader.child(department, "EMSTraffic").unwrap_or(department);
    let ambulances = reader.child(department, "EMSAmbulanceStatus");
    let reason = reader.text(traffic, "EMSTrafficReason");
    Some(EmergencyStatus {
        traffic: reader.word(traffic, "EMSTrafficStatus", TrafficStatus::ALL, TrafficStatus::code),
        traffic_reason: reason.and_then(|reason| reader.label(&reason, "EMSTrafficReason", REASON_CHARS_MAX)),
        capacity: triage(reader, department, "EMSCapacity"),
        census: triage(reader, department, "EMSCensus"),
        offload: ambulances.and_then(|of| reader.word(of, "EMSOffloadStatus", OffloadStatus::ALL, OffloadStatus::code)),
        offload_min: ambulances.and_then(|of| reader.count(of, "EMSOffloadMinutes", OFFLOAD_MIN_MAX)),
    })
}

/// Counts by colour; a colour that nobody knows is read over.
fn triage(reader: &mut Reader, department: Element<'_>, name: &'static str) -> Triage {
    let mut triage = Triage::default();
    let Some(counts) = reader.child(department, name) else { return triage };
    let counts = reader.child(counts, "TriageCount").unwrap_or(counts);
    for one in counts.all("TriageCode") {
        let text = reader.text(one, "TriageCodeValue");
        let Some(colour) = text.and_then(|text| word_of(&text, Colour::ALL, Colour::code)) else { continue };
        let patients = reader.count(one, "TriageCountQuantity", PATIENTS_MAX);
        if patients.is_some() && triage.slot(colour).is_some() {
            reader.wrong("TriageCodeValue", ElementFault::Twice);
        }
        *triage.slot(colour) = patients;
    }
    triage
}
