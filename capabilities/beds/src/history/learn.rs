//! Learning from the days that are over: first every ward's tally, and what its kind does together; then what comes and goes in each.

use std::collections::HashMap;

use sigap_availability::chance::{Calendar, ChanceRules, Flow, FlowKind, Shape, Tally};
use sigap_kernel::{Ctx, FacilityId, WardId};
use sigap_store::{Lane, StoreError, Subject};

use super::store::{self, FlowRow};
use super::{Calendars, DayRow};
use crate::Beds;
use crate::picture::FacilityBeds;

/// Days that are learned from when nothing was learned before.
const FIRST_DAYS: i64 = 84;

/// Learns from all days that are over and were not learned from; whether there were any.
pub(crate) async fn learn(beds: &Beds, ctx: &Ctx) -> Result<bool, StoreError> {
    let db = beds.floor().db();
    let calendars = Calendars::new(beds.rules());
    let today = calendars.of(beds.floor().settings().zone).day(ctx.now());
    if store::learned_day(db).await?.is_some_and(|day| day >= today - 1) {
        return Ok(false);
    }
    let picture = beds.picture();
    let rules = &beds.rules().chance;
    let mut kinds: HashMap<FlowKind, Shape> = HashMap::new();
    for hospital in picture.all().iter().filter(|hospital| !hospital.wards.is_empty()) {
        let calendar = calendars.of(hospital.facility.zone);
        let rows = tallied(beds, ctx, hospital, &calendar, today).await?;
        for ward in &hospital.wards {
            if let Some(row) = rows.get(&ward.ward.id) {
                kinds.entry(FlowKind::of(&ward.ward.pool)).or_default().add(&row.tally);
            }
        }
    }
    for hospital in picture.all().iter().filter(|hospital| !hospital.wards.is_empty()) {
        let rows = &with_flows(hospital, store::flows_of(db, hospital.id()).await?, &kinds, rules);
        write(beds, ctx, rows, Subject::new("bed_flow", hospital.id())).await?;
    }
    Ok(true)
}

/// Adds the days that are over to the tallies of a hospital's wards.
async fn tallied(
    beds: &Beds,
    ctx: &Ctx,
    hospital: &FacilityBeds,
    calendar: &Calendar,
    today: i64,
) -> Result<HashMap<WardId, FlowRow>, StoreError> {
    let db = beds.floor().db();
    let mut rows = store::flows_of(db, hospital.id()).await?;
    let from = rows.values().map(|row| row.learned_day + 1).min().unwrap_or(today - FIRST_DAYS);
    for day in store::days_of(db, hospital.id(), from, today).await? {
        let row = rows.entry(day.ward).or_insert_with(|| new_row(&day, hospital.id()));
        if day.day > row.learned_day {
            add(&mut row.tally, &day, calendar, &beds.rules().chance);
            row.learned_day = day.day;
        }
    }
    for row in rows.values_mut() {
        // A day of which nothing was written down is learned from too: nothing was.
        row.learned_day = today - 1;
    }
    let written = &rows.values().cloned().collect::<Vec<_>>();
    write(beds, ctx, written, Subject::new("bed_tally", hospital.id())).await?;
    Ok(rows)
}

fn new_row(day: &DayRow, facility: FacilityId) -> FlowRow {
    FlowRow { ward: day.ward, facility, learned_day: day.day - 1, tally: Tally::default(), flow: None }
}

fn add(tally: &mut Tally, day: &DayRow, calendar: &Calendar, rules: &ChanceRules) {
    let begins = calendar.begins(day.day);
    for (cell, hour) in day.cells.iter().zip(0_i64..) {
        tally.add(calendar.hour(begins.plus_min(hour * 60)), cell.and_then(|cell| cell.seen), rules);
    }
}

fn with_flows(
    hospital: &FacilityBeds,
    rows: HashMap<WardId, FlowRow>,
    kinds: &HashMap<FlowKind, Shape>,
    rules: &ChanceRules,
) -> Vec<FlowRow> {
    let learned = |row: FlowRow| {
        let ward = hospital.ward(row.ward)?;
        let flow = Flow::learn(&row.tally, kinds.get(&FlowKind::of(&ward.ward.pool))?, rules);
        Some(FlowRow { flow, ..row })
    };
    rows.into_values().filter_map(learned).collect()
}

async fn write(beds: &Beds, ctx: &Ctx, rows: &[FlowRow], subject: Subject) -> Result<(), StoreError> {
    let subject = &subject;
    beds.floor()
        .db()
        .write_in(ctx, Lane::Bulk, |tx| async move {
            store::put_flows(&tx, rows).await?;
            tx.confirm(subject.clone());
            Ok::<_, StoreError>(())
        })
        .await
}
