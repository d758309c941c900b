//! Numbers that were written on paper and typed in later: each keeps the time at which it was true. The newest becomes the ward's number when
//! nothing newer is there, and the hours that nobody knew are filled in.

use std::collections::BTreeMap;

use sigap_availability::chance::Moves;
use sigap_availability::{Observation, Rules, SourceKind, Terms, Validity, Voice};
use sigap_kernel::{FacilityId, UtcMs, WardId, Zone};
use sigap_store::{Query, StoreError, Subject, Tx};

use crate::history::late::{Cells, hour_of, mend};
use crate::history::{Calendars, DayRow, FIRST_DAYS, store as days};
use crate::model::{Report, Reported};
use crate::{Counter, observe, said, store};

const HOUR_MS: i64 = 3_600_000;

/// One line of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateLine {
    /// When it was true, as it is written.
    pub observed_at: UtcMs,
    /// Beds of the ward.
    pub beds: u32,
    /// Beds that were free.
    pub free: u32,
}

/// What was written on a sheet.
#[derive(Debug, Clone, Copy)]
pub struct Late<'a> {
    /// The hospital.
    pub facility: FacilityId,
    /// The ward.
    pub ward: WardId,
    /// The zone of the hospital.
    pub zone: Zone,
    /// The lines that are no longer meant: of the version before, when a sheet is corrected.
    pub was: &'a [LateLine],
    /// The lines, in order of time.
    pub lines: &'a [LateLine],
}

/// Whether a hospital's system speaks for the ward: then paper fills its past and leaves its number alone.
///
/// # Errors
/// What the database says.
pub async fn system_speaks(q: &impl Query, ward: WardId) -> Result<bool, StoreError> {
    let voice = said::voices(q, &[ward]).await?.get(&ward).copied().unwrap_or(Voice::AnySystem);
    let current = store::counts(q, &[ward]).await?.remove(&ward);
    Ok(match voice {
        Voice::Source(source) => source != SourceKind::WardBoard,
        Voice::AnySystem => current.is_some_and(|count| count.observation.source != SourceKind::WardBoard),
    })
}

/// Takes what was written on paper, inside a transaction; gives what became of each line. Permission is the caller's to check.
///
/// # Errors
/// What the database says.
pub async fn take_late(tx: &Tx, counter: &Counter, rules: &Rules, late: &Late<'_>) -> Result<Vec<Reported>, StoreError> {
    let moves_of = async || Ok::<_, StoreError>(store::held_counts(tx, &[late.ward]).await?.remove(&late.ward).map(|count| count.moves));
    let before = moves_of().await?.unwrap_or_default();
    let lines: Vec<Observation> = late.lines.iter().map(|line| observation(line, tx.now())).collect();
    let became = if system_speaks(tx, late.ward).await? {
        vec![Reported::Beside; lines.len()]
    } else {
        let report = |observation: &Observation| Report {
            ctx: tx.ctx().clone(),
            facility: late.facility,
            ward: late.ward,
            observation: *observation,
            by_sex: None,
        };
        observe(tx, counter, &lines.iter().map(report).collect::<Vec<_>>()).await?
    };
    let after = moves_of().await?.unwrap_or_default();
    let ward = sigap_registry::ward(tx, late.ward).await?;
    let Some(pool) = ward.map(|ward| ward.pool) else { return Ok(became) };
    let validity = rules.validity.of(pool.bed_type, SourceKind::WardBoard);
    mend_days(tx, rules, late, &lines, &validity, (&before, &after)).await?;
    Ok(became)
}

fn observation(line: &LateLine, now: UtcMs) -> Observation {
    Observation {
        capacity: Some(line.beds),
        free: Some(line.free),
        terms: Terms::UNKNOWN,
        source: SourceKind::WardBoard,
        observed_at: line.observed_at,
        received_at: now,
    }
}

/// Fills in the hours that are over.
async fn mend_days(
    tx: &Tx,
    rules: &Rules,
    late: &Late<'_>,
    lines: &[Observation],
    validity: &Validity,
    (before, after): (&Moves, &Moves),
) -> Result<(), StoreError> {
    let meant = late.was.iter().chain(late.lines).map(|line| line.observed_at);
    let (Some(from), Some(to)) = (meant.clone().min(), meant.max()) else { return Ok(()) };
    let first = hour_of(from);
    // The hour that still runs is written down when it is over.
    let until = hour_of(tx.now()).min(hour_of(to.plus_min(i64::from(validity.validity_min))) + 1);
    if until <= first {
        return Ok(());
    }
    let calendar = Calendars::new(rules).of(late.zone);
    let place = |hour: i64| (calendar.day(UtcMs(hour * HOUR_MS)), calendar.hour_of_day(UtcMs(hour * HOUR_MS)));
    let rows = days::held_days(tx, late.ward, place(first - 1).0).await?;
    let mut by_day: BTreeMap<i64, DayRow> = rows.into_iter().map(|row| (row.day, row)).collect();
    let read = |hour: i64| {
        let (day, at) = place(hour);
        (hour, by_day.get(&day).and_then(|row| row.cells.get(at).copied().flatten()))
    };
    let mut cells: Cells = (first - 1..until).map(read).collect();
    mend(&mut cells, first, lines, validity);
    for (hour, cell) in cells.range(first..) {
        let (day, at) = place(*hour);
        let row = by_day.entry(day).or_insert_with(|| empty(late, day, calendar.begins(day), *before));
        if let Some(there) = row.cells.get_mut(at) {
            *there = *cell;
        }
    }
    // What came and went is told by the mended hours: the hour that is written next begins after it.
    if let Some(mut row) = by_day.last_entry() {
        row.get_mut().moves = plus(row.get().moves, before, after);
    }
    for row in by_day.values() {
        days::mend_day(tx, row).await?;
    }
    let today = calendar.day(tx.now());
    days::learn_again(tx, late.ward, place(first).0, today - FIRST_DAYS).await?;
    tx.confirm(Subject::new("bed_day", late.ward));
    Ok(())
}

fn empty(late: &Late<'_>, day: i64, sampled_at: UtcMs, moves: Moves) -> DayRow {
    DayRow { ward: late.ward, facility: late.facility, day, cells: [None; 24], moves, sampled_at }
}

/// The counts of a row, moved on by what the paper has moved.
fn plus(row: Moves, before: &Moves, after: &Moves) -> Moves {
    Moves {
        admitted: row.admitted + after.admitted - before.admitted,
        discharged: row.discharged + after.discharged - before.discharged,
        reopened: row.reopened + after.reopened - before.reopened,
        full_s: row.full_s + after.full_s - before.full_s,
        reopened_at: after.reopened_at,
    }
}
