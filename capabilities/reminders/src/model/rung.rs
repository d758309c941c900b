//! The rungs of the ladder, and the one function that says which event leads where.

use sigap_kernel::coded_enum;
use thiserror::Error;

coded_enum! {
    /// On which rung a hospital stands that owes numbers.
    pub enum Rung {
        /// Its number was due a moment ago: nobody is reminded yet.
        DueSoon = "due_soon",
        /// Its own pages say so.
        Screen = "screen",
        /// Its contact has mail.
        Mail = "mail",
        /// Its contact has a message by the operator's gateway (WhatsApp, SMS).
        Webhook = "webhook",
        /// The office is told: a person calls.
        Office = "office",
        /// It answered. Nothing more is sent.
        Answered = "answered",
    }
}

coded_enum! {
    /// What moves a hospital on the ladder.
    pub enum RungEvent {
        /// The time of this rung is over.
        Climb = "climb",
        /// Every number it owed has come.
        Answer = "answer",
    }
}

/// This rung knows no such event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the rung {0} knows no {1}")]
pub struct NotAllowed(pub Rung, pub RungEvent);

impl Rung {
    /// The only place where a hospital changes its rung.
    /// # Errors
    /// [`NotAllowed`] when this rung does not know the event.
    pub const fn after(self, event: RungEvent) -> Result<Rung, NotAllowed> {
        use RungEvent as E;
        match (self, event) {
            (Rung::DueSoon, E::Climb) => Ok(Rung::Screen),
            (Rung::Screen, E::Climb) => Ok(Rung::Mail),
            (Rung::Mail, E::Climb) => Ok(Rung::Webhook),
            (Rung::Webhook, E::Climb) => Ok(Rung::Office),
            (Rung::DueSoon | Rung::Screen | Rung::Mail | Rung::Webhook | Rung::Office, E::Answer) => Ok(Rung::Answered),
            (from @ (Rung::Office | Rung::Answered), event) => Err(NotAllowed(from, event)),
        }
    }

    /// Whether climbing here sends something to people.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self, Rung::Mail | Rung::Webhook | Rung::Office)
    }
}
