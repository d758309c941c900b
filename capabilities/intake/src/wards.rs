//! The registry's wards behind the rooms of a sender: made, found again, renamed, taken out of use. Always inside a savepoint.

use sigap_kernel::{Pool, WardId};
use sigap_registry::{NewWard, RegistryError, ReportedBy, Ward};
use sigap_store::{StoreError, Tx};

use crate::Protocol;
use crate::join::{Placement, placement};
use crate::model::{Joined, RoomId};
use crate::store::rooms;

/// Letters of a hospital's name that stand before the codes which tell two rooms of one name apart: the registry's names
/// have room for 160.
const NAME_KEPT_CHARS: usize = 80;

/// Why a deed that adds or removes a room was undone.
pub(crate) enum Undone {
    /// Another node registered the room just now.
    Taken,
    Store(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RegistryError> for Undone {
    fn from(error: RegistryError) -> Self {
        Self::Store(match error {
            RegistryError::Store(error) => error,
            // The registry refuses a ward for no reason of the sender's: it is for the log.
            other => StoreError::Unreadable { column: "ward".to_owned(), why: other.to_string() },
        })
    }
}

/// The ward a new room stands for, and how it came to it.
pub(crate) async fn place(tx: &Tx, room: &RoomId, name: &str, pool: Pool) -> Result<(Option<WardId>, Joined), Undone> {
    let (wards, joins) = (sigap_registry::wards_of(tx, room.facility).await?, rooms::joins(tx, room.facility).await?);
    match placement(room.feed(), name, pool, &wards, &joins) {
        Placement::Take(ward) => speak_for(tx, ward, room.protocol.as_voice()).await.map(|()| (Some(ward), Joined::Found)),
        Placement::Open => open(tx, room, name, pool).await.map(|ward| (Some(ward), Joined::Opened)),
        Placement::Wait => Ok((None, Joined::Waiting)),
    }
}

/// A ward of its own for a room.
pub(crate) async fn open(tx: &Tx, room: &RoomId, name: &str, pool: Pool) -> Result<WardId, Undone> {
    for name in names(room, name) {
        let new = NewWard { facility: room.facility, name, pool, reported_by: room.protocol.as_voice() };
        match sigap_registry::add_ward(tx, new).await {
            Ok(ward) => return Ok(ward.id),
            Err(RegistryError::WardTaken(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(Undone::Taken)
}

/// From now on this voice is the ward's.
pub(crate) async fn speak_for(tx: &Tx, id: WardId, voice: ReportedBy) -> Result<(), Undone> {
    if let Some(ward) = sigap_registry::ward(tx, id).await?.filter(|ward| ward.reported_by != voice) {
        sigap_registry::change_ward(tx, Ward { reported_by: voice, ..ward }).await?;
    }
    Ok(())
}

/// A room stands for a ward from now on: where any system may speak, this one does.
pub(crate) async fn be_heard(tx: &Tx, protocol: Protocol, id: WardId) -> Result<(), Undone> {
    let ward = sigap_registry::ward(tx, id).await?;
    if ward.is_some_and(|ward| ward.reported_by == ReportedBy::System) {
        speak_for(tx, id, protocol.as_voice()).await?;
    }
    Ok(())
}

/// A room no longer stands for a ward. A ward that spoke through it alone is taken out of use when `may_retire`; otherwise any other
/// system may speak for it from now on. Whether the ward went out of use.
pub(crate) async fn leave(tx: &Tx, room: &RoomId, id: WardId, may_retire: bool) -> Result<bool, Undone> {
    let Some(ward) = sigap_registry::ward(tx, id).await? else { return Ok(false) };
    let spoke = [room.protocol.as_voice(), ReportedBy::System].contains(&ward.reported_by);
    let others = rooms::joins(tx, ward.facility).await?.iter().any(|(other, joined)| *joined == id && *other != room.feed());
    match (spoke, others) {
        (true, false) if may_retire && ward.active => retire(tx, id).await.map(|()| true),
        (true, _) => speak_for(tx, id, ReportedBy::System).await.map(|()| false),
        (false, _) => Ok(false),
    }
}

/// A ward that went out of use with its room is in use again, under a name that no other ward has by now.
pub(crate) async fn reopen(tx: &Tx, room: &RoomId, id: WardId) -> Result<(), Undone> {
    let Some(ward) = sigap_registry::ward(tx, id).await? else { return Ok(()) };
    let ward = Ward { active: true, reported_by: room.protocol.as_voice(), ..ward };
    for name in names(room, &ward.name) {
        match sigap_registry::change_ward(tx, Ward { name, ..ward.clone() }).await {
            Err(RegistryError::WardTaken(_)) => {}
            other => return Ok(other.map(|_| ())?),
        }
    }
    Err(Undone::Taken)
}

/// Gives a ward the name its hospital uses now.
pub(crate) async fn rename(tx: &Tx, room: &RoomId, id: WardId, name: &str) -> Result<(), Undone> {
    let Some(ward) = sigap_registry::ward(tx, id).await? else { return Ok(()) };
    for name in names(room, name) {
        match sigap_registry::change_ward(tx, Ward { name, ..ward.clone() }).await {
            Err(RegistryError::WardTaken(_)) => {}
            other => return Ok(other.map(|_| ())?),
        }
    }
    Err(Undone::Taken)
}

/// The beds of a room are of another kind now, `(before, after)`: whether its ward has beds of this kind. One that Sigap opened for the room
/// gets it, unless a person gave it another one since.
pub(crate) async fn retype(tx: &Tx, room: &RoomId, id: WardId, kinds: (Pool, Pool), is_opened: bool) -> Result<bool, Undone> {
    let (before, after) = kinds;
    let Some(ward) = sigap_registry::ward(tx, id).await? else { return Ok(true) };
    if ward.pool == after || !is_opened || ward.pool != before {
        return Ok(ward.pool == after);
    }
    for name in names(room, &ward.name) {
        match sigap_registry::change_ward(tx, Ward { name, pool: after, ..ward.clone() }).await {
            Err(RegistryError::WardTaken(_)) => {}
            other => return Ok(other.map(|_| true)?),
        }
    }
    Ok(false)
}

/// Takes a ward out of use.
async fn retire(tx: &Tx, id: WardId) -> Result<(), Undone> {
    match sigap_registry::retire_ward(tx, id).await {
        Ok(_) | Err(RegistryError::Unknown(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// What a ward may be called: as its hospital says, or with the codes that tell it from others of the same name.
fn names(room: &RoomId, name: &str) -> [String; 3] {
    let kept: String = name.chars().take(NAME_KEPT_CHARS).collect();
    [name.to_owned(), format!("{kept} ({})", room.room_code), format!("{kept} ({}/{})", room.class_code, room.room_code)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rooms_of_one_name_are_told_apart_within_the_length_of_a_name() {
        let facility = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let room = RoomId { facility, protocol: Protocol::Aplicares, class_code: "K".repeat(10), room_code: "R".repeat(50) };
        let names = names(&room, &"病".repeat(100));
        assert!(names.iter().all(|name| name.chars().count() <= 160));
        assert!(names[1] != names[0] && names[2] != names[1]);
    }
}
