//! Where people go before a hospital: 37 health centres, clinics, a blood bank, a laboratory.

use sigap_registry::{Agreement, FacilityKind, NewFacility, Owner, PhonePurpose, Service, ServiceKind, Stage};

use super::City;
use super::care::{self, ALWAYS, CENTRE_HOURS, CLINIC_HOURS, EVENING_HOURS, IMMUNISATION_HOURS, OFFICE_HOURS, service};
use super::land::{District, Village};
use super::names::CLINICS;
use super::site;
use crate::demo::dice::Dice;

/// Health centres in the city; each district has two, and the largest districts have another one.
pub(crate) const HEALTH_CENTRES: usize = 37;
const PER_DISTRICT: usize = 2;
/// Every so many health centres one is open day and night, with some beds for births.
const DAY_AND_NIGHT_EVERY: usize = 4;
/// Clinics whose specialists come in the evening; the others are open all day.
const SPECIALIST_CLINICS: usize = 5;
/// Phones of facilities that are no hospitals begin here.
const PHONES_FROM: usize = 1_000;

/// All of them, health centres first.
pub(super) fn facilities(seed: u64, villages: &[Village], city: &City) -> Vec<NewFacility> {
    let dice = Dice::new(seed, "centres");
    let mut all: Vec<NewFacility> = homes(&dice, &city.districts, villages)
        .into_iter()
        .enumerate()
        .map(|(place, village)| health_centre(&dice, place + 1, village, city))
        .collect();
    let clinics = dice.shuffled(villages).into_iter().zip(CLINICS).enumerate();
    all.extend(clinics.map(|(place, (village, name))| clinic(&dice, place + 1, name, village, city)));
    all.extend(dice.shuffled(villages).into_iter().zip(HOUSES).enumerate().map(|(place, (village, house))| {
        let (name, kind, owner, offers, when) = house;
        let mut facility = facility(name, kind, owner, place + 101, city);
        facility.services = vec![service(offers, when)];
        site::settle_in(&dice, &mut facility, village, city);
        facility
    }));
    all
}

/// Houses with one purpose.
const HOUSES: [(&str, FacilityKind, Owner, ServiceKind, &str); 3] = [
    ("Unit Donor Darah Samudra", FacilityKind::BloodBank, Owner::City, ServiceKind::BloodBank, ALWAYS),
    ("Laboratorium Kesehatan Kota Samudra", FacilityKind::Laboratory, Owner::City, ServiceKind::Laboratory, OFFICE_HOURS),
    ("Apotek Jaga Samudra", FacilityKind::Pharmacy, Owner::Private, ServiceKind::Pharmacy, ALWAYS),
];

/// The villages with a health centre: the first of each district, which gave it the name, and others by chance.
fn homes<'v>(dice: &Dice, districts: &[District], villages: &'v [Village]) -> Vec<&'v Village> {
    let mut largest: Vec<&District> = districts.iter().collect();
    largest.sort_by_key(|district| std::cmp::Reverse(district.population));
    largest.truncate(HEALTH_CENTRES.saturating_sub(PER_DISTRICT * districts.len()));
    let mut homes = Vec::with_capacity(HEALTH_CENTRES);
    for district in districts {
        let own: Vec<&Village> = villages.iter().filter(|village| village.district == district.code).collect();
        let more = usize::from(largest.iter().any(|one| one.code == district.code));
        let others = dice.shuffled(own.iter().skip(1).copied());
        homes.extend(own.first().copied().into_iter().chain(others).take(PER_DISTRICT + more));
    }
    homes
}

fn health_centre(dice: &Dice, number: usize, village: &Village, city: &City) -> NewFacility {
    use ServiceKind as S;
    let mut facility = facility(&format!("Puskesmas {}", village.name), FacilityKind::HealthCentre, Owner::City, number, city);
    facility.ppk = Some(format!("9999P{number:03}"));
    facility.kemenkes_code = Some(format!("P9971{number:06}"));
    let day = [S::GeneralClinic, S::Dental, S::Kia, S::Tuberculosis, S::Laboratory, S::Pharmacy];
    let mut services: Vec<Service> = day.map(|kind| service(kind, CENTRE_HOURS)).into();
    services.push(service(S::Immunisation, IMMUNISATION_HOURS));
    if number % DAY_AND_NIGHT_EVERY == 1 {
        services.extend([S::Igd, S::Delivery, S::Rabies].map(|kind| service(kind, ALWAYS)));
    }
    facility.services = services;
    site::settle_in(dice, &mut facility, village, city);
    facility
}

fn clinic(dice: &Dice, number: usize, name: &str, village: &Village, city: &City) -> NewFacility {
    use ServiceKind as S;
    let is_special = number <= SPECIALIST_CLINICS;
    let (word, kind) = if is_special { ("Klinik Utama", FacilityKind::SpecialistClinic) } else { ("Klinik Pratama", FacilityKind::Clinic) };
    let mut facility = facility(&format!("{word} {name}"), kind, Owner::Private, number + 50, city);
    facility.ppk = Some(format!("9999K{number:03}"));
    let (kinds, when): (&[ServiceKind], &str) = if is_special {
        (&[S::InternalMedicine, S::Paediatrics, S::Obstetrics, S::Pharmacy], EVENING_HOURS)
    } else {
        (&[S::GeneralClinic, S::Dental, S::Pharmacy], CLINIC_HOURS)
    };
    facility.services = kinds.iter().map(|kind| service(*kind, when)).collect();
    site::settle_in(dice, &mut facility, village, city);
    facility
}

fn facility(name: &str, kind: FacilityKind, owner: Owner, number: usize, city: &City) -> NewFacility {
    let mut facility = NewFacility::named(name, kind, city.zone);
    facility.owner = owner;
    facility.agreement = Agreement::in_stage(Stage::Public);
    facility.phones = vec![care::phone(PhonePurpose::General, PHONES_FROM + number, CENTRE_HOURS)];
    facility
}
