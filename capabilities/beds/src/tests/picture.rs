//! The live picture: who is near, what changed, and that ages are true when they are read.

use std::sync::Arc;

use proptest::prelude::*;
use sigap_availability::{Band, Freshness, Observation, SourceKind};
use sigap_kernel::{CareClass, Ctx, FacilityId, GeoPoint, Pool, UtcMs, WardId};

use super::town::{at, centre, hospital};
use super::{class, town};
use crate::find::{Found, Way, find, seen};
use crate::model::{Need, Search};
use crate::picture::{FacilityBeds, WardBeds, with_index};

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
    assert_eq!(after.changed_wards_since(&before), [(a, two)]);
    assert!(after.changed_ward_lists_since(&before).is_empty(), "it has the wards it had");
    town.ward(b, "Empat", class(CareClass::Two)).await;
    assert_eq!(town.beds.picture().changed_ward_lists_since(&after), [b]);
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
    let names: Vec<&str> = picture.nearest(centre()).map(|(one, _)| one.facility.name.as_str()).collect();
    assert_eq!(names, ["RS Dekat", "RS Tengah", "RS Jauh"]);
    let (_, distance_m) = picture.nearest(centre()).next().unwrap();
    assert!((distance_m - 1_000.0).abs() < 20.0, "{distance_m}");
}

proptest! {
    /// Neighbours are found in the order of the ways between them, from Sabang to Merauke, each once, however many there are.
    #[test]
    fn whoever_is_near_is_found_in_order(from in (-11.0..6.0f64, 95.0..141.0f64), places in proptest::collection::vec((-11.0..6.0f64, 95.0..141.0f64), 1..700)) {
        let point = |(lat, lon)| GeoPoint::new(lat, lon).unwrap();
        let world = sigap_kernel::World::real();
        let list = places.iter().enumerate().map(|(number, place)| {
            let id = FacilityId::new(&world.ctx(sigap_kernel::Actor::Anyone));
            let facility = sigap_registry::Facility { id, ..hospital(&number.to_string(), point(*place), "") };
            Arc::new(FacilityBeds::new(Arc::new(facility), Vec::new(), beside(), &sigap_availability::Rules::default(), world.now()))
        });
        let picture = with_index(list.collect());
        let found: Vec<(f64, f64)> =
            picture.nearest(point(from)).map(|(one, distance_m)| (one.facility.place.unwrap().distance_m(point(from)), distance_m)).collect();
        prop_assert_eq!(found.len(), places.len());
        prop_assert!(found.windows(2).all(|two| two[0].0 <= two[1].0 + 0.01), "{:?}", found);
        prop_assert!(found.iter().all(|(over_the_earth, told)| (over_the_earth - told).abs() < 0.01), "{:?}", found);
    }

    /// Whoever stops looking when nothing better can come finds what whoever looks at all of them finds.
    #[test]
    fn looking_no_farther_than_needed_misses_nobody(
        hospitals in proptest::collection::vec((-0.6..0.6f64, -0.6..0.6f64, 0_u32..4, 0_i64..700, any::<bool>()), 1..90),
        payer in proptest::option::of(proptest::sample::select(sigap_availability::Payer::ALL)),
        limit in 1_usize..12,
    ) {
        let (world, rules, centre) = (sigap_kernel::World::real(), sigap_availability::Rules::default(), GeoPoint::new(-7.0, 110.0).unwrap());
        let (ctx, now) = (world.ctx(sigap_kernel::Actor::Anyone), world.now());
        let list = hospitals.iter().enumerate().map(|(number, (lat, lon, free, age_min, is_vip))| {
            let place = GeoPoint::new(-7.0 + lat, 110.0 + lon).unwrap();
            let facility = sigap_registry::Facility { id: FacilityId::new(&ctx), ..hospital(&number.to_string(), place, "") };
            let pool = class(if *is_vip { CareClass::Vip } else { CareClass::Two });
            let ward = ward_with(&ctx, facility.id, pool, *free, now.plus_s(-60 * age_min));
            Arc::new(FacilityBeds::new(Arc::new(facility), vec![ward], beside(), &rules, now))
        });
        let picture = with_index(list.collect());
        let need = Need { payer, ..Need::ANY };
        let all: Vec<_> =
            picture.nearest(centre).map(|(beds, distance_m)| seen(beds, &rules, &need, Some(Way::straight(distance_m)), crate::Eyes::Anyone, now)).collect();
        let found = find(&picture, &rules, &Search { need, near: centre, limit }, crate::Eyes::Anyone, now);
        let rank = |one: &Found| (!one.is_covered, *one.order(), one.beds.facility.id);
        let ids = |list: &[&Found]| list.iter().map(|one| one.beds.facility.id).collect::<Vec<_>>();
        prop_assert!(found.windows(2).all(|two| rank(&two[0]) < rank(&two[1])), "in order, nobody twice");
        prop_assert_eq!(found.len(), limit.min(all.len()));
        // No row is taken from a free one, and of the nearest that said they had free beds the best stand there.
        let is_free = |one: &&Found| one.is_covered && one.order().band() == Band::Free;
        let shown_free: Vec<&Found> = found.iter().filter(is_free).collect();
        prop_assert_eq!(shown_free.len(), limit.min(all.iter().filter(is_free).count()));
        let said_free = |one: &&Found| one.beds.wards.iter().any(|ward| ward.observation.is_some_and(|seen| seen.free != Some(0)));
        let near_free: Vec<&Found> = all.iter().filter(said_free).take((limit * 2).max(20)).filter(is_free).collect();
        let better = |one: &&&Found| shown_free.last().is_some_and(|worst| rank(one) <= rank(worst));
        let missed: Vec<_> = near_free.iter().filter(better).filter(|one| !ids(&shown_free).contains(&one.beds.facility.id)).collect();
        prop_assert!(missed.is_empty(), "{:?}", missed.iter().map(|one| one.order()).collect::<Vec<_>>());
        // Few hospitals are simply put in order.
        if all.len() <= (limit * 2).max(20) {
            let mut expected: Vec<&Found> = all.iter().collect();
            expected.sort_by_key(|one| rank(one));
            expected.truncate(limit);
            prop_assert_eq!(ids(&found.iter().collect::<Vec<_>>()), ids(&expected));
        }
    }
}

/// A ward of 20 beds, counted at an instant.
fn ward_with(ctx: &Ctx, facility: FacilityId, pool: Pool, free: u32, counted_at: UtcMs) -> WardBeds {
    let observation = Observation {
        capacity: Some(20),
        free: Some(free),
        terms: sigap_availability::Terms::default(),
        source: SourceKind::Aplicares,
        observed_at: counted_at,
        received_at: counted_at,
    };
    let ward = sigap_registry::Ward {
        id: WardId::new(ctx),
        version: 1,
        facility,
        name: "Mawar".to_owned(),
        pool,
        active: true,
        reported_by: sigap_registry::ReportedBy::System,
    };
    WardBeds { observation: Some(observation), version: 1, ..WardBeds::silent(ward) }
}

/// Another node hears of a confirmation by its heartbeat alone: the numbers it shows are then as young as here.
#[tokio::test]
async fn a_heartbeat_of_another_node_keeps_the_numbers_young() {
    for town in super::towns().await {
        let id = town.add(hospital("RS A", at(1.0, 0.0), "Muara")).await;
        let ward = town.ward(id, "ICU", Pool::of_type(sigap_kernel::BedType::Icu)).await;
        town.report(id, &[(ward, 10, 3, 0)]).await;
        let on_the_other_node = town.beds.picture();
        town.world.clock.advance_s(121 * 60);
        town.report(id, &[(ward, 10, 3, 0)]).await;
        let now = town.system().now();
        let rules = Arc::new(town.beds.rules().clone());
        let freshness = |picture: &crate::BedPicture| picture.ward(ward).unwrap().standing(&rules, now).freshness;
        assert_eq!(freshness(&on_the_other_node), Freshness::Old, "nobody has told it yet");
        let entries = sigap_store::entries_of(town.floor.db(), &sigap_store::Subject::new("beds", id), 10).await.unwrap();
        assert_eq!(entries.last().unwrap().kind, "beds.heartbeat");
        let calendars = crate::history::Calendars::new(&rules);
        let painter = crate::picture::BedPainter {
            rules: rules.clone(),
            world: town.floor.world().clone(),
            calendars,
            checked: std::sync::Arc::new(()),
        };
        let told = sigap_store::FeedItem { subject: entries.last().unwrap().subject.clone(), kind: "beds.heartbeat".to_owned(), seq: None };
        assert!(sigap_store::Painter::concerns(&painter, &told));
        let subjects = std::collections::BTreeSet::from([told.subject]);
        let renewed = sigap_store::Painter::renew(&painter, town.floor.db(), &on_the_other_node, &subjects).await.unwrap();
        assert_eq!(freshness(&renewed), Freshness::Fresh);
    }
}

/// Nothing is known beside the wards.
fn beside() -> crate::picture::Beside {
    let calendars = crate::history::Calendars::new(&sigap_availability::Rules::default());
    crate::picture::Beside {
        calendar: calendars.of(sigap_kernel::Zone::Wib),
        told: [].into(),
        checks: Default::default(),
        planned: Default::default(),
    }
}
