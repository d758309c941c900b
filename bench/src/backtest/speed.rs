//! How long the chance of a whole country takes: every ward a pool of its own, at every horizon.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use sigap_availability::chance::{
    Calendar, ChanceRules, Checks, Flow, HourOfWeek, HourSeen, PoolNow, Shape, Tally, Trust, WardNow, outlook,
};
use sigap_kernel::{UtcMs, Zone};

use crate::row::{Row, Sheet};
use crate::size::Size;

/// Rounds; the middle one counts.
const ROUNDS: usize = 9;
/// What is promised for 60,000 wards.
const ALL_MAX_MS: f64 = 200.0;
const NOW: UtcMs = UtcMs(1_790_000_000_000);
/// Different flows, given out in turn: more than the processor's nearest memory holds.
const FLOWS: u32 = 512;

pub(super) fn run(size: &Size, rules: &ChanceRules, sheet: &mut Sheet) -> Result<()> {
    let flows: Vec<Flow> = (0..FLOWS).filter_map(|one| flow(one, rules)).collect();
    let calendar = Calendar::new(Zone::Wib, []);
    let trust = Trust::after(&Checks::default(), rules);
    let wards: Vec<WardNow<'_>> = flows.iter().cycle().take(size.wards).zip(0_u32..).map(|(flow, one)| ward(one, flow)).collect();
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            for ward in &wards {
                let pool = PoolNow { wards: std::slice::from_ref(ward), leaving: &[], booked: &[], trust };
                black_box(outlook(rules, &calendar, &pool, NOW));
            }
            begin.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    let middle = rounds.get(ROUNDS / 2).copied().unwrap_or(0.0);
    let name = format!("chance of {} wards anew, one processor", size.wards);
    sheet.add(Row::new("chance", name, middle, "ms").at_most(ALL_MAX_MS).beside("reading each ward once", read_once(&wards)))
}

/// A ward as hospitals have them: 4 to 35 beds, a number up to three hours old.
fn ward(one: u32, flow: &Flow) -> WardNow<'_> {
    let beds = 4 + one % 32;
    let taken_at = NOW.plus_min(-i64::from(one * 7 % 180));
    WardNow { free: one * 13 % (beds / 3 + 1), capacity: Some(beds), taken_at, changed_at: taken_at.plus_min(-90), flow }
}

fn flow(one: u32, rules: &ChanceRules) -> Option<Flow> {
    let mut tally = Tally::default();
    let beds = 4 + one % 32;
    for (hour, turn) in (0..4).flat_map(|_| HourOfWeek::all()).zip(one..) {
        let moved = i32::from(turn % 40 < beds);
        let seen = HourSeen { free: beds / 6, capacity: Some(beds), admitted: moved, discharged: moved, reopened: 0, full_s: 0 };
        tally.add(hour, Some(seen), rules);
    }
    Flow::learn(&tally, &Shape::of([&tally]), rules)
}

fn read_once(wards: &[WardNow<'_>]) -> f64 {
    let begin = Instant::now();
    black_box(wards.iter().map(|ward| u64::from(ward.free)).sum::<u64>());
    begin.elapsed().as_secs_f64() * 1_000.0
}
