//! Hours that were filled in later, from paper: which cells a sheet may mend, and what it makes of them. Pure.

use std::collections::BTreeMap;

use sigap_availability::chance::Moves;
use sigap_availability::{Observation, SourceKind, Terms, Validity};
use sigap_kernel::UtcMs;

use super::HourCell;

const HOUR_MS: i64 = 3_600_000;

/// Cells by the hour since 1970 in which they began. Every zone is whole hours away, so that an hour of a place is an hour of these.
pub(crate) type Cells = BTreeMap<i64, Option<HourCell>>;

/// The hour in which an instant lies.
pub(crate) const fn hour_of(at: UtcMs) -> i64 {
    at.0.div_euclid(HOUR_MS)
}

/// The end of an hour.
pub(crate) const fn end_of(hour: i64) -> UtcMs {
    UtcMs((hour + 1) * HOUR_MS)
}

/// Mends the hours from `first` on with what was written on paper, in order of time. What was heard in time stays as it is; what an earlier
/// version of the sheet filled in gives way. A line stands for the hours after it as long as a number of its age counts.
pub(crate) fn mend(cells: &mut Cells, first: i64, lines: &[Observation], validity: &Validity) {
    let before = cells.get(&(first - 1)).copied().flatten();
    let mut last = before.and_then(|cell| as_heard(&cell, end_of(first - 1)));
    let (mut moves, mut stands) = (Moves::default(), None::<Observation>);
    for (hour, cell) in cells.range_mut(first..) {
        if cell.is_some_and(|cell| cell.is_late) {
            *cell = None;
        }
        let earlier = moves;
        let mut heard_here = None;
        for line in lines.iter().filter(|line| hour_of(line.observed_at) == *hour) {
            moves = last.map_or(moves, |last| moves.after(&last, line));
            last = Some(*line);
            heard_here = Some(*line);
        }
        let end = end_of(*hour);
        if let Some(heard) = cell.filter(|cell| cell.seen.is_some()) {
            last = as_heard(&heard, end).or(last);
            stands = None;
        } else if let Some(line) = heard_here {
            stands = Some(line);
            *cell = Some(HourCell { seen: moves.since(&earlier, &line), ..of_paper(&line) });
        } else if let Some(line) = stands.filter(|line| validity.freshness(line.observed_at, end).counts()) {
            *cell = Some(of_paper(&line));
        }
    }
}

fn of_paper(line: &Observation) -> HourCell {
    HourCell { free: line.free, beds: line.capacity, is_counted: true, is_contradictory: false, seen: None, is_late: true }
}

/// What a cell says, as a report at its end.
fn as_heard(cell: &HourCell, at: UtcMs) -> Option<Observation> {
    let (capacity, source) = (cell.beds, SourceKind::WardBoard);
    cell.free.map(|free| Observation { capacity, free: Some(free), terms: Terms::UNKNOWN, source, observed_at: at, received_at: at })
}

#[cfg(test)]
mod tests {
    use sigap_availability::chance::HourSeen;

    use super::*;

    const VALIDITY: Validity = Validity { due_min: 60, validity_min: 150, silent_after_min: 600 };

    fn line(hour: i64, minute: i64, free: u32) -> Observation {
        let at = UtcMs(hour * HOUR_MS + minute * 60_000);
        let (terms, source) = (Terms::UNKNOWN, SourceKind::WardBoard);
        Observation { capacity: Some(10), free: Some(free), terms, source, observed_at: at, received_at: UtcMs(90 * HOUR_MS) }
    }

    fn cell(free: u32, heard: bool) -> HourCell {
        let seen = HourSeen { free, capacity: Some(10), admitted: 0, discharged: 0, reopened: 0, full_s: 0 };
        HourCell {
            free: Some(free),
            beds: Some(10),
            is_counted: true,
            is_contradictory: false,
            seen: heard.then_some(seen),
            is_late: false,
        }
    }

    fn free(cells: &Cells) -> Vec<Option<u32>> {
        cells.values().map(|cell| cell.and_then(|cell| cell.free)).collect()
    }

    #[test]
    fn unknown_hours_are_filled_as_long_as_a_number_of_that_age_counts_and_heard_ones_stay() {
        let mut cells: Cells = (9..20).map(|hour| (hour, None)).collect();
        cells.insert(9, Some(cell(5, true)));
        cells.insert(17, Some(cell(7, true)));
        cells.insert(18, Some(cell(7, false)));
        mend(&mut cells, 10, &[line(11, 30, 3), line(16, 50, 0), line(17, 5, 1)], &VALIDITY);
        let (five, seven, three) = (Some(5), Some(7), Some(3));
        assert_eq!(free(&cells), [five, None, three, three, None, None, None, Some(0), seven, seven, None]);
        let late = |hour: i64| cells[&hour].unwrap();
        assert!(late(11).is_late && !late(17).is_late);
        assert_eq!(late(11).seen.map(|seen| (seen.admitted, seen.discharged)), Some((2, 0)), "counted from the hour before the sheet");
        assert_eq!(late(12).seen, None, "nothing was heard in it");
        assert_eq!(late(16).seen.map(|seen| seen.admitted), Some(3));
    }

    #[test]
    fn a_later_version_of_a_sheet_takes_the_place_of_the_first() {
        let mut cells: Cells = (10..14).map(|hour| (hour, None)).collect();
        mend(&mut cells, 10, &[line(10, 5, 3), line(12, 5, 4)], &VALIDITY);
        assert_eq!(free(&cells), [Some(3), Some(3), Some(4), Some(4)]);
        mend(&mut cells, 10, &[line(11, 5, 2)], &VALIDITY);
        assert_eq!(free(&cells), [None, Some(2), Some(2), None]);
        mend(&mut cells, 10, &[line(11, 5, 2)], &VALIDITY);
        assert_eq!(free(&cells), [None, Some(2), Some(2), None], "done twice it is the same");
    }
}
