//! The census: when it is open, which hospitals answered, and what the answers come to.

use std::collections::BTreeMap;

use sigap_kernel::{AgeBand, Pool, Sex, UtcMs, coded_enum};

use super::{HospitalNow, WardNow};

coded_enum! {
    /// Where a census stands.
    pub enum CensusState {
        /// Hospitals count.
        Open = "open",
        /// Its time is over.
        Ended = "ended",
    }
}

coded_enum! {
    /// What ends a census.
    pub enum CensusEvent {
        /// The office ends it earlier.
        Stop = "stop",
        /// Its time is over.
        RunOut = "run_out",
    }
}

impl CensusState {
    /// The only place where a census changes its state; `None`: this state knows no such event.
    #[must_use]
    pub const fn after(self, event: CensusEvent) -> Option<CensusState> {
        match (self, event) {
            (CensusState::Open, CensusEvent::Stop | CensusEvent::RunOut) => Some(CensusState::Ended),
            (CensusState::Ended, _) => None,
        }
    }
}

/// How far a hospital has counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Answer {
    /// Wards it was asked for.
    pub(crate) wards: u32,
    /// Wards whose number was taken since the start.
    pub(crate) counted: u32,
    /// When the first of these was taken.
    pub(crate) at: Option<UtcMs>,
}

impl Answer {
    /// Whether any number came.
    pub(crate) const fn is_there(&self) -> bool {
        self.counted > 0
    }

    /// Whether some came and some did not.
    pub(crate) const fn is_partly(&self) -> bool {
        self.counted > 0 && self.counted < self.wards
    }
}

/// Whether a ward is asked by a census of one kind of bed; `None` asks all.
fn asks(kind: Option<Pool>, ward: &WardNow) -> bool {
    kind.is_none_or(|kind| kind_of(&ward.pool) == kind)
}

/// A pool without whom it is for: what a census is summed up by.
pub(crate) const fn kind_of(pool: &Pool) -> Pool {
    Pool { sex: Sex::Any, age: AgeBand::Any, ..*pool }
}

/// How far a hospital has counted in a census from `from` on. A number taken before the start is no answer.
pub(crate) fn answer_of(hospital: &HospitalNow, kind: Option<Pool>, from: UtcMs, now: UtcMs) -> Answer {
    let mut answer = Answer::default();
    for ward in hospital.wards.iter().filter(|ward| asks(kind, ward)) {
        answer.wards = answer.wards.saturating_add(1);
        if ward.counted_since(from, now) {
            answer.counted = answer.counted.saturating_add(1);
            answer.at = [answer.at, ward.taken_at].into_iter().flatten().min();
        }
    }
    answer
}

/// What was counted of one kind of bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct KindSum {
    pub(crate) free: u32,
    pub(crate) beds: u32,
    /// Wards that were counted, of how many.
    pub(crate) counted: u32,
    pub(crate) wards: u32,
    /// When the oldest of these numbers was taken.
    pub(crate) oldest_at: Option<UtcMs>,
}

impl KindSum {
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            free: self.free.saturating_add(other.free),
            beds: self.beds.saturating_add(other.beds),
            counted: self.counted.saturating_add(other.counted),
            wards: self.wards.saturating_add(other.wards),
            oldest_at: [self.oldest_at, other.oldest_at].into_iter().flatten().min(),
        }
    }
}

/// What the wards of one hospital come to, by kind of bed.
pub(crate) fn sum_up(hospital: &HospitalNow, kind: Option<Pool>, from: UtcMs, now: UtcMs) -> BTreeMap<Pool, KindSum> {
    let mut sums: BTreeMap<Pool, KindSum> = BTreeMap::new();
    for ward in hospital.wards.iter().filter(|ward| asks(kind, ward)) {
        let told = (ward.free.zip(ward.beds)).filter(|_| ward.counted_since(from, now));
        let one = told.map_or(KindSum { wards: 1, ..KindSum::default() }, |(free, beds)| KindSum {
            free,
            beds,
            counted: 1,
            wards: 1,
            oldest_at: ward.taken_at,
        });
        let sum = sums.entry(kind_of(&ward.pool)).or_default();
        *sum = sum.and(one);
    }
    sums
}

/// The sums of all hospitals of one kind: with how many hospitals are in them, of how many that have such beds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Totals {
    pub(crate) sum: KindSum,
    pub(crate) hospitals: u32,
    pub(crate) of: u32,
}

impl Totals {
    /// With one more hospital that has such beds.
    pub(crate) fn and(self, one: KindSum) -> Self {
        Self { sum: self.sum.and(one), hospitals: self.hospitals.saturating_add(u32::from(one.counted > 0)), of: self.of.saturating_add(1) }
    }
}
