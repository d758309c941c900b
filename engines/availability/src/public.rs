//! What anyone may see of a pool: a number of how many, or a word. No figure from which one patient could be told.

use crate::PoolSum;

/// Pools of fewer beds than this are told in words: in a room of two, a number names a person.
pub const SMALL_POOL_BEDS: u32 = 3;

/// The word for a small pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SmallPool {
    /// Nothing free (*penuh*).
    None,
    /// At least one bed free (*ada*).
    Some,
}

/// What a public page or public answer says of a pool. Carries nothing beyond what may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicFigure {
    /// So many free.
    Number {
        /// Beds free to promise.
        free: u32,
        /// Of so many beds; `None` when the source does not tell.
        of: Option<u32>,
    },
    /// A pool of fewer than [`SMALL_POOL_BEDS`] beds.
    Word(SmallPool),
    /// Reported in time, but without free beds (*tidak diketahui*).
    Unknown,
    /// Only old numbers (*data lama, tidak dihitung*).
    Old,
    /// Nothing but silence (*belum ada laporan*).
    Silent,
}

impl PublicFigure {
    /// The figure for one pool at one facility.
    ///
    /// Smallness is judged by the counted beds, not by all beds of the pool: a number about two beds out of ten is about two beds.
    /// When the capacity is not told, three free beds prove that the pool is not small.
    #[must_use]
    pub const fn of(sum: &PoolSum) -> PublicFigure {
        if sum.wards_counted == 0 {
            return Self::without_number(sum);
        }
        let of = sum.of_how_many();
        let beds_at_least = match of {
            Some(beds) => beds,
            None if sum.free > sum.of => sum.free,
            None => sum.of,
        };
        match (beds_at_least < SMALL_POOL_BEDS, sum.free) {
            (true, 0) => PublicFigure::Word(SmallPool::None),
            (true, _) => PublicFigure::Word(SmallPool::Some),
            (false, free) => PublicFigure::Number { free, of },
        }
    }

    const fn without_number(sum: &PoolSum) -> PublicFigure {
        if sum.wards_unknown > 0 {
            PublicFigure::Unknown
        } else if sum.wards_old > 0 {
            PublicFigure::Old
        } else if sum.wards_silent > 0 {
            PublicFigure::Silent
        } else {
            PublicFigure::Unknown
        }
    }
}

/// The figure for several pools shown one by one on the same page, for example all of a hospital.
///
/// Only pools that are themselves shown as a number are added. A total that contained a small pool would give its number away to
/// anyone who subtracts the others.
#[must_use]
pub fn public_total<'a>(pools: impl IntoIterator<Item = &'a PoolSum>) -> PublicFigure {
    let mut shown = PoolSum::default();
    let mut hidden = PoolSum::default();
    for pool in pools {
        let into = if matches!(PublicFigure::of(pool), PublicFigure::Number { .. }) { &mut shown } else { &mut hidden };
        *into = into.and(pool);
    }
    if shown.wards_counted > 0 {
        PublicFigure::of(&shown)
    } else if hidden.wards_counted > 0 {
        PublicFigure::Word(if hidden.free > 0 { SmallPool::Some } else { SmallPool::None })
    } else {
        PublicFigure::of(&hidden)
    }
}
