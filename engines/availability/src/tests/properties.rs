//! Laws that hold whatever is reported and claimed.

use proptest::prelude::*;
use sigap_kernel::{BedType, UtcMs};

use crate::{
    ChancePct, Claim, ClaimKind, Observation, OrderKey, PoolSum, PublicFigure, RankRules, Rules, SMALL_POOL_BEDS, SourceKind, Standing,
    Term, Terms, order_key,
};

const NOON: i64 = 1_790_000_000_000;

/// Small counts are as likely as absurd ones.
fn count() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0_u32..30, 1 => any::<u32>()]
}

/// An instant within a day before or after noon.
fn instant() -> impl Strategy<Value = UtcMs> {
    (-86_400_i64..86_400).prop_map(|seconds| UtcMs(NOON).plus_s(seconds))
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![count().prop_map(Term::Known), Just(Term::Unknown), Just(Term::Included)]
}

fn source() -> impl Strategy<Value = SourceKind> {
    prop::sample::select(SourceKind::ALL)
}

fn bed_type() -> impl Strategy<Value = BedType> {
    prop::sample::select(BedType::ALL)
}

prop_compose! {
    fn terms()(cleaning in term(), blocked in term(), reserved in term(), waiting_in_igd in term()) -> Terms {
        Terms { cleaning, blocked, reserved, waiting_in_igd }
    }
}

prop_compose! {
    fn report()(capacity in prop::option::weighted(0.9, count()), free in prop::option::weighted(0.9, count()), terms in terms(),
                source in source(), observed_at in instant(), received_at in instant()) -> Observation {
        Observation { capacity, free, terms, source, observed_at, received_at }
    }
}

prop_compose! {
    fn claim()(kind in prop::sample::select(ClaimKind::ALL), beds in count(), made_at in instant(), until in prop::option::of(instant()),
               noted_at in prop::option::of(instant()), closed_at in prop::option::of(instant())) -> Claim {
        Claim { kind, beds, made_at, until, noted_at, closed_at }
    }
}

prop_compose! {
    fn ward()(bed_type in bed_type(), report in prop::option::weighted(0.9, report()), claims in prop::collection::vec(claim(), 0..4))
        -> (BedType, Option<Observation>, Vec<Claim>) {
        (bed_type, report, claims)
    }
}

fn standing((bed_type, report, claims): &(BedType, Option<Observation>, Vec<Claim>), now: UtcMs) -> Standing {
    Standing::of(&Rules::default(), *bed_type, report.as_ref(), claims, now)
}

proptest! {
    #[test]
    fn no_more_beds_are_promised_than_there_are(ward in ward(), now in instant()) {
        let ward = standing(&ward, now);
        if let (Some(last), Some(capacity)) = (ward.last_free, ward.capacity) {
            prop_assert!(last <= capacity);
        }
        if let Some(free) = ward.free_to_promise {
            prop_assert!(ward.freshness.counts());
            prop_assert_eq!(Some(free), ward.last_free);
        }
    }

    #[test]
    fn one_more_claim_never_makes_more_beds(ward in ward(), claim in claim(), now in instant()) {
        let before = standing(&ward, now);
        let mut more = ward;
        more.2.push(claim);
        let after = standing(&more, now);
        prop_assert!(after.last_free <= before.last_free);
        prop_assert_eq!(after.free_to_promise.is_some(), before.free_to_promise.is_some());
        prop_assert_eq!(after.freshness, before.freshness);
    }

    #[test]
    fn a_claim_is_taken_off_once_or_not_at_all(ward in ward(), claim in claim(), now in instant()) {
        let before = standing(&ward, now).explained;
        let mut more = ward;
        more.2.push(claim);
        let after = standing(&more, now).explained;
        let taken_off = after.deductions().saturating_sub(before.deductions());
        let included = after.claims_included.saturating_sub(before.claims_included);
        prop_assert!(taken_off <= claim.beds && included <= claim.beds);
        prop_assert!(taken_off == 0 || included == 0, "in the hospital's count or in ours, never in both");
    }

    #[test]
    fn a_report_taken_after_the_hospital_noted_a_patient_does_not_subtract_him_again(
        ward in ward(), mut claim in claim(), minutes in 1_i64..600, now in instant(),
    ) {
        let (bed_type, Some(report), claims) = ward else { return Ok(()) };
        claim.made_at = report.taken_at().plus_min(-minutes);
        claim.noted_at = Some(report.taken_at().plus_s(-1));
        let without = Standing::of(&Rules::default(), bed_type, Some(&report), &claims, now);
        let with: Vec<Claim> = claims.iter().copied().chain([claim]).collect();
        let with = Standing::of(&Rules::default(), bed_type, Some(&report), &with, now);
        prop_assert_eq!(with.last_free, without.last_free);
    }

    #[test]
    fn a_claim_made_after_the_report_is_never_in_it(report in report(), claim in claim(), source in source()) {
        prop_assume!(claim.made_at >= report.taken_at());
        prop_assert!(!claim.is_included_in(&report, Rules::default().sources.of(source)));
    }

    #[test]
    fn time_alone_only_moves_fresh_to_due_to_old_to_silent(
        ward in ward(), now in instant(), later_s in 0_i64..200_000, ages in prop::array::uniform3(0_u32..2_000),
    ) {
        // Also with ages that no configuration check has seen.
        let mut rules = Rules::default();
        let [due_min, validity_min, silent_after_min] = ages;
        rules.validity.hand.ward = crate::Validity { due_min, validity_min, silent_after_min };
        let (bed_type, report, claims) = ward;
        prop_assume!(!report.is_some_and(|report| report.is_of_the_future(now)));
        let at = |now| Standing::of(&rules, bed_type, report.as_ref(), &claims, now);
        let (early, late) = (at(now), at(now.plus_s(later_s)));
        prop_assert!(early.freshness <= late.freshness);
        prop_assert!(early.age_s <= late.age_s);
    }

    #[test]
    fn the_instants_a_ward_tells_are_the_instants_at_which_it_changes(ward in ward(), now in instant()) {
        let told = standing(&ward, now);
        let (Some(due_at), Some(valid_until), Some(silent_at)) = (told.due_at, told.valid_until, told.silent_at) else { return Ok(()) };
        // Once it has come: what a clock of ours left that ran ahead is old until then.
        let received_at = ward.1.map_or(now, |report| report.received_at);
        for (instant, from) in [(due_at, crate::Freshness::Due), (valid_until, crate::Freshness::Old), (silent_at, crate::Freshness::Silent)] {
            if instant > received_at {
                prop_assert!(standing(&ward, UtcMs(instant.0 - 1)).freshness < from);
                prop_assert_eq!(standing(&ward, instant).freshness, from);
            }
        }
    }

    #[test]
    fn a_number_from_a_time_that_has_not_come_is_never_counted_and_gives_way(ward in ward(), next in report(), now in instant()) {
        let Some(report) = ward.1.filter(|report| report.is_of_the_future(now)) else { return Ok(()) };
        prop_assert_eq!(standing(&ward, now).free_to_promise, None);
        let next = Observation { received_at: now, ..next };
        prop_assert!(next.replaces(&report));
    }

    #[test]
    fn a_sum_does_not_depend_on_the_order_of_its_wards(
        wards in prop::collection::vec(ward(), 0..6), now in instant(), turn in 0_usize..6, split in 0_usize..6,
    ) {
        let mut wards: Vec<Standing> = wards.iter().map(|ward| standing(ward, now)).collect();
        let sum = PoolSum::of_wards(&wards);
        let parts = wards.split_at(split.min(wards.len()));
        prop_assert_eq!(PoolSum::of_wards(parts.0).and(&PoolSum::of_wards(parts.1)), sum);
        wards.reverse();
        let turn = turn.min(wards.len());
        wards.rotate_left(turn);
        prop_assert_eq!(PoolSum::of_wards(&wards), sum);
        prop_assert_eq!(sum.wards_counted + sum.wards_excluded(), u32::try_from(wards.len()).unwrap());
    }

    #[test]
    fn a_public_number_is_never_about_fewer_beds_than_may_be_shown(wards in prop::collection::vec(ward(), 0..4), now in instant()) {
        let wards: Vec<Standing> = wards.iter().map(|ward| standing(ward, now)).collect();
        let sum = PoolSum::of_wards(&wards);
        if let PublicFigure::Number { free, of } = PublicFigure::of(&sum) {
            prop_assert!(sum.wards_counted > 0);
            prop_assert!(sum.of.max(free) >= SMALL_POOL_BEDS);
            prop_assert!(of.is_none_or(|of| free <= of && of >= SMALL_POOL_BEDS));
        }
    }

    #[test]
    fn what_is_nearer_or_has_more_beds_never_stands_later(
        first in ward(), second in ward(), now in instant(), travel_min in 0_u32..600, detour_min in 1_u32..600,
    ) {
        let rules = RankRules::default();
        let (first, second) = (PoolSum::from(&standing(&first, now)), PoolSum::from(&standing(&second, now)));
        prop_assert!(order_key(&rules, &first, ChancePct::of(&first), travel_min) < order_key(&rules, &first, ChancePct::of(&first), travel_min + detour_min));
        if let (Some(few), Some(many)) = (first.free_to_promise(), second.free_to_promise())
            && few < many && first.wards_due == second.wards_due && first.oldest_counted_age_s == second.oldest_counted_age_s {
            prop_assert!(order_key(&rules, &second, ChancePct::of(&second), travel_min) <= order_key(&rules, &first, ChancePct::of(&first), travel_min));
        }
    }

    /// Whatever is farther away than the minutes somebody names cannot stand before the best that could be there.
    #[test]
    fn nothing_farther_stands_before_the_best_there_could_be(one in ward(), at_min in 0_u32..600, farther_min in 0_u32..600) {
        let sum = PoolSum::from(&standing(&one, UtcMs(NOON)));
        prop_assert!(OrderKey::best_at(at_min) <= order_key(&RankRules::default(), &sum, ChancePct::of(&sum), at_min.saturating_add(farther_min)));
    }
}
