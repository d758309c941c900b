//! A small invented town for tests of rooms: a floor on a database of its own, hospitals, people who log in, and pages that are asked
//! without a server. What a room needs beside it, its tests bring along. Everything in it is *rekaan*.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)] // whoever tests wants to stop at the first surprise

mod ask;

pub use ask::{Answer, Room, get, get_as, post, post_as, send};

use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_kernel::{Actor, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, WardId, Zone};
use sigap_registry::{Facility, NewWard, RegistryError, ReportedBy, Ward};
use sigap_store::MigrationSet;
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Settings};

const PASSWORD: &str = "kuda-laut-hijau-7-rekaan";

/// A log-in: what the browser keeps, and what its forms bring back.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// The cookie, as it is sent.
    pub cookie: String,
    /// The secret of its forms.
    pub csrf: String,
}

/// The town.
pub struct Town {
    /// Database, clock and chance.
    pub world: TestWorld,
    /// What rooms stand on.
    pub floor: Floor,
}

impl Town {
    /// A town on SQLite, with the tables of a room.
    pub async fn sqlite(room: MigrationSet) -> Self {
        Self::on(TestWorld::sqlite(&tables(room)).await).await
    }

    /// A town on each engine at hand.
    pub async fn both(room: MigrationSet) -> Vec<Self> {
        let mut all = Vec::new();
        for world in TestWorld::both(&tables(room)).await {
            all.push(Self::on(world).await);
        }
        all
    }

    async fn on(world: TestWorld) -> Self {
        let config = AccessConfig { second_factor_required: false, ..AccessConfig::new(world.folder.path().join("ring")) };
        let access = Access::open(world.db.clone(), config, world.world.clone()).await.unwrap();
        let centre = GeoPoint::new(-6.99, 110.42).unwrap();
        let settings = Settings { city: "Kota Samudra".into(), centre, zone: Zone::Wib, demo: true, tls: false, help_phone: None };
        let floor = Floor::new(world.db.clone(), access, world.world.clone(), settings);
        Self { world, floor }
    }

    /// Sigap itself, now.
    pub fn system(&self) -> Ctx {
        self.world.ctx()
    }

    /// Adds a facility.
    pub async fn found(&self, facility: &Facility) -> FacilityId {
        let ctx = &self.system();
        let added = self.floor.db().write(ctx, |tx| async move { sigap_registry::add_facility(&tx, facility.clone()).await });
        added.await.unwrap()
    }

    /// Adds a ward whose nurses report on the board.
    pub async fn open_ward(&self, facility: FacilityId, name: &str, pool: Pool) -> WardId {
        let new = &NewWard { facility, name: name.into(), pool, reported_by: ReportedBy::Board };
        let ctx = &self.system();
        let added: Result<Ward, RegistryError> =
            self.floor.db().write(ctx, |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await;
        added.unwrap().id
    }

    /// A person with a role, logged in.
    pub async fn log_in(&self, name: &str, role: Role, scope: Scope) -> LoggedIn {
        let (access, email) = (self.floor.access(), format!("{name}@contoh.example"));
        let new = NewUser {
            email: Masked::new(email.clone()),
            name: Masked::new(format!("Petugas {name} (rekaan)")),
            lang: Lang::Id,
            grants: vec![Grant { role, scope }],
            password: Some(Masked::new(PASSWORD.to_owned())),
        };
        access.add_user(&self.system(), &new).await.unwrap();
        let typed = LogIn { email: Masked::new(email), password: Masked::new(PASSWORD.to_owned()), address: "192.0.2.1".into() };
        let token = access.log_in(&self.world.world.ctx(Actor::Anyone), &typed).await.unwrap().token;
        let session = access.session(token.reveal()).await.unwrap().unwrap();
        LoggedIn { cookie: format!("sigap_session={}", token.reveal()), csrf: access.csrf(session.form_key()) }
    }

    /// Somebody of the health office.
    pub async fn office(&self) -> LoggedIn {
        self.log_in("dinkes", Role::Office, Scope::City).await
    }

    /// The bed manager of a hospital.
    pub async fn manager_of(&self, facility: FacilityId) -> LoggedIn {
        self.log_in("manajer", Role::BedManager, Scope::Facility(facility)).await
    }
}

fn tables(room: MigrationSet) -> Vec<MigrationSet> {
    vec![sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_registry::MIGRATIONS, sigap_jobs::MIGRATIONS, room]
}
