//! Learning from past weeks, and believing a hospital.

use proptest::prelude::*;
use sigap_kernel::{UtcMs, Zone};

use crate::chance::{Calendar, ChanceRules, Checks, Flow, HOURS_OF_WEEK, HourOfWeek, HourSeen, Moves, Shape, Tally, Trust};
use crate::{Observation, SourceKind, Terms};

/// Monday 2026-11-23, 00:00 in Jakarta.
fn monday() -> UtcMs {
    UtcMs::parse_rfc3339("2026-11-22T17:00:00Z").unwrap()
}

fn seen(admitted: i32, discharged: i32) -> HourSeen {
    HourSeen { free: 4, capacity: Some(20), admitted, discharged, reopened: 0, full_s: 0 }
}

/// A ward in which so many come at each hour of the day, as many leave, for so many weeks.
fn weeks(count: usize, coming: impl Fn(usize) -> i32) -> Tally {
    let mut tally = Tally::default();
    for hour in (0..count).flat_map(|_| HourOfWeek::all()) {
        let come = coming(hour.place() % 24);
        tally.add(hour, Some(seen(come, come)), &ChanceRules::default());
    }
    tally
}

#[test]
fn hours_are_counted_on_the_clock_of_the_place_and_a_holiday_is_a_sunday() {
    let jakarta = Calendar::new(Zone::Wib, ["2026-11-24", "no date"]);
    assert_eq!(jakarta.hour(monday()).place(), 0);
    assert_eq!(jakarta.hour(monday().plus_min(59)).place(), 0);
    assert_eq!(jakarta.hour(monday().plus_min(9 * 60)).place(), 9);
    assert_eq!(jakarta.hour(monday().plus_min((24 + 9) * 60)).place(), 6 * 24 + 9, "the holiday");
    assert_eq!(jakarta.hour(monday().plus_min(-1)).place(), HOURS_OF_WEEK - 1);
    assert_eq!(Calendar::new(Zone::Wit, []).hour(monday()).place(), 2);
    assert_eq!(jakarta.begins(jakarta.day(monday())), monday());
    assert_eq!(jakarta.next_hour(monday().plus_min(20)), monday().plus_min(60));
    assert_eq!(jakarta.next_hour(monday()), monday().plus_min(60));
}

#[test]
fn a_ward_has_no_chance_before_a_week_was_heard() {
    let rules = ChanceRules::default();
    let young = weeks(1, |_| 1);
    assert!(Flow::learn(&young, &Shape::of([&young]), &rules).is_some());
    let mut younger = Tally::default();
    HourOfWeek::all().take(100).for_each(|hour| younger.add(hour, Some(seen(1, 1)), &rules));
    assert!(Flow::learn(&younger, &Shape::of([&younger]), &rules).is_none());
    assert!(Flow::learn(&Tally::default(), &Shape::of([]), &rules).is_none());
}

#[test]
fn the_hours_of_the_past_come_back() {
    let ward = weeks(8, |hour| if (10..14).contains(&hour) { 3 } else { 0 });
    let flow = Flow::learn(&ward, &Shape::of([&ward]), &ChanceRules::default()).unwrap();
    let rates: Vec<f32> = HourOfWeek::all().map(|hour| flow.admitted_per_h(hour)).collect();
    assert!((2.7..3.3).contains(&rates[11]), "{}", rates[11]);
    assert!(rates[3] < 0.1, "{}", rates[3]);
    assert!((11.0..13.0).contains(&flow.coming_a_day()), "{}", flow.coming_a_day());
    assert!((11.0..13.0).contains(&flow.leaving_a_day()), "{}", flow.leaving_a_day());
}

#[test]
fn a_young_ward_leans_on_its_kind() {
    let old = weeks(8, |hour| i32::from(hour == 10) * 4);
    let young = weeks(1, |_| 0);
    let flow = Flow::learn(&young, &Shape::of([&old]), &ChanceRules::default()).unwrap();
    let at = |hour: usize| flow.admitted_per_h(HourOfWeek::all().nth(hour).unwrap());
    assert!(at(10) > 4.0 * at(9) && at(10) < 4.0, "{} {}", at(10), at(9));
}

#[test]
fn a_new_regime_is_believed_within_days() {
    let (rules, kind) = (ChanceRules::default(), weeks(8, |_| 1));
    let before = Flow::learn(&kind, &Shape::of([&kind]), &rules).unwrap().coming_a_day();
    let mut surge = kind.clone();
    HourOfWeek::all().take(96).for_each(|hour| surge.add(hour, Some(seen(2, 1)), &rules));
    let after = Flow::learn(&surge, &Shape::of([&kind]), &rules).unwrap().coming_a_day();
    assert!(after > before * 1.2, "{before} {after}");
}

#[test]
fn what_happened_unheard_is_spread_over_the_hours_since() {
    let rules = ChanceRules::default();
    let mut tally = Tally::default();
    let mut hours = HourOfWeek::all();
    tally.add(hours.next().unwrap(), Some(seen(0, 0)), &rules);
    hours.by_ref().take(7).for_each(|hour| tally.add(hour, None, &rules));
    tally.add(hours.next().unwrap(), Some(seen(8, 0)), &rules);
    assert!((tally.heard_h() - 9.0).abs() < 1e-3, "{}", tally.heard_h());
    let mut silent = Tally::default();
    HourOfWeek::all().take(30).for_each(|hour| silent.add(hour, None, &rules));
    silent.add(HourOfWeek::all().nth(30).unwrap(), Some(seen(8, 0)), &rules);
    assert!((silent.heard_h() - 1.0).abs() < 1e-3, "nobody knows when it happened");
}

#[test]
fn a_tally_is_kept_and_read_again_as_it_was() {
    let ward = weeks(2, |hour| i32::from(hour % 3 == 0));
    let text = serde_json::to_string(&ward).unwrap();
    assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), ward);
}

#[test]
fn checks_move_what_is_believed() {
    let rules = ChanceRules::default();
    let believed = |free_right, free_wrong| Trust::after(&Checks { free_right, free_wrong, ..Checks::default() }, &rules).free.mean;
    let stranger = believed(0.0, 0.0);
    let table = [(4.0, 0.0), (0.0, 1.0), (4.0, 1.0), (0.0, 4.0), (30.0, 0.0)];
    let [right, wrong, mixed, false_, known] = table.map(|(right, wrong)| believed(right, wrong));
    assert!(right > stranger && known > right && known > 0.985, "{stranger} {right} {known}");
    assert!(wrong < stranger && mixed > wrong && false_ < 0.62, "{wrong} {mixed} {false_}");
    let other = Trust::after(&Checks { free_wrong: 4.0, ..Checks::default() }, &rules);
    assert!((other.full.mean - stranger).abs() < 1e-6, "who boasts may well be right that it is full");
    assert!(Trust::after(&Checks::default(), &rules).free.sd > 0.0);
}

/// The counts after these reports: minute, beds, free.
fn counted(reports: &[(i64, u32, u32)]) -> Moves {
    let report = |&(minute, capacity, free): &(i64, u32, u32)| {
        let at = monday().plus_min(minute);
        let (capacity, free) = (Some(capacity), Some(free));
        Observation { capacity, free, terms: Terms::UNKNOWN, source: SourceKind::Aplicares, observed_at: at, received_at: at }
    };
    let all: Vec<Observation> = reports.iter().map(report).collect();
    all.windows(2).fold(Moves::default(), |moves, pair| moves.after(&pair[0], &pair[1]))
}

#[test]
fn coming_and_going_is_counted_from_report_to_report() {
    let table = [
        (&[(0, 10, 4), (30, 10, 4)][..], [0, 0, 0, 0]),
        (&[(0, 10, 4), (30, 10, 2), (60, 10, 5)][..], [2, 3, 0, 0]),
        (&[(0, 10, 1), (30, 10, 0), (90, 10, 2), (200, 10, 1)][..], [2, 2, 1, 3_600]),
        // A bed that whoever waited took at once was never free.
        (&[(0, 10, 0), (60, 10, 1), (70, 10, 0), (130, 10, 0)][..], [0, 0, 0, 7_800]),
        // Two beds were closed, nobody came.
        (&[(0, 10, 4), (30, 8, 2)][..], [0, 0, 0, 0]),
    ];
    for (reports, expected) in table {
        let moves = counted(reports);
        assert_eq!([moves.admitted, moves.discharged, moves.reopened, moves.full_s], expected, "{reports:?}");
    }
}

#[test]
fn a_step_from_one_source_to_another_is_no_patient() {
    let at = monday();
    let aplicares = Observation {
        capacity: Some(10),
        free: Some(4),
        terms: Terms::UNKNOWN,
        source: SourceKind::Aplicares,
        observed_at: at,
        received_at: at,
    };
    let by_hand = Observation { source: SourceKind::WardBoard, free: Some(1), ..aplicares };
    assert_eq!(Moves::default().after(&aplicares, &by_hand), Moves::default());
    assert_eq!(Moves::default().after(&aplicares, &Observation { free: None, ..aplicares }), Moves::default());
}

#[test]
fn counts_that_begin_anew_are_not_taken_for_patients() {
    let later = counted(&[(0, 10, 4), (30, 10, 2)]);
    let earlier = Moves { admitted: 700, full_s: 90_000, ..Moves::default() };
    let at = monday();
    let seen = Observation {
        capacity: Some(10),
        free: Some(2),
        terms: Terms::UNKNOWN,
        source: SourceKind::Aplicares,
        observed_at: at,
        received_at: at,
    };
    assert_eq!(later.since(&earlier, &seen).unwrap().admitted, 2);
    assert_eq!(later.since(&later, &seen).unwrap().admitted, 0);
    assert_eq!(later.since(&earlier, &Observation { free: None, ..seen }), None);
}

proptest! {
    #[test]
    fn trust_is_a_probability_and_a_right_check_never_lowers_it(right in 0.0_f32..80.0, wrong in 0.0_f32..80.0) {
        let rules = ChanceRules::default();
        let after = |right| Trust::after(&Checks { free_right: right, free_wrong: wrong, ..Checks::default() }, &rules).free;
        let (one, more) = (after(right), after(right + 1.0));
        prop_assert!((0.0..=1.0).contains(&one.mean) && one.sd.is_finite() && (0.0..=0.5).contains(&one.sd));
        prop_assert!(more.mean >= one.mean - 1e-6);
    }
}
