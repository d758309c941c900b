//! What a hospital system asks of Sigap, whatever protocol it spoke, and what came of it. Types and rules; no SQL, no HTTP.

use std::collections::BTreeMap;

use sigap_kernel::{Ctx, FacilityId, Pool, UtcMs, WardId, coded_enum};
use sigap_registry::ReportedBy;

use crate::Deductions;
use crate::siranap::{Amend, V1};
use crate::store::rooms::Head;

/// Rooms one facility may register by one protocol. A large hospital has about 200 room groups; above this its system
/// invents a new code with every call.
pub const ROOMS_PER_FACILITY_MAX: u32 = 1_000;

coded_enum! {
    /// A way in which beds are reported. Also the name under which its keys are kept.
    pub enum Protocol {
        /// BPJS Aplicares.
        Aplicares = "aplicares",
        /// Kemenkes RS Online (SIRANAP).
        Siranap = "siranap",
        /// SATUSEHAT, by FHIR `Location`s.
        Fhir = "fhir",
        /// EDXL-HAVE.
        Have = "have",
        /// A file that a person uploads.
        Upload = "upload",
    }
}

impl Protocol {
    /// As the registry calls whoever speaks for a ward in this way.
    pub(crate) const fn as_voice(self) -> ReportedBy {
        match self {
            Self::Aplicares => ReportedBy::Aplicares,
            Self::Siranap => ReportedBy::Siranap,
            Self::Fhir => ReportedBy::Fhir,
            Self::Have => ReportedBy::Have,
            Self::Upload => ReportedBy::Upload,
        }
    }
}

coded_enum! {
    /// How a row of a feed came to its ward, or why it has none.
    pub(crate) enum Joined {
        /// The ward was opened for it.
        Opened = "opened",
        /// The ward has the same name and kind, and no other feed spoke of the facility.
        Found = "found",
        /// A person joined it.
        Person = "person",
        /// It has none and waits for a person.
        Waiting = "waiting",
        /// It has none, by a person's decision.
        LeftOut = "left_out",
    }
}

/// Rows that one system states together: those of a protocol, and of RS Online those of a generation, because the two name the same beds by
/// other codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Feed {
    pub(crate) protocol: Protocol,
    /// The XML of RS Online.
    pub(crate) is_first_generation: bool,
}

impl Feed {
    /// The feed of rows with this class code.
    pub(crate) fn of(protocol: Protocol, class_code: &str) -> Self {
        Self { protocol, is_first_generation: protocol == Protocol::Siranap && class_code.starts_with(V1) }
    }

    /// Whether a hospital that sends this leaves the other behind.
    pub(crate) fn succeeds(self, other: Self) -> bool {
        self.protocol == other.protocol && other.is_first_generation && !self.is_first_generation
    }
}

/// Which room of which facility, in the sender's own words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RoomId {
    pub(crate) facility: FacilityId,
    pub(crate) protocol: Protocol,
    pub(crate) class_code: String,
    pub(crate) room_code: String,
}

impl RoomId {
    /// The feed it belongs to.
    pub(crate) fn feed(&self) -> Feed {
        Feed::of(self.protocol, &self.class_code)
    }
}

/// What a sender says of a room, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stated {
    pub(crate) name: String,
    /// Beds; `None` when the sender does not say.
    pub(crate) capacity: Option<u32>,
    /// Free beds; `None` when the sender does not say.
    pub(crate) free: Option<u32>,
    /// Free for men only, for women only, for either.
    pub(crate) by_sex: Option<(u32, u32, u32)>,
    /// What the sender tells beside the free beds.
    pub(crate) deductions: Deductions,
    /// What else its own system reads back, as JSON; empty when nothing.
    pub(crate) own_words: String,
    /// The number by which the sender knows the row, where that is not ours; `None` leaves what is known.
    pub(crate) sender_no: Option<i64>,
    /// When it was counted, by the sender's word; `None`: when it came.
    pub(crate) counted_at: Option<UtcMs>,
}

/// A room as it was last stated: what its own system reads back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoomRow {
    pub(crate) id: RoomId,
    /// The number under which its sender may know it.
    pub(crate) row_no: i64,
    pub(crate) stated: Stated,
    pub(crate) last_update: UtcMs,
    /// The ward it stands for.
    pub(crate) ward: Option<WardId>,
    pub(crate) joined: Joined,
    /// The kind of beds its codes were understood as.
    pub(crate) pool: Option<Pool>,
}

impl RoomRow {
    /// What stands there, by when.
    pub(crate) fn head(&self) -> Head {
        Head { ward: self.ward, observed_at: self.stated.counted_at.unwrap_or(self.last_update), last_update: self.last_update }
    }
}

/// What is to be done with a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Register it; the pool is what its class code was understood as.
    Create(Stated, Pool),
    /// Replace its counts.
    Update(Stated),
    /// Replace its counts, the kind of beds it was understood as, and the code by which its sender knows it where another one is given.
    Change(Stated, Pool, Option<String>),
    /// Replace what is said of its counts and leave the rest as it stands there.
    Amend(Amend),
    /// Remove it.
    Delete,
    /// Remove it as of this instant, unless something was said of it since.
    DeleteAsOf(UtcMs),
    /// Let it stand for another ward, or for none: a person's decision.
    Join(Choice),
}

/// What a person decides about a row of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It stands for this ward.
    Ward(WardId),
    /// A ward is opened for it.
    Open,
    /// It is not used.
    LeaveOut,
}

impl Act {
    /// The same, said then: it was true at that time, and is not more than that now.
    pub(crate) fn dated(mut self, then: UtcMs) -> Self {
        match &mut self {
            Self::Create(stated, _) | Self::Update(stated) | Self::Change(stated, ..) => {
                stated.counted_at.get_or_insert(then);
            }
            Self::Amend(amend) => amend.date(then),
            Self::Delete => return Self::DeleteAsOf(then),
            Self::DeleteAsOf(_) | Self::Join(_) => {}
        }
        self
    }

    /// What is said of the room, if anything and all of it.
    pub(crate) const fn stated(&self) -> Option<&Stated> {
        match self {
            Act::Create(stated, _) | Act::Update(stated) | Act::Change(stated, ..) => Some(stated),
            Act::Amend(_) | Act::Delete | Act::DeleteAsOf(_) | Act::Join(_) => None,
        }
    }
}

/// One writing command of one sender.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    /// Who sent it: a machine.
    pub(crate) ctx: Ctx,
    /// Which room.
    pub(crate) room: RoomId,
    /// What to do with it.
    pub(crate) act: Act,
}

/// What came of a deed that is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// The room is registered; it may have been before.
    Created,
    /// Its counts were replaced.
    Updated,
    /// It was removed.
    Deleted,
    /// It is not removed: something newer than the removal was said of it.
    SpokenOfSince,
    /// There is no such room.
    NoSuchRoom,
    /// The facility has [`ROOMS_PER_FACILITY_MAX`] rooms already.
    TooManyRooms,
    /// So many rooms of the facility were removed that no further code is taken.
    TooManyRemoved,
    /// Another room has the new code already.
    CodeTaken,
    /// It stands for what a person decided.
    Joined,
    /// There is no such ward in use at the facility.
    NoSuchWard,
    /// Another row of the same feed stands for the ward already.
    WardHasRow,
}

impl Done {
    /// Whether anything was written.
    pub(crate) const fn is_written(self) -> bool {
        matches!(self, Self::Created | Self::Updated | Self::Deleted | Self::Joined)
    }
}

/// How the deeds of one group are carried out. Rooms do not know of each other, so that only the order within a room counts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan<'d> {
    /// Rooms that are only updated, with counts as of now: the places of their deeds, in order. These are written set by set.
    pub(crate) updated: BTreeMap<&'d RoomId, Vec<usize>>,
    /// Rooms that are also created, deleted or spoken of belatedly: carried out one deed after the other.
    pub(crate) moved: BTreeMap<&'d RoomId, Vec<usize>>,
}

impl<'d> Plan<'d> {
    pub(crate) fn of(deeds: &'d [Deed]) -> Self {
        let mut rooms: BTreeMap<&RoomId, Vec<usize>> = BTreeMap::new();
        for (place, deed) in deeds.iter().enumerate() {
            rooms.entry(&deed.room).or_default().push(place);
        }
        let is_update =
            |place: &usize| deeds.get(*place).is_some_and(|deed| matches!(&deed.act, Act::Update(stated) if stated.counted_at.is_none()));
        let (updated, moved) = rooms.into_iter().partition(|(_, places)| places.iter().all(is_update));
        Self { updated, moved }
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    fn deed(room_code: &str, act: Act) -> Deed {
        let ctx = World::real().ctx(Actor::System("test"));
        let facility = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let room = RoomId { facility, protocol: Protocol::Aplicares, class_code: "KL2".into(), room_code: room_code.into() };
        Deed { ctx, room, act }
    }

    fn stated() -> Stated {
        Stated { name: "Melati".into(), capacity: Some(24), free: Some(7), ..Stated::default() }
    }

    #[test]
    fn a_room_that_comes_or_goes_is_handled_in_order_and_holds_up_no_other() {
        let update = || Act::Update(stated());
        let deeds = [
            deed("B", update()),
            deed("A", update()),
            deed("C", Act::Create(stated(), Pool::general(sigap_kernel::CareClass::Two))),
            deed("A", update()),
            deed("C", update()),
            deed("B", Act::Delete),
        ];
        let plan = Plan::of(&deeds);
        let places = |rooms: &BTreeMap<&RoomId, Vec<usize>>| {
            rooms.iter().map(|(room, places)| (room.room_code.clone(), places.clone())).collect::<Vec<_>>()
        };
        assert_eq!(places(&plan.updated), [("A".to_owned(), vec![1, 3])]);
        assert_eq!(places(&plan.moved), [("B".to_owned(), vec![0, 5]), ("C".to_owned(), vec![2, 4])]);
    }
}
