//! All Locations of one facility in memory, and what a call makes of them: the rules of creating, replacing and changing. No SQL.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sigap_exchange::fhir::{
    Candidate, Document, Fault, Identifier, IssueCode, Location, LocationFacts, LogicalId, Patch, Query, Reference, Status, Stored,
};
use sigap_kernel::{FacilityId, UtcMs};

use super::facts::{self, FACTS_BYTES_MAX};
use crate::model::Done;

/// Locations one facility may keep. A hospital of 1,000 beds has about 1,500.
pub const LOCATIONS_PER_FACILITY_MAX: usize = 5_000;
/// Bytes of all Locations of a facility: about six times what so many real ones have.
pub(crate) const FACILITY_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// One change of one Location.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Create it under this id, unless something fits the condition.
    Create { id: LogicalId, location: Box<Location>, if_none_exist: Option<Box<Query>> },
    /// Create or replace it.
    Update { id: LogicalId, location: Box<Location>, if_match: Option<u64> },
    /// Change a part of it.
    Patch { id: LogicalId, patch: Patch, if_match: Option<u64> },
}

impl Change {
    /// The Location it is about, or the id that a new one gets.
    pub(crate) const fn id(&self) -> &LogicalId {
        match self {
            Self::Create { id, .. } | Self::Update { id, .. } | Self::Patch { id, .. } => id,
        }
    }
}

/// A change, and the name by which others of its Bundle point at it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) full_url: Option<String>,
    pub(crate) change: Change,
}

/// What one call asks for.
#[derive(Debug, Clone)]
pub(crate) enum Changes {
    /// All or nothing.
    All(Vec<Part>),
    /// Each for itself; what could not be read keeps its place.
    Each(Vec<Result<Part, Fault>>),
}

/// A Location as the rules see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) version: u64,
    pub(crate) last_updated: UtcMs,
    /// Bytes of document and facts.
    pub(crate) bytes: u64,
    pub(crate) facts: LocationFacts,
    /// Its text, as far as it was read.
    pub(crate) document: Option<Document<'static>>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settled {
    pub(crate) id: LogicalId,
    pub(crate) version: u64,
    pub(crate) last_updated: UtcMs,
    pub(crate) is_created: bool,
    /// Whether there is a new version.
    pub(crate) is_changed: bool,
    /// Whether it was there and only fits the condition of a call (`If-None-Exist`), which says nothing new of it.
    pub(crate) is_found: bool,
    /// What it says it is doing now, for the audit trail: its `operationalStatus`, or `status` where that is not `active`.
    pub(crate) says: Option<String>,
    /// Its text, as far as it was read.
    pub(crate) document: Option<Document<'static>>,
}

/// Why a change is not done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    pub(crate) fault: Fault,
    pub(crate) cause: Cause,
}

/// What its page of problems says of a change that is not done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cause {
    /// What the fault says.
    Said,
    /// Somebody else's organization was named: how, and whose it is.
    Organization { named: String, owner: FacilityId },
    /// Its beds would be counted in a row more than the facility may have: what came of that row.
    Rows(Done),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { fault, cause: Cause::Said }
    }
}

/// Says whose an organization is, where it is somebody else's.
pub(crate) type OtherOwner<'f> = &'f (dyn Fn(&Reference) -> Option<FacilityId> + Sync);

/// The Locations of one facility.
#[derive(Debug, Default)]
pub(crate) struct Places {
    all: BTreeMap<LogicalId, Place>,
    bytes: u64,
    /// Locations that were changed here and are not stored yet.
    changed: BTreeSet<LogicalId>,
    /// Which Location has an identifier; `None` until somebody asks. A Bundle asks as often as it has entries.
    named: Option<HashMap<Identifier, LogicalId>>,
}

/// What was there before a call, to undo it.
type Before = Vec<(LogicalId, Option<Place>, bool)>;

impl Places {
    pub(crate) fn new(all: BTreeMap<LogicalId, Place>) -> Self {
        let bytes = all.values().map(|place| place.bytes).sum();
        Self { all, bytes, changed: BTreeSet::new(), named: None }
    }

    /// What is there, without the texts: to be remembered.
    pub(crate) fn without_documents(self) -> BTreeMap<LogicalId, Place> {
        let mut all = self.all;
        all.values_mut().for_each(|place| place.document = None);
        all
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&LogicalId, &Place)> {
        self.all.iter()
    }

    pub(crate) fn get(&self, id: &LogicalId) -> Option<&Place> {
        self.all.get(id)
    }

    /// The Locations that are to be stored.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (&LogicalId, &Place)> {
        self.changed.iter().filter_map(|id| Some((id, self.all.get(id)?)))
    }

    /// Puts in a text that was read.
    pub(crate) fn set_document(&mut self, id: &LogicalId, document: Document<'static>) {
        if let Some(place) = self.all.get_mut(id) {
            place.document.get_or_insert(document);
        }
    }

    /// Does what a call asks for: one outcome for each of its changes. All or nothing gives an error for the whole.
    pub(crate) fn carry_out(
        &mut self,
        changes: &Changes,
        as_of: Option<UtcMs>,
        at: UtcMs,
        other_owner: OtherOwner<'_>,
    ) -> Result<Vec<Result<Settled, Refused>>, Refused> {
        let when = When { as_of, at };
        match changes {
            Changes::All(parts) => {
                let mut before = Before::new();
                let done = self.all_of(parts, when, other_owner, &mut before);
                if done.is_err() {
                    self.undo(before);
                }
                done.map(|settled| settled.into_iter().map(Ok).collect())
            }
            Changes::Each(parts) => {
                let each = |part: &Result<Part, Fault>| {
                    let change = &part.as_ref().map_err(Clone::clone)?.change;
                    match self.fits(change)? {
                        Some(found) => self.stands(&found, true),
                        None => self.one(change, when, other_owner, &|_| None, &mut Before::new()),
                    }
                };
                Ok(parts.iter().map(each).collect())
            }
        }
    }

    fn all_of(&mut self, parts: &[Part], when: When, other_owner: OtherOwner<'_>, before: &mut Before) -> Result<Vec<Settled>, Refused> {
        // What a condition fits is decided before anything is changed, so that references lead where they are said to lead.
        let found = parts.iter().map(|part| self.fits(&part.change)).collect::<Result<Vec<_>, _>>()?;
        let named = |(part, found): (&'_ Part, &Option<LogicalId>)| {
            Some((part.full_url.clone()?, found.clone().unwrap_or_else(|| part.change.id().clone())))
        };
        let ids: BTreeMap<String, LogicalId> = parts.iter().zip(&found).filter_map(named).collect();
        let each = |(part, found): (&Part, Option<LogicalId>)| match found {
            Some(found) => self.stands(&found, true),
            None => self.one(&part.change, when, other_owner, &|url| ids.get(url).cloned(), before),
        };
        parts.iter().zip(found).map(each).collect()
    }

    fn undo(&mut self, before: Before) {
        self.named = None;
        for (id, place, was_changed) in before.into_iter().rev() {
            if !was_changed {
                self.changed.remove(&id);
            }
            self.bytes += place.as_ref().map_or(0, |place| place.bytes);
            let undone = match place {
                Some(place) => self.all.insert(id, place),
                None => self.all.remove(&id),
            };
            self.bytes -= undone.map_or(0, |place| place.bytes);
        }
    }

    fn one(
        &mut self,
        change: &Change,
        when: When,
        other_owner: OtherOwner<'_>,
        entry: &dyn Fn(&str) -> Option<LogicalId>,
        before: &mut Before,
    ) -> Result<Settled, Refused> {
        let (id, mut location) = match change {
            Change::Create { id, location, .. } => (id, (**location).clone()),
            Change::Update { id, location, if_match } => {
                self.check_version(id, *if_match)?;
                (id, (**location).clone())
            }
            Change::Patch { id, patch, if_match } => {
                let place = self.all.get(id).ok_or_else(Fault::not_found)?;
                self.check_version(id, *if_match)?;
                let document = place.document.as_ref().ok_or_else(Fault::not_found)?;
                (id, patch.apply(Stored { id, version: place.version, last_updated: place.last_updated, document })?)
            }
        };
        location.resolve(entry)?;
        let there = self.all.get(id);
        let is_newer = there.zip(when.as_of).is_some_and(|(place, as_of)| place.last_updated > as_of);
        if is_newer || there.is_some_and(|place| place.document.as_ref() == Some(&location.document)) {
            return self.stands(id, false);
        }
        self.check(id, &location.facts, other_owner)?;
        self.put(id, location, when.at, before)
    }

    fn check_version(&self, id: &LogicalId, if_match: Option<u64>) -> Result<(), Fault> {
        match if_match {
            Some(version) if self.all.get(id).map(|place| place.version) != Some(version) => Err(Fault::version_conflict()),
            _ => Ok(()),
        }
    }

    /// The one Location that fits the condition of a change, if it has one.
    fn fits(&self, change: &Change) -> Result<Option<LogicalId>, Fault> {
        let Change::Create { if_none_exist: Some(query), .. } = change else { return Ok(None) };
        let mut fitting = self.all.iter().filter(|(id, place)| query.matches(&place.candidate(id)));
        match (fitting.next(), fitting.next()) {
            (Some(_), Some(_)) => Err(Fault::multiple_matches()),
            (found, _) => Ok(found.map(|(id, _)| id.clone())),
        }
    }

    fn check(&mut self, id: &LogicalId, facts: &LocationFacts, other_owner: OtherOwner<'_>) -> Result<(), Refused> {
        if let Some((organization, owner)) = facts.organization.as_ref().and_then(|named| Some((named, other_owner(named)?))) {
            let named = match organization {
                Reference::Id(id) => id.to_string(),
                Reference::Identifier(one) => one.value.clone(),
                Reference::Entry(url) => url.clone(),
            };
            return Err(Refused { fault: Fault::forbidden(), cause: Cause::Organization { named, owner } });
        }
        if self.has_taken_identifier(id, facts) { Err(Fault::duplicate().into()) } else { Ok(()) }
    }

    /// Whether another Location has one of these identifiers. Those that stand there already were asked about when they came.
    fn has_taken_identifier(&mut self, id: &LogicalId, facts: &LocationFacts) -> bool {
        let stands = self.all.get(id).is_some_and(|place| place.facts.identifiers == facts.identifiers);
        if stands || facts.identifiers.is_empty() {
            return false;
        }
        let all = &self.all;
        let named = self.named.get_or_insert_with(|| all.iter().flat_map(|(id, place)| names_of(id, &place.facts)).collect());
        facts.identifiers.iter().any(|one| named.get(one).is_some_and(|other| other != id))
    }

    fn put(&mut self, id: &LogicalId, location: Location, at: UtcMs, before: &mut Before) -> Result<Settled, Refused> {
        let Location { facts, document, .. } = location;
        let facts_bytes = facts::write(&facts).len();
        let old = self.all.get(id);
        let bytes = u64::try_from(facts_bytes + document.as_str().len()).unwrap_or(u64::MAX);
        let total = self.bytes.saturating_sub(old.map_or(0, |place| place.bytes)).saturating_add(bytes);
        if facts_bytes > FACTS_BYTES_MAX {
            return Err(too_long("Nama, identifier, dan type satu Location terlalu banyak atau terlalu panjang.").into());
        }
        if (old.is_none() && self.all.len() >= LOCATIONS_PER_FACILITY_MAX) || total > FACILITY_BYTES_MAX {
            return Err(full().into());
        }
        // A clock that was set back does not make a Location older than it was.
        let last_updated = old.map_or(at, |place| place.last_updated.max(at));
        let (version, is_created) = (old.map_or(0, |place| place.version) + 1, old.is_none());
        let (says, text) = (says(&facts), Some(document.clone()));
        let settled =
            Settled { id: id.clone(), version, last_updated, is_created, is_changed: true, is_found: false, says, document: text };
        if let Some(named) = &mut self.named {
            old.iter().flat_map(|place| &place.facts.identifiers).for_each(|one| drop(named.remove(one)));
            named.extend(names_of(id, &facts));
        }
        let old = self.all.insert(id.clone(), Place { version, last_updated, bytes, facts, document: Some(document) });
        before.push((id.clone(), old, !self.changed.insert(id.clone())));
        self.bytes = total;
        Ok(settled)
    }

    /// A Location that is left as it is.
    fn stands(&self, id: &LogicalId, is_found: bool) -> Result<Settled, Refused> {
        let place = self.all.get(id).ok_or_else(Fault::not_found)?;
        let Place { version, last_updated, document, facts, .. } = place;
        Ok(Settled {
            id: id.clone(),
            version: *version,
            last_updated: *last_updated,
            is_created: false,
            is_changed: false,
            is_found,
            says: says(facts),
            document: document.clone(),
        })
    }
}

impl Place {
    pub(crate) const fn candidate<'p>(&'p self, id: &'p LogicalId) -> Candidate<'p> {
        Candidate { id, last_updated: self.last_updated, facts: &self.facts }
    }
}

/// When a change is taken; and when it was true, for a call that is read again.
#[derive(Clone, Copy)]
struct When {
    as_of: Option<UtcMs>,
    at: UtcMs,
}

fn says(facts: &LocationFacts) -> Option<String> {
    let status = facts.status.as_ref().filter(|status| status.known() != Some(Status::Active)).map(ToString::to_string);
    status.or_else(|| facts.operational.as_ref().map(ToString::to_string))
}

fn names_of<'p>(id: &'p LogicalId, facts: &'p LocationFacts) -> impl Iterator<Item = (Identifier, LogicalId)> {
    facts.identifiers.iter().map(|one| (one.clone(), id.clone()))
}

fn too_long(sentence: &str) -> Fault {
    Fault::new(413, IssueCode::TooLong, sentence)
}

/// No more Locations can be kept for the facility.
fn full() -> Fault {
    let sentence = format!("Data Location fasilitas ini sudah penuh, paling banyak {LOCATIONS_PER_FACILITY_MAX}.");
    Fault::new(413, IssueCode::TooLong, sentence)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use sigap_exchange::fhir::Kind;

    use super::*;

    const NOW: UtcMs = UtcMs(1_000_000);

    fn id(text: &str) -> LogicalId {
        text.parse().unwrap()
    }

    fn location(name: &str) -> Box<Location> {
        let tree = json!({ "resourceType": "Location", "name": name, "identifier": [{ "value": name }] });
        Box::new(Location::read(tree.to_string().as_bytes(), None).unwrap())
    }

    fn create(at: &str, name: &str) -> Change {
        Change::Create { id: id(at), location: location(name), if_none_exist: None }
    }

    fn update(at: &str, name: &str) -> Change {
        Change::Update { id: id(at), location: location(name), if_match: None }
    }

    fn all(changes: Vec<Change>) -> Changes {
        Changes::All(changes.into_iter().map(|change| Part { full_url: None, change }).collect())
    }

    fn done(places: &mut Places, changes: &Changes, as_of: Option<UtcMs>) -> Result<Vec<Settled>, Fault> {
        let outcome = places.carry_out(changes, as_of, NOW, &|_| None);
        outcome.and_then(|all| all.into_iter().collect()).map_err(|refused| refused.fault)
    }

    fn seen(places: &Places) -> (Value, u64, Vec<LogicalId>) {
        let all = places.iter().map(|(id, place)| json!([id.as_str(), place.version, place.bytes, facts::write(&place.facts)]));
        (all.collect(), places.bytes, places.changed.iter().cloned().collect())
    }

    #[test]
    fn entries_that_point_at_each_other_find_each_other_also_when_one_was_there_before() {
        let mut places = Places::default();
        done(&mut places, &all(vec![create("ward-1", "Melati")]), None).unwrap();
        let pointing = |to: &str| {
            let tree = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [{ "resource":
                { "resourceType": "Location", "name": "Bed", "partOf": { "reference": to } }, "request": { "method": "POST", "url": "Location" } }] });
            let Ok(sigap_exchange::fhir::Bundle::Transaction(mut entries)) =
                sigap_exchange::fhir::Bundle::read(tree.to_string().as_bytes())
            else {
                panic!("a transaction")
            };
            Box::new(entries.remove(0).deed.location_mut().clone())
        };
        let query = Box::new(Query::parse(Kind::Location, "identifier=Melati", true).unwrap());
        let ward = Change::Create { id: id("new"), location: location("Melati"), if_none_exist: Some(query) };
        let bed = |to| Change::Create { id: id("bed"), location: pointing(to), if_none_exist: None };
        let parts = |to| {
            Changes::All(vec![Part { full_url: None, change: bed(to) }, Part { full_url: Some("urn:uuid:w".into()), change: ward.clone() }])
        };
        let settled = done(&mut places, &parts("urn:uuid:w"), None).unwrap();
        assert_eq!(settled.iter().map(|one| (one.id.as_str(), one.is_found)).collect::<Vec<_>>(), [("bed", false), ("ward-1", true)]);
        assert_eq!(places.get(&id("bed")).unwrap().facts.part_of, Some(Reference::Id(id("ward-1"))));
        assert_eq!(done(&mut places, &parts("urn:uuid:x"), None).unwrap_err().status, 400, "nothing has this name");
    }

    #[test]
    fn what_is_read_again_does_not_overwrite_what_came_later() {
        let mut places = Places::default();
        done(&mut places, &all(vec![create("a", "baru")]), None).unwrap();
        let late = done(&mut places, &all(vec![update("a", "lama")]), Some(UtcMs(NOW.0 - 1))).unwrap();
        assert_eq!((late[0].is_changed, places.get(&id("a")).unwrap().facts.name.as_deref()), (false, Some("baru")));
    }

    #[test]
    fn a_facility_keeps_so_many_locations_and_so_many_bytes() {
        let mut places = Places::default();
        for number in 0..LOCATIONS_PER_FACILITY_MAX {
            let place = Place { version: 1, last_updated: NOW, bytes: 100, facts: LocationFacts::default(), document: None };
            places.all.insert(id(&number.to_string()), place);
        }
        assert_eq!(done(&mut places, &all(vec![create("lagi", "x")]), None).unwrap_err().status, 413);
        assert!(done(&mut places, &all(vec![update("1", "x")]), None).is_ok(), "what is there can be changed");
        places.bytes = FACILITY_BYTES_MAX;
        assert_eq!(done(&mut places, &all(vec![update("2", "y")]), None).unwrap_err().status, 413);
    }

    proptest! {
        /// Of a call that is refused nothing is left, whatever it did before it came to what is refused.
        #[test]
        fn all_or_nothing_leaves_nothing(
            first in prop::collection::vec(("[a-d]", "[p-t]"), 0..6),
            second in prop::collection::vec(("[a-f]", "[p-v]"), 0..6),
            last in "[p-v]",
        ) {
            let changes = |all: &[(String, String)]| all.iter().map(|(at, name)| update(at, name)).collect::<Vec<_>>();
            let mut places = Places::default();
            for change in changes(&first) {
                let _ = done(&mut places, &all(vec![change]), None);
            }
            let before = seen(&places);
            let mut refused = changes(&second);
            refused.push(Change::Update { id: id("z"), location: location(&last), if_match: Some(7) });
            prop_assert!(done(&mut places, &all(refused), None).is_err());
            prop_assert_eq!(seen(&places), before);
            // No two Locations ever have one identifier.
            let mut names: Vec<_> = places.iter().filter_map(|(_, place)| place.facts.name.clone()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), count);
        }
    }
}
