//! What a person decides about a row: which ward it stands for.

use serde_json::json;
use sigap_kernel::{CareClass, Pool, WardId};
use sigap_store::{Entry, Subject, Tx};

use super::{Group, feed_subject, room_entry};
use crate::BedCounter;
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
            if known.head.ward != Some(ward) && rooms::joins(self.tx, room.facility).await?.contains(&(room.protocol, ward)) {
                return Ok(Done::WardHasRow);
            }
        }
        let row = &row;
        self.tx.savepoint(|tx| async move { self.rejoin(&tx, room, deed, row, choice).await }).await.map(|()| Done::Joined)
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
        wards::leave(tx, room.protocol, ward, false).await?;
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
        rooms::join(tx, room, ward, joined).await?;
        if let Some(old) = row.ward.filter(|old| Some(*old) != ward) {
            wards::leave(tx, room.protocol, old, false).await?;
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
