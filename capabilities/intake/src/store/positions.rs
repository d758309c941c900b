//! Where vehicles are and were: `position_last`, `position_trace`, `position_event`; short-lived.

use std::collections::{BTreeMap, HashSet};

use sigap_exchange::position::{EventKind, Fix};
use sigap_kernel::{CLOCKS_APART_MAX_S, GeoPoint, KeyId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, Value, args};

use crate::position::group::{Events, LastWords, Points};
use crate::position::{LastPosition, TracePoint};

/// Rows of one statement: all of a group.
const ROWS: usize = 200;

/// Adds places; gives those that were not known yet, by device and time.
pub(crate) async fn add_trace(tx: &Tx, points: &Points) -> Result<HashSet<(KeyId, UtcMs)>, StoreError> {
    let rows: Vec<_> = points.iter().collect();
    let mut new = HashSet::with_capacity(rows.len());
    for piece in tx.pieces(&rows, ROWS) {
        let (table, args) = tx.table(piece.iter().map(|((key, at), (fix, received))| point_values(*key, *at, fix, *received)).collect());
        let sql = format!(
            "INSERT INTO position_trace (key_id, at_ms, received_ms, lat, lon, speed_cm_s, heading_deg, accuracy_m, altitude_m, is_mock) {table}
             ON CONFLICT (key_id, at_ms) DO NOTHING RETURNING key_id, at_ms"
        );
        for row in tx.returning(&sql, args).await? {
            new.insert((row.get("key_id")?, row.get("at_ms")?));
        }
    }
    Ok(new)
}

fn point_values(key: KeyId, at: UtcMs, fix: &Fix, received: UtcMs) -> Vec<Value> {
    let heading = fix.heading_deg.map(u32::from);
    args![
        key,
        at,
        received,
        fix.point.lat(),
        fix.point.lon(),
        fix.speed_cm_s,
        heading,
        fix.accuracy_m,
        fix.altitude_m.map(i64::from),
        fix.is_mock
    ]
}

/// How entering and leaving are called in the table.
pub(crate) const fn event_code(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Enter => "enter",
        EventKind::Leave => "leave",
    }
}

/// Adds places that were entered or left, once for each device, time and kind.
pub(crate) async fn add_events(tx: &Tx, events: &Events<'_>) -> Result<(), StoreError> {
    let rows: Vec<_> = events.iter().collect();
    for piece in tx.pieces(&rows, ROWS) {
        let row = |((key, at, kind), (event, received)): &(&(KeyId, UtcMs, &'static str), &(&sigap_exchange::position::Event, UtcMs))| {
            args![*key, *at, *kind, event.place_name.clone(), *received]
        };
        let (table, args) = tx.table(piece.iter().map(row).collect());
        let sql = format!("INSERT INTO position_event (key_id, at_ms, kind, place_name, received_ms) {table} ON CONFLICT DO NOTHING");
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// Columns of `position_last` that change together, each list beginning with their time.
const TOGETHER: [&[&str]; 4] = [
    &["at_ms", "received_ms", "lat", "lon", "speed_cm_s", "heading_deg", "accuracy_m", "altitude_m", "is_mock"],
    &["battery_ms", "battery_pct", "is_charging"],
    &["sos_ms"],
    &["alarm_ms", "alarm"],
];

/// Replaces what is newer than what stands there. What a clock of ours left that ran ahead gives way.
pub(crate) async fn set_last(tx: &Tx, last: &BTreeMap<KeyId, LastWords>) -> Result<(), StoreError> {
    let columns: Vec<&str> = TOGETHER.iter().flat_map(|together| together.iter().copied()).collect();
    let changes: Vec<String> = TOGETHER.iter().flat_map(|together| changes(together)).collect();
    let rows: Vec<_> = last.iter().collect();
    for piece in tx.pieces(&rows, ROWS) {
        let (table, args) = tx.table(piece.iter().map(|(key, words)| last_values(**key, words)).collect());
        let sql = format!(
            "INSERT INTO position_last (key_id, last_seen_ms, {}) {table}
             ON CONFLICT (key_id) DO UPDATE SET last_seen_ms = excluded.last_seen_ms, {}",
            columns.join(", "),
            changes.join(", ")
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// The assignments of columns that change together when the time of what was said is the later one.
fn changes(together: &[&str]) -> Vec<String> {
    let time = together.first().copied().unwrap_or_default();
    let slack_ms = CLOCKS_APART_MAX_S * 1_000;
    let newer = format!(
        "excluded.{time} > COALESCE(position_last.{time}, -1)
            OR (excluded.{time} IS NOT NULL AND position_last.{time} > excluded.last_seen_ms + {slack_ms})"
    );
    together.iter().map(|column| format!("{column} = CASE WHEN {newer} THEN excluded.{column} ELSE position_last.{column} END")).collect()
}

fn last_values(key: KeyId, words: &LastWords) -> Vec<Value> {
    let (at, fix, received) = words.place.map_or((None, None, None), |(at, fix, received)| (Some(at), Some(fix), Some(received)));
    let (battery_at, battery) = words.battery.unzip();
    let (battery_pct, is_charging) = battery.unwrap_or_default();
    let (alarm_at, alarm) = words.alarm.clone().unzip();
    args![
        key,
        words.seen,
        at,
        received,
        fix.map(|fix| fix.point.lat()),
        fix.map(|fix| fix.point.lon()),
        fix.and_then(|fix| fix.speed_cm_s),
        fix.and_then(|fix| fix.heading_deg).map(u32::from),
        fix.and_then(|fix| fix.accuracy_m),
        fix.and_then(|fix| fix.altitude_m).map(i64::from),
        fix.map(|fix| fix.is_mock),
        battery_at,
        battery_pct,
        is_charging,
        words.sos,
        alarm_at,
        alarm
    ]
}

const LAST: &str = "SELECT last.*, device.facility_id, device.name FROM position_last AS last
    JOIN position_device AS device ON device.key_id = last.key_id";

/// The last words of all devices, by name.
pub(crate) async fn all_last(q: &impl Query) -> Result<Vec<LastPosition>, StoreError> {
    q.rows(&format!("{LAST} ORDER BY device.name, last.key_id"), args![]).await?.iter().map(read_last).collect()
}

/// The last words of the devices of a facility.
pub(crate) async fn last_of(q: &impl Query, facility: sigap_kernel::FacilityId) -> Result<Vec<LastPosition>, StoreError> {
    q.rows(&format!("{LAST} WHERE device.facility_id = $1"), args![facility]).await?.iter().map(read_last).collect()
}

fn read_last(row: &Row) -> Result<LastPosition, StoreError> {
    let at: Option<UtcMs> = row.get("at_ms")?;
    let (alarm, alarm_at): (Option<String>, Option<UtcMs>) = (row.get("alarm")?, row.get("alarm_ms")?);
    Ok(LastPosition {
        key: row.get("key_id")?,
        facility: row.get("facility_id")?,
        name: row.get("name")?,
        place: at.map(|_| read_point(row)).transpose()?,
        battery_pct: row.get("battery_pct")?,
        is_charging: row.get("is_charging")?,
        sos_at: row.get("sos_ms")?,
        alarm: alarm.zip(alarm_at),
        last_seen: row.get("last_seen_ms")?,
    })
}

/// Where a device was in a span of time, the oldest first.
pub(crate) async fn trace(q: &impl Query, key: KeyId, from: UtcMs, to: UtcMs, limit: u32) -> Result<Vec<TracePoint>, StoreError> {
    let sql = "SELECT * FROM position_trace WHERE key_id = $1 AND at_ms >= $2 AND at_ms < $3 ORDER BY at_ms LIMIT $4";
    q.rows(sql, args![key, from, to, limit]).await?.iter().map(read_point).collect()
}

fn read_point(row: &Row) -> Result<TracePoint, StoreError> {
    let (lat, lon): (f64, f64) = (row.get("lat")?, row.get("lon")?);
    let unreadable = |why: sigap_kernel::NotAPlace| StoreError::Unreadable { column: "lat".to_owned(), why: why.to_string() };
    Ok(TracePoint {
        at: row.get("at_ms")?,
        received_at: row.get("received_ms")?,
        point: GeoPoint::new(lat, lon).map_err(unreadable)?,
        speed_cm_s: row.get("speed_cm_s")?,
        heading_deg: row.get("heading_deg")?,
        accuracy_m: row.get("accuracy_m")?,
        altitude_m: row.get("altitude_m")?,
        is_mock: row.get("is_mock")?,
    })
}

/// The first device with a trace behind `after`.
pub(crate) async fn next_traced(q: &impl Query, after: Option<KeyId>) -> Result<Option<KeyId>, StoreError> {
    let sql = "SELECT key_id FROM position_trace WHERE key_id > $1 ORDER BY key_id LIMIT 1";
    let after = after.map_or_else(String::new, |key| key.to_string());
    q.row(sql, args![after]).await?.map(|row| row.get("key_id")).transpose()
}

/// Throws away at most `most` places of a device from before an instant, the oldest first; gives how many. By the primary key alone: a second
/// index would cost every position that comes.
pub(crate) async fn sweep_trace(tx: &Tx, key: KeyId, before: UtcMs, most: u32) -> Result<u64, StoreError> {
    let sql = "DELETE FROM position_trace WHERE key_id = $1 AND at_ms IN
         (SELECT at_ms FROM position_trace WHERE key_id = $1 AND at_ms < $2 ORDER BY at_ms LIMIT $3)";
    tx.execute(sql, args![key, before, most]).await
}

/// Throws away what is old besides: events, last words of silent devices, faults that happened long ago.
pub(crate) async fn sweep_rest(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    let mut gone = tx.execute("DELETE FROM position_event WHERE received_ms < $1", args![before]).await?;
    gone += tx.execute("DELETE FROM position_last WHERE last_seen_ms < $1", args![before]).await?;
    gone += tx.execute("DELETE FROM position_fault WHERE last_ms < $1", args![before]).await?;
    Ok(gone)
}
