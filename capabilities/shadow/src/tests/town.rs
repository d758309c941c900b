//! A small invented town: one hospital in shadow, one that is public. What Sigap had is set by the test. All of it is *rekaan*.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_kernel::{BedType, CareClass, FacilityId, Pool, UtcMs, Zone};
use sigap_registry::{Agreement, Facility, FacilityKind, Stage};
use sigap_store::StoreError;
use sigap_testtown::Room;
use sigap_web::{Floor, Mounted};

use crate::{Figure, Had, OtherBooks, OwnBook, ShadowRoom, ShadowRules};

/// Ordinary beds of class three, and intensive care.
pub(super) const THREE: Pool = Pool::general(CareClass::Three);
pub(super) const ICU: Pool = Pool::of_type(BedType::Icu);

/// What the ports answer.
#[derive(Default)]
pub(super) struct Told {
    pub(super) had: Option<Had>,
    pub(super) said: Vec<Figure>,
    pub(super) hours: Option<(u32, u32)>,
}

#[derive(Default)]
pub(super) struct Ports(pub(super) Mutex<Told>);

impl OwnBook for Ports {
    fn kinds(&self, _: FacilityId) -> BoxFuture<'_, Result<Vec<Pool>, StoreError>> {
        std::future::ready(Ok(vec![THREE, ICU])).boxed()
    }

    fn had(&self, _: FacilityId, _: Pool, _: UtcMs) -> BoxFuture<'_, Result<Option<Had>, StoreError>> {
        std::future::ready(Ok(self.0.lock().unwrap().had)).boxed()
    }

    fn on_time(&self, _: FacilityId, _: Zone, _: UtcMs, _: UtcMs) -> BoxFuture<'_, Result<Option<(u32, u32)>, StoreError>> {
        std::future::ready(Ok(self.0.lock().unwrap().hours)).boxed()
    }
}

impl OtherBooks for Ports {
    fn said(&self, _: FacilityId, since: UtcMs) -> BoxFuture<'_, Result<Vec<Figure>, StoreError>> {
        let all = self.0.lock().unwrap().said.clone();
        std::future::ready(Ok(all.into_iter().filter(|one| one.at >= since).collect())).boxed()
    }
}

/// The town.
pub(super) struct Town {
    base: sigap_testtown::Town,
    pub(super) room: ShadowRoom,
    pub(super) ports: Arc<Ports>,
    /// In shadow, and public.
    pub(super) here: FacilityId,
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
    let ports = Arc::new(Ports::default());
    let room = ShadowRoom::new(base.floor.clone(), ShadowRules::default(), ports.clone(), ports.clone());
    let nil = FacilityId::from_uuid(Default::default());
    let mut town = Town { base, room, ports, here: nil, there: nil };
    town.here = town.add("RS Bayangan (rekaan)", Stage::Shadow).await;
    town.there = town.add("RS Terbuka (rekaan)", Stage::Public).await;
    town.had(17, 23);
    town
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
    async fn add(&self, name: &str, stage: Stage) -> FacilityId {
        let facility = &Facility { agreement: Agreement::in_stage(stage), ..Facility::named(name, FacilityKind::Hospital, Zone::Wib) };
        self.found(facility).await
    }

    /// Lets Sigap have had so many.
    pub(super) fn had(&self, free: u32, beds: u32) {
        self.ports.0.lock().unwrap().had = Some(Had { free, beds: Some(beds), age_s: 600 });
    }
}
