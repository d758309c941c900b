//! Tests of the room over HTTP, against a real store: whatever touches a table runs on both engines. Names and places are
//! invented (*rekaan*).

mod bad_input;
mod calls;
mod come_back;
mod connect;
mod corpora;
mod devices;
mod every_sample;
mod fhir;
mod fhir_bad;
mod flood;
mod groups;
mod have;
mod joins;
mod journal;
mod late;
mod names;
mod pages;
mod pass_on;
mod pass_on_answers;
mod pass_on_codes;
mod pass_on_pages;
mod pass_on_rules;
mod positions;
mod problems;
mod reminders;
mod replay;
mod secrets;
mod silence;
mod siranap;
mod two_nodes;
mod upload;
mod words;
mod workbook;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::json;
use sigap_access::{Access, AccessConfig, NewKey, NewUser, SecretKind};
use sigap_exchange::aplicares::client::{Answer, Credentials, Request as Signed, Sender};
use sigap_exchange::aplicares::{Page, RoomDraft};
use sigap_exchange::bpjs::Ppk;
use sigap_kernel::{
    Actor, Ctx, FacilityId, GeoPoint, Grant, KeyId, Lang, ManualClock, Masked, Role, Scope, SeededChance, UtcMs, WardId, World, Zone,
};
use sigap_registry::{Facility, FacilityKind};
use sigap_store::{Db, Entry, Migration, MigrationSet, Query as _, StoreConfig, StoreError, Subject, Tx, args};
use sigap_web::{Floor, Settings, dress, login_routes};
use tower::ServiceExt as _;

use crate::{BedCounter, Intake, IntakeConfig, Protocol, WardReport, normalise_path, routes};

/// When these tests happen: 22 November 2026, 11:15 in the morning, WIB.
const NOW: UtcMs = UtcMs(1_795_320_900_000);
const SECRET: &str = "rahasia-rekaan";
const PPK: &str = "0301R001";

/// A counter of beds that writes down what it hears.
#[derive(Debug, Clone, Copy)]
struct Listener;

const HEARD: MigrationSet =
    MigrationSet { room: "heard", steps: &[Migration { name: "0001_heard", sqlite: HEARD_TABLE, postgres: HEARD_TABLE }] };
const HEARD_TABLE: &str = "CREATE TABLE heard (ward_id TEXT NOT NULL PRIMARY KEY, facility_id TEXT NOT NULL, capacity BIGINT NOT NULL,
    free BIGINT NOT NULL, men BIGINT NOT NULL, reports BIGINT NOT NULL, at_ms BIGINT NOT NULL, forgotten BIGINT NOT NULL)";

/// A capacity this counter refuses, as a database would refuse a value it cannot store.
const INDIGESTIBLE: u32 = 66_666;
/// A capacity on which this counter breaks, by a fault of the program.
const BREAKING: u32 = 77_777;
/// A capacity this counter refuses when it comes by FHIR, where it cannot be any number.
const HEARD_BY_FHIR_NOT: u32 = 13;
/// A capacity this counter never comes to an end with.
const ENDLESS: u32 = 88_888;

impl BedCounter for Listener {
    async fn observe(&self, tx: &Tx, reports: &[WardReport]) -> Result<(), StoreError> {
        let is_unheard = |report: &WardReport| report.protocol == Protocol::Fhir && report.capacity == Some(HEARD_BY_FHIR_NOT);
        if reports.iter().any(|report| report.capacity == Some(INDIGESTIBLE) || is_unheard(report)) {
            return Err(StoreError::Unreadable { column: "capacity".into(), why: INDIGESTIBLE.to_string() });
        }
        assert!(reports.iter().all(|report| report.capacity != Some(BREAKING)), "a fault of the program");
        if reports.iter().any(|report| report.capacity == Some(ENDLESS)) {
            std::future::pending::<()>().await;
        }
        for report in reports {
            let sql = "INSERT INTO heard (ward_id, facility_id, capacity, free, men, reports, at_ms, forgotten) VALUES ($1, $2, $3, $4, $5, 1, $6, 0)
                 ON CONFLICT (ward_id) DO UPDATE SET capacity = $3, free = $4, men = $5, reports = heard.reports + 1, at_ms = $6";
            let men = report.by_sex.map_or(0, |(men, ..)| men);
            let args = args![report.ward, report.facility, report.capacity.unwrap_or(0), report.free.unwrap_or(0), men, report.observed_at];
            tx.execute(sql, args).await?;
            tx.record_for(&report.ctx, Entry::new(Subject::new("ward", report.ward), "test.heard", 1, json!({ "free": report.free })));
        }
        Ok(())
    }

    async fn forget(&self, tx: &Tx, _: FacilityId, ward: WardId, _: Protocol) -> Result<(), StoreError> {
        tx.execute("UPDATE heard SET forgotten = 1 WHERE ward_id = $1", args![ward]).await?;
        tx.record(Entry::new(Subject::new("ward", ward), "test.forgotten", 1, json!({})));
        Ok(())
    }
}

/// What the counter knows of a ward.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    name: String,
    pool: String,
    free: u32,
    capacity: u32,
    reports: u32,
    forgotten: bool,
    active: bool,
}

/// An installation of its own on one engine, with one hospital whose system has a key.
struct Town {
    db: Db,
    access: Access,
    intake: Intake,
    router: Router,
    world: World,
    clock: Arc<ManualClock>,
    hospital: FacilityId,
    key: KeyId,
    folder: tempfile::TempDir,
}

async fn both_engines() -> Vec<Town> {
    both_engines_with(IntakeConfig::default()).await
}

async fn both_engines_with(config: IntakeConfig) -> Vec<Town> {
    let mut all = vec![on_sqlite(config.clone()).await];
    match postgres().await {
        Some(store) => all.push(Town::on(&store, tempfile::tempdir().unwrap(), config).await),
        None => eprintln!("PostgreSQL is not at hand (SIGAP_TEST_POSTGRES is not set): tested on SQLite alone"),
    }
    all
}

async fn on_sqlite(config: IntakeConfig) -> Town {
    let folder = tempfile::tempdir().unwrap();
    Town::on(&StoreConfig::Folder(folder.path().to_owned()), folder, config).await
}

async fn postgres() -> Option<StoreConfig> {
    use sea_orm::sqlx::{Connection as _, Executor as _, PgConnection};
    let server = std::env::var("SIGAP_TEST_POSTGRES").ok()?;
    let name = format!("intake_{}", World::real().ctx(Actor::System("test")).uuid().simple());
    let mut conn = PgConnection::connect(&server).await.expect("the test server answers");
    conn.execute(sea_orm::sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(StoreConfig::Postgres(format!("{base}/{name}")))
}

/// The database of an installation, as one node opens it.
async fn opened(store: &StoreConfig) -> Db {
    let sets =
        [sigap_access::MIGRATIONS, sigap_web::MIGRATIONS, sigap_jobs::MIGRATIONS, sigap_registry::MIGRATIONS, crate::MIGRATIONS, HEARD];
    Db::open(store, &sets).await.unwrap()
}

/// The room and its doors, as the program starts them.
async fn started(db: Db, access: Access, world: World, config: IntakeConfig) -> (Intake, Router) {
    let centre = GeoPoint::new(-6.98, 110.42).unwrap();
    let settings = Settings { city: "Kota Rekaan".into(), centre, zone: Zone::Wib, demo: true, tls: false, help_phone: None };
    let floor = Floor::new(db, access, world, settings);
    let intake = Intake::start(floor.clone(), config, Listener).await.unwrap();
    let router = routes().mount(intake.clone()).and(login_routes().mount(floor.clone())).router;
    let router = dress(router, &floor);
    (intake, router)
}

impl Town {
    async fn on(store: &StoreConfig, folder: tempfile::TempDir, config: IntakeConfig) -> Self {
        let db = opened(store).await;
        let clock = Arc::new(ManualClock::at(NOW));
        let world = World { clock: clock.clone(), chance: Arc::new(SeededChance::new(7)) };
        let ring = AccessConfig::new(folder.path().join("keys").join("ring.json"));
        let access = Access::open(db.clone(), ring, world.clone()).await.unwrap();
        let (intake, router) = started(db.clone(), access.clone(), world.clone(), config).await;
        let none: FacilityId = "0192f0c4-0000-7000-8000-000000000000".parse().unwrap();
        let key = KeyId::new(&world.ctx(Actor::Anyone));
        let mut town = Self { db, access, intake, router, world, clock, hospital: none, key, folder };
        town.hospital = town.add_hospital("RSUD Samudra Raya", PPK).await;
        town.key = town.add_key(town.hospital, "1234").await;
        town
    }

    /// Ends the program as it is ended by hand, and starts it again.
    async fn restart(&mut self, config: IntakeConfig) {
        self.intake.flush().await;
        (self.intake, self.router) = started(self.db.clone(), self.access.clone(), self.world.clone(), config).await;
    }

    fn system(&self) -> Ctx {
        self.world.ctx(Actor::System("test"))
    }

    async fn add_hospital(&self, name: &str, ppk: &str) -> FacilityId {
        let mut new = Facility::named(name, FacilityKind::Hospital, Zone::Wib);
        new.ppk = (!ppk.is_empty()).then(|| ppk.to_owned());
        let new = &new;
        let added: Result<FacilityId, sigap_registry::RegistryError> =
            self.db.write(&self.system(), |tx| async move { sigap_registry::add_facility(&tx, new.clone()).await }).await;
        added.unwrap()
    }

    /// Adds a key with the secret of these tests.
    async fn add_key(&self, facility: FacilityId, cons_id: &str) -> KeyId {
        let new = NewKey {
            protocol: Protocol::Aplicares.code().into(),
            name: cons_id.into(),
            facility,
            kind: SecretKind::Hmac,
            secret: Some(Masked::new(SECRET.into())),
            note: String::new(),
        };
        self.access.add_key(&self.system(), &new).await.unwrap().key
    }

    fn now(&self) -> UtcMs {
        self.world.now()
    }

    /// Sends a signed request as it is and gives status and body.
    async fn send(&self, signed: Signed) -> (StatusCode, String) {
        let mut request = Request::builder().method(signed.method).uri(&signed.path);
        for (name, value) in &signed.headers {
            request = request.header(*name, value);
        }
        let answer = self.ask(request.body(Body::from(signed.body)).unwrap()).await;
        assert_eq!(answer.1.get(header::CONTENT_TYPE).unwrap(), "application/json");
        (answer.0, answer.2)
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let response = self.router.clone().oneshot(normalise_path(request)).await.unwrap();
        let (parts, body) = response.into_parts();
        let body: Bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Sends a signed request and reads the answer as a hospital system does.
    async fn say(&self, signed: Signed) -> Answer {
        let (status, body) = self.send(signed).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        Answer::read(body.as_bytes()).unwrap()
    }

    async fn update(&self, room: &RoomDraft) -> String {
        self.say(sender("1234").update(&ppk(PPK), room, self.now())).await.message
    }

    async fn create(&self, room: &RoomDraft) -> String {
        self.say(sender("1234").create(&ppk(PPK), room, self.now())).await.message
    }

    /// A body of any bytes, signed by the hospital.
    async fn update_with(&self, body: &[u8]) -> (StatusCode, String) {
        let mut signed = sender("1234").update(&ppk(PPK), &melati(), self.now());
        signed.body = body.to_vec();
        let (status, body) = self.send(signed).await;
        (status, Answer::read(body.as_bytes()).unwrap().message)
    }

    async fn read_all(&self) -> Answer {
        self.say(sender("1234").read(&ppk(PPK), Page { start: 1, limit: 1_000 }, self.now())).await
    }

    /// All wards of a hospital with what the counter heard of them, by name.
    async fn wards(&self, facility: FacilityId) -> Vec<Heard> {
        let mut all = Vec::new();
        for ward in sigap_registry::wards_of(&self.db, facility).await.unwrap() {
            let row = self.db.row("SELECT * FROM heard WHERE ward_id = $1", args![ward.id]).await.unwrap();
            let number = |column: &str| row.as_ref().map_or(0, |row| row.get::<u32>(column).unwrap());
            all.push(Heard {
                name: ward.name,
                pool: ward.pool.to_string(),
                free: number("free"),
                capacity: number("capacity"),
                reports: number("reports"),
                forgotten: number("forgotten") == 1,
                active: ward.active,
            });
        }
        all
    }

    /// Kind, reason and repeats of every problem that is kept, oldest first.
    async fn problems(&self) -> Vec<(String, String, u32)> {
        let rows = self.db.rows("SELECT kind, reason, repeats FROM intake_problem ORDER BY problem_id", args![]).await.unwrap();
        rows.iter().map(|row| (row.get("kind").unwrap(), row.get("reason").unwrap(), row.get("repeats").unwrap())).collect()
    }

    async fn count(&self, sql: &str) -> u32 {
        self.db.row(sql, args![]).await.unwrap().unwrap().get("n").unwrap()
    }

    /// Adds a user and logs them in.
    async fn log_in(&self, role: Role, scope: Scope) -> Person<'_> {
        self.log_in_with(vec![Grant { role, scope }]).await
    }

    async fn log_in_with(&self, grants: Vec<Grant>) -> Person<'_> {
        const PASSWORD: &str = "kamar mawar lantai tiga";
        let email = format!("{}@contoh.invalid", self.system().uuid().simple());
        let new = NewUser {
            email: Masked::new(email.clone()),
            name: Masked::new("Sri Rekaan".into()),
            lang: Lang::Id,
            grants,
            password: Some(Masked::new(PASSWORD.into())),
        };
        self.access.add_user(&self.system(), &new).await.unwrap();
        let form = format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let request =
            Request::post("/masuk").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form)).unwrap();
        let (status, headers, body) = self.ask(request).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let cookie = headers.get(header::SET_COOKIE).unwrap().to_str().unwrap().split(';').next().unwrap().to_owned();
        Person { town: self, cookie }
    }

    async fn admin(&self) -> Person<'_> {
        self.log_in(Role::FacilityAdmin, Scope::Facility(self.hospital)).await
    }
}

/// Somebody who is logged in.
struct Person<'t> {
    town: &'t Town,
    cookie: String,
}

impl Person<'_> {
    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        let (status, _, body) = self.town.ask(request).await;
        (status, body)
    }

    /// Posts a form with the secret that the page of `from` carries.
    async fn post(&self, from: &str, path: &str, form: &str) -> (StatusCode, HeaderMap, String) {
        let (_, page) = self.get(from).await;
        let csrf = page.split_once("name=\"csrf-token\" content=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap());
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::HOST, "sigap.contoh.invalid:8443")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("csrf={csrf}&{form}")))
            .unwrap();
        self.town.ask(request).await
    }
}

/// Changes what is stored behind the room's back.
async fn tamper(town: &Town, sql: &str) {
    let done: Result<(), StoreError> = town
        .db
        .write(&town.system(), |tx| async move {
            tx.execute(sql, args![]).await?;
            tx.record(Entry::new(Subject::new("test", "tamper"), "test.tampered", 1, json!({})));
            Ok(())
        })
        .await;
    done.unwrap();
}

/// Writes down a hospital's organization id, and waits until the program has heard of it.
async fn set_organization(town: &Town, facility: FacilityId, id: &str) {
    let there = sigap_registry::facility(&town.db, facility).await.unwrap().unwrap();
    let changed = &Facility { satusehat_id: Some(id.into()), ..there };
    let done: Result<(), sigap_registry::RegistryError> =
        town.db.write(&town.system(), |tx| async move { sigap_registry::change_facility(&tx, changed.clone()).await.map(drop) }).await;
    done.unwrap();
    while town.intake.0.cards.owner_of(id) != Some(facility) {
        tokio::task::yield_now().await;
    }
}

fn ppk(code: &str) -> Ppk {
    code.parse().unwrap()
}

fn sender(cons_id: &str) -> Sender {
    sender_with(cons_id, SECRET)
}

fn sender_with(cons_id: &str, secret: &str) -> Sender {
    let credentials = Credentials { cons_id: cons_id.into(), secret: Masked::new(secret.into()), user_key: None };
    Sender::new(credentials, "/aplicaresws")
}

fn room(class_code: &str, room_code: &str, name: &str, capacity: i64, free: i64) -> RoomDraft {
    RoomDraft { class_code: class_code.into(), room_code: room_code.into(), name: name.into(), capacity, free, ..RoomDraft::default() }
}

fn melati() -> RoomDraft {
    room("KL2", "MLT2", "Ruang Melati Kelas II", 24, 7)
}

/// The corpus of odd bodies that the codec keeps.
fn corpus() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../exchange/src/tests/corpus/aplicares")
}
