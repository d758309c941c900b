//! Days that are over are added up once, from the hours of every ward.

use std::collections::{BTreeMap, HashMap};

use sigap_kernel::{Ctx, FacilityId, WardId, Zone};
use sigap_store::{Db, Lane, Query, StoreError, Subject};

use super::day_of;
use crate::model::Group;
use crate::store::days::{self, DayRow};
use crate::{BedHistory, DAYS_KEPT, WardDay};

const HOURS_OF_DAY: i64 = 24;
/// The last hour of a day is written down some minutes after it.
const SETTLED_AFTER_MIN: i64 = 60;

/// Adds up the days that are over and were not yet; gives how many.
///
/// # Errors
/// What the database says.
pub async fn gather(db: &Db, ctx: &Ctx, zone: Zone, history: &dyn BedHistory) -> Result<u64, StoreError> {
    match days::last_day(db).await? {
        Some(last) => from(db, ctx, zone, history, last + 1).await,
        None => gather_anew(db, ctx, zone, history).await,
    }
}

/// Adds up every day there is, those that were already too; gives how many.
///
/// # Errors
/// What the database says.
pub async fn gather_anew(db: &Db, ctx: &Ctx, zone: Zone, history: &dyn BedHistory) -> Result<u64, StoreError> {
    match history.first_day().await? {
        Some(first) => from(db, ctx, zone, history, first).await,
        None => Ok(0),
    }
}

async fn from(db: &Db, ctx: &Ctx, zone: Zone, history: &dyn BedHistory, first: i64) -> Result<u64, StoreError> {
    let today = day_of(ctx.now().plus_min(-SETTLED_AFTER_MIN), zone);
    let oldest = today - DAYS_KEPT;
    let groups = groups(db).await?;
    let mut gathered = 0;
    for day in first.max(oldest)..today {
        let rows = &rows(&groups, &history.days(day).await?);
        if rows.is_empty() {
            continue;
        }
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            days::put(&tx, rows).await?;
            tx.confirm(Subject::new("monitoring", "days"));
            Ok::<_, StoreError>(())
        })
        .await?;
        gathered += 1;
    }
    Ok(gathered)
}

async fn groups(q: &impl Query) -> Result<HashMap<WardId, Group>, StoreError> {
    Ok(sigap_registry::wards(q).await?.into_iter().map(|ward| (ward.id, Group::of(&ward.pool))).collect())
}

/// The wards of a day, by hospital and group.
pub(crate) fn rows(groups: &HashMap<WardId, Group>, wards: &[WardDay]) -> Vec<DayRow> {
    let mut found: BTreeMap<(FacilityId, Group), DayRow> = BTreeMap::new();
    for ward in wards {
        let Some(group) = groups.get(&ward.ward).copied() else { continue };
        let blank = DayRow {
            facility: ward.facility,
            group,
            day: ward.day,
            beds_milli: 0,
            occupied_milli: 0,
            known_h: 0,
            of_h: 0,
            midnight: (0, 0, 0),
            admitted: 0,
            discharged: 0,
        };
        let row = found.entry((ward.facility, group)).or_insert(blank);
        row.beds_milli += ward.beds_milli;
        row.occupied_milli += ward.occupied_milli;
        row.known_h += i64::from(ward.known_h);
        row.of_h += HOURS_OF_DAY;
        row.admitted += i64::from(ward.admitted);
        row.discharged += i64::from(ward.discharged);
        if let Some((beds, occupied)) = ward.midnight {
            let (all_beds, all_occupied, wards) = row.midnight;
            row.midnight = (all_beds + i64::from(beds), all_occupied + i64::from(occupied), wards + 1);
        }
    }
    found.into_values().collect()
}
