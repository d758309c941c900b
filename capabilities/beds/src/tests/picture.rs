//! The live picture: who is near, what changed, and that ages are true when they are read.

use std::sync::Arc;

use proptest::prelude::*;
use sigap_availability::Freshness;
use sigap_kernel::{CareClass, FacilityId, GeoPoint};

use super::town::{at, centre, hospital};
use super::{class, town};
use crate::picture::{FacilityBeds, with_index};

#[tokio::test]
async fn a_report_changes_one_hospital_and_one_ward() {
    let town = town().await;
    let (a, b) = (town.add(hospital("RS A", at(1.0, 0.0), "Muara")).await, town.add(hospital("RS B", at(2.0, 0.0), "Muara")).await);
    let (one, two) = (town.ward(a, "Satu", class(CareClass::One)).await, town.ward(a, "Dua", class(CareClass::Two)).await);
    town.ward(b, "Tiga", class(CareClass::Three)).await;
    let before = town.beds.picture();
    town.report(a, &[(two, 20, 3, 0)]).await;
    let after = town.beds.picture();
    assert_eq!(after.changed_since(&before), [a]);
    assert_eq!(after.changed_wards_since(&before), [two]);
    assert!(before.ward(two).unwrap().observation.is_none(), "an older picture stays as it was");
    assert!(after.ward(one).unwrap().observation.is_none());
}

#[tokio::test]
async fn a_number_ages_without_anybody_reporting() {
    let town = town().await;
    let id = town.add(hospital("RS A", at(1.0, 0.0), "Muara")).await;
    let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
    town.report(id, &[(ward, 20, 3, 0)]).await;
    let seen = |minutes: i64| {
        let now = town.system().now().plus_min(minutes);
        let picture = town.beds.picture();
        let one = picture.facility(id).unwrap();
        let sums = one.pools(town.beds.rules(), now);
        let sum = sums[0].1;
        (one.wards[0].standing(town.beds.rules(), now).freshness, sum.wards_counted, sum.wards_due, sum.wards_old, sum.wards_silent)
    };
    assert_eq!(seen(0), (Freshness::Fresh, 1, 0, 0, 0));
    assert_eq!(seen(180), (Freshness::Due, 1, 1, 0, 0));
    assert_eq!(seen(360), (Freshness::Old, 0, 0, 1, 0));
    assert_eq!(seen(720), (Freshness::Silent, 0, 0, 0, 1));
}

#[tokio::test]
async fn the_nearest_stand_first() {
    let town = town().await;
    for (name, km) in [("RS Jauh", 9.0), ("RS Dekat", 1.0), ("RS Tengah", 4.0)] {
        town.add(hospital(name, at(0.0, km), "Muara")).await;
    }
    let picture = town.beds.picture();
    let names: Vec<&str> = picture.nearest(centre()).map(|one| one.facility.name.as_str()).collect();
    assert_eq!(names, ["RS Dekat", "RS Tengah", "RS Jauh"]);
    let distance = picture.nearest(centre()).next().unwrap().distance_m(centre()).unwrap();
    assert!((distance - 1_000.0).abs() < 20.0, "{distance}");
}

proptest! {
    /// The tree finds neighbours in the order of the ways between them, from Sabang to Merauke.
    #[test]
    fn whoever_is_near_is_found_in_order(from in (-11.0..6.0f64, 95.0..141.0f64), places in proptest::collection::vec((-11.0..6.0f64, 95.0..141.0f64), 1..40)) {
        let point = |(lat, lon)| GeoPoint::new(lat, lon).unwrap();
        let world = sigap_kernel::World::real();
        let list = places.iter().enumerate().map(|(number, place)| {
            let id = FacilityId::new(&world.ctx(sigap_kernel::Actor::Anyone));
            let facility = sigap_registry::Facility { id, ..hospital(&number.to_string(), point(*place), "") };
            Arc::new(FacilityBeds::new(Arc::new(facility), Vec::new(), &sigap_availability::Rules::default(), world.now()))
        });
        let picture = with_index(list.collect());
        let found: Vec<f64> = picture.nearest(point(from)).map(|one| one.distance_m(point(from)).unwrap()).collect();
        prop_assert_eq!(found.len(), places.len());
        prop_assert!(found.windows(2).all(|two| two[0] <= two[1] + 0.01), "{:?}", found);
    }
}
