//! The public face of the room monitoring: its routes, its tables, its timers, and the ports it asks others by.
#![doc = include_str!("../README.md")]

mod draw;
mod error;
mod jobs;
mod model;
mod pages;
mod paper;
mod service;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures::future::BoxFuture;
use sigap_access::Action;
use sigap_kernel::{FacilityId, UtcMs, WardId};
use sigap_store::{MigrationSet, StoreError};
use sigap_web::{Floor, Guard, Mounted, Routes};

pub use error::MonitoringError;
pub use jobs::DAYS_KEPT;
pub use model::{Counted, Figures, Group, MILLI, Month};
pub use service::gather::{gather, gather_anew};
pub use service::tell::{NewFigures, tell};

/// The room's tables.
pub const MIGRATIONS: MigrationSet = sigap_store::migrations!("monitoring", ["0001_monitoring"]);

/// A ward's local day, as whoever counts beds knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WardDay {
    /// The ward.
    pub ward: WardId,
    /// Its hospital.
    pub facility: FacilityId,
    /// Days since 1970-01-01 on the clock of the place.
    pub day: i64,
    /// Hours of which beds and free beds are known, of 24.
    pub known_h: u32,
    /// Beds, the mean of these hours in thousandths.
    pub beds_milli: i64,
    /// Beds that were not free, likewise.
    pub occupied_milli: i64,
    /// Beds and beds that were not free as the day ended, when that is known.
    pub midnight: Option<(u32, u32)>,
    /// Patients that came, as far as the numbers moved.
    pub admitted: u32,
    /// Patients that went, likewise.
    pub discharged: u32,
}

/// The past of beds, day by day.
pub trait BedHistory: Send + Sync + 'static {
    /// The first day of which anything is known.
    fn first_day(&self) -> BoxFuture<'_, Result<Option<i64>, StoreError>>;

    /// A day of every ward that was looked at.
    fn days(&self, day: i64) -> BoxFuture<'_, Result<Vec<WardDay>, StoreError>>;
}

/// How the inpatient beds of a hospital stand now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HospitalNow {
    /// The hospital.
    pub facility: FacilityId,
    /// Beds of wards whose number counts.
    pub beds: u32,
    /// Of these, beds that are not free.
    pub occupied: u32,
    /// Wards in use.
    pub wards: u32,
    /// Of these, wards whose number counts.
    pub wards_counted: u32,
    /// Of those, wards whose report is overdue.
    pub wards_overdue: u32,
    /// When the newest report of the hospital was taken.
    pub last_at: Option<UtcMs>,
}

/// How beds stand now.
pub trait BedsNow: Send + Sync + 'static {
    /// Every hospital in use that has wards.
    fn now(&self) -> Vec<HospitalNow>;
}

/// Something of another room that the office should know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter {
    /// Which: the messages `matter-…` and `matter-…-more` of this room say it.
    pub code: &'static str,
    /// How many there are.
    pub count: u64,
    /// Since when the oldest of them waits.
    pub oldest_at: Option<UtcMs>,
    /// Where they are.
    pub href: &'static str,
}

/// What other rooms have for the office.
pub trait Matters: Send + Sync + 'static {
    /// One line a matter, those with nothing to do too.
    fn matters(&self, now: UtcMs) -> BoxFuture<'_, Result<Vec<Matter>, StoreError>>;
}

/// Whom the room asks.
#[derive(Clone)]
pub struct Ports {
    /// The past of beds.
    pub history: Arc<dyn BedHistory>,
    /// How they stand now.
    pub now: Arc<dyn BedsNow>,
    /// What else the office should know of.
    pub matters: Arc<dyn Matters>,
}

/// The room, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct MonitoringRoom(Arc<(Floor, Ports)>);

impl MonitoringRoom {
    /// Opens the room.
    #[must_use]
    pub fn new(floor: Floor, ports: Ports) -> Self {
        Self(Arc::new((floor, ports)))
    }

    /// The floor below.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.0.0
    }

    /// The past of beds.
    pub(crate) fn history(&self) -> &dyn BedHistory {
        self.0.1.history.as_ref()
    }

    /// How beds stand now.
    pub(crate) fn now(&self) -> &dyn BedsNow {
        self.0.1.now.as_ref()
    }

    /// What else the office should know of.
    pub(crate) fn matters(&self) -> &dyn Matters {
        self.0.1.matters.as_ref()
    }
}

/// The room's table of contents.
#[must_use]
pub fn routes(room: MonitoringRoom) -> Mounted {
    let of = Guard::Action;
    Routes::new()
        .get("/kantor", of(Action::ReadOffice), pages::overview::page)
        .get("/kantor/hunian", of(Action::ReadOffice), pages::occupancy::page)
        .get("/kantor/hunian/unduh.csv", of(Action::ReadOffice), pages::occupancy::csv)
        .get("/kantor/indikator", of(Action::ReadOffice), pages::indicators::page)
        .get("/kantor/indikator/unduh.csv", of(Action::ReadOffice), pages::indicators::csv)
        // For a hospital itself, and the office
        .get("/indikator", of(Action::ReadIndicators), pages::hospital::first)
        .get("/indikator/{facility}", of(Action::ReadIndicators), pages::hospital::page)
        .get("/indikator/{facility}/{month}", of(Action::TellIndicators), pages::tell::form)
        .post("/indikator/{facility}/{month}", of(Action::TellIndicators), pages::tell::tell)
        // The report of a month
        .get("/kantor/laporan", of(Action::ReadOffice), pages::report::list)
        .get("/kantor/laporan/{month}", of(Action::ReadOffice), pages::report::page)
        .get("/kantor/laporan/{month}/laporan.pdf", of(Action::ReadOffice), pages::report::pdf)
        .get("/kantor/laporan/{month}/laporan.xlsx", of(Action::ReadOffice), pages::report::xlsx)
        .post("/kantor/laporan/{month}/tutup", of(Action::CloseReport), pages::report::close)
        .mount(room)
}
