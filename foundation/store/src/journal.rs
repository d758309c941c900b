//! The journal: entries, their chain of hashes, and the check of the chain.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use sigap_kernel::{Ctx, EntryId, UtcMs};

use crate::segment::segments;
use crate::{Query, Row, StoreError, args};

/// Entries read at once while checking or listing.
const PAGE_ROWS: i64 = 1_000;
/// Rows of one multi-row INSERT: 11 columns each stay far below both engines' limit of arguments.
const INSERT_ROWS: usize = 200;
/// What stands before the first entry of a realm.
pub(crate) const GENESIS: &str = "sigap";
/// What a check says of a number that is not there.
pub(crate) const MISSING: &str = "an entry is missing";
/// What it says of an entry whose hash is another.
const CHANGED: &str = "the entry or one before it was changed";
/// What it says of a closed month whose head is another.
pub(crate) const REWRITTEN: &str = "the month up to here is not the one that was closed: it was rewritten as a whole";

/// What an entry is about: `ward:…`, `facility:…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject(String);

impl Subject {
    /// A subject of a kind, by its id.
    #[must_use]
    pub fn new(kind: &str, id: impl std::fmt::Display) -> Self {
        Self(format!("{kind}:{id}"))
    }

    /// A subject as stored.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The kind before the colon.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// The id after the colon.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, id)| id)
    }

    /// As stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What happened, to be recorded: never personal data in clear, always a type and a version.
#[derive(Debug, Clone)]
pub struct Entry {
    subject: Subject,
    kind: &'static str,
    v: u32,
    body: Json,
}

impl Entry {
    /// An entry of type `kind` in version `v`; `body` holds the facts.
    ///
    /// Every version ever written keeps a committed sample in the room's tests and an upcaster where it is read.
    #[must_use]
    pub const fn new(subject: Subject, kind: &'static str, v: u32, body: Json) -> Self {
        Self { subject, kind, v, body }
    }

    pub(crate) const fn subject(&self) -> &Subject {
        &self.subject
    }

    pub(crate) const fn kind(&self) -> &'static str {
        self.kind
    }
}

/// An entry together with who and when, ready to be inserted.
pub(crate) struct Pending {
    pub(crate) entry_id: EntryId,
    pub(crate) at: UtcMs,
    pub(crate) actor: String,
    pub(crate) trace: String,
    pub(crate) entry: Entry,
}

impl Pending {
    pub(crate) fn new(ctx: &Ctx, entry: Entry) -> Self {
        Self { entry_id: EntryId::new(ctx), at: ctx.now(), actor: ctx.actor().to_string(), trace: ctx.trace().to_string(), entry }
    }
}

/// An entry as it stands in the journal.
#[derive(Debug, Clone)]
pub struct JournalRow {
    /// Its id.
    pub entry_id: EntryId,
    /// When it happened, by the writer's clock.
    pub at: UtcMs,
    /// Who did it, as [`sigap_kernel::Actor`] writes itself.
    pub actor: String,
    /// The trace id of the request.
    pub trace: String,
    /// What it is about.
    pub subject: Subject,
    /// Its type.
    pub kind: String,
    /// The version of its type.
    pub v: u32,
    /// Its facts, as compact JSON.
    pub body: String,
    /// Its number in the chain; `None` until sealed.
    pub seq: Option<i64>,
    /// Its hash, in hexadecimal; `None` until sealed.
    pub hash: Option<String>,
}

impl JournalRow {
    /// Columns in the order [`JournalRow::read`] expects.
    pub(crate) const COLUMNS: &'static str = "entry_id, at_ms, actor, trace, subject, kind, v, body, seq, hash";

    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            entry_id: row.get("entry_id")?,
            at: row.get("at_ms")?,
            actor: row.get("actor")?,
            trace: row.get("trace")?,
            subject: Subject::from_text(row.get("subject")?),
            kind: row.get("kind")?,
            v: row.get("v")?,
            body: row.get("body")?,
            seq: row.get("seq")?,
            hash: row.get("hash")?,
        })
    }

    /// The hash this entry must have after `previous`.
    pub(crate) fn chained(&self, realm: &str, seq: i64, previous: &str) -> String {
        chain_hash(
            previous,
            &[
                realm,
                &seq.to_string(),
                &self.entry_id.to_string(),
                &self.at.0.to_string(),
                &self.actor,
                &self.trace,
                self.subject.as_str(),
                &self.kind,
                &self.v.to_string(),
                &self.body,
            ],
        )
    }
}

impl JournalRow {
    /// The end of the chain with this entry after `at`; otherwise the number at which it breaks, and why.
    pub(crate) fn follows(&self, realm: &str, at: &Head) -> Result<Head, (i64, &'static str)> {
        let seq = at.seq + 1;
        if self.seq != Some(seq) {
            return Err((seq, MISSING));
        }
        let hash = self.chained(realm, seq, &at.hash);
        if self.hash.as_deref() == Some(hash.as_str()) { Ok(Head { seq, hash }) } else { Err((seq, CHANGED)) }
    }
}

/// SHA-256 over the previous hash and the fields, each followed by a line feed. No field holds a line feed of its own:
/// the body is compact JSON.
fn chain_hash(previous: &str, fields: &[&str]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    for field in fields {
        hasher.update("\n");
        hasher.update(field);
    }
    hex(&hasher.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The end of the chain: the last number and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) hash: String,
}

impl Head {
    /// Before the first entry.
    pub(crate) fn genesis() -> Self {
        Self { seq: 0, hash: GENESIS.to_owned() }
    }
}

pub(crate) async fn head(q: &impl Query, realm: &str) -> Result<Head, StoreError> {
    let row =
        q.row("SELECT seq, hash FROM journal_entry WHERE realm = $1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1", args![realm]).await?;
    match row {
        Some(row) => Ok(Head { seq: row.get("seq")?, hash: row.get("hash")? }),
        None => Ok(Head::genesis()),
    }
}

/// Inserts entries; where `head` is given they are numbered and chained on the way in.
pub(crate) async fn insert(tx: &crate::Tx, realm: &str, pending: Vec<Pending>, mut head: Option<&mut Head>) -> Result<(), StoreError> {
    let rows: Vec<JournalRow> = pending
        .into_iter()
        .map(|one| {
            let mut row = JournalRow {
                entry_id: one.entry_id,
                at: one.at,
                actor: one.actor,
                trace: one.trace,
                subject: one.entry.subject,
                kind: one.entry.kind.to_owned(),
                v: one.entry.v,
                body: one.entry.body.to_string(),
                seq: None,
                hash: None,
            };
            if let Some(head) = head.as_deref_mut() {
                let seq = head.seq + 1;
                let hash = row.chained(realm, seq, &head.hash);
                (row.seq, row.hash) = (Some(seq), Some(hash.clone()));
                *head = Head { seq, hash };
            }
            row
        })
        .collect();
    for piece in tx.pieces(&rows, INSERT_ROWS) {
        let rows = piece
            .iter()
            .map(|row| {
                args![
                    realm,
                    row.entry_id,
                    row.at,
                    &row.actor,
                    &row.trace,
                    row.subject.as_str(),
                    &row.kind,
                    row.v,
                    &row.body,
                    row.seq,
                    row.hash.clone()
                ]
            })
            .collect();
        let (table, args) = tx.table(rows);
        tx.journal_execute(&format!("INSERT INTO journal_entry (realm, {}) {table}", JournalRow::COLUMNS), args).await?;
    }
    Ok(())
}

/// Sealed entries after a number, in order, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn entries_after(q: &impl Query, realm: &str, seq: i64, limit: i64) -> Result<Vec<JournalRow>, StoreError> {
    let sql = format!("SELECT {} FROM journal_entry WHERE realm = $1 AND seq > $2 ORDER BY seq LIMIT $3", JournalRow::COLUMNS);
    q.rows(&sql, args![realm, seq, limit]).await?.iter().map(JournalRow::read).collect()
}

/// The last entries about one subject, newest first, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn entries_of(q: &impl Query, subject: &Subject, limit: i64) -> Result<Vec<JournalRow>, StoreError> {
    let sql = format!("SELECT {} FROM journal_entry WHERE subject = $1 ORDER BY at_ms DESC, entry_id DESC LIMIT $2", JournalRow::COLUMNS);
    q.rows(&sql, args![subject.as_str(), limit]).await?.iter().map(JournalRow::read).collect()
}

/// What a check of the journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReport {
    /// Sealed entries that were checked.
    pub sealed: i64,
    /// Entries that wait for the sealer.
    pub unsealed: i64,
    /// The hash of the last sealed entry: write it down elsewhere, and nobody can rewrite what is before it.
    pub head_hash: String,
    /// The first number at which the chain does not hold, and why.
    pub broken_at: Option<(i64, String)>,
}

/// Checks the whole chain: numbers without gaps, every hash as it must be, every closed month with the head it was closed
/// with. `progress` hears the last number checked.
///
/// # Errors
/// When the database cannot be read. A broken chain is not an error but a finding.
pub async fn verify(q: &impl Query, realm: &str, progress: impl FnMut(i64)) -> Result<SealReport, StoreError> {
    check(q, realm, Head::genesis(), progress).await
}

/// Checks the last `entries` sealed entries, from the hash that stands before them: quick enough for a page. That this
/// hash is the right one, only [`verify`] shows.
///
/// # Errors
/// As [`verify`].
pub async fn verify_last(q: &impl Query, realm: &str, entries: i64) -> Result<SealReport, StoreError> {
    let before = head(q, realm).await?.seq - entries;
    if before <= 0 {
        return verify(q, realm, |_| ()).await;
    }
    let first = entries_after(q, realm, before - 1, 1).await?.into_iter().next();
    let hash = first.filter(|row| row.seq == Some(before)).and_then(|row| row.hash);
    // Where that entry is gone no hash fits what follows, so the check ends there.
    check(q, realm, Head { seq: before, hash: hash.unwrap_or_default() }, |_| ()).await
}

async fn check(q: &impl Query, realm: &str, mut at: Head, mut progress: impl FnMut(i64)) -> Result<SealReport, StoreError> {
    let closed: BTreeMap<i64, String> =
        segments(q, realm).await?.into_iter().map(|segment| (segment.last_seq, segment.head_hash)).collect();
    let mut broken_at = None;
    'pages: loop {
        let page = entries_after(q, realm, at.seq, PAGE_ROWS).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let next = row.follows(realm, &at).and_then(|next| match closed.get(&next.seq) {
                Some(head) if *head != next.hash => Err((next.seq, REWRITTEN)),
                _ => Ok(next),
            });
            match next {
                Ok(next) => at = next,
                Err((seq, why)) => {
                    broken_at = Some((seq, why.to_owned()));
                    break 'pages;
                }
            }
        }
        progress(at.seq);
    }
    let closed_to = closed.keys().next_back().copied().unwrap_or(0);
    if broken_at.is_none() && closed_to > at.seq {
        broken_at = Some((at.seq + 1, MISSING.to_owned()));
    }
    let unsealed = q
        .row("SELECT COUNT(*) AS n FROM journal_entry WHERE realm = $1 AND seq IS NULL", args![realm])
        .await?
        .map_or(Ok(0), |row| row.get("n"))?;
    Ok(SealReport { sealed: at.seq, unsealed, head_hash: at.hash, broken_at })
}
