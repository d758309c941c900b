//! Rooms that their senders removed: rows of `feed_row` that have `removed_ms`. They are in no list and count nowhere.

use sigap_kernel::{CLOCKS_APART_MAX_S, FacilityId, UtcMs, WardId};
use sigap_store::{Query, StoreError, Tx, args};

use super::rooms::id;
use crate::Protocol;
use crate::model::{Joined, RoomId, Stated};

/// What is kept of a room that its sender removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Removed {
    /// The ward it stood for.
    pub(crate) ward: Option<WardId>,
    pub(crate) joined: Joined,
    /// Whether its ward went out of use with it.
    pub(crate) is_ward_retired: bool,
    pub(crate) at: UtcMs,
}

impl Removed {
    /// Whether it was removed after what is stated now was counted. What a clock of ours left that ran ahead gives way.
    pub(crate) fn is_newer_than(&self, stated: &Stated, now: UtcMs) -> bool {
        let came_from_the_future = self.at > now.plus_s(CLOCKS_APART_MAX_S);
        stated.counted_at.is_some_and(|counted_at| counted_at < self.at) && !came_from_the_future
    }
}

/// The room, if its sender removed it.
pub(crate) async fn find(q: &impl Query, room: &RoomId) -> Result<Option<Removed>, StoreError> {
    let sql = "SELECT ward_id, joined, is_ward_retired, removed_ms FROM feed_row
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4 AND removed_ms IS NOT NULL";
    let Some(row) = q.row(sql, id(room)).await? else { return Ok(None) };
    Ok(Some(Removed {
        ward: row.get("ward_id")?,
        joined: row.get("joined")?,
        is_ward_retired: row.get("is_ward_retired")?,
        at: row.get("removed_ms")?,
    }))
}

/// How many removed rooms of a facility are kept, by a protocol.
pub(crate) async fn count(q: &impl Query, facility: FacilityId, protocol: Protocol) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS rooms FROM feed_row WHERE facility_id = $1 AND protocol = $2 AND removed_ms IS NOT NULL";
    q.row(sql, args![facility, protocol]).await?.map_or(Ok(0), |row| row.get("rooms"))
}

/// Removes a room.
pub(crate) async fn put(tx: &Tx, room: &RoomId, at: UtcMs) -> Result<(), StoreError> {
    let sql = "UPDATE feed_row SET removed_ms = $5
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    let mut args = id(room);
    args.extend(args![at]);
    tx.execute(sql, args).await.map(|_| ())
}

/// Notes that the ward of a removed room went out of use with it.
pub(crate) async fn put_retired(tx: &Tx, room: &RoomId) -> Result<(), StoreError> {
    let sql = "UPDATE feed_row SET is_ward_retired = 1
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    tx.execute(sql, id(room)).await.map(|_| ())
}

/// Registers a removed room again. What it said before is as if it had never been said; its number stays.
pub(crate) async fn bring_back(tx: &Tx, room: &RoomId, ward: Option<WardId>, joined: Joined) -> Result<(), StoreError> {
    let sql = "UPDATE feed_row SET removed_ms = NULL, is_ward_retired = 0, sender_no = NULL, observed_at_ms = 0, last_update_ms = 0,
            ward_id = $5, joined = $6
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    let mut args = id(room);
    args.extend(args![ward, joined]);
    tx.execute(sql, args).await.map(|_| ())
}

/// Gives the codes of a removed room free, because another row takes them. It keeps a code that no sender can send, so that what was removed
/// is counted all the same.
pub(crate) async fn make_way(tx: &Tx, room: &RoomId) -> Result<(), StoreError> {
    let sql = "UPDATE feed_row SET room_code = room_code || $5 || CAST(row_no AS TEXT)
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4 AND removed_ms IS NOT NULL";
    let mut args = id(room);
    args.extend(args![UNSENT]);
    tx.execute(sql, args).await.map(|_| ())
}

/// A control character: no protocol takes one in a code.
const UNSENT: &str = "\u{1}";

/// Throws away what was removed before an instant; gives how many rooms.
pub(crate) async fn sweep(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM feed_row WHERE removed_ms < $1", args![before]).await
}
