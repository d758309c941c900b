//! `journal verify`: do the chains of the journal and of the reading log hold, and where do they end? `journal archive`: a closed month as a file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sigap_store::Month;

use super::{Answer, Failure, Progress};
use crate::deployment::App;

/// Checks the whole journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerifyJournal {}

/// Writes a closed month into a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ArchiveJournal {
    /// The month, `2026-11`.
    pub segment: String,
    /// The file, from the root of the file system.
    pub file: PathBuf,
}

const BROKEN: &str = "Keep this database as it is, and compare with the last backup whose journal holds.";

pub(super) async fn verify(app: &App, _: VerifyJournal, progress: &Progress) -> Result<Answer, Failure> {
    let report = sigap_store::verify(&app.db, app.db.realm(), |seq| progress.step("entries checked", seq.unsigned_abs(), None)).await?;
    let tail = match report.unsealed {
        0 => "none waits for the seal".to_owned(),
        waiting => format!("{waiting} wait for the seal"),
    };
    let closed = match sigap_store::segments(&app.db, app.db.realm()).await?.last() {
        Some(last) => format!(", closed up to {} (entry {})", last.month, last.last_seq),
        None => String::new(),
    };
    let counted = format!("{} entries sealed, {tail}{closed}", report.sealed);
    let readings = sigap_access::verify_readings(&app.db).await?;
    let mut said = match &report.broken_at {
        None => format!("The journal holds: {counted}.\nHead: {}\n", report.head_hash),
        Some((seq, why)) => format!("The journal is broken at entry {seq}: {why}.\nBefore it: {counted}.\n"),
    };
    said += &match &readings.broken_at {
        None => format!("The reading log holds: {} readings of personal data.\n", readings.sealed),
        Some((number, why)) => format!("The reading log is broken at reading {number}: {why}.\n"),
    };
    Ok(if report.broken_at.is_none() && readings.broken_at.is_none() {
        Answer::well(said).noting("Write the head down elsewhere: with it anybody can later prove that nothing before it was changed.")
    } else {
        Answer::findings(said).noting(BROKEN)
    })
}

pub(super) async fn archive(app: &App, asked: ArchiveJournal, progress: &Progress) -> Result<Answer, Failure> {
    let month: Month = asked.segment.parse().map_err(|why| Failure::new(format!("{}: {why}", asked.segment), ""))?;
    let closed = sigap_store::segments(&app.db, app.db.realm()).await?;
    if !closed.iter().any(|segment| segment.month == month) {
        return Err(Failure::new(format!("the journal has no closed month {month}"), closed_words(&closed)));
    }
    let step = |seq: i64| progress.step("entries written", seq.unsigned_abs(), None);
    let segment = sigap_store::archive(&app.db, app.db.realm(), month, &asked.file, step).await?;
    let entries = segment.last_seq + 1 - segment.first_seq;
    Ok(Answer::well(format!(
        "{entries} entries of {month}, numbers {} to {}.\nHead: {}\n",
        segment.first_seq, segment.last_seq, segment.head_hash
    ))
    .noting("The month stays in the database. Check the file anywhere: sigap journal verify --file FILE"))
}

fn closed_words(closed: &[sigap_store::Segment]) -> String {
    match (closed.first(), closed.last()) {
        (Some(first), Some(last)) => format!("choose one from {} to {}", first.month, last.month),
        _ => "a month is closed by the running server, an hour after it is over (UTC)".to_owned(),
    }
}

/// Checks a file that `journal archive` wrote; needs no database.
///
/// # Errors
/// When the file cannot be read or is not an archived month.
pub fn verify_file(file: &Path, progress: &Progress) -> Result<Answer, Failure> {
    let report = sigap_store::verify_archive(file, |seq| progress.step("entries checked", seq.unsigned_abs(), None))?;
    let counted = format!("{} entries of {}", report.entries, report.segment);
    Ok(match report.broken_at {
        None => Answer::well(format!("The file holds: {counted}.\nHead: {}\n", report.head_hash))
            .noting("Compare the head with the published one: GET /api/v1/journal/heads"),
        Some((seq, why)) => Answer::findings(format!("The file is broken at entry {seq}: {why}.\nBefore it: {counted}.\n"))
            .noting("Take the month out again (sigap journal archive), or compare with another copy of the file."),
    })
}
