//! `Db`: opening either engine, reading, and the only way to write.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use sea_orm::{AccessMode, DatabaseTransaction, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use sigap_kernel::Ctx;
use tokio::sync::{Mutex, Notify};

use crate::connect::{POSTGRES_BULK_WRITERS, POSTGRES_CONNECTIONS, sqlite};
use crate::feed::{Feed, Listener};
use crate::gate::Gate;
use crate::journal::{self, Head, Pending};
use crate::lookout::{self, Lookout};
use crate::pools::Pools;
use crate::sql::Conn;
use crate::{Ephemeral, FeedItem, MigrationSet, Query, StoreError, Tx, failpoint, migrate};

/// How often a closure is run again when the database was busy.
const TRIES_MAX: u32 = 8;

/// Which engine is below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Built in, the default.
    Sqlite,
    /// For provinces, several nodes and high availability.
    Postgres,
}

/// Who goes first at the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A person waits for the answer.
    Person,
    /// Groups of reports, positions, imports.
    Bulk,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub enum StoreConfig {
    /// A SQLite file in this folder.
    Folder(PathBuf),
    /// A PostgreSQL database by its address (`postgres://…`); it may name several servers, of which one takes writes.
    Postgres(String),
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) realm: String,
    pub(crate) pools: ArcSwap<Pools>,
    /// PostgreSQL: who sees which server takes writes.
    pub(crate) lookout: Option<Lookout>,
    gate: Gate,
    /// SQLite: the end of the chain as of the last commit; `None` when it has to be read again.
    head: Mutex<Option<Head>>,
    pub(crate) feed: Feed,
    /// Wakes the sealer after a commit, on SQLite the checkpointer.
    pub(crate) committed: Notify,
    /// PostgreSQL: the end of the chain when this node opened it. Whatever is read from now on is as new; what other nodes add is
    /// told from there on.
    pub(crate) opened_at: AtomicI64,
}

/// The database of one realm. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(crate) inner: Arc<Inner>,
}

impl Db {
    /// Opens the database, creates it when it is new, and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be reached, when its schema is newer than this program, or when a migration was changed.
    pub async fn open(config: &StoreConfig, migrations: &[MigrationSet]) -> Result<Self, StoreError> {
        let (lookout, pools) = match config {
            StoreConfig::Folder(folder) => (None, sqlite(folder).await?),
            StoreConfig::Postgres(url) => {
                let (lookout, pools) = lookout::find(url).await?;
                (Some(lookout), pools)
            }
        };
        let engine = pools.engine;
        migrate::run(&pools, migrations).await?;
        let realm = migrate::realm(&pools.writers).await?;
        let pools = ArcSwap::from_pointee(pools);
        let gate = match engine {
            Engine::Sqlite => Gate::new(1, 1),
            Engine::Postgres => Gate::new(POSTGRES_CONNECTIONS as usize - 2, POSTGRES_BULK_WRITERS as usize),
        };
        let (head, feed, committed) = (Mutex::new(None), Feed::new(), Notify::new());
        let opened_at = AtomicI64::new(0);
        let inner = Inner { engine, realm, pools, lookout, gate, head, feed, committed, opened_at };
        let db = Self { inner: Arc::new(inner) };
        if engine == Engine::Postgres {
            db.inner.opened_at.store(journal::head(&db, db.realm()).await?.seq, Ordering::Relaxed);
        }
        Ok(db)
    }

    /// Which engine is below.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// The realm of this deployment: one journal, one picture.
    #[must_use]
    pub fn realm(&self) -> &str {
        &self.inner.realm
    }

    /// Hears every change from now on, of this node at once and of others within half a second.
    #[must_use]
    pub fn listen(&self) -> Listener {
        self.inner.feed.listen()
    }

    /// Writes in the name of a person: goes before bulk. See [`Db::write_in`].
    ///
    /// # Errors
    /// As [`Db::write_in`].
    pub async fn write<T, E, F, Fut>(&self, ctx: &Ctx, deed: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        self.run(ctx, Lane::Person, None, deed).await
    }

    /// Writes in a lane. The closure sees one transaction; its end commits. It may be run again when the database was
    /// busy, so it does no I/O of its own. It records one or more entries.
    ///
    /// # Errors
    /// The closure's own error (nothing was written), [`StoreError::NothingRecorded`], or what the database says.
    pub async fn write_in<T, E, F, Fut>(&self, ctx: &Ctx, lane: Lane, deed: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        self.run(ctx, lane, None, deed).await
    }

    /// Writes short-lived rows of one kind, without a journal entry.
    ///
    /// # Errors
    /// As [`Db::write_in`], and [`StoreError::NotEphemeral`] when a statement leaves the kind's tables.
    pub async fn write_ephemeral<T, E, F, Fut>(&self, ctx: &Ctx, kind: Ephemeral, deed: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        self.run(ctx, Lane::Person, Some(kind), deed).await
    }

    /// Writes short-lived rows in a lane: jobs and counters wait behind people.
    ///
    /// # Errors
    /// As [`Db::write_ephemeral`].
    pub async fn write_ephemeral_in<T, E, F, Fut>(&self, ctx: &Ctx, kind: Ephemeral, lane: Lane, deed: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        self.run(ctx, lane, Some(kind), deed).await
    }

    /// Several questions to one unmoving state of the database.
    ///
    /// # Errors
    /// What the database says.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let options = TransactionOptions {
            isolation_level: (self.inner.engine == Engine::Postgres).then_some(IsolationLevel::RepeatableRead),
            access_mode: (self.inner.engine == Engine::Postgres).then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: None,
        };
        let pools = self.inner.pools.load_full();
        let tx = pools.answer(pools.readers.begin_with_options(options)).await?;
        Ok(Snapshot(tx, pools))
    }

    /// Asks the database for the simplest answer: is it there?
    ///
    /// # Errors
    /// What the database says when it is not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.row("SELECT 1 AS one", Vec::new()).await.map(|_| ())
    }

    /// What the operator should know of the servers of PostgreSQL; empty when all is well.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        self.inner.lookout.as_ref().map(Lookout::findings).unwrap_or_default()
    }

    async fn run<T, E, F, Fut>(&self, ctx: &Ctx, lane: Lane, ephemeral: Option<Ephemeral>, mut deed: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        let _place = self.inner.gate.enter(lane).await?;
        let mut tries = 0;
        loop {
            tries += 1;
            let (conn, pools) = match self.begin(lane).await {
                // Nothing was said yet: it is said to the server that took over.
                Err(StoreError::Moved) if tries < TRIES_MAX => continue,
                begun => begun?,
            };
            let tx = Tx::new(conn, pools, ctx.clone(), ephemeral);
            failpoint("write.before");
            let outcome = deed(tx.clone()).await;
            failpoint("write.after");
            let again = tx.was_busy() && tries < TRIES_MAX;
            let finished = match outcome {
                Ok(value) => self.commit(tx).await.map(|()| value).map_err(|error| (error.is_busy(), E::from(error))),
                Err(error) => {
                    // Why it failed says more than that SQLite, on a full disk, has undone everything by itself.
                    if let Err(kept @ StoreError::HandleKept) = tx.rollback().await {
                        return Err(kept.into());
                    }
                    Err((again, error))
                }
            };
            match finished {
                Ok(value) => return Ok(value),
                Err((true, _)) if tries < TRIES_MAX => back_off(tries).await,
                Err((_, error)) => return Err(error),
            }
        }
    }

    async fn begin(&self, lane: Lane) -> Result<(DatabaseTransaction, Arc<Pools>), StoreError> {
        let options = match self.inner.engine {
            Engine::Sqlite => TransactionOptions {
                isolation_level: None,
                access_mode: None,
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            },
            Engine::Postgres => TransactionOptions { isolation_level: None, access_mode: None, sqlite_transaction_mode: None },
        };
        let pools = self.inner.pools.load_full();
        let writers = match lane {
            Lane::Person => &pools.writers,
            Lane::Bulk => &pools.bulk,
        };
        let begun = pools.answer(writers.begin_with_options(options)).await?;
        Ok((begun, pools))
    }

    /// Commits in a task of its own: when the caller goes away in the middle, what was committed is still told to the feed.
    async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        let db = self.clone();
        tokio::spawn(async move { db.commit_and_tell(tx).await }).await.unwrap_or(Err(StoreError::Closing))
    }

    /// Puts the entries in and commits. On SQLite, where one writer commits at a time, the entries are sealed on the way
    /// in; on PostgreSQL they wait for the sealer.
    async fn commit_and_tell(&self, tx: Tx) -> Result<(), StoreError> {
        tx.stands()?;
        let (pending, confirmed) = (tx.take_pending(), tx.take_confirmed());
        let confirmed = confirmed.into_iter().map(|subject| FeedItem { subject, kind: "confirmed".to_owned(), seq: None });
        if pending.is_empty() {
            if confirmed.len() == 0 && !tx.is_ephemeral() {
                return Err(StoreError::NothingRecorded);
            }
            tx.commit().await?;
            self.inner.feed.tell(confirmed.collect());
            if self.inner.engine == Engine::Sqlite {
                // There is nothing to seal, but something to carry over.
                self.inner.committed.notify_one();
            }
            return Ok(());
        }
        let mut items = told(&pending);
        match self.inner.engine {
            Engine::Postgres => {
                journal::insert(&tx, &self.inner.realm, pending, None).await?;
                failpoint("commit.before");
                tx.commit().await?;
            }
            Engine::Sqlite => {
                let mut kept = self.inner.head.lock().await;
                // Taken out: after a failed commit the end of the chain is read again.
                let mut head = match kept.take() {
                    Some(head) => head,
                    None => journal::head(&tx, &self.inner.realm).await?,
                };
                let first = head.seq + 1;
                journal::insert(&tx, &self.inner.realm, pending, Some(&mut head)).await?;
                failpoint("commit.before");
                tx.commit().await?;
                *kept = Some(head);
                for (seq, item) in (first..).zip(&mut items) {
                    item.seq = Some(seq);
                }
            }
        }
        failpoint("commit.after");
        items.extend(confirmed);
        self.inner.feed.tell(items);
        self.inner.committed.notify_one();
        Ok(())
    }
}

fn told(pending: &[Pending]) -> Vec<FeedItem> {
    pending.iter().map(|one| FeedItem { subject: one.entry.subject().clone(), kind: one.entry.kind().to_owned(), seq: None }).collect()
}

/// Waits a little longer after every try; the numbers differ by task because the tasks arrive at different times.
async fn back_off(tries: u32) {
    tokio::time::sleep(Duration::from_millis(2 << tries.min(7))).await;
}

impl Query for Db {
    fn conn(&self) -> Conn<'_> {
        Conn::Pools(self.inner.pools.load_full())
    }
}

/// One unmoving state of the database, for several questions.
pub struct Snapshot(DatabaseTransaction, Arc<Pools>);

impl Query for Snapshot {
    fn conn(&self) -> Conn<'_> {
        Conn::Tx(&self.0, &self.1)
    }
}

impl Db {
    /// A transaction of the floor itself, outside the gate: only the sealer and the migrations use it.
    pub(crate) async fn begin_plain(&self) -> Result<Tx, StoreError> {
        let ctx = sigap_kernel::World::real().ctx(sigap_kernel::Actor::System("store"));
        let (conn, pools) = self.begin(Lane::Person).await?;
        Ok(Tx::new(conn, pools, ctx, None))
    }
}
