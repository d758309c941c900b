//! The public face of the room paper: its routes, its tables, its timer, and the port by which it asks whoever counts beds.
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
use sigap_kernel::{FacilityId, UtcMs, WardId, Zone};
use sigap_store::{MigrationSet, StoreError, Tx};
use sigap_web::{Floor, Guard, Mounted, Routes};

pub use error::PaperError;
pub use jobs::PAPER_KEPT_DAYS;
pub use model::{Became, LINES_A_SHEET, PadId, SHEETS_A_PAD_MAX, SheetNumber, SheetState};
pub use service::print::{NewPad, has_pads, print};

/// The room's tables.
pub const MIGRATIONS: MigrationSet = sigap_store::migrations!("paper", ["0001_paper"]);

/// One line of a sheet, with its true time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperLine {
    /// When it was true, as it is written.
    pub observed_at: UtcMs,
    /// Beds of the ward.
    pub beds: u32,
    /// Beds that were free.
    pub free: u32,
}

/// What was written about a ward.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The hospital.
    pub facility: FacilityId,
    /// The ward.
    pub ward: WardId,
    /// The zone of the hospital.
    pub zone: Zone,
    /// Lines of the version before, when a sheet is corrected.
    pub was: &'a [PaperLine],
    /// The lines, in order of time.
    pub lines: &'a [PaperLine],
}

/// Whoever counts beds.
pub trait WardNumbers: Send + Sync + 'static {
    /// Takes lines inside a transaction, each at its true time; gives what became of each, in order.
    fn take<'a>(&'a self, tx: &'a Tx, written: Written<'a>) -> BoxFuture<'a, Result<Vec<Became>, StoreError>>;

    /// Whether a hospital's system speaks for the ward: then its number stays.
    fn system_speaks(&self, ward: WardId) -> BoxFuture<'_, Result<bool, StoreError>>;
}

/// The room, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct PaperRoom(Arc<Inner>);

struct Inner {
    floor: Floor,
    numbers: Arc<dyn WardNumbers>,
}

impl PaperRoom {
    /// Opens the room.
    #[must_use]
    pub fn new(floor: Floor, numbers: Arc<dyn WardNumbers>) -> Self {
        Self(Arc::new(Inner { floor, numbers }))
    }

    /// The floor below.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.0.floor
    }

    /// Whoever counts beds.
    pub(crate) fn numbers(&self) -> &dyn WardNumbers {
        self.0.numbers.as_ref()
    }
}

/// The room's table of contents.
#[must_use]
pub fn routes(room: PaperRoom) -> Mounted {
    let of = Guard::Action;
    Routes::new()
        .get("/kertas", of(Action::PrintPaper), pages::list::list)
        .get("/kertas/rs/{facility}", of(Action::PrintPaper), pages::list::of_one)
        .post("/kertas/rs/{facility}/cetak", of(Action::PrintPaper), pages::list::print)
        .post("/kertas/bendel/{pad}", of(Action::PrintPaper), pages::list::hand_out)
        .get("/kertas/{number}", of(Action::PrintPaper), pages::sheet::show)
        .post("/kertas/{number}", of(Action::EnterPaper), pages::sheet::enter)
        .post("/kertas/{number}/batal", of(Action::EnterPaper), pages::sheet::void)
        .post("/kertas/{number}/salinan", of(Action::PrintPaper), pages::sheet::copy)
        .mount(room)
}
