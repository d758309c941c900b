//! What becomes of a hospital on the ladder at an instant: one pure function.

use sigap_kernel::{UtcMs, Zone};

use super::{LadderRules, Rung, RungEvent};

/// A rung from a time further ahead than this was written before the clock was set back.
const CLOCK_AHEAD_S: i64 = 5 * 60;

/// Where a hospital stands on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spell {
    pub(crate) rung: Rung,
    /// Since when it stands there; of the lowest rung: since when numbers are due.
    pub(crate) rung_at: UtcMs,
}

/// What is known of the hospital at this instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    pub(crate) owes: bool,
    pub(crate) is_urgent: bool,
    pub(crate) is_paused: bool,
    pub(crate) zone: Zone,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing yet.
    Stay,
    /// This event.
    Move(RungEvent),
    /// The clock was set back: it stands on its rung from now on.
    Restamp,
}

/// What becomes of a hospital now. Every rung has its whole time from when it was reached: after a jump of the clock, or after Sigap stood
/// still, nobody is hurried through the ladder.
pub(crate) fn next(spell: Spell, wait: Wait, rules: &LadderRules, now: UtcMs) -> Step {
    if spell.rung == Rung::Answered {
        return Step::Stay;
    }
    if !wait.owes {
        return Step::Move(RungEvent::Answer);
    }
    if spell.rung_at > now.plus_s(CLOCK_AHEAD_S) {
        return Step::Restamp;
    }
    let Ok(to) = spell.rung.after(RungEvent::Climb) else { return Step::Stay };
    let gap_min = rules.delays(wait.is_urgent).gap_min(spell.rung, to);
    let is_time = now >= spell.rung_at.plus_min(gap_min);
    let is_held = wait.is_paused || (to.sends() && !wait.is_urgent && rules.is_quiet(wait.zone, now));
    if is_time && !is_held { Step::Move(RungEvent::Climb) } else { Step::Stay }
}
