//! The agreement with a facility: its stage step by step, its terms, its contact.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sigap_kernel::{FieldErrors, Masked};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::form::{Fields, Refusal};
use super::{Found, address, shell};
use crate::checks::{self, TEXT_MAX};
use crate::columns::{self, Column};
use crate::{Facility, Registry, RegistryError, Said, Stage, StageEvent, service};

/// The columns of the terms.
const TERMS: [Column; 4] = [Column::ShowsBeds, Column::ShowsPhones, Column::AgreedFrom, Column::Note];

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage {
    page: Page,
    w: Words,
    f: Facility,
    typed: Fields,
    errors: FieldErrors,
    conflict: bool,
}

impl AgreementPage {
    fn mistake(&self, field: &str) -> String {
        self.w.at(&self.errors, field)
    }

    fn said(&self, field: &str) -> bool {
        checks::yes(self.typed.get(field)).unwrap_or(false)
    }
}

/// The terms as the form shows them. The contact is opened, and the look written down.
async fn fields(registry: &Registry, visitor: &Visitor, f: &Facility) -> Result<Fields, RegistryError> {
    let contact = service::contact(registry.floor().access(), &visitor.ctx, f).await?;
    let value = |column| match (column, f.agreement.from) {
        (Column::AgreedFrom, Some(from)) => checks::day_of(from, f.zone),
        _ => columns::get(f, column),
    };
    let mut fields: Vec<_> = TERMS.map(|column| (column.to_string(), value(column))).into();
    // The one page that shows it, to those who decide about the agreement.
    fields.push(("contact".to_owned(), contact.reveal().clone()));
    Ok(Fields(fields))
}

fn answer(registry: &Registry, visitor: &Visitor, f: Facility, typed: Fields, refusal: Option<Refusal>) -> Response {
    let (w, page) = shell(registry, visitor, |w| w.s("agreement"));
    let (status, errors, conflict) = match refusal {
        None => (StatusCode::OK, FieldErrors::new(), false),
        Some(Refusal::Mistakes(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors, false),
        Some(Refusal::Conflict(_)) => (StatusCode::CONFLICT, FieldErrors::new(), true),
    };
    (status, Html(AgreementPage { page, w, f, typed, errors, conflict })).into_response()
}

pub(super) async fn form(State(registry): State<Registry>, visitor: Visitor, Found(f): Found) -> PageResult {
    let typed = fields(&registry, &visitor, &f).await?;
    Ok(answer(&registry, &visitor, f, typed, None))
}

pub(super) async fn save(State(registry): State<Registry>, visitor: Visitor, Found(f): Found, CheckedForm(typed): CheckedForm<Fields>) -> PageResult {
    let mut changed = Facility { version: typed.version(), ..f.clone() };
    let (mut errors, access) = (FieldErrors::new(), registry.floor().access());
    for column in TERMS {
        // The form knows the day alone; the same day is the same instant.
        let same_day = column == Column::AgreedFrom && f.agreement.from.is_some_and(|from| checks::day_of(from, f.zone) == typed.get(column.code()));
        if let (false, Err(wrong)) = (same_day, columns::set(&mut changed, column, typed.get(column.code()))) {
            errors.add(column.code(), wrong);
        }
        if same_day {
            changed.agreement.from = f.agreement.from;
        }
    }
    let contact = checks::text(typed.get("contact"), TEXT_MAX).map(Masked::new).unwrap_or_else(|wrong| {
        errors.add("contact", wrong);
        Masked::default()
    });
    let outcome = match errors.is_empty() {
        true => service::save_terms(access, &visitor.ctx, &f, &changed, &contact).await,
        false => Err(RegistryError::Invalid(errors)),
    };
    match outcome {
        Ok(()) => Ok(see_other(&address(f.id))),
        Err(error) => Ok(answer(&registry, &visitor, f, typed, Some(Refusal::of(error, Fields::default)?))),
    }
}

pub(super) async fn move_stage(State(registry): State<Registry>, visitor: Visitor, Found(f): Found, CheckedForm(sent): CheckedForm<Fields>) -> PageResult {
    let (id, version, reason) = (f.id, sent.version(), sent.get("reason"));
    let event: StageEvent = checks::word(sent.get("event")).map_err(|wrong| RegistryError::field("event", wrong))?;
    let write = |tx| async move { service::move_stage(&tx, id, version, event, reason).await };
    match registry.floor().db().write(&visitor.ctx, write).await {
        Ok(_) => Ok(see_other(&address(id))),
        Err(RegistryError::Stage(_)) => Err(sigap_web::PageError::Conflict("stage")),
        Err(error) => {
            let refusal = Refusal::of(error, Fields::default)?;
            let mut typed = fields(&registry, &visitor, &f).await?;
            typed.0.extend([("reason".to_owned(), reason.to_owned()), ("event".to_owned(), event.to_string())]);
            Ok(answer(&registry, &visitor, f, typed, Some(refusal)))
        }
    }
}
