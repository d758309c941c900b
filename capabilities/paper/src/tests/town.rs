//! An invented hospital with a ward, on a database of its own. Whoever counts beds is played by the test. All of it is *rekaan*.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_kernel::{CareClass, FacilityId, Pool, Role, Scope, WardId, Zone};
use sigap_registry::{Facility, FacilityKind};
use sigap_store::{StoreError, Subject, Tx};
use sigap_testtown::{LoggedIn, Room};
use sigap_web::{Floor, Mounted};

use crate::{Became, PaperLine, PaperRoom, WardNumbers, Written};

/// What was handed over: the lines of before, and the lines.
pub(super) type Handed = (Vec<PaperLine>, Vec<PaperLine>);

/// The port, answered from memory.
#[derive(Default)]
pub(super) struct Port {
    pub(super) handed: Mutex<Vec<Handed>>,
    pub(super) system: Mutex<bool>,
}

impl WardNumbers for Port {
    fn take<'a>(&'a self, tx: &'a Tx, written: Written<'a>) -> BoxFuture<'a, Result<Vec<Became>, StoreError>> {
        tx.confirm(Subject::new("ward", written.ward));
        self.handed.lock().unwrap().push((written.was.to_vec(), written.lines.to_vec()));
        std::future::ready(Ok(vec![Became::Counts; written.lines.len()])).boxed()
    }

    fn system_speaks(&self, _: WardId) -> BoxFuture<'_, Result<bool, StoreError>> {
        std::future::ready(Ok(*self.system.lock().unwrap())).boxed()
    }
}

/// The town.
pub(super) struct Town {
    base: sigap_testtown::Town,
    pub(super) room: PaperRoom,
    pub(super) port: Arc<Port>,
    /// The hospital it is about, in Jayapura's zone, with a ward; and another one.
    pub(super) here: FacilityId,
    pub(super) ward: WardId,
    pub(super) there: FacilityId,
}

/// A town on SQLite.
pub(super) async fn town() -> Town {
    open(sigap_testtown::Town::sqlite(crate::MIGRATIONS).await).await
}

/// A town on each engine.
pub(super) async fn towns() -> Vec<Town> {
    let mut all = Vec::new();
    for base in sigap_testtown::Town::both(crate::MIGRATIONS).await {
        all.push(open(base).await);
    }
    all
}

async fn open(base: sigap_testtown::Town) -> Town {
    let port = Arc::new(Port::default());
    let room = PaperRoom::new(base.floor.clone(), port.clone());
    let here = base.found(&Facility::named("RSUD Rekaan", FacilityKind::Hospital, Zone::Wit)).await;
    let there = base.found(&Facility::named("RS Lain (rekaan)", FacilityKind::Hospital, Zone::Wib)).await;
    let ward = base.open_ward(here, "Melati", Pool::general(CareClass::Two)).await;
    Town { base, room, port, here, ward, there }
}

impl Deref for Town {
    type Target = sigap_testtown::Town;

    fn deref(&self) -> &sigap_testtown::Town {
        &self.base
    }
}

impl Room for Town {
    fn floor(&self) -> &Floor {
        &self.base.floor
    }

    fn pages(&self) -> Mounted {
        crate::routes(self.room.clone())
    }
}

impl Town {
    pub(super) async fn nurse(&self, name: &str) -> LoggedIn {
        self.log_in(name, Role::WardNurse, Scope::Facility(self.here)).await
    }
}
