//! What an answer makes of a row, and what is to be done with one that waits.

use sigap_kernel::UtcMs;

use super::courier::CourierFault;
use super::peer::{Listing, Verdict};
use super::row::{PassAct, PassRow, RowEvent, Why};

/// Letters of their words that are kept of a refusal.
const WORDS_KEPT_CHARS: usize = 300;
/// Calls without an answer, one after the other, after which the service counts as away.
const UNANSWERED_MAX: u32 = 3;

/// Why a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Every row had its turn.
    Walked,
    /// It was turned off or changed meanwhile.
    TurnedOff,
    /// The service refuses the keys.
    WrongKeys,
    /// The service does not answer.
    Away,
    /// Other targets want their turn.
    TimeUp,
}

/// What a walk did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) kept: u32,
    pub(crate) removed: u32,
    pub(crate) refused: u32,
}

/// What follows from an answer beside what became of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Outcome {
    /// The row is no more.
    pub(crate) is_over: bool,
    /// The walk ends.
    pub(crate) end: Option<End>,
    /// The row is said once more at once, in another way.
    pub(crate) is_again: bool,
}

/// What an answer makes of a row that was sent.
pub(crate) fn taken(
    row: &mut PassRow,
    verdict: &Result<Verdict, CourierFault>,
    unanswered: &mut u32,
    tally: &mut Tally,
    now: UtcMs,
) -> Outcome {
    let is_answer = matches!(verdict, Ok(verdict) if *verdict != Verdict::Unknown);
    *unanswered = if is_answer { 0 } else { *unanswered + 1 };
    let end = (*unanswered >= UNANSWERED_MAX).then_some(End::Away);
    let mut outcome = Outcome { end, ..Outcome::default() };
    match (verdict, row.act) {
        (Ok(Verdict::Done | Verdict::NotThere), PassAct::Delete) => {
            tally.removed += 1;
            outcome.is_over = true;
        }
        (Ok(Verdict::Done), _) => {
            row.happens(RowEvent::Kept);
            row.stands(now);
            tally.kept += 1;
        }
        (Ok(Verdict::NotThere), PassAct::Update) => {
            row.happens(RowEvent::NotDone);
            (row.is_there, row.peer_row) = (Some(false), None);
            outcome.is_again = true;
        }
        (Ok(Verdict::Refused(words)), _) => {
            row.happens(RowEvent::Refused);
            row.settle();
            row.answer = words.chars().take(WORDS_KEPT_CHARS).collect();
            tally.refused += 1;
        }
        (Ok(Verdict::WrongKeys(_)), _) => drop(row.happens(RowEvent::NotDone)),
        (Ok(Verdict::NotThere | Verdict::Busy), _) => {
            row.happens(RowEvent::NotDone);
            row.later(Why::Busy, now);
            outcome.end = Some(End::Away);
        }
        (Err(CourierFault::NotSent), _) => {
            row.happens(RowEvent::NotDone);
            row.later(Why::NotReached, now);
        }
        (Ok(Verdict::Unknown) | Err(CourierFault::Lost), _) => {
            row.happens(RowEvent::Lost);
            row.later(Why::NoAnswer, now);
        }
    }
    outcome
}

/// What is to be done with a row that waits.
pub(crate) fn act_of(row: &PassRow) -> PassAct {
    match row.is_there {
        _ if row.is_gone => PassAct::Delete,
        Some(false) => PassAct::Create,
        // Who asks first whether it is there asks twice; the answer to an update tells.
        Some(true) | None => PassAct::Update,
    }
}

/// The row with what the list says of it.
pub(crate) fn with_listed(mut row: PassRow, listing: Option<&Listing>) -> PassRow {
    if let Some(listing) = listing {
        let listed = listing.get(&row.codes);
        row.is_there = Some(listed.is_some());
        row.peer_row = listed.and_then(|listed| listed.peer_row);
    }
    row
}
