//! What an answer makes of a row, and what is to be done with one that waits.

use sigap_kernel::UtcMs;

use super::courier::CourierFault;
use super::peer::{Listed, Listing, Verdict};
use super::plan::CONFIRM_EVERY_MIN;
use super::row::{CodesFrom, PassAct, PassRow, RowEvent, Why};

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
    /// The service wants no more calls of this sender for now.
    Busy,
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
        (Ok(Verdict::Done | Verdict::NotThere(_)), PassAct::Delete) => {
            tally.removed += 1;
            outcome.is_over = true;
        }
        (Ok(Verdict::Done), _) => {
            row.happens(RowEvent::Kept);
            row.stands(now);
            tally.kept += 1;
        }
        (Ok(Verdict::NotThere(_)), PassAct::Update) => {
            row.happens(RowEvent::NotDone);
            // RS Online may know it by another number by now, and proposed codes may be others there: that is looked up first.
            outcome.is_again = row.peer_row.is_none() && row.codes_from != CodesFrom::Proposal;
            (row.is_there, row.peer_row, row.kept) = (Some(false), None, None);
            if !outcome.is_again {
                row.later(Why::NotThere, now);
            }
        }
        (Ok(Verdict::Refused(words) | Verdict::NotThere(words)), _) => {
            row.happens(RowEvent::Refused);
            row.settle();
            row.again_at = now.plus_min(CONFIRM_EVERY_MIN);
            row.answer = words.chars().take(WORDS_KEPT_CHARS).collect();
            tally.refused += 1;
        }
        (Ok(Verdict::WrongKeys(_)), _) => drop(row.happens(RowEvent::NotDone)),
        (Ok(Verdict::Busy), _) => {
            row.happens(RowEvent::NotDone);
            row.later(Why::Busy, now);
            outcome.end = Some(End::Busy);
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
        row.peer_counts = listed.and_then(Listed::counts);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::super::row::{Codes, RowState};
    use super::*;

    const NOW: UtcMs = UtcMs(1_795_320_900_000);

    fn sent(act: PassAct, from: CodesFrom) -> PassRow {
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let (id, target, ward) = (id.parse().unwrap(), id.parse().unwrap(), id.parse().unwrap());
        PassRow { state: RowState::Sending, act, codes_from: from, ..PassRow::new(id, target, ward, Codes::default()) }
    }

    fn after(row: &mut PassRow, verdict: Verdict) -> Outcome {
        taken(row, &Ok(verdict), &mut 0, &mut Tally::default(), NOW)
    }

    #[test]
    fn one_row_or_one_key_that_is_not_wanted_holds_up_nobody_else() {
        let mut row = sent(PassAct::Create, CodesFrom::Person);
        assert_eq!(after(&mut row, Verdict::NotThere("PPK tidak ditemukan".into())), Outcome::default());
        assert_eq!((row.state, row.answer.as_str()), (RowState::Refused, "PPK tidak ditemukan"));
        assert_eq!(row.again_at, NOW.plus_min(CONFIRM_EVERY_MIN));
        let mut row = sent(PassAct::Update, CodesFrom::Person);
        assert_eq!(after(&mut row, Verdict::Busy).end, Some(End::Busy), "this sender's calls alone");
        assert_eq!((row.state, row.why), (RowState::Waiting, Why::Busy));
    }

    #[test]
    fn what_is_not_there_is_registered_at_once_only_where_nothing_is_left_to_look_up() {
        for (from, peer_row, is_again) in [
            (CodesFrom::Feed, None, true),
            (CodesFrom::Person, None, true),
            (CodesFrom::Proposal, None, false),
            (CodesFrom::Person, Some(7), false),
        ] {
            let mut row = PassRow { peer_row, is_there: Some(true), ..sent(PassAct::Update, from) };
            assert_eq!(after(&mut row, Verdict::NotThere(String::new())).is_again, is_again, "{from} {peer_row:?}");
            assert_eq!((row.state, row.is_there, row.peer_row), (RowState::Waiting, Some(false), None));
            assert_eq!(row.again_at > NOW, !is_again);
        }
    }
}
