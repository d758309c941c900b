//! All SQL of the room, in statements that both engines understand. Decides nothing.

pub(crate) mod calls;
pub(crate) mod cases;
pub(crate) mod checks;
pub(crate) mod drafts;
pub(crate) mod sheets;

use sigap_store::as_text;

use crate::model::{
    CallAnswer, CallId, CaseId, CaseNumber, CaseState, Channel, CheckId, CheckOutcome, Happened, HelpState, ReplyKind, ShownState, What,
};

as_text!(
    CaseId,
    CheckId,
    CallId,
    CaseState,
    HelpState,
    What,
    Channel,
    Happened,
    ReplyKind,
    CallAnswer,
    CheckOutcome,
    ShownState,
    CaseNumber
);

/// Rows that one write throws away at most, so that nobody waits long behind it.
pub(crate) const AT_ONCE: i64 = 500;
