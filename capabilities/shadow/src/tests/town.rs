//! A small invented town: one hospital in shadow, one that is public. What Sigap had is set by the test. All of it is *rekaan*.

use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_kernel::{Actor, BedType, CareClass, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, UtcMs, Zone};
use sigap_registry::{Agreement, Facility, FacilityKind, Stage};
use sigap_store::{MigrationSet, StoreError};
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Settings};

use crate::{Figure, Had, OtherBooks, OwnBook, ShadowRoom, ShadowRules};

const TABLES: &[MigrationSet] =
    &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_registry::MIGRATIONS, sigap_jobs::MIGRATIONS, crate::MIGRATIONS];

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

/// A log-in.
pub(super) struct LoggedIn {
    pub(super) cookie: String,
    pub(super) csrf: String,
}

/// The town.
pub(super) struct Town {
    pub(super) world: TestWorld,
    pub(super) floor: Floor,
    pub(super) room: ShadowRoom,
    pub(super) ports: Arc<Ports>,
    /// In shadow, and public.
    pub(super) here: FacilityId,
    pub(super) there: FacilityId,
}

/// A town on SQLite.
pub(super) async fn town() -> Town {
    open(TestWorld::sqlite(TABLES).await).await
}

/// A town on each engine.
pub(super) async fn towns() -> Vec<Town> {
    let mut all = Vec::new();
    for world in TestWorld::both(TABLES).await {
        all.push(open(world).await);
    }
    all
}

async fn open(world: TestWorld) -> Town {
    let config = AccessConfig { second_factor_required: false, ..AccessConfig::new(world.folder.path().join("ring")) };
    let access = Access::open(world.db.clone(), config, world.world.clone()).await.unwrap();
    let centre = GeoPoint::new(-6.99, 110.42).unwrap();
    let settings = Settings { city: "Kota Samudra".into(), centre, zone: Zone::Wib, demo: true, tls: false };
    let floor = Floor::new(world.db.clone(), access, world.world.clone(), settings);
    let ports = Arc::new(Ports::default());
    let room = ShadowRoom::new(floor.clone(), ShadowRules::default(), ports.clone(), ports.clone());
    let nil = FacilityId::from_uuid(Default::default());
    let mut town = Town { world, floor, room, ports, here: nil, there: nil };
    town.here = town.add("RS Bayangan (rekaan)", Stage::Shadow).await;
    town.there = town.add("RS Terbuka (rekaan)", Stage::Public).await;
    town.had(17, 23);
    town
}

impl Town {
    /// Sigap itself, now.
    pub(super) fn system(&self) -> Ctx {
        self.world.ctx()
    }

    async fn add(&self, name: &str, stage: Stage) -> FacilityId {
        let facility = &Facility { agreement: Agreement::in_stage(stage), ..Facility::named(name, FacilityKind::Hospital, Zone::Wib) };
        let ctx = &self.system();
        let added = self.floor.db().write(ctx, |tx| async move { sigap_registry::add_facility(&tx, facility.clone()).await });
        added.await.unwrap()
    }

    /// Lets Sigap have had so many.
    pub(super) fn had(&self, free: u32, beds: u32) {
        self.ports.0.lock().unwrap().had = Some(Had { free, beds: Some(beds), age_s: 600 });
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
}
