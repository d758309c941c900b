//! A small invented city with two hospitals, on a database of its own. What beds were and are is set by the test. All of it is *rekaan*.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_kernel::{BedType, CareClass, FacilityId, Pool, UtcMs, WardId, Zone};
use sigap_registry::{Facility, FacilityKind};
use sigap_store::StoreError;
use sigap_testtown::{LoggedIn, Room};
use sigap_web::{Floor, Mounted};

use crate::service::day_of;
use crate::{BedHistory, BedsNow, HospitalNow, Matter, Matters, MonitoringRoom, Ports, WardDay};

/// What the ports answer.
#[derive(Default)]
pub(super) struct Told {
    pub(super) days: Vec<WardDay>,
    pub(super) now: Vec<HospitalNow>,
    pub(super) matters: Vec<Matter>,
}

/// All ports, answered from memory.
#[derive(Default)]
pub(super) struct Others(pub(super) Mutex<Told>);

impl BedHistory for Others {
    fn first_day(&self) -> BoxFuture<'_, Result<Option<i64>, StoreError>> {
        let first = self.0.lock().unwrap().days.iter().map(|one| one.day).min();
        std::future::ready(Ok(first)).boxed()
    }

    fn days(&self, day: i64) -> BoxFuture<'_, Result<Vec<WardDay>, StoreError>> {
        let some = self.0.lock().unwrap().days.iter().filter(|one| one.day == day).copied().collect();
        std::future::ready(Ok(some)).boxed()
    }
}

impl BedsNow for Others {
    fn now(&self) -> Vec<HospitalNow> {
        self.0.lock().unwrap().now.clone()
    }
}

impl Matters for Others {
    fn matters(&self, _: UtcMs) -> BoxFuture<'_, Result<Vec<Matter>, StoreError>> {
        std::future::ready(Ok(self.0.lock().unwrap().matters.clone())).boxed()
    }
}

/// The city.
pub(super) struct Town {
    base: sigap_testtown::Town,
    pub(super) room: MonitoringRoom,
    pub(super) others: Arc<Others>,
    /// The hospital it is about, and another one.
    pub(super) here: FacilityId,
    pub(super) there: FacilityId,
    /// A ward of class three of the first, and its delivery beds.
    pub(super) ward: WardId,
    pub(super) delivery: WardId,
}

/// A city on SQLite.
pub(super) async fn town() -> Town {
    with_hospitals(sigap_testtown::Town::sqlite(crate::MIGRATIONS).await).await
}

/// A city without a hospital.
pub(super) async fn empty_town() -> Town {
    open(sigap_testtown::Town::sqlite(crate::MIGRATIONS).await)
}

/// A city on each engine.
pub(super) async fn towns() -> Vec<Town> {
    let mut all = Vec::new();
    for base in sigap_testtown::Town::both(crate::MIGRATIONS).await {
        all.push(with_hospitals(base).await);
    }
    all
}

fn open(base: sigap_testtown::Town) -> Town {
    let others = Arc::new(Others::default());
    let ports = Ports { history: others.clone(), now: others.clone(), matters: others.clone() };
    let room = MonitoringRoom::new(base.floor.clone(), ports);
    let (nil, no_ward) = (FacilityId::from_uuid(Default::default()), WardId::from_uuid(Default::default()));
    Town { base, room, others, here: nil, there: nil, ward: no_ward, delivery: no_ward }
}

async fn with_hospitals(base: sigap_testtown::Town) -> Town {
    let mut town = open(base);
    town.here = town.add("RSUD Rekaan").await;
    town.there = town.add("RS Lain (rekaan)").await;
    town.ward = town.open_ward(town.here, "Melati", Pool::general(CareClass::Three)).await;
    town.delivery = town.open_ward(town.here, "Bersalin", Pool::of_type(BedType::Delivery)).await;
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
    pub(super) async fn add(&self, name: &str) -> FacilityId {
        self.found(&Facility::named(name, FacilityKind::Hospital, Zone::Wib)).await
    }

    /// The local day it is.
    pub(super) fn today(&self) -> i64 {
        day_of(self.system().now(), Zone::Wib)
    }

    /// A day of the ward: so many of 20 beds occupied, so many hours known, one patient in and two out.
    pub(super) fn day(&self, day: i64, occupied: i64, known_h: u32) -> WardDay {
        WardDay {
            ward: self.ward,
            facility: self.here,
            day,
            known_h,
            beds_milli: if known_h == 0 { 0 } else { 20_000 },
            occupied_milli: if known_h == 0 { 0 } else { occupied * 1_000 },
            midnight: (known_h == 24).then_some((20, u32::try_from(occupied).unwrap())),
            admitted: 1,
            discharged: 2,
        }
    }

    /// Lets these days be known, and adds them up.
    pub(super) async fn lived(&self, days: Vec<WardDay>) -> u64 {
        self.others.0.lock().unwrap().days = days;
        crate::gather(self.floor.db(), &self.system(), Zone::Wib, self.others.as_ref()).await.unwrap()
    }

    /// So many days before today, each with 15 of 20 beds occupied.
    pub(super) async fn lived_quarter(&self) -> u64 {
        let today = self.today();
        self.lived((today - 100..today).map(|day| self.day(day, 15, 24)).collect()).await
    }

    pub(super) async fn manager(&self) -> LoggedIn {
        self.manager_of(self.here).await
    }
}
