//! Tests of the jobs: every one that touches a row runs on both engines.

mod enqueueing;
mod keeping;
mod rules;
mod running;
mod timers;
mod two_nodes;

use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use sigap_kernel::{Actor, Ctx, JobId, ManualClock, SeededChance, UtcMs, World};
use sigap_store::{Db, Entry, Query, StoreConfig, StoreError, Subject, Tx, args};
use tokio::sync::Semaphore;

use crate::{Job, JobError, NewJob, Policy, Runner, enqueue};

/// 2026-09-21T14:13:20Z.
const START: UtcMs = UtcMs(1_790_000_000_000);

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

    fn runner(&self, node: &str) -> Runner {
        Runner::new(self.db.clone(), self.world.clone(), node)
    }

    /// The database as another node sees it: on PostgreSQL through connections of its own.
    async fn other_node(&self) -> Db {
        match self.config {
            StoreConfig::Folder(_) => self.db.clone(),
            StoreConfig::Postgres(_) => Db::open(&self.config, &[crate::MIGRATIONS]).await.unwrap(),
        }
    }

    /// Writes a report, and a letter to the peer with it.
    async fn report(&self, letter: Letter, how: impl Fn(NewJob<'_, Peer>) -> NewJob<'_, Peer> + Sync) -> JobId {
        let (letter, how) = (&letter, &how);
        let outcome: Result<JobId, StoreError> = self
            .db
            .write(&self.ctx(), |tx| async move {
                reported(&tx);
                enqueue(&tx, how(NewJob::new(letter))).await
            })
            .await;
        outcome.unwrap()
    }

    async fn row(&self, id: JobId) -> JobRow {
        let sql = "SELECT state, attempts, fence, due_at_ms, last_error, done_at_ms, payload FROM job WHERE id = $1";
        let row = self.db.row(sql, args![id]).await.unwrap().expect("the job is there");
        JobRow {
            state: row.get("state").unwrap(),
            attempts: row.get("attempts").unwrap(),
            fence: row.get("fence").unwrap(),
            due_at: row.get("due_at_ms").unwrap(),
            last_error: row.get("last_error").unwrap(),
            done_at: row.get("done_at_ms").unwrap(),
            payload: row.get("payload").unwrap(),
        }
    }

    async fn count(&self, which: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM job WHERE {which}");
        self.db.row(&sql, args![]).await.unwrap().unwrap().get("n").unwrap()
    }
}

/// What the table says of a job.
struct JobRow {
    state: String,
    attempts: u32,
    fence: i64,
    due_at: UtcMs,
    last_error: Option<String>,
    done_at: Option<UtcMs>,
    payload: String,
}

fn reported(tx: &Tx) {
    tx.record(Entry::new(Subject::new("ward", "melati"), "ward.reported", 1, serde_json::json!({})));
}

/// What is sent to the invented peer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Letter {
    text: String,
}

fn letter(text: impl ToString) -> Letter {
    Letter { text: text.to_string() }
}

type Answer = dyn Fn(&Ctx) -> Result<(), JobError> + Send + Sync;

/// An invented peer: keeps what it heard and behaves as told.
#[derive(Clone)]
struct Peer {
    heard: Arc<Mutex<Vec<String>>>,
    answer: Arc<Answer>,
    policy: Policy,
    /// Every letter is heard, and then waits here for a permit.
    door: Arc<Semaphore>,
    arrived: Arc<Semaphore>,
}

impl Peer {
    fn that(answer: impl Fn(&Ctx) -> Result<(), JobError> + Send + Sync + 'static) -> Self {
        let policy = Policy { tries_max: 3, ..Policy::default() };
        Self {
            heard: Arc::default(),
            answer: Arc::new(answer),
            policy,
            door: Arc::new(Semaphore::new(100_000)),
            arrived: Arc::new(Semaphore::new(0)),
        }
    }

    fn that_listens() -> Self {
        Self::that(|_| Ok(()))
    }

    fn that_is_down() -> Self {
        Self::that(|_| Err(JobError::again("the peer is away")))
    }

    /// Lets nobody go before the door is opened.
    fn that_keeps_letters_at_the_door() -> Self {
        Self { door: Arc::new(Semaphore::new(0)), ..Self::that_listens() }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until one more letter has come.
    async fn arrival(&self) {
        let wait = std::time::Duration::from_secs(20);
        tokio::time::timeout(wait, self.arrived.acquire()).await.expect("a letter comes").unwrap().forget();
    }
}

impl Job for Peer {
    const KIND: &'static str = "test.letter";
    type Payload = Letter;

    async fn run(&self, ctx: &Ctx, letter: Letter) -> Result<(), JobError> {
        self.heard.lock().unwrap().push(letter.text);
        self.arrived.add_permits(1);
        self.door.acquire().await.unwrap().forget();
        (self.answer)(ctx)
    }

    fn policy(&self) -> Policy {
        self.policy
    }
}

/// One database on each engine at hand. PostgreSQL is at hand when `SIGAP_TEST_POSTGRES` names a server; `make test`
/// always starts one.
async fn both_engines() -> Vec<TestDb> {
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec![open(StoreConfig::Folder(folder.path().to_owned()), folder).await];
    match postgres_config().await {
        Some(config) => all.push(open(config, tempfile::tempdir().unwrap()).await),
        None => eprintln!("PostgreSQL is not at hand (SIGAP_TEST_POSTGRES is not set): tested on SQLite alone"),
    }
    all
}

/// A new, empty database on the test server.
async fn postgres_config() -> Option<StoreConfig> {
    use sea_orm::sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
    let server = std::env::var("SIGAP_TEST_POSTGRES").ok()?;
    let name = format!("jobs_{}", World::real().ctx(Actor::System("test")).uuid().simple());
    let mut conn = PgConnection::connect(&server).await.expect("the test server answers");
    conn.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(StoreConfig::Postgres(format!("{base}/{name}")))
}

async fn open(config: StoreConfig, folder: tempfile::TempDir) -> TestDb {
    let db = Db::open(&config, &[crate::MIGRATIONS]).await.unwrap();
    let clock = Arc::new(ManualClock::at(START));
    let world = World { clock: clock.clone(), chance: Arc::new(SeededChance::new(7)) };
    TestDb { db, config, world, clock, _folder: folder }
}
