//! From the Locations of a facility to the rows of its feed: beds of one ward and one class are one row. No SQL.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sigap_exchange::fhir::{BedCounts, BedGroup, ClassKey, Identifier, LogicalId, PhysicalType, PlaceFacts, Reference, Unit, count_beds};
use sigap_kernel::{BedType, CareClass, Pool};

use super::places::{Place, Places};
use crate::Deductions;
use crate::model::Stated;

/// Letters of a ward's name that stand before its class: the registry's names have room for 160.
const NAME_KEPT_CHARS: usize = 100;
/// Letters of a class code nobody knows that tell its row from others; two codes that begin alike are counted together.
const CLASS_KEPT_CHARS: usize = 10;
/// The code of the row of beds that stand in no ward and in no room: no letter of an id.
const NO_UNIT: &str = "*";

/// Which row: class code and room code.
pub(crate) type RowKey = (String, String);

/// What a row is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) pool: Pool,
    pub(crate) stated: Stated,
}

/// All rows of a facility.
pub(crate) fn rows(places: &Places) -> BTreeMap<RowKey, Counted> {
    let ids = by_identifier(places);
    let groups = count_beds(places.iter().map(|(id, place)| facts(id, place, &ids)));
    let mut classes: HashMap<Unit<'_>, usize> = HashMap::new();
    groups.iter().for_each(|group| *classes.entry(group.unit).or_default() += 1);
    let mut rows: BTreeMap<RowKey, (BedCounts, Pool, String)> = BTreeMap::new();
    for group in &groups {
        let has_several = classes.get(&group.unit).is_some_and(|classes| *classes > 1);
        let row = rows.entry(key(group)).or_insert_with(|| (BedCounts::default(), pool(group.class), name(group, has_several)));
        add(&mut row.0, &group.counts);
    }
    rows.into_iter().map(|(key, (counts, pool, name))| (key, Counted { pool, stated: stated(name, &counts) })).collect()
}

/// The rows in which these Locations are counted.
pub(crate) fn rows_of(places: &Places, touched: &BTreeSet<&LogicalId>) -> BTreeSet<RowKey> {
    let ids = by_identifier(places);
    // Beds are counted one by one: without the others only the rows of these are left.
    let is_left = |(id, place): &(&LogicalId, &Place)| touched.contains(id) || !is_bed(place);
    count_beds(places.iter().filter(is_left).map(|(id, place)| facts(id, place, &ids))).iter().map(key).collect()
}

fn is_bed(place: &Place) -> bool {
    place.facts.physical_type.as_ref().and_then(|kind| kind.known()) == Some(PhysicalType::Bed)
}

/// A place may be named by its identifier instead of its id.
fn by_identifier(places: &Places) -> HashMap<&Identifier, &LogicalId> {
    places.iter().flat_map(|(id, place)| place.facts.identifiers.iter().map(move |one| (one, id))).collect()
}

fn facts<'p>(id: &'p LogicalId, place: &'p Place, ids: &HashMap<&'p Identifier, &'p LogicalId>) -> PlaceFacts<'p> {
    let of = &place.facts;
    let part_of = of.part_of.as_ref().map(|reference| match reference {
        Reference::Id(id) => id.as_str(),
        // What nobody knows stays an orphan.
        Reference::Identifier(one) => ids.get(one).map_or(NO_UNIT, |id| id.as_str()),
        Reference::Entry(_) => NO_UNIT,
    });
    PlaceFacts {
        id: id.as_str(),
        part_of,
        name: of.name.as_deref(),
        physical_type: of.physical_type.as_ref(),
        status: of.status.as_ref(),
        mode: of.mode.as_ref(),
        operational: of.operational.as_ref(),
        class: of.class.as_ref(),
    }
}

fn key(group: &BedGroup<'_>) -> RowKey {
    let class_code = match group.class {
        ClassKey::Known(class) => class.code().to_owned(),
        ClassKey::Unmapped(code) => format!("x:{}", code.chars().take(CLASS_KEPT_CHARS).collect::<String>()),
        ClassKey::Unsaid => "-".to_owned(),
    };
    let room_code = match group.unit {
        Unit::Ward(id) | Unit::Room(id) => id,
        Unit::Facility => NO_UNIT,
    };
    (class_code, room_code.to_owned())
}

/// Beds of a known class are ordinary beds of that class. What treatment the others are for nobody said: a person says so.
const fn pool(class: ClassKey<'_>) -> Pool {
    match class {
        ClassKey::Known(class) => Pool::general(class),
        ClassKey::Unmapped(_) | ClassKey::Unsaid => Pool::of_type(BedType::Unmapped),
    }
}

fn name(group: &BedGroup<'_>, has_several: bool) -> String {
    let place = match (group.name, group.unit) {
        (Some(name), _) => name,
        (None, Unit::Ward(id) | Unit::Room(id)) => id,
        (None, Unit::Facility) => "Tempat tidur di luar ruang",
    };
    let place: String = place.chars().take(NAME_KEPT_CHARS).collect();
    if has_several { format!("{place} ({})", class_word(group.class)) } else { place }
}

fn class_word(class: ClassKey<'_>) -> String {
    match class {
        ClassKey::Known(CareClass::None) | ClassKey::Unsaid => "tanpa kelas".to_owned(),
        ClassKey::Known(class @ (CareClass::One | CareClass::Two | CareClass::Three)) => format!("Kelas {class}"),
        ClassKey::Known(class) => class.code().to_uppercase(),
        ClassKey::Unmapped(code) => code.chars().take(CLASS_KEPT_CHARS).collect(),
    }
}

fn add(to: &mut BedCounts, more: &BedCounts) {
    to.capacity += more.capacity;
    to.free += more.free;
    to.cleaning += more.cleaning;
    to.blocked += more.blocked;
}

/// Free beds stand without those being cleaned or blocked: these are told beside them.
fn stated(name: String, counts: &BedCounts) -> Stated {
    let deductions = Deductions { cleaning: Some(counts.cleaning), blocked: Some(counts.blocked), ..Deductions::default() };
    Stated { name, capacity: Some(counts.capacity), free: Some(counts.free), deductions, ..Stated::default() }
}
