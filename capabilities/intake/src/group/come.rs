//! Rooms that come and go: registered, removed, brought back. Each in a savepoint.

use sigap_kernel::{Ctx, Pool, UtcMs, WardId};
use sigap_store::{StoreError, Subject, Tx};

use super::{Group, feed_subject, room_entry};
use crate::join::{Back, back};
use crate::model::{Deed, Done, Joined, ROOMS_PER_FACILITY_MAX, RoomId, Stated};
use crate::problem::about_room;
use crate::removed::REMOVED_PER_FACILITY_MAX;
use crate::siranap::V1;
use crate::store::removed::Removed;
use crate::store::rooms::{Known, NewRow};
use crate::store::{problems, removed, rooms, unknown};
use crate::wards::{self, Undone};
use crate::{BedCounter, Protocol};

impl<B: BedCounter> Group<'_, B> {
    /// Registers a room that is not registered. One that its sender removed comes back as it was, unless this was said before the removal.
    pub(super) async fn create(&self, room: &RoomId, deed: &Deed, stated: &Stated, pool: Pool) -> Result<Done, Undone> {
        if let Some(untyped) = untyped(room)
            && let Some(known) = rooms::known(self.tx, &untyped).await?
        {
            return self.take_over(&untyped, room, deed, known, stated, pool).await.map(|()| Done::Created);
        }
        let removed = removed::find(self.tx, room).await?;
        if removed.is_some_and(|removed| removed.is_newer_than(stated, self.at)) {
            self.tx.confirm(feed_subject(room));
            return Ok(Done::Created);
        }
        if rooms::count(self.tx, room.facility, room.protocol).await? >= ROOMS_PER_FACILITY_MAX {
            return Ok(Done::TooManyRooms);
        }
        if let Some(removed) = removed {
            let back = self.tx.savepoint(|tx| async move { self.bring_back(&tx, room, deed, stated, pool, removed).await });
            return back.await.map(|()| Done::Created);
        }
        if removed::count(self.tx, room.facility, room.protocol).await? >= REMOVED_PER_FACILITY_MAX {
            return Ok(Done::TooManyRemoved);
        }
        let added = self.tx.savepoint(|tx| async move { self.add(&tx, room, deed, stated, pool).await }).await;
        match added {
            Err(Undone::Taken) => match rooms::known(self.tx, room).await? {
                Some(known) => self.state(room, deed, known, stated, Some(pool)).await.map(|()| Done::Created),
                None => Err(Undone::Taken),
            },
            other => other.map(|()| Done::Created),
        }
    }

    /// A row that was registered by its name alone gets its type: it is the same beds.
    async fn take_over(
        &self,
        untyped: &RoomId,
        room: &RoomId,
        deed: &Deed,
        known: Known,
        stated: &Stated,
        pool: Pool,
    ) -> Result<(), Undone> {
        self.tx
            .savepoint(|tx| async move {
                removed::make_way(&tx, room).await?;
                if !rooms::recode(&tx, untyped, room).await? {
                    return Err(Undone::Taken);
                }
                self.registered(&tx, room, deed, known.head.ward, known.joined).await?;
                self.state(room, deed, known, stated, Some(pool)).await
            })
            .await
    }

    async fn add(&self, tx: &Tx, room: &RoomId, deed: &Deed, stated: &Stated, pool: Pool) -> Result<(), Undone> {
        let (ward, joined) = wards::place(tx, room, &stated.name, pool).await?;
        let new = NewRow { room, row_no: drawn_row_no(&deed.ctx), ward, joined, pool, stated };
        if !rooms::insert(tx, &new, self.at).await? {
            return Err(Undone::Taken);
        }
        self.registered(tx, room, deed, ward, joined).await?;
        if let Some(ward) = ward {
            self.beds.observe(tx, &[self.report(deed, ward, stated)]).await?;
        }
        Ok(())
    }

    async fn bring_back(&self, tx: &Tx, room: &RoomId, deed: &Deed, stated: &Stated, pool: Pool, removed: Removed) -> Result<(), Undone> {
        let (wards, joins) = (sigap_registry::wards_of(tx, room.facility).await?, rooms::joins(tx, room.facility).await?);
        let (ward, joined) = match back(room.feed(), &removed, &wards, &joins) {
            Back::AsItWas => (removed.ward, removed.joined),
            Back::Reopen(ward) => {
                wards::reopen(tx, room, ward).await?;
                (Some(ward), removed.joined)
            }
            Back::Wait => (None, Joined::Waiting),
            Back::Anew => {
                rooms::put_pool(tx, room, pool).await?;
                wards::place(tx, room, &stated.name, pool).await?
            }
        };
        removed::bring_back(tx, room, ward, joined).await?;
        if let Some(ward) = ward {
            wards::be_heard(tx, room.protocol, ward).await?;
        }
        self.registered(tx, room, deed, ward, joined).await?;
        let known = rooms::known(tx, room).await?.ok_or(Undone::Taken)?;
        self.state_in(tx, room, deed, known, stated, Some(pool)).await
    }

    /// Settles what was kept of a room's absence, and records that it is registered.
    async fn registered(&self, tx: &Tx, room: &RoomId, deed: &Deed, ward: Option<WardId>, joined: Joined) -> Result<(), StoreError> {
        // A row that was only known by a number of its sender's was called by its room alone.
        for class_code in [room.class_code.as_str(), ""] {
            let about = about_room(class_code, &room.room_code);
            problems::settle(tx, room.facility, room.protocol, &about).await?;
            unknown::settle(tx, room.facility, room.protocol, &about).await?;
        }
        let (subject, kind) = match (ward, joined) {
            (Some(ward), _) => (Subject::new("ward", ward), "intake.room_created"),
            (None, Joined::Waiting) => (feed_subject(room), "intake.room_waiting"),
            (None, _) => (feed_subject(room), "intake.room_created"),
        };
        tx.record_for(&deed.ctx, room_entry(room, subject, kind));
        Ok(())
    }

    /// Removes a room. A ward that was opened for it and that nobody else speaks of goes out of use; one that people keep stays.
    pub(super) async fn delete(&self, room: &RoomId, deed: &Deed, known: Known, at: UtcMs) -> Result<(), Undone> {
        let beds = self.beds;
        self.tx
            .savepoint(|tx| async move {
                removed::put(&tx, room, at).await?;
                let subject = match known.head.ward {
                    Some(ward) => {
                        if wards::leave(&tx, room, ward, known.joined == Joined::Opened).await? {
                            removed::put_retired(&tx, room).await?;
                        }
                        beds.forget(&tx, room.facility, ward, room.protocol).await?;
                        Subject::new("ward", ward)
                    }
                    None => feed_subject(room),
                };
                tx.record_for(&deed.ctx, room_entry(room, subject, "intake.room_removed"));
                Ok(())
            })
            .await
    }
}

/// The row of RS Online that the same room has when nobody said its type.
fn untyped(room: &RoomId) -> Option<RoomId> {
    let is_typed = !room.class_code.is_empty() && !room.class_code.starts_with(V1);
    (room.protocol == Protocol::Siranap && is_typed).then(|| RoomId { class_code: String::new(), ..room.clone() })
}

/// Twelve digits: senders that want a number keep it as text, and the ministry's own, which they may still send, have eight. One that is taken
/// is drawn again with the next try of the sender.
fn drawn_row_no(ctx: &Ctx) -> i64 {
    100_000_000_000 + i64::from_be_bytes(ctx.random()).rem_euclid(900_000_000_000)
}
