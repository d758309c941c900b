//! `POST /manajer/{facility}/rencana/{plan}`: a tap on a line; and the tap that reports the number of a ward from here. What is answered: the
//! list, or the list with the reason on top.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::{Action, May as _};
use sigap_kernel::{FieldErrors, UtcMs, WardId};
use sigap_web::{CheckedForm, Html, PageError, PageResult, Visitor, see_other};

use super::deed::{self, Tap};
use super::model::{PlanEvent, PlanId};
use super::readable;
use super::row::anchor;
use super::view::ListPage;
use crate::board::{self, TapForm, place_of};
use crate::picture::FacilityBeds;
use crate::promise::{self, Act, PromiseEvent, PromiseId};
use crate::words::Said;
use crate::{Beds, BedsError};

/// A tap, as it was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlanTap {
    /// The event; of one that moves an hour with it behind a colon, as one button has one value.
    event: String,
    version: String,
    /// The hour, where it was sent by itself.
    at: String,
}

impl TryFrom<&PlanTap> for Tap {
    type Error = FieldErrors;

    fn try_from(form: &PlanTap) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let (event, hour) = form.event.split_once(':').unwrap_or((&form.event, &form.at));
        let event = event.parse::<PlanEvent>().ok();
        let version = form.version.trim().parse::<i64>().ok().filter(|version| *version > 0);
        let at = if hour.is_empty() { Some(None) } else { hour.parse::<i64>().ok().map(|at| Some(UtcMs(at))) };
        for (field, is_read) in [("event", event.is_some()), ("version", version.is_some()), ("at", at.is_some())] {
            if !is_read {
                errors.add(field, "field-unreadable");
            }
        }
        let tap = event.zip(version).zip(at).map(|((event, version), at)| Tap { event, version, at });
        errors.into_result(tap)
    }
}

/// Takes a tap on a line.
pub(crate) async fn tap(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path((facility, plan)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<PlanTap>,
) -> PageResult {
    let one = readable(&beds, &visitor.ctx, &facility)?;
    deed::may_edit(&visitor.ctx, &one.facility)?;
    let id: PlanId = plan.parse().map_err(|_| PageError::NotFound)?;
    let done = match Tap::try_from(&form) {
        Ok(tap) => deed::tap(&beds, &visitor.ctx, &one, id, tap).await,
        Err(errors) => Err(errors.into()),
    };
    match done {
        Ok(plan) => {
            let place = if plan.state.is_over() { "after".to_owned() } else { anchor(plan.id) };
            Ok(see_other(&format!("/manajer/{}?baru={}#{place}", plan.facility, plan.id)))
        }
        Err(error) => refused(&beds, &visitor, &one, error).await,
    }
}

/// A tap on somebody who is coming: is here, lies in the ward. Everything else is decided on the page of the promise.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ComingTap {
    event: String,
    version: String,
}

/// Takes a tap on a promise.
pub(crate) async fn coming(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path((facility, promise)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<ComingTap>,
) -> PageResult {
    let one = readable(&beds, &visitor.ctx, &facility)?;
    visitor.ctx.may(Action::ReceivePatient, &place_of(&one.facility)).map_err(BedsError::from)?;
    let id: PromiseId = promise.parse().map_err(|_| PageError::NotFound)?;
    let event = form.event.parse().ok().filter(|event| matches!(event, PromiseEvent::Arrive | PromiseEvent::Place));
    let Some((event, version)) = event.zip(form.version.trim().parse::<i64>().ok()) else {
        return refused(&beds, &visitor, &one, deed::mistake("event", "field-unreadable")).await;
    };
    let (db, ctx, desk) = (beds.floor().db(), &visitor.ctx, beds.promises());
    // The permission was asked for this hospital: another one's promise would slip past it.
    if promise::of_id(db, id).await?.is_none_or(|promise| promise.facility != one.facility.id) {
        return Err(PageError::NotFound);
    }
    let done = db.write(ctx, |tx| async move { promise::act(&tx, desk, id, &Act::new(event, version)).await }).await;
    match done {
        Ok(_) => Ok(see_other(&format!("/manajer/{}#coming", one.facility.id))),
        Err(error) => refused(&beds, &visitor, &one, error).await,
    }
}

/// The list as it is now, with the reason on top: whoever comes second is told, and sees what is there.
async fn refused(beds: &Beds, visitor: &Visitor, one: &FacilityBeds, error: BedsError) -> PageResult {
    let w = Said::new(visitor.ctx.lang()).words();
    let (status, reason) = match error {
        BedsError::PlanChanged | BedsError::PlanNotAllowed(_) | BedsError::PromiseOvertaken | BedsError::NotNow(_) => {
            (StatusCode::CONFLICT, w.s("list-overtaken"))
        }
        BedsError::Invalid(errors) => {
            let reason = errors.iter().map(|(_, message)| w.mistake(message)).collect::<Vec<_>>().join(" ");
            (StatusCode::UNPROCESSABLE_ENTITY, reason)
        }
        other => return Err(other.into()),
    };
    let page = ListPage::of(beds, visitor, one, None, Some(("warn", reason))).await?;
    Ok((status, Html(page)).into_response())
}

/// Reports the number of a ward as the ward board does, and comes back to the list.
pub(crate) async fn report(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path((facility, ward)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<TapForm>,
) -> PageResult<Response> {
    let one = readable(&beds, &visitor.ctx, &facility)?;
    let ward: WardId = ward.parse().map_err(|_| PageError::NotFound)?;
    let own = one.ward(ward).ok_or(PageError::NotFound)?.ward.id;
    match board::report_tap(&beds, &visitor.ctx, own, &form).await {
        Ok(version) => Ok(see_other(&format!("/manajer/{}?least={version}&ruang={own}", one.facility.id))),
        Err(BedsError::Overtaken) => {
            let reason = board::overtaken_words(&beds, &visitor.ctx, own).await?;
            let page = ListPage::of(&beds, &visitor, &one, None, Some(("warn", reason))).await?;
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        Err(error) => refused(&beds, &visitor, &one, error).await,
    }
}
