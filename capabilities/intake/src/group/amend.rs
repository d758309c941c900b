//! Deeds that say only a part of a room's counts: laid over what stands there, inside the transaction that writes them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::StoreError;

use super::Group;
use crate::BedCounter;
use crate::model::{Act, Deed, RoomId, RoomRow};
use crate::store::rooms;

impl<B: BedCounter> Group<'_, B> {
    /// All deeds, each part laid over what the deed before it left of its room. The rooms are held until the commit: what another node says of
    /// them comes before or after, and not in between.
    pub(super) async fn laid_over<'d>(&self, deeds: &'d [Deed]) -> Result<Cow<'d, [Deed]>, StoreError> {
        let amended: BTreeSet<&RoomId> = deeds.iter().filter(|deed| matches!(deed.act, Act::Amend(_))).map(|deed| &deed.room).collect();
        if amended.is_empty() {
            return Ok(Cow::Borrowed(deeds));
        }
        let amended: Vec<&RoomId> = amended.into_iter().collect();
        let mut there = rooms::held(self.tx, &amended).await?;
        let missing: BTreeSet<FacilityId> = amended.iter().filter(|room| !there.contains_key(**room)).map(|room| room.facility).collect();
        if !missing.is_empty() {
            // Another node may register one of them just now.
            rooms::hold(self.tx, &missing).await?;
            there = rooms::held(self.tx, &amended).await?;
        }
        let laid_over = |deed: &Deed| {
            let act = match &deed.act {
                Act::Amend(amend) => amend.laid_over(&deed.room, there.get(&deed.room)),
                other => other.clone(),
            };
            follow(&mut there, &deed.room, &act, self.at);
            Deed { act, ..deed.clone() }
        };
        Ok(Cow::Owned(deeds.iter().map(laid_over).collect()))
    }

    /// The same of one deed, when those before it are carried out.
    pub(super) async fn laid_over_now<'d>(&self, room: &RoomId, act: &'d Act) -> Result<Cow<'d, Act>, StoreError> {
        let Act::Amend(amend) = act else { return Ok(Cow::Borrowed(act)) };
        Ok(Cow::Owned(amend.laid_over(room, rooms::by_id(self.tx, room).await?.as_ref())))
    }
}

/// What stands there of a room once its counts are replaced; words that are older than what stands there replace nothing. Rooms that come, go
/// or change their codes are not followed: their deeds are laid over one by one.
fn follow(there: &mut HashMap<RoomId, RoomRow>, room: &RoomId, act: &Act, at: UtcMs) {
    let (Some(row), Some(stated)) = (there.get_mut(room), act.stated()) else { return };
    if !row.head().is_newer_than(stated, at) {
        row.stated.clone_from(stated);
        (row.stated.counted_at, row.last_update) = (Some(stated.counted_at.unwrap_or(at)), at);
    }
}
