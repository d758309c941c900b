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

/// Whether it is a bed.
pub(crate) fn is_bed(place: &Place) -> bool {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sigap_exchange::fhir::{Coded, LocationFacts, Operational, Status};
    use sigap_kernel::UtcMs;

    use super::*;

    fn place(name: &str, kind: PhysicalType, part_of: Option<&str>) -> Place {
        let facts = LocationFacts {
            identifiers: vec![Identifier { system: None, value: format!("id-{name}") }],
            name: Some(name.into()),
            status: Some(Coded::Known(Status::Active)),
            physical_type: Some(Coded::Known(kind)),
            operational: Some(Coded::Known(Operational::Unoccupied)),
            part_of: part_of.map(|of| Reference::Id(of.parse().unwrap())),
            ..LocationFacts::default()
        };
        Place { version: 1, last_updated: UtcMs(0), bytes: 1, facts, document: None }
    }

    fn places(all: Vec<(&str, Place)>) -> Places {
        Places::new(all.into_iter().map(|(id, place)| (id.parse().unwrap(), place)).collect())
    }

    fn said(places: &Places) -> Vec<(String, Option<u32>, Option<u32>)> {
        rows(places).into_values().map(|row| (row.stated.name, row.stated.free, row.stated.capacity)).collect()
    }

    #[test]
    fn a_place_is_found_by_its_identifier_too() {
        let by_identifier = Reference::Identifier(Identifier { system: None, value: "id-Melati".into() });
        let mut bed = place("Bed", PhysicalType::Bed, None);
        bed.facts.part_of = Some(by_identifier);
        let all = places(vec![("melati", place("Melati", PhysicalType::Ward, None)), ("b", bed.clone())]);
        assert_eq!(said(&all), [("Melati".to_owned(), Some(1), Some(1))]);
        assert_eq!(said(&places(vec![("b", bed)])), [("Tempat tidur di luar ruang".to_owned(), Some(1), Some(1))], "nobody has it");
    }

    #[test]
    fn codes_and_names_have_room_in_the_registry_and_long_unknown_classes_are_counted_together() {
        let ward = place(&"病".repeat(200), PhysicalType::Ward, None);
        let bed = |class: &str| {
            let mut bed = place("Bed", PhysicalType::Bed, Some("w"));
            bed.facts.class = Some(Coded::Unmapped(class.into()));
            bed
        };
        let all = places(vec![("w", ward), ("1", bed("isolasi-tekanan-negatif")), ("2", bed("isolasi-tekanan-positif")), ("3", bed("x"))]);
        let rows = rows(&all);
        assert!(rows.iter().all(|((class, _), row)| class.chars().count() <= 12 && row.stated.name.chars().count() <= 120));
        assert_eq!(rows.values().map(|row| row.stated.capacity).collect::<Vec<_>>(), [Some(2), Some(1)]);
    }

    #[test]
    fn the_rows_of_a_bed_are_those_it_is_counted_in() {
        let ward = |id| place(id, PhysicalType::Ward, None);
        let all = places(vec![
            ("w1", ward("w1")),
            ("w2", ward("w2")),
            ("1", place("1", PhysicalType::Bed, Some("w1"))),
            ("2", place("2", PhysicalType::Bed, Some("w2"))),
        ]);
        let of = |id: &str| rows_of(&all, &BTreeSet::from([&id.parse().unwrap()])).into_iter().map(|(_, room)| room).collect::<Vec<_>>();
        assert_eq!((of("1"), of("2"), of("w1")), (vec!["w1".to_owned()], vec!["w2".to_owned()], vec![]));
    }

    proptest! {
        /// No bed is counted twice or lost, and none is free that is not, however places hang together.
        #[test]
        fn every_bed_is_counted_once(beds in prop::collection::vec((0..6_usize, prop::option::of(0..3_usize), any::<bool>()), 0..30)) {
            let wards = ["w0", "w1", "w2", "nobody", "0", "1"];
            let mut all = vec![("w0", place("Melati", PhysicalType::Ward, None)), ("w1", place("Melati", PhysicalType::Ward, Some("w2"))),
                ("w2", place("Mawar", PhysicalType::Room, Some("w1")))];
            let ids: Vec<String> = (0..beds.len()).map(|number| number.to_string()).collect();
            for ((ward, class, is_free), id) in beds.iter().zip(&ids) {
                let mut bed = place(id, PhysicalType::Bed, Some(wards[*ward]));
                bed.facts.class = class.map(|class| [Coded::Known(CareClass::Two), Coded::Unmapped("icu".into()), Coded::Known(CareClass::None)][class].clone());
                bed.facts.operational = Some(Coded::Known(if *is_free { Operational::Unoccupied } else { Operational::Occupied }));
                all.push((id, bed));
            }
            let rows = rows(&places(all));
            let sum = |number: fn(&Stated) -> Option<u32>| rows.values().filter_map(|row| number(&row.stated)).sum::<u32>() as usize;
            prop_assert_eq!(sum(|stated| stated.capacity), beds.len());
            prop_assert_eq!(sum(|stated| stated.free), beds.iter().filter(|bed| bed.2).count());
        }
    }
}
