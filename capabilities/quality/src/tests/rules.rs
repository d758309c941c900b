//! The life cycles as tables of all pairs, and the clock of a reply under clocks that jump.

use sigap_kernel::{CareClass, Pool, UtcMs};
use sigap_testkit::NOON;

use super::town::THREE;
use crate::model::{CaseEvent, CaseState, Clock, HelpEvent, HelpState, Snapshot};
use crate::{ShownPool, ShownState};

#[test]
fn a_case_goes_where_the_table_says_and_nowhere_else() {
    use CaseState::{Counts, Dismissed, Lapsed, Open, Replied, Unclear};
    // In the order of the events: reply, lapse, count, dismiss, leave unclear.
    let table = [
        (Open, [Some(Replied), Some(Lapsed), None, None, None]),
        (Replied, [Some(Replied), None, Some(Counts), Some(Dismissed), Some(Unclear)]),
        (Lapsed, [Some(Replied), None, Some(Counts), Some(Dismissed), Some(Unclear)]),
        (Counts, [None, None, Some(Counts), Some(Dismissed), Some(Unclear)]),
        (Dismissed, [None, None, Some(Counts), Some(Dismissed), Some(Unclear)]),
        (Unclear, [None, None, Some(Counts), Some(Dismissed), Some(Unclear)]),
    ];
    assert_eq!(table.map(|(state, _)| state).as_slice(), CaseState::ALL);
    for (state, leads_to) in table {
        for (event, to) in CaseEvent::ALL.iter().zip(leads_to) {
            assert_eq!(state.after(*event).ok(), to, "{state} {event}");
        }
    }
}

#[test]
fn help_goes_where_the_table_says_and_nowhere_else() {
    use HelpState::{HandedOver, Held, NotAsked, Settled, Waiting};
    // In the order of the events: ask, take, hand over, settle.
    let table = [
        (NotAsked, [Some(Waiting), Some(Held), None, None]),
        (Waiting, [Some(Waiting), Some(Held), None, None]),
        (Held, [Some(Held), Some(Held), Some(HandedOver), Some(Settled)]),
        (HandedOver, [Some(HandedOver), Some(Held), None, None]),
        (Settled, [Some(Waiting), Some(Held), None, None]),
    ];
    assert_eq!(table.map(|(state, _)| state).as_slice(), HelpState::ALL);
    for (state, leads_to) in table {
        for (event, to) in HelpEvent::ALL.iter().zip(leads_to) {
            assert_eq!(state.after(*event).ok(), to, "{state} {event}");
        }
    }
}

#[test]
fn a_clock_that_jumps_takes_nobodys_day_away_and_gives_nobody_a_second_one() {
    let clock = Clock { opened_at: NOON };
    let after = |hours: i64| NOON.plus_min(hours * 60);
    let cases = [
        (after(0), CaseState::Open, 24 * 60, "just told"),
        (after(23), CaseState::Open, 60, "an hour is left"),
        (after(24), CaseState::Lapsed, 0, "the day is over"),
        (after(24 * 400), CaseState::Lapsed, 0, "the clock jumped a year ahead"),
        (after(1), CaseState::Open, 23 * 60, "and was set right again"),
        (after(-72), CaseState::Open, 24 * 60, "the clock was set back before the case was told: no more than a day"),
        (UtcMs(i64::MIN / 2), CaseState::Open, 24 * 60, "a clock without a battery"),
    ];
    for (now, state, left_min, why) in cases {
        assert_eq!((clock.state(CaseState::Open, now), clock.left_min(now)), (state, left_min), "{why}");
    }
    assert_eq!(clock.state(CaseState::Replied, after(100)), CaseState::Replied, "what was replied stays");
    assert_eq!(clock.state(CaseState::Counts, after(100)), CaseState::Counts, "what was decided stays");
}

#[test]
fn who_does_not_know_the_kind_of_bed_is_told_what_was_shown_of_all() {
    let of = |class, state, free| ShownPool { pool: Pool::general(class), state, free, beds: free.map(|_| 10), taken_at: None };
    let shown = [
        of(CareClass::Three, ShownState::Full, Some(0)),
        of(CareClass::One, ShownState::Few, Some(2)),
        of(CareClass::Vip, ShownState::Old, None),
    ];
    let three = Snapshot::of(&shown, Some(THREE));
    assert_eq!((three.state, three.free, three.beds), (ShownState::Full, Some(0), Some(10)));
    let all = Snapshot::of(&shown, None);
    assert_eq!((all.state, all.free, all.beds), (ShownState::Few, Some(2), Some(20)));
    assert_eq!(Snapshot::of(&shown, Some(Pool::general(CareClass::Two))), Snapshot::NOTHING);
    assert_eq!(Snapshot::of(&[], None), Snapshot::NOTHING);
}
