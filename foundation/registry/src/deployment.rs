//! The deployment as a whole: what it is for, decided when its database is made, and whether the city is on trial: staff and office use
//! everything, the public sees no figures.

use std::collections::BTreeSet;

use sigap_access::Action;
use sigap_kernel::{Ctx, UtcMs};
use sigap_store::{Db, FeedItem, Painter, StoreError, Subject, Tx};
use sigap_web::{Floor, Mode};
use thiserror::Error;

use crate::checks::{self, TEXT_MAX};
use crate::service::may_in_city;
use crate::store::deployment::city as city_shadow;
use crate::{RegistryError, journal, store};

/// A city is on trial for a year at most without a new decision about its planned end.
const SHADOW_DAYS_MAX: i64 = 366;

/// Whether the whole city is on trial, since when, until when it is planned, and who decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CityShadow {
    /// Rises with each decision.
    pub version: i64,
    /// Whether the public sees no figures.
    pub is_on: bool,
    /// Since when it stands like this; `None` when nothing was ever decided.
    pub since: Option<UtcMs>,
    /// Until when the trial is planned. It does not end by itself: a person opens the city.
    pub until: Option<UtcMs>,
    /// Why.
    pub reason: String,
    /// Who decided, as the journal writes it.
    pub decided_by: String,
}

/// Why a deployment cannot be opened as what was asked for.
#[derive(Debug, Error)]
pub enum ModeError {
    /// It was made for something else, and stays that.
    #[error("this deployment was made as {is} and cannot be opened as {asked}")]
    Other {
        /// What it is.
        is: Mode,
        /// What was asked for.
        asked: Mode,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which kind of deployment a database holds. A new one becomes what is asked for, once and for good; one that is used stays what it is.
///
/// # Errors
/// [`ModeError::Other`] when something else is asked for than it is; what the database says.
pub async fn open_as(db: &Db, ctx: &Ctx, asked: Option<Mode>) -> Result<Mode, ModeError> {
    let is = match store::deployment::mode(db).await? {
        Some(said) => said,
        None if store::deployment::is_used(db).await? => Mode::Live,
        None => return begin(db, ctx, asked.unwrap_or(Mode::Live)).await,
    };
    match asked {
        Some(asked) if asked != is => Err(ModeError::Other { is, asked }),
        _ => Ok(is),
    }
}

/// The city itself needs no row: nothing is written before somebody does something.
async fn begin(db: &Db, ctx: &Ctx, mode: Mode) -> Result<Mode, ModeError> {
    let Some(_) = mode.mark() else { return Ok(mode) };
    db.write(ctx, |tx| async move {
        store::deployment::put_mode(&tx, mode).await?;
        tx.record(journal::begun(mode));
        Ok::<_, StoreError>(())
    })
    .await?;
    // Two nodes that begin at once: what the first one said holds.
    let is = store::deployment::mode(db).await?.unwrap_or(mode);
    if is == mode { Ok(is) } else { Err(ModeError::Other { is, asked: mode }) }
}

/// Puts the whole city on trial, or opens it, inside a write. Said again on the same version it is no change.
///
/// # Errors
/// A missing reason, an end that is past or too far; [`RegistryError::Changed`]; not permitted; what the database says.
pub async fn decide_city(tx: &Tx, version: i64, is_on: bool, until: Option<UtcMs>, reason: &str) -> Result<CityShadow, RegistryError> {
    may_in_city(tx.ctx(), Action::DecideAgreement)?;
    let before = city_shadow(tx).await?;
    let reason = checks::text(reason, TEXT_MAX).map_err(|wrong| RegistryError::field("reason", wrong))?;
    if reason.is_empty() {
        return Err(RegistryError::field("reason", "field-required"));
    }
    let now = tx.now();
    if until.is_some_and(|until| until <= now || until > now.plus_min(SHADOW_DAYS_MAX * 24 * 60)) {
        return Err(RegistryError::field("until", "field-until"));
    }
    let after = CityShadow {
        version,
        is_on,
        since: if before.is_on == is_on && before.since.is_some() { before.since } else { Some(now) },
        until: until.filter(|_| is_on),
        reason,
        decided_by: tx.ctx().actor().to_string(),
    };
    if before.version != version || !store::deployment::put_city(tx, &after).await? {
        return Err(RegistryError::Changed);
    }
    tx.record(journal::city_decided(&after));
    Ok(CityShadow { version: version + 1, ..after })
}

/// Keeps the floor in step with what the office decided, on every node.
pub(crate) struct CityPainter(pub(crate) Floor);

impl Painter for CityPainter {
    type Picture = CityShadow;

    async fn paint(&self, db: &Db) -> Result<CityShadow, StoreError> {
        let city = city_shadow(&db.snapshot().await?).await?;
        self.0.put_in_shadow(city.is_on);
        Ok(city)
    }

    async fn renew(&self, db: &Db, _: &CityShadow, _: &BTreeSet<Subject>) -> Result<CityShadow, StoreError> {
        self.paint(db).await
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        item.subject.kind() == journal::DEPLOYMENT
    }
}
