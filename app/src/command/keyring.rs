//! `keyring export`: the key ring as one text that a passphrase opens. Its import needs no database: see `cli/keyring.rs`.

use serde::{Deserialize, Serialize};

use super::{Answer, Failure, Secret};
use crate::deployment::App;

/// Takes the key ring out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportKeyRing {
    /// Opens the export later.
    pub passphrase: Secret,
}

pub(super) fn export(app: &App, asked: &ExportKeyRing) -> Result<Answer, Failure> {
    let text = app.access()?.ring().export(&app.operator(), asked.passphrase.masked())?;
    Ok(Answer::well(text).noting("Keep the export and its passphrase in two different places, both apart from the backups."))
}
