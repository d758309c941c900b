//! Learning from the days that are over: first every ward's tally, and what its kind does together; then what comes and goes in each.

use std::collections::{BTreeMap, HashMap};

use sigap_availability::Rules;
use sigap_availability::chance::{Calendar, ChanceRules, Flow, FlowKind, Shape, Tally};
use sigap_kernel::{Ctx, FacilityId, Pool, WardId, Zone};
use sigap_store::{Db, Lane, StoreError, Subject};

use super::store::{self, FlowRow};
use super::{Calendars, DayRow};

/// Days that are learned from when nothing was learned before.
pub(crate) const FIRST_DAYS: i64 = 84;

/// Learns from all days that are over on the clock of this zone and were not learned from; whether there were any.
pub(crate) async fn learn(db: &Db, ctx: &Ctx, rules: &Rules, zone: Zone) -> Result<bool, StoreError> {
    let calendars = Calendars::new(rules);
    let today = calendars.of(zone).day(ctx.now());
    if store::learned_day(db).await?.is_some_and(|day| day >= today - 1) {
        return Ok(false);
    }
    let zones: HashMap<FacilityId, Zone> = sigap_registry::facilities(db).await?.iter().map(|one| (one.id, one.zone)).collect();
    let mut hospitals: BTreeMap<FacilityId, HashMap<WardId, Pool>> = BTreeMap::new();
    for ward in sigap_registry::wards(db).await? {
        hospitals.entry(ward.facility).or_default().insert(ward.id, ward.pool);
    }
    let mut kinds: HashMap<FlowKind, Shape> = HashMap::new();
    for (hospital, wards) in &hospitals {
        let calendar = calendars.of(zones.get(hospital).copied().unwrap_or(zone));
        for row in tallied(db, ctx, *hospital, &rules.chance, &calendar, today).await? {
            if let Some(pool) = wards.get(&row.ward) {
                kinds.entry(FlowKind::of(pool)).or_default().add(&row.tally);
            }
        }
    }
    for (hospital, wards) in &hospitals {
        let rows = &with_flows(wards, store::flows_of(db, *hospital).await?, &kinds, &rules.chance);
        write(db, ctx, rows, Subject::new("bed_flow", hospital)).await?;
    }
    Ok(true)
}

/// Adds the days that are over to the tallies of a hospital's wards.
async fn tallied(
    db: &Db,
    ctx: &Ctx,
    hospital: FacilityId,
    rules: &ChanceRules,
    calendar: &Calendar,
    today: i64,
) -> Result<Vec<FlowRow>, StoreError> {
    let mut rows = store::flows_of(db, hospital).await?;
    let from = rows.values().map(|row| row.learned_day + 1).min().unwrap_or(today - FIRST_DAYS);
    for day in store::days_of(db, hospital, from, today).await? {
        let row = rows.entry(day.ward).or_insert_with(|| new_row(&day, hospital));
        if day.day > row.learned_day {
            add(&mut row.tally, &day, calendar, rules);
        }
    }
    let mut rows: Vec<FlowRow> = rows.into_values().collect();
    // A day of which nothing was written down is learned from too: nothing was.
    rows.iter_mut().for_each(|row| row.learned_day = today - 1);
    write(db, ctx, &rows, Subject::new("bed_tally", hospital)).await?;
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
    wards: &HashMap<WardId, Pool>,
    rows: HashMap<WardId, FlowRow>,
    kinds: &HashMap<FlowKind, Shape>,
    rules: &ChanceRules,
) -> Vec<FlowRow> {
    let learned = |row: FlowRow| {
        let flow = Flow::learn(&row.tally, kinds.get(&FlowKind::of(wards.get(&row.ward)?))?, rules);
        Some(FlowRow { flow, ..row })
    };
    rows.into_values().filter_map(learned).collect()
}

async fn write(db: &Db, ctx: &Ctx, rows: &[FlowRow], subject: Subject) -> Result<(), StoreError> {
    let subject = &subject;
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        store::put_flows(&tx, rows).await?;
        tx.confirm(subject.clone());
        Ok::<_, StoreError>(())
    })
    .await
}
