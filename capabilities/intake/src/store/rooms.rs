//! Rooms as their hospitals stated them: `intake_row`.

use std::collections::HashMap;

use sigap_kernel::{FacilityId, UtcMs, WardId};
use sigap_store::{Query, Row, StoreError, Tx, Value, args, value_rows};

use crate::Protocol;
use crate::model::{RoomId, RoomRow, Stated};

/// Rooms updated by one statement: 11 arguments each stay far below both engines' limit.
const UPDATE_ROWS: usize = 200;

/// A room whose counts were replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Updated {
    pub(crate) ward: WardId,
    /// Whether its hospital calls it by another name than before.
    pub(crate) is_renamed: bool,
}

/// Replaces the counts of these rooms, each named once; gives those that are registered.
pub(crate) async fn update(tx: &Tx, rooms: &[(&RoomId, &Stated)], at: UtcMs) -> Result<HashMap<RoomId, Updated>, StoreError> {
    let mut found = HashMap::with_capacity(rooms.len());
    for piece in tx.pieces(rooms, UPDATE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(|(room, stated)| values(room, stated, at)).collect());
        let sql = format!(
            "WITH sent (facility, said_in, class, room, named, beds, open, men, women, either, at) AS ({table})
             UPDATE intake_row SET room_name = sent.named, capacity = sent.beds, free = sent.open, free_men = sent.men,
                free_women = sent.women, free_either = sent.either, last_update_ms = sent.at, version = intake_row.version + 1,
                named_in = CASE WHEN intake_row.room_name = sent.named THEN intake_row.named_in ELSE intake_row.version + 1 END
             FROM sent
             WHERE intake_row.facility_id = sent.facility AND intake_row.protocol = sent.said_in
                AND intake_row.class_code = sent.class AND intake_row.room_code = sent.room
             RETURNING intake_row.facility_id, intake_row.protocol, intake_row.class_code, intake_row.room_code,
                intake_row.ward_id, intake_row.version, intake_row.named_in"
        );
        for row in tx.returning(&sql, args).await? {
            let is_renamed = row.get::<i64>("version")? == row.get::<i64>("named_in")?;
            found.insert(read_id(&row)?, Updated { ward: row.get("ward_id")?, is_renamed });
        }
    }
    Ok(found)
}

fn values(room: &RoomId, stated: &Stated, at: UtcMs) -> Vec<Value> {
    args![
        room.facility,
        room.protocol,
        &room.class_code,
        &room.room_code,
        &stated.name,
        stated.capacity,
        stated.free,
        stated.free_men,
        stated.free_women,
        stated.free_either,
        at
    ]
}

fn read_id(row: &Row) -> Result<RoomId, StoreError> {
    Ok(RoomId {
        facility: row.get("facility_id")?,
        protocol: row.get("protocol")?,
        class_code: row.get("class_code")?,
        room_code: row.get("room_code")?,
    })
}

/// The ward of a room; `None` when it is not registered.
pub(crate) async fn ward_of(q: &impl Query, room: &RoomId) -> Result<Option<WardId>, StoreError> {
    let sql = "SELECT ward_id FROM intake_row WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    q.row(sql, id(room)).await?.map(|row| row.get("ward_id")).transpose()
}

fn id(room: &RoomId) -> Vec<Value> {
    args![room.facility, room.protocol, &room.class_code, &room.room_code]
}

/// Registers a room; `false` when another node did so just now.
pub(crate) async fn insert(tx: &Tx, room: &RoomId, ward: WardId, stated: &Stated, at: UtcMs) -> Result<bool, StoreError> {
    let sql = format!(
        "INSERT INTO intake_row (facility_id, protocol, class_code, room_code, room_name, capacity, free, free_men, free_women,
            free_either, last_update_ms, ward_id, version, named_in) VALUES {}
         ON CONFLICT (facility_id, protocol, class_code, room_code) DO NOTHING",
        value_rows(1, 14)
    );
    let mut args = values(room, stated, at);
    args.extend(args![ward, 1_i64, 1_i64]);
    Ok(tx.execute(&sql, args).await? == 1)
}

/// Whether a room stands for this ward already.
pub(crate) async fn is_taken(q: &impl Query, ward: WardId) -> Result<bool, StoreError> {
    Ok(q.row("SELECT ward_id FROM intake_row WHERE ward_id = $1 LIMIT 1", args![ward]).await?.is_some())
}

/// Removes a room.
pub(crate) async fn remove(tx: &Tx, room: &RoomId) -> Result<(), StoreError> {
    let sql = "DELETE FROM intake_row WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    tx.execute(sql, id(room)).await.map(|_| ())
}

/// How many rooms a facility has by a protocol.
pub(crate) async fn count(q: &impl Query, facility: FacilityId, protocol: Protocol) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS rooms FROM intake_row WHERE facility_id = $1 AND protocol = $2";
    q.row(sql, args![facility, protocol]).await?.map_or(Ok(0), |row| row.get("rooms"))
}

/// A part of a facility's rooms, in the order of their codes.
pub(crate) async fn page(
    q: &impl Query,
    facility: FacilityId,
    protocol: Protocol,
    offset: u32,
    limit: u32,
) -> Result<Vec<RoomRow>, StoreError> {
    let sql = "SELECT class_code, room_code, room_name, capacity, free, free_men, free_women, free_either, last_update_ms
         FROM intake_row WHERE facility_id = $1 AND protocol = $2 ORDER BY class_code, room_code LIMIT $3 OFFSET $4";
    q.rows(sql, args![facility, protocol, limit, offset]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<RoomRow, StoreError> {
    let stated = Stated {
        name: row.get("room_name")?,
        capacity: row.get("capacity")?,
        free: row.get("free")?,
        free_men: row.get("free_men")?,
        free_women: row.get("free_women")?,
        free_either: row.get("free_either")?,
    };
    Ok(RoomRow { class_code: row.get("class_code")?, room_code: row.get("room_code")?, stated, last_update: row.get("last_update_ms")? })
}
