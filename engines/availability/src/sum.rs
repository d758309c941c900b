//! Adding up the wards of one pool at one facility: only believable numbers are added, and what was left out is said.

use sigap_kernel::UtcMs;

use crate::{Contradictions, Freshness, SourceKind, Standing};

/// Which sources a sum is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SourceSet(u8);

impl SourceSet {
    /// This set and `source`.
    #[must_use]
    pub const fn with(self, source: SourceKind) -> Self {
        Self(self.0 | 1 << source as u8)
    }

    /// The sources of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sum comes from more than one source.
    #[must_use]
    pub const fn is_mixed(self) -> bool {
        self.0.count_ones() > 1
    }

    /// The sources, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = SourceKind> {
        SourceKind::ALL.iter().copied().filter(move |&source| self.0 & 1 << source as u8 != 0)
    }
}

/// The sum of several wards. Adding is free of order: the same wards give the same sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolSum {
    /// Beds free to promise in the counted wards.
    pub free: u32,
    /// Beds in the counted wards that tell their capacity: the *of how many* of `free`.
    pub of: u32,
    /// Beds in all wards that ever told their capacity, counted or not.
    pub capacity_known: u32,
    /// Wards whose number counts.
    pub wards_counted: u32,
    /// Counted wards that do not tell their capacity; while there is one, `of` is too small.
    pub wards_without_capacity: u32,
    /// Wards that report in time but give no free beds.
    pub wards_unknown: u32,
    /// Wards left out because their number is old.
    pub wards_old: u32,
    /// Wards left out because they are silent.
    pub wards_silent: u32,
    /// Counted wards that are overdue.
    pub wards_due: u32,
    /// When the oldest counted report was taken: the age of the sum.
    pub oldest_counted_at: Option<UtcMs>,
    /// Age of the oldest counted report in seconds.
    pub oldest_counted_age_s: Option<i64>,
    /// From when the first of the counted numbers no longer counts.
    pub valid_until: Option<UtcMs>,
    /// When any ward was last heard of, counted or not.
    pub last_word_at: Option<UtcMs>,
    /// The sources of the counted numbers.
    pub sources: SourceSet,
    /// The sources of all reports, counted or not.
    pub sources_heard: SourceSet,
    /// Contradictions in any counted ward.
    pub contradictions: Contradictions,
}

impl PoolSum {
    /// The sum of these wards, all seen at the same instant.
    #[must_use]
    pub fn of_wards<'a>(wards: impl IntoIterator<Item = &'a Standing>) -> PoolSum {
        wards.into_iter().fold(PoolSum::default(), |sum, ward| sum.and(&PoolSum::from(ward)))
    }

    /// Both sums together.
    #[must_use]
    pub fn and(&self, other: &PoolSum) -> PoolSum {
        PoolSum {
            free: self.free.saturating_add(other.free),
            of: self.of.saturating_add(other.of),
            capacity_known: self.capacity_known.saturating_add(other.capacity_known),
            wards_counted: self.wards_counted.saturating_add(other.wards_counted),
            wards_without_capacity: self.wards_without_capacity.saturating_add(other.wards_without_capacity),
            wards_unknown: self.wards_unknown.saturating_add(other.wards_unknown),
            wards_old: self.wards_old.saturating_add(other.wards_old),
            wards_silent: self.wards_silent.saturating_add(other.wards_silent),
            wards_due: self.wards_due.saturating_add(other.wards_due),
            oldest_counted_at: least(self.oldest_counted_at, other.oldest_counted_at),
            oldest_counted_age_s: self.oldest_counted_age_s.max(other.oldest_counted_age_s),
            valid_until: least(self.valid_until, other.valid_until),
            last_word_at: self.last_word_at.max(other.last_word_at),
            sources: self.sources.union(other.sources),
            sources_heard: self.sources_heard.union(other.sources_heard),
            contradictions: self.contradictions.union(other.contradictions),
        }
    }

    /// Free beds, or `None` when no ward counts: unknown is never 0.
    #[must_use]
    pub const fn free_to_promise(&self) -> Option<u32> {
        if self.wards_counted > 0 { Some(self.free) } else { None }
    }

    /// Of how many, or `None` when a counted ward does not tell its capacity.
    #[must_use]
    pub const fn of_how_many(&self) -> Option<u32> {
        if self.wards_counted > 0 && self.wards_without_capacity == 0 { Some(self.of) } else { None }
    }

    /// Wards that are not in the number, for whatever reason.
    #[must_use]
    pub const fn wards_excluded(&self) -> u32 {
        self.wards_unknown.saturating_add(self.wards_old).saturating_add(self.wards_silent)
    }
}

impl From<&Standing> for PoolSum {
    fn from(ward: &Standing) -> PoolSum {
        let heard = ward.source.map_or(SourceSet::default(), |source| SourceSet::default().with(source));
        let base =
            PoolSum { capacity_known: ward.capacity.unwrap_or(0), last_word_at: ward.taken_at, sources_heard: heard, ..PoolSum::default() };
        match (ward.freshness, ward.free_to_promise) {
            (Freshness::Silent, _) => PoolSum { wards_silent: 1, ..base },
            (Freshness::Old, _) => PoolSum { wards_old: 1, ..base },
            (Freshness::Fresh | Freshness::Due, None) => PoolSum { wards_unknown: 1, ..base },
            (Freshness::Fresh | Freshness::Due, Some(free)) => PoolSum {
                free,
                of: ward.capacity.unwrap_or(0),
                wards_counted: 1,
                wards_without_capacity: u32::from(ward.capacity.is_none()),
                wards_due: u32::from(ward.freshness == Freshness::Due),
                oldest_counted_at: ward.taken_at,
                oldest_counted_age_s: ward.age_s,
                valid_until: ward.valid_until,
                sources: heard,
                contradictions: ward.contradictions,
                ..base
            },
        }
    }
}

/// The earlier of two instants; one that is missing does not take part.
fn least(a: Option<UtcMs>, b: Option<UtcMs>) -> Option<UtcMs> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
