//! *Baca ulang*: a kept call is read again through its own door, once what stood in its way is put right. What it says counts as
//! of the time it came, so that it never replaces what was said since.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use bytes::Bytes;
use serde_json::json;
use sigap_kernel::{Ctx, FacilityId, FieldErrors};
use sigap_store::{Entry, StoreError, Subject};

use crate::aplicares::Aplicares;
use crate::call::{Again, Asked, Call, Sender};
use crate::fhir::Fhir;
use crate::have::Have;
use crate::problem::{ProblemId, body_place};
use crate::siranap::Siranap;
use crate::store::problems::{self as store, KeptCall};
use crate::{BODY_KEPT_BYTES_MAX, Intake, Protocol};

/// What came of it.
#[derive(Debug)]
pub(crate) enum Replayed {
    /// All of it was taken; the problem is settled.
    Settled,
    /// This is still wrong; the problem stays.
    Still(FieldErrors),
    /// The problem is gone: somebody was faster, or the sender itself was.
    Gone,
    /// Sigap could not store it now.
    Busy,
}

/// Whether a call that was kept so can be read again.
pub(crate) fn is_replayable(protocol: Protocol, method: &str, body_bytes: u32, is_whole: bool) -> bool {
    let fits = usize::try_from(body_bytes).is_ok_and(|bytes| (1..=BODY_KEPT_BYTES_MAX).contains(&bytes));
    fits && is_whole && has_door(protocol, method)
}

/// Whether calls of a protocol come in by a door, a second time without harm. By FHIR only what names its Location: another creation might be a
/// second bed, because its sender may have sent it again by itself meanwhile.
fn has_door(protocol: Protocol, method: &str) -> bool {
    match protocol {
        Protocol::Aplicares | Protocol::Siranap | Protocol::Have => !method.is_empty(),
        Protocol::Fhir => matches!(method, "PUT" | "PATCH"),
        Protocol::Upload => false,
    }
}

async fn through_its_door(intake: &Intake, kept: &KeptCall, asked: Asked, sender: &Sender, body: Bytes) -> Option<Again> {
    let (ctx, came_at) = (sender.ctx.clone(), Some(kept.came));
    match kept.protocol {
        Protocol::Aplicares => Some(Call::new::<Aplicares>(intake, asked, ctx, came_at).again::<Aplicares>(sender, body).await),
        Protocol::Siranap => Some(Call::new::<Siranap>(intake, asked, ctx, came_at).again::<Siranap>(sender, body).await),
        Protocol::Have => Some(Call::new::<Have>(intake, asked, ctx, came_at).again::<Have>(sender, body).await),
        Protocol::Fhir => Some(Call::new::<Fhir>(intake, asked, ctx, came_at).again::<Fhir>(sender, body).await),
        Protocol::Upload => None,
    }
}

/// Reads a kept call of a facility again, for a person who may.
///
/// # Errors
/// What the database says.
pub(crate) async fn replay(intake: &Intake, ctx: &Ctx, facility: FacilityId, id: ProblemId) -> Result<Replayed, StoreError> {
    let db = intake.0.floor.db();
    let Some(kept) = store::kept(db, facility, id).await? else { return Ok(Replayed::Gone) };
    let Some((asked, body)) = opened(intake, &kept) else { return Ok(Replayed::Still(unopened())) };
    let sender = Sender { ctx: ctx.clone(), key: kept.key, facility, sent: None };
    match through_its_door(intake, &kept, asked, &sender, body).await {
        Some(Again::Taken) => settle(intake, ctx, facility, id, &kept).await,
        Some(Again::Still(errors)) => Ok(Replayed::Still(errors)),
        Some(Again::Busy) => Ok(Replayed::Busy),
        None => Ok(Replayed::Still(unopened())),
    }
}

/// The call as it was asked. Headers by which its sender proved itself are not kept.
fn opened(intake: &Intake, kept: &KeptCall) -> Option<(Asked, Bytes)> {
    if !is_replayable(kept.protocol, &kept.method, kept.body_bytes, kept.is_whole) {
        return None;
    }
    let text = intake.0.floor.access().ring().open_sealed(body_place(&kept.body_id), kept.body.as_deref()?);
    let text = text.inspect_err(|error| tracing::warn!(%error, "a kept call cannot be opened")).ok()?;
    let body = BASE64.decode(text.reveal()).ok()?;
    let content_type = HeaderValue::from_str(&kept.content_type).ok().filter(|value| !value.is_empty());
    let headers = HeaderMap::from_iter(content_type.map(|value| (header::CONTENT_TYPE, value)));
    let method = Method::from_bytes(kept.method.as_bytes()).ok()?;
    Some((Asked { method, path: kept.path.clone(), query: String::new(), headers }, Bytes::from(body)))
}

fn unopened() -> FieldErrors {
    let mut errors = FieldErrors::new();
    errors.add("body", "problem-unopened");
    errors
}

async fn settle(intake: &Intake, ctx: &Ctx, facility: FacilityId, id: ProblemId, kept: &KeptCall) -> Result<Replayed, StoreError> {
    let is_settled = intake.0.floor.db().write(ctx, |tx| async move {
        let subject = Subject::new("problem", id);
        let is_settled = store::settle_read(&tx, id, &kept.body_id).await?;
        if is_settled {
            let body = json!({ "facility": facility, "key": kept.key, "protocol": kept.protocol, "came": kept.came });
            tx.record(Entry::new(subject, "intake.problem_replayed", 1, body));
        } else {
            tx.confirm(subject);
        }
        Ok::<_, StoreError>(is_settled)
    });
    if !is_settled.await? {
        return Ok(Replayed::Gone);
    }
    intake.0.problems.forget(kept.key, &kept.about);
    Ok(Replayed::Settled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_body_of_a_protocol_with_a_door_is_read_again() {
        let can = |protocol, method, bytes, is_whole| is_replayable(protocol, method, bytes, is_whole);
        assert!(
            can(Protocol::Aplicares, "POST", 1, true)
                && can(Protocol::Siranap, "PUT", 65_536, true)
                && can(Protocol::Fhir, "PATCH", 1, true)
        );
        for (protocol, method, bytes, is_whole) in [
            (Protocol::Aplicares, "POST", 0, true),
            (Protocol::Aplicares, "POST", 65_537, true),
            (Protocol::Aplicares, "POST", 65_536, false),
            (Protocol::Aplicares, "", 12, true),
            (Protocol::Upload, "POST", 12, true),
            (Protocol::Fhir, "POST", 12, true),
        ] {
            assert!(!can(protocol, method, bytes, is_whole), "{protocol} {method:?} {bytes} {is_whole}");
        }
    }
}
