//! What tonight leaves: a table a bed manager can follow, and laws for every plan.

use proptest::prelude::*;
use sigap_kernel::{CareClass, Pool, UtcMs};

use crate::{Change, Hour, Start, TONIGHT_HOURS, Tonight, tonight};

/// Half past nine at night in Semarang.
const NOW: UtcMs = UtcMs(1_790_001_000_000);

fn class(class: CareClass) -> Pool {
    Pool::general(class)
}

fn plain(starts: &[Start], flows: &[Change]) -> Tonight {
    tonight(NOW, starts, flows, |_, _| 0)
}

#[test]
fn beds_come_and_go_at_their_hour_and_what_is_missing_is_called_short() {
    let three = class(CareClass::Three);
    let at = |minutes| NOW.plus_min(minutes);
    let flows = [
        Change { pool: Some(three), at: at(-90), beds: -1 },
        Change { pool: Some(three), at: at(30), beds: -3 },
        Change { pool: Some(three), at: at(600), beds: 4 },
        Change { pool: None, at: at(0), beds: -1 },
        Change { pool: Some(three), at: at(60 * 24 + 120), beds: 9 },
    ];
    let seen = plain(&[Start { pool: three, free: Some(2) }], &flows);
    let [only] = seen.pools.as_slice() else { panic!("{seen:?}") };
    assert_eq!(only.hours.len(), TONIGHT_HOURS + 1);
    let balance = |hour: Option<Hour>| hour.map(|hour| (hour.free(), hour.short()));
    assert_eq!(balance(only.by(NOW)), Some((1, 0)), "what should have happened counts as now");
    assert_eq!(balance(only.by(at(90))), Some((0, 2)));
    assert_eq!(balance(only.lowest()), Some((0, 2)));
    assert_eq!(balance(only.hours.last().copied()), Some((2, 0)), "what comes after the last hour is not there yet");
    assert_eq!(balance(seen.total.by(NOW)), Some((0, 0)), "nobody has decided where: it stands in the total alone");
}

#[test]
fn a_kind_nobody_counts_is_unknown_and_not_zero() {
    let (one, two) = (class(CareClass::One), class(CareClass::Two));
    let starts = [Start { pool: one, free: None }, Start { pool: two, free: None }, Start { pool: two, free: Some(3) }];
    let vip = class(CareClass::Vip);
    let seen = plain(&starts, &[Change { pool: Some(vip), at: NOW, beds: 5 }, Change { pool: Some(one), at: NOW, beds: 7 }]);
    assert_eq!(seen.unknown, [vip, one], "neither one without numbers nor one without wards");
    assert_eq!(seen.total.by(NOW).map(Hour::free), Some(3));
}

#[test]
fn what_is_expected_counts_by_the_part_of_the_hour_that_is_left() {
    let pool = class(CareClass::Three);
    let half_past = UtcMs(NOW.0.div_euclid(3_600_000) * 3_600_000 + 1_800_000);
    let seen = tonight(half_past, &[Start { pool, free: Some(10) }], &[], |_, _| -600);
    let millibeds: Vec<i64> = seen.total.hours.iter().take(3).map(|hour| hour.balance_millibeds).collect();
    assert_eq!(millibeds, [10_000, 9_700, 9_100]);
    assert_eq!((seen.total.hours[1].free(), seen.total.hours[1].short()), (9, 0));
    assert_eq!(Hour { at: NOW, balance_millibeds: -100 }.short(), 1, "a part of a bed is missed as a whole one");
}

fn pool() -> impl Strategy<Value = Pool> {
    prop::sample::select(vec![CareClass::One, CareClass::Two, CareClass::Three]).prop_map(Pool::general)
}

prop_compose! {
    fn flow()(pool in prop::option::weighted(0.8, pool()), minutes in -300_i64..2_000, beds in prop_oneof![9 => -5_i64..6, 1 => any::<i64>()])
        -> Change {
        Change { pool, at: NOW.plus_min(minutes), beds }
    }
}

fn starts() -> impl Strategy<Value = Vec<Start>> {
    let start = (pool(), prop::option::weighted(0.9, -3_i64..40)).prop_map(|(pool, free)| Start { pool, free });
    prop::collection::vec(start, 0..5)
}

proptest! {
    #[test]
    fn no_hour_is_below_zero_and_none_is_free_and_short_at_once(starts in starts(), flows in prop::collection::vec(flow(), 0..12)) {
        let seen = plain(&starts, &flows);
        for hour in seen.pools.iter().chain([&seen.total]).flat_map(|curve| &curve.hours) {
            prop_assert!(hour.free() == 0 || hour.short() == 0);
            prop_assert_eq!(hour.balance_millibeds < 0, hour.short() > 0);
        }
    }

    #[test]
    fn the_total_is_the_sum_of_its_parts_at_every_hour(
        starts in starts(), flows in prop::collection::vec(flow(), 0..12), expected in -2_000_i64..2_000,
    ) {
        prop_assume!(flows.iter().all(|flow| flow.beds.abs() < 1_000_000));
        let seen = tonight(NOW, &starts, &flows, |_, _| expected);
        for (place, hour) in seen.total.hours.iter().enumerate() {
            let parts: i64 = seen.pools.iter().map(|curve| curve.hours[place].balance_millibeds).sum();
            let open: i64 = flows.iter().filter(|flow| flow.pool.is_none() && flow.at <= hour.at).map(|flow| flow.beds * 1_000).sum();
            prop_assert_eq!(hour.balance_millibeds, parts + open);
        }
    }

    #[test]
    fn nothing_is_lost_on_the_way(starts in starts(), flows in prop::collection::vec(flow(), 0..12)) {
        prop_assume!(flows.iter().all(|flow| flow.beds.abs() < 1_000_000));
        let seen = plain(&starts, &flows);
        let end = *seen.total.hours.last().unwrap();
        let counted = |pool: &Option<Pool>| pool.is_none_or(|pool| !seen.unknown.contains(&pool));
        let begun: i64 = starts.iter().filter_map(|start| start.free).sum();
        let moved: i64 = flows.iter().filter(|flow| counted(&flow.pool) && flow.at <= end.at).map(|flow| flow.beds).sum();
        prop_assert_eq!(end.balance_millibeds, (begun + moved) * 1_000);
    }

    #[test]
    fn the_order_in_which_plans_are_told_does_not_matter(starts in starts(), flows in prop::collection::vec(flow(), 0..12), turn in 0_usize..12) {
        prop_assume!(flows.iter().all(|flow| flow.beds.abs() < 1_000_000));
        let mut other = flows.clone();
        other.reverse();
        let turned = turn.min(other.len());
        other.rotate_left(turned);
        let mut back = starts.clone();
        back.reverse();
        prop_assert_eq!(plain(&starts, &flows), plain(&back, &other));
    }
}
