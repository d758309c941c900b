//! What follows from a number, its age and the flow of its ward.

use proptest::prelude::*;
use sigap_kernel::{UtcMs, Zone};

use crate::chance::{
    Calendar, ChanceRules, Checks, Flow, HourOfWeek, HourSeen, Outlook, Planned, PoolNow, Shape, Tally, Trust, WardNow, outlook,
};

const NOW: UtcMs = UtcMs(1_790_000_000_000);
const BEDS: u32 = 12;

/// A ward of 12 beds, 10 of them usually occupied, into and out of which so many go in 4 hours.
fn flow(in_4h: i32, out_4h: i32) -> Flow {
    let rules = ChanceRules::default();
    let mut tally = Tally::default();
    for hour in (0..6).flat_map(|_| HourOfWeek::all()) {
        // Heard of every fourth hour: what came in between is spread evenly.
        let seen = HourSeen { free: 2, capacity: Some(BEDS), admitted: in_4h, discharged: out_4h, reopened: 0, full_s: 0 };
        tally.add(hour, hour.place().is_multiple_of(4).then_some(seen), &rules);
    }
    Flow::learn(&tally, &Shape::of([&tally]), &rules).unwrap()
}

struct Asked {
    free: u32,
    age_min: i64,
    stood_min: i64,
    checks: Checks,
    leaving: Vec<Planned>,
    booked: Vec<Planned>,
    rules: ChanceRules,
}

impl Asked {
    fn free(free: u32) -> Self {
        let rules = ChanceRules { careful_error: 0.0, doubtful_part: 0.0, frozen_prior: 0.0, ..ChanceRules::default() };
        Self { free, age_min: 5, stood_min: 5, checks: Checks::default(), leaving: vec![], booked: vec![], rules }
    }

    fn of(&self, flow: &Flow) -> Outlook {
        let ward = WardNow {
            free: self.free,
            capacity: Some(BEDS),
            taken_at: NOW.plus_min(-self.age_min),
            changed_at: NOW.plus_min(-self.stood_min.max(self.age_min)),
            flow,
        };
        let trust = Trust::after(&self.checks, &self.rules);
        let pool = PoolNow { wards: &[ward], leaving: &self.leaving, booked: &self.booked, trust };
        outlook(&self.rules, &Calendar::new(Zone::Wib, []), &pool, NOW).unwrap()
    }
}

#[test]
fn where_nothing_moves_the_number_stays_what_it_is() {
    let still = flow(0, 0);
    for travel in [0, 20, 240, 900] {
        assert_eq!(Asked::free(1).of(&still).chance_pct(travel), 100);
        assert_eq!(Asked::free(0).of(&still).chance_pct(travel), 0);
    }
}

#[test]
fn the_chance_is_the_one_of_a_long_hand_simulation() {
    // A single bed-by-bed reckoning with steps of a second, written without the chain.
    let (come, go) = (0.5_f64, 0.05_f64);
    let mut states = vec![0.0_f64; 13];
    states[2] = 1.0;
    for _ in 0..(3_600 + 300) {
        let mut next = states.clone();
        for (free, state) in states.iter().enumerate() {
            let (down, up) = (if free > 0 { come } else { 0.0 }, if free < 12 { go * (12 - free) as f64 } else { 0.0 });
            next[free] -= state * (down + up) / 3_600.0;
            if free > 0 {
                next[free - 1] += state * down / 3_600.0;
            }
            if free < 12 {
                next[free + 1] += state * up / 3_600.0;
            }
        }
        states = next;
    }
    let by_hand = (1.0 - states[0]) * 100.0;
    // Two come in four hours, and of ten occupied beds two become free.
    let by_model = f64::from(Asked::free(2).of(&flow(2, 2)).chance_pct(60));
    assert!((by_hand - by_model).abs() < 4.0, "{by_hand} {by_model}");
}

#[test]
fn what_the_bed_manager_knows_counts() {
    let usual = flow(1, 1);
    let soon = Planned { at: NOW.plus_min(10), beds: 3 };
    let plain = Asked::free(0).of(&usual).chance_pct(120);
    assert!(Asked { leaving: vec![soon], ..Asked::free(0) }.of(&usual).chance_pct(120) > plain + 20);
    let plain = Asked::free(2).of(&usual).chance_pct(120);
    assert!(Asked { booked: vec![soon], ..Asked::free(2) }.of(&usual).chance_pct(120) < plain);
}

#[test]
fn a_hospital_that_was_wrong_is_believed_less_and_never_left_out() {
    let usual = flow(1, 1);
    let rules = ChanceRules::default();
    let with = |free, checks| Asked { rules: rules.clone(), checks, ..Asked::free(free) }.of(&usual);
    let boasts = Checks { free_wrong: 3.0, ..Checks::default() };
    let right = Checks { free_right: 9.0, ..Checks::default() };
    assert!(with(1, boasts).chance_pct(20) < with(1, right).chance_pct(20));
    let width = |one: &Outlook| one.interval_pct(20).1 - one.interval_pct(20).0;
    let doubted = Checks { free_wrong: 1.0, free_right: 2.0, ..Checks::default() };
    assert!(width(&with(3, doubted)) > width(&with(3, right)), "quality widens the uncertainty");
    let hides = Checks { full_wrong: 3.0, ..Checks::default() };
    assert!(with(0, hides).chance_pct(20) > with(0, Checks::default()).chance_pct(20));
}

#[test]
fn a_number_that_has_stood_for_a_week_is_as_likely_copied_as_counted() {
    let busy = flow(2, 2);
    let rules = ChanceRules::default();
    let stood = |days: i64| Asked { stood_min: days * 1_440, rules: rules.clone(), ..Asked::free(BEDS) }.of(&busy);
    assert!(stood(0).chance_pct(30) >= 98);
    assert!(stood(7).chance_pct(30) < stood(0).chance_pct(30) - 3, "every bed free for a week: {:?}", stood(7));
    let quiet = flow(0, 0);
    assert!(
        Asked { stood_min: 7 * 1_440, rules: rules.clone(), ..Asked::free(3) }.of(&quiet).chance_pct(30) >= 95,
        "where nothing ever moves"
    );
}

#[test]
fn a_pool_of_nobody_has_no_outlook() {
    let trust = Trust::after(&Checks::default(), &ChanceRules::default());
    let pool = PoolNow { wards: &[], leaving: &[], booked: &[], trust };
    assert_eq!(outlook(&ChanceRules::default(), &Calendar::new(Zone::Wib, []), &pool, NOW), None);
}

#[test]
fn a_clock_that_jumped_stops_nothing() {
    let usual = flow(1, 1);
    let ahead = Asked { age_min: -600, stood_min: -600, ..Asked::free(2) }.of(&usual);
    let behind = Asked { age_min: 90 * 1_440, stood_min: 90 * 1_440, ..Asked::free(2) }.of(&usual);
    assert!(ahead.chance_pct(0) >= 99 && behind.chance_pct(240) <= 100);
}

proptest! {
    #[test]
    fn more_free_beds_and_fewer_admissions_are_never_worse(free in 0_u32..11, come in 0_i32..4, go in 0_i32..4, age in 0_i64..400, travel in 0_u32..300) {
        let asked = |free| Asked { age_min: age, ..Asked::free(free) };
        let here = asked(free).of(&flow(come, go));
        prop_assert!(asked(free + 1).of(&flow(come, go)).chance_pct(travel) >= here.chance_pct(travel).saturating_sub(1));
        prop_assert!(asked(free).of(&flow(come + 1, go)).chance_pct(travel) <= here.chance_pct(travel) + 1);
        let (low, high) = here.interval_pct(travel);
        prop_assert!(low <= here.chance_pct(travel) && here.chance_pct(travel) <= high && high <= 100);
    }
}
