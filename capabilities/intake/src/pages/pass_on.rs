//! Passing on: for each national service whether it is on, by what authority and with which keys, and row by row what was said and kept.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::Action;
use sigap_kernel::{FieldErrors, Masked};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::keys::{Nothing, address};
use super::pass_on_lines::{ServiceCard, cards};
use super::{facility_for, words};
use crate::Intake;
use crate::pass_on::Service;
use crate::pass_on::change::{self, NotChanged, Wish};
use crate::pass_on::row::Codes;
use crate::pass_on::target::Target;
use crate::pass_on::walk::passes_on;
use crate::store::pass_on as store;

/// A service as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PassForm {
    pub(crate) service: String,
    pub(crate) address: String,
    pub(crate) sender: String,
    pub(super) secret: String,
    pub(super) user_key: String,
    pub(crate) facility_code: String,
    pub(crate) letter_no: String,
    pub(crate) letter_date: String,
    pub(super) agreed: String,
}

/// Codes of a row as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CodesForm {
    row: String,
    class_code: String,
    room_code: String,
}

#[derive(Template)]
#[template(path = "pass-on.html")]
struct PassOnPage {
    page: Page,
    w: Words,
    facility: Facility,
    is_public: bool,
    problem: Option<String>,
    cards: Vec<ServiceCard>,
    /// The service whose form was wrong.
    wrong: Option<Service>,
    errors: FieldErrors,
}

/// The services of a facility.
pub(crate) async fn list(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    show(&intake, &visitor, facility, None, None, FieldErrors::new()).await
}

/// Turns one on, or sets it anew.
pub(crate) async fn turn_on(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<PassForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let service: Service = form.service.parse().map_err(|_| PageError::NotFound)?;
    let here = address(&uri, &headers, intake.0.floor.settings().tls);
    let done = change::turn_on(&intake, &visitor.ctx, facility.id, &form.wish(service), &here).await;
    answer(&intake, &visitor, facility, Some(form), done).await
}

/// Turns one off.
pub(crate) async fn turn_off(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, target)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let target = own_target(&intake, &facility, &target).await?;
    let done = change::turn_off(&intake, &visitor.ctx, &target).await;
    answer(&intake, &visitor, facility, None, done).await
}

/// Has what waits sent now.
pub(crate) async fn send_now(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, target)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let target = own_target(&intake, &facility, &target).await?;
    let done = change::send_now(&intake, &visitor.ctx, &target).await;
    answer(&intake, &visitor, facility, None, done).await
}

/// Corrects the codes of a row.
pub(crate) async fn correct(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, target)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<CodesForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let target = own_target(&intake, &facility, &target).await?;
    let row = form.row.parse().map_err(|_| PageError::NotFound)?;
    let codes = Codes { class: form.class_code.trim().to_owned(), room: form.room_code.trim().to_owned() };
    let done = change::correct(&intake, &visitor.ctx, &target, row, &codes).await;
    answer(&intake, &visitor, facility, None, done).await
}

impl PassForm {
    fn wish(&self, service: Service) -> Wish {
        Wish {
            service,
            address: self.address.clone(),
            sender: self.sender.trim().to_owned(),
            secret: Masked::new(self.secret.trim().to_owned()),
            user_key: Masked::new(self.user_key.trim().to_owned()),
            facility_code: self.facility_code.trim().to_owned(),
            letter_no: self.letter_no.trim().to_owned(),
            letter_date: self.letter_date.trim().to_owned(),
            is_agreed: self.agreed == "yes",
        }
    }
}

/// The target of an address, if it is one of the facility's own.
async fn own_target(intake: &Intake, facility: &Facility, id: &str) -> Result<Target, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let target = store::target(intake.0.floor.db(), id).await?;
    target.filter(|target| target.facility == facility.id).ok_or(PageError::NotFound)
}

async fn answer(
    intake: &Intake,
    visitor: &Visitor,
    facility: Facility,
    form: Option<PassForm>,
    done: Result<(), NotChanged>,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other(&format!("/fasilitas/{}/penerusan", facility.id))),
        Err(NotChanged::Fields(errors)) => show(intake, visitor, facility, form, None, errors).await,
        Err(NotChanged::Meanwhile) => {
            let problem = words(visitor).s("pass-meanwhile");
            show(intake, visitor, facility, form, Some(problem), FieldErrors::new()).await
        }
        Err(NotChanged::Sealed) => Err(PageError::Internal("a key could not be sealed".to_owned())),
        Err(NotChanged::Store(error)) => Err(error.into()),
    }
}

async fn show(
    intake: &Intake,
    visitor: &Visitor,
    facility: Facility,
    form: Option<PassForm>,
    problem: Option<String>,
    errors: FieldErrors,
) -> PageResult {
    let w = words(visitor);
    let status = match (&problem, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let wrong = form.as_ref().and_then(|form| form.service.parse().ok());
    let page = PassOnPage {
        page: Page::staff(&intake.0.floor, visitor, w.s("pass-title")),
        is_public: passes_on(&facility, &intake.0.floor, visitor.ctx.now()),
        cards: cards(intake, visitor, &w, &facility, form).await?,
        w,
        facility,
        problem,
        wrong,
        errors,
    };
    let mut response: Response = Html(page).into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    Ok(response)
}
