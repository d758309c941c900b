//! The two life cycles of a case, each one enum and one function: whether it counts, and who helps the family.

use sigap_kernel::coded_enum;
use thiserror::Error;

coded_enum! {
    /// Whether a family's case counts.
    pub enum CaseState {
        /// Told; the hospital has time to reply.
        Open = "open",
        /// The hospital replied.
        Replied = "replied",
        /// The time to reply is over, and there is no reply. Never stored: the clock says it.
        Lapsed = "lapsed",
        /// The office found that the page was wrong: it counts.
        Counts = "counts",
        /// The office found that the page was right: it does not count.
        Dismissed = "dismissed",
        /// The office could not find out: it does not count.
        Unclear = "unclear",
    }
}

coded_enum! {
    /// What happens to a case.
    pub enum CaseEvent {
        /// The hospital replies, in time or late.
        Reply = "reply",
        /// The time to reply ends.
        Lapse = "lapse",
        /// The office finds that it counts.
        Count = "count",
        /// The office finds that it does not.
        Dismiss = "dismiss",
        /// The office cannot find out.
        LeaveUnclear = "leave_unclear",
    }
}

/// The state knows no such event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this does not follow from where the case stands")]
pub struct NotAllowed;

impl CaseState {
    /// Where an event leads. Nobody decides before the hospital was heard or had its time; a decision can be changed by another one.
    ///
    /// # Errors
    /// [`NotAllowed`] when the state knows no such event.
    pub(crate) const fn after(self, event: CaseEvent) -> Result<Self, NotAllowed> {
        use CaseEvent as E;
        use CaseState as S;
        match (self, event) {
            (S::Open | S::Replied | S::Lapsed, E::Reply) => Ok(S::Replied),
            (S::Open, E::Lapse) => Ok(S::Lapsed),
            (S::Replied | S::Lapsed | S::Counts | S::Dismissed | S::Unclear, E::Count) => Ok(S::Counts),
            (S::Replied | S::Lapsed | S::Counts | S::Dismissed | S::Unclear, E::Dismiss) => Ok(S::Dismissed),
            (S::Replied | S::Lapsed | S::Counts | S::Dismissed | S::Unclear, E::LeaveUnclear) => Ok(S::Unclear),
            _ => Err(NotAllowed),
        }
    }

    /// Whether the office has decided.
    pub(crate) const fn is_decided(self) -> bool {
        matches!(self, Self::Counts | Self::Dismissed | Self::Unclear)
    }
}

coded_enum! {
    /// Who helps the family.
    pub enum HelpState {
        /// Nobody was asked to.
        NotAsked = "not_asked",
        /// It waits for somebody of the help desk.
        Waiting = "waiting",
        /// Somebody has it.
        Held = "held",
        /// It is handed over to the next shift, and waits for it.
        HandedOver = "handed_over",
        /// The family is helped, or needs no more help.
        Settled = "settled",
    }
}

coded_enum! {
    /// What happens to the help.
    pub enum HelpEvent {
        /// The family asks to be called back.
        Ask = "ask",
        /// Somebody takes it, from the pile, from the shift before, or over from a colleague.
        Take = "take",
        /// Who has it hands it over.
        HandOver = "hand_over",
        /// Who has it is done.
        Settle = "settle",
    }
}

impl HelpState {
    /// Where an event leads.
    ///
    /// # Errors
    /// [`NotAllowed`] when the state knows no such event.
    pub(crate) const fn after(self, event: HelpEvent) -> Result<Self, NotAllowed> {
        use HelpEvent as E;
        use HelpState as S;
        match (self, event) {
            (S::NotAsked | S::Waiting | S::Settled, E::Ask) => Ok(S::Waiting),
            // Whoever has it is not disturbed when the family tells again.
            (S::Held | S::HandedOver, E::Ask) => Ok(self),
            (_, E::Take) => Ok(S::Held),
            (S::Held, E::HandOver) => Ok(S::HandedOver),
            (S::Held, E::Settle) => Ok(S::Settled),
            _ => Err(NotAllowed),
        }
    }

    /// Whether somebody still has to do something.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Held | Self::HandedOver)
    }
}
