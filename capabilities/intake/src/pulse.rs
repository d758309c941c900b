//! The pulse of each key: when it last called, how often, and what was refused. Gathered in memory, written in batches, may be lost.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sigap_kernel::{Ctx, FacilityId, KeyId, UtcMs};
use sigap_store::{Ephemeral, Lane, StoreError};
use sigap_web::Floor;

use crate::problem::ProblemKind;
use crate::store::pulse as store;

const HOUR_MS: i64 = 3_600_000;

/// The beginning of the hour an instant lies in.
pub(crate) const fn hour_of(at: UtcMs) -> UtcMs {
    UtcMs(at.0 - at.0.rem_euclid(HOUR_MS))
}

/// What was gathered of one key since it was last written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Beats {
    pub(crate) last: UtcMs,
    pub(crate) calls: i64,
    pub(crate) refused: i64,
    pub(crate) last_refusal: Option<(UtcMs, ProblemKind)>,
    /// The last call whose sender proved who it is.
    pub(crate) proved: Option<Proved>,
    /// How many seconds later than they say they were sent the calls of this key come, when nothing holds them up.
    pub(crate) clock_behind_s: Option<i64>,
}

/// A call whose sender proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Proved {
    pub(crate) at: UtcMs,
    pub(crate) facility: FacilityId,
    /// What it asked for.
    pub(crate) deed: &'static str,
    /// Why it was refused, if it was.
    pub(crate) refusal: Option<ProblemKind>,
}

impl Beats {
    const fn none(at: UtcMs) -> Self {
        Self { last: at, calls: 0, refused: 0, last_refusal: None, proved: None, clock_behind_s: None }
    }

    fn one(at: UtcMs, refusal: Option<ProblemKind>) -> Self {
        let (refused, last_refusal) = (i64::from(refusal.is_some()), refusal.map(|kind| (at, kind)));
        Self { calls: 1, refused, last_refusal, ..Self::none(at) }
    }

    /// These and those gathered after them.
    fn and(self, later: Beats) -> Self {
        Self {
            last: self.last.max(later.last),
            calls: self.calls + later.calls,
            refused: self.refused + later.refused,
            last_refusal: later.last_refusal.or(self.last_refusal),
            proved: later.proved.or(self.proved),
            clock_behind_s: later.clock_behind_s.or(self.clock_behind_s),
        }
    }
}

/// The pulse of a key as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beat {
    pub(crate) last: UtcMs,
    pub(crate) calls: i64,
    pub(crate) refused: i64,
    pub(crate) hour: UtcMs,
    pub(crate) hour_calls: i64,
    pub(crate) hour_refused: i64,
    pub(crate) last_refusal: Option<(UtcMs, ProblemKind)>,
    /// The last call whose sender proved who it is.
    pub(crate) proved: Option<UtcMs>,
    /// What that one asked for, and why it was refused if it was.
    pub(crate) words: Option<(String, Option<ProblemKind>)>,
}

impl Beat {
    /// Calls in the present hour, and how many of them were refused.
    pub(crate) fn this_hour(&self, now: UtcMs) -> (i64, i64) {
        if self.hour == hour_of(now) { (self.hour_calls, self.hour_refused) } else { (0, 0) }
    }
}

/// Gathers the pulse of all keys.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<HashMap<KeyId, Beats>>);

impl Pulse {
    /// Notes a call in the name of a key, whoever made it, and why it was refused if it was.
    pub(crate) fn note(&self, key: KeyId, at: UtcMs, refusal: Option<ProblemKind>) {
        self.add(key, Beats::one(at, refusal));
    }

    /// Notes a call of a sender that proved who it is.
    pub(crate) fn heard(&self, key: KeyId, call: Proved) {
        self.add(key, Beats { proved: Some(call), ..Beats::one(call.at, call.refusal) });
    }

    /// Notes what the clock of a sender whose call was heard already is behind.
    pub(crate) fn clock(&self, key: KeyId, at: UtcMs, behind_s: i64) {
        self.add(key, Beats { clock_behind_s: Some(behind_s), ..Beats::none(at) });
    }

    fn add(&self, key: KeyId, later: Beats) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let beats = all.entry(key).or_insert(Beats::none(later.last));
        *beats = beats.and(later);
    }

    /// Writes down what was gathered; what cannot be written waits for the next time. Whether there was anything.
    pub(crate) async fn flush(&self, floor: &Floor, ctx: &Ctx) -> Result<bool, StoreError> {
        let mut gathered: Vec<(KeyId, Beats)> = self.0.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        if gathered.is_empty() {
            return Ok(false);
        }
        // In one order on every node: two that write at once then wait for each other instead of locking up.
        gathered.sort_unstable_by_key(|(key, _)| *key);
        let all = &gathered;
        let written =
            floor.db().write_ephemeral_in(ctx, Ephemeral::KeyUse, Lane::Bulk, |tx| async move { store::add(&tx, all).await }).await;
        if written.is_err() {
            gathered.into_iter().for_each(|(key, beats)| self.add(key, beats));
        }
        written.map(|()| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_an_hour_that_has_passed_are_not_shown_as_the_present_rate() {
        let at = UtcMs(1_790_000_000_000);
        let beat = Beat {
            last: at,
            calls: 9,
            refused: 1,
            hour: hour_of(at),
            hour_calls: 4,
            hour_refused: 1,
            last_refusal: None,
            proved: Some(at),
            words: None,
        };
        assert_eq!(beat.this_hour(at), (4, 1));
        assert_eq!(beat.this_hour(at.plus_min(60)), (0, 0));
        assert_eq!(hour_of(UtcMs(HOUR_MS * 3 + 1)), UtcMs(HOUR_MS * 3));
    }

    #[test]
    fn beats_add_up_and_keep_the_last_refusal() {
        let refused = Beats::one(UtcMs(2), Some(ProblemKind::Body));
        let sum = Beats::none(UtcMs(1)).and(refused).and(Beats::one(UtcMs(3), None));
        let expected = Beats { calls: 2, refused: 1, last_refusal: Some((UtcMs(2), ProblemKind::Body)), ..Beats::none(UtcMs(3)) };
        assert_eq!(sum, expected);
        let clock = |behind_s| Beats { clock_behind_s: Some(behind_s), ..Beats::none(UtcMs(3)) };
        assert_eq!(sum.and(clock(9)).and(clock(7)).and(Beats::none(UtcMs(3))), Beats { clock_behind_s: Some(7), ..expected });
    }
}
