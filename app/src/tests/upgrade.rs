//! What an earlier Sigap wrote, today's reads. `app/tests/upgrade/` keeps the database of each version as plain SQL, with the key
//! ring that belongs to it: history, never edited, made by `cargo run -p xtask -- schema-dump`. Everything in them is *rekaan*.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use sigap_access::{LogIn, NewKey, NewUser, Reading, SecretKind};
use sigap_availability::{ClaimKind, Observation, SourceKind, Terms};
use sigap_beds::{Counter, NewClaim, Report};
use sigap_kernel::{Actor, CareClass, Grant, Lang, ManualClock, Masked, Pool, Role, Scope, SeededChance, World, Zone};
use sigap_registry::{Agreement, FacilityKind, NewFacility, NewWard, RegistryError, ReportedBy, Stage};
use sigap_store::{Db, Engine, Ephemeral, MigrationSet, Query as _, StoreConfig, StoreError, args};

use super::browser::Browser;
use super::refusals::floor;
use super::timers::{by_hand, lay};
use crate::config::Config;
use crate::deployment::{App, Secrets};
use crate::server::{drain, site};
use crate::wiring;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const EMAIL: &str = "perawat@rs.example";
const PASSWORD: &str = "kamar mawar lantai tiga";
const PPK: &str = "0301R001";
const LEDGER: &str =
    "CREATE TABLE schema_migration (room TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (room, name));\n";
/// What stands before the end of the journal in a dump.
const HEAD: &str = "-- journal: ";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade")
}

const fn ending(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite.sql",
        Engine::Postgres => "postgres.sql",
    }
}

fn dump_of(version: &str, engine: Engine) -> PathBuf {
    folder().join(format!("{version}.{}", ending(engine)))
}

fn ring_of(version: &str, engine: Engine) -> PathBuf {
    dump_of(version, engine).with_extension("keyring.json")
}

fn sets() -> impl Iterator<Item = &'static MigrationSet> {
    std::iter::once(&sigap_store::MIGRATIONS).chain(wiring::MIGRATIONS)
}

/// The versions of which a dump is kept.
fn versions() -> Vec<String> {
    let names = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".sqlite.sql").map(str::to_owned)).collect()
}

// Making a dump

/// A few rows in every table, by the crates that own them where they offer it.
async fn lay_a_city(app: &App, world: &World) {
    let agreement = Agreement::in_stage(Stage::Public);
    let new = &NewFacility { ppk: Some(PPK.into()), agreement, ..NewFacility::named("RS Uji (rekaan)", FacilityKind::Hospital, Zone::Wib) };
    let ctx = &app.operator();
    let laid: Result<_, RegistryError> = app
        .db
        .write(ctx, |tx| async move {
            let facility = sigap_registry::add_facility(&tx, new.clone()).await?;
            let pool = Pool::general(CareClass::Three);
            let ward = NewWard { facility, name: "Melati".into(), pool, reported_by: ReportedBy::System };
            Ok((facility, sigap_registry::add_ward(&tx, ward).await?.id))
        })
        .await;
    let (facility, ward) = laid.unwrap();
    let observation = Observation {
        capacity: Some(20),
        free: Some(7),
        terms: Terms::UNKNOWN,
        source: SourceKind::Aplicares,
        observed_at: ctx.now(),
        received_at: ctx.now(),
    };
    let reports = &[Report { ctx: ctx.clone(), facility, ward, observation, by_sex: None }];
    let counter = &Counter::default();
    app.db.write(ctx, |tx| async move { sigap_beds::observe(&tx, counter, reports).await }).await.unwrap();
    let claim = NewClaim { facility, ward, kind: ClaimKind::Promise, beds: 2, for_min: Some(60) };
    app.db.write(ctx, |tx| async move { sigap_beds::claim(&tx, claim).await }).await.unwrap();

    let access = app.access().unwrap();
    let grants = vec![Grant { role: Role::WardNurse, scope: Scope::Facility(facility) }];
    let (email, name) = (Masked::new(EMAIL.to_owned()), Masked::new("Uji Coba (rekaan)".to_owned()));
    let user =
        access.add_user(ctx, &NewUser { email, name, lang: Lang::Id, grants, password: Some(Masked::new(PASSWORD.to_owned())) }).await;
    let _user = user.unwrap();
    access.log_in(&world.ctx(Actor::Anyone), &typed(PASSWORD)).await.unwrap();
    assert!(access.log_in(&world.ctx(Actor::Anyone), &typed("salah")).await.is_err());
    let key = NewKey {
        protocol: "aplicares".into(),
        name: "1000".into(),
        facility,
        kind: SecretKind::Hmac,
        secret: Some(Masked::new("rahasia-rekaan".into())),
        note: String::new(),
    };
    access.add_key(ctx, &key).await.unwrap();
    access.record_reads(ctx, vec![Reading::of("person", "x", &["name"], "uji")]).await.unwrap();
    lay(
        app,
        Ephemeral::Idempotency,
        "INSERT INTO idempotency (actor, idem_key, request_hash, status, kept_until_ms) VALUES ('anyone', 'k', 'h', 200, $1)",
    )
    .await;
    lay(
        app,
        Ephemeral::Draft,
        "INSERT INTO draft_import (draft_id, owner, file_name, body, made_ms) VALUES ('d', 'user:x', 'a.csv', 'name;kind', $1)",
    )
    .await;
    lay(app, Ephemeral::Job, "INSERT INTO job (id, kind, payload, state, due_at_ms, attempts, fence, asked_again, created_at_ms, done_at_ms) VALUES ('01990000-0000-7000-8000-000000000001', 'test.letter', 'null', 'done', $1, 1, 1, 0, $1, $1)").await;
    super::timers::problem(app).await;
}

fn typed(password: &str) -> LogIn {
    LogIn { email: Masked::new(EMAIL.to_owned()), password: Masked::new(password.to_owned()), address: "192.0.2.1".into() }
}

/// The schema and every row, as text.
async fn dump(db: &Db) -> String {
    let head = sigap_store::verify(db, db.realm(), |_| {}).await.unwrap();
    assert_eq!((head.unsealed, head.broken_at), (0, None));
    let mut text = format!(
        "-- A database of Sigap {VERSION} with a few invented rows (rekaan): history, never edited; app/src/tests/upgrade.rs reads it.\n\
         {HEAD}{} {}\n\n{LEDGER}",
        head.sealed, head.head_hash
    );
    for step in sets().flat_map(|set| set.steps) {
        text.push_str(match db.engine() {
            Engine::Sqlite => step.sqlite,
            Engine::Postgres => step.postgres,
        });
    }
    text.push('\n');
    for table in tables(db).await {
        let columns = columns(db, &table).await;
        let quote = if db.engine() == Engine::Sqlite { "quote" } else { "quote_nullable" };
        let quoted: Vec<String> = columns.iter().map(|column| format!("{quote}({column}) AS {column}")).collect();
        let mut lines = Vec::new();
        for row in db.rows(&format!("SELECT {} FROM {table}", quoted.join(", ")), args![]).await.unwrap() {
            let cells: Vec<String> = columns.iter().map(|column| row.get::<String>(column).unwrap()).collect();
            lines.push(format!("INSERT INTO {table} ({}) VALUES ({});\n", columns.join(", "), cells.join(", ")));
        }
        lines.sort();
        text.extend(lines);
    }
    text
}

async fn tables(db: &Db) -> Vec<String> {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        Engine::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1"
        }
    };
    db.rows(sql, args![]).await.unwrap().iter().map(|row| row.get("name").unwrap()).collect()
}

async fn columns(db: &Db, table: &str) -> Vec<String> {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
        Engine::Postgres => {
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    db.rows(sql, args![table]).await.unwrap().iter().map(|row| row.get("name").unwrap()).collect()
}

#[tokio::test]
async fn what_this_version_writes_is_kept_for_those_that_follow() {
    let (world, clock) = by_hand();
    for (app, _folder) in super::deployments_in(&world).await {
        let (engine, ring) = (app.db.engine(), app.config.key_ring_path());
        if std::env::var_os("SIGAP_WRITE_DUMP").is_some() {
            clock.set(sigap_testkit::NOON);
            lay_a_city(&app, &world).await;
            sigap_store::seal_now(&app.db, &world, "dump").await.unwrap();
            clock.set(sigap_testkit::NOON.plus_min(20 * 24 * 60));
            assert_eq!(sigap_store::close_months(&app.db, &app.operator()).await.unwrap(), 1);
            sigap_store::seal_now(&app.db, &world, "dump").await.unwrap();
            std::fs::write(dump_of(VERSION, engine), dump(&app.db).await).unwrap();
            std::fs::copy(ring, ring_of(VERSION, engine)).unwrap();
        }
        let there = dump_of(VERSION, engine).exists() && ring_of(VERSION, engine).exists();
        assert!(there, "no dump of {VERSION} for {engine:?}: cargo run -p xtask -- schema-dump");
    }
}

// Reading the dumps

/// A dump in a database of its own, not yet opened.
struct Old {
    text: String,
    config: Config,
    store: StoreConfig,
    _folder: tempfile::TempDir,
}

/// Every dump on every engine at hand.
async fn old_databases() -> Vec<(String, Old)> {
    let mut all = Vec::new();
    for version in versions() {
        all.push((format!("{version} on SQLite"), Old::load(&version, None).await));
        if let Some(url) = super::postgres().await {
            all.push((format!("{version} on PostgreSQL"), Old::load(&version, Some(url)).await));
        }
    }
    assert!(!all.is_empty());
    all
}

/// A world for whoever reads a dump: with the chance it was made with, its ids and secrets would be drawn a second time.
fn later() -> (World, Arc<ManualClock>) {
    let (world, clock) = by_hand();
    (World { chance: Arc::new(SeededChance::new(8)), ..world }, clock)
}

impl Old {
    async fn load(version: &str, url: Option<String>) -> Self {
        let engine = if url.is_some() { Engine::Postgres } else { Engine::Sqlite };
        let folder = tempfile::tempdir().unwrap();
        let store = url.clone().map_or_else(|| StoreConfig::Folder(folder.path().to_owned()), StoreConfig::Postgres);
        let text = std::fs::read_to_string(dump_of(version, engine)).unwrap();
        sigap_testkit::load(&store, &text).await;
        let mut config = super::config(&folder);
        config.data.database_url = url.map(Masked::new);
        std::fs::copy(ring_of(version, engine), config.key_ring_path()).unwrap();
        Self { text, config, store, _folder: folder }
    }

    async fn open(&self, world: &World) -> App {
        App::open(Arc::new(self.config.clone()), world.clone(), Secrets::Opened, None).await.unwrap()
    }

    /// Rows by table, as the dump has them.
    fn rows(&self) -> BTreeMap<&str, i64> {
        let mut rows = BTreeMap::new();
        for table in self.text.lines().filter_map(|line| line.strip_prefix("INSERT INTO ")?.split(' ').next()) {
            *rows.entry(table).or_default() += 1;
        }
        rows
    }
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_brought_up_to_date_with_every_row() {
    let (world, clock) = later();
    clock.set(sigap_testkit::NOON.plus_min(5));
    for (which, old) in old_databases().await {
        let app = old.open(&world).await;
        let tables = tables(&app.db).await;
        for (table, there) in old.rows().into_iter().filter(|(table, _)| tables.iter().any(|known| known == table)) {
            let row = app.db.row(&format!("SELECT COUNT(*) AS n FROM {table}"), args![]).await.unwrap().unwrap();
            let now: i64 = row.get("n").unwrap();
            // The opening itself writes down what was migrated, and where the folder is.
            let grows = ["schema_migration", "lease"].contains(&table);
            assert!(now == there || (now > there && grows), "{which}: {table} has {now} rows of {there}");
        }
        let (sealed, head) = old.text.lines().find_map(|line| line.strip_prefix(HEAD)?.split_once(' ')).unwrap();
        let journal = sigap_store::verify(&app.db, app.db.realm(), |_| {}).await.unwrap();
        assert_eq!((journal.sealed.to_string().as_str(), journal.head_hash.as_str(), journal.broken_at), (sealed, head, None), "{which}");
        assert_eq!(sigap_store::segments(&app.db, app.db.realm()).await.unwrap().len(), 1, "{which}");
    }
}

#[tokio::test]
async fn the_program_works_on_a_database_of_an_earlier_version() {
    let (world, clock) = later();
    clock.set(sigap_testkit::NOON.plus_min(5));
    for (which, old) in old_databases().await {
        let app = old.open(&world).await;
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap();
        let anyone = Browser::of_anyone(site(&floor, rooms.mounted, wiring::api(), drain().1).router);
        let found = anyone.send(Method::GET, "/api/v1/beds", "").await;
        let found: serde_json::Value = serde_json::from_str(&found.body).unwrap();
        // Seven reported, two promised.
        assert_eq!((found["items"][0]["ppk"].as_str(), found["items"][0]["free"].as_u64()), (Some(PPK), Some(5)), "{which}: {found}");
        let mut form = String::new();
        write!(form, "email={}&password={}", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+")).unwrap();
        let came = anyone.send(Method::POST, "/masuk", &form).await;
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{which}: the nurse logs in as before");
        let runner = sigap_jobs::Runner::new(app.db.clone(), world.clone(), "a").with_all(rooms.jobs);
        runner.run_due_once().await.unwrap();
        clock.advance_s(3 * 3_600);
        let ran = runner.run_due_once().await.unwrap();
        assert!(ran.rang > 0 && ran.again == 0, "{which}: {ran:?}");
        clock.set(sigap_testkit::NOON.plus_min(5));
    }
}

#[tokio::test]
async fn an_older_program_refuses_what_a_newer_one_brought_up_to_date() {
    let (world, _) = later();
    for (which, old) in old_databases().await {
        old.open(&world).await;
        let older = &wiring::MIGRATIONS[..wiring::MIGRATIONS.len() - 1];
        let refused = Db::open(&old.store, older).await.err().expect("an older program does not start");
        assert!(matches!(refused, StoreError::Schema(_)) && refused.to_string().contains("newer Sigap"), "{which}: {refused}");
    }
}
