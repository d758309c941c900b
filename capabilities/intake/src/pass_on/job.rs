//! The job that walks over a target, the timer that finds what no report caused, and who is told when a report comes.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use sigap_jobs::{Job, JobError, JobSet, NewJob, Policy, bring_forward, enqueue, enqueue_all};
use sigap_kernel::{Actor, Ctx, FacilityId, UtcMs, WardId};
use sigap_store::{Db, FeedItem, Lane, LivePicture, Painter, StoreError, Subject, Tx};

use super::courier::{CARRY_WITHIN_S, Courier};
use super::numbers::BedNumbers;
use super::outcome::{End, Tally};
use super::row::{PassRow, RowState};
use super::target::{Target, TargetId, TargetState};
use super::tell;
use super::walk::{Fault, WALK_S_MAX, Walk, passes_on, planned};
use crate::store::pass_on as store;
use crate::{BedCounter, Intake, Protocol, WardReport};

/// What no report causes (hand entries, promises, numbers that grow too old) is looked for this often.
pub(crate) const LOOK_EVERY_S: u32 = 30;
/// Reports of a facility come in rounds: those of this many seconds are passed on together.
const GATHER_S: i64 = 2;
/// A service that did not answer is left alone this long, whoever's numbers it is to have; one that wants no more calls, by who made them.
const AWAY_S: i64 = 30;
/// A walk lasts no longer: what it does, two calls for the last row, and room for the commits. A node that dies keeps its target for that long.
const RUN_S_MAX: u32 = WALK_S_MAX + 2 * CARRY_WITHIN_S as u32 + 10;
/// The longest wait until a target is walked over again while a row of it waits.
const AGAIN_S_MAX: i64 = 60;

/// Passes on what counts at one facility to one service.
pub(crate) struct PassOn {
    pub(crate) intake: Intake,
    pub(crate) numbers: Arc<dyn BedNumbers>,
    pub(crate) courier: Arc<dyn Courier>,
    /// Services that did not answer, by address, and until when they are left alone.
    away: Mutex<HashMap<String, UtcMs>>,
}

impl Job for PassOn {
    const KIND: &'static str = "intake.pass_on";
    type Payload = TargetId;

    async fn run(&self, _: &Ctx, target: TargetId) -> Result<(), JobError> {
        self.pass_on(target).await.map_err(|fault| match fault {
            NotNow::At(at, why) => JobError::AgainAt { at, why: why.to_owned() },
            NotNow::Fault(Fault::Store(error)) => JobError::again(error),
            NotNow::Fault(Fault::Changed) => JobError::again("somebody changed a row meanwhile"),
        })
    }

    /// A service that is away for a day is no reason to give up: what is not kept yet stands on the page of its facility.
    fn policy(&self) -> Policy {
        Policy { tries_max: 1_000_000, backoff_first_s: 5, backoff_cap_s: 300, at_once_max: 16, run_s_max: RUN_S_MAX }
    }
}

enum NotNow {
    At(UtcMs, &'static str),
    Fault(Fault),
}

impl<F: Into<Fault>> From<F> for NotNow {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

impl PassOn {
    pub(crate) fn new(intake: Intake, numbers: Arc<dyn BedNumbers>, courier: Arc<dyn Courier>) -> Self {
        Self { intake, numbers, courier, away: Mutex::default() }
    }

    async fn pass_on(&self, id: TargetId) -> Result<(), NotNow> {
        let inner = &self.intake.0;
        let (db, world) = (inner.floor.db(), inner.floor.world());
        let Some(target) = store::target(db, id).await?.filter(|target| target.state == TargetState::On) else { return Ok(()) };
        let facility = sigap_registry::facility(db, target.facility).await?;
        if !facility.is_some_and(|facility| passes_on(&facility, &inner.floor, world.now())) {
            return Ok(());
        }
        let Some(address) = target.address_in(&self.intake.pass_on_to()) else { return Ok(()) };
        if let Some(until) = self.away_until(&target.address).filter(|until| *until > world.now()) {
            return Err(NotNow::At(until, "the service did not answer others"));
        }
        let Ok(peer) = target.peer(&inner.floor, &address) else {
            tracing::warn!(target = %id, "the codes or keys of a service cannot be used; its page says so");
            return Ok(());
        };
        let (target, address, peer) = (&target, &address, &peer);
        let (numbers, courier) = (&*self.numbers, &*self.courier);
        let (tally, rows) = (Tally::default(), Vec::new());
        let mut walk = Walk { intake: &self.intake, numbers, courier, address, peer, target, rows, tally, unanswered: 0 };
        let end = walk.go().await;
        self.record(target, walk.tally).await?;
        let now = world.now();
        match end? {
            End::TurnedOff | End::WrongKeys => return Ok(()),
            End::TimeUp => return Err(NotNow::At(now, "the rest of the rows")),
            // What waits besides would only be more calls.
            End::Busy => return Err(NotNow::At(now.plus_s(AWAY_S), "the service wants no more calls for now")),
            End::Away => self.is_away(&target.address, now.plus_s(AWAY_S)),
            End::Walked => {}
        }
        match walk.next_at() {
            Some(at) => Err(NotNow::At(at.clamp(now.plus_s(1), now.plus_s(AGAIN_S_MAX)), "rows wait for another try")),
            None => Ok(()),
        }
    }

    async fn record(&self, target: &Target, tally: Tally) -> Result<(), StoreError> {
        if tally == Tally::default() {
            return Ok(());
        }
        let floor = &self.intake.0.floor;
        let ctx = floor.world().ctx(Actor::System("intake"));
        floor
            .db()
            .write_in(&ctx, Lane::Bulk, |tx| async move {
                tx.record(tell::walked(target, tally));
                Ok(())
            })
            .await
    }

    fn away_until(&self, address: &str) -> Option<UtcMs> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner).get(address).copied()
    }

    fn is_away(&self, address: &str, until: UtcMs) {
        self.away.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned(), until);
    }
}

/// Finds targets with something to pass on that no report has told of.
async fn look(intake: &Intake, numbers: &dyn BedNumbers, ctx: &Ctx) -> Result<(), JobError> {
    let db = intake.0.floor.db();
    for (_, id) in store::targets_on(db).await? {
        let Some(target) = store::target(db, id).await? else { continue };
        let facility = sigap_registry::facility(db, target.facility).await?;
        if !facility.is_some_and(|facility| passes_on(&facility, &intake.0.floor, ctx.now())) {
            continue;
        }
        let rows = store::rows(db, id).await?;
        let is_due = |row: &PassRow| {
            row.state == RowState::Sending || row.is_due(RowState::Waiting, ctx.now()) || row.is_due(RowState::Unsure, ctx.now())
        };
        if rows.iter().any(is_due) || !planned(intake, numbers, &target, &rows).await?.is_empty() {
            ask(db, ctx, &target).await?;
        }
    }
    Ok(())
}

/// Has a target walked over now.
async fn ask(db: &Db, ctx: &Ctx, target: &Target) -> Result<(), StoreError> {
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        ask_in(&tx, target).await?;
        tx.confirm(target.subject());
        Ok(())
    })
    .await
}

/// The same, in the transaction of what causes it.
pub(crate) async fn ask_in(tx: &Tx, target: &Target) -> Result<(), StoreError> {
    enqueue::<PassOn>(tx, NewJob::new(&target.id).dedupe(target.id.to_string())).await.map(|_| ())
}

/// The same when a person asks for it: the wait after a try that did not succeed is over.
pub(crate) async fn ask_now_in(tx: &Tx, target: &Target) -> Result<(), StoreError> {
    ask_in(tx, target).await?;
    bring_forward::<PassOn>(tx, &target.id.to_string()).await.map(|_| ())
}

/// The job and the timer.
pub(crate) fn jobs(intake: &Intake, numbers: Arc<dyn BedNumbers>, courier: Arc<dyn Courier>) -> JobSet {
    let (room, port) = (intake.clone(), numbers.clone());
    JobSet::new().with(PassOn::new(intake.clone(), numbers, courier)).every("intake.pass_on", LOOK_EVERY_S, move |ctx| {
        let (room, numbers) = (room.clone(), port.clone());
        async move { look(&room, &*numbers, &ctx).await }
    })
}

/// Which facilities have targets that are on: remembered, so that a report of any other costs nothing.
pub(crate) type Passing = HashMap<FacilityId, Vec<TargetId>>;

/// Reads them anew whenever one changes.
pub(crate) struct PassingPainter;

impl Painter for PassingPainter {
    type Picture = Passing;

    async fn paint(&self, db: &Db) -> Result<Passing, StoreError> {
        let mut passing = Passing::new();
        for (facility, target) in store::targets_on(db).await? {
            passing.entry(facility).or_default().push(target);
        }
        Ok(passing)
    }

    async fn renew(&self, db: &Db, _: &Passing, _: &BTreeSet<Subject>) -> Result<Passing, StoreError> {
        self.paint(db).await
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        item.kind.starts_with(CHANGED)
    }
}

/// What begins the kinds of all entries after which other targets may be on.
const CHANGED: &str = "intake.pass_on_";

/// A counter of beds that also has passed on what it is told.
pub(crate) struct Telling<B> {
    pub(crate) beds: B,
    pub(crate) passing: Arc<LivePicture<Passing>>,
}

impl<B> Telling<B> {
    /// In the transaction of the report: both are there or neither.
    async fn tell(&self, tx: &Tx, facilities: impl Iterator<Item = FacilityId> + Send) -> Result<(), StoreError> {
        let passing = self.passing.now();
        if passing.is_empty() {
            return Ok(());
        }
        let targets: BTreeSet<TargetId> = facilities.filter_map(|facility| passing.get(&facility)).flatten().copied().collect();
        if targets.is_empty() {
            return Ok(());
        }
        let due = tx.now().plus_s(GATHER_S);
        enqueue_all::<PassOn>(tx, targets.iter().map(|id| NewJob::new(id).due_at(due).dedupe(id.to_string()))).await
    }
}

impl<B: BedCounter> BedCounter for Telling<B> {
    async fn observe(&self, tx: &Tx, reports: &[WardReport]) -> Result<(), StoreError> {
        self.beds.observe(tx, reports).await?;
        self.tell(tx, reports.iter().map(|report| report.facility)).await
    }

    async fn forget(&self, tx: &Tx, facility: FacilityId, ward: WardId, protocol: Protocol) -> Result<(), StoreError> {
        self.beds.forget(tx, facility, ward, protocol).await?;
        self.tell(tx, std::iter::once(facility)).await
    }
}
