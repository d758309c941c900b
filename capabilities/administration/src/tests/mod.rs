//! Tests of the room over HTTP, against a real store, on both engines. Names and places are invented (*rekaan*).

mod account;
mod jobs;
mod journal;
mod people;
mod reading_log;
mod refusals;
mod words;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_kernel::{Actor, CareClass, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, UserId, WardId, Zone};
use sigap_registry::{Facility, FacilityKind, NewWard, RegistryError, ReportedBy};
use sigap_store::{Db, MigrationSet, Query as _, args};
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Mounted, Settings};
use tower::ServiceExt as _;

const TABLES: &[MigrationSet] = &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_jobs::MIGRATIONS, sigap_registry::MIGRATIONS];
const PASSWORD: &str = "kamar mawar lantai tiga";

/// An installation of its own with two hospitals.
struct Town {
    world: TestWorld,
    floor: Floor,
    mounted: Mounted,
    hospital: FacilityId,
    ward: WardId,
    other: FacilityId,
    other_ward: WardId,
}

/// Somebody who is logged in.
struct Person<'t> {
    town: &'t Town,
    user: UserId,
    ctx: Ctx,
    cookie: String,
    csrf: String,
}

/// An answer: status, the address it leads to, what it says about keeping it, the text.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    location: String,
    cache: String,
    text: String,
}

impl Town {
    async fn sqlite() -> Self {
        Self::on(TestWorld::sqlite(TABLES).await).await
    }

    /// One town on each engine at hand.
    async fn both() -> Vec<Self> {
        let mut towns = Vec::new();
        for world in TestWorld::both(TABLES).await {
            towns.push(Self::on(world).await);
        }
        towns
    }

    async fn on(world: TestWorld) -> Self {
        let config = AccessConfig { second_factor_required: false, ..AccessConfig::new(world.folder.path().join("ring")) };
        let access = Access::open(world.db.clone(), config, world.world.clone()).await.unwrap();
        let centre = GeoPoint::new(-6.99, 110.42).unwrap();
        let settings = Settings { city: "Kota Samudra".into(), centre, zone: Zone::Wib, demo: true, tls: false, help_phone: None };
        let floor = Floor::new(world.db.clone(), access, world.world.clone(), settings);
        let mounted = crate::routes().mount(floor.clone());
        let (hospital, ward) = lay(&world, "RSUD Samudra Raya (rekaan)", "Melati").await;
        let (other, other_ward) = lay(&world, "RS Cahaya Bunda (rekaan)", "Kenanga").await;
        Self { world, floor, mounted, hospital, ward, other, other_ward }
    }

    fn db(&self) -> &Db {
        &self.world.db
    }

    async fn add_user(&self, name: &str, grants: Vec<Grant>) -> UserId {
        let masked = |text: &str| Masked::new(text.to_owned());
        let new = NewUser {
            email: masked(&format!("{name}@contoh.example")),
            name: masked(&format!("{name} (rekaan)")),
            lang: Lang::Id,
            grants,
            password: Some(masked(PASSWORD)),
        };
        self.floor.access().add_user(&self.world.ctx(), &new).await.unwrap()
    }

    /// Adds somebody with one role and logs them in.
    async fn log_in(&self, name: &str, role: Role, scope: Scope) -> Person<'_> {
        let user = self.add_user(name, vec![Grant { role, scope }]).await;
        let access = self.floor.access();
        let email = Masked::new(format!("{name}@contoh.example"));
        let typed = LogIn { email, password: Masked::new(PASSWORD.to_owned()), address: "192.0.2.1".into() };
        let token = access.log_in(&self.world.world.ctx(Actor::Anyone), &typed).await.unwrap().token;
        let session = access.session(token.reveal()).await.unwrap().unwrap();
        let ctx = self.world.ctx().as_actor(session.actor());
        let (cookie, csrf) = (format!("sigap_session={}", token.reveal()), access.csrf(session.form_key()));
        Person { town: self, user, ctx, cookie, csrf }
    }

    /// The administrator of the installation.
    async fn admin(&self) -> Person<'_> {
        self.log_in("Admin", Role::Admin, Scope::City).await
    }

    /// The administrator of the first hospital.
    async fn of_hospital(&self) -> Person<'_> {
        self.log_in("Kepala", Role::FacilityAdmin, Scope::Facility(self.hospital)).await
    }

    /// A nurse of a hospital, who is not logged in.
    async fn nurse(&self, name: &str, at: FacilityId) -> UserId {
        self.add_user(name, vec![nurse_at(at)]).await
    }

    /// Whether this address and password open the door.
    async fn opens(&self, email: &str, password: &str) -> bool {
        let typed = LogIn { email: Masked::new(email.into()), password: Masked::new(password.into()), address: "192.0.2.9".into() };
        self.floor.access().log_in(&self.world.world.ctx(Actor::Anyone), &typed).await.is_ok()
    }

    async fn count(&self, sql: &str) -> u32 {
        self.db().row(sql, args![]).await.unwrap().unwrap().get("n").unwrap()
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let router = sigap_web::dress(self.mounted.router.clone(), &self.floor);
        let response = router.oneshot(request).await.unwrap();
        let header = |name| response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
        let (location, cache, status) = (header(header::LOCATION), header(header::CACHE_CONTROL), response.status());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, location, cache, text: String::from_utf8_lossy(&body).into_owned() }
    }
}

impl Person<'_> {
    async fn get(&self, path: &str) -> Answer {
        self.town.send(Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await
    }

    /// A page that is there.
    async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    /// Sends a form; the secret of the log-in goes with it.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", self.csrf.as_str())]).collect();
        self.post_plain(path, &fields).await
    }

    /// Sends a form as it is.
    async fn post_plain(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::COOKIE, &self.cookie).header(header::CONTENT_TYPE, kind);
        self.town.send(request.body(Body::from(body)).unwrap()).await
    }
}

async fn lay(world: &TestWorld, name: &str, ward: &str) -> (FacilityId, WardId) {
    let facility = &Facility::named(name, FacilityKind::Hospital, Zone::Wib);
    let laid: Result<(FacilityId, WardId), RegistryError> = world
        .db
        .write(&world.ctx(), |tx| async move {
            let id = sigap_registry::add_facility(&tx, facility.clone()).await?;
            let ward =
                NewWard { facility: id, name: ward.to_owned(), pool: Pool::general(CareClass::Three), reported_by: ReportedBy::Board };
            Ok((id, sigap_registry::add_ward(&tx, ward).await?.id))
        })
        .await;
    laid.unwrap()
}

const fn nurse_at(at: FacilityId) -> Grant {
    Grant { role: Role::WardNurse, scope: Scope::Facility(at) }
}

fn place(of: FacilityId) -> String {
    format!("facility:{of}")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}")).1.split_once(end).unwrap().0
}
