//! `Job` and `JobSet`: the kinds of work a room can do, gathered for the runner.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sigap_kernel::Ctx;

use crate::model::{Plan, Rhythm};
use crate::{JobError, Policy};

/// What marks the kind of a timer.
pub(crate) const TIMER: &str = "timer:";

/// A kind of slow work: a message to a peer, a letter, a recount.
///
/// It is run **at least once**: a node can die after the deed and before the word that it was done. So a run that was
/// done already changes nothing, or the peer knows it by its id.
pub trait Job: Send + Sync + 'static {
    /// Its name, `room.deed`. Stored with every job: it never changes.
    const KIND: &'static str;

    /// What a run has to know: ids, not copies, and nothing about a person. A newer program reads what an older one wrote.
    type Payload: Serialize + DeserializeOwned + Send + Sync;

    /// Does the work, in the name of the system.
    fn run(&self, ctx: &Ctx, payload: Self::Payload) -> impl Future<Output = Result<(), JobError>> + Send;

    /// How often it is tried, how many run at once, how long a run may take.
    fn policy(&self) -> Policy {
        Policy::default()
    }
}

/// The jobs and timers of a room, or of all of them.
#[derive(Default)]
pub struct JobSet(BTreeMap<String, Arc<Kind>>);

impl JobSet {
    /// No jobs yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// And this kind of job. Of two of one name the first is kept, and the log says so.
    #[must_use]
    pub fn with<J: Job>(self, job: J) -> Self {
        let plan = Plan::job(job.policy());
        self.and(Kind { code: J::KIND.to_owned(), name: J::KIND, plan, work: Box::new(Typed(job)) })
    }

    /// And this timer: `ring` is called once in every period of `period_s` seconds, by one of the nodes. Periods that
    /// passed while no node was there are left out. A ring that does not succeed is tried again within its period.
    #[must_use]
    pub fn every<F, Fut>(self, name: &'static str, period_s: u32, ring: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let plan = Plan::timer(Rhythm { name, period_s });
        self.and(Kind { code: format!("{TIMER}{name}"), name, plan, work: Box::new(Ring(ring)) })
    }

    /// And all of another set.
    #[must_use]
    pub fn with_all(self, other: Self) -> Self {
        other.0.into_values().fold(self, Self::and)
    }

    /// The timers in it: name, and seconds of a period.
    pub fn timers(&self) -> impl Iterator<Item = (&'static str, u32)> {
        self.0.values().filter_map(|kind| kind.plan.rhythm).map(|rhythm| (rhythm.name, rhythm.period_s))
    }

    fn and(mut self, kind: impl Into<Arc<Kind>>) -> Self {
        let kind = kind.into();
        if self.0.contains_key(&kind.code) {
            tracing::error!(kind = kind.code, "two kinds of job have one name; the second is left out");
        } else {
            self.0.insert(kind.code.clone(), kind);
        }
        self
    }

    pub(crate) fn get(&self, code: &str) -> Option<&Arc<Kind>> {
        self.0.get(code)
    }

    pub(crate) fn kinds(&self) -> impl Iterator<Item = &Arc<Kind>> {
        self.0.values()
    }
}

/// A kind of job or one timer, as the runner sees it.
pub(crate) struct Kind {
    /// As stored.
    pub(crate) code: String,
    /// Who acts: `system:NAME`.
    pub(crate) name: &'static str,
    pub(crate) plan: Plan,
    pub(crate) work: Box<dyn Work>,
}

/// A run under way.
pub(crate) type Run<'a> = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>>;

/// Work whose payload is still text.
pub(crate) trait Work: Send + Sync {
    fn run<'a>(&'a self, ctx: &'a Ctx, payload: &'a str) -> Run<'a>;
}

struct Typed<J>(J);

impl<J: Job> Work for Typed<J> {
    fn run<'a>(&'a self, ctx: &'a Ctx, payload: &'a str) -> Run<'a> {
        Box::pin(async move {
            // The text of the parser would quote the payload.
            let payload = serde_json::from_str(payload)
                .map_err(|error| JobError::never(format!("its payload cannot be read from column {} on", error.column())))?;
            self.0.run(ctx, payload).await
        })
    }
}

struct Ring<F>(F);

impl<F, Fut> Work for Ring<F>
where
    F: Fn(Ctx) -> Fut + Send + Sync,
    Fut: Future<Output = Result<(), JobError>> + Send + 'static,
{
    fn run<'a>(&'a self, ctx: &'a Ctx, _payload: &'a str) -> Run<'a> {
        Box::pin((self.0)(ctx.clone()))
    }
}
