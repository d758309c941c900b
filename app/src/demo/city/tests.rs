//! What holds for every invented city, whatever its seed.

use std::collections::HashSet;

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use sigap_kernel::{AgeBand, BedType, CareClass, GeoPoint, Isolation};
use sigap_registry::{FacilityKind, NewFacility, PlaceKind, ServiceKind, Stage};

use super::*;

/// Everything a folder of the demo keeps and the next start has to find again.
fn fingerprint(city: &City) -> String {
    let mut digest = Sha256::new();
    for place in &city.places {
        digest.update(format!("{} {} {} {:?}\n", place.code, place.kind, place.name, place.point));
    }
    for facility in all(city) {
        digest.update(format!("{:?} {} {} {:?}\n", facility.ppk, facility.name, facility.address, facility.place));
    }
    for ward in city.hospitals.iter().flat_map(|hospital| &hospital.wards) {
        digest.update(format!("{} {} {} {}\n", ward.code, ward.name, ward.pool, ward.capacity));
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn all(city: &City) -> impl Iterator<Item = &NewFacility> {
    city.hospitals.iter().map(|hospital| &hospital.facility).chain(&city.others)
}

fn inside(point: GeoPoint) -> bool {
    (-5.70..=-5.53).contains(&point.lat()) && (112.50..=112.72).contains(&point.lon())
}

#[test]
fn the_usual_city_is_the_same_today_and_after_every_change_of_the_program() {
    // When this changes, data folders of older demos no longer fit their city: change it knowingly.
    assert_eq!(fingerprint(&City::from_seed(1)), "bcdb6c0293eafb1b");
}

#[test]
fn a_city_is_as_large_as_it_says() {
    let city = City::from_seed(1);
    assert!((1_650_000..1_780_000).contains(&city.population()), "{} people", city.population());
    assert_eq!((city.districts.len(), city.villages.len(), city.hospitals.len()), (16, 177, 28));
    assert!(city.wards() >= 300, "{} wards", city.wards());
    assert!((4_200..=4_900).contains(&city.beds()), "{} beds", city.beds());
    let centres = city.others.iter().filter(|one| one.kind == FacilityKind::HealthCentre).count();
    assert_eq!(centres, 37);
    let landmarks = city.places.iter().filter(|place| place.kind == PlaceKind::Landmark).count();
    assert_eq!(landmarks, 24);
}

#[test]
fn every_way_of_reporting_and_every_stage_can_be_seen() {
    let city = City::from_seed(1);
    let many = |is: fn(&Reporting) -> bool| city.hospitals.iter().filter(|hospital| is(&hospital.reporting)).count();
    assert_eq!(many(|way| matches!(way, Reporting::Prompt)), 15);
    assert_eq!(many(|way| matches!(way, Reporting::Late { .. })), 4);
    assert_eq!(many(|way| matches!(way, Reporting::Silent { .. } | Reporting::Never)), 3);
    assert_eq!(many(|way| matches!(way, Reporting::Wrong)), 1);
    assert_eq!(many(|way| matches!(way, Reporting::Board { .. })), 5);
    let in_stage = |stage| city.hospitals.iter().filter(|hospital| hospital.facility.agreement.stage == stage).count();
    assert_eq!((in_stage(Stage::Public), in_stage(Stage::Shadow), in_stage(Stage::Training)), (25, 2, 1));
    assert!(city.hospitals.iter().filter_map(|hospital| hospital.certificate.as_ref()).any(|one| one.ends_in_days < 0));
    let longest = all(&city).map(|one| one.name.chars().count()).max();
    assert_eq!(longest, Some(60));
}

#[test]
fn a_bed_of_every_kind_stands_somewhere() {
    let city = City::from_seed(1);
    let pools: HashSet<_> = city.hospitals.iter().flat_map(|hospital| &hospital.wards).map(|ward| ward.pool).collect();
    for bed_type in BedType::ALL.iter().filter(|one| **one != BedType::Unmapped) {
        assert!(pools.iter().any(|pool| pool.bed_type == *bed_type), "{bed_type}");
    }
    for &class in CareClass::ALL {
        assert!(pools.iter().any(|pool| pool.class == class), "{class}");
    }
    for &isolation in Isolation::ALL {
        assert!(pools.iter().any(|pool| pool.isolation == isolation), "{isolation}");
    }
}

#[test]
fn what_is_planned_is_accepted_by_the_registry() {
    for facility in all(&City::from_seed(1)) {
        let checked = facility.checked().unwrap_or_else(|wrong| panic!("{}: {wrong}", facility.name));
        assert_eq!(&checked, facility, "{}", facility.name);
        assert!(facility.services.iter().all(|service| service.hours.is_known()), "{}", facility.name);
        assert!(facility.phones.iter().all(|phone| phone.number.starts_with("+62000") && phone.hours.is_known()), "{}", facility.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_same_seed_gives_the_same_city(seed: u64) {
        let city = City::from_seed(seed);
        prop_assert_eq!(fingerprint(&city), fingerprint(&City::from_seed(seed)));
        prop_assert_ne!(fingerprint(&city), fingerprint(&City::from_seed(seed.wrapping_add(1))));
    }

    #[test]
    fn every_city_stands_on_its_own_ground(seed: u64) {
        let city = City::from_seed(seed);
        prop_assert_eq!(city.villages.len(), 177);
        prop_assert!(city.places.iter().all(|place| inside(place.point)));
        prop_assert!(all(&city).all(|one| one.place.is_some_and(inside) && !one.district_code.is_empty() && !one.village.is_empty()));
        prop_assert!(city.villages.iter().all(|village| village.population > 1_000 && !village.name.is_empty()));
        for district in &city.districts {
            let here = |kind| all(&city).filter(|one| one.kind == kind && one.district_code == district.code).count();
            prop_assert!(here(FacilityKind::HealthCentre) >= 2, "{} has no health centre", district.name);
            let villages = city.villages.iter().filter(|village| village.district == district.code).count();
            prop_assert!(villages >= 6, "{} has {} villages", district.name, villages);
        }
    }

    #[test]
    fn codes_and_names_tell_everything_apart(seed: u64) {
        let city = City::from_seed(seed);
        let distinct = |texts: Vec<&str>| texts.iter().collect::<HashSet<_>>().len() == texts.len();
        prop_assert!(distinct(all(&city).filter_map(|one| one.ppk.as_deref()).collect()));
        prop_assert!(distinct(all(&city).filter_map(|one| one.kemenkes_code.as_deref()).collect()));
        prop_assert!(distinct(all(&city).map(|one| one.name.as_str()).collect()));
        prop_assert!(distinct(all(&city).flat_map(|one| &one.phones).map(|phone| phone.number.as_str()).collect()));
        prop_assert!(distinct(city.places.iter().map(|place| place.code.as_str()).collect()));
        prop_assert!(distinct(city.villages.iter().map(|village| village.name.as_str()).collect()));
        for hospital in &city.hospitals {
            prop_assert!(distinct(hospital.wards.iter().map(|ward| ward.name.as_str()).collect()), "{}", hospital.facility.name);
            prop_assert!(distinct(hospital.wards.iter().map(|ward| ward.code.as_str()).collect()), "{}", hospital.facility.name);
        }
    }

    #[test]
    fn wards_are_such_as_hospitals_have(seed: u64) {
        for hospital in City::from_seed(seed).hospitals {
            for ward in &hospital.wards {
                let pool = ward.pool;
                prop_assert!((1..=90).contains(&ward.capacity), "{} {}: {}", hospital.facility.name, ward.name, ward.capacity);
                prop_assert!(!ward.name.is_empty() && ward.code.len() <= 10);
                prop_assert!(pool.class == CareClass::None || matches!(pool.bed_type, BedType::General | BedType::Psychiatric));
                prop_assert!(pool.isolation == Isolation::No || pool.class == CareClass::None);
                prop_assert_eq!(pool.age == AgeBand::Newborn, ["NICU", "Perin"].iter().any(|word| ward.name.starts_with(word)));
            }
            let has_entrance = hospital.wards.iter().any(|ward| ward.pool.bed_type == BedType::Emergency);
            let says_so = hospital.facility.services.iter().any(|service| service.kind == ServiceKind::Igd);
            prop_assert!(has_entrance || !says_so, "{}", hospital.facility.name);
        }
    }
}
