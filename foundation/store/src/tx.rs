//! `Tx`: one write transaction, as a closure of `db.write` sees it.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{DatabaseTransaction, Value};
use sigap_kernel::{Ctx, UtcMs};

use crate::ephemeral::written_table;
use crate::journal::{Entry, Pending, Subject};
use crate::pools::Pools;
use crate::sql::Conn;
use crate::{Engine, Ephemeral, Query, StoreError};

/// A write transaction. What is written through it and recorded with it commits together, or not at all.
///
/// A cheap handle: it is passed by value into the closure and by reference to the functions below. It must not outlive
/// the closure; a handle kept elsewhere makes the write fail.
#[derive(Clone)]
pub struct Tx(Arc<Inner>);

struct Inner {
    conn: DatabaseTransaction,
    pools: Arc<Pools>,
    ctx: Ctx,
    ephemeral: Option<Ephemeral>,
    pending: Mutex<Vec<Pending>>,
    confirmed: Mutex<Vec<Subject>>,
    savepoints: AtomicU32,
    busy: AtomicBool,
    /// SQLite undid everything by itself: what is written from now on would stand alone.
    undone: AtomicBool,
}

impl Tx {
    pub(crate) fn new(conn: DatabaseTransaction, pools: Arc<Pools>, ctx: Ctx, ephemeral: Option<Ephemeral>) -> Self {
        let (pending, confirmed) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner {
            conn,
            pools,
            ctx,
            ephemeral,
            pending,
            confirmed,
            savepoints: AtomicU32::new(0),
            busy: AtomicBool::new(false),
            undone: AtomicBool::new(false),
        }))
    }

    /// Who writes, and when.
    #[must_use]
    pub fn ctx(&self) -> &Ctx {
        &self.0.ctx
    }

    /// The instant of this write.
    #[must_use]
    pub fn now(&self) -> UtcMs {
        self.0.ctx.now()
    }

    /// The engine below, for the few statements that differ.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.0.pools.engine
    }

    /// Runs a statement that writes; gives the number of rows it touched.
    ///
    /// # Errors
    /// [`StoreError::NotEphemeral`] when a short-lived write leaves its table, otherwise what the database says.
    pub async fn execute(&self, sql: &str, args: Vec<Value>) -> Result<u64, StoreError> {
        match self.0.ephemeral {
            Some(kind) if !kind.allows(sql) => Err(StoreError::NotEphemeral(written_table(sql).unwrap_or_default())),
            _ => self.journal_execute(sql, args).await,
        }
    }

    /// Runs a statement that writes and gives rows back (`RETURNING`).
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn returning(&self, sql: &str, args: Vec<Value>) -> Result<crate::Rows, StoreError> {
        match self.0.ephemeral {
            Some(kind) if !kind.allows(sql) => Err(StoreError::NotEphemeral(written_table(sql).unwrap_or_default())),
            _ => {
                self.stands()?;
                self.noting(Conn::Tx(&self.0.conn, &self.0.pools).query(sql, args).await)
            }
        }
    }

    /// Records what this transaction did, in the name of its context.
    pub fn record(&self, entry: Entry) {
        self.record_for(&self.0.ctx, entry);
    }

    /// Records what was done in the name of somebody else: a group writes the reports of many senders.
    pub fn record_for(&self, ctx: &Ctx, entry: Entry) {
        self.pending().push(Pending::new(ctx, entry));
    }

    /// Says that something was only confirmed: nothing but the time of its last confirmation moved. It is told to the
    /// feed of this node and needs no entry; whoever confirms leaves a heartbeat entry now and then.
    pub fn confirm(&self, subject: Subject) {
        self.confirmed().push(subject);
    }

    /// Runs a deed of another room inside this transaction: when it fails, what it wrote is undone and this
    /// transaction goes on.
    ///
    /// # Errors
    /// The deed's own error, after the savepoint was rolled back.
    pub async fn savepoint<T, E, F, Fut>(&self, deed: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: FnOnce(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>> + Send,
    {
        let name = format!("sp{}", self.0.savepoints.fetch_add(1, Ordering::Relaxed));
        let (recorded, confirmed) = (self.pending().len(), self.confirmed().len());
        self.plain(&format!("SAVEPOINT {name}")).await?;
        let outcome = deed(self.clone()).await;
        if outcome.is_err() {
            self.pending().truncate(recorded);
            self.confirmed().truncate(confirmed);
            if self.stands().is_err() {
                return outcome;
            }
            self.plain(&format!("ROLLBACK TO SAVEPOINT {name}")).await?;
        }
        self.plain(&format!("RELEASE SAVEPOINT {name}")).await?;
        outcome
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, Vec<Pending>> {
        self.0.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn confirmed(&self) -> std::sync::MutexGuard<'_, Vec<Subject>> {
        self.0.confirmed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn journal_execute(&self, sql: &str, args: Vec<Value>) -> Result<u64, StoreError> {
        self.stands()?;
        self.noting(Conn::Tx(&self.0.conn, &self.0.pools).execute(sql, args).await)
    }

    pub(crate) async fn plain(&self, sql: &str) -> Result<(), StoreError> {
        self.stands()?;
        self.noting(Conn::Tx(&self.0.conn, &self.0.pools).execute_plain(sql).await)
    }

    /// Whether the database asked for this transaction to be run again.
    pub(crate) fn was_busy(&self) -> bool {
        self.0.busy.load(Ordering::Relaxed)
    }

    pub(crate) fn is_ephemeral(&self) -> bool {
        self.0.ephemeral.is_some()
    }

    pub(crate) fn take_pending(&self) -> Vec<Pending> {
        std::mem::take(&mut *self.pending())
    }

    pub(crate) fn take_confirmed(&self) -> Vec<Subject> {
        std::mem::take(&mut *self.confirmed())
    }

    /// Commits; the only handle must be this one.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let (conn, pools) = self.into_conn()?;
        pools.answer(conn.commit()).await
    }

    /// Undoes everything.
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        let (conn, pools) = self.into_conn()?;
        pools.answer(conn.rollback()).await
    }

    fn into_conn(self) -> Result<(DatabaseTransaction, Arc<Pools>), StoreError> {
        Arc::try_unwrap(self.0).map(|inner| (inner.conn, inner.pools)).map_err(|_| StoreError::HandleKept)
    }

    /// Whether the transaction is still there.
    pub(crate) fn stands(&self) -> Result<(), StoreError> {
        if self.0.undone.load(Ordering::Relaxed) { Err(StoreError::Undone) } else { Ok(()) }
    }

    fn noting<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.0.busy.fetch_or(error.is_busy(), Ordering::Relaxed);
            self.0.undone.fetch_or(self.0.pools.engine == Engine::Sqlite && error.may_undo_all(), Ordering::Relaxed);
        }
        outcome
    }
}

impl Query for Tx {
    fn conn(&self) -> Conn<'_> {
        Conn::Tx(&self.0.conn, &self.0.pools)
    }
}
