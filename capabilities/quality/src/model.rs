//! The types and rules of the room: no async, no SQL, no pages. Here the words of a case; its life cycles, number and clock stand beside.

mod clock;
mod number;
mod state;

use sigap_kernel::{FacilityId, Pool, UtcMs, coded_enum, typed_id};

pub(crate) use clock::{Clock, REPLY_WITHIN_H};
pub use number::CaseNumber;
pub(crate) use state::{CaseEvent, CaseState, HelpEvent, HelpState, NotAllowed};

typed_id!(/// What a family was told (*keluhan keluarga*).
    CaseId);
typed_id!(/// A call to a hospital to compare its word with what is shown (*cek telepon*).
    CheckId);
typed_id!(/// One call of the help desk for a family.
    CallId);

coded_enum! {
    /// What a family was told at the hospital.
    pub enum What {
        /// There is no bed.
        NoBed = "no_bed",
        /// There is a bed, but not for us.
        NotForUs = "not_for_us",
        /// A deposit was asked for.
        Deposit = "deposit",
        /// Nobody could be reached.
        Unreachable = "unreachable",
        /// Something else.
        Other = "other",
    }
}

coded_enum! {
    /// How a case came.
    pub enum Channel {
        /// A family on the public page.
        Web = "web",
        /// Somebody of the help desk, on the phone with a family.
        Desk = "desk",
    }
}

coded_enum! {
    /// When the family was told, as a family knows it.
    pub enum Happened {
        /// Within the last hour.
        Now = "now",
        /// Today.
        Today = "today",
        /// Yesterday.
        Yesterday = "yesterday",
        /// Earlier.
        Earlier = "earlier",
    }
}

coded_enum! {
    /// What a hospital replies.
    pub enum ReplyKind {
        /// It was full by then; the number was late.
        WasFull = "was_full",
        /// A bed was free; it was a misunderstanding.
        WasFree = "was_free",
        /// The free bed did not suit: sex, age, class, isolation.
        DidNotSuit = "did_not_suit",
        /// The number was wrong and has been put right.
        NumberMended = "number_mended",
        /// Something else, in words.
        Other = "other",
    }
}

coded_enum! {
    /// What a hospital answered the help desk.
    pub enum CallAnswer {
        /// There is a bed.
        Free = "free",
        /// It is full.
        Full = "full",
        /// Free, but not for this patient.
        NotForUs = "not_for_us",
        /// They call back.
        CallsBack = "calls_back",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// The number is not theirs.
        WrongNumber = "wrong_number",
    }
}

coded_enum! {
    /// What became of a phone check.
    pub enum CheckOutcome {
        /// Somebody answered.
        Answered = "answered",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// The number is not theirs.
        WrongNumber = "wrong_number",
    }
}

coded_enum! {
    /// What anybody could see of a kind of bed; the best first.
    pub enum ShownState {
        /// Three beds or more.
        Free = "free",
        /// One or two, or *some* in a small pool.
        Few = "few",
        /// No bed.
        Full = "full",
        /// Reported without a number.
        Unknown = "unknown",
        /// Too old to count.
        Old = "old",
        /// No report.
        Silent = "silent",
    }
}

/// What was shown of one kind of bed at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownPool {
    /// The kind of bed.
    pub pool: Pool,
    /// What anybody could see.
    pub state: ShownState,
    /// Beds that counted as free, where the public was shown a word or a number; for those who work inside.
    pub free: Option<u32>,
    /// Of how many beds.
    pub beds: Option<u32>,
    /// When the oldest of the numbers was counted.
    pub taken_at: Option<UtcMs>,
}

/// The same as it is kept with a case, where the family may not have known which kind of bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub(crate) state: ShownState,
    pub(crate) free: Option<u32>,
    pub(crate) beds: Option<u32>,
    pub(crate) taken_at: Option<UtcMs>,
}

impl Snapshot {
    /// Nothing was shown.
    pub(crate) const NOTHING: Self = Self { state: ShownState::Silent, free: None, beds: None, taken_at: None };

    /// What of all these was shown of one kind of bed; of all kinds together, when the family does not know which.
    pub(crate) fn of(shown: &[ShownPool], pool: Option<Pool>) -> Self {
        let suiting = shown.iter().filter(|one| pool.is_none_or(|pool| one.pool == pool));
        suiting.map(Self::from).reduce(Self::and).unwrap_or(Self::NOTHING)
    }

    /// Both kinds of bed together: what is best of the two is shown, what is known of both is added up, and the older look counts.
    fn and(self, other: Self) -> Self {
        let added = |a: Option<u32>, b: Option<u32>| a.zip(b).map_or(a.or(b), |(a, b)| Some(a.saturating_add(b)));
        Self {
            state: self.state.min(other.state),
            free: added(self.free, other.free),
            beds: added(self.beds, other.beds),
            taken_at: self.taken_at.zip(other.taken_at).map_or(self.taken_at.or(other.taken_at), |(a, b)| Some(a.min(b))),
        }
    }
}

impl From<&ShownPool> for Snapshot {
    fn from(one: &ShownPool) -> Self {
        Self { state: one.state, free: one.free, beds: one.beds, taken_at: one.taken_at }
    }
}

/// A hospital to try next, nearest and likeliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextHospital {
    /// Which.
    pub facility: FacilityId,
    /// What is shown there of the kinds of bed that suit, all together.
    pub state: ShownState,
    /// Beds that count as free there.
    pub free: Option<u32>,
    /// Minutes from the hospital the family stands at, in a straight line.
    pub travel_min: Option<u32>,
}
