//! A plan of the bed manager (*rencana*): what it is, in which state, and the one function that says which event leads where.

use sigap_kernel::{FacilityId, Masked, PersonId, Sex, UtcMs, WardId, coded_enum, typed_id};
use thiserror::Error;

typed_id!(/// A line of the bed manager's list (*rencana*).
    PlanId);

/// Letters of the label at most: a bed number and initials, never a name.
pub(crate) const LABEL_LETTERS_MAX: usize = 20;
/// Days ahead that can be planned.
pub(crate) const PLAN_AHEAD_DAYS_MAX: i64 = 7;
/// Days back from which someone may be waiting or lie one class up.
pub(crate) const SINCE_DAYS_MAX: i64 = 14;
/// Minutes by which an hour that was typed may have passed while it was typed.
pub(crate) const TYPING_MIN: i64 = 5;
/// Minutes from a patient's leaving until the bed is usually ready again. A judgement; whoever knows better types the hour.
pub(crate) const CLEANING_USUAL_MIN: i64 = 45;
/// Open lines of one hospital at most.
pub(crate) const OPEN_MAX: usize = 1_500;

coded_enum! {
    /// What a line is about.
    pub enum PlanKind {
        /// Somebody goes home (*rencana pulang*).
        Home = "home",
        /// Somebody waits in the emergency room and has no bed (*menunggu di IGD*).
        Waiting = "waiting",
        /// A bed is being cleaned (*dibersihkan*).
        Cleaning = "cleaning",
        /// Somebody comes for a planned stay (*elektif*).
        Elective = "elective",
        /// Somebody comes from the theatre (*dari kamar operasi*).
        Theatre = "theatre",
        /// Somebody moves from ward to ward (*pindah ruang*).
        Transfer = "transfer",
        /// Somebody lies one class up, because the own class is full (*titip*).
        OneUp = "one_up",
        /// A room changes from men to women, or back (*tukar kamar pria/wanita*).
        Swap = "swap",
    }
}

impl PlanKind {
    /// Whether the line is about one person, and may have a label.
    #[must_use]
    pub const fn is_of_a_person(self) -> bool {
        !matches!(self, PlanKind::Swap)
    }

    /// Whether it begins as something that is so already.
    #[must_use]
    pub const fn begins_running(self) -> bool {
        matches!(self, PlanKind::Waiting | PlanKind::Cleaning | PlanKind::OneUp)
    }

    /// Whether its end leaves a bed in its ward that has to be cleaned.
    #[must_use]
    pub const fn leaves_a_bed(self) -> bool {
        matches!(self, PlanKind::Home | PlanKind::Transfer | PlanKind::OneUp)
    }

    /// Whether its end puts somebody into a bed of the other ward.
    #[must_use]
    pub const fn takes_a_bed(self) -> bool {
        matches!(self, PlanKind::Waiting | PlanKind::Elective | PlanKind::Theatre | PlanKind::Transfer | PlanKind::OneUp)
    }

    /// Whether it needs the ward a bed is in now.
    #[must_use]
    pub const fn needs_ward(self) -> bool {
        matches!(self, PlanKind::Home | PlanKind::Cleaning | PlanKind::Transfer | PlanKind::OneUp | PlanKind::Swap)
    }
}

coded_enum! {
    /// How far a line has come.
    pub enum PlanState {
        /// It will be so.
        Planned = "planned",
        /// It is so now: waits, is cleaned, lies one class up, the room is swapped.
        Running = "running",
        /// It happened, or is over.
        Done = "done",
        /// It did not happen, or was taken back.
        Cancelled = "cancelled",
    }
}

impl PlanState {
    /// Whether it is over: it stands on the list of the day and is thrown away some days later.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, PlanState::Done | PlanState::Cancelled)
    }
}

coded_enum! {
    /// What happens to a line.
    pub enum PlanEvent {
        /// A swap begins: the room now is for the other sex.
        Start = "start",
        /// It has happened: has gone home, is clean, lies in the bed, is back in the own class.
        Finish = "finish",
        /// Another hour.
        Postpone = "postpone",
        /// It will not happen; a swap is taken back.
        Cancel = "cancel",
        /// The end was a mistake.
        Reopen = "reopen",
    }
}

/// A line of this kind in this state knows no such event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a plan of kind {0}, {1}, knows no {2}")]
pub struct PlanNotAllowed(pub PlanKind, pub PlanState, pub PlanEvent);

impl PlanState {
    /// The state a line of this kind begins in.
    #[must_use]
    pub const fn first(kind: PlanKind) -> PlanState {
        if kind.begins_running() { PlanState::Running } else { PlanState::Planned }
    }

    /// The only place where a line changes its state.
    /// # Errors
    /// [`PlanNotAllowed`] when this state of this kind does not know the event.
    pub const fn after(self, kind: PlanKind, event: PlanEvent) -> Result<PlanState, PlanNotAllowed> {
        use PlanEvent as E;
        use PlanState as S;
        match (kind, self, event) {
            (PlanKind::Swap, S::Planned, E::Start) => Ok(S::Running),
            (PlanKind::Swap, S::Planned, E::Finish) | (PlanKind::Swap, S::Running, E::Postpone) | (PlanKind::Swap, _, E::Reopen) => {
                Err(PlanNotAllowed(kind, self, event))
            }
            (_, S::Planned | S::Running, E::Finish) => Ok(S::Done),
            (_, S::Planned | S::Running, E::Cancel) => Ok(S::Cancelled),
            // Who waits in the emergency room has no hour to move.
            (PlanKind::Waiting, S::Running, E::Postpone) => Err(PlanNotAllowed(kind, self, event)),
            (_, S::Planned | S::Running, E::Postpone) => Ok(self),
            (_, S::Done | S::Cancelled, E::Reopen) => Ok(S::first(kind)),
            (kind, from, event) => Err(PlanNotAllowed(kind, from, event)),
        }
    }

    /// The events a line of this kind knows in this state: its buttons.
    pub fn events(self, kind: PlanKind) -> impl Iterator<Item = PlanEvent> {
        PlanEvent::ALL.iter().copied().filter(move |event| self.after(kind, *event).is_ok())
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// The hospital.
    pub facility: FacilityId,
    /// Grows with every change.
    pub version: i64,
    /// What it is about.
    pub kind: PlanKind,
    /// How far it has come.
    pub state: PlanState,
    /// The ward where the bed is.
    pub ward: Option<WardId>,
    /// The ward where a bed is needed; of one class up: the ward of the own class.
    pub to_ward: Option<WardId>,
    /// Since when it stands, waits, is cleaned, lies there.
    pub since: UtcMs,
    /// When it falls due: goes home, is ready, comes, moves.
    pub at: UtcMs,
    /// Whom it is about, sealed; `None` when nothing was typed.
    pub label: Option<SealedLabel>,
    /// The line whose end began this one.
    pub came_from: Option<PlanId>,
    /// Of a swap that began: for whom the room was before, so that it can be taken back whatever happened in between.
    pub was: Option<Sex>,
    /// Who changed it last, as the journal writes it.
    pub actor: String,
    /// When it was over.
    pub ended_at: Option<UtcMs>,
}

/// Bed number and initials as they lie in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedLabel {
    /// The person, owner of the data key.
    pub person: PersonId,
    /// The text, sealed.
    pub sealed: String,
}

impl Plan {
    /// Whether its hour has passed and nobody said what became of it.
    #[must_use]
    pub fn is_late(&self, now: UtcMs) -> bool {
        !self.state.is_over()
            && self.kind != PlanKind::Waiting
            && !(self.kind == PlanKind::Swap && self.state == PlanState::Running)
            && self.at < now
    }
}

/// A line to be put on the list, checked.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// The hospital.
    pub facility: FacilityId,
    /// What it is about.
    pub kind: PlanKind,
    /// The ward where the bed is.
    pub ward: Option<WardId>,
    /// The ward where a bed is needed.
    pub to_ward: Option<WardId>,
    /// Since when.
    pub since: UtcMs,
    /// When.
    pub at: UtcMs,
    /// Bed number and initials; may be empty.
    pub label: Masked<String>,
}

impl NewPlan {
    /// Whether it says of beds and hours what a line says that is there.
    pub(crate) fn says_the_same(&self, there: &Plan) -> bool {
        let said = |plan: &Plan| (plan.facility, plan.kind, plan.ward, plan.to_ward, plan.at);
        said(there) == (self.facility, self.kind, self.ward, self.to_ward, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ends_by_being_done_or_taken_back_and_a_mistaken_end_can_be_undone() {
        use PlanEvent as E;
        use PlanState as S;
        let usual: &[(S, &[(E, S)])] = &[
            (S::Planned, &[(E::Finish, S::Done), (E::Postpone, S::Planned), (E::Cancel, S::Cancelled)]),
            (S::Running, &[(E::Finish, S::Done), (E::Postpone, S::Running), (E::Cancel, S::Cancelled)]),
        ];
        let swap: &[(S, &[(E, S)])] = &[
            (S::Planned, &[(E::Start, S::Running), (E::Postpone, S::Planned), (E::Cancel, S::Cancelled)]),
            (S::Running, &[(E::Finish, S::Done), (E::Cancel, S::Cancelled)]),
        ];
        let waiting: &[(S, &[(E, S)])] = &[
            (S::Planned, &[(E::Finish, S::Done), (E::Postpone, S::Planned), (E::Cancel, S::Cancelled)]),
            (S::Running, &[(E::Finish, S::Done), (E::Cancel, S::Cancelled)]),
        ];
        for &kind in PlanKind::ALL {
            let open = match kind {
                PlanKind::Swap => swap,
                PlanKind::Waiting => waiting,
                _ => usual,
            };
            for &(from, known) in open {
                for &event in E::ALL {
                    let expected = known.iter().find(|(known, _)| *known == event).map(|(_, to)| *to);
                    assert_eq!(from.after(kind, event).ok(), expected, "{kind} {from} {event}");
                }
            }
            for over in [S::Done, S::Cancelled] {
                let known: Vec<_> = over.events(kind).collect();
                assert_eq!(known, if kind == PlanKind::Swap { vec![] } else { vec![E::Reopen] }, "{kind} {over}");
                if kind != PlanKind::Swap {
                    assert_eq!(over.after(kind, E::Reopen), Ok(S::first(kind)));
                }
            }
        }
    }
}
