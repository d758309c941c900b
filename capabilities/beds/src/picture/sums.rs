//! A hospital's pools added up. The sums stay as they are until a number passes one of its ages; then they are added up anew,
//! once, by whoever asks first.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use arc_swap::{ArcSwap, Guard};
use sigap_availability::{PoolSum, Rules};
use sigap_kernel::{Pool, UtcMs};

use super::WardBeds;

/// The sums by pool, in the order of the pools, and until when they stay so if nobody reports.
#[derive(Debug)]
pub struct Sums {
    pools: Vec<(Pool, PoolSum)>,
    added_at: UtcMs,
    good_until: UtcMs,
    /// What the public answer says of each pool, up to its age; made when it is first asked for.
    texts: Box<[OnceLock<Box<str>>]>,
}

impl Deref for Sums {
    type Target = [(Pool, PoolSum)];

    fn deref(&self) -> &Self::Target {
        &self.pools
    }
}

impl Sums {
    fn of(wards: &[WardBeds], rules: &Rules, now: UtcMs) -> Self {
        let mut sums: BTreeMap<Pool, PoolSum> = BTreeMap::new();
        let mut good_until = UtcMs(i64::MAX);
        for ward in wards.iter().filter(|ward| ward.ward.active) {
            let standing = ward.standing(rules, now);
            let sum = sums.entry(ward.ward.pool).or_default();
            *sum = sum.and(&PoolSum::from(&standing));
            let limits = [standing.due_at, standing.valid_until, standing.silent_at];
            let ends = ward.claims.iter().map(|claim| claim.until);
            for limit in limits.into_iter().chain(ends).flatten().filter(|limit| *limit > now) {
                good_until = good_until.min(limit);
            }
        }
        let pools: Vec<_> = sums.into_iter().collect();
        let texts = pools.iter().map(|_| OnceLock::new()).collect();
        Self { pools, added_at: now, good_until, texts }
    }

    fn holds_at(&self, now: UtcMs) -> bool {
        now >= self.added_at && now < self.good_until
    }

    /// The text of the pool at this place, made by `write` if nobody asked for it before.
    pub(crate) fn text(&self, place: usize, write: impl FnOnce(Pool, &PoolSum) -> String) -> Option<&str> {
        let (pool, sum) = self.pools.get(place)?;
        Some(self.texts.get(place)?.get_or_init(|| write(*pool, sum).into()))
    }
}

/// The sums as they were last added up.
#[derive(Debug)]
pub(super) struct Kept(ArcSwap<Sums>);

impl Kept {
    pub(super) fn new(wards: &[WardBeds], rules: &Rules, now: UtcMs) -> Self {
        Self(ArcSwap::from_pointee(Sums::of(wards, rules, now)))
    }

    /// The sums at an instant. Newer ones are kept; whoever asks about the past gets them without keeping.
    pub(super) fn at(&self, wards: &[WardBeds], rules: &Rules, now: UtcMs) -> Guard<Arc<Sums>> {
        let kept = self.0.load();
        if kept.holds_at(now) {
            return kept;
        }
        let anew = Arc::new(Sums::of(wards, rules, now));
        if now > kept.added_at {
            self.0.store(anew.clone());
        }
        Guard::from_inner(anew)
    }
}
