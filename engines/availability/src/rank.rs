//! In which order the finder lists: what we would choose for our mother. Whole numbers only, so that every machine orders alike.

use serde::{Deserialize, Serialize};
use sigap_kernel::coded_enum;

use crate::PoolSum;

/// The chance, in whole per cent, that a bed is still free on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChancePct(u8);

coded_enum! {
    /// The chance in a word.
    pub enum Likelihood {
        /// From 80 % (*kemungkinan besar masih ada*).
        Likely = "likely",
        /// From 40 % (*mungkin masih ada, telepon dulu*).
        Maybe = "maybe",
        /// Below 40 % (*kecil kemungkinannya ada*).
        Unlikely = "unlikely",
    }
}

impl ChancePct {
    /// The chance the model of arrivals and discharges gives, in whole per cent; more than 100 is 100.
    #[must_use]
    pub const fn new(pct: u8) -> Self {
        Self(if pct > 100 { 100 } else { pct })
    }

    /// The chance for a pool of which the model knows too little, or may not tell; `None` when no ward counts.
    ///
    /// A table by free beds, a quarter less when any of the counted wards is overdue. The figures are a guess in the right order, not a
    /// measurement: they order lists and are never told.
    #[must_use]
    pub const fn of(sum: &PoolSum) -> Option<ChancePct> {
        let Some(free) = sum.free_to_promise() else { return None };
        let fresh: u8 = match free {
            0 => 5,
            1 => 50,
            2 => 65,
            3 | 4 => 80,
            _ => 90,
        };
        Some(ChancePct(if sum.wards_due > 0 { fresh - fresh / 4 } else { fresh }))
    }

    /// Whole per cent, 0 to 100.
    #[must_use]
    pub const fn pct(self) -> u8 {
        self.0
    }

    /// The chance in a word.
    #[must_use]
    pub const fn likelihood(self) -> Likelihood {
        match self.0 {
            80.. => Likelihood::Likely,
            40..80 => Likelihood::Maybe,
            _ => Likelihood::Unlikely,
        }
    }
}

coded_enum! {
    /// The part of the list a pool stands in; within a part the expected minutes decide.
    pub enum Band {
        /// A number that counts, above 0.
        Free = "free",
        /// A number that counts, 0.
        Full = "full",
        /// Reported in time, without free beds.
        Unknown = "unknown",
        /// Only old numbers.
        Old = "old",
        /// Silent.
        Silent = "silent",
    }
}

impl Band {
    /// The part of the list for this pool.
    #[must_use]
    pub const fn of(sum: &PoolSum) -> Band {
        match sum.free_to_promise() {
            Some(0) => Band::Full,
            Some(_) => Band::Free,
            None if sum.wards_unknown > 0 => Band::Unknown,
            None if sum.wards_old > 0 => Band::Old,
            None if sum.wards_silent > 0 => Band::Silent,
            None => Band::Unknown,
        }
    }
}

/// How the finder orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RankRules {
    /// Minutes lost by coming for a bed that is gone: asking, waiting, setting out again. Default 60, a guess.
    pub miss_cost_min: u32,
}

impl Default for RankRules {
    fn default() -> Self {
        Self { miss_cost_min: 60 }
    }
}

/// Where a pool stands in the list; the least comes first. Equal keys are equally good: sort by `(key, id)` to fix their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey {
    band: Band,
    expected_hundredth_min: u64,
    age_s: i64,
}

impl OrderKey {
    /// The part of the list.
    #[must_use]
    pub const fn band(&self) -> Band {
        self.band
    }

    /// No pool `travel_min` minutes away or farther stands before this, whatever it has.
    #[must_use]
    pub const fn best_at(travel_min: u32) -> Self {
        Self { band: Band::Free, expected_hundredth_min: travel_min as u64 * 100, age_s: i64::MIN }
    }

    /// Expected minutes until a bed, as they are explained under the list. Outside [`Band::Free`] and [`Band::Full`] travel alone.
    #[must_use]
    pub const fn expected_min(&self) -> u64 {
        self.expected_hundredth_min.saturating_add(50) / 100
    }
}

/// The place of a pool in the list for someone `travel_min` minutes away who finds a bed with this chance.
///
/// First the part of the list ([`Band`]), then expected minutes = travel + (1 − chance) × cost of a miss, then the younger number.
/// Where there is no chance (unknown, old, silent) travel alone decides.
#[must_use]
pub fn order_key(rules: &RankRules, sum: &PoolSum, chance: Option<ChancePct>, travel_min: u32) -> OrderKey {
    let miss_pct = chance.map_or(0, |chance| 100 - chance.pct().min(100));
    OrderKey {
        band: Band::of(sum),
        expected_hundredth_min: u64::from(travel_min) * 100 + u64::from(miss_pct) * u64::from(rules.miss_cost_min),
        age_s: sum.oldest_counted_age_s.unwrap_or(i64::MAX),
    }
}
