//! The ladder as a table of all pairs, and as properties over any run of events, clocks and reports.

use proptest::prelude::*;
use sigap_kernel::{UtcMs, Zone};
use sigap_testkit::NOON;

use crate::model::{
    Answer, CensusEvent, CensusState, Delays, LadderRules, MessageEvent, MessageState, Rung, RungEvent, Spell, Step, Wait, next,
};

const WAIT: Wait = Wait { owes: true, is_urgent: false, is_paused: false, zone: Zone::Wib };

#[test]
fn a_hospital_climbs_rung_by_rung_and_an_answer_ends_it() {
    use Rung::{Answered, DueSoon, Mail, Office, Screen, Webhook};
    // In the order of the events: climb, answer.
    let table = [
        (DueSoon, [Some(Screen), Some(Answered)]),
        (Screen, [Some(Mail), Some(Answered)]),
        (Mail, [Some(Webhook), Some(Answered)]),
        (Webhook, [Some(Office), Some(Answered)]),
        (Office, [None, Some(Answered)]),
        (Answered, [None, None]),
    ];
    assert_eq!(table.map(|(rung, _)| rung).as_slice(), Rung::ALL);
    for (rung, leads_to) in table {
        for (event, to) in RungEvent::ALL.iter().zip(leads_to) {
            assert_eq!(rung.after(*event).ok(), to, "{rung} {event}");
        }
    }
}

#[test]
fn what_is_settled_stays_settled() {
    for state in MessageState::ALL {
        for event in MessageEvent::ALL {
            assert_eq!(state.after(*event).is_some(), *state == MessageState::Waiting, "{state} {event}");
        }
    }
    for event in CensusEvent::ALL {
        assert_eq!(CensusState::Open.after(*event), Some(CensusState::Ended));
        assert_eq!(CensusState::Ended.after(*event), None);
    }
    assert!(Answer { wards: 3, counted: 2, at: None }.is_partly());
}

#[test]
fn each_rung_has_its_time_and_intensive_care_has_less() {
    let rules = LadderRules::default();
    let at = |rung, minutes: i64, wait| next(Spell { rung, rung_at: NOON.plus_min(-minutes) }, wait, &rules, NOON);
    let climb = Step::Move(RungEvent::Climb);
    let urgent = Wait { is_urgent: true, ..WAIT };
    for (rung, ward, icu) in [(Rung::DueSoon, 30, 10), (Rung::Screen, 90, 20), (Rung::Mail, 120, 30), (Rung::Webhook, 240, 60)] {
        assert_eq!((at(rung, ward - 1, WAIT), at(rung, ward, WAIT)), (Step::Stay, climb), "{rung}");
        assert_eq!((at(rung, icu - 1, urgent), at(rung, icu, urgent)), (Step::Stay, climb), "{rung}");
        assert_eq!(at(rung, ward, Wait { is_paused: true, ..WAIT }), Step::Stay, "a pause holds {rung}");
        assert_eq!(at(rung, 0, Wait { owes: false, ..WAIT }), Step::Move(RungEvent::Answer));
        assert_eq!(at(rung, -60, WAIT), Step::Restamp, "the clock was set back");
    }
    assert_eq!(at(Rung::Office, 10_000, WAIT), Step::Stay);
}

#[test]
fn nobody_is_written_to_at_night_but_for_intensive_care() {
    let rules = LadderRules::default();
    // 23.10 WIB, nine hours after 14.10.
    let night = NOON.plus_min(9 * 60);
    let spell = Spell { rung: Rung::Screen, rung_at: NOON };
    assert_eq!(next(spell, WAIT, &rules, night), Step::Stay);
    assert_eq!(next(spell, Wait { is_urgent: true, ..WAIT }, &rules, night), Step::Move(RungEvent::Climb));
    assert_eq!(next(spell, WAIT, &rules, NOON.plus_min(16 * 60)), Step::Move(RungEvent::Climb), "06.10");
    assert_eq!(next(Spell { rung: Rung::DueSoon, ..spell }, WAIT, &rules, night), Step::Move(RungEvent::Climb), "a screen wakes nobody");
}

#[test]
fn figures_that_cannot_be_are_named() {
    let places = |rules: LadderRules| rules.problems().map(|bad| bad.place).collect::<Vec<_>>();
    assert!(places(LadderRules::default()).is_empty());
    let back = Delays { screen_min: 30, mail_min: 20, webhook_min: 60, office_min: 70 };
    let late = Delays { office_min: 20_000, ..LadderRules::default().ward };
    assert_eq!(places(LadderRules { ward: back, ..LadderRules::default() }), ["ward"]);
    assert_eq!(places(LadderRules { ward: late, ..LadderRules::default() }), ["ward.office_min"]);
    assert_eq!(
        places(LadderRules { quiet_from_h: 24, messages_a_day_max: 101, ..LadderRules::default() }),
        ["quiet_from_h", "messages_a_day_max"]
    );
}

proptest! {
    /// Whatever the clock does and whenever reports come: rungs come in their order, each once, with its whole time between them, and nothing
    /// comes after an answer.
    #[test]
    fn no_run_sends_twice_or_after_an_answer(
        steps in proptest::collection::vec((-600_i64..2_000, any::<bool>(), any::<bool>(), 0_u8..20), 1..80),
    ) {
        let rules = LadderRules::default();
        let mut now = NOON;
        let mut spell = Spell { rung: Rung::DueSoon, rung_at: now };
        let mut reached = vec![Rung::DueSoon];
        for (minutes, is_urgent, is_paused, answers) in steps {
            now = UtcMs(now.plus_min(minutes).0);
            let wait = Wait { owes: answers != 0, is_urgent, is_paused, zone: Zone::Wib };
            match next(spell, wait, &rules, now) {
                Step::Stay => {}
                Step::Restamp => {
                    prop_assert!(spell.rung_at > now);
                    spell.rung_at = now;
                }
                Step::Move(event) => {
                    let to = spell.rung.after(event).unwrap();
                    prop_assert!(spell.rung != Rung::Answered, "nothing moves after an answer");
                    prop_assert!(event == RungEvent::Answer || !is_paused);
                    if event == RungEvent::Climb {
                        prop_assert!(now >= spell.rung_at.plus_min(rules.delays(is_urgent).gap_min(spell.rung, to)));
                        prop_assert!(!to.sends() || is_urgent || !rules.is_quiet(Zone::Wib, now));
                    }
                    prop_assert!(!reached.contains(&to), "each rung once");
                    reached.push(to);
                    spell = Spell { rung: to, rung_at: now };
                }
            }
        }
        let places: Vec<usize> = reached.iter().map(|rung| Rung::ALL.iter().position(|one| one == rung).unwrap()).collect();
        prop_assert!(places.windows(2).all(|two| two[0] < two[1]));
    }
}
