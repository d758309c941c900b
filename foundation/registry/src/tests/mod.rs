//! What the registry must hold: a file for each subject, in a small invented town. Everything in it is *rekaan*.

mod facilities;
mod files;
mod journal;
mod lists;
mod pages;
mod refusals;
mod round_trip;
mod shared_data;
mod wards;
mod words;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_kernel::{Actor, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Role, Scope, Zone};
use sigap_store::{Db, MigrationSet};
use sigap_testkit::TestWorld;
use sigap_web::{Floor, Mounted, Settings};
use tower::ServiceExt as _;

use crate::{
    Accreditation, AccreditationLevel, Agreement, Competence, CoordQuality, Facility, FacilityKind, HospitalClass, NewFacility, Owner,
    Phone, PhonePurpose, Registry, RegistryError, Service, ServiceKind, Stage,
};

const TABLES: &[MigrationSet] = &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, crate::MIGRATIONS];

/// The registry on a database of its own, open for visitors.
struct Town {
    world: TestWorld,
    floor: Floor,
    registry: Registry,
    mounted: Mounted,
}

/// A log-in: what the browser keeps, and what its forms bring back.
#[derive(Clone, Default)]
struct LoggedIn {
    cookie: String,
    csrf: String,
    ctx: Option<Ctx>,
}

/// An answer: status, the address it leads to, the text.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    location: String,
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
        let registry = Registry::start(floor.clone()).await.unwrap();
        let mounted = crate::routes().mount(registry.clone());
        Self { world, floor, registry, mounted }
    }

    fn db(&self) -> &Db {
        &self.world.db
    }

    /// Sigap itself, now.
    fn system(&self) -> Ctx {
        self.world.ctx()
    }

    async fn add(&self, new: NewFacility) -> FacilityId {
        self.try_add(new).await.unwrap()
    }

    async fn try_add(&self, new: NewFacility) -> Result<FacilityId, RegistryError> {
        let new = &new;
        self.db().write(&self.system(), |tx| async move { crate::add_facility(&tx, new.clone()).await }).await
    }

    async fn change(&self, ctx: &Ctx, changed: Facility) -> Result<Facility, RegistryError> {
        let changed = &changed;
        self.db().write(ctx, |tx| async move { crate::change_facility(&tx, changed.clone()).await }).await
    }

    async fn facility(&self, id: FacilityId) -> Facility {
        crate::facility(self.db(), id).await.unwrap().unwrap()
    }

    /// A person with a role, logged in.
    async fn log_in(&self, name: &str, role: Role, scope: Scope) -> LoggedIn {
        let access = self.floor.access();
        let (email, password) = (format!("{name}@contoh.example"), "kuda-laut-hijau-7-rekaan");
        let new = NewUser {
            email: Masked::new(email.clone()),
            name: Masked::new(format!("{name} (rekaan)")),
            lang: Lang::Id,
            grants: vec![Grant { role, scope }],
            password: Some(Masked::new(password.to_owned())),
        };
        access.add_user(&self.system(), &new).await.unwrap();
        let typed = LogIn { email: Masked::new(email), password: Masked::new(password.to_owned()), address: "192.0.2.1".into() };
        let token = access.log_in(&self.world.world.ctx(Actor::Anyone), &typed).await.unwrap().token;
        let session = access.session(token.reveal()).await.unwrap().unwrap();
        let ctx = self.system().as_actor(session.actor().clone());
        LoggedIn { cookie: format!("sigap_session={}", token.reveal()), csrf: access.csrf(session.form_key()), ctx: Some(ctx) }
    }

    async fn office(&self) -> LoggedIn {
        self.log_in("dinkes", Role::Office, Scope::City).await
    }

    async fn get(&self, who: &LoggedIn, path: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, &who.cookie).body(Body::empty()).unwrap()).await
    }

    /// Sends a form; the secret of the log-in goes with it.
    async fn post(&self, who: &LoggedIn, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", who.csrf.as_str())]).collect();
        let body = serde_urlencoded::to_string(&fields).unwrap();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::COOKIE, &who.cookie).header(header::CONTENT_TYPE, kind);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let router = sigap_web::dress(self.mounted.router.clone(), &self.floor);
        let response = router.oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, location, text: String::from_utf8_lossy(&body).into_owned() }
    }
}

/// A hospital about which everything is known.
fn full_hospital() -> NewFacility {
    let phone = |purpose, number: &str, hours: &str| Phone {
        purpose,
        number: number.into(),
        hours: hours.parse().unwrap(),
        last_answered_at: None,
    };
    let service = |kind, competence, hours: &str| Service {
        id: sigap_kernel::ServiceId::from_uuid(Default::default()),
        kind,
        competence,
        hours: hours.parse().unwrap(),
    };
    Facility {
        owner: Owner::City,
        class: Some(HospitalClass::B),
        ppk: Some("0000R014".into()),
        kemenkes_code: Some("9971014".into()),
        satusehat_id: Some("10009914".into()),
        place: GeoPoint::new(-6.994_212, 110.405_301).ok(),
        coord_quality: CoordQuality::MapPin,
        coord_radius_m: Some(250),
        address: "Jl. Rekaan No. 1".into(),
        district_code: "99.71.01".into(),
        district: "Pelabuhan".into(),
        village: "Pasar Ikan".into(),
        phones: vec![
            phone(PhonePurpose::Admission, "+62240000014", "mo-fr 07:00-14:00"),
            phone(PhonePurpose::Igd, "+62240000015", "24/7"),
            phone(PhonePurpose::General, "119", ""),
        ],
        services: vec![
            service(ServiceKind::Igd, Some(Competence::Full), "24/7"),
            service(ServiceKind::Haemodialysis, None, "mo-sa 07:00-15:00; su 22:00-02:00"),
            service(ServiceKind::Dental, Some(Competence::Basic), ""),
        ],
        accreditations: vec![Accreditation {
            body: "LARSI".into(),
            level: AccreditationLevel::Full,
            issued: Some("2024-03-01".parse().unwrap()),
            expires: Some("2028-02-29".parse().unwrap()),
            certificate: "REKAAN/014/2024".into(),
        }],
        agreement: Agreement { from: Some(sigap_testkit::NOON), note: "Rapat bulanan".into(), ..Agreement::in_stage(Stage::Shadow) },
        ..Facility::named("RSUD Samudra Raya", FacilityKind::Hospital, Zone::Wib)
    }
}
