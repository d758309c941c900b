//! Tests of the store: every one runs on both engines, unless it is about one of them.

mod backup;
mod chain;
mod checkpoint;
mod look;
mod losing;
mod segments;
mod writing;

use std::sync::Arc;

use sigap_kernel::{Actor, Ctx, ManualClock, SeededChance, UtcMs, World};

use crate::{Db, LivePicture, Migration, MigrationSet, StoreConfig};

/// A table to write into.
const NOTES: MigrationSet =
    MigrationSet { room: "notes", steps: &[Migration { name: "0001_note", sqlite: NOTE_TABLE, postgres: NOTE_TABLE }] };
const NOTE_TABLE: &str =
    "CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL, size DOUBLE PRECISION, version BIGINT NOT NULL);
CREATE TABLE session (id TEXT NOT NULL PRIMARY KEY);";

/// A database of its own on one engine, gone when the test ends.
struct TestDb {
    db: Db,
    config: StoreConfig,
    world: World,
    clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

impl TestDb {
    fn ctx(&self) -> Ctx {
        self.world.ctx(Actor::System("test"))
    }
}

/// The picture once it holds. How soon that is is measured elsewhere: here a slow disk is no failure.
async fn shown<P: Send + Sync + 'static>(picture: &LivePicture<P>, holds: impl Fn(&P) -> bool) -> Arc<P> {
    for _ in 0..30 {
        if let (seen, true) = picture.once(&holds).await {
            return seen;
        }
    }
    panic!("the picture did not follow");
}

/// One database on each engine at hand. PostgreSQL is at hand when `SIGAP_TEST_POSTGRES` names a server; `make test`
/// always starts one.
async fn both_engines() -> Vec<TestDb> {
    let mut all = vec![open(sqlite_config()).await];
    match crate::tests::postgres_config().await {
        Some(config) => all.push(open((config, tempfile::tempdir().unwrap())).await),
        None => eprintln!("PostgreSQL is not at hand (SIGAP_TEST_POSTGRES is not set): tested on SQLite alone"),
    }
    all
}

fn sqlite_config() -> (StoreConfig, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (StoreConfig::Folder(folder.path().to_owned()), folder)
}

/// A new, empty database on the test server.
async fn postgres_config() -> Option<StoreConfig> {
    use sea_orm::sqlx::{Connection as _, Executor as _, PgConnection};
    let server = std::env::var("SIGAP_TEST_POSTGRES").ok()?;
    let name = format!("store_{}", World::real().ctx(Actor::System("test")).uuid().simple());
    let mut conn = PgConnection::connect(&server).await.expect("the test server answers");
    conn.execute(sea_orm::sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(StoreConfig::Postgres(format!("{base}/{name}")))
}

async fn open((config, folder): (StoreConfig, tempfile::TempDir)) -> TestDb {
    let db = Db::open(&config, &[NOTES]).await.unwrap();
    let clock = Arc::new(ManualClock::at(UtcMs(1_790_000_000_000)));
    let world = World { clock: clock.clone(), chance: Arc::new(SeededChance::new(7)) };
    TestDb { db, config, world, clock, _folder: folder }
}
