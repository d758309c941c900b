//! Feeds that fall silent: found by a timer, said once on the page of problems and in the journal, and taken back when a call comes again.

use std::collections::BTreeSet;

use serde_json::json;
use sigap_access::KeyView;
use sigap_jobs::JobError;
use sigap_kernel::{Ctx, FacilityId, FieldErrors, KeyId, UtcMs};
use sigap_store::{Db, Entry, Lane, StoreError, Subject, Tx};

use crate::problem::ProblemId;
use crate::store::silence as store;
use crate::{Intake, Protocol};

/// How a feed beats, by the last call of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedState {
    /// It calls.
    Live,
    /// It has not called for half the time after which it counts as silent.
    Late,
    /// It has not called for long.
    Silent,
    /// It never called.
    Never,
}

impl FeedState {
    /// The state of a feed whose sender last proved itself then.
    pub(crate) fn of(last: Option<UtcMs>, now: UtcMs, silent_after_min: u32) -> Self {
        let silent_after_s = i64::from(silent_after_min) * 60;
        match last.map(|last| now.age_s(last)) {
            None => Self::Never,
            Some(age_s) if age_s >= silent_after_s => Self::Silent,
            Some(age_s) if age_s >= silent_after_s / 2 => Self::Late,
            Some(_) => Self::Live,
        }
    }

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Late => "late",
            Self::Silent => "silent",
            Self::Never => "never",
        }
    }
}

/// A key that has not called since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quiet {
    pub(crate) key: KeyId,
    pub(crate) facility: FacilityId,
    /// The last call whose sender proved who it is.
    pub(crate) since: UtcMs,
}

/// A silence that is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silence {
    pub(crate) problem: ProblemId,
    pub(crate) quiet: Quiet,
    pub(crate) protocol: Protocol,
}

/// Whether a key of this protocol is expected to call again and again.
const fn is_watched(protocol: Protocol) -> bool {
    match protocol {
        Protocol::Aplicares | Protocol::Siranap | Protocol::Fhir | Protocol::Have => true,
        Protocol::Upload => false,
    }
}

/// Finds who fell silent since the last time, who is back, and whose key was turned off. Keys that never called are nobody's concern here.
pub(crate) async fn watch(intake: &Intake, ctx: &Ctx) -> Result<(), JobError> {
    intake.flush().await;
    let (db, after_min) = (intake.0.floor.db(), intake.0.config.silent_after_min);
    come_back(db, ctx).await?;
    let silent = store::all(db).await?;
    let quiet = store::quiet(db, ctx.now().plus_min(-i64::from(after_min))).await?;
    let facilities: BTreeSet<FacilityId> =
        silent.iter().map(|one| one.quiet.facility).chain(quiet.iter().map(|one| one.facility)).collect();
    for facility in facilities {
        let mut keys = intake.0.floor.access().keys_of(ctx, facility).await.map_err(JobError::again)?;
        keys.retain(|key| key.enabled);
        let is_on = |id: KeyId| keys.iter().find(|key| key.key == id);
        let off: Vec<Silence> =
            silent.iter().filter(|one| one.quiet.facility == facility && is_on(one.quiet.key).is_none()).copied().collect();
        end(db, ctx, &off, "intake.feed_off").await?;
        for one in quiet.iter().filter(|one| one.facility == facility) {
            if let Some(key) = is_on(one.key) {
                fall(db, ctx, *one, key, after_min).await?;
            }
        }
    }
    Ok(())
}

/// Says that a feed fell silent: once, whichever node finds it, and not when it called in between.
async fn fall(db: &Db, ctx: &Ctx, quiet: Quiet, key: &KeyView, after_min: u32) -> Result<(), StoreError> {
    let Some(protocol) = key.protocol.parse::<Protocol>().ok().filter(|protocol| is_watched(*protocol)) else { return Ok(()) };
    let silence = &Silence { problem: ProblemId::new(ctx), quiet, protocol };
    let mut reason = FieldErrors::new();
    reason.add(&key.name, format!("feed-silent-since?minutes={after_min}"));
    let reason = &serde_json::to_string(&reason).unwrap_or_default();
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let is_new = store::put(&tx, silence, reason).await?;
        said(&tx, silence, "intake.feed_silent", is_new);
        Ok(())
    })
    .await
}

/// Takes the silence of those away that called again.
pub(crate) async fn come_back(db: &Db, ctx: &Ctx) -> Result<(), StoreError> {
    let back = store::back(db).await?;
    end(db, ctx, &back, "intake.feed_back").await
}

/// A silence is over, or nobody waits for a call any more.
async fn end(db: &Db, ctx: &Ctx, ended: &[Silence], kind: &'static str) -> Result<(), StoreError> {
    if ended.is_empty() {
        return Ok(());
    }
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        for one in ended {
            let is_ended = store::remove(&tx, one).await?;
            said(&tx, one, kind, is_ended);
        }
        Ok(())
    })
    .await
}

fn said(tx: &Tx, silence: &Silence, kind: &'static str, is_new: bool) {
    let subject = Subject::new("facility", silence.quiet.facility);
    if is_new {
        let body = json!({ "key": silence.quiet.key, "protocol": silence.protocol, "since": silence.quiet.since });
        tx.record(Entry::new(subject, kind, 1, body));
    } else {
        tx.confirm(subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_late_before_it_is_silent_and_silent_only_when_it_called_before() {
        let now = UtcMs(1_790_000_000_000);
        let ago = |minutes: i64| FeedState::of(Some(now.plus_min(-minutes)), now, 120);
        assert_eq!(FeedState::of(None, now, 120), FeedState::Never);
        assert_eq!([ago(0), ago(59), ago(60), ago(119), ago(120), ago(9_000)], {
            use FeedState::{Late, Live, Silent};
            [Live, Live, Late, Late, Silent, Silent]
        });
        assert_eq!(ago(-5), FeedState::Live, "a clock that was set back");
    }
}
