//! Writing Locations: the calls of many senders in one transaction, each facility read and counted once. Locations and the counts that follow
//! from them are committed together, so that nothing between them can be lost; and the rows are held against the Locations with every write, so
//! that they come right by themselves should they ever differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::json;
use sigap_exchange::fhir::{Fault, IssueCode, LogicalId, Reference};
use sigap_kernel::{Actor, Ctx, FacilityId, UtcMs, World};
use sigap_store::{Db, Entry, GroupWriter, Lane, StoreError, Subject, Tx};
use sigap_web::Floor;

use super::UNKNOWN_LOCATION;
use super::count::{Counted, RowKey, is_bed, rows, rows_of};
use super::known::{LastWritten, Remembered};
use super::places::{Cause, Change, Changes, Part, Places, Refused, Settled};
use crate::call::too_many;
use crate::card::Cards;
use crate::group::Group;
use crate::model::{Act, Deed, RoomId, RoomRow, Stated};
use crate::store::{locations, problems, rooms};
use crate::{BedCounter, ProblemKind, Protocol};

/// Facilities whose Locations are in memory at once: statements are few, and memory has a limit also where all are large.
const FACILITIES_AT_ONCE: usize = 16;

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
    let hand = Arc::new(Hand { db: floor.db().clone(), world: floor.world().clone(), beds, cards, known: LastWritten::default() });
    GroupWriter::start(move |asks| {
        let hand = hand.clone();
        async move { Ok(hand.write(asks).await) }
    })
}

/// Calls that are not done, by their place in the group.
type NotDone = BTreeMap<usize, Refused>;

/// Why a group is not committed.
enum Uncommitted {
    Store(StoreError),
    /// These calls bring rows that the facility may not have: the others are done without them.
    Rows(NotDone),
}

impl From<StoreError> for Uncommitted {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

struct Hand<B> {
    db: Db,
    world: World,
    beds: Arc<B>,
    cards: Cards,
    known: LastWritten,
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

    /// Commits what can be done of a group: each round leaves out the calls that brought too many rows into the one before.
    async fn commit(&self, asks: &[Ask]) -> Result<Vec<Answered>, StoreError> {
        let mut not_done = NotDone::new();
        loop {
            match self.try_commit(asks, &not_done).await {
                Ok(answered) => return Ok(answered),
                Err(Uncommitted::Store(error)) => return Err(error),
                Err(Uncommitted::Rows(more)) => not_done.extend(more),
            }
        }
    }

    async fn try_commit(&self, asks: &[Ask], not_done: &NotDone) -> Result<Vec<Answered>, Uncommitted> {
        if not_done.len() == asks.len() {
            return Ok(not_done.values().cloned().map(Err).collect());
        }
        let ctx = self.world.ctx(Actor::System("intake"));
        let (beds, cards, known) = (&*self.beds, &self.cards, &self.known);
        let carry_out = |tx: Tx| async move { Writing { tx: &tx, beds, cards, known }.carry_out(asks, not_done).await };
        let (answered, written) = self.db.write_in(&ctx, Lane::Bulk, carry_out).await?;
        known.put(written);
        Ok(answered)
    }
}

/// One group inside its transaction.
struct Writing<'w, B> {
    tx: &'w Tx,
    beds: &'w B,
    cards: &'w Cards,
    known: &'w LastWritten,
}

/// The calls of one facility in a group: what they asked for, on what, and what came of it.
struct Theirs<'a> {
    facility: FacilityId,
    /// How often its Locations were written, with this time.
    writes: i64,
    /// Where they stand in the group.
    at: Vec<usize>,
    asks: Vec<&'a Ask>,
    places: Places,
    answered: Vec<Answered>,
}

impl<B: BedCounter> Writing<'_, B> {
    /// Some facilities at once, always in the same order, so that two nodes never wait for each other in turn.
    async fn carry_out(&self, asks: &[Ask], not_done: &NotDone) -> Result<(Vec<Answered>, Vec<(FacilityId, Remembered)>), Uncommitted> {
        let mut by_facility: BTreeMap<FacilityId, Vec<usize>> = BTreeMap::new();
        let to_do = asks.iter().enumerate().filter(|(at, _)| !not_done.contains_key(at));
        to_do.for_each(|(at, ask)| by_facility.entry(ask.facility).or_default().push(at));
        let by_facility: Vec<_> = by_facility.into_iter().collect();
        let mut answered: Vec<(usize, Answered)> = not_done.iter().map(|(at, refused)| (*at, Err(refused.clone()))).collect();
        let mut written = Vec::with_capacity(by_facility.len());
        for some in by_facility.chunks(FACILITIES_AT_ONCE) {
            let mut all = self.read(some, asks).await?;
            for theirs in &mut all {
                self.change(theirs);
                self.read_the_rest(theirs).await?;
            }
            let changed =
                all.iter().flat_map(|theirs| theirs.places.changed().map(|(id, place)| (theirs.facility, id, place))).collect::<Vec<_>>();
            locations::put(self.tx, &changed).await?;
            self.settle_unknown(&all).await?;
            all.iter().for_each(|theirs| self.record(theirs));
            self.count(&all).await?;
            for theirs in all {
                answered.extend(theirs.at.into_iter().zip(theirs.answered));
                written.push((theirs.facility, Remembered { writes: theirs.writes, all: theirs.places.without_documents() }));
            }
        }
        answered.sort_unstable_by_key(|(at, _)| *at);
        Ok((answered.into_iter().map(|(_, answered)| answered).collect(), written))
    }

    /// A Location was created: what was kept of Locations that are not there is settled. Should another one lack still, it comes anew.
    async fn settle_unknown(&self, all: &[Theirs<'_>]) -> Result<(), StoreError> {
        let about = format!("{}:{UNKNOWN_LOCATION}", ProblemKind::Room);
        let has_created = |theirs: &&Theirs<'_>| theirs.answered.iter().flat_map(settled).any(|one| one.is_created);
        for theirs in all.iter().filter(has_created) {
            problems::settle(self.tx, theirs.facility, Protocol::Fhir, &about).await?;
        }
        Ok(())
    }

    /// What these facilities have, with the texts of what is about to change.
    async fn read<'a>(&self, some: &[(FacilityId, Vec<usize>)], asks: &'a [Ask]) -> Result<Vec<Theirs<'a>>, StoreError> {
        let facilities: Vec<FacilityId> = some.iter().map(|(facility, _)| *facility).collect();
        let writes = locations::hold(self.tx, &facilities).await?;
        let writes_of = |facility: &FacilityId| writes.get(facility).copied().unwrap_or_default();
        let mut there: HashMap<_, _> =
            facilities.iter().filter_map(|facility| Some((*facility, self.known.take(*facility, writes_of(facility))?))).collect();
        let unknown: Vec<FacilityId> = facilities.iter().copied().filter(|facility| !there.contains_key(facility)).collect();
        if !unknown.is_empty() {
            there.extend(locations::of_facilities(self.tx, &unknown).await?);
        }
        let theirs = |(facility, at): &(FacilityId, Vec<usize>)| Theirs {
            facility: *facility,
            writes: writes_of(facility),
            at: at.clone(),
            asks: at.iter().filter_map(|at| asks.get(*at)).collect(),
            places: Places::new(there.remove(facility).unwrap_or_default()),
            answered: Vec::new(),
        };
        let mut all: Vec<Theirs<'a>> = some.iter().map(theirs).collect();
        let named: BTreeSet<(FacilityId, LogicalId)> = all.iter().flat_map(Theirs::named).collect();
        for (facility, id, document) in locations::texts(self.tx, &named.into_iter().collect::<Vec<_>>()).await? {
            if let Ok(place) = all.binary_search_by_key(&facility, |theirs| theirs.facility)
                && let Some(theirs) = all.get_mut(place)
            {
                theirs.places.set_document(&id, document);
            }
        }
        Ok(all)
    }

    /// The calls of one facility, in their order.
    fn change(&self, theirs: &mut Theirs<'_>) {
        let Theirs { facility, asks, places, answered, .. } = theirs;
        let other_owner = |organization: &Reference| self.cards.other_owner(organization, *facility);
        *answered = asks.iter().map(|ask| places.carry_out(&ask.changes, ask.as_of, self.tx.now(), &other_owner)).collect();
    }

    /// The texts of Locations that a condition fitted.
    async fn read_the_rest(&self, theirs: &mut Theirs<'_>) -> Result<(), StoreError> {
        let lacking = |settled: &&mut Settled| settled.document.is_none();
        let mut lacking: Vec<&mut Settled> = theirs.answered.iter_mut().flatten().flatten().flatten().filter(lacking).collect();
        let ids: BTreeSet<LogicalId> = lacking.iter().map(|settled| settled.id.clone()).collect();
        let texts = locations::some(self.tx, theirs.facility, &ids.iter().collect::<Vec<_>>()).await?;
        for settled in &mut lacking {
            settled.document = texts.get(&settled.id).and_then(|place| place.document.clone());
        }
        Ok(())
    }

    /// Which Locations each call changed, and what each says now.
    fn record(&self, theirs: &Theirs<'_>) {
        let subject = Subject::new("feed", theirs.facility);
        for (ask, answered) in theirs.asks.iter().zip(&theirs.answered) {
            let changed: Vec<_> = settled(answered)
                .filter(|settled| settled.is_changed)
                .map(|settled| json!({ "id": settled.id.as_str(), "version": settled.version, "says": settled.says }))
                .collect();
            if changed.is_empty() {
                self.tx.confirm(subject.clone());
            } else {
                let body = json!({ "facility": ask.facility, "protocol": Protocol::Fhir, "stored": changed });
                self.tx.record_for(&ask.ctx, Entry::new(subject.clone(), "intake.locations_stored", 1, body));
            }
        }
    }

    /// Writes the rows whose counts changed, and says again those of which a Location was spoken of. A row too many is the fault of whoever
    /// speaks of its beds now; one that nobody speaks of was too many before.
    async fn count(&self, all: &[Theirs<'_>]) -> Result<(), Uncommitted> {
        let facilities: Vec<FacilityId> = all.iter().map(|theirs| theirs.facility).collect();
        let mut there: HashMap<FacilityId, Vec<RoomRow>> = HashMap::with_capacity(facilities.len());
        for row in rooms::of_facilities(self.tx, &facilities, Protocol::Fhir).await? {
            there.entry(row.id.facility).or_default().push(row);
        }
        let deeds: Vec<Deed> = all.iter().flat_map(|theirs| theirs.deeds(there.get(&theirs.facility).map_or(&[], Vec::as_slice))).collect();
        if deeds.is_empty() {
            return Ok(());
        }
        let outcomes = Group { tx: self.tx, beds: self.beds, at: self.tx.now() }.carry_out(&deeds).await?;
        let mut not_done = NotDone::new();
        for (deed, outcome) in deeds.iter().zip(outcomes) {
            // Nothing of the call is stored: a count that is not true is worse than a call that is sent again.
            let done = outcome.map_err(|error| Arc::into_inner(error).unwrap_or(StoreError::Closing))?;
            let Some((sentence, _)) = too_many(done) else { continue };
            let refused = Refused { fault: Fault::new(413, IssueCode::TooLong, sentence), cause: Cause::Rows(done) };
            let theirs = all.iter().filter(|theirs| theirs.facility == deed.room.facility);
            not_done.extend(theirs.flat_map(|theirs| theirs.who_speak_of(&deed.room)).map(|at| (at, refused.clone())));
            tracing::warn!(facility = %deed.room.facility, room = deed.room.room_code, "a ward is not counted: too many rows");
        }
        if not_done.is_empty() { Ok(()) } else { Err(Uncommitted::Rows(not_done)) }
    }
}

impl Theirs<'_> {
    /// The Locations that are there and named by a call.
    fn named(&self) -> impl Iterator<Item = (FacilityId, LogicalId)> + '_ {
        let ids = self.asks.iter().flat_map(|ask| ask.changes.named()).filter(|id| self.places.get(id).is_some());
        ids.map(|id| (self.facility, id.clone()))
    }

    /// The places of the calls that speak of a bed of this row; where none does, of those that changed what beds stand in.
    fn who_speak_of(&self, room: &RoomId) -> Vec<usize> {
        let row = (room.class_code.clone(), room.room_code.clone());
        let of_bed = |answered: &Answered| {
            let spoken: BTreeSet<&LogicalId> = settled(answered).filter(|one| !one.is_found).map(|one| &one.id).collect();
            rows_of(&self.places, &spoken).contains(&row)
        };
        let above = |answered: &Answered| {
            settled(answered).any(|one| one.is_changed && self.places.get(&one.id).is_some_and(|place| !is_bed(place)))
        };
        let who = |speaks: &dyn Fn(&Answered) -> bool| {
            self.at.iter().zip(&self.answered).filter(|(_, answered)| speaks(answered)).map(|(at, _)| *at).collect::<Vec<_>>()
        };
        let speakers = who(&of_bed);
        if speakers.is_empty() { who(&above) } else { speakers }
    }

    /// What is to be done with the rows of the facility.
    fn deeds(&self, there: &[RoomRow]) -> Vec<Deed> {
        let touched: BTreeSet<&LogicalId> = self.answered.iter().flat_map(settled).filter(|one| !one.is_found).map(|one| &one.id).collect();
        let last = self.asks.iter().zip(&self.answered).rev().find(|(_, answered)| settled(answered).next().is_some());
        let Some((last, _)) = last else { return Vec::new() };
        // What is read again does not make a number younger than it is.
        let is_late = self.asks.iter().all(|ask| ask.as_of.is_some());
        let as_of = self.asks.iter().filter_map(|ask| ask.as_of).max().filter(|_| is_late);
        acts(there, rows(&self.places), &rows_of(&self.places, &touched), as_of)
            .into_iter()
            .map(|((class_code, room_code), act)| Deed {
                ctx: last.ctx.clone(),
                room: RoomId { facility: self.facility, protocol: Protocol::Fhir, class_code, room_code },
                act,
            })
            .collect()
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
