//! `Command`: what a call asks for, checked and ready to be done.

use super::{Action, Page, Room, RoomKey, Route};
use crate::bpjs::Ppk;
use crate::lenient::ReadFault;

/// What a sender asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give the class table.
    Classes,
    /// List the rooms of a facility.
    Read {
        /// The facility.
        ppk: Ppk,
        /// Which part of the list.
        page: Page,
    },
    /// Register a room.
    Create {
        /// The facility.
        ppk: Ppk,
        /// The room.
        room: Room,
    },
    /// Replace the counts of a room that is registered.
    Update {
        /// The facility.
        ppk: Ppk,
        /// The room.
        room: Room,
    },
    /// Remove a room.
    Delete {
        /// The facility.
        ppk: Ppk,
        /// Which room.
        key: RoomKey,
    },
}

impl Route {
    /// Reads the body that belongs to this route; a body where none belongs is ignored.
    ///
    /// # Errors
    /// The body cannot be read, or fields are wrong: all of them are named.
    pub fn command(self, body: &[u8]) -> Result<Command, ReadFault> {
        let (ppk, action) = match self {
            Route::Classes => return Ok(Command::Classes),
            Route::Rooms { ppk, action } => (ppk, action),
        };
        Ok(match action {
            Action::Read(page) => Command::Read { ppk, page },
            Action::Create => Command::Create { ppk, room: Room::read(body)? },
            Action::Update => Command::Update { ppk, room: Room::read(body)? },
            Action::Delete => Command::Delete { ppk, key: RoomKey::read(body)? },
        })
    }
}
