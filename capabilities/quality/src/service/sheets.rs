//! *Mutu data* of a hospital: the last seven days for itself, and a sheet of each week that is over, which the office sees some days later.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sigap_access::{Action, May as _};
use sigap_availability::{CheckCounts, Quality, WardQuality};
use sigap_kernel::{Ctx, FacilityId, UtcMs, WardId, Zone};
use sigap_registry::Facility;
use sigap_store::{Entry, Lane, Query, StoreError, Subject};

use super::checks::check_counts;
use super::{facility_for, place_of};
use crate::store::sheets::{self as store, SheetRow};
use crate::{Days, QualityError, QualityRoom};

/// Days after which the office sees a sheet that the hospital has not opened: a full week to mend and to explain.
pub const OFFICE_SEES_AFTER_DAYS: i64 = 7;
/// Sheets of one hospital on its page.
const SHEETS_SHOWN: i64 = 12;
/// Sheets written in one transaction.
const SHEETS_AT_ONCE: usize = 100;
const WEEK_MIN: i64 = 7 * 24 * 60;
const DAY_MIN: i64 = 24 * 60;

/// One ward on a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WardLine {
    pub(crate) ward: WardId,
    pub(crate) name: String,
    pub(crate) facts: WardQuality,
}

/// What stands on a sheet: the facts and what they came to by the rules of that time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sheet {
    pub(crate) wards: Vec<WardLine>,
    pub(crate) checks: CheckCounts,
    pub(crate) quality: Quality,
}

impl Sheet {
    /// The facts of its wards alone.
    pub(crate) fn facts(&self) -> Vec<WardQuality> {
        self.wards.iter().map(|ward| ward.facts).collect()
    }
}

/// A sheet as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) facility: FacilityId,
    pub(crate) week: UtcMs,
    pub(crate) made_at: UtcMs,
    pub(crate) opened_at: Option<UtcMs>,
    pub(crate) sheet: Sheet,
}

impl Kept {
    fn of(row: &SheetRow) -> Option<Self> {
        // A sheet of another version that cannot be read is left out rather than standing in the way of all.
        let sheet = serde_json::from_str(&row.body).ok()?;
        Some(Self { facility: row.facility, week: row.week, made_at: row.made_at, opened_at: row.opened_at, sheet })
    }

    /// From when on the office sees it.
    pub(crate) fn office_sees_at(&self) -> UtcMs {
        self.opened_at.unwrap_or_else(|| self.made_at.plus_min(OFFICE_SEES_AFTER_DAYS * DAY_MIN))
    }
}

/// On which side somebody looks at a hospital's quality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The hospital itself sees everything at once.
    Own,
    /// The office and the help desk see sheets once they are open.
    Office,
}

/// On which side the actor stands: whoever replies for a hospital is of it.
pub(crate) fn side(ctx: &Ctx, facility: &Facility) -> Side {
    if ctx.may(Action::ReplyToCase, &place_of(facility)).is_ok() { Side::Own } else { Side::Office }
}

/// When the week of an instant began: Monday, midnight, in the city.
pub(crate) fn week_of(now: UtcMs, zone: Zone) -> UtcMs {
    let (weekday, minute) = now.weekday_minute(zone);
    let into = i64::from(weekday) * DAY_MIN + i64::from(minute);
    UtcMs((now.0.div_euclid(60_000) - into) * 60_000)
}

/// The sheet of these days, from what is known now.
pub(crate) async fn sheet(room: &QualityRoom, facility: FacilityId, days: Days, checks: CheckCounts) -> Result<Sheet, QualityError> {
    let wards = room.reporting().facts(facility, days).await?;
    let wards: Vec<WardLine> = wards.into_iter().map(|one| WardLine { ward: one.ward, name: one.name, facts: one.quality }).collect();
    let facts: Vec<WardQuality> = wards.iter().map(|ward| ward.facts).collect();
    let quality = Quality::of(room.rules(), &facts, checks);
    Ok(Sheet { wards, checks, quality })
}

/// What the page of a hospital shows.
pub(crate) struct Seen {
    pub(crate) facility: Facility,
    pub(crate) side: Side,
    /// The last seven days; for the hospital itself.
    pub(crate) running: Option<Sheet>,
    /// Sheets, newest first, that this side may see.
    pub(crate) kept: Vec<Kept>,
    /// When the newest sheet that is not open yet will be; for the office.
    pub(crate) next_opens_at: Option<UtcMs>,
}

/// The quality of a hospital, as far as the actor may see it.
pub(crate) async fn seen(room: &QualityRoom, ctx: &Ctx, id: FacilityId) -> Result<Seen, QualityError> {
    let db = room.floor().db();
    let facility = facility_for(db, ctx, Action::ReadQuality, id).await?;
    let (side, now) = (side(ctx, &facility), ctx.now());
    let mut kept: Vec<Kept> = store::of_facility(db, id, SHEETS_SHOWN).await?.iter().filter_map(Kept::of).collect();
    let is_open = |one: &Kept| one.office_sees_at() <= now;
    let next_opens_at = kept.iter().filter(|one| !is_open(one)).map(Kept::office_sees_at).min();
    let running = match side {
        Side::Own => {
            let checks = check_counts(db, room.rules(), now).await?.get(&id).copied().unwrap_or_default();
            Some(sheet(room, id, Days { from: now.plus_min(-WEEK_MIN), to: now }, checks).await?)
        }
        Side::Office => {
            kept.retain(is_open);
            None
        }
    };
    Ok(Seen { facility, side, running, kept, next_opens_at })
}

/// The newest open sheet of each hospital the actor may see, by name: a list to help by, in no order of merit.
pub(crate) async fn for_office(room: &QualityRoom, ctx: &Ctx) -> Result<Vec<(Facility, Option<Kept>)>, QualityError> {
    let db = room.floor().db();
    let rows = store::for_office(db, ctx.now().plus_min(-OFFICE_SEES_AFTER_DAYS * DAY_MIN)).await?;
    let mut kept: std::collections::BTreeMap<FacilityId, Kept> = rows.iter().filter_map(Kept::of).map(|one| (one.facility, one)).collect();
    let facilities = sigap_registry::facilities(db).await?;
    let mine = facilities.into_iter().filter(|one| one.active && one.kind.is_hospital());
    let mut list: Vec<_> = mine
        .filter(|one| ctx.may(Action::ReadQuality, &place_of(one)).is_ok())
        .map(|one| {
            let sheet = kept.remove(&one.id);
            (one, sheet)
        })
        .collect();
    list.sort_by(|(a, _), (b, _)| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(list)
}

/// Hospitals of which the office may see a sheet now.
///
/// # Errors
/// What the database says.
pub async fn sheets_seen_by_office(q: &impl Query, now: UtcMs) -> Result<usize, StoreError> {
    Ok(store::for_office(q, now.plus_min(-OFFICE_SEES_AFTER_DAYS * DAY_MIN)).await?.len())
}

/// Opens a sheet for the office before its time: the hospital decides.
pub(crate) async fn open(room: &QualityRoom, ctx: &Ctx, id: FacilityId, week: UtcMs) -> Result<(), QualityError> {
    let db = room.floor().db();
    facility_for(db, ctx, Action::ReplyToCase, id).await?;
    db.write(ctx, |tx| async move {
        let subject = Subject::new("facility", id);
        if store::open(&tx, id, week).await? {
            tx.record(Entry::new(subject, "quality.sheet_opened", 1, json!({ "week": week })));
        } else {
            tx.confirm(subject);
        }
        Ok(())
    })
    .await
}

/// Makes the sheets of the last week that is over, for hospitals that have wards and none yet; a timer calls it. Gives how many.
pub(crate) async fn make(room: &QualityRoom, ctx: &Ctx) -> Result<u64, QualityError> {
    let (db, now) = (room.floor().db(), ctx.now());
    let this_week = week_of(now, room.floor().settings().zone);
    let week = this_week.plus_min(-WEEK_MIN);
    let there = store::made_for(db, week).await?;
    let facilities = sigap_registry::facilities(db).await?;
    let checks = check_counts(db, room.rules(), now).await?;
    let mut rows = Vec::new();
    for one in facilities.iter().filter(|one| one.active && one.kind.is_hospital() && !there.contains(&one.id)) {
        let sheet = sheet(room, one.id, Days { from: week, to: this_week }, checks.get(&one.id).copied().unwrap_or_default()).await?;
        if sheet.wards.is_empty() {
            continue;
        }
        let Ok(body) = serde_json::to_string(&sheet) else { continue };
        rows.push(SheetRow { facility: one.id, week, made_at: now, opened_at: None, body });
    }
    let mut made = 0;
    for piece in rows.chunks(SHEETS_AT_ONCE) {
        made += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let new = store::insert(&tx, piece).await?;
                tx.record(Entry::new(Subject::new("quality", "all"), "quality.sheets_made", 1, json!({ "week": week, "count": new })));
                Ok::<_, QualityError>(new)
            })
            .await?;
    }
    Ok(made)
}
