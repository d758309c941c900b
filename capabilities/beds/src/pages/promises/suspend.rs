//! `POST /janji/tunda` and `/janji/lanjut`: the office suspends promises for planned care in the whole city, and lets them go on.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_web::{CheckedForm, PageResult, Visitor, see_other};

use super::mine::{SuspendForm, whole};
use crate::words::Said;
use crate::{Beds, BedsError, promise};

/// What was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    reason: String,
    hours: String,
}

/// Suspends.
pub(crate) async fn suspend(State(beds): State<Beds>, visitor: Visitor, CheckedForm(typed): CheckedForm<Typed>) -> PageResult {
    // A figure that cannot be read is none: the deed says what it wants.
    let hours: i64 = typed.hours.trim().parse().unwrap_or(0);
    let until = visitor.ctx.now().plus_min(hours.saturating_mul(60));
    let reason = typed.reason.as_str();
    let done = beds.floor().db().write(&visitor.ctx, |tx| async move { promise::suspend(&tx, reason, until).await }).await;
    match done {
        Ok(()) => Ok(see_other("/janji?ok=1")),
        Err(BedsError::Invalid(errors)) => {
            let w = Said::new(visitor.ctx.lang()).words();
            let mistakes = errors.iter().map(|(field, message)| (field.to_owned(), w.mistake(message))).collect();
            let page = whole(&beds, &visitor, SuspendForm { reason: typed.reason, hours: typed.hours, mistakes }, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets planned care go on before the time is over.
pub(crate) async fn resume(State(beds): State<Beds>, visitor: Visitor, CheckedForm(_): CheckedForm<Typed>) -> PageResult {
    beds.floor().db().write(&visitor.ctx, |tx| async move { promise::resume(&tx).await }).await?;
    Ok(see_other("/janji?ok=1"))
}
