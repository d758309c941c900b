//! The reading log: who read which personal data of whom, and why. Committed before the data is shown, in groups, and
//! chained by hashes like the journal.

use sha2::{Digest, Sha256};
use sigap_kernel::{Actor, Ctx, UtcMs, World};
use sigap_store::{Db, Ephemeral, GroupWriter, Query, SealReport, StoreError, Subject};

use crate::store::reading::{self as store, GENESIS, ReadingRow};
use crate::{Access, AccessError, Action, May as _, Where};

/// Readings checked at once.
const PAGE_ROWS: i64 = 1_000;
/// Letters of a reason that are kept.
const REASON_LETTERS_MAX: usize = 200;
/// Readings on one page.
pub const READINGS_PAGE: i64 = 100;

/// One look at personal data.
#[derive(Debug, Clone)]
pub struct Reading {
    subject: Subject,
    fields: String,
    reason: String,
}

impl Reading {
    /// A look at fields of one row, for a reason. The reason is a word of the program or what a person typed when asked.
    #[must_use]
    pub fn of(kind: &str, id: impl std::fmt::Display, fields: &[&'static str], reason: &str) -> Self {
        Self { subject: Subject::new(kind, id), fields: fields.join(","), reason: reason.chars().take(REASON_LETTERS_MAX).collect() }
    }
}

/// A look as it stands in the log.
#[derive(Debug, Clone)]
pub struct PastReading {
    /// Its number in the log.
    pub seq: i64,
    /// When.
    pub at: UtcMs,
    /// Who, as the journal writes it.
    pub actor: String,
    /// Of whom or what.
    pub subject: Subject,
    /// Which fields.
    pub fields: String,
    /// Why.
    pub reason: String,
}

/// Gathers the looks of many requests into groups; number and hash come with the group.
pub(crate) type ReadingsWriter = GroupWriter<Vec<ReadingRow>, ()>;

impl Access {
    /// Writes looks at personal data down and returns when they are on the disk: only then may the data be shown.
    /// Errors: [`AccessError::NotLogged`]: show nothing.
    pub async fn record_reads(&self, ctx: &Ctx, readings: Vec<Reading>) -> Result<(), AccessError> {
        if readings.is_empty() {
            return Ok(());
        }
        let row = |reading: Reading| ReadingRow {
            seq: 0,
            at_ms: ctx.now(),
            actor: ctx.actor().to_string(),
            trace: ctx.trace().to_string(),
            subject: reading.subject.as_str().to_owned(),
            fields: reading.fields,
            reason: reading.reason,
            hash: String::new(),
        };
        self.inner.readings.write(readings.into_iter().map(row).collect()).await.map_err(AccessError::NotLogged)
    }

    /// A page of looks, newest first, older than one of them; of one subject: what a person may ask for (UU 27/2022, article 32).
    /// Errors: not permitted.
    pub async fn readings(&self, ctx: &Ctx, of: Option<&Subject>, before: Option<i64>) -> Result<Vec<PastReading>, AccessError> {
        ctx.may(Action::ReadAccessLog, &Where::City)?;
        let rows = store::before(self.db(), of.map(Subject::as_str), before, READINGS_PAGE).await?;
        let past = |row: ReadingRow| {
            let ReadingRow { seq, at_ms: at, actor, fields, reason, .. } = row;
            PastReading { seq, at, actor, subject: Subject::from_text(row.subject), fields, reason }
        };
        Ok(rows.into_iter().map(past).collect())
    }
}

/// Commits one group of looks at the end of the chain.
pub(crate) async fn write(db: Db, world: World, groups: Vec<Vec<ReadingRow>>) -> Result<Vec<()>, StoreError> {
    let (ctx, groups) = (world.ctx(Actor::System("access-log")), &groups);
    db.write_ephemeral(&ctx, Ephemeral::AccessLog, |tx| async move {
        let (mut seq, mut hash) = store::hold_head(&tx).await?;
        let mut rows: Vec<ReadingRow> = groups.iter().flatten().cloned().collect();
        for row in &mut rows {
            seq += 1;
            row.seq = seq;
            hash = hash_after(&hash, row);
            row.hash.clone_from(&hash);
        }
        store::append(&tx, &rows).await?;
        Ok(vec![(); groups.len()])
    })
    .await
}

/// SHA-256 over the previous hash and the fields, each preceded by its length: a reason may hold any letter.
fn hash_after(previous: &str, row: &ReadingRow) -> String {
    let (seq, at) = (row.seq.to_string(), row.at_ms.0.to_string());
    let mut hasher = Sha256::new();
    for field in [previous, &seq, &at, &row.actor, &row.trace, &row.subject, &row.fields, &row.reason] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Checks the whole reading log: numbers without gaps, every hash as it must be, the end where it was left.
/// Errors: when the database cannot be read. A broken chain is a finding, not an error.
pub async fn verify_readings(q: &impl Query) -> Result<SealReport, StoreError> {
    let (mut seq, mut hash) = (0, GENESIS.to_owned());
    // Read first: what is added during the check lies beyond it.
    let (last, head) = store::head(q).await?;
    let broken = |at: i64, why: &str, hash: String| SealReport {
        sealed: at - 1,
        unsealed: 0,
        head_hash: hash,
        broken_at: Some((at, why.to_owned())),
    };
    while seq < last {
        let page = store::after(q, seq, PAGE_ROWS.min(last - seq)).await?;
        if page.is_empty() {
            return Ok(broken(seq + 1, "a reading is missing", hash));
        }
        for row in page {
            if row.seq != seq + 1 {
                return Ok(broken(seq + 1, "a reading is missing", hash));
            }
            if row.hash != hash_after(&hash, &row) {
                return Ok(broken(row.seq, "the reading or one before it was changed", hash));
            }
            (seq, hash) = (row.seq, row.hash);
        }
    }
    if hash != head {
        return Ok(broken(seq + 1, "the end of the log was cut off or moved", hash));
    }
    Ok(SealReport { sealed: seq, unsealed: 0, head_hash: hash, broken_at: None })
}
