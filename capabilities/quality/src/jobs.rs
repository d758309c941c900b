//! The recurring work of the room: sheets of weeks that are over, lots, and throwing away what is kept long enough.

use serde_json::json;
use sigap_jobs::{JobError, JobSet};
use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Entry, Lane, StoreError, Subject};

use crate::model::CaseId;
use crate::service::family::MERGE_WITHIN_H;
use crate::service::{checks, sheets};
use crate::store::{cases, checks as check_store, drafts, sheets as sheet_store};
use crate::{QualityError, QualityRoom};

/// Days after which what is personal in a case is destroyed: phone, texts, names, the log of its calls. Somebody who still helps keeps it.
pub const PERSONAL_KEPT_DAYS: i64 = 90;
/// Days a case, a check and a sheet are kept: a year can be compared with the year before.
pub const QUALITY_KEPT_DAYS: i64 = 400;
/// Hours a draft of the help desk is kept: over a long weekend.
pub const DESK_DRAFT_KEPT_H: i64 = 96;
/// How often sheets are looked for that are due.
const SHEETS_EVERY_S: u32 = 3_600;
/// How often hospitals without a lot are looked for.
const DRAW_EVERY_S: u32 = 3_600;
/// How often it is looked what is kept long enough.
const SWEEP_EVERY_S: u32 = 3_600;
const DAY_MIN: i64 = 24 * 60;

impl QualityRoom {
    /// The recurring work of the room.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let (sheets_of, draw_of, sweep_of) = (self.clone(), self.clone(), self.clone());
        JobSet::new()
            .every("quality.sheets", SHEETS_EVERY_S, move |ctx| {
                let room = sheets_of.clone();
                async move { sheets::make(&room, &ctx).await.map(drop).map_err(JobError::again) }
            })
            .every("quality.draw", DRAW_EVERY_S, move |ctx| {
                let room = draw_of.clone();
                async move { checks::draw(&room, &ctx).await.map(drop).map_err(JobError::again) }
            })
            .every("quality.sweep", SWEEP_EVERY_S, move |ctx| {
                let room = sweep_of.clone();
                async move { sweep(&room, &ctx).await.map_err(JobError::again) }
            })
    }
}

/// Throws away what is kept long enough.
pub(crate) async fn sweep(room: &QualityRoom, ctx: &Ctx) -> Result<(), QualityError> {
    drafts::sweep(room.floor().db(), ctx, ctx.now().plus_min(-DESK_DRAFT_KEPT_H * 60)).await?;
    forget_families(room, ctx, ctx.now().plus_min(-MERGE_WITHIN_H * 60)).await?;
    erase_personal(room, ctx, ctx.now().plus_min(-PERSONAL_KEPT_DAYS * DAY_MIN)).await?;
    throw_away(room, ctx, ctx.now().plus_min(-QUALITY_KEPT_DAYS * DAY_MIN)).await
}

async fn forget_families(room: &QualityRoom, ctx: &Ctx, before: UtcMs) -> Result<(), StoreError> {
    let db = room.floor().db();
    if !cases::has_seen_before(db, before).await? {
        return Ok(());
    }
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let count = cases::forget_seen(&tx, before).await?;
        tx.record(Entry::new(Subject::new("case", "all"), "case.families_forgotten", 1, json!({ "count": count })));
        Ok(())
    })
    .await
}

/// Destroys the data keys of old cases, and takes what they sealed out of the tables.
async fn erase_personal(room: &QualityRoom, ctx: &Ctx, before: UtcMs) -> Result<(), QualityError> {
    let (db, access) = (room.floor().db(), room.floor().access());
    loop {
        let old = &cases::with_person_before(db, before).await?;
        if old.is_empty() {
            return Ok(());
        }
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            for (_, person) in old {
                access.erase_person(&tx, *person).await?;
            }
            cases::blank(&tx, &old.iter().map(|(case, _)| *case).collect::<Vec<CaseId>>()).await?;
            tx.record(Entry::new(Subject::new("case", "all"), "case.personal_erased", 1, json!({ "count": old.len() })));
            Ok::<_, QualityError>(())
        })
        .await?;
    }
}

async fn throw_away(room: &QualityRoom, ctx: &Ctx, before: UtcMs) -> Result<(), QualityError> {
    let db = room.floor().db();
    while cases::has_blank_before(db, before).await?
        || check_store::has_before(db, before).await?
        || sheet_store::has_before(db, before).await?
    {
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            let cases = cases::remove_blank(&tx, before).await?;
            let checks = check_store::remove_before(&tx, before).await?;
            let sheets = sheet_store::remove_before(&tx, before).await?;
            let body = json!({ "cases": cases, "checks": checks, "sheets": sheets });
            tx.record(Entry::new(Subject::new("quality", "all"), "quality.swept", 1, body));
            Ok::<_, QualityError>(())
        })
        .await?;
    }
    Ok(())
}
