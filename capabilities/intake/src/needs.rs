//! Staff and equipment a hospital reports beside its beds (SDM, APD): kept as stated, so that its own system reads them back.

use std::collections::BTreeSet;

use serde_json::json;
use sigap_exchange::siranap::{NeedCounts, NeedKind};
use sigap_kernel::{Ctx, FacilityId, UtcMs};
use sigap_store::{Db, Entry, Lane, StoreError, Subject, Tx};

use crate::store::needs::{self as store, NeedRow};
use crate::store::rooms;

/// Items of one kind one facility may report; the national tables have about 30.
pub(crate) const NEEDS_PER_FACILITY_MAX: usize = 200;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NeedDone {
    Stored,
    NoSuchItem,
    TooMany,
}

/// An item that is stated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need<'n> {
    pub(crate) facility: FacilityId,
    pub(crate) kind: NeedKind,
    pub(crate) item: &'n str,
    /// When it was true, if not now: it changes nothing that was said after that.
    pub(crate) as_of: Option<UtcMs>,
}

/// States an item. `counts` makes the new numbers from those that stand there; it gives nothing when there have to be some.
pub(crate) async fn state(
    db: &Db,
    ctx: &Ctx,
    need: Need<'_>,
    counts: impl Fn(Option<NeedCounts>) -> Option<NeedCounts> + Send + Sync,
) -> Result<NeedDone, StoreError> {
    let counts = &counts;
    db.write_in(ctx, Lane::Bulk, |tx| async move { need.state(&tx, counts).await }).await
}

impl Need<'_> {
    /// The same inside a transaction. Whoever else states an item of the facility waits for its end: of two who say a part each, both are kept.
    pub(crate) async fn state(
        self,
        tx: &Tx,
        counts: impl Fn(Option<NeedCounts>) -> Option<NeedCounts> + Send,
    ) -> Result<NeedDone, StoreError> {
        let Self { facility, kind, item, as_of } = self;
        rooms::hold(tx, &BTreeSet::from([facility])).await?;
        let before = store::one(tx, facility, kind, item).await?;
        let subject = Subject::new("feed", facility);
        let at = as_of.unwrap_or(tx.now());
        if before.as_ref().is_some_and(|row| row.last_update > at && as_of.is_some()) {
            tx.confirm(subject);
            return Ok(NeedDone::Stored);
        }
        let Some(after) = counts(before.as_ref().map(|row| row.counts)) else {
            tx.confirm(subject);
            return Ok(NeedDone::NoSuchItem);
        };
        if before.is_none() && store::of_facility(tx, facility, kind).await?.len() >= NEEDS_PER_FACILITY_MAX {
            tx.confirm(subject);
            return Ok(NeedDone::TooMany);
        }
        store::put(tx, facility, kind, &NeedRow { item: item.to_owned(), counts: after, last_update: at }).await?;
        if before.is_some_and(|row| row.counts == after) {
            tx.confirm(subject);
        } else {
            let NeedCounts { on_hand, needed, received } = after;
            let body = json!({ "kind": store::code(kind), "item": item, "on_hand": on_hand, "needed": needed, "received": received });
            tx.record(Entry::new(subject, "intake.need_stated", 1, body));
        }
        Ok(NeedDone::Stored)
    }
}

/// Removes an item.
pub(crate) async fn remove(db: &Db, ctx: &Ctx, facility: FacilityId, kind: NeedKind, item: &str) -> Result<NeedDone, StoreError> {
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let subject = Subject::new("feed", facility);
        if store::remove(&tx, facility, kind, item).await? {
            tx.record(Entry::new(subject, "intake.need_removed", 1, json!({ "kind": store::code(kind), "item": item })));
            return Ok(NeedDone::Stored);
        }
        tx.confirm(subject);
        Ok(NeedDone::NoSuchItem)
    })
    .await
}
