//! An invented hospital with a ward, on a database of its own. Whoever counts beds is played by the test. All of it is *rekaan*.

use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_kernel::{Actor, CareClass, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, WardId, Zone};
use sigap_registry::{Facility, FacilityKind, NewWard, ReportedBy};
use sigap_store::{MigrationSet, StoreError, Subject, Tx};
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Settings};

use crate::{Became, PaperLine, PaperRoom, WardNumbers, Written};

const TABLES: &[MigrationSet] =
    &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_registry::MIGRATIONS, sigap_jobs::MIGRATIONS, crate::MIGRATIONS];

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

/// A log-in.
pub(super) struct LoggedIn {
    pub(super) cookie: String,
    pub(super) csrf: String,
}

/// The town.
pub(super) struct Town {
    pub(super) world: TestWorld,
    pub(super) floor: Floor,
    pub(super) room: PaperRoom,
    pub(super) port: Arc<Port>,
    /// The hospital it is about, in Jayapura's zone, with a ward; and another one.
    pub(super) here: FacilityId,
    pub(super) ward: WardId,
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
    let port = Arc::new(Port::default());
    let room = PaperRoom::new(floor.clone(), port.clone());
    let ctx = &world.ctx();
    let add = async |name: &str, zone: Zone| {
        let facility = &Facility::named(name, FacilityKind::Hospital, zone);
        floor.db().write(ctx, |tx| async move { sigap_registry::add_facility(&tx, facility.clone()).await }).await.unwrap()
    };
    let (here, there) = (add("RSUD Rekaan", Zone::Wit).await, add("RS Lain (rekaan)", Zone::Wib).await);
    let new = &NewWard { facility: here, name: "Melati".into(), pool: Pool::general(CareClass::Two), reported_by: ReportedBy::Board };
    let ward = floor.db().write(ctx, |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await.unwrap().id;
    Town { floor: floor.clone(), room, port, here, ward, there, world }
}

impl Town {
    /// Sigap itself, now.
    pub(super) fn system(&self) -> Ctx {
        self.world.ctx()
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

    pub(super) async fn nurse(&self, name: &str) -> LoggedIn {
        self.log_in(name, Role::WardNurse, Scope::Facility(self.here)).await
    }
}
