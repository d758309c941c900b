//! `/pengingat/{facility}/kontak`: whom a hospital wants to be reminded; each look is in the reading log before.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::{Fields, id_of, mistakes, words};
use crate::service::contacts::{self, NewContact};
use crate::service::facility_for;
use crate::{ReminderError, Reminders};

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    page: Page,
    w: Words,
    id: FacilityId,
    name: String,
    mail: String,
    phone: String,
    version: i64,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// The form.
pub(crate) async fn form(State(room): State<Reminders>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let there = contacts::look(&room, &visitor.ctx, id).await?;
    shown(&room, &visitor, id, &there, FieldErrors::new(), StatusCode::OK).await
}

async fn shown(
    room: &Reminders,
    visitor: &Visitor,
    id: FacilityId,
    there: &NewContact,
    errors: FieldErrors,
    status: StatusCode,
) -> PageResult {
    let w = words(visitor);
    let facility = facility_for(room.floor().db(), &visitor.ctx, Action::SetReminderContact, id).await?;
    let template = ContactPage {
        id,
        name: facility.name,
        // Whoever may change it sees it: that was written to the reading log.
        mail: there.mail.reveal().clone(),
        phone: there.phone.reveal().clone(),
        version: there.version,
        mistakes: mistakes(&w, &errors),
        errors,
        page: Page::staff(room.floor(), visitor, w.s("contact-title")),
        w,
    };
    Ok((status, Html(template)).into_response())
}

/// Keeps what was typed.
pub(crate) async fn put(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let new = NewContact { mail: fields.masked("mail"), phone: fields.masked("phone"), version: fields.version() };
    match contacts::put(&room, &visitor.ctx, id, &new).await {
        Ok(()) => Ok(see_other(&format!("/pengingat/{id}?ok=contact"))),
        Err(ReminderError::Invalid(errors)) => shown(&room, &visitor, id, &new, errors, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(ReminderError::Changed) => {
            let mut errors = FieldErrors::new();
            errors.add("mail", "contact-changed");
            let there = contacts::look(&room, &visitor.ctx, id).await?;
            shown(&room, &visitor, id, &NewContact { version: there.version, ..new }, errors, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other.into()),
    }
}
