//! Writing Locations: the calls of many senders in one transaction, each facility read and counted once. Locations and the counts that follow
//! from them are committed together, so that nothing between them can be lost; and the rows are held against the Locations with every write, so
//! that they come right by themselves should they ever differ.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;
use sigap_exchange::fhir::LogicalId;
use sigap_kernel::{Actor, Ctx, FacilityId, UtcMs, World};
use sigap_store::{Db, Entry, GroupWriter, Lane, StoreError, Subject, Tx};
use sigap_web::Floor;

use super::count::{Counted, RowKey, rows, rows_of};
use super::places::{Change, Changes, Part, Places, Refused, Settled};
use crate::card::Cards;
use crate::group::Group;
use crate::model::{Act, Deed, Done, RoomId, RoomRow, Stated};
use crate::store::{locations, rooms};
use crate::{BedCounter, Protocol, ROOMS_PER_FACILITY_MAX};

/// What one call asks for.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// Who asks: a machine.
    pub(crate) ctx: Ctx,
    pub(crate) facility: FacilityId,
    pub(crate) changes: Changes,
    /// When it was true, for a call that is read again.
    pub(crate) as_of: Option<UtcMs>,
}

/// What came of a call that is committed: one outcome a change, or why none was done.
pub(crate) type Answered = Result<Vec<Result<Settled, Refused>>, Refused>;
/// The same, or why it is not stored.
pub(crate) type Outcome = Result<Answered, Arc<StoreError>>;

/// Starts the one writer of Locations of this node.
pub(crate) fn start<B: BedCounter>(floor: &Floor, beds: Arc<B>, cards: Cards) -> GroupWriter<Ask, Outcome> {
    let hand = Arc::new(Hand { db: floor.db().clone(), world: floor.world().clone(), beds, cards });
    GroupWriter::start(move |asks| {
        let hand = hand.clone();
        async move { Ok(hand.write(asks).await) }
    })
}

struct Hand<B> {
    db: Db,
    world: World,
    beds: Arc<B>,
    cards: Cards,
}

impl<B: BedCounter> Hand<B> {
    /// Commits a group. When the database refuses it as a whole, each call is tried alone, so that one that cannot be stored does not take its
    /// neighbours with it.
    async fn write(&self, asks: Vec<Ask>) -> Vec<Outcome> {
        match self.commit(&asks).await {
            Ok(answered) => answered.into_iter().map(Ok).collect(),
            Err(error) if asks.len() > 1 && crate::group::is_about_one(&error) => {
                tracing::warn!(%error, calls = asks.len(), "a group of Locations was refused; its calls are tried one by one");
                let mut outcomes = Vec::with_capacity(asks.len());
                for ask in &asks {
                    let alone = self.commit(std::slice::from_ref(ask)).await.map_err(Arc::new);
                    outcomes.push(alone.and_then(|mut answered| answered.pop().ok_or_else(|| Arc::new(StoreError::Closing))));
                }
                outcomes
            }
            Err(error) => {
                let error = Arc::new(error);
                asks.iter().map(|_| Err(error.clone())).collect()
            }
        }
    }

    async fn commit(&self, asks: &[Ask]) -> Result<Vec<Answered>, StoreError> {
        let ctx = self.world.ctx(Actor::System("intake"));
        let (beds, cards) = (&*self.beds, &self.cards);
        self.db.write_in(&ctx, Lane::Bulk, |tx| async move { Writing { tx: &tx, beds, cards }.carry_out(asks).await }).await
    }
}

/// One group inside its transaction.
struct Writing<'w, B> {
    tx: &'w Tx,
    beds: &'w B,
    cards: &'w Cards,
}

impl<B: BedCounter> Writing<'_, B> {
    /// Facility by facility, always in the same order, so that two nodes never wait for each other in turn.
    async fn carry_out(&self, asks: &[Ask]) -> Result<Vec<Answered>, StoreError> {
        let mut by_facility: BTreeMap<FacilityId, Vec<usize>> = BTreeMap::new();
        asks.iter().enumerate().for_each(|(at, ask)| by_facility.entry(ask.facility).or_default().push(at));
        let mut answered: Vec<(usize, Answered)> = Vec::with_capacity(asks.len());
        for (facility, at) in by_facility {
            let theirs: Vec<&Ask> = at.iter().filter_map(|at| asks.get(*at)).collect();
            answered.extend(at.iter().copied().zip(self.of_one(facility, &theirs).await?));
        }
        answered.sort_unstable_by_key(|(at, _)| *at);
        Ok(answered.into_iter().map(|(_, answered)| answered).collect())
    }

    /// The calls of one facility, in their order.
    async fn of_one(&self, facility: FacilityId, asks: &[&Ask]) -> Result<Vec<Answered>, StoreError> {
        locations::hold(self.tx, facility).await?;
        let mut places = Places::new(locations::of_facility(self.tx, facility).await?);
        let named: BTreeSet<&LogicalId> = asks.iter().flat_map(|ask| ask.changes.named()).filter(|id| places.get(id).is_some()).collect();
        for (id, place) in locations::some(self.tx, facility, &named.into_iter().collect::<Vec<_>>()).await? {
            place.document.into_iter().for_each(|document| places.set_document(&id, document));
        }
        let is_foreign = |organization: &str| self.cards.owner_of(organization).is_some_and(|owner| owner != facility);
        let mut answered: Vec<Answered> =
            asks.iter().map(|ask| places.carry_out(&ask.changes, ask.as_of, self.tx.now(), &is_foreign)).collect();
        self.read_the_rest(facility, &mut answered).await?;
        locations::put(self.tx, facility, &places.changed().collect::<Vec<_>>()).await?;
        asks.iter().zip(&answered).for_each(|(ask, answered)| self.record(ask, answered));
        self.count(facility, asks, &answered, &places).await?;
        Ok(answered)
    }

    /// The texts of Locations that a condition fitted.
    async fn read_the_rest(&self, facility: FacilityId, answered: &mut [Answered]) -> Result<(), StoreError> {
        let lacking = |settled: &&mut Settled| settled.document.is_none();
        let mut lacking: Vec<&mut Settled> = answered.iter_mut().flatten().flatten().flatten().filter(lacking).collect();
        let ids: BTreeSet<LogicalId> = lacking.iter().map(|settled| settled.id.clone()).collect();
        let texts = locations::some(self.tx, facility, &ids.iter().collect::<Vec<_>>()).await?;
        for settled in &mut lacking {
            settled.document = texts.get(&settled.id).and_then(|place| place.document.clone());
        }
        Ok(())
    }

    /// Which Locations a call changed, and what each says now.
    fn record(&self, ask: &Ask, answered: &Answered) {
        let subject = Subject::new("feed", ask.facility);
        let changed: Vec<_> = settled(answered)
            .filter(|settled| settled.is_changed)
            .map(|settled| json!({ "id": settled.id.as_str(), "version": settled.version, "says": settled.says }))
            .collect();
        if changed.is_empty() {
            self.tx.confirm(subject);
        } else {
            let body = json!({ "facility": ask.facility, "protocol": Protocol::Fhir, "stored": changed });
            self.tx.record_for(&ask.ctx, Entry::new(subject, "intake.locations_stored", 1, body));
        }
    }

    /// Writes the rows whose counts changed, and says again those of which a Location was spoken of.
    async fn count(&self, facility: FacilityId, asks: &[&Ask], answered: &[Answered], places: &Places) -> Result<(), StoreError> {
        let touched: BTreeSet<&LogicalId> = answered.iter().flat_map(settled).filter(|one| !one.is_found).map(|one| &one.id).collect();
        let Some(last) = asks.iter().zip(answered).rev().find(|(_, answered)| settled(answered).next().is_some()) else { return Ok(()) };
        let there = rooms::page(self.tx, facility, Protocol::Fhir, 0, ROOMS_PER_FACILITY_MAX).await?;
        // What is read again does not make a number younger than it is.
        let is_late = asks.iter().all(|ask| ask.as_of.is_some());
        let as_of = asks.iter().filter_map(|ask| ask.as_of).max().filter(|_| is_late);
        let deeds: Vec<Deed> = acts(&there, rows(places), &rows_of(places, &touched), as_of)
            .into_iter()
            .map(|((class_code, room_code), act)| Deed {
                ctx: last.0.ctx.clone(),
                room: RoomId { facility, protocol: Protocol::Fhir, class_code, room_code },
                act,
            })
            .collect();
        if deeds.is_empty() {
            return Ok(());
        }
        let outcomes = Group { tx: self.tx, beds: self.beds, at: self.tx.now() }.carry_out(&deeds).await?;
        for (deed, outcome) in deeds.iter().zip(outcomes) {
            match outcome {
                Ok(Done::TooManyRooms) => tracing::warn!(%facility, room = deed.room.room_code, "a ward is not counted: too many rows"),
                Ok(_) => {}
                // Nothing of the call is stored: a count that is not true is worse than a call that is sent again.
                Err(error) => return Err(Arc::into_inner(error).unwrap_or(StoreError::Closing)),
            }
        }
        Ok(())
    }
}

fn settled(answered: &Answered) -> impl Iterator<Item = &Settled> {
    answered.iter().flatten().flatten()
}

/// What is to be done with the rows of a facility so that they say what was counted.
fn acts(there: &[RoomRow], mut counted: BTreeMap<RowKey, Counted>, touched: &BTreeSet<RowKey>, as_of: Option<UtcMs>) -> Vec<(RowKey, Act)> {
    let mut acts = Vec::new();
    for row in there {
        let key = (row.id.class_code.clone(), row.id.room_code.clone());
        match counted.remove(&key) {
            None => acts.push((key, Act::Delete)),
            Some(new) if !says_the_same(&row.stated, &new.stated) || touched.contains(&key) => {
                let counted_at = as_of.map(|as_of| row.stated.counted_at.map_or(as_of, |before| before.max(as_of)));
                acts.push((key, Act::Update(Stated { counted_at, ..new.stated })));
            }
            Some(_) => {}
        }
    }
    let create = |(key, new): (RowKey, Counted)| (key, Act::Create(Stated { counted_at: as_of, ..new.stated }, new.pool));
    acts.extend(counted.into_iter().map(create));
    acts
}

fn says_the_same(one: &Stated, other: &Stated) -> bool {
    let said = |stated: &Stated| (stated.capacity, stated.free, stated.deductions);
    one.name == other.name && said(one) == said(other)
}

impl Changes {
    /// The Locations that are changed under their id.
    fn named(&self) -> Vec<&LogicalId> {
        let id = |part: &'_ Part| match &part.change {
            Change::Update { .. } | Change::Patch { .. } => true,
            Change::Create { .. } => false,
        };
        match self {
            Self::All(parts) => parts.iter().filter(|part| id(part)).map(|part| part.change.id()).collect(),
            Self::Each(parts) => parts.iter().flatten().filter(|part| id(part)).map(|part| part.change.id()).collect(),
        }
    }
}
