//! The sealer of PostgreSQL: numbers and chains committed entries in batches, and tails the chain for the feed.
//!
//! On SQLite there is nothing to do: its single writer seals on the way in (see `db.rs`).

use std::sync::Arc;
use std::time::Duration;

use sigap_kernel::{Actor, UtcMs, World};

use crate::journal::{self, Head, JournalRow};
use crate::lease::release_lease;
use crate::pools::Pools;
use crate::unbroken::unbroken;
use crate::{Db, Engine, FeedItem, Query, StoreError, Subject, args, failpoint, try_lease};

/// The lease of whoever seals.
const LEASE: &str = "sealer";
/// Entries sealed in one transaction.
const BATCH_ROWS: i64 = 500;
/// Of which one statement numbers this many.
const UPDATE_ROWS: usize = 128;
/// How long a node stays the sealer without renewing.
const LEASE_S: i64 = 5;
/// How long changes of other nodes may stay unseen.
const POLL_EVERY: Duration = Duration::from_millis(400);
/// Waiting after the database could not be reached.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Seals and tails until the program ends. `node` is this node's name among those on the same database.
pub async fn run_sealer(db: Db, world: World, node: String) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let mut tail = Tail { seen: db.inner.opened_at.load(std::sync::atomic::Ordering::Relaxed) };
    let mut lead = Lead { until: UtcMs(0) };
    let mut server = db.inner.pools.load_full();
    loop {
        if !Arc::ptr_eq(&server, &db.inner.pools.load()) {
            // What another server holds is asked anew: neither the lease nor the end of the chain is taken over from the old one.
            match tail.start_over(&db).await {
                Ok(at) => (server, lead.until) = (at, UtcMs(0)),
                Err(error) => {
                    tracing::warn!(%error, "sealer: the server that took over could not be asked; trying again");
                    tokio::time::sleep(RETRY_AFTER).await;
                    continue;
                }
            }
        }
        match unbroken(pass(&db, &world, &node, &mut lead, &mut tail)).await {
            Ok(true) => {}
            Ok(false) => {
                let _ = tokio::time::timeout(POLL_EVERY, db.inner.committed.notified()).await;
            }
            Err(error) => {
                tracing::warn!(%error, "sealer: the database could not be used; trying again");
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

/// Seals what waits, in the name of a program that is about to end: after it no sealer may come for long. Where another node
/// has the lease there is one at work, and nothing is to be done.
///
/// # Errors
/// What the database says.
pub async fn seal_now(db: &Db, world: &World, node: &str) -> Result<(), StoreError> {
    if db.engine() == Engine::Sqlite {
        return Ok(());
    }
    let waiting = "SELECT entry_id FROM journal_entry WHERE seq IS NULL AND realm = $1 LIMIT 1";
    while db.row(waiting, args![db.realm()]).await?.is_some() {
        let ctx = world.ctx(Actor::System("sealer"));
        if try_lease(db, &ctx, LEASE, node, LEASE_S).await?.is_none() {
            return Ok(());
        }
        seal_batch(db).await?;
    }
    release_lease(db, &world.ctx(Actor::System("sealer")), LEASE, node).await
}

/// One round; says whether there may be more to do at once.
async fn pass(db: &Db, world: &World, node: &str, lead: &mut Lead, tail: &mut Tail) -> Result<bool, StoreError> {
    let sealed = if lead.holds(db, world, node).await? { seal_batch(db).await? } else { 0 };
    let told = tail.follow(db).await?;
    Ok(sealed == BATCH_ROWS || told == BATCH_ROWS)
}

/// The lease of the sealer as this node knows it.
struct Lead {
    until: UtcMs,
}

impl Lead {
    /// Whether this node is the sealer. Renewing is a commit of its own, so it is done in the second half of the lease, not
    /// with every batch; the lock in [`seal_batch`] keeps two sealers apart whatever their clocks say.
    async fn holds(&mut self, db: &Db, world: &World, node: &str) -> Result<bool, StoreError> {
        let ctx = world.ctx(Actor::System("sealer"));
        let left_s = self.until.age_s(ctx.now());
        if left_s * 2 > LEASE_S && left_s <= LEASE_S {
            return Ok(true);
        }
        let holds = try_lease(db, &ctx, LEASE, node, LEASE_S).await?.is_some();
        self.until = if holds { UtcMs(ctx.now().0 + LEASE_S * 1_000) } else { UtcMs(0) };
        Ok(holds)
    }
}

/// Seals the oldest unsealed entries. The lock on the last segment row is the fence: two sealers cannot number at once.
async fn seal_batch(db: &Db) -> Result<i64, StoreError> {
    let tx = db.begin_plain().await?;
    tx.plain("SELECT pg_advisory_xact_lock(7126431)").await?;
    let sql = format!("SELECT {} FROM journal_entry WHERE seq IS NULL AND realm = $1 ORDER BY entry_id LIMIT $2", JournalRow::COLUMNS);
    let rows = tx.rows(&sql, args![db.realm(), BATCH_ROWS]).await?;
    if rows.is_empty() {
        tx.rollback().await?;
        return Ok(0);
    }
    let mut head = journal::head(&tx, db.realm()).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = JournalRow::read(row)?;
        let seq = head.seq + 1;
        let hash = row.chained(db.realm(), seq, &head.hash);
        sealed.push((row.entry_id, seq, hash.clone()));
        head = Head { seq, hash };
    }
    for piece in tx.pieces(&sealed, UPDATE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(|(id, seq, hash)| args![*id, *seq, hash]).collect());
        let sql = format!(
            "UPDATE journal_entry SET seq = sealed.seq, hash = sealed.hash FROM ({table}) AS sealed (entry_id, seq, hash)
             WHERE journal_entry.entry_id = sealed.entry_id"
        );
        tx.journal_execute(&sql, args).await?;
    }
    failpoint("seal.before");
    tx.commit().await?;
    failpoint("seal.after");
    Ok(i64::try_from(rows.len()).unwrap_or(BATCH_ROWS))
}

/// Follows the sealed chain and tells the feed.
pub(crate) struct Tail {
    pub(crate) seen: i64,
}

impl Tail {
    /// Looks where the chain ends on a server that took over; gives the connections it was asked by. Where a standby that was not waited
    /// for took over, entries may be missing that were told already: what takes their numbers would otherwise never be told.
    pub(crate) async fn start_over(&mut self, db: &Db) -> Result<Arc<Pools>, StoreError> {
        let server = db.inner.pools.load_full();
        let head = journal::head(db, db.realm()).await?.seq;
        if head < self.seen {
            tracing::error!(seen = self.seen, head, "the server that took over lacks the newest entries of the journal: they are lost");
            self.seen = head;
        }
        Ok(server)
    }

    pub(crate) async fn follow(&mut self, db: &Db) -> Result<i64, StoreError> {
        let sql = "SELECT seq, subject, kind FROM journal_entry WHERE realm = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let rows = db.rows(sql, args![db.realm(), self.seen, BATCH_ROWS]).await?;
        let (mut items, mut seen) = (Vec::with_capacity(rows.len()), self.seen);
        for row in &rows {
            seen = row.get("seq")?;
            items.push(FeedItem { subject: Subject::from_text(row.get("subject")?), kind: row.get("kind")?, seq: Some(seen) });
        }
        db.inner.feed.tell(items);
        self.seen = seen;
        Ok(i64::try_from(rows.len()).unwrap_or(0))
    }
}
