//! What Sigap itself takes off a ward's number: a bed promised, a patient who has arrived; and how long a claim lives.

use serde::{Deserialize, Serialize};
use sigap_kernel::{UtcMs, coded_enum};

use crate::{Inclusion, Line, Observation, SourceRule, TermKind};

coded_enum! {
    /// Why Sigap takes beds off a hospital's number.
    pub enum ClaimKind {
        /// A bed promised to a patient on the way (*dijanjikan*).
        Promise = "promise",
        /// A patient who has arrived in the emergency room and is not yet in the ward (*tiba di IGD*).
        Arrival = "arrival",
    }
}

impl ClaimKind {
    /// The deduction of a report in which a hospital would count the same patient.
    #[must_use]
    pub const fn matching_term(self) -> TermKind {
        match self {
            ClaimKind::Promise => TermKind::Reserved,
            ClaimKind::Arrival => TermKind::WaitingInIgd,
        }
    }
}

/// Beds that Sigap takes off until the claim ends. A patient has at most one open claim: an arrival closes the promise it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// Why.
    pub kind: ClaimKind,
    /// How many beds.
    pub beds: u32,
    /// When it was made.
    pub made_at: UtcMs,
    /// When it ends by itself; `None` when only closing or a report ends it.
    pub until: Option<UtcMs>,
    /// When the hospital said that it has put this patient into its own system: every report taken after that includes the claim.
    pub noted_at: Option<UtcMs>,
    /// When someone ended it.
    pub closed_at: Option<UtcMs>,
}

impl Claim {
    /// A claim that was just made.
    #[must_use]
    pub const fn new(kind: ClaimKind, beds: u32, made_at: UtcMs, until: Option<UtcMs>) -> Self {
        Self { kind, beds, made_at, until, noted_at: None, closed_at: None }
    }

    /// Whether nobody closed it and its time is not over at `now`.
    ///
    /// A claim dated after `now` counts: a transaction that waited for its turn must not overlook the promise made while it waited.
    #[must_use]
    pub fn is_open(&self, now: UtcMs) -> bool {
        self.closed_at.is_none_or(|at| now < at) && self.until.is_none_or(|at| now < at)
    }

    /// Whether the free count of `report` has this patient in it already, by the rule of its source.
    #[must_use]
    pub fn is_included_in(&self, report: &Observation, rule: &SourceRule) -> bool {
        let taken_at = report.taken_at();
        if taken_at <= self.made_at {
            return false;
        }
        if self.noted_at.is_some_and(|noted_at| taken_at > noted_at) {
            return true;
        }
        let told = || !matches!(rule.line(&report.terms, self.kind.matching_term()), Line::Unknown);
        let settled = |minutes: u32| taken_at >= self.made_at.plus_min(i64::from(minutes));
        match rule.inclusion(self.kind) {
            Inclusion::WhenNoted => false,
            Inclusion::WhenTold => told(),
            Inclusion::AfterMin(minutes) => settled(minutes),
            Inclusion::WhenToldOrAfterMin(minutes) => told() || settled(minutes),
        }
    }
}
