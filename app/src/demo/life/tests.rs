//! What holds for the life of every city.

use proptest::prelude::*;
use sigap_kernel::{BedType, CareClass, Isolation, Pool, UtcMs};

use super::rhythm::{DAY_S, HOUR_S};
use super::*;

/// A Sunday at noon.
const NOON_S: i64 = 20_779 * DAY_S + 12 * HOUR_S;

fn capacities(city: &City) -> Vec<u32> {
    city.hospitals.iter().map(|hospital| hospital.wards.iter().map(|ward| ward.capacity).sum()).collect()
}

fn occupied(town: &Town, capacities: &[u32]) -> Vec<u32> {
    capacities.iter().enumerate().map(|(number, capacity)| capacity - town.free(number).iter().sum::<u32>()).collect()
}

#[test]
fn a_city_opens_with_most_beds_taken_and_some_free() {
    for seed in 0..20 {
        let city = City::from_seed(seed);
        let taken: u32 = opening(&city, seed).iter().flatten().sum();
        let fullness = f64::from(taken) / f64::from(city.beds());
        assert!((0.60..0.90).contains(&fullness), "seed {seed}: {fullness}");
    }
}

#[test]
fn the_same_seed_lives_the_same_history() {
    let city = City::from_seed(4);
    let live = |seed: u64| {
        let mut town = Town::open(&openings(&city, 4), NOON_S, seed);
        let mut history = Vec::new();
        for hour in 1..=72 {
            let changed = town.run_until(NOON_S + hour * HOUR_S);
            history.push((changed, (0..28).map(|number| town.free(number)).collect::<Vec<_>>()));
        }
        history
    };
    assert_eq!(live(1), live(1));
    assert_ne!(live(1), live(2));
}

#[test]
fn numbers_move_within_seconds_of_the_clock_at_the_wall() {
    let city = City::from_seed(1);
    let mut town = Town::open(&openings(&city, 1), NOON_S, 1);
    // Five seconds at the wall.
    assert!((5.0 * SPEED - 300.0).abs() < 1.0);
    assert!(town.run_until(NOON_S + 300).len() >= 2, "nothing happens in five minutes of a city");
}

#[test]
fn patients_leave_after_the_round_late_in_the_morning() {
    // An isolation ward: nobody comes by appointment, so that leaving can be seen alone.
    let pool = Pool { isolation: Isolation::Standard, ..Pool::general(CareClass::None) };
    let ward = Opening { hospital: 0, pool, capacity: 400, occupied: 240 };
    let midnight = NOON_S - 12 * HOUR_S;
    let mut town = Town::open(&[ward], midnight, 9);
    let (mut risen_at_night, mut risen_at_noon) = (0_i64, 0_i64);
    for day in 1..=10 {
        let free = |town: &mut Town, hour: i64| {
            town.run_until(midnight + day * DAY_S + hour * HOUR_S);
            i64::from(town.free(0).iter().sum::<u32>())
        };
        let (two, nine, two_pm) = (free(&mut town, 2), free(&mut town, 9), free(&mut town, 14));
        risen_at_night += nine - two;
        risen_at_noon += two_pm - nine;
    }
    assert!(risen_at_noon > 0 && risen_at_night < 0, "free beds rose by {risen_at_night} at night and {risen_at_noon} at noon");
}

#[test]
fn what_somebody_counted_is_true_for_the_simulation() {
    let ward = |bed_type| Opening { hospital: 0, pool: Pool::of_type(bed_type), capacity: 10, occupied: 5 };
    let mut town = Town::open(&[ward(BedType::Icu), ward(BedType::Emergency)], NOON_S, 3);
    town.counted(0, &[Some(10), None]);
    assert_eq!(town.free(0), [10, 5]);
    town.counted(0, &[Some(0), Some(99)]);
    assert_eq!(town.free(0), [0, 10]);
    for hour in 1..500 {
        town.run_until(NOON_S + hour * HOUR_S);
        assert!(town.free(0).iter().all(|free| *free <= 10));
    }
    assert!(town.free(0).iter().any(|free| *free < 10), "life goes on after a count");
}

#[test]
fn hospitals_speak_one_after_the_other_within_four_seconds() {
    let after: Vec<Duration> = (0..28).map(|number| speaks_after(number, 28)).collect();
    assert!(after.is_sorted() && after.iter().all(|after| *after < Duration::from_secs(4)));
    let clock = CityClock::start(UtcMs(0), sigap_kernel::Zone::Wib, SPEED);
    assert!(clock.now_s() >= 7 * HOUR_S);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn ten_days_in_a_city_leave_every_hospital_busy_and_none_overflowing(seed: u64) {
        let city = City::from_seed(seed);
        let capacities = capacities(&city);
        let mut town = Town::open(&openings(&city, seed), NOON_S, seed);
        let beds: u32 = capacities.iter().sum();
        for hour in 1..=10 * 24 {
            town.run_until(NOON_S + hour * HOUR_S);
            // `occupied` takes free from capacity: it would stop the test if more were free than there are.
            let occupied = occupied(&town, &capacities);
            let fullness = f64::from(occupied.iter().sum::<u32>()) / f64::from(beds);
            prop_assert!((0.55..=0.93).contains(&fullness), "the city is at {} after {} h", fullness, hour);
            for (occupied, capacity) in occupied.iter().zip(&capacities).filter(|(_, capacity)| **capacity >= 100) {
                let fullness = f64::from(*occupied) / f64::from(*capacity);
                prop_assert!((0.50..=0.97).contains(&fullness), "a hospital of {} beds is at {} after {} h", capacity, fullness, hour);
            }
        }
    }
}
