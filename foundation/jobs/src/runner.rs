//! `Runner`: keeps one node at work — wakes when something was written, looks at least twice a second, stops in peace.

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use sigap_kernel::{Ctx, World};
use sigap_store::{Db, Listener, StoreError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::set::JobSet;
use crate::shift::{Ran, Shift};
use crate::{Job, JobError, sweep};

/// A due job waits for a look at most this long.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Writes that come within this time of each other are looked at together.
const GATHER: Duration = Duration::from_millis(20);
/// Waiting after the database could not be used.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long runs may go on when the program ends.
const STOP_WAIT: Duration = Duration::from_secs(10);
/// Runs of one [`Runner::run_due_once`]: jobs that cause jobs without end do not keep it for ever.
const RUN_ONCE_MAX: u32 = 10_000;

/// Runs jobs and timers on one node.
pub struct Runner {
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) node: String,
    pub(crate) jobs: JobSet,
    /// When this runner looked last; before the first look, after everything.
    pub(crate) looked_at_ms: AtomicI64,
}

impl Runner {
    /// A runner on this database; `node` is this node's name among those on it. Its own timer sweeps finished jobs away.
    #[must_use]
    pub fn new(db: Db, world: World, node: impl Into<String>) -> Self {
        let swept = db.clone();
        let jobs = JobSet::new().every(sweep::NAME, sweep::EVERY_S, move |ctx| {
            let db = swept.clone();
            async move { sweep::sweep(&db, &ctx).await }
        });
        Self { db, world, node: node.into(), jobs, looked_at_ms: AtomicI64::new(i64::MAX) }
    }

    /// Runs this kind of job too.
    #[must_use]
    pub fn with<J: Job>(mut self, job: J) -> Self {
        self.jobs = self.jobs.with(job);
        self
    }

    /// Rings this timer too; see [`JobSet::every`].
    #[must_use]
    pub fn every<F, Fut>(mut self, name: &'static str, period_s: u32, ring: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.jobs = self.jobs.every(name, period_s, ring);
        self
    }

    /// Runs a room's jobs and timers too.
    #[must_use]
    pub fn with_all(mut self, jobs: JobSet) -> Self {
        self.jobs = self.jobs.with_all(jobs);
        self
    }

    /// Every timer it rings: name, and seconds of a period.
    pub fn timers(&self) -> impl Iterator<Item = (&'static str, u32)> {
        self.jobs.timers()
    }

    /// Runs what is due now, and what that causes to be due now, to its end; for tests, which move the clock and call
    /// this instead of waiting.
    ///
    /// # Errors
    /// What the database says. A job that does not succeed is no error.
    pub async fn run_due_once(&self) -> Result<Ran, StoreError> {
        let mut shift = Shift::new(self);
        loop {
            let taken = if shift.ran.total() < RUN_ONCE_MAX { shift.look().await? } else { 0 };
            if taken == 0 && shift.is_idle() {
                return Ok(shift.ran);
            }
            shift.one_ends().await;
            shift.settle().await?;
        }
    }

    /// Starts working, until [`Running::stop`].
    pub fn start(self) -> Running {
        let (stop, stopped) = oneshot::channel();
        Running { stop, task: tokio::spawn(self.work(stopped)) }
    }

    async fn work(self, mut stopped: oneshot::Receiver<()>) {
        let mut listener = self.db.listen();
        let mut shift = Shift::new(&self);
        loop {
            // Outside the select: a transaction that took jobs is never dropped half-way.
            if let Err(error) = turn(&mut shift).await {
                tracing::warn!(%error, "jobs: the database could not be used; trying again");
                tokio::time::sleep(RETRY_AFTER).await;
            }
            tokio::select! {
                _ = &mut stopped => break,
                () = shift.one_ends() => {}
                () = something_written(&mut listener) => {}
            }
        }
        if let Err(error) = shift.close(STOP_WAIT).await {
            tracing::warn!(%error, "jobs: how the last runs ended could not be written; they will run again");
        }
    }
}

async fn turn(shift: &mut Shift<'_>) -> Result<(), StoreError> {
    shift.settle().await?;
    shift.look().await.map(|_| ())
}

/// Waits for a write, gathering those that follow at once, or until it is time to look anyway.
async fn something_written(listener: &mut Listener) {
    if tokio::time::timeout(LOOK_EVERY, listener.next()).await.is_err() {
        return;
    }
    let gathered = tokio::time::sleep(GATHER);
    tokio::pin!(gathered);
    loop {
        tokio::select! {
            () = &mut gathered => return,
            heard = listener.next() => if heard.is_none() {
                gathered.await;
                return;
            },
        }
    }
}

/// A runner at work. Dropping it stops the work too, without waiting.
#[must_use = "dropping it stops the work"]
pub struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// Takes nothing more and waits until the runs under way have ended; those that take too long are left to another try.
    pub async fn stop(self) {
        // The receiver is gone only when the work has ended already.
        let _ = self.stop.send(());
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the runner of jobs broke off");
        }
    }
}
