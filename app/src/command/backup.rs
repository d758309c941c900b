//! `backup` and `restore`: the database as one file, and back into an empty one.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Answer, Failure, Progress};
use crate::deployment::App;

/// Writes a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackUp {
    /// The file, from the root of the file system.
    pub file: PathBuf,
}

/// Brings a backup back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Restore {
    /// The file, from the root of the file system.
    pub file: PathBuf,
}

pub(super) async fn write(app: &App, asked: BackUp, progress: &Progress) -> Result<Answer, Failure> {
    let journal = sigap_store::verify_last(&app.db, app.db.realm(), 1).await?;
    if journal.sealed == 0 && journal.unsealed == 0 {
        return Err(Failure::new(
            "there is nothing to back up: this deployment is new and empty",
            "check --data, --database-url or --config",
        ));
    }
    let report = sigap_store::backup(&app.db, &asked.file, |table, rows| progress.step(table, rows, None)).await?;
    let rows: u64 = report.rows.values().sum();
    Ok(Answer::well(format!("{rows} rows of {} tables, journal up to entry {}.\n", report.rows.len(), report.journal_seq))
        .noting("The key ring is not in it: without it sealed data cannot be read. Keep a copy apart (sigap keyring export)."))
}

pub(super) async fn restore(app: &App, asked: Restore, progress: &Progress) -> Result<Answer, Failure> {
    let report = sigap_store::restore(&app.db, &asked.file, |table, rows| progress.step(table, rows, None)).await?;
    let rows: u64 = report.rows.values().sum();
    let restored = format!("{rows} rows of {} tables restored.\n", report.rows.len());
    Ok(match report.journal.broken_at {
        None => {
            Answer::well(format!("{restored}The journal holds: {} entries.\nHead: {}\n", report.journal.sealed, report.journal.head_hash))
                .noting("Bring the key ring back before the first start (sigap keyring import), otherwise sealed data stays closed.")
        }
        Some((seq, why)) => Answer::findings(format!("{restored}The journal is broken at entry {seq}: {why}.\n"))
            .noting("The backup itself is damaged or was changed: use an older one."),
    })
}
