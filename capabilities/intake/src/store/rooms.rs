//! Rows of feeds, as their senders stated them: `feed_row`. Those that have `removed_ms` are not registered: `removed` knows them.

use std::collections::{BTreeSet, HashMap};

use sigap_kernel::{CLOCKS_APART_MAX_S, FacilityId, Pool, UtcMs, WardId};
use sigap_store::{Engine, Query, Row, StoreError, Tx, Value, args, value_rows};

use crate::model::{Feed, Joined, RoomId, RoomRow, Stated};
use crate::{Deductions, Protocol};

/// Rooms updated by one statement: 19 arguments each stay far below both engines' limit.
const UPDATE_ROWS: usize = 200;

/// A room whose counts were replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Updated {
    /// The ward it stands for; `None` while it stands for none.
    pub(crate) ward: Option<WardId>,
    /// Whether its hospital calls it by another name than before.
    is_renamed: bool,
    joined: Joined,
}

impl Updated {
    /// The ward that takes the room's new name: one that Sigap joined to it. Where a person joined the two, each keeps its own.
    pub(crate) const fn renamed_ward(&self) -> Option<WardId> {
        if self.is_renamed && matches!(self.joined, Joined::Opened | Joined::Found) { self.ward } else { None }
    }
}

/// Replaces the counts of these rooms, each named once; gives those that are registered, save those of which something was counted after what
/// is stated now: also another node's word, that came between a look at the room and this.
pub(crate) async fn update(tx: &Tx, rooms: &[(&RoomId, &Stated)], at: UtcMs) -> Result<HashMap<RoomId, Updated>, StoreError> {
    let mut found = HashMap::with_capacity(rooms.len());
    for piece in tx.pieces(rooms, UPDATE_ROWS) {
        let dated = |room: &RoomId, stated: &Stated| {
            let mut values = values(room, stated, at);
            values.extend(args![stated.counted_at.is_some()]);
            values
        };
        let (table, args) = tx.table(piece.iter().map(|(room, stated)| dated(room, stated)).collect());
        let sql = format!(
            "WITH sent (facility, said_in, class, room, named, beds, open, cleaned, closed, kept, waits, men, women, either, own, no, seen, at, is_dated)
                AS ({table})
             UPDATE feed_row SET room_name = sent.named, capacity = sent.beds, free = sent.open, cleaning = sent.cleaned,
                blocked = sent.closed, reserved = sent.kept, waiting_in_igd = sent.waits, free_men = sent.men, free_women = sent.women,
                free_either = sent.either, own_words = sent.own, sender_no = COALESCE(sent.no, feed_row.sender_no), observed_at_ms = sent.seen, last_update_ms = sent.at,
                version = feed_row.version + 1,
                named_in = CASE WHEN feed_row.room_name = sent.named THEN feed_row.named_in ELSE feed_row.version + 1 END
             FROM sent
             WHERE feed_row.facility_id = sent.facility AND feed_row.protocol = sent.said_in
                AND feed_row.class_code = sent.class AND feed_row.room_code = sent.room AND feed_row.removed_ms IS NULL
                AND (sent.is_dated = 0 OR feed_row.observed_at_ms <= sent.seen
                    OR feed_row.last_update_ms > sent.at + {CLOCKS_APART_MAX_S} * 1000)
             RETURNING feed_row.facility_id, feed_row.protocol, feed_row.class_code, feed_row.room_code,
                feed_row.ward_id, feed_row.joined, feed_row.version, feed_row.named_in"
        );
        for row in tx.returning(&sql, args).await? {
            let is_renamed = row.get::<i64>("version")? == row.get::<i64>("named_in")?;
            found.insert(read_id(&row)?, Updated { ward: row.get("ward_id")?, is_renamed, joined: row.get("joined")? });
        }
    }
    Ok(found)
}

fn values(room: &RoomId, stated: &Stated, at: UtcMs) -> Vec<Value> {
    let (told, by_sex) = (&stated.deductions, stated.by_sex);
    args![
        room.facility,
        room.protocol,
        &room.class_code,
        &room.room_code,
        &stated.name,
        stated.capacity,
        stated.free,
        told.cleaning,
        told.blocked,
        told.reserved,
        told.waiting_in_igd,
        by_sex.map(|(men, _, _)| men),
        by_sex.map(|(_, women, _)| women),
        by_sex.map(|(_, _, either)| either),
        &stated.own_words,
        stated.sender_no,
        stated.counted_at.unwrap_or(at),
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

/// What stands there of a room, by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) ward: Option<WardId>,
    /// When what stands there was counted.
    pub(crate) observed_at: UtcMs,
    /// When it came.
    pub(crate) last_update: UtcMs,
}

impl Head {
    /// Whether what stands there was counted after what is stated now. What a clock of ours left that ran ahead gives way.
    pub(crate) fn is_newer_than(&self, stated: &Stated, now: UtcMs) -> bool {
        let came_from_the_future = self.last_update > now.plus_s(CLOCKS_APART_MAX_S);
        stated.counted_at.is_some_and(|counted_at| counted_at < self.observed_at) && !came_from_the_future
    }
}

/// What has to be known of a room before a deed about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) head: Head,
    pub(crate) joined: Joined,
    /// The kind of beds its codes were understood as.
    pub(crate) pool: Option<Pool>,
}

/// The room, if it is registered.
pub(crate) async fn known(q: &impl Query, room: &RoomId) -> Result<Option<Known>, StoreError> {
    let sql = "SELECT ward_id, observed_at_ms, last_update_ms, joined, pool FROM feed_row
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4 AND removed_ms IS NULL";
    q.row(sql, id(room)).await?.as_ref().map(read_known).transpose()
}

/// The same of many rooms, each named once; only those that are registered.
pub(crate) async fn known_of(tx: &Tx, rooms: &[&RoomId]) -> Result<HashMap<RoomId, Known>, StoreError> {
    let mut found = HashMap::with_capacity(rooms.len());
    for piece in tx.pieces(rooms, UPDATE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(|room| id(room)).collect());
        let sql = format!(
            "WITH asked (facility, said_in, class, room) AS ({table})
             SELECT feed_row.facility_id, feed_row.protocol, feed_row.class_code, feed_row.room_code, feed_row.ward_id,
                feed_row.observed_at_ms, feed_row.last_update_ms, feed_row.joined, feed_row.pool
             FROM feed_row JOIN asked ON feed_row.facility_id = asked.facility AND feed_row.protocol = asked.said_in
                AND feed_row.class_code = asked.class AND feed_row.room_code = asked.room
             WHERE feed_row.removed_ms IS NULL"
        );
        for row in tx.rows(&sql, args).await? {
            found.insert(read_id(&row)?, read_known(&row)?);
        }
    }
    Ok(found)
}

/// All that stands there of these rooms, each named once and in one order by whoever names many; only of those that are registered. It is held
/// until the commit: what another node says of them meanwhile comes after it, and is not overwritten by who never heard of it.
pub(crate) async fn held(tx: &Tx, rooms: &[&RoomId]) -> Result<HashMap<RoomId, RoomRow>, StoreError> {
    let (columns, mut found) = (columns_of_row(), HashMap::with_capacity(rooms.len()));
    let held = match tx.engine() {
        Engine::Postgres => "ORDER BY asked.facility, asked.said_in, asked.class, asked.room FOR UPDATE OF feed_row",
        // Whoever writes is alone.
        Engine::Sqlite => "",
    };
    for piece in tx.pieces(rooms, UPDATE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(|room| id(room)).collect());
        let sql = format!(
            "WITH asked (facility, said_in, class, room) AS ({table})
             SELECT {columns} FROM feed_row JOIN asked ON feed_row.facility_id = asked.facility AND feed_row.protocol = asked.said_in
                AND feed_row.class_code = asked.class AND feed_row.room_code = asked.room
             WHERE feed_row.removed_ms IS NULL {held}"
        );
        for row in tx.rows(&sql, args).await? {
            let room = read(&row)?;
            found.insert(room.id.clone(), room);
        }
    }
    Ok(found)
}

fn read_known(row: &Row) -> Result<Known, StoreError> {
    let head = Head { ward: row.get("ward_id")?, observed_at: row.get("observed_at_ms")?, last_update: row.get("last_update_ms")? };
    Ok(Known { head, joined: row.get("joined")?, pool: row.get("pool")? })
}

pub(super) fn id(room: &RoomId) -> Vec<Value> {
    args![room.facility, room.protocol, &room.class_code, &room.room_code]
}

/// A room to be registered.
pub(crate) struct NewRow<'r> {
    pub(crate) room: &'r RoomId,
    pub(crate) row_no: i64,
    pub(crate) ward: Option<WardId>,
    pub(crate) joined: Joined,
    pub(crate) pool: Pool,
    pub(crate) stated: &'r Stated,
}

/// Registers a room; `false` when another node did so just now, or the number is taken.
pub(crate) async fn insert(tx: &Tx, new: &NewRow<'_>, at: UtcMs) -> Result<bool, StoreError> {
    let sql = format!(
        "INSERT INTO feed_row (facility_id, protocol, class_code, room_code, room_name, capacity, free, cleaning, blocked, reserved,
            waiting_in_igd, free_men, free_women, free_either, own_words, sender_no, observed_at_ms, last_update_ms, row_no, ward_id, joined, pool,
            version, named_in) VALUES {}
         ON CONFLICT DO NOTHING",
        value_rows(1, 24)
    );
    let mut args = values(new.room, new.stated, at);
    args.extend(args![new.row_no, new.ward, new.joined, new.pool, 1_i64, 1_i64]);
    Ok(tx.execute(&sql, args).await? == 1)
}

/// Gives a room the codes of `named`; `false` when there is no such room or another has these codes.
pub(crate) async fn recode(tx: &Tx, room: &RoomId, named: &RoomId) -> Result<bool, StoreError> {
    let sql = "UPDATE feed_row SET class_code = $5, room_code = $6
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4 AND removed_ms IS NULL
            AND NOT EXISTS (SELECT 1 FROM feed_row AS other WHERE other.facility_id = $1 AND other.protocol = $2
                AND other.class_code = $5 AND other.room_code = $6)";
    let mut args = id(room);
    args.extend(args![&named.class_code, &named.room_code]);
    Ok(tx.execute(sql, args).await? == 1)
}

/// Notes as which kind of beds a room is understood now.
pub(crate) async fn put_pool(tx: &Tx, room: &RoomId, pool: Pool) -> Result<(), StoreError> {
    let sql = "UPDATE feed_row SET pool = $5 WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    let mut args = id(room);
    args.extend(args![pool]);
    tx.execute(sql, args).await.map(|_| ())
}

/// Joins a room to a ward, or to none.
pub(crate) async fn join(tx: &Tx, room: &RoomId, ward: Option<WardId>, joined: Joined) -> Result<(), StoreError> {
    let sql = "UPDATE feed_row SET ward_id = $5, joined = $6
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4";
    let mut args = id(room);
    args.extend(args![ward, joined]);
    tx.execute(sql, args).await.map(|_| ())
}

/// Holds up whoever else registers, removes or joins rooms of these facilities, or states what they lack, until the commit, so that what is decided is what stands there:
/// two nodes would open two wards for the same beds. Every node names them in the same order.
pub(crate) async fn hold(tx: &Tx, facilities: &BTreeSet<FacilityId>) -> Result<(), StoreError> {
    let (table, args) = tx.table(facilities.iter().map(|facility| args![*facility]).collect());
    // What follows WHERE keeps SQLite from reading ON as part of the table before it.
    let sql = format!(
        "WITH sent (facility) AS ({table})
         INSERT INTO feed_facility (facility_id, writes) SELECT facility, 1 FROM sent WHERE 1 = 1
         ON CONFLICT (facility_id) DO UPDATE SET writes = feed_facility.writes + 1"
    );
    tx.execute(&sql, args).await.map(|_| ())
}

/// How many rooms a facility has by a protocol.
pub(crate) async fn count(q: &impl Query, facility: FacilityId, protocol: Protocol) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS rooms FROM feed_row WHERE facility_id = $1 AND protocol = $2 AND removed_ms IS NULL";
    q.row(sql, args![facility, protocol]).await?.map_or(Ok(0), |row| row.get("rooms"))
}

const COLUMNS: &str = "facility_id, protocol, class_code, room_code, row_no, ward_id, joined, room_name, pool, capacity, free, cleaning, \
                       blocked, reserved, waiting_in_igd, free_men, free_women, free_either, own_words, sender_no, observed_at_ms, \
                       last_update_ms";

/// The same beside another table.
fn columns_of_row() -> String {
    COLUMNS.split(", ").map(|column| format!("feed_row.{column}")).collect::<Vec<_>>().join(", ")
}

/// A part of a facility's rooms by a protocol, in the order of their codes.
pub(crate) async fn page(
    q: &impl Query,
    facility: FacilityId,
    protocol: Protocol,
    offset: u32,
    limit: u32,
) -> Result<Vec<RoomRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM feed_row WHERE facility_id = $1 AND protocol = $2 AND removed_ms IS NULL
         ORDER BY class_code, room_code LIMIT $3 OFFSET $4"
    );
    q.rows(&sql, args![facility, protocol, limit, offset]).await?.iter().map(read).collect()
}

/// All rooms of these facilities by a protocol.
pub(crate) async fn of_facilities(q: &impl Query, facilities: &[FacilityId], protocol: Protocol) -> Result<Vec<RoomRow>, StoreError> {
    let (condition, mut among) = q.among("facility_id", 2, facilities.iter().map(|facility| Value::from(facility.to_string())).collect());
    let sql = format!(
        "SELECT {COLUMNS} FROM feed_row WHERE protocol = $1 AND removed_ms IS NULL AND {condition}
         ORDER BY facility_id, class_code, room_code"
    );
    let mut args = args![protocol];
    args.append(&mut among);
    q.rows(&sql, args).await?.iter().map(read).collect()
}

/// All rooms of a facility, by all protocols.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId) -> Result<Vec<RoomRow>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM feed_row WHERE facility_id = $1 AND removed_ms IS NULL ORDER BY protocol, class_code, room_code");
    q.rows(&sql, args![facility]).await?.iter().map(read).collect()
}

/// The room a facility knows under this number.
pub(crate) async fn by_no(q: &impl Query, facility: FacilityId, protocol: Protocol, row_no: i64) -> Result<Option<RoomRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM feed_row WHERE facility_id = $1 AND protocol = $2 AND row_no = $3 AND removed_ms IS NULL");
    q.row(&sql, args![facility, protocol, row_no]).await?.as_ref().map(read).transpose()
}

/// The rooms that senders call by these numbers: ours, or their own; each question stands there once.
pub(crate) async fn numbered(
    q: &impl Query,
    asked: &[(FacilityId, i64)],
    protocol: Protocol,
) -> Result<HashMap<(FacilityId, i64), RoomRow>, StoreError> {
    let mut found: HashMap<(FacilityId, i64), RoomRow> = HashMap::with_capacity(asked.len());
    let columns = columns_of_row();
    for piece in q.pieces(asked, UPDATE_ROWS) {
        let (table, args) = q.table(piece.iter().map(|(facility, number)| args![*facility, protocol, *number]).collect());
        // The last one that is read stays: a row of ours before one of the sender's, of its own the one it spoke of last.
        let sql = format!(
            "WITH asked (facility, said_in, number) AS ({table})
             SELECT {columns}, asked.number AS number FROM asked JOIN feed_row
                ON feed_row.facility_id = asked.facility AND feed_row.protocol = asked.said_in
                AND (feed_row.row_no = asked.number OR feed_row.sender_no = asked.number)
             WHERE feed_row.removed_ms IS NULL
             ORDER BY CASE WHEN feed_row.row_no = asked.number THEN 1 ELSE 0 END, feed_row.last_update_ms"
        );
        for row in q.rows(&sql, args).await? {
            let room = read(&row)?;
            found.insert((room.id.facility, row.get("number")?), room);
        }
    }
    Ok(found)
}

/// The rooms a facility calls so, whatever their kind.
pub(crate) async fn called(q: &impl Query, facility: FacilityId, protocol: Protocol, room_code: &str) -> Result<Vec<RoomRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM feed_row WHERE facility_id = $1 AND protocol = $2 AND room_code = $3 AND removed_ms IS NULL
         ORDER BY class_code"
    );
    q.rows(&sql, args![facility, protocol, room_code]).await?.iter().map(read).collect()
}

/// The room with these codes.
pub(crate) async fn by_id(q: &impl Query, room: &RoomId) -> Result<Option<RoomRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM feed_row
         WHERE facility_id = $1 AND protocol = $2 AND class_code = $3 AND room_code = $4 AND removed_ms IS NULL"
    );
    q.row(&sql, id(room)).await?.as_ref().map(read).transpose()
}

/// Which rooms of a facility stand for wards.
pub(crate) async fn joins(q: &impl Query, facility: FacilityId) -> Result<Vec<(Feed, WardId)>, StoreError> {
    let sql = "SELECT protocol, class_code, ward_id FROM feed_row WHERE facility_id = $1 AND ward_id IS NOT NULL AND removed_ms IS NULL";
    let read = |row: &Row| Ok((Feed::of(row.get("protocol")?, &row.get::<String>("class_code")?), row.get("ward_id")?));
    q.rows(sql, args![facility]).await?.iter().map(read).collect()
}

/// The rooms of a protocol that stand for a ward.
pub(crate) async fn of_ward(q: &impl Query, ward: WardId, protocol: Protocol) -> Result<Vec<RoomId>, StoreError> {
    let sql = "SELECT facility_id, protocol, class_code, room_code FROM feed_row
         WHERE ward_id = $1 AND protocol = $2 AND removed_ms IS NULL ORDER BY class_code, room_code";
    q.rows(sql, args![ward, protocol]).await?.iter().map(read_id).collect()
}

fn read(row: &Row) -> Result<RoomRow, StoreError> {
    let by_sex = match (row.get("free_men")?, row.get("free_women")?, row.get("free_either")?) {
        (Some(men), Some(women), Some(either)) => Some((men, women, either)),
        _ => None,
    };
    let stated = Stated {
        name: row.get("room_name")?,
        capacity: row.get("capacity")?,
        free: row.get("free")?,
        by_sex,
        deductions: Deductions {
            cleaning: row.get("cleaning")?,
            blocked: row.get("blocked")?,
            reserved: row.get("reserved")?,
            waiting_in_igd: row.get("waiting_in_igd")?,
        },
        own_words: row.get("own_words")?,
        sender_no: row.get("sender_no")?,
        counted_at: Some(row.get("observed_at_ms")?),
    };
    Ok(RoomRow {
        id: read_id(row)?,
        row_no: row.get("row_no")?,
        ward: row.get("ward_id")?,
        joined: row.get("joined")?,
        pool: row.get("pool")?,
        stated,
        last_update: row.get("last_update_ms")?,
    })
}
