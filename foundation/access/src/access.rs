//! `Access`: the entrance. Holds the database, the key ring and what is remembered of log-ins and keys; the deeds stand in the other files.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::json;
use sigap_kernel::{Actor, Ctx, KeyId, Masked, UtcMs, World};
use sigap_store::{Changed, Db, Ephemeral, FeedItem, GroupWriter, Listener, Tx};

use crate::access_log::{self, ReadingsWriter};
use crate::cache::Cache;
use crate::password::Hasher;
use crate::queue::Queue;
use crate::seal::Place;
use crate::session::Session;
use crate::store::person as store;
use crate::{AccessError, KeyRing, KeyRingError, MachineKey, entries};

/// A log-in lasts at most this long: a night shift.
pub const SESSION_S: i64 = 12 * 3_600;
/// A log-in nobody uses ends after this.
pub const IDLE_S: i64 = 2 * 3_600;
/// A log-in is read again after this: no change of rights takes longer to be felt, on any node.
const SESSION_REMEMBERED_S: i64 = 5;
/// Log-ins remembered at most.
const SESSIONS_REMEMBERED: usize = 10_000;
/// A machine key is read again after this, even when the feed said nothing.
const KEY_REMEMBERED_S: i64 = 60;
/// Machine keys, known and unknown, remembered at most.
const KEYS_REMEMBERED: usize = 20_000;

/// What the operator decides about coming in.
#[derive(Debug, Clone)]
pub struct AccessConfig {
    /// Where the key ring is: outside the database and its backups.
    pub ring_path: PathBuf,
    /// Whether roles that see the whole city need the second factor. Only a demo turns it off.
    pub second_factor_required: bool,
    /// Seconds a log-in lasts at most.
    pub session_s: i64,
    /// Seconds after which an unused log-in ends.
    pub idle_s: i64,
}

impl AccessConfig {
    /// The usual decisions, with the ring at this path.
    #[must_use]
    pub const fn new(ring_path: PathBuf) -> Self {
        Self { ring_path, second_factor_required: true, session_s: SESSION_S, idle_s: IDLE_S }
    }
}

pub(crate) struct Inner {
    db: Db,
    ring: KeyRing,
    pub(crate) world: World,
    pub(crate) config: AccessConfig,
    pub(crate) hasher: Hasher,
    pub(crate) queue: Queue,
    pub(crate) readings: ReadingsWriter,
    pub(crate) remembered: Arc<Remembered>,
    /// Uses of machine keys since they were last written down.
    pub(crate) key_uses: Mutex<HashMap<KeyId, (UtcMs, i64)>>,
}

/// What is remembered of the database.
pub(crate) struct Remembered {
    pub(crate) sessions: Cache<String, Session>,
    pub(crate) keys: Cache<String, Option<Arc<MachineKey>>>,
}

/// Log-in, permissions and secrets of one deployment. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    pub(crate) inner: Arc<Inner>,
}

impl Access {
    /// Opens the key ring (makes it at the first start), checks that it is the one this database was sealed with, and
    /// starts listening to the feed.
    /// Errors: [`KeyRingError`].
    pub async fn open(db: Db, config: AccessConfig, world: World) -> Result<Self, AccessError> {
        let ctx = world.ctx(Actor::System("access"));
        let ring = KeyRing::open(&config.ring_path, &ctx)?;
        let remembered = Arc::new(Remembered {
            sessions: Cache::new(SESSION_REMEMBERED_S, SESSIONS_REMEMBERED),
            keys: Cache::new(KEY_REMEMBERED_S, KEYS_REMEMBERED),
        });
        let feed = db.listen();
        let (log_db, log_world) = (db.clone(), world.clone());
        let readings = GroupWriter::start(move |groups| access_log::write(log_db.clone(), log_world.clone(), groups));
        let (hasher, queue, key_uses) = (Hasher::new(), Queue::default(), Mutex::new(HashMap::new()));
        let heard = remembered.clone();
        let access = Self { inner: Arc::new(Inner { db, ring, world, config, hasher, queue, readings, remembered, key_uses }) };
        access.bind(&ctx).await?;
        tokio::spawn(follow(feed, heard));
        Ok(access)
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// The key ring.
    #[must_use]
    pub fn ring(&self) -> &KeyRing {
        &self.inner.ring
    }

    pub(crate) fn now(&self) -> UtcMs {
        self.inner.world.now()
    }

    pub(crate) async fn write<T, F, Fut>(&self, ctx: &Ctx, deed: F) -> Result<T, AccessError>
    where
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, AccessError>> + Send,
    {
        self.db().write(ctx, deed).await
    }

    pub(crate) async fn write_short_lived<T, F, Fut>(&self, ctx: &Ctx, kind: Ephemeral, deed: F) -> Result<T, AccessError>
    where
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, AccessError>> + Send,
    {
        self.db().write_ephemeral(ctx, kind, deed).await
    }

    /// Checks that this ring opens what the database holds; a new database is bound to it.
    async fn bind(&self, ctx: &Ctx) -> Result<(), AccessError> {
        const PLACE: Place<'_> = Place { table: "keyring_check", row: "ring", field: "sealed" };
        let word = Masked::new(self.db().realm().to_owned());
        if store::ring_check(self.db()).await?.is_none() {
            let (sealed, current) = (&self.ring().seal(ctx, PLACE, &word)?, &self.ring().current());
            self.write(ctx, |tx| async move {
                store::bind_ring(&tx, sealed).await?;
                tx.record(entries::of_ring("keyring.bound", json!({ "current": current })));
                Ok(())
            })
            .await?;
        }
        let sealed = store::ring_check(self.db()).await?.unwrap_or_default();
        let is_ours = self.ring().open_sealed(PLACE, &sealed).is_ok_and(|opened| opened == word);
        if is_ours { Ok(()) } else { Err(KeyRingError::OtherDatabase(self.ring().path().display().to_string()).into()) }
    }
}

/// Forgets what the feed names, until the database is closed.
async fn follow(mut feed: Listener, remembered: Arc<Remembered>) {
    while let Some(changed) = feed.next().await {
        match changed {
            Changed::Items(items) => items.iter().for_each(|item| remembered.hear(item)),
            Changed::Everything => {
                remembered.sessions.forget_all();
                remembered.keys.forget_all();
            }
        }
    }
}

impl Remembered {
    fn hear(&self, item: &FeedItem) {
        match item.subject.kind() {
            entries::USER => self.sessions.forget(|_, session| session.user.to_string() == item.subject.id()),
            // An unknown name may be the new key's.
            entries::KEY => {
                self.keys.forget(|_, found| found.as_ref().is_none_or(|found| found.key.to_string() == item.subject.id()));
            }
            _ => {}
        }
    }
}
