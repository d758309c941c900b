//! A small invented town with two hospitals, on a database of its own. What is shown and reported is set by the test. All of it is *rekaan*.

use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_availability::{QualityRules, WardQuality};
use sigap_kernel::{Actor, CareClass, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, WardId, Zone};
use sigap_registry::{Facility, FacilityKind, OpeningHours, Phone, PhonePurpose};
use sigap_store::{MigrationSet, StoreError};
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Settings};

use crate::{Days, NextHospital, QualityRoom, Reporting, Shown, ShownPool, ShownState, WardFacts};

const TABLES: &[MigrationSet] =
    &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_registry::MIGRATIONS, sigap_jobs::MIGRATIONS, crate::MIGRATIONS];

/// What the ports answer.
#[derive(Default)]
pub(super) struct Told {
    pub(super) wards: Vec<WardFacts>,
    pub(super) shown: Vec<ShownPool>,
    pub(super) next: Vec<NextHospital>,
}

/// Both ports, answered from memory.
#[derive(Default)]
pub(super) struct Ports(pub(super) Mutex<Told>);

impl Reporting for Ports {
    fn facts(&self, _: FacilityId, _: Days) -> BoxFuture<'_, Result<Vec<WardFacts>, StoreError>> {
        std::future::ready(Ok(self.0.lock().unwrap().wards.clone())).boxed()
    }
}

impl Shown for Ports {
    fn shown(&self, _: FacilityId) -> BoxFuture<'_, Vec<ShownPool>> {
        std::future::ready(self.0.lock().unwrap().shown.clone()).boxed()
    }

    fn next(&self, from: FacilityId, _: Option<Pool>, most: usize) -> BoxFuture<'_, Vec<NextHospital>> {
        let all = self.0.lock().unwrap().next.clone();
        std::future::ready(all.into_iter().filter(|one| one.facility != from).take(most).collect()).boxed()
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
    pub(super) room: QualityRoom,
    pub(super) ports: Arc<Ports>,
    /// The hospital it is about, and another one.
    pub(super) here: FacilityId,
    pub(super) there: FacilityId,
}

/// The pool of ordinary beds of class three.
pub(super) const THREE: Pool = Pool::general(CareClass::Three);

/// A ward that is as it should be.
pub(super) fn good_ward() -> WardQuality {
    WardQuality {
        counted: None,
        counts_now: true,
        tells_free: true,
        beds: Some(24),
        deductions_told: 4,
        contradicts: false,
        differs: Some(false),
        unmoved_h: Some(2),
        all_free_h: Some(0),
    }
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
    let room = QualityRoom::new(floor.clone(), QualityRules::default(), ports.clone(), ports.clone());
    let nil = FacilityId::from_uuid(Default::default());
    let mut town = Town { world, floor, room, ports, here: nil, there: nil };
    town.here = town.add("RSUD Rekaan").await;
    town.there = town.add("RS Lain (rekaan)").await;
    town.shows(Some(3), ShownState::Free);
    town.reports(vec![good_ward()]);
    town
}

impl Town {
    /// Sigap itself, now.
    pub(super) fn system(&self) -> Ctx {
        self.world.ctx()
    }

    async fn add(&self, name: &str) -> FacilityId {
        let phone = |purpose, number: &str| Phone { purpose, number: number.into(), hours: OpeningHours::always(), last_answered_at: None };
        let facility = &Facility {
            phones: vec![phone(PhonePurpose::Admission, "+62240000014"), phone(PhonePurpose::Igd, "+62240000015")],
            ..Facility::named(name, FacilityKind::Hospital, Zone::Wib)
        };
        let ctx = &self.system();
        let added = self.floor.db().write(ctx, |tx| async move { sigap_registry::add_facility(&tx, facility.clone()).await });
        added.await.unwrap()
    }

    /// Lets so many of 24 beds be shown.
    pub(super) fn shows(&self, free: Option<u32>, state: ShownState) {
        let shown = ShownPool { pool: THREE, state, free, beds: free.map(|_| 24), taken_at: None };
        let mut told = self.ports.0.lock().unwrap();
        told.shown = vec![shown];
        told.next = vec![NextHospital { facility: self.there, state: ShownState::Few, free: Some(2), travel_min: Some(14) }];
    }

    /// Lets wards be reported so.
    pub(super) fn reports(&self, wards: Vec<WardQuality>) {
        let named = |(place, quality): (usize, WardQuality)| WardFacts {
            ward: WardId::new(&self.system()),
            name: format!("Melati {place}"),
            quality,
        };
        self.ports.0.lock().unwrap().wards = wards.into_iter().enumerate().map(named).collect();
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

    pub(super) async fn help_desk(&self, name: &str) -> LoggedIn {
        self.log_in(name, Role::HelpDesk, Scope::City).await
    }

    pub(super) async fn office(&self) -> LoggedIn {
        self.log_in("dinkes", Role::Office, Scope::City).await
    }

    pub(super) async fn manager(&self) -> LoggedIn {
        self.log_in("manajer", Role::BedManager, Scope::Facility(self.here)).await
    }
}
