//! The hospital's reply to a case, and the office's decision: a case counts only after the office has verified it.

use serde_json::json;
use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked, UtcMs};
use sigap_store::{Entry, Query, StoreError, Subject};

use super::{case_subject, check_text, facility_for, key_of, place_of, put, seal};
use crate::model::{CaseEvent, CaseId, CaseState, Clock, REPLY_WITHIN_H, ReplyKind};
use crate::store::cases;
use crate::{QualityError, QualityRoom};

/// A hospital's reply, as typed.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) version: i64,
    pub(crate) kind: Option<ReplyKind>,
    pub(crate) text: Masked<String>,
}

/// Replies for a hospital. A late reply is heard too, until the office has decided.
pub(crate) async fn reply(room: &QualityRoom, ctx: &Ctx, facility: FacilityId, id: CaseId, reply: &Reply) -> Result<(), QualityError> {
    let (db, access) = (room.floor().db(), room.floor().access());
    facility_for(db, ctx, Action::ReplyToCase, facility).await?;
    let mut errors = FieldErrors::new();
    check_text(&mut errors, "text", &reply.text);
    match reply.kind {
        None => errors.add("kind", "field-choose"),
        Some(ReplyKind::Other) if reply.text.reveal().trim().is_empty() => errors.add("text", "field-required"),
        Some(_) => {}
    }
    let kind = errors.into_result(reply.kind)?;
    db.write(ctx, |tx| async move {
        let mut case = cases::held(&tx, id).await?.filter(|case| case.facility == facility).ok_or(QualityError::Unknown)?;
        if case.version != reply.version {
            return Err(QualityError::Changed);
        }
        let clock = Clock { opened_at: case.opened_at };
        let is_late = clock.left_min(tx.now()) == 0;
        case.state = clock.state(case.state, tx.now()).after(CaseEvent::Reply)?;
        let key = key_of(access, &tx, &case).await?;
        case.reply_text = seal(tx.ctx(), &key, &id.to_string(), "reply_sealed", &reply.text)?;
        (case.reply, case.replied_at) = (Some(kind), Some(tx.now()));
        put(&tx, &case).await?;
        tx.record(Entry::new(case_subject(id), "case.replied", 1, json!({ "facility": facility, "reply": kind, "is_late": is_late })));
        Ok(())
    })
    .await
}

/// The office's decision, as typed.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) version: i64,
    pub(crate) event: Option<CaseEvent>,
    pub(crate) reason: Masked<String>,
}

/// Decides whether a case counts, with a reason.
pub(crate) async fn decide(room: &QualityRoom, ctx: &Ctx, id: CaseId, decision: &Decision) -> Result<CaseState, QualityError> {
    let (db, access) = (room.floor().db(), room.floor().access());
    let there = cases::find(db, id).await?.ok_or(QualityError::Unknown)?;
    let facility = sigap_registry::facility(db, there.facility).await?.ok_or(QualityError::Unknown)?;
    ctx.may(Action::VerifyCase, &place_of(&facility))?;
    let mut errors = FieldErrors::new();
    let event = decision.event.filter(|event| !matches!(event, CaseEvent::Reply | CaseEvent::Lapse));
    if event.is_none() {
        errors.add("event", "field-choose");
    }
    if decision.reason.reveal().trim().is_empty() {
        errors.add("reason", "field-required");
    }
    check_text(&mut errors, "reason", &decision.reason);
    let event = errors.into_result(event)?;
    db.write(ctx, |tx| async move {
        let mut case = cases::held(&tx, id).await?.ok_or(QualityError::Unknown)?;
        if case.version != decision.version {
            return Err(QualityError::Changed);
        }
        let from = Clock { opened_at: case.opened_at }.state(case.state, tx.now());
        case.state = from.after(event)?;
        let key = key_of(access, &tx, &case).await?;
        case.reason = seal(tx.ctx(), &key, &id.to_string(), "reason_sealed", &decision.reason)?;
        case.verified_at = Some(tx.now());
        put(&tx, &case).await?;
        let body = json!({ "facility": case.facility, "from_state": from, "to_state": case.state });
        tx.record(Entry::new(case_subject(id), "case.decided", 1, body));
        // Whoever keeps a picture of the hospital weighs its numbers anew.
        tx.confirm(Subject::new("facility", case.facility));
        Ok(case.state)
    })
    .await
}

/// How many families' cases wait for a decision of the office, and since when the longest does.
///
/// # Errors
/// What the database says.
pub async fn cases_waiting(q: &impl Query, now: UtcMs) -> Result<(u32, Option<UtcMs>), StoreError> {
    cases::waiting(q, now.plus_min(-REPLY_WITHIN_H * 60)).await
}
