//! A small invented town in which every kind of hospital stands once, on a database of its own. Everything in it is *rekaan*.

use std::sync::Arc;

use sigap_access::{Access, AccessConfig, LogIn, NewUser};
use sigap_availability::{Observation, Rules, SourceKind, Terms};
use sigap_kernel::{Actor, Ctx, FacilityId, GeoPoint, Grant, Lang, Masked, Pool, Role, Scope, WardId, World, Zone};
use sigap_registry::{
    Agreement, CoordQuality, Facility, FacilityKind, NewWard, OpeningHours, Owner, Phone, PhonePurpose, Registry, ReportedBy, Service,
    ServiceKind, Stage,
};
use sigap_store::{Db, MigrationSet};
use sigap_web::{Floor, Settings};

use super::room::{self, Beds, Report};

/// The tables a town needs.
pub(super) const TABLES: &[MigrationSet] = &[sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_registry::MIGRATIONS, room::MIGRATIONS];

/// The middle of the town.
pub(super) fn centre() -> GeoPoint {
    at(0.0, 0.0)
}

/// A point so many kilometres north and east of the middle.
pub(super) fn at(north_km: f64, east_km: f64) -> GeoPoint {
    GeoPoint::new(-6.99 + north_km / 111.2, 110.42 + east_km / 110.4).unwrap()
}

/// The town, open for visitors.
pub(super) struct Town {
    pub(super) floor: Floor,
    pub(super) beds: Beds,
    pub(super) world: World,
}

/// A log-in: what the browser keeps, and what its forms bring back.
pub(super) struct LoggedIn {
    pub(super) cookie: String,
    pub(super) csrf: String,
}

impl Town {
    /// An empty town on a database.
    pub(super) async fn on(db: Db, world: World, ring: std::path::PathBuf) -> Self {
        let config = AccessConfig { second_factor_required: false, ..AccessConfig::new(ring) };
        let access = Access::open(db.clone(), config, world.clone()).await.unwrap();
        let settings =
            Settings { city: "Kota Samudra".into(), centre: centre(), zone: Zone::Wib, demo: true, tls: false, help_phone: None };
        let floor = Floor::new(db, access, world.clone(), settings);
        let registry = Registry::start(floor.clone()).await.unwrap();
        let beds = Beds::open(floor.clone(), Rules::default(), Arc::new(move || registry.gazetteer()), Arc::new(())).await.unwrap();
        Self { floor, beds, world }
    }

    /// Sigap itself, now.
    pub(super) fn system(&self) -> Ctx {
        self.world.ctx(Actor::System("test"))
    }

    /// Adds a facility.
    pub(super) async fn add(&self, facility: Facility) -> FacilityId {
        let facility = &facility;
        let id = self
            .floor
            .db()
            .write(&self.system(), |tx| async move { sigap_registry::add_facility(&tx, facility.clone()).await })
            .await
            .unwrap();
        self.until(|picture| picture.facility(id).is_some()).await;
        id
    }

    /// Adds a ward.
    pub(super) async fn ward(&self, facility: FacilityId, name: &str, pool: Pool) -> WardId {
        let new = &NewWard { facility, name: name.into(), pool, reported_by: ReportedBy::System };
        let ward =
            self.floor.db().write(&self.system(), |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await.unwrap();
        self.until(|picture| picture.ward(ward.id).is_some()).await;
        ward.id
    }

    /// Takes reports as the hospital's system would send them: ward, beds, free beds, minutes ago.
    pub(super) async fn report(&self, facility: FacilityId, numbers: &[(WardId, u32, u32, i64)]) {
        self.report_by(SourceKind::Aplicares, facility, numbers).await;
    }

    /// The same from another source.
    pub(super) async fn report_by(&self, source: SourceKind, facility: FacilityId, numbers: &[(WardId, u32, u32, i64)]) {
        let ctx = &self.system();
        let report = |&(ward, capacity, free, minutes): &(WardId, u32, u32, i64)| {
            let at = ctx.now().plus_min(-minutes);
            let observation = Observation {
                capacity: Some(capacity),
                free: Some(free),
                terms: Terms::UNKNOWN,
                source,
                observed_at: at,
                received_at: ctx.now(),
            };
            Report { ctx: ctx.clone(), facility, ward, observation, by_sex: None }
        };
        let reports = &numbers.iter().map(report).collect::<Vec<_>>();
        let counter = self.beds.counter();
        self.floor.db().write(ctx, |tx| async move { room::observe(&tx, counter, reports).await }).await.unwrap();
        for report in reports {
            self.until(|picture| {
                picture.ward(report.ward).is_some_and(|ward| {
                    ward.observation.is_some_and(|seen| !report.observation.replaces(&seen) || seen == report.observation)
                })
            })
            .await;
        }
    }

    /// Waits until the picture shows something.
    pub(super) async fn until(&self, holds: impl Fn(&room::BedPicture) -> bool) {
        for _ in 0..30 {
            if self.beds.live_picture().once(&holds).await.1 {
                return;
            }
        }
        panic!("the picture did not follow");
    }

    /// A person with a role, logged in.
    pub(super) async fn log_in(&self, name: &str, role: Role, scope: Scope) -> LoggedIn {
        let access = self.floor.access();
        let (email, password) = (format!("{name}@contoh.example"), "kuda-laut-hijau-7-rekaan");
        let new = NewUser {
            email: Masked::new(email.clone()),
            name: Masked::new(format!("Ns. {name} (rekaan)")),
            lang: Lang::Id,
            grants: vec![Grant { role, scope }],
            password: Some(Masked::new(password.to_owned())),
        };
        access.add_user(&self.system(), &new).await.unwrap();
        let typed = LogIn { email: Masked::new(email), password: Masked::new(password.to_owned()), address: "192.0.2.1".into() };
        let token = access.log_in(&self.world.ctx(Actor::Anyone), &typed).await.unwrap().token;
        let session = access.session(token.reveal()).await.unwrap().unwrap();
        LoggedIn { cookie: format!("sigap_session={}", token.reveal()), csrf: access.csrf(session.form_key()) }
    }
}

/// A public hospital with phones that answer day and night.
pub(super) fn hospital(name: &str, place: GeoPoint, district: &str) -> Facility {
    let phone = |purpose, number: &str| Phone { purpose, number: number.into(), hours: OpeningHours::always(), last_answered_at: None };
    Facility {
        place: Some(place),
        coord_quality: CoordQuality::Surveyed,
        district: district.into(),
        owner: Owner::City,
        phones: vec![phone(PhonePurpose::Admission, "+62240000014"), phone(PhonePurpose::Igd, "+62240000015")],
        services: vec![service(ServiceKind::Igd, "24/7"), service(ServiceKind::Haemodialysis, "mo-sa 07:00-15:00")],
        agreement: Agreement::in_stage(Stage::Public),
        ..Facility::named(name, FacilityKind::Hospital, Zone::Wib)
    }
}

/// A health centre with its hours.
pub(super) fn health_centre(name: &str, place: GeoPoint, district: &str, hours: &str) -> Facility {
    Facility {
        place: Some(place),
        coord_quality: CoordQuality::VillageCentre,
        district: district.into(),
        owner: Owner::City,
        services: [ServiceKind::GeneralClinic, ServiceKind::Kia, ServiceKind::Immunisation].map(|kind| service(kind, hours)).into(),
        ..Facility::named(name, FacilityKind::HealthCentre, Zone::Wib)
    }
}

/// A service.
pub(super) fn service(kind: ServiceKind, hours: &str) -> Service {
    Service { id: sigap_kernel::ServiceId::from_uuid(Default::default()), kind, competence: None, hours: hours.parse().unwrap() }
}
