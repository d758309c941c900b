//! What a source said about one ward. Observations win: the newest one is the ward's number, and only claims are taken off it.

use serde::{Deserialize, Serialize};
use sigap_kernel::{CLOCKS_APART_MAX_S, UtcMs};

use crate::{SourceKind, Terms};

/// One report of one ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Observation {
    /// Beds in the ward; `None` when the source does not say.
    pub capacity: Option<u32>,
    /// Beds the source calls free; `None` when the source does not say.
    pub free: Option<u32>,
    /// What the source says about deductions.
    pub terms: Terms,
    /// Who reported.
    pub source: SourceKind,
    /// When the source counted, by its own clock; equal to `received_at` when the protocol carries no time.
    pub observed_at: UtcMs,
    /// When Sigap received it, by Sigap's clock.
    pub received_at: UtcMs,
}

impl Observation {
    /// When the count was taken, for ages and for comparing with claims: nobody can have counted after we heard of it.
    #[must_use]
    pub fn taken_at(&self) -> UtcMs {
        self.observed_at.min(self.received_at)
    }

    /// Whether the sender's clock runs ahead of ours by more than `tolerance_s` seconds.
    #[must_use]
    pub fn clock_is_ahead(&self, tolerance_s: u32) -> bool {
        self.observed_at > self.received_at.plus_s(i64::from(tolerance_s))
    }

    /// Whether this report replaces `current` as the ward's number. One that was taken earlier but arrives late does not; of two
    /// taken at the same instant the one received last does. A number from a time that has not come yet, left by a clock of ours that ran
    /// ahead and was set right, gives way to every report.
    #[must_use]
    pub fn replaces(&self, current: &Observation) -> bool {
        current.is_of_the_future(self.received_at) || (self.taken_at(), self.received_at) >= (current.taken_at(), current.received_at)
    }

    /// Whether Sigap's clock ran ahead when this was received: at `now` it has not happened yet, and nobody knows its age.
    #[must_use]
    pub fn is_of_the_future(&self, now: UtcMs) -> bool {
        now < self.counts_from()
    }

    /// From when on it has happened, as far as clocks can be trusted.
    #[must_use]
    pub fn counts_from(&self) -> UtcMs {
        self.received_at.plus_s(-CLOCKS_APART_MAX_S)
    }
}
