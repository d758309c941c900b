//! National services numbers are passed on to, and the rows there: `pass_target`, `pass_row`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, Value, args, value_rows};

use crate::pass_on::row::{Codes, PassRow};
use crate::pass_on::target::{Target, TargetId, TargetState};

const TARGET: &str = "target_id, facility_id, service, address, sender, secret, user_key, facility_code, letter_no, letter_date, \
                      authorised_by, state, answer, version";

/// The targets that are on, with their facilities.
pub(crate) async fn targets_on(q: &impl Query) -> Result<Vec<(FacilityId, TargetId)>, StoreError> {
    let sql = "SELECT facility_id, target_id FROM pass_target WHERE state = $1 ORDER BY target_id";
    let read = |row: &Row| Ok((row.get("facility_id")?, row.get("target_id")?));
    q.rows(sql, args![TargetState::On]).await?.iter().map(read).collect()
}

/// One target.
pub(crate) async fn target(q: &impl Query, id: TargetId) -> Result<Option<Target>, StoreError> {
    let sql = format!("SELECT {TARGET} FROM pass_target WHERE target_id = $1");
    q.row(&sql, args![id]).await?.as_ref().map(read_target).transpose()
}

/// All targets, on or off.
pub(crate) async fn targets(q: &impl Query) -> Result<Vec<Target>, StoreError> {
    let sql = format!("SELECT {TARGET} FROM pass_target ORDER BY target_id");
    q.rows(&sql, args![]).await?.iter().map(read_target).collect()
}

/// Puts sealed keys in the place of the same ones, unless somebody entered others meanwhile. It is no change of the target: its version stays.
pub(crate) async fn set_sealed(tx: &Tx, before: &Target, after: &Target) -> Result<(), StoreError> {
    let sql = "UPDATE pass_target SET secret = $4, user_key = $5 WHERE target_id = $1 AND secret = $2 AND user_key = $3";
    tx.execute(sql, args![before.id, &before.secret, &before.user_key, &after.secret, &after.user_key]).await.map(|_| ())
}

/// The targets of a facility, on or off.
pub(crate) async fn targets_of(q: &impl Query, facility: FacilityId) -> Result<Vec<Target>, StoreError> {
    let sql = format!("SELECT {TARGET} FROM pass_target WHERE facility_id = $1 ORDER BY service");
    q.rows(&sql, args![facility]).await?.iter().map(read_target).collect()
}

/// Keeps a target: a new one, or in the place of the same one as long as nobody changed it; whether it was kept.
pub(crate) async fn put_target(tx: &Tx, target: &Target) -> Result<bool, StoreError> {
    let sql = format!(
        "INSERT INTO pass_target ({TARGET}, changed_ms) VALUES {}
         ON CONFLICT (facility_id, service) DO UPDATE SET address = excluded.address, sender = excluded.sender, secret = excluded.secret,
            user_key = excluded.user_key, facility_code = excluded.facility_code, letter_no = excluded.letter_no,
            letter_date = excluded.letter_date, authorised_by = excluded.authorised_by, state = excluded.state, answer = excluded.answer,
            version = excluded.version, changed_ms = excluded.changed_ms
         WHERE pass_target.target_id = excluded.target_id AND pass_target.version = excluded.version - 1",
        value_rows(1, 15)
    );
    let args = args![
        target.id,
        target.facility,
        target.service,
        &target.address,
        &target.sender,
        &target.secret,
        &target.user_key,
        &target.facility_code,
        &target.letter_no,
        &target.letter_date,
        &target.authorised_by,
        target.state,
        &target.answer,
        target.version,
        tx.now()
    ];
    Ok(tx.execute(&sql, args).await? == 1)
}

/// Turns a target to another state, as long as nobody changed it; whether that was so.
pub(crate) async fn turn(tx: &Tx, target: &Target, state: TargetState, answer: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE pass_target SET state = $3, answer = $4, version = version + 1, changed_ms = $5
         WHERE target_id = $1 AND version = $2";
    Ok(tx.execute(sql, args![target.id, target.version, state, answer, tx.now()]).await? == 1)
}

const ROW: &str = "row_id, target_id, ward_id, class_code, room_code, codes_from, is_gone, is_ours, is_there, peer_row, peer_counts, state, \
                   act, why, said, kept, kept_ms, answer, tries, again_ms, version";

/// The rows of a target, in the order in which they came.
pub(crate) async fn rows(q: &impl Query, target: TargetId) -> Result<Vec<PassRow>, StoreError> {
    let sql = format!("SELECT {ROW} FROM pass_row WHERE target_id = $1 ORDER BY row_id");
    q.rows(&sql, args![target]).await?.iter().map(read_row).collect()
}

/// Keeps a row: a new one (version 0), or in the place of the same one as long as nobody changed it; whether it was kept.
pub(crate) async fn put_row(tx: &Tx, row: &PassRow) -> Result<bool, StoreError> {
    let sql = if row.version == 0 {
        format!("INSERT INTO pass_row ({ROW}, changed_ms) VALUES {} ON CONFLICT DO NOTHING", value_rows(1, 22))
    } else {
        // A row that is forgotten meanwhile stays forgotten.
        "UPDATE pass_row SET ward_id = $3, class_code = $4, room_code = $5, codes_from = $6, is_gone = $7, is_ours = $8, is_there = $9,
            peer_row = $10, peer_counts = $11, state = $12, act = $13, why = $14, said = $15, kept = $16, kept_ms = $17, answer = $18,
            tries = $19, again_ms = $20, version = $21, changed_ms = $22
         WHERE row_id = $1 AND target_id = $2 AND version = $21 - 1"
            .to_owned()
    };
    Ok(tx.execute(&sql, row_args(row, tx.now())).await? == 1)
}

/// A row that goes over to another ward leaves its old one, so that the row that comes there finds the place free; it is kept afterwards.
pub(crate) async fn leave_ward(tx: &Tx, row: &PassRow) -> Result<(), StoreError> {
    let sql = "UPDATE pass_row SET is_gone = 1 WHERE row_id = $1 AND version = $2 AND ward_id <> $3";
    tx.execute(sql, args![row.id, row.version, row.ward]).await.map(|_| ())
}

/// Forgets all rows of a target: it speaks of another facility there.
pub(crate) async fn drop_rows(tx: &Tx, target: TargetId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM pass_row WHERE target_id = $1", args![target]).await.map(|_| ())
}

/// Whether a target is on and as it was: asked in the transaction that lets a call go.
pub(crate) async fn may_send(tx: &Tx, target: &Target) -> Result<bool, StoreError> {
    // Touched, so that turning it off and letting a call go follow one another.
    let sql = "UPDATE pass_target SET version = version WHERE target_id = $1 AND version = $2 AND state = $3";
    Ok(tx.execute(sql, args![target.id, target.version, TargetState::On]).await? == 1)
}

/// Forgets a row, as long as nobody changed it; whether that was so.
pub(crate) async fn drop_row(tx: &Tx, row: &PassRow) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM pass_row WHERE row_id = $1 AND version = $2", args![row.id, row.version]).await? == 1)
}

fn row_args(row: &PassRow, now: UtcMs) -> Vec<Value> {
    args![
        row.id,
        row.target,
        row.ward,
        &row.codes.class,
        &row.codes.room,
        row.codes_from,
        row.is_gone,
        row.is_ours,
        row.is_there.map(i64::from),
        row.peer_row,
        written(row.peer_counts.as_ref()),
        row.state,
        row.act,
        row.why,
        written(row.said.as_ref()),
        written(row.kept.as_ref()),
        row.kept_at,
        &row.answer,
        row.tries,
        row.again_at,
        row.version + 1,
        now
    ]
}

/// Plain text and numbers always serialize, so there is no error to lose here.
fn written(value: Option<&impl Serialize>) -> String {
    value.map(|value| serde_json::to_string(value).unwrap_or_default()).unwrap_or_default()
}

fn read_written<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>, StoreError> {
    let text: String = row.get(column)?;
    if text.is_empty() {
        return Ok(None);
    }
    let unreadable = |error: serde_json::Error| StoreError::Unreadable { column: column.to_owned(), why: error.to_string() };
    serde_json::from_str(&text).map(Some).map_err(unreadable)
}

fn read_row(row: &Row) -> Result<PassRow, StoreError> {
    Ok(PassRow {
        id: row.get("row_id")?,
        target: row.get("target_id")?,
        ward: row.get("ward_id")?,
        codes: Codes { class: row.get("class_code")?, room: row.get("room_code")? },
        codes_from: row.get("codes_from")?,
        is_gone: row.get("is_gone")?,
        is_ours: row.get("is_ours")?,
        is_there: row.get::<Option<i64>>("is_there")?.map(|there| there != 0),
        peer_row: row.get("peer_row")?,
        peer_counts: read_written(row, "peer_counts")?,
        state: row.get("state")?,
        act: row.get("act")?,
        why: row.get("why")?,
        said: read_written(row, "said")?,
        kept: read_written(row, "kept")?,
        kept_at: row.get("kept_ms")?,
        answer: row.get("answer")?,
        tries: row.get("tries")?,
        again_at: row.get("again_ms")?,
        version: row.get("version")?,
    })
}

fn read_target(row: &Row) -> Result<Target, StoreError> {
    Ok(Target {
        id: row.get("target_id")?,
        facility: row.get("facility_id")?,
        service: row.get("service")?,
        address: row.get("address")?,
        sender: row.get("sender")?,
        secret: row.get("secret")?,
        user_key: row.get("user_key")?,
        facility_code: row.get("facility_code")?,
        letter_no: row.get("letter_no")?,
        letter_date: row.get("letter_date")?,
        authorised_by: row.get("authorised_by")?,
        state: row.get("state")?,
        answer: row.get("answer")?,
        version: row.get("version")?,
    })
}
