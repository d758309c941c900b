//! A deployment that begins with a past: hours that somebody has from elsewhere are laid as if they had been written down one by one, learned
//! from, and the forecasts that would have been made are held against them.

use std::collections::BTreeMap;
use std::sync::Arc;

use sigap_availability::chance::{Checks, Flow, Moves, PoolNow, Reliability, Trust, WardNow, outlook};
use sigap_availability::{Observation, Rules, SourceKind, Terms};
use sigap_kernel::{Ctx, FacilityId, Pool, UtcMs, WardId, Zone};
use sigap_registry::Ward;
use sigap_store::{Db, Lane, StoreError, Subject};

use super::cell::HOURS;
use super::{Calendars, DayRow, HourCell, Told, learn, store};

/// Rows written in one transaction.
const ROWS_AT_ONCE: usize = 2_000;
/// Hours of which forecasts are made: four weeks, every other one.
const REHEARSED_HOURS: usize = 672;
const REHEARSED_EVERY: usize = 2;

/// The past of a ward: free beds at the end of each hour, the last one ending now; `None` where nothing was heard.
#[derive(Debug, Clone)]
pub struct PastHours {
    /// The ward.
    pub ward: Ward,
    /// The zone of its hospital.
    pub zone: Zone,
    /// Its beds.
    pub capacity: u32,
    /// Free beds, hour by hour.
    pub free: Vec<Option<u32>>,
}

/// Lays the past of wards, learns from it and scores what would have been forecast. Meant for a deployment in which nothing was heard yet.
///
/// # Errors
/// What the database says.
pub async fn lay_past(db: &Db, ctx: &Ctx, rules: &Rules, past: &[PastHours]) -> Result<(), StoreError> {
    let calendars = Calendars::new(rules);
    let until = UtcMs(ctx.now().0.div_euclid(3_600_000) * 3_600_000);
    let rows: Vec<DayRow> = past.iter().flat_map(|one| days(one, &calendars, until)).collect();
    for some in rows.chunks(ROWS_AT_ONCE) {
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            store::put_days(&tx, some).await?;
            tx.confirm(Subject::new("bed_day", "all"));
            Ok::<_, StoreError>(())
        })
        .await?;
    }
    learn::learn(db, ctx, rules, past.first().map_or(Zone::Wib, |one| one.zone)).await?;
    let told = &rehearse(db, rules, past, &calendars, until).await?;
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        store::put_told(&tx, told).await?;
        tx.confirm(Subject::new("bed_chance", "all"));
        Ok::<_, StoreError>(())
    })
    .await
}

fn report(one: &PastHours, free: u32, at: UtcMs) -> Observation {
    let source = SourceKind::Aplicares;
    Observation { capacity: Some(one.capacity), free: Some(free), terms: Terms::UNKNOWN, source, observed_at: at, received_at: at }
}

/// When the hour at a place ended.
fn ended(one: &PastHours, place: usize, until: UtcMs) -> UtcMs {
    let back = i64::try_from(one.free.len().saturating_sub(place + 1)).unwrap_or(0);
    until.plus_min(-60 * back)
}

/// The days of a ward.
fn days(one: &PastHours, calendars: &Calendars, until: UtcMs) -> Vec<DayRow> {
    let calendar = calendars.of(one.zone);
    let mut days: BTreeMap<i64, DayRow> = BTreeMap::new();
    let (mut last, mut moves) = (None::<Observation>, Moves::default());
    for (place, free) in one.free.iter().enumerate() {
        let at = ended(one, place, until);
        let begun = at.plus_min(-60);
        let before = moves;
        if let Some(free) = free {
            let next = report(one, *free, at.plus_min(-1));
            moves = last.map_or(moves, |last| moves.after(&last, &next));
            last = Some(next);
        }
        let Some(seen) = last else { continue };
        let cell = HourCell {
            free: seen.free,
            beds: seen.capacity,
            is_counted: at.age_s(seen.observed_at) < 6 * 3_600,
            is_contradictory: false,
            seen: free.and_then(|_| moves.since(&before, &seen)),
            is_late: false,
        };
        let day = calendar.day(begun);
        let (ward, facility) = (one.ward.id, one.ward.facility);
        let row = days.entry(day).or_insert(DayRow { ward, facility, day, cells: [None; HOURS], moves, sampled_at: at });
        (row.moves, row.sampled_at) = (moves, at);
        if let Some(place) = row.cells.get_mut(calendar.hour_of_day(begun)) {
            *place = Some(cell);
        }
    }
    days.into_values().collect()
}

/// The forecasts that would have been made of each pool, held against what came an hour later.
async fn rehearse(db: &Db, rules: &Rules, past: &[PastHours], calendars: &Calendars, until: UtcMs) -> Result<Vec<Told>, StoreError> {
    let flows: BTreeMap<WardId, Arc<Flow>> = store::all_flows(db).await?.into_iter().map(|(ward, flow)| (ward, Arc::new(flow))).collect();
    let mut pools: BTreeMap<(FacilityId, Pool), Vec<&PastHours>> = BTreeMap::new();
    for one in past {
        pools.entry((one.ward.facility, one.ward.pool)).or_default().push(one);
    }
    let told = |((facility, pool), wards): ((FacilityId, Pool), Vec<&PastHours>)| {
        let scored = scored(&wards, &flows, rules, calendars, until)?;
        Some(Told { scored, ..Told::new(facility, pool) })
    };
    Ok(pools.into_iter().filter_map(told).collect())
}

/// `None` where nothing was learned.
fn scored(
    wards: &[&PastHours],
    flows: &BTreeMap<WardId, Arc<Flow>>,
    rules: &Rules,
    calendars: &Calendars,
    until: UtcMs,
) -> Option<Reliability> {
    let trust = Trust::after(&Checks::default(), &rules.chance);
    let calendar = calendars.of(wards.first()?.zone);
    let hours = wards.iter().map(|ward| ward.free.len()).min()?;
    let mut scored = Reliability::default();
    for place in (hours.saturating_sub(REHEARSED_HOURS)..hours.saturating_sub(1)).step_by(REHEARSED_EVERY) {
        let now = ended(wards.first()?, place, until);
        let here: Option<Vec<WardNow<'_>>> = wards.iter().map(|ward| ward_now(ward, flows.get(&ward.ward.id)?, place, now)).collect();
        let next: Option<u32> = wards.iter().map(|ward| ward.free.get(place + 1).copied().flatten()).sum();
        let (Some(here), Some(next)) = (here, next) else { continue };
        let pool = PoolNow { wards: &here, leaving: &[], booked: &[], trust };
        if let Some(outlook) = outlook(&rules.chance, &calendar, &pool, now) {
            scored.add(f64::from(outlook.chance_pct(60)) / 100.0, next > 0);
        }
    }
    Some(scored)
}

/// A ward as it stood at the end of an hour.
fn ward_now<'f>(one: &PastHours, flow: &'f Arc<Flow>, place: usize, now: UtcMs) -> Option<WardNow<'f>> {
    let free = one.free.get(place).copied().flatten()?;
    let same = one.free.get(..=place)?.iter().rev().take_while(|then| **then == Some(free)).count();
    let stood_h = i64::try_from(same.saturating_sub(1)).unwrap_or(0);
    Some(WardNow { free, capacity: Some(one.capacity), taken_at: now, changed_at: now.plus_min(-60 * stood_h), flow })
}
