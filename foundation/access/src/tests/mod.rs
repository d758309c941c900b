//! Tests of log-in, keys and permissions: whatever touches a table runs on both engines.

mod journal;
mod keyring;
mod login;
mod machine;
mod permission;
mod readings;
mod users;

use std::path::PathBuf;
use std::sync::Arc;

use sigap_kernel::{Actor, Ctx, FacilityId, Grant, Lang, ManualClock, Masked, Role, Scope, SeededChance, UserId, UtcMs, World};
use sigap_store::{Db, StoreConfig, StoreError, Tx};

use crate::{Access, AccessConfig, AccessError, LogIn, MIGRATIONS, NewSession, NewUser};

/// A password nobody else has.
const PASSWORD: &str = "kamar mawar lantai tiga";
/// Where requests of these tests come from.
const ADDRESS: &str = "203.0.113.7";

/// An installation of its own on one engine, gone when the test ends. Its people are invented (*rekaan*).
struct Town {
    access: Access,
    world: World,
    clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

/// One installation on each engine at hand. PostgreSQL is at hand when `SIGAP_TEST_POSTGRES` names a server.
async fn both_engines() -> Vec<Town> {
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec![Town::on(&StoreConfig::Folder(folder.path().to_owned()), folder).await];
    match postgres().await {
        Some(config) => all.push(Town::on(&config, tempfile::tempdir().unwrap()).await),
        None => eprintln!("PostgreSQL is not at hand (SIGAP_TEST_POSTGRES is not set): tested on SQLite alone"),
    }
    all
}

/// A new, empty database on the test server.
async fn postgres() -> Option<StoreConfig> {
    use sea_orm::sqlx::{Connection as _, Executor as _, PgConnection};
    let server = std::env::var("SIGAP_TEST_POSTGRES").ok()?;
    let name = format!("access_{}", World::real().ctx(Actor::System("test")).uuid().simple());
    let mut conn = PgConnection::connect(&server).await.expect("the test server answers");
    conn.execute(sea_orm::sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(StoreConfig::Postgres(format!("{base}/{name}")))
}

impl Town {
    async fn on(config: &StoreConfig, folder: tempfile::TempDir) -> Self {
        let db = Db::open(config, &[MIGRATIONS]).await.unwrap();
        let clock = Arc::new(ManualClock::at(UtcMs(1_790_000_000_000)));
        let world = World { clock: clock.clone(), chance: Arc::new(SeededChance::new(7)) };
        let access = Access::open(db, AccessConfig::new(ring_path(&folder)), world.clone()).await.unwrap();
        Self { access, world, clock, folder }
    }

    /// Another node on the same database, or the same node after a new start.
    async fn another_node(&self) -> Access {
        Access::open(self.access.db().clone(), AccessConfig::new(ring_path(&self.folder)), self.world.clone()).await.unwrap()
    }

    fn system(&self) -> Ctx {
        self.world.ctx(Actor::System("test"))
    }

    fn anyone(&self) -> Ctx {
        self.world.ctx(Actor::Anyone)
    }

    /// A context of a person with these grants.
    fn acting(&self, user: UserId, grants: &[Grant]) -> Ctx {
        self.world.ctx(Actor::Person { user, grants: grants.into() })
    }

    fn somebody(&self, role: Role, scope: Scope) -> Ctx {
        self.acting(UserId::new(&self.system()), &[Grant { role, scope }])
    }

    async fn add(&self, email: &str, grants: &[Grant]) -> UserId {
        self.access.add_user(&self.system(), &new_user(email, grants)).await.unwrap()
    }

    async fn log_in(&self, email: &str, password: &str) -> Result<NewSession, AccessError> {
        self.log_in_from(ADDRESS, email, password).await
    }

    async fn log_in_from(&self, address: &str, email: &str, password: &str) -> Result<NewSession, AccessError> {
        let typed = LogIn { email: masked(email), password: masked(password), address: address.to_owned() };
        self.access.log_in(&self.anyone(), &typed).await
    }

    /// Does what an intruder with the database in hand would do.
    async fn tamper(&self, sql: &str) {
        let done: Result<(), StoreError> = self
            .access
            .db()
            .write(&self.system(), |tx: Tx| async move {
                tx.execute(sql, vec![]).await?;
                tx.record(sigap_store::Entry::new(
                    sigap_store::Subject::new("test", "tampering"),
                    "test.tampered",
                    1,
                    serde_json::json!({}),
                ));
                Ok(())
            })
            .await;
        done.unwrap();
    }
}

fn ring_path(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("keys").join("ring.json")
}

fn masked(text: &str) -> Masked<String> {
    Masked::new(text.to_owned())
}

fn new_user(email: &str, grants: &[Grant]) -> NewUser {
    NewUser { email: masked(email), name: masked("Sri Rekaan"), lang: Lang::Id, grants: grants.to_vec(), password: Some(masked(PASSWORD)) }
}

fn facility(number: u128) -> FacilityId {
    let digits = format!("00000000-0000-7000-8000-{number:012}");
    digits.parse().unwrap()
}

fn nurse_at(number: u128) -> Grant {
    Grant { role: Role::WardNurse, scope: Scope::Facility(facility(number)) }
}

fn admin_at(number: u128) -> Grant {
    Grant { role: Role::FacilityAdmin, scope: Scope::Facility(facility(number)) }
}

const fn everywhere(role: Role) -> Grant {
    Grant { role, scope: Scope::City }
}

/// The message at a field, when that is what went wrong.
fn at_field<T: std::fmt::Debug>(outcome: Result<T, AccessError>, field: &str) -> String {
    match outcome {
        Err(AccessError::Fields(errors)) => errors.first(field).unwrap_or("nothing at this field").to_owned(),
        other => format!("{other:?}"),
    }
}

/// Waits until something holds; the bound is only for what never comes.
async fn until(holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("it comes");
}
