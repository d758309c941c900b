#![doc = include_str!("../README.md")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)] // a test world stops at the first surprise

mod journal;

use std::sync::Arc;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection};
use sigap_kernel::{Actor, Ctx, ManualClock, SeededChance, UtcMs, World};
use sigap_store::{Db, Engine, MigrationSet, SQLITE_FILE, StoreConfig};

pub use journal::{Sample, written_as_samples};

/// Sunday, 22 November 2026, 14.10 WIB: when every test begins.
pub const NOON: UtcMs = UtcMs(1_795_331_400_000);

/// A database of its own with a world around it; gone when the test ends.
pub struct TestWorld {
    pub db: Db,
    pub config: StoreConfig,
    pub world: World,
    pub clock: Arc<ManualClock>,
    pub folder: tempfile::TempDir,
}

impl TestWorld {
    /// A world on SQLite.
    pub async fn sqlite(migrations: &[MigrationSet]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig::Folder(folder.path().to_owned());
        Self::open(config, folder, migrations).await
    }

    /// One world on each engine. Without `SIGAP_TEST_POSTGRES` it says so and gives SQLite alone; `make test` always sets it.
    pub async fn both(migrations: &[MigrationSet]) -> Vec<Self> {
        let mut all = vec![Self::sqlite(migrations).await];
        match new_postgres().await {
            Some(config) => all.push(Self::open(config, tempfile::tempdir().unwrap(), migrations).await),
            None => eprintln!("PostgreSQL is not at hand (SIGAP_TEST_POSTGRES is not set): tested on SQLite alone"),
        }
        all
    }

    async fn open(config: StoreConfig, folder: tempfile::TempDir, migrations: &[MigrationSet]) -> Self {
        let db = Db::open(&config, migrations).await.unwrap();
        let clock = Arc::new(ManualClock::at(NOON));
        let world = World { clock: clock.clone(), chance: Arc::new(SeededChance::new(7)) };
        Self { db, config, world, clock, folder }
    }

    /// Which engine is below.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// Sigap itself acts, now.
    pub fn ctx(&self) -> Ctx {
        self.world.ctx(Actor::System("test"))
    }
}

/// A new, empty database on the test server.
pub async fn new_postgres() -> Option<StoreConfig> {
    let server = std::env::var("SIGAP_TEST_POSTGRES").ok()?;
    let name = format!("sigap_{}", World::real().ctx(Actor::System("test")).uuid().simple());
    let mut conn = PgConnection::connect(&server).await.expect("the test server answers");
    conn.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(StoreConfig::Postgres(format!("{base}/{name}")))
}

/// Runs statements in a database that no Sigap has opened yet.
pub async fn load(config: &StoreConfig, statements: &str) {
    let statements = AssertSqlSafe(statements.to_owned());
    match config {
        StoreConfig::Folder(folder) => {
            let options = SqliteConnectOptions::new().filename(folder.join(SQLITE_FILE)).create_if_missing(true);
            let mut conn = options.connect().await.unwrap();
            conn.execute(statements).await.unwrap();
            conn.close().await.unwrap();
        }
        StoreConfig::Postgres(url) => {
            let mut conn = PgConnection::connect(url).await.unwrap();
            conn.execute(statements).await.unwrap();
            conn.close().await.unwrap();
        }
    }
}
