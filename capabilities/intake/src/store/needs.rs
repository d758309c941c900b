//! Staff and equipment of hospitals: `feed_need`.

use sigap_exchange::siranap::{NeedCounts, NeedKind};
use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args, value_rows};

/// An item as it was last stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NeedRow {
    pub(crate) item: String,
    pub(crate) counts: NeedCounts,
    pub(crate) last_update: UtcMs,
}

/// How a kind of item is called in the table and in the journal.
pub(crate) const fn code(kind: NeedKind) -> &'static str {
    match kind {
        NeedKind::Staff => "staff",
        NeedKind::Supplies => "supplies",
    }
}

/// Writes an item, whether it was there or not.
pub(crate) async fn put(tx: &Tx, facility: FacilityId, kind: NeedKind, row: &NeedRow) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO feed_need (facility_id, kind, item, on_hand, needed, received, last_update_ms) VALUES {}
         ON CONFLICT (facility_id, kind, item) DO UPDATE SET on_hand = excluded.on_hand, needed = excluded.needed,
            received = excluded.received, last_update_ms = excluded.last_update_ms",
        value_rows(1, 7)
    );
    let counts = row.counts;
    let args = args![facility, code(kind), &row.item, counts.on_hand, counts.needed, counts.received, row.last_update];
    tx.execute(&sql, args).await.map(|_| ())
}

/// Removes an item; whether it was there.
pub(crate) async fn remove(tx: &Tx, facility: FacilityId, kind: NeedKind, item: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM feed_need WHERE facility_id = $1 AND kind = $2 AND item = $3";
    Ok(tx.execute(sql, args![facility, code(kind), item]).await? > 0)
}

/// One item.
pub(crate) async fn one(q: &impl Query, facility: FacilityId, kind: NeedKind, item: &str) -> Result<Option<NeedRow>, StoreError> {
    let sql = "SELECT item, on_hand, needed, received, last_update_ms FROM feed_need WHERE facility_id = $1 AND kind = $2 AND item = $3";
    q.row(sql, args![facility, code(kind), item]).await?.as_ref().map(read).transpose()
}

/// All items of a facility, in the order of their codes.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId, kind: NeedKind) -> Result<Vec<NeedRow>, StoreError> {
    let sql = "SELECT item, on_hand, needed, received, last_update_ms FROM feed_need WHERE facility_id = $1 AND kind = $2 ORDER BY item";
    q.rows(sql, args![facility, code(kind)]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<NeedRow, StoreError> {
    let counts = NeedCounts { on_hand: row.get("on_hand")?, needed: row.get("needed")?, received: row.get("received")? };
    Ok(NeedRow { item: row.get("item")?, counts, last_update: row.get("last_update_ms")? })
}
