//! What a facility offers, when it is open and how it is called. Numbers begin with 000, which no exchange has.

use sigap_kernel::ServiceId;
use sigap_registry::{
    AccreditationLevel, Competence, FacilityKind, HospitalClass, OpeningHours, Phone, PhonePurpose, Service, ServiceKind,
};

use crate::demo::dice::Dice;

/// Hours as they are usual.
pub(super) const ALWAYS: &str = "24/7";
pub(super) const CENTRE_HOURS: &str = "mo-th 07:30-14:30; fr 07:30-11:30; sa 07:30-13:00";
pub(super) const IMMUNISATION_HOURS: &str = "tu,th 08:00-11:30";
pub(super) const CLINIC_HOURS: &str = "mo-sa 07:00-21:00";
pub(super) const EVENING_HOURS: &str = "mo-fr 16:00-21:00; sa 08:00-12:00";
pub(super) const OFFICE_HOURS: &str = "mo-fr 08:00-16:00";
const POLYCLINIC_HOURS: &str = "mo-fr 08:00-14:00; sa 08:00-12:00";
const DESK_HOURS: &str = "07:00-21:00";
const DIALYSIS_HOURS: &str = "mo-sa 06:00-22:00";
/// From so many beds on, somebody answers about beds day and night.
const NIGHT_DESK_FROM_BEDS: u32 = 200;

/// A certificate as the city plans it; its days are counted from the day on which the city is laid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// Its level.
    pub(crate) level: AccreditationLevel,
    /// Days it still holds: negative when it has expired.
    pub(crate) ends_in_days: i64,
    /// The number on it.
    pub(crate) number: String,
}

/// Hours as they are written above.
pub(super) fn hours(text: &str) -> OpeningHours {
    text.parse().unwrap_or_default()
}

/// A service; its id is given when it is added.
pub(super) fn service(kind: ServiceKind, when: &str) -> Service {
    Service { id: ServiceId::from_uuid(Default::default()), kind, competence: None, hours: hours(when) }
}

/// The services of a hospital: what its kind is for, and the more, the larger it is.
pub(super) fn services_of_hospital(kind: FacilityKind, class: Option<HospitalClass>, has_igd: bool) -> Vec<Service> {
    use ServiceKind as S;
    let mut kinds: Vec<ServiceKind> = vec![S::Inpatient, S::Pharmacy, S::Laboratory];
    kinds.extend(has_igd.then_some(S::Igd));
    match kind {
        FacilityKind::MotherChildHospital => {
            kinds.extend([S::Obstetrics, S::Paediatrics, S::Delivery, S::Kia, S::Immunisation, S::Intensive])
        }
        FacilityKind::PsychiatricHospital => kinds.extend([S::Psychiatry, S::Rehabilitation]),
        FacilityKind::SpecialHospital => kinds.extend([S::Surgery, S::Radiology]),
        _ => kinds.extend([S::GeneralClinic, S::InternalMedicine, S::Paediatrics, S::Obstetrics, S::Delivery, S::Surgery, S::Radiology]),
    }
    if matches!(class, Some(HospitalClass::A | HospitalClass::B | HospitalClass::C)) {
        kinds.extend([S::Intensive, S::Dental, S::Haemodialysis, S::Neurology, S::Tuberculosis, S::Ambulance]);
    }
    if matches!(class, Some(HospitalClass::A | HospitalClass::B)) {
        kinds.extend([S::Cardiology, S::Psychiatry, S::Rehabilitation, S::BloodBank, S::Rabies]);
    }
    let of = |kind: ServiceKind| Service { competence: competence(kind, class), ..service(kind, hospital_hours(kind)) };
    kinds.into_iter().map(of).collect()
}

const fn hospital_hours(kind: ServiceKind) -> &'static str {
    use ServiceKind as S;
    match kind {
        S::Igd | S::Inpatient | S::Intensive | S::Delivery | S::Pharmacy | S::Laboratory | S::Radiology | S::Ambulance | S::BloodBank => {
            ALWAYS
        }
        S::Haemodialysis => DIALYSIS_HOURS,
        S::Immunisation => IMMUNISATION_HOURS,
        _ => POLYCLINIC_HOURS,
    }
}

const fn competence(kind: ServiceKind, class: Option<HospitalClass>) -> Option<Competence> {
    use ServiceKind as S;
    if !matches!(
        kind,
        S::Igd | S::Intensive | S::Delivery | S::Surgery | S::Cardiology | S::Neurology | S::InternalMedicine | S::Paediatrics
    ) {
        return None;
    }
    match class {
        Some(HospitalClass::A) => Some(Competence::Full),
        Some(HospitalClass::B) => Some(Competence::Main),
        Some(HospitalClass::C) => Some(Competence::Middle),
        Some(_) => Some(Competence::Basic),
        None => None,
    }
}

/// The phones of a hospital: where one asks for a bed, the emergency room where there is one, and the switchboard.
pub(super) fn phones_of_hospital(number: usize, beds: u32, has_igd: bool) -> Vec<Phone> {
    let desk = if beds >= NIGHT_DESK_FROM_BEDS { ALWAYS } else { DESK_HOURS };
    let mut phones = vec![phone(PhonePurpose::Admission, number * 10, desk)];
    phones.extend(has_igd.then(|| phone(PhonePurpose::Igd, number * 10 + 1, ALWAYS)));
    phones.push(phone(PhonePurpose::General, number * 10 + 2, OFFICE_HOURS));
    phones
}

/// A phone of the exchange that does not exist.
pub(super) fn phone(purpose: PhonePurpose, number: usize, when: &str) -> Phone {
    Phone { purpose, number: format!("+62000{number:06}"), hours: hours(when), last_answered_at: None }
}

/// Most hospitals hold a certificate for some years yet; one has let it expire, one has none on record.
pub(super) fn certificate(dice: &Dice, number: usize, class: Option<HospitalClass>) -> Option<Certificate> {
    let level = match class {
        Some(HospitalClass::A | HospitalClass::B) => AccreditationLevel::Full,
        Some(HospitalClass::C) => AccreditationLevel::Main,
        _ => AccreditationLevel::Middle,
    };
    let ends_in_days = match number {
        13 => -140,
        22 => return None,
        _ => dice.between(60, 1_400),
    };
    Some(Certificate { level, ends_in_days, number: format!("REKAAN-{number:03}") })
}
