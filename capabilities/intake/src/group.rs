//! Group writing: the deeds of many senders in one transaction, set by set, each sender answered after its commit.

mod amend;
mod come;
mod decide;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::json;
use sigap_kernel::{FacilityId, Pool, UtcMs, WardId, World};
use sigap_store::{Db, Entry, GroupWriter, Lane, StoreError, Subject, Tx};
use sigap_web::Floor;

use crate::model::{Act, Deed, Done, Plan, RoomId, Stated};
use crate::store::removed;
use crate::store::rooms::{self, Head, Known, Updated};
use crate::wards::{self, Undone};
use crate::{BedCounter, WardReport};

/// What a sender gets: what came of its deed, or why it is not stored.
pub(crate) type Outcome = Result<Done, Arc<StoreError>>;

/// Starts the one writer of this node.
pub(crate) fn start<B: BedCounter>(floor: &Floor, beds: Arc<B>) -> GroupWriter<Deed, Outcome> {
    let hand = Arc::new(Hand { db: floor.db().clone(), world: floor.world().clone(), beds });
    GroupWriter::start(move |deeds| {
        let hand = hand.clone();
        async move { Ok(hand.write(deeds).await) }
    })
}

/// What the writer works with.
struct Hand<B> {
    db: Db,
    world: World,
    beds: Arc<B>,
}

impl<B: BedCounter> Hand<B> {
    /// Commits a group. When the database refuses it as a whole though it is there, each deed is tried alone, so that one
    /// that cannot be stored does not take its neighbours with it.
    async fn write(&self, deeds: Vec<Deed>) -> Vec<Outcome> {
        match self.commit(&deeds).await {
            Ok(outcomes) => outcomes,
            Err(error) if deeds.len() > 1 && is_about_one(&error) => {
                tracing::warn!(%error, deeds = deeds.len(), "a group was refused; its deeds are tried one by one");
                self.one_by_one(&deeds).await
            }
            Err(error) => {
                let error = Arc::new(error);
                deeds.iter().map(|_| Err(error.clone())).collect()
            }
        }
    }

    /// Each deed in a transaction of its own. Stops when the database is gone: nobody then waits for each of them in turn.
    async fn one_by_one(&self, deeds: &[Deed]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(deeds.len());
        let mut gone: Option<Arc<StoreError>> = None;
        for deed in deeds {
            if let Some(gone) = &gone {
                outcomes.push(Err(gone.clone()));
                continue;
            }
            let outcome = self.alone(deed).await;
            if outcome.is_err() {
                gone = self.db.ping().await.err().map(Arc::new);
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    async fn alone(&self, deed: &Deed) -> Outcome {
        let mut outcomes = self.commit(std::slice::from_ref(deed)).await.map_err(Arc::new)?;
        outcomes.pop().unwrap_or_else(|| Err(Arc::new(StoreError::Closing)))
    }

    /// One transaction. All reports of a group carry its instant: groups follow one another, so that no report is
    /// older than one that was taken before it.
    async fn commit(&self, deeds: &[Deed]) -> Result<Vec<Outcome>, StoreError> {
        let ctx = self.world.ctx(sigap_kernel::Actor::System("intake"));
        let beds = &*self.beds;
        self.db.write_in(&ctx, Lane::Bulk, |tx| async move { Group { tx: &tx, beds, at: tx.now() }.carry_out(deeds).await }).await
    }
}

/// Whether the error may be the fault of one deed, and not of the database as a whole.
pub(crate) const fn is_about_one(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(_) | StoreError::Unreadable { .. } | StoreError::Unstorable(_))
}

/// One group inside its transaction.
pub(crate) struct Group<'g, B> {
    pub(crate) tx: &'g Tx,
    pub(crate) beds: &'g B,
    pub(crate) at: UtcMs,
}

impl<B: BedCounter> Group<'_, B> {
    /// Carries out all deeds, in their order where they are about one room.
    pub(crate) async fn carry_out(&self, deeds: &[Deed]) -> Result<Vec<Outcome>, StoreError> {
        let laid_over = self.laid_over(deeds).await?;
        let mut plan = Plan::of(&laid_over);
        let mut outcomes: Vec<(usize, Outcome)> = Vec::with_capacity(deeds.len());
        let (late, there) = self.there_already(&laid_over, &mut plan).await?;
        outcomes.extend(late);
        let moved: BTreeSet<FacilityId> = plan.moved.keys().map(|room| room.facility).collect();
        if !moved.is_empty() {
            rooms::hold(self.tx, &moved).await?;
        }
        outcomes.extend(self.update_all(&laid_over, &plan, &there).await?);
        // What goes makes room for what comes.
        let goes = |place: &usize| matches!(deeds.get(*place).map(|deed| &deed.act), Some(Act::Delete | Act::DeleteAsOf(_)));
        let (going, others): (Vec<_>, Vec<_>) = plan.moved.iter().partition(|(_, places)| places.iter().all(goes));
        for (room, places) in going.into_iter().chain(others) {
            for (place, deed) in places.iter().filter_map(|place| Some((*place, deeds.get(*place)?))) {
                outcomes.push((place, self.one(room, deed).await?));
            }
        }
        if outcomes.iter().all(|(_, outcome)| matches!(outcome, Ok(done) if !done.is_written()) || outcome.is_err()) {
            // Nothing was written: said aloud, so that it is not taken for a forgotten record.
            self.tx.confirm(Subject::new("intake", "nothing"));
        }
        outcomes.sort_unstable_by_key(|(place, _)| *place);
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }

    /// Rooms that are registered anew though they are registered, or that are spoken of belatedly: as long as nothing but counts can change,
    /// they are updated set by set like all others. Some systems never say anything else. Gives what came of words that are older than what
    /// stands there, and which rooms these are.
    async fn there_already<'d>(
        &self,
        deeds: &'d [Deed],
        plan: &mut Plan<'d>,
    ) -> Result<(Vec<(usize, Outcome)>, HashSet<&'d RoomId>), StoreError> {
        let stated: Vec<&RoomId> = plan.moved.iter().filter(|(_, places)| are_stated(deeds, places)).map(|(room, _)| *room).collect();
        let known = if stated.is_empty() { HashMap::new() } else { rooms::known_of(self.tx, &stated).await? };
        let (mut late, mut there) = (Vec::new(), HashSet::new());
        for room in stated {
            let Some(known) = known.get(room) else { continue };
            let Some(places) = plan.moved.remove(room) else { continue };
            if registers_other_beds(deeds, &places, known.pool) {
                plan.moved.insert(room, places);
                continue;
            }
            let (heard, older) = self.in_time(deeds, known.head, places);
            late.extend(older.into_iter().filter_map(|place| Some((place, Ok(answer_of(&deeds.get(place)?.act))))));
            if heard.is_empty() {
                self.tx.confirm(feed_subject(room));
            } else {
                there.insert(room);
                plan.updated.insert(room, heard);
            }
        }
        Ok((late, there))
    }

    /// The places of words that are as new as what stands there when their turn comes, and of those that are older.
    fn in_time(&self, deeds: &[Deed], mut head: Head, places: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        places.into_iter().partition(|place| {
            let Some(stated) = deeds.get(*place).and_then(|deed| deed.act.stated()) else { return false };
            let is_in_time = !head.is_newer_than(stated, self.at);
            if is_in_time {
                (head.observed_at, head.last_update) = (stated.counted_at.unwrap_or(self.at), self.at);
            }
            is_in_time
        })
    }

    /// Rooms that are only updated: one statement for all of them, of each room the last word; the counters hear every report.
    /// A room that is `there_already` and is not updated was told something newer on another node just now.
    async fn update_all(
        &self,
        deeds: &[Deed],
        plan: &Plan<'_>,
        there_already: &HashSet<&RoomId>,
    ) -> Result<Vec<(usize, Outcome)>, StoreError> {
        let stated = |place: &usize| deeds.get(*place).and_then(|deed| deed.act.stated());
        let last: Vec<(&RoomId, &Stated)> =
            plan.updated.iter().filter_map(|(room, places)| Some((*room, places.last().and_then(stated)?))).collect();
        let updated = if last.is_empty() { HashMap::new() } else { rooms::update(self.tx, &last, self.at).await? };
        let (mut reports, mut outcomes) = (Vec::with_capacity(deeds.len()), Vec::with_capacity(deeds.len()));
        for (room, places) in &plan.updated {
            let there = updated.get(*room);
            let ward = there.and_then(|there| there.ward);
            let said = places.iter().filter_map(|place| deeds.get(*place).zip(stated(place)));
            reports.extend(ward.into_iter().flat_map(|ward| said.clone().map(move |(deed, stated)| self.report(deed, ward, stated))));
            let is_there = there.is_some() || there_already.contains(*room);
            if is_there && ward.is_none() {
                self.tx.confirm(feed_subject(room));
            }
            let done = |place: &usize| match deeds.get(*place) {
                Some(deed) if is_there => answer_of(&deed.act),
                _ => Done::NoSuchRoom,
            };
            outcomes.extend(places.iter().map(|place| (*place, Ok(done(place)))));
        }
        if !reports.is_empty() {
            self.beds.observe(self.tx, &reports).await?;
        }
        for (room, stated) in last {
            if let Some(ward) = updated.get(room).and_then(Updated::renamed_ward) {
                self.rename(room, ward, &stated.name).await?;
            }
        }
        Ok(outcomes)
    }

    /// One deed about a room that comes or goes in this group, or is spoken of belatedly.
    async fn one(&self, room: &RoomId, deed: &Deed) -> Result<Outcome, StoreError> {
        let known = rooms::known(self.tx, room).await?;
        let act = self.laid_over_now(room, &deed.act).await?;
        let done = match (&*act, known) {
            (Act::Create(stated, pool), None) => self.create(room, deed, stated, *pool).await,
            // A part is whole by now; one that is not says nothing of its room.
            (_, None) | (Act::Amend(_), _) => return Ok(Ok(Done::NoSuchRoom)),
            (Act::Update(stated), Some(known)) => self.state(room, deed, known, stated, None).await.map(|()| Done::Updated),
            // Registering twice is no mistake: the second time it is a report.
            (Act::Create(stated, pool), Some(known)) => self.state(room, deed, known, stated, Some(*pool)).await.map(|()| Done::Created),
            (Act::Change(stated, pool, None), Some(known)) => {
                self.state(room, deed, known, stated, Some(*pool)).await.map(|()| Done::Updated)
            }
            (Act::Change(stated, pool, Some(code)), Some(known)) => self.recode(room, deed, known, stated, *pool, code).await,
            (Act::DeleteAsOf(then), Some(known)) if known.head.last_update > *then => {
                self.tx.confirm(feed_subject(room));
                Ok(Done::SpokenOfSince)
            }
            (Act::Delete, Some(known)) => self.delete(room, deed, known, self.at).await.map(|()| Done::Deleted),
            (Act::DeleteAsOf(then), Some(known)) => self.delete(room, deed, known, *then).await.map(|()| Done::Deleted),
            (Act::Join(choice), Some(known)) => self.join(room, deed, known, *choice).await,
        };
        match done {
            Ok(done) => Ok(Ok(done)),
            Err(Undone::Store(error)) if error.is_busy() => Err(error),
            Err(Undone::Store(error)) => Ok(Err(Arc::new(error))),
            Err(Undone::Taken) => Ok(Err(Arc::new(StoreError::Closing))),
        }
    }

    /// What is said of a room that is registered; `pool` is what its codes are understood as now, where the deed tells.
    async fn state(&self, room: &RoomId, deed: &Deed, known: Known, stated: &Stated, pool: Option<Pool>) -> Result<(), Undone> {
        if known.head.is_newer_than(stated, self.at) {
            self.tx.confirm(feed_subject(room));
            return Ok(());
        }
        self.tx.savepoint(|tx| async move { self.state_in(&tx, room, deed, known, stated, pool).await }).await
    }

    async fn state_in(&self, tx: &Tx, room: &RoomId, deed: &Deed, known: Known, stated: &Stated, pool: Option<Pool>) -> Result<(), Undone> {
        if let Some(pool) = pool.filter(|pool| known.pool != Some(*pool)) {
            self.retype(tx, room, deed, known, pool).await?;
        }
        let updated = rooms::update(tx, &[(room, stated)], self.at).await?;
        let Some(updated) = updated.get(room) else {
            // Another node was told something newer just now.
            tx.confirm(feed_subject(room));
            return Ok(());
        };
        match updated.ward {
            Some(ward) => self.beds.observe(tx, &[self.report(deed, ward, stated)]).await?,
            None => tx.confirm(feed_subject(room)),
        }
        if let Some(ward) = updated.renamed_ward() {
            self.rename(room, ward, &stated.name).await?;
        }
        Ok(())
    }

    /// The same of a room that gets another code: both or neither.
    async fn recode(&self, room: &RoomId, deed: &Deed, known: Known, stated: &Stated, pool: Pool, code: &str) -> Result<Done, Undone> {
        if known.head.is_newer_than(stated, self.at) {
            self.tx.confirm(feed_subject(room));
            return Ok(Done::Updated);
        }
        let named = &RoomId { room_code: code.to_owned(), ..room.clone() };
        self.tx
            .savepoint(|tx| async move {
                removed::make_way(&tx, named).await?;
                if !rooms::recode(&tx, room, named).await? {
                    return Ok(Done::CodeTaken);
                }
                self.state_in(&tx, named, deed, known, stated, Some(pool)).await.map(|()| Done::Updated)
            })
            .await
    }

    /// The ward follows the name its hospital gives the room. When it cannot, the counts are taken all the same.
    async fn rename(&self, room: &RoomId, ward: WardId, name: &str) -> Result<(), StoreError> {
        match self.tx.savepoint(|tx| async move { wards::rename(&tx, room, ward, name).await }).await {
            Err(Undone::Store(error)) if error.is_busy() => Err(error),
            Err(Undone::Store(error)) => {
                tracing::warn!(%ward, %error, "a ward could not take the name its hospital gives it");
                Ok(())
            }
            Ok(()) | Err(Undone::Taken) => Ok(()),
        }
    }

    fn report(&self, deed: &Deed, ward: WardId, stated: &Stated) -> WardReport {
        WardReport {
            ctx: deed.ctx.clone(),
            facility: deed.room.facility,
            ward,
            protocol: deed.room.protocol,
            capacity: stated.capacity,
            free: stated.free,
            by_sex: stated.by_sex,
            deductions: stated.deductions,
            observed_at: stated.counted_at.unwrap_or(self.at),
            received_at: self.at,
        }
    }
}

/// What counts that were taken are answered with.
const fn answer_of(act: &Act) -> Done {
    if matches!(act, Act::Create(..)) { Done::Created } else { Done::Updated }
}

/// Whether all deeds at these places state counts.
fn are_stated(deeds: &[Deed], places: &[usize]) -> bool {
    places.iter().all(|place| deeds.get(*place).is_some_and(|deed| matches!(deed.act, Act::Create(..) | Act::Update(_))))
}

/// Whether one of them registers other beds than those the room was registered for.
fn registers_other_beds(deeds: &[Deed], places: &[usize], pool: Option<Pool>) -> bool {
    let registers =
        |place: &usize| deeds.get(*place).is_some_and(|deed| matches!(&deed.act, Act::Create(_, other) if Some(*other) != pool));
    places.iter().any(registers)
}

/// Which code of a sender a ward came from, for the audit trail.
fn room_entry(room: &RoomId, subject: Subject, kind: &'static str) -> Entry {
    let body = json!({
        "facility": room.facility, "protocol": room.protocol, "class_code": room.class_code, "room_code": room.room_code,
    });
    Entry::new(subject, kind, 1, body)
}

/// The rows of a facility's feeds, for whoever shows them.
pub(crate) fn feed_subject(room: &RoomId) -> Subject {
    Subject::new("feed", room.facility)
}
