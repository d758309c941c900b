//! The chances of a hospital's pools, kept for a minute: they are read thousands of times a second and change with the clock.

use std::hint::black_box;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use sigap_availability::Rules;
use sigap_availability::chance::{Calendar, Checks, Outlook, PoolNow, Trust, WardNow, outlook};
use sigap_kernel::{Pool, UtcMs};

use super::WardBeds;
use crate::list::PlannedBeds;

/// How long a chance stays as it was computed.
const GOOD_FOR_S: i64 = 60;

/// What is known of a hospital beside its wards, as far as its chances need it.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    /// The hours of its place.
    pub(crate) calendar: Arc<Calendar>,
    /// The pools of which residents see the chance.
    pub(crate) told: Arc<[Pool]>,
    /// What independent looks at its numbers found.
    pub(crate) checks: Checks,
    /// What its bed manager knows of the hours to come.
    pub(crate) planned: Arc<PlannedBeds>,
}

/// Chances that lie in one piece of memory with their time: a hospital rarely has more kinds of bed, and a country of them does not stay in
/// the processor's caches.
const AT_HAND: usize = 12;

/// The chances of all pools as of one moment.
#[derive(Debug)]
struct Kept {
    made_at: UtcMs,
    at_hand: [Option<Outlook>; AT_HAND],
    others: Box<[Option<Outlook>]>,
}

impl Kept {
    fn of(made_at: UtcMs, all: &[Option<Outlook>]) -> Self {
        let (first, others) = all.split_at(all.len().min(AT_HAND));
        let mut at_hand = [None; AT_HAND];
        at_hand.iter_mut().zip(first).for_each(|(here, one)| *here = *one);
        Self { made_at, at_hand, others: others.into() }
    }

    fn get(&self, place: usize) -> Option<Outlook> {
        let found = self.at_hand.get(place).or_else(|| self.others.get(place.checked_sub(AT_HAND)?));
        found.copied().flatten()
    }
}

/// The chances as they were last computed; computed anew by whoever asks when a minute has passed.
#[derive(Debug, Default)]
pub(super) struct Outlooks(ArcSwapOption<Kept>);

impl Outlooks {
    /// The chance of the pool at a place among the kinds.
    pub(super) fn at(&self, place: usize, now: UtcMs, make: impl FnOnce() -> Vec<Option<Outlook>>) -> Option<Outlook> {
        let kept = self.0.load();
        if let Some(kept) = kept.as_ref().filter(|kept| (0..GOOD_FOR_S).contains(&now.age_s(kept.made_at))) {
            return kept.get(place);
        }
        let anew = Kept::of(now, &make());
        let found = anew.get(place);
        self.0.store(Some(Arc::new(anew)));
        found
    }

    /// Touches the memory of these, so that it is at hand when it is asked for.
    pub(super) fn reach_for(&self, places: impl Iterator<Item = usize>) {
        if let Some(kept) = self.0.load().as_ref() {
            black_box(kept.made_at);
            places.for_each(|place| {
                black_box(kept.get(place));
            });
        }
    }
}

/// The chances of these pools.
pub(super) fn compute(pools: &[Pool], wards: &[WardBeds], beside: &Beside, rules: &Rules, now: UtcMs) -> Vec<Option<Outlook>> {
    if wards.iter().all(|ward| ward.flow.is_none()) {
        return Vec::new();
    }
    let trust = Trust::after(&beside.checks, &rules.chance);
    pools.iter().map(|pool| of_pool(pool, wards, beside, trust, rules, now)).collect()
}

/// The chance of one pool; `None` when no ward of it counts, or too little was heard of one that does.
fn of_pool(pool: &Pool, wards: &[WardBeds], beside: &Beside, trust: Trust, rules: &Rules, now: UtcMs) -> Option<Outlook> {
    let mut counted = Vec::new();
    for ward in wards.iter().filter(|ward| ward.ward.active && ward.ward.pool == *pool) {
        let standing = ward.standing(rules, now);
        let (Some(free), Some(taken_at)) = (standing.free_to_promise, standing.taken_at) else { continue };
        let changed_at = ward.changed_at.map_or(taken_at, |at| at.min(taken_at));
        counted.push(WardNow { free, capacity: standing.capacity, taken_at, changed_at, flow: ward.flow.as_deref()? });
    }
    let (leaving, booked) = (PlannedBeds::of_pool(&beside.planned.leaving, pool), PlannedBeds::of_pool(&beside.planned.booked, pool));
    let pool = PoolNow { wards: &counted, leaving: &leaving, booked: &booked, trust };
    outlook(&rules.chance, &beside.calendar, &pool, now)
}
