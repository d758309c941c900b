//! A message to a hospital or to the office: by which way, where it stands, why it did not go.

use sigap_kernel::coded_enum;

coded_enum! {
    /// By which way.
    pub enum Channel {
        /// Mail to the hospital's contact.
        Mail = "mail",
        /// The operator's gateway, to the hospital's contact.
        Webhook = "webhook",
        /// Mail to the office.
        OfficeMail = "office_mail",
    }
}

coded_enum! {
    /// Where a message stands.
    pub enum MessageState {
        /// It is on its way, or waits for its next try.
        Waiting = "waiting",
        /// The gateway took it.
        Sent = "sent",
        /// It was given up.
        Failed = "failed",
        /// It was not sent: there was a reason beforehand.
        Skipped = "skipped",
        /// It was no longer needed.
        Dropped = "dropped",
    }
}

coded_enum! {
    /// What happens to a message.
    pub enum MessageEvent {
        /// The gateway took it.
        Take = "take",
        /// It will not go.
        GiveUp = "give_up",
        /// It is no longer needed.
        Drop = "drop",
    }
}

coded_enum! {
    /// Why a message did not go.
    pub enum Why {
        /// Nobody set this gateway up.
        NotSetUp = "not_set_up",
        /// The hospital has no contact for it.
        NoContact = "no_contact",
        /// The hospital had its messages of the day.
        Limit = "limit",
        /// The gateway could not be reached.
        Unreachable = "unreachable",
        /// The gateway is busy.
        Busy = "busy",
        /// The gateway refused it.
        Refused = "refused",
        /// The address is none.
        BadAddress = "bad_address",
        /// The hospital answered before.
        Answered = "answered",
        /// The office paused reminders.
        Paused = "paused",
        /// The next rung came before it could go.
        Overtaken = "overtaken",
    }
}

impl MessageState {
    /// The only place where a message changes its state; `None`: this state knows no such event.
    #[must_use]
    pub const fn after(self, event: MessageEvent) -> Option<MessageState> {
        match (self, event) {
            (MessageState::Waiting, MessageEvent::Take) => Some(MessageState::Sent),
            (MessageState::Waiting, MessageEvent::GiveUp) => Some(MessageState::Failed),
            (MessageState::Waiting, MessageEvent::Drop) => Some(MessageState::Dropped),
            (MessageState::Sent | MessageState::Failed | MessageState::Skipped | MessageState::Dropped, _) => None,
        }
    }
}
