//! The counting rule: single beds of a facility, put together by ward and care class.
//!
//! It errs on the side of too few free beds. A bed is free only when it says so itself (`active`, `U`), is not a category, and stands in nothing that is
//! closed. What is not said, or said in words nobody knows, makes a bed that exists but is never free; such beds are counted apart.

use std::collections::{BTreeMap, HashMap};

use sigap_kernel::CareClass;

use super::codes::{Coded, Mode, Operational, PhysicalType, Status};

/// Most steps from a bed upwards; a real one has 4 (room, ward, building, site). Circles end here.
pub const ANCESTRY_MAX: usize = 16;

/// One Location as far as counting needs it. All Locations of a facility are given, wards and rooms too. `None` is *not said*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceFacts<'a> {
    /// Its id.
    pub id: &'a str,
    /// The id of the place it is part of.
    pub part_of: Option<&'a str>,
    /// Its name for people.
    pub name: Option<&'a str>,
    /// Ward, room, bed …
    pub physical_type: Option<&'a Coded<PhysicalType>>,
    /// Whether it is in use.
    pub status: Option<&'a Coded<Status>>,
    /// A real place, or a category.
    pub mode: Option<&'a Coded<Mode>>,
    /// What a bed is doing now.
    pub operational: Option<&'a Coded<Operational>>,
    /// Its care class.
    pub class: Option<&'a Coded<CareClass>>,
}

impl PlaceFacts<'_> {
    fn is(&self, kind: PhysicalType) -> bool {
        self.physical_type.and_then(Coded::known) == Some(kind)
    }

    /// Whether it is taken out of use, so that nothing in it can be.
    fn is_out_of_use(&self) -> bool {
        matches!(self.status.and_then(Coded::known), Some(Status::Suspended | Status::Inactive))
    }
}

/// What a bed counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BedState {
    /// Free: the only state in which somebody may be sent there.
    Free,
    /// Somebody lies there.
    Occupied,
    /// Being cleaned.
    Cleaning,
    /// Contaminated or isolated: it is there, but nobody may be sent.
    Blocked,
    /// It is there; what it is doing is not said.
    Unknown,
    /// Closed. No part of the capacity.
    Closed,
    /// Suspended or not in use any more. No part of the capacity.
    OutOfUse,
}

/// Where beds are counted together. The ids are those given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit<'a> {
    /// The nearest ward above the bed.
    Ward(&'a str),
    /// The nearest room, for a bed that stands in no ward.
    Room(&'a str),
    /// Neither ward nor room is known: the facility as a whole.
    Facility,
}

/// The class under which beds are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClassKey<'a> {
    /// A class of the kernel.
    Known(CareClass),
    /// A code nobody has mapped.
    Unmapped(&'a str),
    /// Neither the bed nor a place above it says one.
    Unsaid,
}

/// Beds counted together. `capacity` = free + occupied + cleaning + blocked + unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BedCounts {
    /// Beds that are in use and not closed.
    pub capacity: u32,
    /// Free beds: never more than really are, but possibly fewer, by `unknown`.
    pub free: u32,
    /// Beds in which somebody lies.
    pub occupied: u32,
    /// Beds being cleaned.
    pub cleaning: u32,
    /// Contaminated or isolated beds.
    pub blocked: u32,
    /// Beds that do not say what they are doing, or not whether they are in use.
    pub unknown: u32,
    /// Closed beds, beside the capacity.
    pub closed: u32,
    /// Beds suspended or not in use any more, beside the capacity.
    pub out_of_use: u32,
    /// Of all these, beds whose place above is not known or turns in a circle.
    pub orphans: u32,
}

impl BedCounts {
    /// Whether every bed said what it is doing.
    #[must_use]
    pub const fn is_certain(&self) -> bool {
        self.unknown == 0
    }

    fn add(&mut self, state: BedState, is_orphan: bool) {
        let slot = match state {
            BedState::Free => &mut self.free,
            BedState::Occupied => &mut self.occupied,
            BedState::Cleaning => &mut self.cleaning,
            BedState::Blocked => &mut self.blocked,
            BedState::Unknown => &mut self.unknown,
            BedState::Closed => &mut self.closed,
            BedState::OutOfUse => &mut self.out_of_use,
        };
        *slot = slot.saturating_add(1);
        if !matches!(state, BedState::Closed | BedState::OutOfUse) {
            self.capacity = self.capacity.saturating_add(1);
        }
        self.orphans = self.orphans.saturating_add(u32::from(is_orphan));
    }
}

/// Beds of one unit and class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BedGroup<'a> {
    /// Where.
    pub unit: Unit<'a>,
    /// The name of the unit.
    pub name: Option<&'a str>,
    /// Of which class.
    pub class: ClassKey<'a>,
    /// How many.
    pub counts: BedCounts,
}

/// Counts the beds among `places`, by unit and class, in their order. Of two places with one id the last counts.
#[must_use]
pub fn count_beds<'a>(places: impl IntoIterator<Item = PlaceFacts<'a>>) -> Vec<BedGroup<'a>> {
    let by_id: HashMap<&str, PlaceFacts<'a>> = places.into_iter().map(|place| (place.id, place)).collect();
    let mut groups: BTreeMap<(Unit<'a>, ClassKey<'a>), BedGroup<'a>> = BTreeMap::new();
    for bed in by_id.values().filter(|place| is_bed(place)) {
        let above = Above::of(bed, &by_id);
        let class = above.class.map_or(ClassKey::Unsaid, class_key);
        let empty = BedGroup { unit: above.unit, name: above.name, class, counts: BedCounts::default() };
        groups.entry((above.unit, class)).or_insert(empty).counts.add(above.state(bed_state(bed)), above.is_orphan);
    }
    groups.into_values().collect()
}

/// A bed that can be touched; a category of beds is none.
fn is_bed(place: &PlaceFacts<'_>) -> bool {
    place.is(PhysicalType::Bed) && place.mode.and_then(Coded::known) != Some(Mode::Kind)
}

fn class_key(class: &Coded<CareClass>) -> ClassKey<'_> {
    match class {
        Coded::Known(class) => ClassKey::Known(*class),
        Coded::Unmapped(code) => ClassKey::Unmapped(code),
    }
}

/// What a bed says of itself. Without a status it may not be in use at all, so it is never free.
#[must_use]
pub fn bed_state(bed: &PlaceFacts<'_>) -> BedState {
    if bed.is_out_of_use() {
        return BedState::OutOfUse;
    }
    let is_active = bed.status.and_then(Coded::known) == Some(Status::Active);
    match bed.operational.and_then(Coded::known) {
        Some(Operational::Unoccupied) if is_active => BedState::Free,
        Some(Operational::Occupied) => BedState::Occupied,
        Some(Operational::Housekeeping) => BedState::Cleaning,
        Some(Operational::Contaminated | Operational::Isolated) => BedState::Blocked,
        Some(Operational::Closed) => BedState::Closed,
        Some(Operational::Unoccupied) | None => BedState::Unknown,
    }
}

/// What stands above a bed.
struct Above<'a> {
    unit: Unit<'a>,
    name: Option<&'a str>,
    class: Option<&'a Coded<CareClass>>,
    is_orphan: bool,
    is_out_of_use: bool,
    is_closed: bool,
    is_blocked: bool,
}

impl<'a> Above<'a> {
    /// Walks from the bed upwards; the nearest class stands for the bed when it says none itself.
    fn of(bed: &PlaceFacts<'a>, by_id: &HashMap<&'a str, PlaceFacts<'a>>) -> Self {
        let mut above = Self {
            unit: Unit::Facility,
            name: None,
            class: bed.class,
            is_orphan: bed.part_of.is_none(),
            is_out_of_use: false,
            is_closed: false,
            is_blocked: false,
        };
        let mut next = bed.part_of;
        for _ in 0..ANCESTRY_MAX {
            let Some(id) = next else { return above };
            let Some(place) = by_id.get(id) else { break };
            above.pass(place);
            next = place.part_of;
        }
        above.is_orphan = true;
        above
    }

    fn pass(&mut self, place: &PlaceFacts<'a>) {
        self.class = self.class.or(place.class);
        self.is_out_of_use |= place.is_out_of_use();
        match place.operational.and_then(Coded::known) {
            Some(Operational::Closed) => self.is_closed = true,
            Some(Operational::Contaminated | Operational::Isolated | Operational::Housekeeping) => self.is_blocked = true,
            _ => {}
        }
        let unit = match self.unit {
            Unit::Ward(_) => return,
            Unit::Facility if place.is(PhysicalType::Room) => Unit::Room(place.id),
            _ if place.is(PhysicalType::Ward) => Unit::Ward(place.id),
            _ => return,
        };
        self.unit = unit;
        self.name = place.name;
    }

    /// What the bed counts as where it stands: nothing in a closed ward is open.
    const fn state(&self, own: BedState) -> BedState {
        match own {
            BedState::OutOfUse => BedState::OutOfUse,
            _ if self.is_out_of_use => BedState::OutOfUse,
            // Somebody who lies there lies there, whatever the ward says of itself.
            BedState::Occupied => BedState::Occupied,
            _ if self.is_closed => BedState::Closed,
            BedState::Free if self.is_blocked => BedState::Blocked,
            other => other,
        }
    }
}
