//! The public face of the room shadow: its routes, its tables, its timers, and the ports it asks others by.
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
use sigap_kernel::{FacilityId, Pool, UtcMs, Zone};
use sigap_store::{MigrationSet, StoreError};
use sigap_web::{Floor, Guard, Mounted, Routes};

pub use error::ShadowError;
pub use jobs::FIGURES_KEPT_DAYS;
pub use model::{Book, Figure, Had, ShadowRules, kind_of};
pub use service::{note as note_figures, over as shadows_over, plan as plan_shadow};

/// The room's tables.
pub const MIGRATIONS: MigrationSet = sigap_store::migrations!("shadow", ["0001_shadow"]);

/// What Sigap itself knew, as whoever counts beds keeps it.
pub trait OwnBook: Send + Sync + 'static {
    /// The kinds of bed a hospital has.
    fn kinds(&self, facility: FacilityId) -> BoxFuture<'_, Result<Vec<Pool>, StoreError>>;

    /// What Sigap had of a kind of bed at an instant; `None` where it had no number.
    fn had(&self, facility: FacilityId, kind: Pool, at: UtcMs) -> BoxFuture<'_, Result<Option<Had>, StoreError>>;

    /// Of how many hours, and in how many of them the numbers counted; `None` where nobody looked.
    fn on_time(&self, facility: FacilityId, zone: Zone, from: UtcMs, to: UtcMs) -> BoxFuture<'_, Result<Option<(u32, u32)>, StoreError>>;
}

/// What other books say by themselves: a second source of the hospital, calls to it.
pub trait OtherBooks: Send + Sync + 'static {
    /// What was said of a hospital since an instant.
    fn said(&self, facility: FacilityId, since: UtcMs) -> BoxFuture<'_, Result<Vec<Figure>, StoreError>>;
}

/// The room, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct ShadowRoom(Arc<Inner>);

struct Inner {
    floor: Floor,
    rules: ShadowRules,
    own: Arc<dyn OwnBook>,
    others: Arc<dyn OtherBooks>,
}

impl ShadowRoom {
    /// Opens the room.
    #[must_use]
    pub fn new(floor: Floor, rules: ShadowRules, own: Arc<dyn OwnBook>, others: Arc<dyn OtherBooks>) -> Self {
        Self(Arc::new(Inner { floor, rules, own, others }))
    }

    /// The floor below.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.0.floor
    }

    /// When a hospital is ready to leave its shadow.
    pub(crate) fn rules(&self) -> &ShadowRules {
        &self.0.rules
    }

    /// Who knows what Sigap had.
    pub(crate) fn own(&self) -> &dyn OwnBook {
        self.0.own.as_ref()
    }

    /// Who knows what others say.
    pub(crate) fn others(&self) -> &dyn OtherBooks {
        self.0.others.as_ref()
    }
}

/// The room's table of contents.
#[must_use]
pub fn routes(room: ShadowRoom) -> Mounted {
    let (read, compare, decide) =
        (Guard::Action(Action::ReadShadow), Guard::Action(Action::CompareShadow), Guard::Action(Action::DecideAgreement));
    Routes::new()
        .get("/bayangan", read, pages::list::list)
        .post("/bayangan/kota", decide, pages::list::decide)
        .get("/bayangan/{facility}", read, pages::one::page)
        .get("/bayangan/{facility}/data.csv", read, pages::csv::figures)
        .post("/bayangan/{facility}/angka", compare, pages::one::note)
        .post("/bayangan/{facility}/tabel", compare, pages::one::paste)
        .post("/bayangan/{facility}/rencana", compare, pages::one::plan)
        .mount(room)
}
