//! `POST /papan/ruang/{ward}/lapor`: a tap, or typed numbers, and what is answered: the card, the board, or the reason in words.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sigap_kernel::{FieldErrors, WardId};
use sigap_web::{CheckedForm, Html, PageError, PageResult, Problem, Visitor, see_other};

use super::report::{self, Hand, overtaken_words};
use super::tap::{Tap, TapForm};
use super::ward::{card_part, ward_page};
use super::{Board, card};
use crate::finder::is_refresh;
use crate::words::Said;
use crate::{Beds, BedsError};

/// Takes a tap.
pub(crate) async fn tap(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<TapForm>,
) -> PageResult {
    let ward: WardId = id.parse().map_err(|_| PageError::NotFound)?;
    let told = match Tap::try_from(&form) {
        Ok(tap) => report::by_hand(&beds, &visitor.ctx, ward, &tap).await,
        Err(errors) => Err(errors.into()),
    };
    match told {
        Ok(hand) if is_refresh(&headers) => Ok(card_part(&beds, &visitor, &hand.facility, &hand.ward)),
        Ok(Hand { facility, ward }) => {
            let (id, anchor) = (ward.ward.id, card::anchor(ward.ward.id));
            Ok(see_other(&format!("/papan/{}?least={}&ruang={id}#{anchor}", facility.id, ward.version)))
        }
        Err(error) => refused(&beds, &visitor, ward, &form, error, is_refresh(&headers)).await,
    }
}

/// What is answered when a tap does not count: the reason in words, on the card or on the page.
async fn refused(beds: &Beds, visitor: &Visitor, id: WardId, form: &TapForm, error: BedsError, by_script: bool) -> PageResult {
    let w = Said::new(visitor.ctx.lang()).words();
    let picture = beds.picture();
    let ward = picture.facility_of(id).and_then(|one| Some((one, one.ward(id)?)));
    match (error, ward) {
        (BedsError::NoWard, _) if by_script => Ok(problem(visitor, StatusCode::GONE, w.s("board-closed"), &FieldErrors::new())),
        (BedsError::Overtaken, Some((one, _))) => {
            let reason = overtaken_words(beds, &visitor.ctx, id).await?;
            if by_script {
                return Ok(problem(visitor, StatusCode::CONFLICT, reason, &FieldErrors::new()));
            }
            Ok((StatusCode::CONFLICT, Html(Board::of(beds, visitor, one, Some(("warn", reason))))).into_response())
        }
        (BedsError::Invalid(errors), _) if by_script => {
            let reason = errors.iter().map(|(_, message)| w.mistake(message)).collect::<Vec<_>>().join(" ");
            Ok(problem(visitor, StatusCode::UNPROCESSABLE_ENTITY, reason, &errors))
        }
        (BedsError::Invalid(errors), Some((one, ward))) => {
            let page = ward_page(beds, visitor, one, ward, Some((&errors, form)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        (error, _) => Err(error.into()),
    }
}

fn problem(visitor: &Visitor, status: StatusCode, detail: String, errors: &FieldErrors) -> Response {
    let w = Said::new(visitor.ctx.lang()).words();
    let problem = Problem {
        kind: format!("/problems/tap-{}", status.as_u16()),
        title: w.s("board-title"),
        status: status.as_u16(),
        detail,
        trace: visitor.ctx.trace().to_string(),
        errors: errors.iter().map(|(field, message)| (field.to_owned(), w.mistake(message))).collect(),
        retry_after_s: None,
    };
    problem.into_response()
}
