//! The types and rules of the room: no async, no SQL, no pages.

mod census;
mod ladder;
mod message;
mod numbers;
mod rules;
mod rung;

use sigap_kernel::{coded_enum, typed_id};

pub use census::CensusState;
pub(crate) use census::{Answer, CensusEvent, KindSum, Totals, answer_of, kind_of, sum_up};
pub(crate) use ladder::{Spell, Step, Wait, next};
pub(crate) use message::MessageEvent;
pub use message::{Channel, MessageState, Why};
pub use numbers::{HospitalNow, WardNow};
pub use rules::{BadRule, Delays, LadderRules};
pub use rung::{NotAllowed, Rung, RungEvent};

typed_id!(/// A time in which a hospital owes numbers (*masa diam*), from the first rung to the answer.
    SpellId);
typed_id!(/// One message to a hospital (*pesan*).
    MessageId);
typed_id!(/// One call to a hospital about its numbers (*telepon*).
    CallId);
typed_id!(/// A census (*hitung sekarang*), as the form that starts it names it: sent twice, it is one.
    CensusId);

coded_enum! {
    /// What a hospital said when it was called.
    pub enum Called {
        /// They count now.
        CountNow = "count_now",
        /// They count within the hour.
        Soon = "soon",
        /// Their system stands still.
        SystemDown = "system_down",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// It is not their number.
        WrongNumber = "wrong_number",
    }
}
