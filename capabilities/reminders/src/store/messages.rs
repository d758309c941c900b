//! Messages and what became of them: `reminder_message`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

use super::ROWS_AT_ONCE;
use crate::model::{Channel, MessageId, MessageState, SpellId, Why};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    /// What it is for: one of each.
    pub(crate) slot: String,
    pub(crate) facility: FacilityId,
    pub(crate) spell: Option<SpellId>,
    pub(crate) census: Option<i64>,
    pub(crate) channel: Channel,
    pub(crate) state: MessageState,
    pub(crate) why: Option<Why>,
    pub(crate) tries: u32,
    pub(crate) made_at: UtcMs,
    pub(crate) changed_at: UtcMs,
}

const COLUMNS: &str = "message_id, slot, facility_id, spell_id, census, channel, state, why, tries, made_at_ms, changed_at_ms";

fn read(row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.get("message_id")?,
        slot: row.get("slot")?,
        facility: row.get("facility_id")?,
        spell: row.get("spell_id")?,
        census: row.get("census")?,
        channel: row.get("channel")?,
        state: row.get("state")?,
        why: row.get("why")?,
        tries: row.get("tries")?,
        made_at: row.get("made_at_ms")?,
        changed_at: row.get("changed_at_ms")?,
    })
}

/// Adds messages; of those whose slot is taken nothing is added. Gives the ids that were added.
pub(crate) async fn add(tx: &Tx, all: &[Message]) -> Result<Vec<MessageId>, StoreError> {
    let mut added = Vec::with_capacity(all.len());
    for piece in tx.pieces(all, ROWS_AT_ONCE) {
        let rows = piece.iter().map(|one| {
            args![
                one.id,
                one.slot.as_str(),
                one.facility,
                one.spell,
                one.census,
                one.channel,
                one.state,
                one.why,
                one.tries,
                one.made_at,
                one.changed_at
            ]
        });
        let (table, args) = tx.table(rows.collect());
        // SQLite would take ON for a condition of the list before it.
        let sql = format!("INSERT INTO reminder_message ({COLUMNS}) {table} ON CONFLICT (slot) DO NOTHING RETURNING message_id");
        for row in tx.returning(&sql, args).await?.iter() {
            added.push(row.get("message_id")?);
        }
    }
    Ok(added)
}

/// One message.
pub(crate) async fn find(q: &impl Query, id: MessageId) -> Result<Option<Message>, StoreError> {
    let row = q.row(&format!("SELECT {COLUMNS} FROM reminder_message WHERE message_id = $1"), args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Moves a message that waits; false when it does not wait any more.
pub(crate) async fn settle(tx: &Tx, id: MessageId, to: MessageState, why: Option<Why>, at: UtcMs) -> Result<bool, StoreError> {
    let sql = "UPDATE reminder_message SET state = $2, why = $3, tries = tries + 1, changed_at_ms = $4
         WHERE message_id = $1 AND state = $5";
    Ok(tx.execute(sql, args![id, to, why, at, MessageState::Waiting]).await? > 0)
}

/// The newest messages of a hospital.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<Message>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM reminder_message WHERE facility_id = $1 ORDER BY made_at_ms DESC, message_id LIMIT $2");
    q.rows(&sql, args![facility, limit]).await?.iter().map(read).collect()
}

/// The last message of each time that goes on.
pub(crate) async fn last_of_open(q: &impl Query) -> Result<BTreeMap<FacilityId, Message>, StoreError> {
    let columns = COLUMNS.split(", ").map(|column| format!("m.{column}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT {columns} FROM reminder_message AS m JOIN reminder_spell AS s ON s.spell_id = m.spell_id
         WHERE s.open_key IS NOT NULL ORDER BY m.made_at_ms, m.message_id"
    );
    let rows = q.rows(&sql, Vec::new()).await?;
    rows.iter().map(|row| read(row).map(|one| (one.facility, one))).collect()
}

/// How many messages of the ladder each hospital got or gets since an instant.
pub(crate) async fn of_ladder_since(q: &impl Query, since: UtcMs) -> Result<BTreeMap<FacilityId, u32>, StoreError> {
    let sql = "SELECT facility_id, COUNT(*) AS n FROM reminder_message
         WHERE made_at_ms > $1 AND spell_id IS NOT NULL AND channel <> $2 AND state IN ($3, $4) GROUP BY facility_id";
    let rows = q.rows(sql, args![since, Channel::OfficeMail, MessageState::Waiting, MessageState::Sent]).await?;
    rows.iter().map(|row| Ok((row.get("facility_id")?, row.get("n")?))).collect()
}

/// How the messages of a census stand: how many in each state.
pub(crate) async fn of_census(q: &impl Query, number: i64) -> Result<BTreeMap<String, u32>, StoreError> {
    let sql = "SELECT state, COUNT(*) AS n FROM reminder_message WHERE census = $1 GROUP BY state";
    let rows = q.rows(sql, args![number]).await?;
    rows.iter().map(|row| Ok((row.get("state")?, row.get("n")?))).collect()
}

/// How many mails the office got or gets since an instant.
pub(crate) async fn office_since(q: &impl Query, since: UtcMs) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM reminder_message WHERE made_at_ms > $1 AND channel = $2 AND state IN ($3, $4)";
    let row = q.row(sql, args![since, Channel::OfficeMail, MessageState::Waiting, MessageState::Sent]).await?;
    row.map_or(Ok(0), |row| row.get("n"))
}
