//! A hospital's pools added up. The sums stay as they are until a number passes one of its ages; then they are added up anew,
//! once, by whoever asks first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use sigap_availability::{PoolSum, Rules};
use sigap_kernel::{BedType, CLOCKS_APART_MAX_S, CareClass, Isolation, Pool, UtcMs};

use super::WardBeds;

/// The sums by pool, in the order in which people ask for them, and until when they stay so if nobody reports.
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
            let begins = ward.observation.map(|seen| seen.counts_from());
            let limits = [begins, standing.due_at, standing.valid_until, standing.silent_at];
            let ends = ward.claims.iter().map(|claim| claim.until);
            for limit in limits.into_iter().chain(ends).flatten().filter(|limit| *limit > now) {
                good_until = good_until.min(limit);
            }
        }
        let mut pools: Vec<_> = sums.into_iter().collect();
        pools.sort_by_key(|(pool, _)| as_asked(pool));
        let texts = pools.iter().map(|_| OnceLock::new()).collect();
        Self { pools, added_at: now, good_until, texts }
    }

    fn holds_at(&self, now: UtcMs) -> bool {
        now >= self.added_at && now < self.good_until
    }

    /// The text of the pool at this place, if anybody asked for it before.
    pub(crate) fn kept_text(&self, place: usize) -> Option<&str> {
        Some(self.texts.get(place)?.get()?)
    }

    /// The text of the pool at this place, made by `write` if nobody asked for it before.
    pub(crate) fn text(&self, place: usize, write: impl FnOnce(Pool, &PoolSum) -> String) -> Option<&str> {
        let (pool, sum) = self.pools.get(place)?;
        Some(self.texts.get(place)?.get_or_init(|| write(*pool, sum).into()))
    }
}

/// Ordinary rooms first, and of those the class that most are entitled to.
const fn as_asked(pool: &Pool) -> (BedType, Isolation, Reverse<CareClass>, Pool) {
    (pool.bed_type, pool.isolation, Reverse(pool.class), *pool)
}

/// The sums of a piece: those it was made with lie in it, so that whoever looks at many hospitals finds them at once; those that
/// were added up later, as numbers aged, lie beside.
#[derive(Debug)]
pub(super) struct Kept {
    first: Sums,
    later: ArcSwapOption<Sums>,
}

/// Sums for as long as one looks at them.
#[derive(Debug)]
pub enum SumsNow<'a> {
    /// Those the piece was made with.
    First(&'a Sums),
    /// Added up later.
    Later(Arc<Sums>),
}

impl Deref for SumsNow<'_> {
    type Target = Sums;

    fn deref(&self) -> &Sums {
        match self {
            SumsNow::First(sums) => sums,
            SumsNow::Later(sums) => sums,
        }
    }
}

impl Kept {
    pub(super) fn new(wards: &[WardBeds], rules: &Rules, now: UtcMs) -> Self {
        Self { first: Sums::of(wards, rules, now), later: ArcSwapOption::empty() }
    }

    /// Those the piece was made with.
    pub(super) const fn first(&self) -> &Sums {
        &self.first
    }

    /// The sums at an instant. Newer ones are kept; whoever asks about the past gets them without keeping.
    pub(super) fn at(&self, wards: &[WardBeds], rules: &Rules, now: UtcMs) -> SumsNow<'_> {
        if self.first.holds_at(now) {
            return SumsNow::First(&self.first);
        }
        let later = self.later.load_full();
        if let Some(later) = later.as_ref().filter(|later| later.holds_at(now)) {
            return SumsNow::Later(later.clone());
        }
        let anew = Arc::new(Sums::of(wards, rules, now));
        let kept_at = later.map_or(self.first.added_at, |later| later.added_at);
        // A clock of ours that ran ahead and was set right asks about the past from then on.
        let was_set_back = kept_at > now.plus_s(CLOCKS_APART_MAX_S);
        if now > kept_at || was_set_back {
            self.later.store(Some(anew.clone()));
        }
        SumsNow::Later(anew)
    }
}
