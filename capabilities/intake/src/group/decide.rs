//! What a person decides about a row: which ward it stands for.

use serde_json::json;
use sigap_kernel::{CareClass, Pool, WardId};
use sigap_store::{Entry, Subject, Tx};

use super::{Group, feed_subject, room_entry};
use crate::BedCounter;
use crate::join::{Claim, claim};
use crate::model::{Choice, Deed, Done, Joined, RoomId, RoomRow};
use crate::store::rooms::{self, Known};
use crate::wards::{self, Undone};

impl<B: BedCounter> Group<'_, B> {
    /// A person's decision about a row. What the row said last counts for its ward at once; of the ward it left it is forgotten.
    pub(super) async fn join(&self, room: &RoomId, deed: &Deed, known: Known, choice: Choice) -> Result<Done, Undone> {
        let Some(row) = rooms::by_id(self.tx, room).await? else { return Ok(Done::NoSuchRoom) };
        if let Choice::Ward(ward) = choice {
            let there = sigap_registry::ward(self.tx, ward).await?;
            if there.is_none_or(|there| there.facility != room.facility || !there.active) {
                return Ok(Done::NoSuchWard);
            }
            let joins = rooms::joins(self.tx, room.facility).await?;
            if known.head.ward != Some(ward) && claim(room.feed(), ward, &joins) == Claim::HasRow {
                return Ok(Done::WardHasRow);
            }
        }
        let row = &row;
        self.tx.savepoint(|tx| async move { self.rejoin(&tx, room, deed, row, choice).await }).await.map(|()| Done::Joined)
    }

    /// What stood for the ward in the generation that the row's hospital leaves behind is left out: its beds are the row's now, and so is a name
    /// that followed its codes.
    async fn take_over_from(&self, tx: &Tx, room: &RoomId, deed: &Deed, row: &RoomRow, ward: WardId) -> Result<(), Undone> {
        for left in rooms::of_ward(tx, ward, room.protocol).await?.iter().filter(|left| room.feed().succeeds(left.feed())) {
            let was_opened = rooms::known(tx, left).await?.is_some_and(|known| known.joined == Joined::Opened);
            rooms::join(tx, left, None, Joined::LeftOut).await?;
            tx.record_for(&deed.ctx, joined_entry(left, Some(ward), None));
            self.beds.forget(tx, room.facility, ward, room.protocol).await?;
            if was_opened {
                self.rename(room, ward, &row.stated.name).await?;
            }
        }
        Ok(())
    }

    /// The codes of a row mean another kind of beds now: a row became one for COVID alone, say. A ward that was opened for it follows; of any
    /// other ward that has other beds, a person decides anew.
    pub(super) async fn retype(&self, tx: &Tx, room: &RoomId, deed: &Deed, known: Known, pool: Pool) -> Result<(), Undone> {
        rooms::put_pool(tx, room, pool).await?;
        let (Some(before), Some(ward)) = (known.pool, known.head.ward) else { return Ok(()) };
        if wards::retype(tx, room, ward, (before, pool), known.joined == Joined::Opened).await? {
            return Ok(());
        }
        rooms::join(tx, room, None, Joined::Waiting).await?;
        wards::leave(tx, room, ward, false).await?;
        self.beds.forget(tx, room.facility, ward, room.protocol).await?;
        tx.record_for(&deed.ctx, room_entry(room, feed_subject(room), "intake.room_waiting"));
        Ok(())
    }

    async fn rejoin(&self, tx: &Tx, room: &RoomId, deed: &Deed, row: &RoomRow, choice: Choice) -> Result<(), Undone> {
        let (ward, joined) = match choice {
            Choice::Ward(ward) => (Some(ward), Joined::Person),
            Choice::Open => {
                let pool = row.pool.unwrap_or(Pool::general(CareClass::None));
                (Some(wards::open(tx, room, &row.stated.name, pool).await?), Joined::Person)
            }
            Choice::LeaveOut => (None, Joined::LeftOut),
        };
        if let Some(ward) = ward {
            self.take_over_from(tx, room, deed, row, ward).await?;
        }
        rooms::join(tx, room, ward, joined).await?;
        if let Some(old) = row.ward.filter(|old| Some(*old) != ward) {
            wards::leave(tx, room, old, false).await?;
            self.beds.forget(tx, room.facility, old, room.protocol).await?;
        }
        tx.record_for(&deed.ctx, joined_entry(room, row.ward, ward));
        if let Some(ward) = ward {
            wards::be_heard(tx, room.protocol, ward).await?;
            self.beds.observe(tx, &[self.report(deed, ward, &row.stated)]).await?;
        }
        Ok(())
    }
}

/// A person's decision, with the ward the row stood for before: its history.
fn joined_entry(room: &RoomId, before: Option<WardId>, after: Option<WardId>) -> Entry {
    let body = json!({
        "facility": room.facility, "protocol": room.protocol, "class_code": room.class_code, "room_code": room.room_code,
        "before": before, "after": after,
    });
    let subject = after.or(before).map_or_else(|| feed_subject(room), |ward| Subject::new("ward", ward));
    Entry::new(subject, "intake.room_joined", 1, body)
}
