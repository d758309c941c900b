//! One bed, one voice: of all sources that speak about a ward, one is its number; what the others say stands beside it.

use sigap_kernel::UtcMs;

use crate::{Observation, SourceKind};

/// Who speaks for a ward (*sumber utama*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Voice {
    /// This source, and a hand entry for a while.
    Source(SourceKind),
    /// Nobody was named: the system that speaks now, or the first one that does.
    AnySystem,
}

/// What a report is for its ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is the ward's number.
    Counts,
    /// It stands beside the ward's number, to be compared; it is never added.
    Beside,
}

/// What the report `new` is for a ward whose number is `current`.
///
/// A hand entry always counts, because whoever stands in the ward sees the beds. On a ward that a system speaks for, it does so until
/// [`hand_counts_until`]: then the system is heard again.
#[must_use]
pub fn heard(voice: Voice, new: &Observation, current: Option<&Observation>, hand_counts_min: u32) -> Heard {
    if new.source == SourceKind::WardBoard {
        return Heard::Counts;
    }
    let speaks = match (voice, current) {
        (Voice::Source(source), _) => new.source == source,
        (Voice::AnySystem, Some(current)) => current.source == SourceKind::WardBoard || current.source == new.source,
        (Voice::AnySystem, None) => true,
    };
    // What a clock of ours left that ran ahead holds nobody back.
    let current = current.filter(|current| !current.is_of_the_future(new.received_at));
    let is_held =
        current.and_then(|current| hand_counts_until(voice, current, hand_counts_min)).is_some_and(|until| new.received_at < until);
    if speaks && !is_held { Heard::Counts } else { Heard::Beside }
}

/// Until when the number of a ward that a system speaks for is the one a person entered; `None`: it is no such number.
#[must_use]
pub fn hand_counts_until(voice: Voice, current: &Observation, hand_counts_min: u32) -> Option<UtcMs> {
    let is_by_hand = current.source == SourceKind::WardBoard && voice != Voice::Source(SourceKind::WardBoard);
    is_by_hand.then(|| current.taken_at().plus_min(i64::from(hand_counts_min)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Terms;

    const NOON: UtcMs = UtcMs(1_795_323_600_000);

    fn said(source: SourceKind, after_min: i64) -> Observation {
        let at = NOON.plus_min(after_min);
        Observation { capacity: Some(24), free: Some(6), terms: Terms::UNKNOWN, source, observed_at: at, received_at: at }
    }

    #[test]
    fn one_source_counts_and_the_others_stand_beside() {
        use Heard::{Beside, Counts};
        use SourceKind as S;
        use Voice::{AnySystem, Source};
        let aplicares = Source(S::Aplicares);
        let board = Source(S::WardBoard);
        let cases = [
            (aplicares, said(S::Aplicares, 5), None, Counts, "its own source"),
            (aplicares, said(S::Siranap, 5), None, Beside, "another, though nobody spoke yet"),
            (aplicares, said(S::Siranap, 5), Some(said(S::Aplicares, 0)), Beside, "another, however new"),
            (aplicares, said(S::WardBoard, 5), Some(said(S::Aplicares, 0)), Counts, "a person in the ward"),
            (aplicares, said(S::Aplicares, 119), Some(said(S::WardBoard, 0)), Beside, "the system, soon after a person"),
            (aplicares, said(S::Aplicares, 120), Some(said(S::WardBoard, 0)), Counts, "the system, two hours after a person"),
            (board, said(S::Aplicares, 999), Some(said(S::WardBoard, 0)), Beside, "a system, where people keep the ward"),
            (board, said(S::Aplicares, 5), None, Beside, "a system, where people keep the ward and did not begin"),
            (AnySystem, said(S::Fhir, 0), None, Counts, "the first that speaks"),
            (AnySystem, said(S::Fhir, 5), Some(said(S::Fhir, 0)), Counts, "the one that speaks"),
            (AnySystem, said(S::Have, 5), Some(said(S::Fhir, 0)), Beside, "a second one"),
            (AnySystem, said(S::Have, 119), Some(said(S::WardBoard, 0)), Beside, "a system, soon after a person"),
            (AnySystem, said(S::Have, 121), Some(said(S::WardBoard, 0)), Counts, "a system, long after a person"),
            (aplicares, said(S::Aplicares, 0), Some(said(S::WardBoard, 2 * 24 * 60)), Counts, "a person under a clock two days ahead"),
        ];
        for (voice, new, current, expected, why) in cases {
            assert_eq!(heard(voice, &new, current.as_ref(), 120), expected, "{why}");
        }
    }

    #[test]
    fn it_is_said_until_when_a_hand_entry_counts() {
        let until = |voice, source| hand_counts_until(voice, &said(source, 0), 120);
        assert_eq!(until(Voice::Source(SourceKind::Aplicares), SourceKind::WardBoard), Some(NOON.plus_min(120)));
        assert_eq!(until(Voice::Source(SourceKind::Aplicares), SourceKind::Aplicares), None);
        assert_eq!(until(Voice::Source(SourceKind::WardBoard), SourceKind::WardBoard), None, "people keep this ward themselves");
    }

    proptest::proptest! {
        /// At any moment, of all systems at most one is heard: no bed is told twice.
        #[test]
        fn never_two_systems_at_once(voice in 0..=SourceKind::ALL.len(), current in 0..=SourceKind::ALL.len(), after_min in 0..600_i64, hand in 0..300_u32) {
            let voice = SourceKind::ALL.get(voice).map_or(Voice::AnySystem, |source| Voice::Source(*source));
            let current = SourceKind::ALL.get(current).map(|source| said(*source, 0));
            let systems = SourceKind::ALL.iter().filter(|source| **source != SourceKind::WardBoard);
            let counting = systems.filter(|source| heard(voice, &said(**source, after_min), current.as_ref(), hand) == Heard::Counts).count();
            let nobody_spoke = voice == Voice::AnySystem && current.is_none_or(|seen| seen.source == SourceKind::WardBoard);
            proptest::prop_assert!(nobody_spoke || counting <= 1);
        }
    }
}
