//! What is seen of a hospital at a glance: which kinds of bed it has, and of which some may be free. All glances lie side by side,
//! so that a search passes over a whole country in microseconds.

use sigap_kernel::{BedType, CareClass, Pool};

use super::FacilityBeds;
use crate::eyes::Eyes;

/// A set of kinds of bed, each a type in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Kinds([u64; WORDS]);

const WORDS: usize = (BedType::ALL.len() * CareClass::ALL.len()).div_ceil(64);

impl Kinds {
    /// Every kind there is.
    const ALL: Self = Self([u64::MAX; WORDS]);

    fn put(&mut self, bed_type: BedType, class: CareClass) {
        let at = bed_type as usize * CareClass::ALL.len() + class as usize;
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// Whether a kind is in both.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }

    /// The types and classes for which this holds.
    pub(crate) fn where_both(is_type: impl Fn(BedType) -> bool, is_class: impl Fn(CareClass) -> bool) -> Self {
        let mut kinds = Self::default();
        for bed_type in BedType::ALL.iter().copied().filter(|one| is_type(*one)) {
            for class in CareClass::ALL.iter().copied().filter(|one| is_class(*one)) {
                kinds.put(bed_type, class);
            }
        }
        kinds
    }
}

impl FromIterator<Pool> for Kinds {
    fn from_iter<I: IntoIterator<Item = Pool>>(pools: I) -> Self {
        let mut kinds = Self::default();
        for pool in pools {
            kinds.put(pool.bed_type, pool.class);
        }
        kinds
    }
}

/// One hospital at a glance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glance {
    /// The kinds of bed it has; all when nobody has told any of its wards. None for what is no hospital.
    pub(crate) has: Kinds,
    /// The kinds of which some bed may be free. A kind that is missing here is not free, whatever the time: numbers only age, and
    /// promises only take away.
    may_be_free: Kinds,
    /// Whether that may be told to anyone.
    is_public: bool,
}

impl Glance {
    pub(super) fn of(one: &FacilityBeds) -> Self {
        if !one.is_hospital {
            return Self { has: Kinds::default(), may_be_free: Kinds::default(), is_public: false };
        }
        let has = if one.kinds.is_empty() { Kinds::ALL } else { one.kinds.iter().copied().collect() };
        let told_free = one.wards.iter().filter(|ward| ward.ward.active && ward.observation.is_some_and(|seen| seen.free.unwrap_or(0) > 0));
        Self { has, may_be_free: told_free.map(|ward| ward.ward.pool).collect(), is_public: one.public_from.is_some() }
    }

    /// Whether some bed of these kinds may be free, as far as this looker may see at all.
    pub(crate) fn may_be_free(&self, kinds: &Kinds, eyes: Eyes<'_>) -> bool {
        (self.is_public || matches!(eyes, Eyes::Staff { .. })) && self.may_be_free.meets(kinds)
    }
}
