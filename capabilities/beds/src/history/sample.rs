//! Writing an hour down when it is over: how each ward stood, and what came and went.

use sigap_availability::Freshness;
use sigap_availability::chance::Moves;
use sigap_kernel::{Ctx, UtcMs, WardId};
use sigap_store::{Lane, StoreError, Subject};

use super::cell::HOURS;
use super::{Calendars, DAYS_KEPT, DayRow, HourCell, store};
use crate::Beds;
use crate::picture::WardBeds;

/// Wards written in one transaction, so that nobody waits long behind it.
const WARDS_AT_ONCE: usize = 500;
const DAYS_AT_ONCE: i64 = 2_000;
const HOUR_MS: i64 = 3_600_000;

/// Writes the hour that is just over, unless another node did; whether it was written.
pub(crate) async fn sample(beds: &Beds, ctx: &Ctx) -> Result<bool, StoreError> {
    let db = beds.floor().db();
    let over = UtcMs(ctx.now().0.div_euclid(HOUR_MS) * HOUR_MS);
    // No zone is more than a day apart from another.
    let from_day = over.0.div_euclid(24 * HOUR_MS) - 2;
    if store::last_sampled(db, from_day).await?.is_some_and(|at| at >= over) {
        return Ok(false);
    }
    let calendars = Calendars::new(beds.rules());
    let picture = beds.picture();
    let wards: Vec<(&WardBeds, i64, usize)> = picture
        .all()
        .iter()
        .flat_map(|hospital| {
            let calendar = calendars.of(hospital.facility.zone);
            let begun = over.plus_min(-60);
            let (day, hour) = (calendar.day(begun), calendar.hour_of_day(begun));
            hospital.wards.iter().filter(|ward| ward.ward.active).map(move |ward| (ward, day, hour))
        })
        .collect();
    for some in wards.chunks(WARDS_AT_ONCE) {
        let ids: Vec<WardId> = some.iter().map(|(ward, ..)| ward.ward.id).collect();
        let ids = &ids;
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            // Held, so that a sheet of paper that is typed in meanwhile is not forgotten.
            let last = store::held_last_days(&tx, ids, from_day - 6).await?;
            let row = |(ward, day, hour): &(&WardBeds, i64, usize)| row(beds, ward, last.get(&ward.ward.id), (*day, *hour), ctx.now());
            store::put_days(&tx, &some.iter().map(row).collect::<Vec<_>>()).await?;
            tx.confirm(Subject::new("bed_day", "all"));
            Ok::<_, StoreError>(())
        })
        .await?;
    }
    Ok(!wards.is_empty())
}

/// The day of a ward with the hour that is over.
fn row(beds: &Beds, ward: &WardBeds, last: Option<&DayRow>, (day, hour): (i64, usize), now: UtcMs) -> DayRow {
    let same_day = last.filter(|last| last.day == day);
    let mut cells = same_day.map_or([None; HOURS], |last| last.cells);
    if let Some(cell) = cells.get_mut(hour) {
        *cell = Some(cell_of(beds, ward, last, now));
    }
    let facility = ward.ward.facility;
    DayRow { ward: ward.ward.id, facility, day, cells, moves: ward.moves, sampled_at: now }
}

fn cell_of(beds: &Beds, ward: &WardBeds, last: Option<&DayRow>, now: UtcMs) -> HourCell {
    let standing = ward.standing(beds.rules(), now);
    let seen = ward.observation.filter(|seen| last.is_none_or(|last| seen.received_at > last.sampled_at));
    let before = last.map_or(ward.moves, |last| last.moves);
    HourCell {
        free: ward.observation.and_then(|seen| seen.free),
        beds: ward.observation.and_then(|seen| seen.capacity),
        is_counted: matches!(standing.freshness, Freshness::Fresh | Freshness::Due) && standing.free_to_promise.is_some(),
        is_contradictory: standing.contradictions.iter().next().is_some(),
        seen: seen.and_then(|seen| Moves::since(&ward.moves, &before, &seen)),
        is_late: false,
    }
}

/// Throws away days that have had their time; gives how many wards' days.
pub(crate) async fn sweep(beds: &Beds, ctx: &Ctx) -> Result<u64, StoreError> {
    let db = beds.floor().db();
    let before = ctx.now().0.div_euclid(24 * HOUR_MS) - DAYS_KEPT;
    let mut gone = 0;
    while store::has_days_before(db, before).await? {
        gone += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let rows = store::remove_days(&tx, before, DAYS_AT_ONCE).await?;
                tx.confirm(Subject::new("bed_day", "all"));
                Ok::<_, StoreError>(rows)
            })
            .await?;
    }
    Ok(gone)
}
