//! The time a hospital has to reply, under clocks that may jump.

use sigap_kernel::{CLOCKS_APART_MAX_S, UtcMs};

use super::{CaseEvent, CaseState};

/// Hours a hospital has to reply to a case.
pub(crate) const REPLY_WITHIN_H: i64 = 24;

/// The clock of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) opened_at: UtcMs,
}

impl Clock {
    /// Until when the hospital may reply in time.
    pub(crate) const fn until(self) -> UtcMs {
        self.opened_at.plus_min(REPLY_WITHIN_H * 60)
    }

    /// Whether the case was opened under a clock of ours that ran ahead: as of now it has not happened yet.
    fn is_of_the_future(self, now: UtcMs) -> bool {
        self.opened_at > now.plus_s(CLOCKS_APART_MAX_S)
    }

    /// Minutes the hospital still has: never more than all of them, also after a clock was set back.
    pub(crate) fn left_min(self, now: UtcMs) -> i64 {
        let left_s = self.until().age_s(now);
        (left_s / 60).min(REPLY_WITHIN_H * 60)
    }

    /// Where a case stands at an instant. That the time is over is never stored: a clock that jumped ahead and was set right again takes nobody's
    /// time away for good.
    pub(crate) fn state(self, stored: CaseState, now: UtcMs) -> CaseState {
        let is_over = now >= self.until() && !self.is_of_the_future(now);
        match stored.after(CaseEvent::Lapse) {
            Ok(lapsed) if is_over => lapsed,
            _ => stored,
        }
    }
}
