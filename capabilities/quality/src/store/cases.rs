//! Cases: `family_case`, `family_case_told`, `family_seen`.

use sigap_kernel::{FacilityId, PersonId, Pool, UserId, UtcMs};
use sigap_store::{Arg as _, Engine, Query, Row, StoreError, Tx, Value, args};

use super::AT_ONCE;
use crate::model::{CaseId, CaseNumber, CaseState, Channel, Happened, HelpState, ReplyKind, ShownState, Snapshot, What};

/// A case as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) id: CaseId,
    pub(crate) number: CaseNumber,
    pub(crate) version: i64,
    pub(crate) facility: FacilityId,
    /// The kind of bed; `None` when the family did not know.
    pub(crate) pool: Option<Pool>,
    pub(crate) what: What,
    pub(crate) channel: Channel,
    pub(crate) happened: Happened,
    /// As stored: whether the time to reply is over, the clock says.
    pub(crate) state: CaseState,
    pub(crate) opened_at: UtcMs,
    pub(crate) told_at: UtcMs,
    /// How often the family told.
    pub(crate) times: i64,
    pub(crate) shown: Snapshot,
    /// Whose data key seals what follows; `None` once it was destroyed.
    pub(crate) person: Option<PersonId>,
    pub(crate) phone: Option<String>,
    pub(crate) reply: Option<ReplyKind>,
    pub(crate) reply_text: Option<String>,
    pub(crate) replied_at: Option<UtcMs>,
    pub(crate) reason: Option<String>,
    pub(crate) verified_at: Option<UtcMs>,
    pub(crate) help: HelpState,
    pub(crate) holder: Option<UserId>,
    pub(crate) holder_name: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) callback_at: Option<UtcMs>,
}

const COLUMNS: &str = "case_id, number, version, facility_id, pool, what, channel, happened, state, opened_at_ms, told_at_ms, times, shown_state, \
                       shown_free, shown_beds, shown_taken_ms, person_id, phone_sealed, reply, reply_sealed, replied_at_ms, reason_sealed, \
                       verified_at_ms, help, holder, holder_sealed, note_sealed, callback_at_ms";

fn read(row: &Row) -> Result<Case, StoreError> {
    let person: String = row.get("person_id")?;
    Ok(Case {
        id: row.get("case_id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        facility: row.get("facility_id")?,
        pool: row.get("pool")?,
        what: row.get("what")?,
        channel: row.get("channel")?,
        happened: row.get("happened")?,
        state: row.get("state")?,
        opened_at: row.get("opened_at_ms")?,
        told_at: row.get("told_at_ms")?,
        times: row.get("times")?,
        shown: Snapshot {
            state: row.get("shown_state")?,
            free: row.get("shown_free")?,
            beds: row.get("shown_beds")?,
            taken_at: row.get("shown_taken_ms")?,
        },
        person: if person.is_empty() { None } else { Some(row.parsed("person_id", &person)?) },
        phone: row.get("phone_sealed")?,
        reply: row.get("reply")?,
        reply_text: row.get("reply_sealed")?,
        replied_at: row.get("replied_at_ms")?,
        reason: row.get("reason_sealed")?,
        verified_at: row.get("verified_at_ms")?,
        help: row.get("help")?,
        holder: row.get("holder")?,
        holder_name: row.get("holder_sealed")?,
        note: row.get("note_sealed")?,
        callback_at: row.get("callback_at_ms")?,
    })
}

fn values(case: &Case) -> Vec<Value> {
    args![
        case.id,
        case.number,
        case.version,
        case.facility,
        case.pool,
        case.what,
        case.channel,
        case.happened,
        case.state,
        case.opened_at,
        case.told_at,
        case.times,
        case.shown.state,
        case.shown.free,
        case.shown.beds,
        case.shown.taken_at,
        case.person.map_or_else(String::new, |person| person.to_string()),
        case.phone.clone(),
        case.reply,
        case.reply_text.clone(),
        case.replied_at,
        case.reason.clone(),
        case.verified_at,
        case.help,
        case.holder,
        case.holder_name.clone(),
        case.note.clone(),
        case.callback_at,
    ]
}

/// Adds a case; false when its number or id is taken.
pub(crate) async fn insert(tx: &Tx, case: &Case) -> Result<bool, StoreError> {
    let (table, args) = tx.table(vec![values(case)]);
    Ok(tx.execute(&format!("INSERT INTO family_case ({COLUMNS}) {table} ON CONFLICT DO NOTHING"), args).await? > 0)
}

/// Writes what may change of a case in its next version; false when somebody else was faster.
pub(crate) async fn put(tx: &Tx, case: &Case) -> Result<bool, StoreError> {
    let sql = "UPDATE family_case SET version = version + 1, state = $3, told_at_ms = $4, times = $5, person_id = $6, phone_sealed = $7, reply = $8,
                reply_sealed = $9, replied_at_ms = $10, reason_sealed = $11, verified_at_ms = $12, help = $13, holder = $14, holder_sealed = $15,
                note_sealed = $16, callback_at_ms = $17
         WHERE case_id = $1 AND version = $2";
    let person = case.person.map_or_else(String::new, |person| person.to_string());
    let args = args![
        case.id,
        case.version,
        case.state,
        case.told_at,
        case.times,
        person,
        case.phone.clone(),
        case.reply,
        case.reply_text.clone(),
        case.replied_at,
        case.reason.clone(),
        case.verified_at,
        case.help,
        case.holder,
        case.holder_name.clone(),
        case.note.clone(),
        case.callback_at,
    ];
    Ok(tx.execute(sql, args).await? > 0)
}

async fn one(q: &impl Query, condition: &str, args: Vec<Value>) -> Result<Option<Case>, StoreError> {
    q.row(&format!("SELECT {COLUMNS} FROM family_case WHERE {condition}"), args).await?.as_ref().map(read).transpose()
}

/// A case.
pub(crate) async fn find(q: &impl Query, id: CaseId) -> Result<Option<Case>, StoreError> {
    one(q, "case_id = $1", args![id]).await
}

/// A case, held until the end of the transaction.
pub(crate) async fn held(tx: &Tx, id: CaseId) -> Result<Option<Case>, StoreError> {
    let held = match tx.engine() {
        Engine::Postgres => "case_id = $1 FOR UPDATE",
        // Whoever writes is alone.
        Engine::Sqlite => "case_id = $1",
    };
    one(tx, held, args![id]).await
}

/// A case by its number.
pub(crate) async fn by_number(q: &impl Query, number: CaseNumber) -> Result<Option<Case>, StoreError> {
    one(q, "number = $1", args![number]).await
}

async fn many(q: &impl Query, condition: &str, args: Vec<Value>) -> Result<Vec<Case>, StoreError> {
    q.rows(&format!("SELECT {COLUMNS} FROM family_case WHERE {condition}"), args).await?.iter().map(read).collect()
}

/// The newest cases of a hospital.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<Case>, StoreError> {
    many(q, "facility_id = $1 ORDER BY opened_at_ms DESC LIMIT $2", args![facility, limit]).await
}

/// The newest cases of all.
pub(crate) async fn newest(q: &impl Query, limit: i64) -> Result<Vec<Case>, StoreError> {
    many(q, "case_id <> '' ORDER BY opened_at_ms DESC LIMIT $1", args![limit]).await
}

/// The cases that wait for a decision: replied to, or opened before `lapsed` without a reply. The longest first.
pub(crate) async fn to_decide(q: &impl Query, lapsed: UtcMs, limit: i64) -> Result<Vec<Case>, StoreError> {
    let condition = "state = $1 OR (state = $2 AND opened_at_ms <= $3) ORDER BY opened_at_ms LIMIT $4";
    many(q, condition, args![CaseState::Replied, CaseState::Open, lapsed, limit]).await
}

/// How many cases wait for a decision, and since when the longest does.
pub(crate) async fn waiting(q: &impl Query, lapsed: UtcMs) -> Result<(u32, Option<UtcMs>), StoreError> {
    let sql =
        "SELECT COUNT(*) AS cases, MIN(opened_at_ms) AS at_ms FROM family_case WHERE state = $1 OR (state = $2 AND opened_at_ms <= $3)";
    let Some(row) = q.row(sql, args![CaseState::Replied, CaseState::Open, lapsed]).await? else { return Ok((0, None)) };
    Ok((row.get("cases")?, row.get("at_ms")?))
}

/// The cases in which somebody still helps or should, the longest first.
pub(crate) async fn to_help(q: &impl Query, limit: i64) -> Result<Vec<Case>, StoreError> {
    let condition = "help IN ($1, $2, $3) ORDER BY opened_at_ms LIMIT $4";
    many(q, condition, args![HelpState::Waiting, HelpState::Held, HelpState::HandedOver, limit]).await
}

/// How many cases families opened on the page since an instant: of one hospital, and of all.
pub(crate) async fn opened_since(q: &impl Query, facility: FacilityId, since: UtcMs) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN facility_id = $1 THEN 1 ELSE 0 END), 0) AS here
         FROM family_case WHERE opened_at_ms > $2 AND channel = $3";
    let Some(row) = q.row(sql, args![facility, since, Channel::Web]).await? else { return Ok((0, 0)) };
    Ok((row.get("here")?, row.get("n")?))
}

/// The cases that count, opened since an instant: where, when, and what was shown.
pub(crate) async fn counting_since(q: &impl Query, since: UtcMs) -> Result<Vec<(FacilityId, UtcMs, ShownState)>, StoreError> {
    let sql = "SELECT facility_id, opened_at_ms, shown_state FROM family_case WHERE state = $1 AND opened_at_ms > $2";
    let rows = q.rows(sql, args![CaseState::Counts, since]).await?;
    rows.iter().map(|row| Ok((row.get("facility_id")?, row.get("opened_at_ms")?, row.get("shown_state")?))).collect()
}

/// The case a family is known by under one of its keys, held until the end of the transaction: of two tellings at once the second one waits here.
/// A key that was seen before `since` is forgotten, and stands for `case` from now on.
pub(crate) async fn seen(tx: &Tx, key: &str, case: CaseId, since: UtcMs) -> Result<CaseId, StoreError> {
    let sql = "INSERT INTO family_seen (seen_key, case_id, at_ms) VALUES ($1, $2, $3)
         ON CONFLICT (seen_key) DO UPDATE SET
            case_id = CASE WHEN family_seen.at_ms < $4 THEN excluded.case_id ELSE family_seen.case_id END,
            at_ms = CASE WHEN family_seen.at_ms < $4 THEN excluded.at_ms ELSE family_seen.at_ms END
         RETURNING case_id";
    let rows = tx.returning(sql, args![key, case, tx.now(), since]).await?;
    rows.first().map_or(Ok(case), |row| row.get("case_id"))
}

/// Lets a key of a family stand for a case.
pub(crate) async fn set_seen(tx: &Tx, key: &str, case: CaseId) -> Result<(), StoreError> {
    tx.execute("UPDATE family_seen SET case_id = $2 WHERE seen_key = $1", args![key, case]).await.map(|_| ())
}

/// Forgets by what families are known that told before an instant; gives how many.
pub(crate) async fn forget_seen(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM family_seen WHERE at_ms < $1", args![before]).await
}

/// Whether there is something to forget.
pub(crate) async fn has_seen_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT seen_key FROM family_seen WHERE at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Keeps what a family wrote.
pub(crate) async fn add_told(tx: &Tx, id: &str, case: CaseId, sealed: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO family_case_told (told_id, case_id, at_ms, text_sealed) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, args![id, case, tx.now(), sealed]).await.map(|_| ())
}

/// What a family wrote: id, when, the sealed text.
pub(crate) async fn told(q: &impl Query, case: CaseId, limit: i64) -> Result<Vec<(String, UtcMs, String)>, StoreError> {
    let sql = "SELECT told_id, at_ms, text_sealed FROM family_case_told WHERE case_id = $1 ORDER BY at_ms LIMIT $2";
    let rows = q.rows(sql, args![case, limit]).await?;
    rows.iter().map(|row| Ok((row.get("told_id")?, row.get("at_ms")?, row.get("text_sealed")?))).collect()
}

/// Cases opened before an instant whose personal data is still there and with which nobody is busy.
pub(crate) async fn with_person_before(q: &impl Query, before: UtcMs) -> Result<Vec<(CaseId, PersonId)>, StoreError> {
    let sql = "SELECT case_id, person_id FROM family_case
         WHERE opened_at_ms < $1 AND person_id <> '' AND help IN ($2, $3) ORDER BY opened_at_ms LIMIT $4";
    let rows = q.rows(sql, args![before, HelpState::NotAsked, HelpState::Settled, AT_ONCE]).await?;
    rows.iter().map(|row| Ok((row.get("case_id")?, row.get("person_id")?))).collect()
}

/// Takes everything personal out of cases.
pub(crate) async fn blank(tx: &Tx, cases: &[CaseId]) -> Result<(), StoreError> {
    for piece in tx.pieces(cases, 100) {
        let (among, args) = tx.among("case_id", 1, piece.iter().map(|id| id.arg()).collect());
        let blank =
            "person_id = '', phone_sealed = NULL, reply_sealed = NULL, reason_sealed = NULL, holder_sealed = NULL, note_sealed = NULL";
        tx.execute(&format!("UPDATE family_case SET {blank}, version = version + 1 WHERE {among}"), args.clone()).await?;
        tx.execute(&format!("DELETE FROM family_case_told WHERE {among}"), args.clone()).await?;
        tx.execute(&format!("DELETE FROM family_case_call WHERE {among}"), args).await?;
    }
    Ok(())
}

/// Whether a case opened before an instant can be thrown away.
pub(crate) async fn has_blank_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    let sql = "SELECT case_id FROM family_case WHERE opened_at_ms < $1 AND person_id = '' LIMIT 1";
    Ok(q.row(sql, args![before]).await?.is_some())
}

/// Throws away cases opened before an instant that hold nothing personal any more; gives how many.
pub(crate) async fn remove_blank(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    let sql = "DELETE FROM family_case WHERE case_id IN (
            SELECT case_id FROM family_case WHERE opened_at_ms < $1 AND person_id = '' ORDER BY opened_at_ms LIMIT $2)";
    tx.execute(sql, args![before, AT_ONCE]).await
}
