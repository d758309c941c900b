//! The life of a promise: its states, what happens to it, and the one function that says which event leads where.

use sigap_kernel::coded_enum;
use thiserror::Error;

coded_enum! {
    /// What is asked for. Only a promise takes a bed.
    pub enum PromiseKind {
        /// A bed for someone (*janji tempat tidur*).
        Promise = "promise",
        /// Someone is announced to the emergency room (*pemberitahuan ke IGD*); no bed is taken.
        Announcement = "announcement",
    }
}

coded_enum! {
    /// How far a promise has come.
    pub enum PromiseState {
        /// Asked for and not answered; of an announcement: told, not yet on the way.
        Asked = "asked",
        /// The hospital holds a bed.
        Accepted = "accepted",
        /// The hospital holds none.
        Refused = "refused",
        /// On the way.
        Coming = "coming",
        /// In the emergency room, not yet in the ward.
        Waiting = "waiting_in_igd",
        /// In a bed.
        Placed = "placed",
        /// Given back: the bed is not needed, or not there.
        Released = "released",
        /// Its time ran out.
        Expired = "expired",
    }
}

impl PromiseState {
    /// Whether nothing more is expected.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, PromiseState::Refused | PromiseState::Placed | PromiseState::Released | PromiseState::Expired)
    }
}

coded_enum! {
    /// What happens to a promise.
    pub enum PromiseEvent {
        /// The hospital holds a bed.
        Accept = "accept",
        /// The hospital holds none.
        Refuse = "refuse",
        /// The patient leaves for the hospital, answered or not.
        Depart = "depart",
        /// The patient will be later, or sooner.
        Retime = "retime",
        /// The patient is in the emergency room.
        Arrive = "arrive",
        /// The patient lies in the ward.
        Place = "place",
        /// The bed is given back.
        Release = "release",
        /// Nobody answered in time: the emergency room is told, and the patient goes.
        Silence = "silence",
        /// The time ran out.
        Expire = "expire",
    }
}

/// Kind and state together: what the function below moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stand {
    /// What it is.
    pub kind: PromiseKind,
    /// How far it has come.
    pub state: PromiseState,
}

/// This state knows no such event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a {0} in state {1} knows no {2}")]
pub struct NotNow(pub PromiseKind, pub PromiseState, pub PromiseEvent);

impl Stand {
    /// What was just asked for.
    #[must_use]
    pub const fn asked(kind: PromiseKind) -> Self {
        Self { kind, state: PromiseState::Asked }
    }

    /// The only place where a promise changes its state.
    ///
    /// Whoever leaves without a bed being held, because nobody answered or the hospital has none, is announced: no silence and no refusal
    /// keeps a patient from an emergency room. Who comes after the time ran out has come all the same.
    ///
    /// # Errors
    /// [`NotNow`] when this state does not know the event.
    pub const fn after(self, event: PromiseEvent) -> Result<Stand, NotNow> {
        use PromiseEvent as E;
        use PromiseKind as K;
        use PromiseState as S;
        let (kind, state) = match (self.kind, self.state, event) {
            (K::Promise, S::Asked, E::Accept) => (K::Promise, S::Accepted),
            (K::Promise, S::Asked, E::Refuse) => (K::Promise, S::Refused),
            (K::Promise, S::Asked, E::Silence) => (K::Announcement, S::Asked),
            (K::Promise, S::Asked | S::Refused, E::Depart) => (K::Announcement, S::Coming),
            (K::Promise, S::Accepted, E::Depart) | (K::Announcement, S::Asked, E::Depart) => (self.kind, S::Coming),
            (_, S::Asked | S::Accepted | S::Coming, E::Retime) => (self.kind, self.state),
            (K::Promise, S::Accepted, E::Arrive) | (K::Announcement, S::Asked, E::Arrive) | (_, S::Coming | S::Expired, E::Arrive) => {
                (self.kind, S::Waiting)
            }
            (K::Promise, S::Accepted, E::Place) | (_, S::Coming | S::Waiting, E::Place) => (self.kind, S::Placed),
            (_, S::Asked | S::Accepted | S::Coming | S::Waiting, E::Release) => (self.kind, S::Released),
            (_, S::Asked | S::Accepted | S::Coming | S::Waiting, E::Expire) => (self.kind, S::Expired),
            (kind, state, event) => return Err(NotNow(kind, state, event)),
        };
        Ok(Stand { kind, state })
    }

    /// Whether this stand knows an event: which buttons a page has.
    #[must_use]
    pub const fn knows(self, event: PromiseEvent) -> bool {
        self.after(event).is_ok()
    }

    /// Whether a bed is held for it: a claim is open.
    #[must_use]
    pub const fn holds_bed(self) -> bool {
        matches!(self.kind, PromiseKind::Promise)
            && matches!(self.state, PromiseState::Accepted | PromiseState::Coming | PromiseState::Waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_knows_its_events_and_no_other() {
        use PromiseEvent as E;
        use PromiseKind::{Announcement as N, Promise as P};
        use PromiseState as S;
        type Leads = (PromiseKind, PromiseState, &'static [(E, PromiseKind, PromiseState)]);
        let table: &[Leads] = &[
            (
                P,
                S::Asked,
                &[
                    (E::Accept, P, S::Accepted),
                    (E::Refuse, P, S::Refused),
                    (E::Depart, N, S::Coming),
                    (E::Retime, P, S::Asked),
                    (E::Release, P, S::Released),
                    (E::Silence, N, S::Asked),
                    (E::Expire, P, S::Expired),
                ],
            ),
            (
                P,
                S::Accepted,
                &[
                    (E::Depart, P, S::Coming),
                    (E::Retime, P, S::Accepted),
                    (E::Arrive, P, S::Waiting),
                    (E::Place, P, S::Placed),
                    (E::Release, P, S::Released),
                    (E::Expire, P, S::Expired),
                ],
            ),
            (P, S::Refused, &[(E::Depart, N, S::Coming)]),
            (
                P,
                S::Coming,
                &[
                    (E::Retime, P, S::Coming),
                    (E::Arrive, P, S::Waiting),
                    (E::Place, P, S::Placed),
                    (E::Release, P, S::Released),
                    (E::Expire, P, S::Expired),
                ],
            ),
            (P, S::Waiting, &[(E::Place, P, S::Placed), (E::Release, P, S::Released), (E::Expire, P, S::Expired)]),
            (P, S::Placed, &[]),
            (P, S::Released, &[]),
            (P, S::Expired, &[(E::Arrive, P, S::Waiting)]),
            (
                N,
                S::Asked,
                &[
                    (E::Depart, N, S::Coming),
                    (E::Retime, N, S::Asked),
                    (E::Arrive, N, S::Waiting),
                    (E::Release, N, S::Released),
                    (E::Expire, N, S::Expired),
                ],
            ),
            // An announcement is never accepted: these two states it does not have.
            (N, S::Accepted, &[(E::Retime, N, S::Accepted), (E::Release, N, S::Released), (E::Expire, N, S::Expired)]),
            (N, S::Refused, &[]),
            (
                N,
                S::Coming,
                &[
                    (E::Retime, N, S::Coming),
                    (E::Arrive, N, S::Waiting),
                    (E::Place, N, S::Placed),
                    (E::Release, N, S::Released),
                    (E::Expire, N, S::Expired),
                ],
            ),
            (N, S::Waiting, &[(E::Place, N, S::Placed), (E::Release, N, S::Released), (E::Expire, N, S::Expired)]),
            (N, S::Placed, &[]),
            (N, S::Released, &[]),
            (N, S::Expired, &[(E::Arrive, N, S::Waiting)]),
        ];
        assert_eq!(table.len(), PromiseKind::ALL.len() * PromiseState::ALL.len(), "every stand has its line");
        for &(kind, state, known) in table {
            for &event in PromiseEvent::ALL {
                let expected = known.iter().find(|(known, ..)| *known == event).map(|&(_, kind, state)| Stand { kind, state });
                assert_eq!(Stand { kind, state }.after(event).ok(), expected, "{kind} {state} {event}");
            }
        }
    }

    #[test]
    fn an_announcement_never_holds_a_bed_wherever_it_goes() {
        let mut seen = vec![Stand::asked(PromiseKind::Announcement)];
        let mut at = 0;
        while let Some(&stand) = seen.get(at) {
            assert!(!stand.holds_bed() && stand.kind == PromiseKind::Announcement, "{stand:?}");
            for next in PromiseEvent::ALL.iter().filter_map(|event| stand.after(*event).ok()) {
                if !seen.contains(&next) {
                    seen.push(next);
                }
            }
            at += 1;
        }
        let states: Vec<_> = seen.iter().map(|stand| stand.state).collect();
        assert!(!states.contains(&PromiseState::Accepted) && states.contains(&PromiseState::Placed), "{states:?}");
    }

    #[test]
    fn what_is_over_can_at_most_come_after_all() {
        for &kind in PromiseKind::ALL {
            for state in PromiseState::ALL.iter().copied().filter(|state| state.is_over()) {
                for &event in PromiseEvent::ALL {
                    let late = matches!(event, PromiseEvent::Arrive | PromiseEvent::Depart);
                    assert!(late || !Stand { kind, state }.knows(event), "{kind} {state} {event}");
                }
            }
        }
    }
}
