//! A row at a national service: where it stands, the one function that says what follows what, and what is said of it.

use serde::{Deserialize, Serialize};
use sigap_exchange::siranap::Counts;
use sigap_kernel::{UtcMs, WardId, coded_enum, typed_id};

use super::plan::CONFIRM_EVERY_MIN;
use super::target::TargetId;

/// The shortest and the longest wait after a try that did not succeed, in seconds; doubled from the one to the other.
const AGAIN_FIRST_S: i64 = 30;
const AGAIN_LAST_S: i64 = 300;

typed_id!(/// A row at a national service.
    PassRowId);

coded_enum! {
    /// Where a row stands.
    pub(crate) enum RowState {
        /// Its number is to be passed on.
        Waiting = "waiting",
        /// It is being passed on now.
        Sending = "sending",
        /// It was sent, and nobody knows whether it was heard.
        Unsure = "unsure",
        /// It stands there.
        Kept = "kept",
        /// It was refused.
        Refused = "refused",
        /// There is nothing to pass on: no number that counts, or no code.
        Held = "held",
        /// Its ward is gone, and the row stays there: Sigap did not register it.
        Left = "left",
    }
}

/// What can happen to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowEvent {
    /// There is something to say: another number, a confirmation, other codes, a removal.
    Wanted,
    /// There is nothing to say for now.
    Held,
    /// Its ward is gone.
    Left,
    /// A call is about to be made.
    Sent,
    /// The answer says yes.
    Kept,
    /// The answer says no.
    Refused,
    /// The call was not heard, or the answer says that nothing was done.
    NotDone,
    /// No answer came, or none that can be read; or the node died.
    Lost,
    /// It stands there as it was said: it was looked up, or nothing was said since.
    Found,
    /// It was looked up, and does not stand there as it was said.
    NotFound,
}

impl RowState {
    /// Where a row stands after something happened: the only place where a row changes state. `None`: that cannot happen there. From
    /// [`RowState::Unsure`] nothing leads to a second call but a look.
    pub(crate) const fn after(self, event: RowEvent) -> Option<Self> {
        use RowEvent as E;
        match (self, event) {
            (Self::Waiting | Self::Kept | Self::Refused | Self::Held | Self::Left, E::Wanted) => Some(Self::Waiting),
            (Self::Waiting | Self::Kept | Self::Refused | Self::Held, E::Held) => Some(Self::Held),
            (Self::Waiting | Self::Kept | Self::Refused | Self::Held | Self::Left, E::Left) => Some(Self::Left),
            (Self::Waiting, E::Sent) => Some(Self::Sending),
            (Self::Sending, E::Kept) | (Self::Unsure | Self::Held, E::Found) => Some(Self::Kept),
            (Self::Sending, E::Refused) => Some(Self::Refused),
            (Self::Sending, E::NotDone) | (Self::Unsure, E::NotFound) => Some(Self::Waiting),
            (Self::Sending, E::Lost) => Some(Self::Unsure),
            _ => None,
        }
    }

    /// Whether what is said of it may be exchanged: nothing is on its way.
    pub(crate) const fn is_settled(self) -> bool {
        !matches!(self, Self::Sending | Self::Unsure)
    }
}

coded_enum! {
    /// What a call does to a row.
    pub(crate) enum PassAct {
        /// Registers it.
        Create = "create",
        /// Replaces its numbers.
        Update = "update",
        /// Removes it.
        Delete = "delete",
    }
}

coded_enum! {
    /// Who says the codes of a row.
    pub(crate) enum CodesFrom {
        /// Nobody yet: the table of classes and the ward's name propose them.
        Proposal = "proposal",
        /// The hospital's own system, by the same protocol.
        Feed = "feed",
        /// A person entered or confirmed them.
        Person = "person",
    }
}

coded_enum! {
    /// Why a row waits for something else than its turn.
    pub(crate) enum Why {
        /// Nothing to say.
        Nothing = "",
        /// Nobody reported the ward, or not its free beds.
        NoNumber = "no-number",
        /// The last report is too old to count.
        TooOld = "too-old",
        /// How many beds there are is not known.
        NoCapacity = "no-capacity",
        /// No class there says the same as this kind of beds.
        NoClass = "no-class",
        /// Another ward has the same codes.
        SameCodes = "same-codes",
        /// Rows stand there that no row here stands for: it may be one of them, so a person picks or confirms its codes.
        ConfirmCodes = "confirm-codes",
        /// The service cannot be reached.
        NotReached = "not-reached",
        /// It answers that it cannot now.
        Busy = "busy",
        /// The service answers, but not with a list of its rows that can be relied on.
        NoList = "no-list",
        /// It was not found there any more: its list is read before it is registered anew.
        NotThere = "not-there",
        /// No answer came that can be read.
        NoAnswer = "no-answer",
    }
}

/// What is said of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) beds: u32,
    pub(crate) free: u32,
    /// Free for men only, for women only, for either; all 0 when that is not known.
    pub(crate) by_sex: (u32, u32, u32),
    /// What the hospital's own RS Online says beside beds and occupied beds, when it says any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) own: Option<Counts>,
    /// When it was counted.
    pub(crate) taken_at: UtcMs,
}

impl Said {
    /// Whether both say the same, whenever that was counted.
    pub(crate) fn says_as(&self, other: &Self) -> bool {
        Self { taken_at: other.taken_at, ..self.clone() } == *other
    }
}

/// By which codes a row is known there: class and room; of RS Online bed type and room name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(crate) struct Codes {
    pub(crate) class: String,
    pub(crate) room: String,
}

/// A row as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassRow {
    pub(crate) id: PassRowId,
    pub(crate) target: TargetId,
    pub(crate) ward: WardId,
    pub(crate) codes: Codes,
    pub(crate) codes_from: CodesFrom,
    /// No ward stands behind it any more: it is gone, or has other codes now.
    pub(crate) is_gone: bool,
    /// Sigap registered it there.
    pub(crate) is_ours: bool,
    /// Whether it is registered there; `None` while nobody has asked.
    pub(crate) is_there: Option<bool>,
    /// Its number there, of RS Online.
    pub(crate) peer_row: Option<i64>,
    /// What RS Online last listed of it: rooms and what else is not passed on goes back as it was.
    pub(crate) peer_counts: Option<Counts>,
    pub(crate) state: RowState,
    /// What the last call did, or the next one does.
    pub(crate) act: PassAct,
    pub(crate) why: Why,
    /// What is to be said, or was said last.
    pub(crate) said: Option<Said>,
    /// What is known to stand there.
    pub(crate) kept: Option<Said>,
    pub(crate) kept_at: Option<UtcMs>,
    /// Their words when they refused it, cleaned and shortened; of [`Why::ConfirmCodes`] the codes to choose from, as [`PassRow::offers`] reads
    /// them.
    pub(crate) answer: String,
    /// Tries since the last one that succeeded.
    pub(crate) tries: u32,
    /// Not before.
    pub(crate) again_at: UtcMs,
    pub(crate) version: i64,
}

impl PassRow {
    /// A row nobody has spoken of yet.
    pub(crate) const fn new(id: PassRowId, target: TargetId, ward: WardId, codes: Codes) -> Self {
        Self {
            id,
            target,
            ward,
            codes,
            codes_from: CodesFrom::Proposal,
            is_gone: false,
            is_ours: false,
            is_there: None,
            peer_row: None,
            peer_counts: None,
            state: RowState::Held,
            act: PassAct::Update,
            why: Why::Nothing,
            said: None,
            kept: None,
            kept_at: None,
            answer: String::new(),
            tries: 0,
            again_at: UtcMs(0),
            version: 0,
        }
    }

    /// Something happens to it. What cannot happen where it stands is left undone and told in the log.
    pub(crate) fn happens(&mut self, event: RowEvent) -> bool {
        let after = self.state.after(event);
        match after {
            Some(state) => self.state = state,
            None => {
                tracing::error!(row = %self.id, state = %self.state, ?event, "passing on: this cannot happen to a row that stands there")
            }
        }
        after.is_some()
    }

    /// A try that did not succeed: the next one is later, each time twice as much.
    pub(crate) fn later(&mut self, why: Why, now: UtcMs) {
        self.tries = self.tries.saturating_add(1);
        let wait_s = (AGAIN_FIRST_S << self.tries.saturating_sub(1).min(16)).min(AGAIN_LAST_S);
        self.why = why;
        self.again_at = now.plus_s(wait_s);
    }

    /// It stands there now as it was said.
    pub(crate) fn stands(&mut self, now: UtcMs) {
        self.is_ours |= self.act == PassAct::Create;
        self.is_there = Some(true);
        self.kept = self.said.clone();
        self.kept_at = Some(now);
        self.settle();
    }

    /// It is held until a person says which of the rows there is meant, if any; their list is looked at again after a while.
    pub(crate) fn hold_for_codes(&mut self, offers: &[Codes], now: UtcMs) {
        if self.happens(RowEvent::Held) {
            self.settle();
            self.why = Why::ConfirmCodes;
            self.again_at = now.plus_min(CONFIRM_EVERY_MIN);
            // Plain text always serializes, so there is no error to lose here.
            self.answer = serde_json::to_string(offers).unwrap_or_default();
        }
    }

    /// Codes that stand there and nobody speaks of, when a person is to choose.
    pub(crate) fn offers(&self) -> Vec<Codes> {
        if self.why != Why::ConfirmCodes {
            return Vec::new();
        }
        serde_json::from_str(&self.answer).unwrap_or_default()
    }

    /// Whether its codes are but a proposal, and nothing is known of such a row there: the beds may stand there already by other codes.
    pub(crate) fn is_proposal(&self) -> bool {
        self.codes_from == CodesFrom::Proposal && !self.is_gone && self.kept.is_none() && self.is_there != Some(true)
    }

    /// Whether it stands there as far as is known; what Sigap registered does until somebody has looked.
    pub(crate) fn may_stand_there(&self) -> bool {
        self.kept.is_some() || self.is_there.unwrap_or(self.is_ours)
    }

    /// Nothing is held against it any more.
    pub(crate) fn settle(&mut self) {
        self.why = Why::Nothing;
        self.tries = 0;
        self.again_at = UtcMs(0);
        self.answer.clear();
    }

    /// Whether its turn has come.
    pub(crate) fn is_due(&self, state: RowState, now: UtcMs) -> bool {
        self.state == state && self.again_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_leads_only_where_this_table_says() {
        use RowEvent as E;
        use RowState as S;
        let events = [E::Wanted, E::Held, E::Left, E::Sent, E::Kept, E::Refused, E::NotDone, E::Lost, E::Found, E::NotFound];
        let (w, h, l, none) = (Some(S::Waiting), Some(S::Held), Some(S::Left), None);
        let table = [
            (S::Waiting, [w, h, l, Some(S::Sending), none, none, none, none, none, none]),
            (S::Sending, [none, none, none, none, Some(S::Kept), Some(S::Refused), w, Some(S::Unsure), none, none]),
            (S::Unsure, [none, none, none, none, none, none, none, none, Some(S::Kept), w]),
            (S::Kept, [w, h, l, none, none, none, none, none, none, none]),
            (S::Refused, [w, h, l, none, none, none, none, none, none, none]),
            (S::Held, [w, h, l, none, none, none, none, none, Some(S::Kept), none]),
            (S::Left, [w, none, l, none, none, none, none, none, none, none]),
        ];
        assert_eq!(table.map(|(state, _)| state), *S::ALL);
        for (state, after) in table {
            for (event, after) in events.into_iter().zip(after) {
                assert_eq!(state.after(event), after, "{state} {event:?}");
            }
        }
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let mut row = PassRow::new(id.parse().unwrap(), id.parse().unwrap(), id.parse().unwrap(), Codes::default());
        let now = UtcMs(1_795_320_900_000);
        let waits: Vec<i64> = (0..6)
            .map(|_| {
                row.later(Why::NotReached, now);
                row.again_at.age_s(now)
            })
            .collect();
        assert_eq!(waits, [30, 60, 120, 240, 300, 300]);
        row.stands(now);
        assert!(row.is_due(row.state, now) && row.tries == 0);
    }
}
