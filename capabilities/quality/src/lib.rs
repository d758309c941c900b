//! The public face of the room quality: its routes, its tables, its timers, and the two ports it asks others by.
#![doc = include_str!("../README.md")]

mod error;
mod jobs;
mod model;
mod pages;
mod service;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures::future::BoxFuture;
use sigap_access::Action;
use sigap_availability::{QualityRules, WardQuality};
use sigap_kernel::{FacilityId, Pool, UtcMs, WardId};
use sigap_store::{MigrationSet, StoreError};
use sigap_web::{Floor, Guard, Mounted, Routes};

pub use error::QualityError;
pub use jobs::{DESK_DRAFT_KEPT_H, PERSONAL_KEPT_DAYS, QUALITY_KEPT_DAYS};
pub use model::{CaseId, CaseNumber, Channel, CheckId, CheckOutcome, Happened, NextHospital, ShownPool, ShownState, What};
pub use service::checks::{NewCheck, chance_checks, check_counts, note as note_check, said_since};
pub use service::family::{MERGE_WITHIN_H, Telling, Told, tell};
pub use service::reply::cases_waiting;
pub use service::sheets::{OFFICE_SEES_AFTER_DAYS, sheets_seen_by_office};

/// The room's tables.
pub const MIGRATIONS: MigrationSet = sigap_store::migrations!("quality", ["0001_quality"]);

/// The days that are looked at: from an instant up to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// From when.
    pub from: UtcMs,
    /// Until when.
    pub to: UtcMs,
}

/// One ward and what is known of it over some days.
#[derive(Debug, Clone, PartialEq)]
pub struct WardFacts {
    /// The ward.
    pub ward: WardId,
    /// Its name.
    pub name: String,
    /// The facts; what nobody knows is `None` there.
    pub quality: WardQuality,
}

/// How hospitals report, as whoever counts beds knows it.
pub trait Reporting: Send + Sync + 'static {
    /// The facts of every ward in use of a hospital over these days.
    fn facts(&self, facility: FacilityId, days: Days) -> BoxFuture<'_, Result<Vec<WardFacts>, StoreError>>;
}

/// What is shown of beds at this moment.
pub trait Shown: Send + Sync + 'static {
    /// What anybody sees now of each kind of bed of a hospital.
    fn shown(&self, facility: FacilityId) -> BoxFuture<'_, Vec<ShownPool>>;

    /// Other hospitals to try from this one for a kind of bed, at most so many, in the order of the finder.
    fn next(&self, from: FacilityId, pool: Option<Pool>, most: usize) -> BoxFuture<'_, Vec<NextHospital>>;
}

/// The room, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct QualityRoom(Arc<Inner>);

struct Inner {
    floor: Floor,
    rules: QualityRules,
    reporting: Arc<dyn Reporting>,
    shown: Arc<dyn Shown>,
}

impl QualityRoom {
    /// Opens the room.
    #[must_use]
    pub fn new(floor: Floor, rules: QualityRules, reporting: Arc<dyn Reporting>, shown: Arc<dyn Shown>) -> Self {
        Self(Arc::new(Inner { floor, rules, reporting, shown }))
    }

    /// The floor below.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.0.floor
    }

    /// How *mutu data* is counted.
    pub(crate) fn rules(&self) -> &QualityRules {
        &self.0.rules
    }

    /// Who knows how hospitals report.
    pub(crate) fn reporting(&self) -> &dyn Reporting {
        self.0.reporting.as_ref()
    }

    /// Who knows what is shown.
    pub(crate) fn shown(&self) -> &dyn Shown {
        self.0.shown.as_ref()
    }
}

/// The room's table of contents.
#[must_use]
pub fn routes(room: QualityRoom) -> Mounted {
    let of = Guard::Action;
    Routes::new()
        // For families, without a log-in
        .get("/keluhan", Guard::Public, pages::family::form)
        .post("/keluhan", Guard::Public, pages::family::tell)
        .get("/keluhan/{number}", Guard::Public, pages::family::status)
        // For a hospital, and the office some days later
        .get("/mutu", of(Action::ReadQuality), pages::quality::list)
        .get("/mutu/{facility}", of(Action::ReadQuality), pages::quality::of_one)
        .post("/mutu/{facility}/buka", of(Action::ReplyToCase), pages::quality::open)
        .get("/kasus", of(Action::HandleCase), pages::cases::list)
        .get("/kasus/{facility}", of(Action::ReadQuality), pages::cases::of_one)
        .post("/kasus/{facility}/{case}/jawab", of(Action::ReplyToCase), pages::cases::reply)
        // For whoever calls hospitals
        .get("/cek", of(Action::CheckByPhone), pages::checks::list)
        .get("/cek/{hospital}", of(Action::CheckByPhone), pages::checks::form)
        .post("/cek/{hospital}", of(Action::CheckByPhone), pages::checks::note)
        // The bed help line
        .get("/bantuan-kamar", of(Action::HandleCase), pages::desk::list)
        .get("/bantuan-kamar/baru", of(Action::HandleCase), pages::take_call::form)
        .post("/bantuan-kamar/baru", of(Action::HandleCase), pages::take_call::open)
        .get("/bantuan-kamar/serah-terima", of(Action::HandleCase), pages::handover::page)
        .post("/bantuan-kamar/serah-terima", of(Action::HandleCase), pages::handover::hand_over)
        .post("/bantuan-kamar/ambil", of(Action::HandleCase), pages::handover::take_all)
        .post("/bantuan-kamar/draf", of(Action::HandleCase), pages::desk::draft)
        .get("/bantuan-kamar/{case}", of(Action::HandleCase), pages::case::show)
        .post("/bantuan-kamar/{case}/langkah", of(Action::HandleCase), pages::case::step)
        .post("/bantuan-kamar/{case}/telepon", of(Action::HandleCase), pages::case::call)
        .post("/bantuan-kamar/{case}/catatan", of(Action::HandleCase), pages::case::note)
        .post("/bantuan-kamar/{case}/putus", of(Action::VerifyCase), pages::case::decide)
        .mount(room)
}
