//! The rules by themselves: which event leads where, how long a wait is, when a timer rings.

use std::sync::Arc;

use proptest::prelude::*;
use sigap_kernel::{Actor, Ctx, ManualClock, SeededChance, UtcMs, World};

use super::START;
use crate::model::{Change, Plan, Rhythm};
use crate::{JobError, JobEvent, JobState, Policy};

fn ctx_at(now: UtcMs, seed: u64) -> Ctx {
    World { clock: Arc::new(ManualClock::at(now)), chance: Arc::new(SeededChance::new(seed)) }.ctx(Actor::System("test"))
}

const POLICY: Policy = Policy { tries_max: 3, backoff_first_s: 10, backoff_cap_s: 60, at_once_max: 1, run_s_max: 5 };

#[test]
fn each_event_leads_from_one_state_into_one() {
    let table = [
        (JobEvent::Taken, "waiting > running"),
        (JobEvent::Succeeded, "running > done"),
        (JobEvent::AskedAgain, "running > waiting"),
        (JobEvent::Rang, "running > waiting"),
        (JobEvent::TriedAgain, "running > waiting"),
        (JobEvent::GivenUp, "running > failed"),
        (JobEvent::AskedByHand, "failed > waiting"),
    ];
    for (event, expected) in table {
        let (from, to) = event.moves();
        assert_eq!(format!("{from} > {to}"), expected, "{event:?}");
    }
    let finished: Vec<_> = JobState::ALL.iter().filter(|state| state.is_finished()).collect();
    assert_eq!(finished, [&JobState::Done, &JobState::Failed]);
}

/// The end of try number `tries`, in words: without and with the same key asked for meanwhile.
#[track_caller]
fn check(plan: Plan, tries: u32, outcome: Result<(), JobError>, expected: (&str, &str)) {
    let said = |change: Change| {
        let due = match change.due_at {
            None => "as it stands".to_owned(),
            Some(at) => format!("in {} s", at.age_s(START)),
        };
        format!("{:?}, due {due}, {} tries", change.event, change.attempts)
    };
    let ending = plan.ending(&ctx_at(START, 7), tries, outcome);
    assert_eq!((said(ending.plain).as_str(), said(ending.asked_again).as_str()), expected);
}

#[test]
fn a_run_ends_by_its_outcome_and_its_tries() {
    let job = Plan::job(POLICY);
    let peer_says = |after_s| Err(JobError::AgainAt { at: START.plus_s(after_s), why: "busy".into() });
    check(job, 1, Ok(()), ("Succeeded, due as it stands, 1 tries", "AskedAgain, due as it stands, 0 tries"));
    check(job, 2, peer_says(40), ("TriedAgain, due in 40 s, 2 tries", "TriedAgain, due in 40 s, 0 tries"));
    check(job, 2, peer_says(-40), ("TriedAgain, due in 1 s, 2 tries", "TriedAgain, due in 1 s, 0 tries"));
    check(job, 2, peer_says(999_999), ("TriedAgain, due in 86400 s, 2 tries", "TriedAgain, due in 86400 s, 0 tries"));
    check(job, 3, peer_says(40), ("GivenUp, due as it stands, 3 tries", "AskedAgain, due in 60 s, 0 tries"));
    check(job, 3, Err(JobError::again("away")), ("GivenUp, due as it stands, 3 tries", "AskedAgain, due in 60 s, 0 tries"));
    check(job, 1, Err(JobError::never("gone")), ("GivenUp, due as it stands, 1 tries", "AskedAgain, due in 60 s, 0 tries"));
}

#[test]
fn a_timer_is_never_given_up() {
    let rhythm = Rhythm { name: "beds.nudge", period_s: 600 };
    let next_s = rhythm.next(START).age_s(START);
    let rang = format!("Rang, due in {next_s} s, 0 tries");
    check(Plan::timer(rhythm), 1, Ok(()), (&rang, &rang));
    let later = format!("TriedAgain, due in {next_s} s, 900 tries");
    check(Plan::timer(rhythm), 900, Err(JobError::again("away")), (&later, &later));
    let never = format!("TriedAgain, due in {next_s} s, 1 tries");
    check(Plan::timer(rhythm), 1, Err(JobError::never("no")), (&never, &never));
}

#[test]
fn a_long_error_is_cut() {
    let ending = Plan::job(POLICY).ending(&ctx_at(START, 1), 1, Err(JobError::again("é".repeat(9_000))));
    assert_eq!(ending.plain.error.unwrap().chars().count(), 500);
}

proptest! {
    #[test]
    fn the_wait_doubles_to_its_cap_and_is_never_less_than_half(tries in 1u32..200, first_s in 1u32..5_000, cap_s in 1u32..100_000, seed: u64) {
        let policy = Policy { backoff_first_s: first_s, backoff_cap_s: cap_s, ..Policy::default() };
        let whole_ms = (i64::from(first_s) * 2i64.pow((tries - 1).min(20))).min(i64::from(cap_s)) * 1_000;
        let wait_ms = policy.backoff_ms(&ctx_at(START, seed), tries);
        prop_assert!(wait_ms >= whole_ms / 2 && wait_ms <= whole_ms, "{wait_ms} of {whole_ms}");
    }

    #[test]
    fn a_timer_rings_at_the_same_instants_wherever_one_looks(now in -4_000_000_000_000i64..4_000_000_000_000, period_s in 0u32..4_000_000) {
        let rhythm = Rhythm { name: "beds.nudge", period_s };
        let period_ms = i64::from(period_s.max(1)) * 1_000;
        let next = rhythm.next(UtcMs(now));
        prop_assert!(next.0 > now && next.0 <= now + period_ms);
        prop_assert_eq!(rhythm.next(UtcMs(next.0 - 1)), next);
        prop_assert_eq!(rhythm.next(next), UtcMs(next.0 + period_ms));
    }
}

#[test]
fn waits_differ_by_chance_and_repeat_by_seed() {
    let waits: Vec<i64> = (0..20).map(|seed| POLICY.backoff_ms(&ctx_at(START, seed), 3)).collect();
    assert_eq!(waits, (0..20).map(|seed| POLICY.backoff_ms(&ctx_at(START, seed), 3)).collect::<Vec<_>>());
    assert!(waits.iter().collect::<std::collections::BTreeSet<_>>().len() > 10, "{waits:?}");
}

#[test]
fn timers_of_one_period_do_not_all_ring_together() {
    let at = |name| Rhythm { name, period_s: 60 }.next(START);
    assert_ne!(at("beds.nudge"), at("intake.recheck"));
}
