//! `journal verify`: does the chain hold, and where does it end?

use serde::{Deserialize, Serialize};

use super::{Answer, Failure, Progress};
use crate::deployment::App;

/// Checks the whole journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerifyJournal {}

pub(super) async fn verify(app: &App, _: VerifyJournal, progress: &Progress) -> Result<Answer, Failure> {
    let report = sigap_store::verify(&app.db, app.db.realm(), |seq| progress.step("entries checked", seq.unsigned_abs(), None)).await?;
    let tail = match report.unsealed {
        0 => "none waits for the seal".to_owned(),
        waiting => format!("{waiting} wait for the seal"),
    };
    let counted = format!("{} entries sealed, {tail}", report.sealed);
    Ok(match report.broken_at {
        None => Answer::well(format!("The journal holds: {counted}.\nHead: {}\n", report.head_hash))
            .noting("Write the head down elsewhere: with it anybody can later prove that nothing before it was changed."),
        Some((seq, why)) => Answer::findings(format!("The journal is broken at entry {seq}: {why}.\nBefore it: {counted}.\n"))
            .noting("Keep this database as it is, and compare with the last backup whose journal holds."),
    })
}
