//! A small invented city with two hospitals, on a database of its own. What beds were and are is set by the test. All of it is *rekaan*.

use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_kernel::{Actor, BedType, CareClass, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, UtcMs, WardId, Zone};
use sigap_registry::{Facility, FacilityKind, NewWard, RegistryError, ReportedBy, Ward};
use sigap_store::{MigrationSet, StoreError};
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Settings};

use crate::service::day_of;
use crate::{BedHistory, BedsNow, HospitalNow, Matter, Matters, MonitoringRoom, Ports, WardDay};

const TABLES: &[MigrationSet] =
    &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_registry::MIGRATIONS, sigap_jobs::MIGRATIONS, crate::MIGRATIONS];

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

/// A log-in.
pub(super) struct LoggedIn {
    pub(super) cookie: String,
    pub(super) csrf: String,
}

/// The city.
pub(super) struct Town {
    pub(super) world: TestWorld,
    pub(super) floor: Floor,
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
    let town = empty(TestWorld::sqlite(TABLES).await);
    town.with_hospitals().await
}

/// A city without a hospital.
pub(super) async fn empty_town() -> Town {
    empty(TestWorld::sqlite(TABLES).await).opened().await
}

/// A city on each engine.
pub(super) async fn towns() -> Vec<Town> {
    let mut all = Vec::new();
    for world in TestWorld::both(TABLES).await {
        all.push(empty(world).with_hospitals().await);
    }
    all
}

/// A city before its room is open.
struct Ground(TestWorld);

fn empty(world: TestWorld) -> Ground {
    Ground(world)
}

impl Ground {
    async fn opened(self) -> Town {
        let world = self.0;
        let config = AccessConfig { second_factor_required: false, ..AccessConfig::new(world.folder.path().join("ring")) };
        let access = Access::open(world.db.clone(), config, world.world.clone()).await.unwrap();
        let centre = GeoPoint::new(-6.99, 110.42).unwrap();
        let settings = Settings { city: "Kota Samudra".into(), centre, zone: Zone::Wib, demo: true, tls: false };
        let floor = Floor::new(world.db.clone(), access, world.world.clone(), settings);
        let others = Arc::new(Others::default());
        let ports = Ports { history: others.clone(), now: others.clone(), matters: others.clone() };
        let room = MonitoringRoom::new(floor.clone(), ports);
        let (nil, no_ward) = (FacilityId::from_uuid(Default::default()), WardId::from_uuid(Default::default()));
        Town { world, floor, room, others, here: nil, there: nil, ward: no_ward, delivery: no_ward }
    }

    async fn with_hospitals(self) -> Town {
        let mut town = self.opened().await;
        town.here = town.add("RSUD Rekaan").await;
        town.there = town.add("RS Lain (rekaan)").await;
        town.ward = town.add_ward(town.here, "Melati", Pool::general(CareClass::Three)).await;
        town.delivery = town.add_ward(town.here, "Bersalin", Pool::of_type(BedType::Delivery)).await;
        town
    }
}

impl Town {
    /// Sigap itself, now.
    pub(super) fn system(&self) -> Ctx {
        self.world.ctx()
    }

    pub(super) async fn add(&self, name: &str) -> FacilityId {
        let facility = &Facility::named(name, FacilityKind::Hospital, Zone::Wib);
        let ctx = &self.system();
        let added = self.floor.db().write(ctx, |tx| async move { sigap_registry::add_facility(&tx, facility.clone()).await });
        added.await.unwrap()
    }

    pub(super) async fn add_ward(&self, facility: FacilityId, name: &str, pool: Pool) -> WardId {
        let new = &NewWard { facility, name: name.into(), pool, reported_by: ReportedBy::Board };
        let ctx = &self.system();
        let added: Result<Ward, RegistryError> =
            self.floor.db().write(ctx, |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await;
        added.unwrap().id
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

    /// A person with a role, logged in.
    pub(super) async fn log_in(&self, name: &str, role: Role, scope: Scope) -> LoggedIn {
        let (access, email, password) = (self.floor.access(), format!("{name}@contoh.example"), "kuda-laut-hijau-7-rekaan");
        let new = NewUser {
            email: Masked::new(email.clone()),
            name: Masked::new(format!("Petugas {name} (rekaan)")),
            lang: Lang::Id,
            grants: vec![Grant { role, scope }],
            password: Some(Masked::new(password.to_owned())),
        };
        access.add_user(&self.system(), &new).await.unwrap();
        let typed = LogIn { email: Masked::new(email), password: Masked::new(password.to_owned()), address: "192.0.2.1".into() };
        let token = access.log_in(&self.world.world.ctx(Actor::Anyone), &typed).await.unwrap().token;
        let session = access.session(token.reveal()).await.unwrap().unwrap();
        LoggedIn { cookie: format!("sigap_session={}", token.reveal()), csrf: access.csrf(session.form_key()) }
    }

    pub(super) async fn office(&self) -> LoggedIn {
        self.log_in("dinkes", Role::Office, Scope::City).await
    }

    pub(super) async fn manager(&self) -> LoggedIn {
        self.log_in("manajer", Role::BedManager, Scope::Facility(self.here)).await
    }
}
