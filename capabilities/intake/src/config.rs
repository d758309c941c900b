//! What the operator decides about calls of hospital systems.

use std::time::Duration;

use sigap_kernel::coded_enum;

use crate::pace::{CALLS_AT_ONCE, CALLS_PER_S};
use crate::pass_on::PeerAddress;
use crate::position::{POSITIONS_AT_ONCE, POSITIONS_PER_S};

/// Seconds a sender's clock may be off to either side; the national tolerance is not published.
const CLOCK_WINDOW_S: u32 = 600;

/// Seconds within which a call is answered.
const ANSWER_WITHIN_S: u32 = 25;
/// The most that may be set: a little below what holds for all pages.
pub const ANSWER_WITHIN_MAX_S: u32 = sigap_web::ANSWER_WITHIN_S - 2;

/// Minutes without a call after which a feed counts as silent: most systems report every few minutes, the slowest every hour.
const SILENT_AFTER_MIN: u32 = 120;

coded_enum! {
    /// What becomes of a call whose clock is off by more than the window.
    pub enum ClockRule {
        /// It is taken, and noted.
        Warn = "warn",
        /// It is refused with a sentence.
        Refuse = "refuse",
    }
}

/// Decisions of the operator, with their usual values as `Default`.
#[derive(Debug, Clone)]
pub struct IntakeConfig {
    /// Seconds a sender's clock may be off to either side.
    pub clock_window_s: u32,
    /// What happens beyond that.
    pub clock: ClockRule,
    /// Calls a second one key may make on average.
    pub calls_per_s: u32,
    /// Calls one key may make at once after a pause.
    pub calls_at_once: u32,
    /// Messages a second one phone may send on average.
    pub positions_per_s: u32,
    /// Messages one phone may send at once after a pause.
    pub positions_at_once: u32,
    /// Seconds after which a call is answered whatever happened, in the words of its protocol: before the limit that holds for all
    /// pages, which speaks to people. A body has to be there after four fifths of it.
    pub answer_within_s: u32,
    /// Minutes without a call after which a feed counts as silent.
    pub silent_after_min: u32,
    /// Where numbers may be passed on at all.
    pub pass_on_to: Vec<PeerAddress>,
}

impl IntakeConfig {
    pub(crate) fn answer_within(&self) -> Duration {
        Duration::from_secs(self.answer_within_s.into())
    }

    pub(crate) fn bring_within(&self) -> Duration {
        self.answer_within() * 4 / 5
    }
}

impl Default for IntakeConfig {
    fn default() -> Self {
        Self {
            clock_window_s: CLOCK_WINDOW_S,
            clock: ClockRule::Warn,
            calls_per_s: CALLS_PER_S,
            calls_at_once: CALLS_AT_ONCE,
            positions_per_s: POSITIONS_PER_S,
            positions_at_once: POSITIONS_AT_ONCE,
            answer_within_s: ANSWER_WITHIN_S,
            silent_after_min: SILENT_AFTER_MIN,
            pass_on_to: PeerAddress::usual(),
        }
    }
}
