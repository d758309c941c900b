//! `Country`: where invented hospitals and askers are, and what the hospitals are made of. Everything here is invented
//! (*rekaan*) and comes from one seed, so that two runs measure the same country.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sigap_exchange::aplicares::RoomDraft;
use sigap_kernel::{BedType, CareClass, GeoPoint, Pool, Zone};
use sigap_registry::{
    Agreement, CoordQuality, Facility, FacilityKind, HospitalClass, OpeningHours, Owner, Phone, PhonePurpose, Service, ServiceKind, Stage,
};

/// The seed of everything.
const SEED: u64 = 20_261_122;
/// Hospitals around one centre.
const HOSPITALS_PER_CENTRE: usize = 90;
/// Degrees around a centre in which its hospitals and askers are, to either side.
const SPREAD_DEGREES: f64 = 0.6;
/// The box of the centres, in degrees: south, north, west, east.
const BOX: (f64, f64, f64, f64) = (-9.0, 4.0, 96.0, 139.0);
/// The first centre: the middle of a city.
const FIRST: (f64, f64) = (-6.99, 110.42);

/// The wards a hospital has, in order, as many as it needs.
pub(crate) const WARDS: [(&str, BedType, CareClass); 20] = [
    ("Anggrek", BedType::General, CareClass::One),
    ("Bougenville", BedType::General, CareClass::Two),
    ("Cempaka", BedType::General, CareClass::Three),
    ("Dahlia", BedType::General, CareClass::Three),
    ("ICU", BedType::Icu, CareClass::None),
    ("Edelweis", BedType::General, CareClass::Vip),
    ("Flamboyan", BedType::General, CareClass::Kris),
    ("NICU", BedType::Nicu, CareClass::None),
    ("Gardenia", BedType::General, CareClass::Two),
    ("VK", BedType::Delivery, CareClass::None),
    ("HCU", BedType::Hcu, CareClass::None),
    ("Kenanga", BedType::General, CareClass::Three),
    ("Perinatologi", BedType::Perinatology, CareClass::None),
    ("PICU", BedType::Picu, CareClass::None),
    ("Lavender", BedType::General, CareClass::Vvip),
    ("IGD", BedType::Emergency, CareClass::None),
    ("ICCU", BedType::Iccu, CareClass::None),
    ("Mawar", BedType::General, CareClass::One),
    ("Nusa Indah", BedType::General, CareClass::Utama),
    ("Teratai", BedType::Psychiatric, CareClass::None),
];

/// Class codes under which rooms are reported; each stands for another pool.
const CLASS_CODES: [&str; 18] =
    ["KL1", "KL2", "KL3", "ICU", "VIP", "KRIS", "NIC", "SAL", "HCU", "PIC", "VVP", "ICC", "UTM", "ISO", "RICU", "PERINA", "NON", "JIWA"];

/// Rooms of one hospital whose pools are all different.
pub(crate) const DISTINCT_ROOMS: usize = CLASS_CODES.len();

/// Chance that repeats, another one for each `number`.
pub(crate) fn chance(number: usize) -> StdRng {
    StdRng::seed_from_u64(SEED.wrapping_add(number as u64))
}

/// The centres of a country.
pub(crate) struct Country {
    centres: Vec<(f64, f64)>,
}

impl Country {
    /// A country for so many hospitals: a city, when they are few.
    pub(crate) fn of(hospitals: usize) -> Self {
        let (south, north, west, east) = BOX;
        let mut chance = chance(usize::MAX);
        let others =
            (1..hospitals.div_ceil(HOSPITALS_PER_CENTRE)).map(|_| (chance.random_range(south..north), chance.random_range(west..east)));
        Self { centres: std::iter::once(FIRST).chain(others).collect() }
    }

    /// Degrees of somewhere people are: denser towards a centre.
    pub(crate) fn somewhere(&self, chance: &mut StdRng) -> (f64, f64) {
        let (lat, lon) = self.centres.get(chance.random_range(0..self.centres.len())).copied().unwrap_or(FIRST);
        let mut aside = || SPREAD_DEGREES * chance.random_range(-1.0_f64..1.0) * chance.random_range(0.0_f64..1.0);
        (lat + aside(), lon + aside())
    }
}

/// The BPJS code of a hospital by its number.
pub(crate) fn ppk(number: usize) -> String {
    format!("{:08}", 10_000_000 + number)
}

/// Its code at the ministry.
pub(crate) fn kemenkes_code(number: usize) -> String {
    format!("{:07}", 1_000_000 + number)
}

/// Its name.
pub(crate) fn hospital_name(number: usize) -> String {
    format!("RS Rekaan {number}")
}

/// A hospital as the registry knows it.
pub(crate) fn hospital(country: &Country, number: usize) -> Facility {
    let mut chance = chance(number);
    let (lat, lon) = country.somewhere(&mut chance);
    let phone = |purpose, number: usize| Phone {
        purpose,
        number: format!("+6224{number:07}"),
        hours: OpeningHours::always(),
        last_answered_at: None,
    };
    let service = |kind| Service {
        id: sigap_kernel::ServiceId::from_uuid(Default::default()),
        kind,
        competence: None,
        hours: OpeningHours::always(),
    };
    Facility {
        owner: if number.is_multiple_of(3) { Owner::Province } else { Owner::Private },
        class: Some(if number.is_multiple_of(5) { HospitalClass::B } else { HospitalClass::C }),
        ppk: Some(ppk(number)),
        kemenkes_code: Some(kemenkes_code(number)),
        place: GeoPoint::new(lat, lon).ok(),
        coord_quality: CoordQuality::Surveyed,
        address: format!("Jalan Rekaan {number}"),
        district: "Kecamatan Rekaan".to_owned(),
        phones: vec![phone(PhonePurpose::Admission, number), phone(PhonePurpose::Igd, 9_000_000 + number)],
        services: [ServiceKind::Igd, ServiceKind::Inpatient, ServiceKind::Pharmacy].map(service).to_vec(),
        agreement: Agreement::in_stage(Stage::Public),
        ..Facility::named(hospital_name(number), FacilityKind::Hospital, Zone::Wib)
    }
}

/// The pool of a ward by its place in [`WARDS`].
pub(crate) fn ward(place: usize) -> (&'static str, Pool) {
    let (name, bed_type, class) = WARDS.get(place % WARDS.len()).copied().unwrap_or(("Anggrek", BedType::General, CareClass::One));
    (name, Pool { class, ..Pool::of_type(bed_type) })
}

/// A room as its hospital's system knows it, saying `said`.
pub(crate) fn room(place: usize, said: u64) -> RoomDraft {
    let (capacity, free) = beds(said);
    RoomDraft {
        class_code: class_code(place).to_owned(),
        room_code: format!("R{place:02}"),
        name: room_name(place),
        capacity: i64::from(capacity),
        free: i64::from(free),
        free_any: i64::from(free),
        ..RoomDraft::default()
    }
}

fn class_code(place: usize) -> &'static str {
    CLASS_CODES.get(place % CLASS_CODES.len()).copied().unwrap_or("KL1")
}

/// The name of the ward behind a room.
pub(crate) fn room_name(place: usize) -> String {
    format!("Ruang {place:02}")
}

/// Free beds count up to here before one bed is added: reports are numbered, and the number is told in beds.
const STEP: u64 = 1_000;
/// A pool of fewer beds would be told in words.
const FREE_MIN: u64 = 3;
/// More than can ever be free.
const CAPACITY_MIN: u64 = 2_000;

/// The beds that say a number: capacity and free. Another number is another pair, so that no two reports of a room are alike.
pub(crate) fn beds(said: u64) -> (u32, u32) {
    let fit = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    (fit(CAPACITY_MIN + said / STEP), fit(FREE_MIN + said % STEP))
}

/// The number that beds say; `None` for beds that say none.
pub(crate) fn said(capacity: u32, free: u32) -> Option<u64> {
    let steps = u64::from(capacity).checked_sub(CAPACITY_MIN)?;
    let rest = u64::from(free).checked_sub(FREE_MIN).filter(|rest| *rest < STEP)?;
    Some(steps * STEP + rest)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use sigap_exchange::aplicares::class_of;

    use super::*;

    #[test]
    fn beds_tell_the_number_of_a_report() {
        for number in [0, 1, 999, 1_000, 1_001, 123_456, 9_000_000] {
            let (capacity, free) = beds(number);
            assert_eq!(said(capacity, free), Some(number));
            assert!((3..capacity).contains(&free), "a hospital never has more free beds than beds");
        }
        assert!(said(24, 3).is_none() && said(2_000, 2).is_none() && said(2_000, 1_003).is_none());
    }

    #[test]
    fn the_country_is_the_same_again_and_every_hospital_can_be_registered() {
        let country = Country::of(400);
        for number in [0, 1, 399] {
            let one = hospital(&country, number);
            assert_eq!(one, hospital(&Country::of(400), number));
            assert_eq!(one.checked().unwrap().ppk.unwrap(), ppk(number));
        }
        assert_eq!(Country::of(28).centres, [FIRST]);
    }

    #[test]
    fn rooms_of_one_hospital_are_pools_of_their_own() {
        let pools: HashSet<Pool> = (0..DISTINCT_ROOMS).map(|place| class_of(class_code(place)).pool()).collect();
        assert_eq!(pools.len(), DISTINCT_ROOMS);
        let wards: HashSet<(&str, Pool)> = (0..WARDS.len()).map(ward).collect();
        assert_eq!(wards.len(), WARDS.len());
    }
}
