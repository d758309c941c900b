//! What recurs, in one list. A room brings its own timers; those of the crates that lie below the jobs are rung from here.
//!
//! A timer rings on one node for all. What each node gathers in its own memory (the pulse of keys) it writes down by itself.

use sigap_beds::Beds;
use sigap_intake::Intake;
use sigap_jobs::{JobError, JobSet};
use sigap_web::Floor;

/// Log-ins and counted failures that are over.
const ACCESS_SWEEP_EVERY_S: u32 = 900;
/// What older keys of the ring sealed moves to the current one. Most rings find nothing: two questions and no write.
const REWRAP_EVERY_S: u32 = 600;
/// Answers kept for repeated requests.
const ANSWERS_SWEEP_EVERY_S: u32 = 3_600;
/// Months of the journal that are over and not yet closed.
const SEGMENTS_EVERY_S: u32 = 3_600;
/// Files between dry run and deed.
const DRAFTS_SWEEP_EVERY_S: u32 = 3_600;

/// Every timer of the rooms and of the floor below them.
pub(super) fn timers(floor: &Floor, beds: &Beds, intake: &Intake) -> JobSet {
    of_access(floor, intake).with_all(of_kept(floor)).with_all(beds.jobs()).with_all(intake.jobs())
}

fn of_access(floor: &Floor, intake: &Intake) -> JobSet {
    let (swept, rewrapped, intake) = (floor.access().clone(), floor.access().clone(), intake.clone());
    JobSet::new()
        .every("access.sweep", ACCESS_SWEEP_EVERY_S, move |ctx| {
            let access = swept.clone();
            async move { access.sweep(&ctx).await.map_err(JobError::again) }
        })
        .every("access.rewrap", REWRAP_EVERY_S, move |ctx| {
            let (access, intake) = (rewrapped.clone(), intake.clone());
            async move {
                while access.rewrap(&ctx).await.map_err(JobError::again)? > 0 {}
                intake.rewrap(&ctx).await.map_err(JobError::again)
            }
        })
}

fn of_kept(floor: &Floor) -> JobSet {
    let (answers, drafts, journal) = (floor.db().clone(), floor.db().clone(), floor.db().clone());
    JobSet::new()
        .every("journal.segments", SEGMENTS_EVERY_S, move |ctx| {
            let db = journal.clone();
            async move { Ok(sigap_store::close_months(&db, &ctx).await.map(drop)?) }
        })
        .every("web.sweep", ANSWERS_SWEEP_EVERY_S, move |ctx| {
            let db = answers.clone();
            async move { Ok(sigap_web::sweep_answers(&db, &ctx).await.map(drop)?) }
        })
        .every("registry.drafts", DRAFTS_SWEEP_EVERY_S, move |ctx| {
            let db = drafts.clone();
            async move { Ok(sigap_registry::sweep_drafts(&db, &ctx).await.map(drop)?) }
        })
}
