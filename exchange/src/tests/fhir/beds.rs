//! The counting rule: what a bed counts as, where it is counted, and that doubt never makes a bed free.

use proptest::prelude::*;
use sigap_kernel::CareClass;

use crate::fhir::{
    BedCounts, BedGroup, BedState, ClassKey, Coded, Mode, Operational, PhysicalType, PlaceFacts, Status, Unit, bed_state, count_beds,
};

const WARD: Coded<PhysicalType> = Coded::Known(PhysicalType::Ward);
const ROOM: Coded<PhysicalType> = Coded::Known(PhysicalType::Room);
const BED: Coded<PhysicalType> = Coded::Known(PhysicalType::Bed);
const ACTIVE: Coded<Status> = Coded::Known(Status::Active);
const SUSPENDED: Coded<Status> = Coded::Known(Status::Suspended);
const TWO: Coded<CareClass> = Coded::Known(CareClass::Two);
const FREE: Coded<Operational> = Coded::Known(Operational::Unoccupied);
const OCCUPIED: Coded<Operational> = Coded::Known(Operational::Occupied);
const CLOSED: Coded<Operational> = Coded::Known(Operational::Closed);

fn place<'a>(id: &'a str, part_of: Option<&'a str>, physical_type: &'a Coded<PhysicalType>) -> PlaceFacts<'a> {
    PlaceFacts {
        id,
        part_of,
        name: Some(id),
        physical_type: Some(physical_type),
        status: Some(&ACTIVE),
        mode: None,
        operational: None,
        class: None,
    }
}

fn bed<'a>(id: &'a str, part_of: Option<&'a str>, operational: &'a Coded<Operational>) -> PlaceFacts<'a> {
    PlaceFacts { operational: Some(operational), class: Some(&TWO), ..place(id, part_of, &BED) }
}

/// `unit class free/capacity`, and the rest where it is not 0.
fn line(group: &BedGroup<'_>) -> String {
    let BedCounts { capacity, free, occupied, cleaning, blocked, unknown, closed, out_of_use, orphans } = group.counts;
    let mut line = format!("{:?} {:?} {free}/{capacity}", group.unit, group.class);
    for (name, count) in
        [("O", occupied), ("H", cleaning), ("B", blocked), ("?", unknown), ("C", closed), ("X", out_of_use), ("orphan", orphans)]
    {
        if count > 0 {
            line.push_str(&format!(" {name}{count}"));
        }
    }
    line
}

fn lines(places: &[PlaceFacts<'_>]) -> Vec<String> {
    count_beds(places.iter().copied()).iter().map(line).collect()
}

#[test]
fn a_bed_counts_as_what_it_says_of_itself() {
    let (inactive, unmapped, strange) =
        (Coded::Known(Status::Inactive), Coded::Unmapped("aktif".to_owned()), Coded::Unmapped("Z".to_owned()));
    let code = |code: &str| Coded::<Operational>::of(code);
    for (status, operational, state) in [
        (Some(&ACTIVE), Some(code("U")), BedState::Free),
        (Some(&ACTIVE), Some(code("O")), BedState::Occupied),
        (Some(&ACTIVE), Some(code("H")), BedState::Cleaning),
        (Some(&ACTIVE), Some(code("K")), BedState::Blocked),
        (Some(&ACTIVE), Some(code("I")), BedState::Blocked),
        (Some(&ACTIVE), Some(code("C")), BedState::Closed),
        (Some(&ACTIVE), Some(strange), BedState::Unknown),
        (Some(&ACTIVE), None, BedState::Unknown),
        (None, Some(code("U")), BedState::Unknown),
        (None, Some(code("O")), BedState::Occupied),
        (Some(&unmapped), Some(code("U")), BedState::Unknown),
        (Some(&SUSPENDED), Some(code("U")), BedState::OutOfUse),
        (Some(&inactive), Some(code("O")), BedState::OutOfUse),
    ] {
        let bed = PlaceFacts { status, operational: operational.as_ref(), ..place("b", None, &BED) };
        assert_eq!(bed_state(&bed), state, "{status:?} {operational:?}");
    }
}

#[test]
fn beds_are_counted_by_ward_and_class() {
    let kris = Coded::Known(CareClass::Kris);
    let suite = Coded::Unmapped("suite".to_owned());
    let places = [
        place("melati", None, &WARD),
        place("201", Some("melati"), &ROOM),
        place("301", None, &ROOM),
        bed("a", Some("201"), &FREE),
        bed("b", Some("201"), &OCCUPIED),
        bed("c", Some("melati"), &CLOSED),
        PlaceFacts { class: Some(&kris), ..bed("d", Some("201"), &FREE) },
        PlaceFacts { class: Some(&suite), ..bed("e", Some("301"), &FREE) },
        PlaceFacts { operational: None, ..bed("f", Some("201"), &FREE) },
        PlaceFacts { mode: Some(&Coded::Known(Mode::Kind)), ..bed("g", Some("201"), &FREE) },
        bed("h", None, &FREE),
        bed("i", Some("tidak-ada"), &FREE),
    ];
    let expected = [
        "Ward(\"melati\") Known(Two) 1/3 O1 ?1 C1",
        "Ward(\"melati\") Known(Kris) 1/1",
        "Room(\"301\") Unmapped(\"suite\") 1/1",
        "Facility Known(Two) 2/2 orphan2",
    ];
    assert_eq!(lines(&places), expected);
    let groups = count_beds(places);
    assert_eq!((groups[0].name, groups[0].counts.is_certain(), groups[1].counts.is_certain()), (Some("melati"), false, true));
}

#[test]
fn a_bed_without_a_class_has_that_of_the_nearest_place_above_it() {
    let three = Coded::Known(CareClass::Three);
    let ward = PlaceFacts { class: Some(&three), ..place("w", None, &WARD) };
    let room = PlaceFacts { class: Some(&TWO), ..place("r", Some("w"), &ROOM) };
    let unsaid = |id, part_of| PlaceFacts { class: None, ..bed(id, part_of, &FREE) };
    assert_eq!(
        lines(&[ward, room, unsaid("a", Some("r")), unsaid("b", Some("w")), unsaid("c", None)]),
        ["Ward(\"w\") Known(Two) 1/1", "Ward(\"w\") Known(Three) 1/1", "Facility Unsaid 1/1 orphan1",]
    );
    assert_eq!(ClassKey::Known(CareClass::Two), ClassKey::Known(CareClass::Two));
}

#[test]
fn nothing_in_a_closed_place_is_free() {
    let isolated = Coded::Known(Operational::Isolated);
    let cleaned = Coded::Known(Operational::Housekeeping);
    let ward = place("w", Some("s"), &WARD);
    let beds = [bed("a", Some("w"), &FREE), bed("b", Some("w"), &OCCUPIED)];
    for (above, expected) in [
        (PlaceFacts { status: Some(&SUSPENDED), ..ward }, "Ward(\"w\") Known(Two) 0/0 X2"),
        (PlaceFacts { operational: Some(&CLOSED), ..ward }, "Ward(\"w\") Known(Two) 0/1 O1 C1"),
        (PlaceFacts { operational: Some(&isolated), ..ward }, "Ward(\"w\") Known(Two) 0/2 O1 B1"),
        (PlaceFacts { operational: Some(&cleaned), ..ward }, "Ward(\"w\") Known(Two) 0/2 O1 B1"),
    ] {
        let site = Coded::Known(PhysicalType::Site);
        assert_eq!(lines(&[place("s", None, &site), above, beds[0], beds[1]]), [expected]);
    }
}

#[test]
fn places_that_turn_in_a_circle_are_counted_once_and_marked() {
    let round = [place("r1", Some("r2"), &ROOM), place("r2", Some("r1"), &ROOM), bed("a", Some("r1"), &FREE)];
    assert_eq!(lines(&round), ["Room(\"r1\") Known(Two) 1/1 orphan1"]);
    assert_eq!(lines(&[bed("a", Some("a"), &FREE)]), ["Facility Known(Two) 1/1 orphan1"]);
}

proptest! {
    #[test]
    fn no_places_lose_a_bed_or_make_one_free(
        all in proptest::collection::vec((0..12_usize, 0..4_usize, 0..4_usize, 0..8_usize), 0..40),
    ) {
        let ids: Vec<String> = (0..40).map(|number| number.to_string()).collect();
        let kinds = [WARD, ROOM, BED, BED];
        let states = [Some(ACTIVE), Some(ACTIVE), Some(SUSPENDED), None];
        let doings: Vec<Option<Coded<Operational>>> = Operational::ALL.iter().map(|word| Some(Coded::Known(*word))).chain([None, None]).collect();
        let places: Vec<_> = all.iter().enumerate().map(|(place, (above, kind, state, doing))| PlaceFacts {
            id: &ids[place], part_of: Some(ids[*above].as_str()), name: None, physical_type: Some(&kinds[*kind]),
            status: states[*state].as_ref(), mode: None, operational: doings[*doing].as_ref(), class: None,
        }).collect();
        let beds = places.iter().filter(|place| place.physical_type == Some(&BED)).count();
        let said_free = places.iter().filter(|place| place.physical_type == Some(&BED) && bed_state(place) == BedState::Free).count();
        let (mut counted, mut free) = (0, 0);
        for BedGroup { counts, .. } in count_beds(places) {
            prop_assert_eq!(counts.capacity, counts.free + counts.occupied + counts.cleaning + counts.blocked + counts.unknown);
            counted += counts.capacity + counts.closed + counts.out_of_use;
            free += counts.free;
        }
        prop_assert_eq!(usize::try_from(counted).unwrap(), beds);
        prop_assert!(usize::try_from(free).unwrap() <= said_free);
    }
}

#[test]
fn units_are_put_in_order() {
    assert!(Unit::Ward("z") < Unit::Room("a") && Unit::Room("z") < Unit::Facility);
}
