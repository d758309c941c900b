//! The chances of a hospital's pools, kept for a minute: they are read thousands of times a second and change with the clock.

use std::hint::black_box;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicI64, AtomicU64, fence};
use std::sync::{Arc, Mutex};

use sigap_availability::Rules;
use sigap_availability::chance::{Calendar, Checks, Outlook, PoolNow, Trust, WardNow, outlook};
use sigap_kernel::{Pool, UtcMs};

use super::WardBeds;
use crate::list::PlannedBeds;

/// How long a chance stays as it was computed.
const GOOD_FOR_MS: u64 = 60_000;

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

/// A chance that is not known: no curve has such hundredths.
const UNKNOWN: u64 = u64::MAX;
/// When chances were made that never were, or are just being made anew.
const NEVER: i64 = i64::MIN;

/// The chances as they were last computed; computed anew by whoever asks when a minute has passed.
///
/// A search reads them of a hundred pools: they lie side by side, eight bytes a curve, and reading them writes nothing. Whoever reads
/// while they are written anew sees that by their time, and computes its own.
#[derive(Debug)]
pub(super) struct Outlooks {
    made_at: AtomicI64,
    /// By pool: the chance, the lower and the upper end of its interval.
    curves: Box<[[AtomicU64; 3]]>,
    writing: Mutex<()>,
}

impl Outlooks {
    /// For so many pools, of which nothing is computed yet.
    pub(super) fn of(pools: usize) -> Self {
        let unknown = || [const { AtomicU64::new(UNKNOWN) }; 3];
        let curves = std::iter::repeat_with(unknown).take(pools).collect();
        Self { made_at: AtomicI64::new(NEVER), curves, writing: Mutex::new(()) }
    }

    /// The chance of the pool at a place among the kinds.
    pub(super) fn at(&self, place: usize, now: UtcMs, make: impl FnOnce() -> Vec<Option<Outlook>>) -> Option<Outlook> {
        let made_at = self.made_at.load(Acquire);
        // One of a clock that ran ahead and was set right is as old as one of a minute ago.
        if made_at != NEVER && now.0.abs_diff(made_at) < GOOD_FOR_MS {
            let kept = self.kept(place);
            fence(Acquire);
            if self.made_at.load(Relaxed) == made_at {
                return kept;
            }
        }
        let anew = make();
        self.keep(now, &anew);
        anew.get(place).copied().flatten()
    }

    fn kept(&self, place: usize) -> Option<Outlook> {
        let curves = self.curves.get(place)?.each_ref().map(|curve| curve.load(Relaxed));
        (!curves.contains(&UNKNOWN)).then(|| Outlook::of_curves(curves.map(u64::to_le_bytes)))
    }

    /// Keeps these, unless somebody else is just keeping theirs.
    fn keep(&self, made_at: UtcMs, all: &[Option<Outlook>]) {
        let Ok(_writing) = self.writing.try_lock() else { return };
        self.made_at.store(NEVER, Relaxed);
        fence(Release);
        for (place, curves) in self.curves.iter().enumerate() {
            let one = all.get(place).copied().flatten();
            let anew = one.map_or([UNKNOWN; 3], |one| one.curves().map(u64::from_le_bytes));
            curves.iter().zip(anew).for_each(|(curve, value)| curve.store(value, Relaxed));
        }
        self.made_at.store(made_at.0, Release);
    }

    /// Touches the memory of a place, so that it is at hand when it is asked for.
    pub(super) fn reach_for(&self, place: usize) {
        if let Some([chance, ..]) = self.curves.get(place) {
            black_box(chance.load(Relaxed));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances of two pools of which every figure is the same number.
    fn all_of(number: u8) -> Vec<Option<Outlook>> {
        vec![Some(Outlook::of_curves([[number; 8]; 3])); 2]
    }

    fn at(minute: i64) -> UtcMs {
        UtcMs(1_700_000_000_000).plus_min(minute)
    }

    #[test]
    fn a_chance_is_kept_for_a_minute_and_computed_anew_after_it_and_before() {
        let kept = Outlooks::of(2);
        assert_eq!(kept.at(1, at(0), Vec::new), None, "not known, and kept as that");
        assert_eq!(kept.at(1, at(0).plus_s(59), || all_of(7)), None);
        assert_eq!(kept.at(1, at(1), || all_of(7)), Some(Outlook::of_curves([[7; 8]; 3])));
        assert_eq!(kept.at(0, at(1), || all_of(9)), Some(Outlook::of_curves([[7; 8]; 3])));
        assert_eq!(kept.at(0, at(0), || all_of(9)), Some(Outlook::of_curves([[9; 8]; 3])), "a clock that was set back");
        assert_eq!(kept.at(2, at(0), || all_of(9)), None, "there is no such pool");
    }

    #[test]
    fn who_reads_while_chances_are_made_anew_never_sees_two_of_them_mixed() {
        let kept = Outlooks::of(2);
        std::thread::scope(|scope| {
            for ahead in 0..4 {
                let kept = &kept;
                scope.spawn(move || {
                    for minute in 0..20_000 {
                        let number = u8::try_from((minute + ahead) % 100).unwrap();
                        let seen = kept.at(usize::from(number % 2), at(minute / 3), || all_of(number)).unwrap();
                        let [[one, ..], ..] = seen.curves();
                        assert_eq!(seen.curves(), [[one; 8]; 3]);
                    }
                });
            }
        });
    }
}
