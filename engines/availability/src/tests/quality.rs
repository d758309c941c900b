//! *Mutu data*: tables of the formula, and what must hold whatever is put in.

use proptest::prelude::*;

use crate::{CheckCounts, CheckVerdict, Counted, Mend, Quality, QualityRules, WardQuality, faded_thousandths, gains, judge_check};

const NO_CHECKS: CheckCounts = CheckCounts { right_thousandths: 0, wrong_thousandths: 0 };

fn rules() -> QualityRules {
    QualityRules::default()
}

fn good() -> WardQuality {
    WardQuality {
        counted: Some(Counted { counted_min: 10_080, looked_at_min: 10_080 }),
        counts_now: true,
        tells_free: true,
        beds: Some(24),
        deductions_told: 4,
        contradicts: false,
        differs: Some(false),
        unmoved_h: Some(3),
        all_free_h: Some(0),
    }
}

fn checks(right: u32, wrong: u32) -> CheckCounts {
    CheckCounts { right_thousandths: right * 1_000, wrong_thousandths: wrong * 1_000 }
}

fn total(wards: &[WardQuality], checks: CheckCounts) -> Option<u8> {
    Quality::of(&rules(), wards, checks).total
}

#[test]
fn the_formula_gives_what_one_reckons_by_hand() {
    let half = WardQuality { counted: Some(Counted { counted_min: 5_040, looked_at_min: 10_080 }), ..good() };
    let bare = WardQuality { beds: None, deductions_told: 0, ..good() };
    let torn = WardQuality { contradicts: true, ..good() };
    let cases: [(&str, Vec<WardQuality>, CheckCounts, Option<u8>); 9] = [
        ("all is well", vec![good()], NO_CHECKS, Some(100)),
        ("half of the time: 40×50 + 20×100 + 20×100 of 80", vec![half], NO_CHECKS, Some(75)),
        ("a half and a whole ward: 40×75 + 40×100 of 80", vec![half, good()], NO_CHECKS, Some(87)),
        ("12 of 24 points: 40×100 + 20×50 + 20×100 of 80", vec![bare], NO_CHECKS, Some(87)),
        ("one of two wards contradicts itself: 40×100 + 20×100 + 20×50 of 80", vec![torn, good()], NO_CHECKS, Some(87)),
        ("one wrong check weighs a quarter: 80×100 + 5×0 of 85", vec![good()], checks(0, 1), Some(94)),
        ("four wrong checks weigh all: 80×100 + 20×0 of 100", vec![good()], checks(0, 4), Some(80)),
        ("no history: the part is left out, not 0", vec![WardQuality { counted: None, ..good() }], NO_CHECKS, Some(100)),
        ("nothing known at all", vec![], NO_CHECKS, None),
    ];
    for (why, wards, checks, expected) in cases {
        assert_eq!(total(&wards, checks), expected, "{why}");
    }
}

#[test]
fn an_unknown_part_is_left_out_and_said() {
    let quality = Quality::of(&rules(), &[WardQuality { counted: None, ..good() }], NO_CHECKS);
    assert!(quality.timely.is_none() && quality.checked.is_none());
    assert!(quality.complete.is_some() && quality.consistent.is_some());
    let silent = Quality::of(&rules(), &[WardQuality::default()], NO_CHECKS);
    assert_eq!(silent.consistent, None, "a ward without a number has nothing to contradict");
    assert_eq!(silent.complete.map(|share| (share.got, share.of)), Some((0, 24)));
}

#[test]
fn every_bed_free_for_a_week_is_found_and_an_empty_room_of_two_is_not() {
    let cases = [
        (Some(24), Some(168), true),
        (Some(24), Some(167), false),
        (Some(2), Some(500), false),
        (None, Some(500), false),
        (Some(24), None, false),
    ];
    for (beds, all_free_h, found) in cases {
        let ward = WardQuality { beds, all_free_h, unmoved_h: all_free_h, ..good() };
        let mends: Vec<Mend> = gains(&rules(), &[ward], NO_CHECKS).iter().map(|one| one.mend).collect();
        assert_eq!(mends.contains(&Mend::AllFree), found, "{beds:?} {all_free_h:?}");
        assert!(!(found && mends.contains(&Mend::Unmoved)), "it is told once");
    }
    let still = WardQuality { unmoved_h: Some(200), ..good() };
    assert_eq!(gains(&rules(), &[still], NO_CHECKS)[0].mend, Mend::Unmoved);
}

#[test]
fn what_would_mend_most_stands_first() {
    let late = WardQuality { counts_now: false, counted: Some(Counted { counted_min: 0, looked_at_min: 100 }), ..good() };
    let differs = WardQuality { differs: Some(true), counted: Some(Counted { counted_min: 100, looked_at_min: 100 }), ..good() };
    let all = gains(&rules(), &[differs, late], NO_CHECKS);
    let told: Vec<(Mend, Vec<usize>, u8)> = all.into_iter().map(|one| (one.mend, one.wards, one.points)).collect();
    assert_eq!(told, [(Mend::ReportInTime, vec![1], 25), (Mend::Difference, vec![0], 13)]);
    let unknown = WardQuality { counts_now: false, counted: None, ..good() };
    assert_eq!(gains(&rules(), &[unknown], NO_CHECKS)[0].points, 0, "late now, but nobody knows yet for how long");
}

#[test]
fn a_check_fades_to_half_in_each_half_life() {
    let faded: Vec<u32> = [0, 15, 30, 60, 90, 300, u32::MAX].map(|days| faded_thousandths(&rules(), days)).into();
    assert_eq!(faded, [1_000, 750, 500, 250, 125, 0, 0]);
}

#[test]
fn a_word_on_the_phone_is_compared_with_what_was_shown() {
    use CheckVerdict::{NothingShown, Right, Wrong};
    let cases = [
        (Some(3), Some(24), 3, Right, "the same"),
        (Some(3), Some(24), 5, Right, "two of 24: within ten per cent"),
        (Some(3), Some(24), 6, Wrong, "three of 24"),
        (Some(1), Some(4), 0, Right, "somebody may just have come"),
        (Some(2), Some(4), 0, Wrong, "two are more than that"),
        (Some(2), None, 0, Wrong, "the beds are not known: one bed may differ"),
        (None, Some(24), 3, NothingShown, "no number was shown"),
    ];
    for (shown, beds, said, expected, why) in cases {
        assert_eq!(judge_check(&rules(), shown, beds, said), expected, "{why}");
    }
}

#[test]
fn rules_that_divide_by_nothing_are_not_usable() {
    assert!(rules().is_usable());
    for bad in [
        QualityRules { checks_full: 0, ..rules() },
        QualityRules { check_half_life_days: 0, ..rules() },
        QualityRules { timely_weight: 0, complete_weight: 0, consistent_weight: 0, checked_weight: 0, ..rules() },
    ] {
        assert!(!bad.is_usable(), "{bad:?}");
        // Even then nothing stops.
        let _ = (Quality::of(&bad, &[good()], checks(1, 1)), faded_thousandths(&bad, 7));
    }
}

prop_compose! {
    fn any_ward()(
        counted in proptest::option::of((any::<u32>(), any::<u32>())),
        (counts_now, tells_free, contradicts) in any::<(bool, bool, bool)>(),
        beds in proptest::option::of(0..2_000_u32),
        deductions_told in 0..6_u32,
        differs in any::<Option<bool>>(),
        unmoved_h in proptest::option::of(0..1_000_u32),
        all_free_h in proptest::option::of(0..1_000_u32),
    ) -> WardQuality {
        let counted = counted.map(|(counted_min, looked_at_min)| Counted { counted_min, looked_at_min });
        WardQuality { counted, counts_now, tells_free, beds, deductions_told, contradicts, differs, unmoved_h, all_free_h }
    }
}

proptest! {
    #[test]
    fn every_part_and_the_total_stay_between_0_and_100(
        wards in proptest::collection::vec(any_ward(), 0..20),
        right in any::<u32>(),
        wrong in any::<u32>(),
    ) {
        let quality = Quality::of(&rules(), &wards, CheckCounts { right_thousandths: right, wrong_thousandths: wrong });
        let parts = [quality.timely, quality.complete, quality.consistent, quality.checked];
        prop_assert!(parts.iter().flatten().all(|part| part.pct() <= 100 && part.of > 0 && part.got <= part.of));
        prop_assert!(quality.total.is_none_or(|total| total <= 100));
        prop_assert_eq!(quality.total.is_some(), parts.iter().flatten().any(|part| part.weight_thousandths > 0));
        let known: Vec<u8> = parts.iter().flatten().map(|part| part.pct()).collect();
        if let (Some(total), Some(least), Some(most)) = (quality.total, known.iter().min(), known.iter().max()) {
            prop_assert!(*least <= total && total <= most.saturating_add(1), "{total} is a mean of {known:?}");
        }
    }

    #[test]
    fn mending_never_lowers_the_total(wards in proptest::collection::vec(any_ward(), 1..8), right in 0..9_000_u32, wrong in 0..9_000_u32) {
        let checks = CheckCounts { right_thousandths: right, wrong_thousandths: wrong };
        let before = total(&wards, checks).unwrap_or(0);
        for gain in gains(&rules(), &wards, checks) {
            // A ward that begins to tell its free beds may bring a finding to light that could not be seen before.
            if gain.mend == Mend::TellFree || gain.mend == Mend::TellBeds {
                continue;
            }
            let mut after = wards.clone();
            for place in &gain.wards {
                after[*place] = gain.mend.mended(&wards[*place]);
            }
            prop_assert!(total(&after, checks).unwrap_or(0) >= before, "{:?}", gain.mend);
        }
    }

    #[test]
    fn a_right_check_never_lowers_and_a_wrong_one_never_raises(
        wards in proptest::collection::vec(any_ward(), 0..6), right in 0..9_000_u32, wrong in 0..9_000_u32, more in 1..3_000_u32,
    ) {
        let of = |right, wrong| total(&wards, CheckCounts { right_thousandths: right, wrong_thousandths: wrong });
        prop_assume!(right + wrong > 0);
        prop_assert!(of(right + more, wrong) >= of(right, wrong));
        prop_assert!(of(right, wrong + more) <= of(right, wrong));
    }

    #[test]
    fn more_counted_minutes_never_lower_it(ward in any_ward(), others in proptest::collection::vec(any_ward(), 0..4), at in 0..10_000_u32, more in 0..10_000_u32) {
        let with = |counted_min| {
            let one = WardQuality { counted: Some(Counted { counted_min, looked_at_min: 10_000 }), ..ward };
            total(&[others.clone(), vec![one]].concat(), NO_CHECKS)
        };
        prop_assert!(with(at.saturating_add(more)) >= with(at));
    }

    #[test]
    fn an_older_check_never_weighs_more(days in 0..1_000_u32, later in 0..100_u32) {
        prop_assert!(faded_thousandths(&rules(), days + later) <= faded_thousandths(&rules(), days));
    }
}
