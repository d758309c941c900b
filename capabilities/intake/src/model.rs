//! What a hospital system asks of Sigap, whatever protocol it spoke, and what came of it. Types and rules; no SQL, no HTTP.

use std::collections::BTreeMap;

use sigap_kernel::{Ctx, FacilityId, Pool, UtcMs, coded_enum};

/// Rooms one facility may register by one protocol. A large hospital has about 200 room groups; above this its system
/// invents a new code with every call.
pub const ROOMS_PER_FACILITY_MAX: u32 = 1_000;

coded_enum! {
    /// A protocol that reports rooms. Also the name under which its keys are kept.
    pub enum Protocol {
        /// BPJS Aplicares.
        Aplicares = "aplicares",
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

/// What a sender says of a room, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) name: String,
    pub(crate) capacity: u32,
    pub(crate) free: u32,
    pub(crate) free_men: u32,
    pub(crate) free_women: u32,
    pub(crate) free_either: u32,
}

/// A room as it was last stated: what its own system reads back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoomRow {
    pub(crate) class_code: String,
    pub(crate) room_code: String,
    pub(crate) stated: Stated,
    pub(crate) last_update: UtcMs,
}

/// What is to be done with a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Register it; the pool is what its class code was understood as.
    Create(Stated, Pool),
    /// Replace its counts.
    Update(Stated),
    /// Remove it.
    Delete,
}

impl Act {
    /// What is said of the room, if anything.
    pub(crate) const fn stated(&self) -> Option<&Stated> {
        match self {
            Act::Create(stated, _) | Act::Update(stated) => Some(stated),
            Act::Delete => None,
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
    /// There is no such room.
    NoSuchRoom,
    /// The facility has [`ROOMS_PER_FACILITY_MAX`] rooms already.
    TooManyRooms,
}

/// How the deeds of one group are carried out. Rooms do not know of each other, so that only the order within a room counts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan<'d> {
    /// Rooms that are only updated: the places of their deeds, in order. These are written set by set.
    pub(crate) updated: BTreeMap<&'d RoomId, Vec<usize>>,
    /// Rooms that are also created or deleted: carried out one deed after the other.
    pub(crate) moved: BTreeMap<&'d RoomId, Vec<usize>>,
}

impl<'d> Plan<'d> {
    pub(crate) fn of(deeds: &'d [Deed]) -> Self {
        let mut rooms: BTreeMap<&RoomId, Vec<usize>> = BTreeMap::new();
        for (place, deed) in deeds.iter().enumerate() {
            rooms.entry(&deed.room).or_default().push(place);
        }
        let is_update = |place: &usize| deeds.get(*place).is_some_and(|deed| matches!(deed.act, Act::Update(_)));
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
        Stated { name: "Melati".into(), capacity: 24, free: 7, free_men: 0, free_women: 0, free_either: 0 }
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
