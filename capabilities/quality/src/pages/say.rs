//! What several pages say in the same words: kinds of bed, what was shown, instants, and where a case stands.

use sigap_kernel::{Pool, UtcMs, Zone};
use sigap_registry::{Facility, PhonePurpose};
use sigap_web::{Words, minutes_ago};

use crate::model::{CaseState, Clock, ShownState, Snapshot};
use crate::store::cases::Case;

/// An instant for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    /// For machines.
    pub(crate) at: String,
    /// `22‑11‑2026 14.10 WIB`, with hyphens at which no line breaks.
    pub(crate) stamp: String,
    /// `6 mnt lalu`.
    pub(crate) ago: String,
}

impl When {
    pub(crate) fn of(w: &Words, zone: Zone, now: UtcMs, at: UtcMs) -> Self {
        let local = at.local_stamp(zone);
        let day: Vec<&str> = local.split(' ').next().unwrap_or_default().split('-').rev().collect();
        let stamp = format!("{} {} {zone}", day.join("\u{2011}"), at.hour_minute(zone, w.lang()));
        Self { at: at.rfc3339(), stamp, ago: minutes_ago(w, now, at) }
    }
}

/// A day: `22‑11‑2026`.
pub(crate) fn day(zone: Zone, at: UtcMs) -> String {
    let local = at.local_stamp(zone);
    local.split(' ').next().unwrap_or_default().split('-').rev().collect::<Vec<_>>().join("\u{2011}")
}

/// A kind of bed, as a person reads it.
pub(crate) fn pool(w: &Words, pool: &Pool) -> String {
    sigap_registry::say_pool(pool, &sigap_registry::words(w.lang()))
}

/// A kind of bed that the family may not have known.
pub(crate) fn pool_or_unknown(w: &Words, of: Option<&Pool>) -> String {
    of.map_or_else(|| w.s("pool-unknown"), |of| pool(w, of))
}

/// A word of one of the room's lists: `what-no-bed`.
pub(crate) fn code(w: &Words, list: &str, code: &str) -> String {
    w.s(&format!("{list}-{}", code.replace('_', "-")))
}

/// What anybody was shown: a word, never a number of few beds.
pub(crate) fn shown(w: &Words, state: ShownState) -> String {
    code(w, "shown", state.code())
}

/// The mark of a state as the style sheets know it.
pub(crate) const fn mark(state: ShownState) -> &'static str {
    match state {
        ShownState::Free => "free",
        ShownState::Few => "few",
        ShownState::Full => "full",
        ShownState::Old => "old",
        ShownState::Unknown | ShownState::Silent => "silent",
    }
}

/// The same for those who work inside, with the number: `Tersedia · 3 dari 24`.
pub(crate) fn shown_inside(w: &Words, of: &Snapshot) -> String {
    let word = shown(w, of.state);
    match (of.free, of.beds) {
        (Some(free), Some(beds)) => format!("{word} · {}", w.a2("free-of", "free", w.figure(free), "beds", w.figure(beds))),
        (Some(free), None) => format!("{word} · {}", w.a1("free-alone", "free", w.figure(free))),
        (None, _) => word,
    }
}

/// Where a case stands now: the word, and what goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: CaseState,
    pub(crate) word: String,
    /// The colour of its badge.
    pub(crate) kind: &'static str,
    /// What the clock says while the hospital may still reply in time.
    pub(crate) left: Option<String>,
}

impl Standing {
    pub(crate) fn of(w: &Words, case: &Case, now: UtcMs) -> Self {
        let clock = Clock { opened_at: case.opened_at };
        let state = clock.state(case.state, now);
        let kind = match state {
            CaseState::Open | CaseState::Unclear => "info",
            CaseState::Replied | CaseState::Dismissed => "good",
            CaseState::Lapsed => "warn",
            CaseState::Counts => "bad",
        };
        let left = (state == CaseState::Open).then(|| left(w, clock.left_min(now)));
        Self { state, word: code(w, "state", state.code()), kind, left }
    }
}

fn left(w: &Words, minutes: i64) -> String {
    if minutes >= 60 { w.a1("left-hours", "n", minutes / 60) } else { w.a1("left-minutes", "n", minutes) }
}

/// A number of a hospital to call: as it is dialled.
pub(crate) fn number_of(facility: &Facility) -> Option<String> {
    facility.phone_for(PhonePurpose::Admission).or_else(|| facility.phones.first()).map(|phone| phone.number.clone())
}
