//! `Shift`: the runs of one node — taking what is due, running it, writing down how it ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sigap_kernel::{Actor, Ctx, World};
use sigap_store::{Ephemeral, Lane, StoreError};
use tokio::task::{Id, JoinError, JoinSet};
use tracing::Instrument as _;

use crate::model::{Ending, JobEvent};
use crate::set::Kind;
use crate::store::{self, Held};
use crate::{JobError, Runner};

/// Jobs of one kind taken in one go, however many may run at once.
const TAKE_MAX: usize = 100;

/// How runs ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Jobs that succeeded.
    pub done: u32,
    /// Timers that rang.
    pub rang: u32,
    /// Runs that did not succeed and are tried again.
    pub again: u32,
    /// Jobs given up.
    pub given_up: u32,
    /// Runs that ended after another node had taken their job over; what they say no longer counts.
    pub lost: u32,
}

impl Ran {
    /// All runs.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.done + self.rang + self.again + self.given_up + self.lost
    }

    fn count(&mut self, event: Option<JobEvent>) {
        let counter = match event {
            Some(JobEvent::Succeeded | JobEvent::AskedAgain) => &mut self.done,
            Some(JobEvent::Rang) => &mut self.rang,
            Some(JobEvent::GivenUp) => &mut self.given_up,
            Some(JobEvent::TriedAgain | JobEvent::Taken | JobEvent::AskedByHand) => &mut self.again,
            None => &mut self.lost,
        };
        *counter += 1;
    }
}

/// A run that ended and is not yet written down.
struct Ended {
    held: Held,
    ending: Ending,
}

/// The runs of one node.
pub(crate) struct Shift<'a> {
    runner: &'a Runner,
    runs: JoinSet<Result<(), JobError>>,
    held: HashMap<Id, Held>,
    ended: Vec<Ended>,
    pub(crate) ran: Ran,
}

impl<'a> Shift<'a> {
    pub(crate) fn new(runner: &'a Runner) -> Self {
        Self { runner, runs: JoinSet::new(), held: HashMap::new(), ended: Vec::new(), ran: Ran::default() }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.runs.is_empty() && self.ended.is_empty()
    }

    /// Takes what is due and there is room for, and starts it; gives how many.
    pub(crate) async fn look(&mut self) -> Result<usize, StoreError> {
        let ctx = self.ctx();
        self.lay_timers(&ctx).await?;
        self.take_over(&ctx).await?;
        let room = self.room();
        let codes: Vec<&str> = room.iter().map(|(kind, _)| kind.code.as_str()).collect();
        let due = store::due_kinds(&self.runner.db, &codes, ctx.now()).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let due: Vec<_> = room.iter().filter(|(kind, _)| due.contains(&kind.code)).collect();
        let (due, node) = (&due, self.runner.node.as_str());
        let taken = self
            .runner
            .db
            .write_ephemeral_in(&ctx, Ephemeral::Job, Lane::Bulk, |tx| async move {
                let mut taken = Vec::new();
                for (kind, room) in due {
                    taken.extend(store::take(&tx, kind, *room, node).await?);
                }
                Ok::<_, StoreError>(taken)
            })
            .await?;
        let count = taken.len();
        taken.into_iter().for_each(|(held, payload)| self.start(held, payload));
        Ok(count)
    }

    /// Waits until a run ends; for ever when none is under way.
    pub(crate) async fn one_ends(&mut self) {
        match self.runs.join_next_with_id().await {
            Some(ended) => self.note(ended),
            None => std::future::pending().await,
        }
        while let Some(ended) = self.runs.try_join_next_with_id() {
            self.note(ended);
        }
    }

    /// Writes down how runs ended, all of them in one transaction. What could not be written is kept for the next time.
    pub(crate) async fn settle(&mut self) -> Result<(), StoreError> {
        if self.ended.is_empty() {
            return Ok(());
        }
        let ended = &self.ended;
        let events = self
            .runner
            .db
            .write_ephemeral_in(&self.ctx(), Ephemeral::Job, Lane::Bulk, |tx| async move {
                let mut events = Vec::with_capacity(ended.len());
                for one in ended {
                    events.push(store::end(&tx, &one.held, &one.ending).await?);
                }
                Ok::<_, StoreError>(events)
            })
            .await?;
        for (one, event) in self.ended.drain(..).zip(events) {
            self.ran.count(event);
            tell(&one, event);
        }
        Ok(())
    }

    /// Ends the shift: runs have `wait` to end, then they are stopped and left to another try.
    pub(crate) async fn close(&mut self, wait: Duration) -> Result<(), StoreError> {
        let all_end = async {
            while !self.runs.is_empty() {
                self.one_ends().await;
            }
        };
        if tokio::time::timeout(wait, all_end).await.is_err() {
            self.runs.abort_all();
            while !self.runs.is_empty() {
                self.one_ends().await;
            }
        }
        self.settle().await
    }

    fn ctx(&self) -> Ctx {
        self.runner.world.ctx(Actor::System("jobs"))
    }

    /// Lays the timers at the first look, and again whenever the clock went back: else they would be silent until it is
    /// where it was.
    async fn lay_timers(&self, ctx: &Ctx) -> Result<(), StoreError> {
        if ctx.now().0 >= self.runner.looked_at_ms.load(Ordering::SeqCst) {
            self.runner.looked_at_ms.store(ctx.now().0, Ordering::SeqCst);
            return Ok(());
        }
        let timers: Vec<_> = self.runner.jobs.kinds().filter_map(|kind| Some((kind, kind.plan.rhythm?))).collect();
        let timers = &timers;
        self.runner
            .db
            .write_ephemeral_in(ctx, Ephemeral::Job, Lane::Bulk, |tx| async move {
                for (kind, rhythm) in timers {
                    store::lay_timer(&tx, kind, rhythm.next(tx.now())).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        self.runner.looked_at_ms.store(ctx.now().0, Ordering::SeqCst);
        Ok(())
    }

    /// Jobs of nodes that did not come back in time: a failed try like any other.
    async fn take_over(&mut self, ctx: &Ctx) -> Result<(), StoreError> {
        let kinds: Vec<&str> = self.runner.jobs.kinds().map(|kind| kind.code.as_str()).collect();
        for held in store::expired(&self.runner.db, &kinds, ctx.now()).await? {
            self.end(held, Err(JobError::again("the node that had it did not come back in time")));
        }
        self.settle().await
    }

    fn room(&self) -> Vec<(Arc<Kind>, usize)> {
        let room = |kind: &Arc<Kind>| {
            let running = self.held.values().filter(|held| held.kind == kind.code).count();
            (kind.clone(), kind.plan.policy.at_once_max.max(1).saturating_sub(running).min(TAKE_MAX))
        };
        self.runner.jobs.kinds().map(room).filter(|(_, room)| *room > 0).collect()
    }

    fn start(&mut self, held: Held, payload: String) {
        let Some(kind) = self.runner.jobs.get(&held.kind).cloned() else { return };
        let span = tracing::info_span!("job", kind = held.kind, id = %held.id, attempt = held.tries);
        let run = run(kind, self.runner.world.clone(), payload).instrument(span);
        let id = self.runs.spawn(run).id();
        self.held.insert(id, held);
    }

    fn note(&mut self, ended: Result<(Id, Result<(), JobError>), JoinError>) {
        let (id, outcome) = match ended {
            Ok(ended) => ended,
            Err(error) if error.is_cancelled() => (error.id(), Err(JobError::again("Sigap was stopped while it ran"))),
            Err(error) => (error.id(), Err(JobError::again("it broke off; the log has the place"))),
        };
        if let Some(held) = self.held.remove(&id) {
            self.end(held, outcome);
        }
    }

    fn end(&mut self, held: Held, outcome: Result<(), JobError>) {
        if let Some(kind) = self.runner.jobs.get(&held.kind) {
            let ending = kind.plan.ending(&self.ctx(), held.tries, outcome);
            self.ended.push(Ended { held, ending });
        }
    }
}

async fn run(kind: Arc<Kind>, world: World, payload: String) -> Result<(), JobError> {
    let ctx = world.ctx(Actor::System(kind.name));
    let longest_s = kind.plan.policy.run_s_max;
    match tokio::time::timeout(Duration::from_secs(u64::from(longest_s)), kind.work.run(&ctx, &payload)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(JobError::again(format!("it took longer than {longest_s} s"))),
    }
}

fn tell(one: &Ended, event: Option<JobEvent>) {
    let Held { id, kind, tries, .. } = &one.held;
    let why = one.ending.plain.error.as_deref().unwrap_or_default();
    match event {
        Some(JobEvent::GivenUp) => tracing::error!(kind, %id, tries, why, "job {kind} {id} was given up after {tries} tries: {why}"),
        Some(JobEvent::TriedAgain) => tracing::warn!(kind, %id, tries, why, "job {kind} {id} is tried again after try {tries}: {why}"),
        Some(event) => tracing::debug!(kind, %id, tries, ?event, "job {kind} {id} ended"),
        None => tracing::info!(kind, %id, tries, "job {kind} {id} ended here after another node had taken it over"),
    }
}
