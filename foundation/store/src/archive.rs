//! A closed month of the journal as a file: a header, then one entry a line. Whoever has the file can check it without the
//! database and without Sigap; `docs/formats/journal.md` says how.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sigap_kernel::{EntryId, UtcMs};

use crate::backup::{create_private, file_error, put_in_place, write_line};
use crate::journal::{self, Head, JournalRow, Subject};
use crate::segment::{Month, Segment, segments};
use crate::{Query, StoreError};

/// The version of the file's own form.
const FORMAT: u32 = 1;
/// Entries read and written at once.
const PAGE_ROWS: i64 = 1_000;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Header {
    sigap_journal: u32,
    realm: String,
    segment: String,
    first_seq: i64,
    last_seq: i64,
    before_hash: String,
    head_hash: String,
    closed_at: String,
}

/// An entry: the body stays the text it is, because its letters are what was hashed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    seq: i64,
    entry_id: EntryId,
    at_ms: UtcMs,
    actor: String,
    trace: String,
    subject: String,
    kind: String,
    v: u32,
    body: String,
    hash: String,
}

impl From<JournalRow> for Line {
    fn from(row: JournalRow) -> Self {
        Self {
            seq: row.seq.unwrap_or_default(),
            entry_id: row.entry_id,
            at_ms: row.at,
            actor: row.actor,
            trace: row.trace,
            subject: row.subject.as_str().to_owned(),
            kind: row.kind,
            v: row.v,
            body: row.body,
            hash: row.hash.unwrap_or_default(),
        }
    }
}

impl From<Line> for JournalRow {
    fn from(line: Line) -> Self {
        Self {
            entry_id: line.entry_id,
            at: line.at_ms,
            actor: line.actor,
            trace: line.trace,
            subject: Subject::from_text(line.subject),
            kind: line.kind,
            v: line.v,
            body: line.body,
            seq: Some(line.seq),
            hash: Some(line.hash),
        }
    }
}

/// What a check of a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveReport {
    /// The month, as the file says.
    pub segment: String,
    /// Entries that hold.
    pub entries: i64,
    /// The head the file says it has: to be compared with the published one.
    pub head_hash: String,
    /// The first number at which the file does not hold, and why.
    pub broken_at: Option<(i64, String)>,
}

/// Writes a closed month into `path`, checking it on the way. `progress` hears the last number written.
///
/// # Errors
/// When there is no such closed month, when it does not hold, or when the file cannot be written.
pub async fn archive(q: &impl Query, realm: &str, month: Month, path: &Path, mut progress: impl FnMut(i64)) -> Result<Segment, StoreError> {
    let segment = segments(q, realm).await?.into_iter().find(|segment| segment.month == month);
    let segment = segment.ok_or_else(|| StoreError::File(format!("the journal has no closed month {month}")))?;
    let part = path.with_extension("part");
    let mut out = BufWriter::new(create_private(&part)?);
    write_line(&mut out, &Header::of(realm, &segment), &part)?;
    let mut at = Head { seq: segment.first_seq - 1, hash: segment.before_hash.clone() };
    while at.seq < segment.last_seq {
        let page = journal::entries_after(q, realm, at.seq, PAGE_ROWS.min(segment.last_seq - at.seq)).await?;
        if page.is_empty() {
            return Err(not_holding(at.seq + 1, journal::MISSING));
        }
        for row in page {
            at = row.follows(realm, &at).map_err(|(seq, why)| not_holding(seq, why))?;
            write_line(&mut out, &Line::from(row), &part)?;
        }
        progress(at.seq);
    }
    if at.hash != segment.head_hash {
        return Err(not_holding(at.seq, journal::REWRITTEN));
    }
    out.flush().and_then(|()| out.get_ref().sync_all()).map_err(|error| file_error(&part, error))?;
    put_in_place(&part, path)?;
    Ok(segment)
}

fn not_holding(seq: i64, why: &str) -> StoreError {
    StoreError::File(format!("the month does not hold at entry {seq}: {why}; run sigap journal verify"))
}

impl Header {
    fn of(realm: &str, segment: &Segment) -> Self {
        Self {
            sigap_journal: FORMAT,
            realm: realm.to_owned(),
            segment: segment.month.to_string(),
            first_seq: segment.first_seq,
            last_seq: segment.last_seq,
            before_hash: segment.before_hash.clone(),
            head_hash: segment.head_hash.clone(),
            closed_at: segment.closed_at.rfc3339(),
        }
    }
}

/// Checks a file that [`archive`] wrote. `progress` hears the last number checked.
///
/// # Errors
/// When the file cannot be read or is not of this form. An entry that does not hold is a finding.
pub fn verify_archive(path: &Path, progress: impl FnMut(i64)) -> Result<ArchiveReport, StoreError> {
    let file = File::open(path).map_err(|error| file_error(path, error))?;
    let lines = BufReader::new(file).lines().map(|line| line.map_err(|error| file_error(path, error)));
    check(lines, progress)
}

pub(crate) fn check(
    mut lines: impl Iterator<Item = Result<String, StoreError>>,
    mut progress: impl FnMut(i64),
) -> Result<ArchiveReport, StoreError> {
    let first = lines.next().transpose()?.unwrap_or_default();
    let header: Header =
        serde_json::from_str(&first).map_err(|_| StoreError::File("this is not an archived month of the journal".to_owned()))?;
    if header.sigap_journal > FORMAT {
        return Err(StoreError::File("this archive was made by a newer Sigap; check it with that version".to_owned()));
    }
    let mut at = Head { seq: header.first_seq - 1, hash: header.before_hash.clone() };
    let mut broken_at = None;
    for line in lines {
        match entry(&line?, &at).and_then(|row| row.follows(&header.realm, &at)) {
            Ok(next) => at = next,
            Err((seq, why)) => {
                broken_at = Some((seq, why.to_owned()));
                break;
            }
        }
        progress(at.seq);
    }
    let broken_at = broken_at.or_else(|| header.ends_at(&at));
    Ok(ArchiveReport { segment: header.segment, entries: at.seq + 1 - header.first_seq, head_hash: header.head_hash, broken_at })
}

fn entry(line: &str, at: &Head) -> Result<JournalRow, (i64, &'static str)> {
    serde_json::from_str::<Line>(line).map(JournalRow::from).map_err(|_| (at.seq + 1, "the line is not an entry"))
}

impl Header {
    /// What is wrong with the end, if anything.
    fn ends_at(&self, at: &Head) -> Option<(i64, String)> {
        if at.seq < self.last_seq {
            return Some((at.seq + 1, journal::MISSING.to_owned()));
        }
        if at.seq > self.last_seq {
            return Some((self.last_seq + 1, "an entry too many".to_owned()));
        }
        (at.hash != self.head_hash).then(|| (at.seq, journal::REWRITTEN.to_owned()))
    }
}
