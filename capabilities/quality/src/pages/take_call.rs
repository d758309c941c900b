//! `/bantuan-kamar/baru`: a call is taken. First which hospital, then five fields; everything by keyboard, in under a minute.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::desk::drafted;
use super::family::{Choice, choices, pools};
use super::{Asked, Fields, answer, hospitals, mistakes, words};
use crate::model::{CaseId, Channel, Happened, What};
use crate::service::facility_for;
use crate::service::family::{self, Telling};
use crate::{QualityError, QualityRoom};

/// The draft of this form.
pub(crate) const FORM: &str = "new";

#[derive(Template)]
#[template(path = "take_call_choose.html")]
struct ChoosePage {
    page: Page,
    w: Words,
    hospitals: Vec<Facility>,
}

#[derive(Template)]
#[template(path = "take_call.html")]
struct TakePage {
    page: Page,
    w: Words,
    facility: Facility,
    id: CaseId,
    what: Vec<Choice>,
    pools: Vec<Choice>,
    happened: Vec<Choice>,
    fields: Fields,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
    is_draft: bool,
}

/// The form; first which hospital.
pub(crate) async fn form(State(room): State<QualityRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor) = (words(&visitor), room.floor());
    let draft = drafted(&room, &visitor.ctx, FORM).await?;
    let of_draft = draft.as_ref().map_or("", |draft| draft.get("facility")).to_owned();
    let asked = if asked.facility.is_empty() { of_draft.clone() } else { asked.facility };
    let Ok(id) = asked.parse::<FacilityId>() else {
        let page = Page::staff(floor, &visitor, w.s("take-title"));
        return Ok(Html(ChoosePage { page, w, hospitals: hospitals(floor).await? }).into_response());
    };
    let facility = facility_for(floor.db(), &visitor.ctx, Action::HandleCase, id).await?;
    // What was typed about one hospital is not about another one.
    let draft = draft.filter(|_| of_draft == asked);
    let is_draft = draft.is_some();
    shown(&room, &visitor, facility, draft.unwrap_or_default(), FieldErrors::new(), is_draft).await
}

async fn shown(
    room: &QualityRoom,
    visitor: &Visitor,
    facility: Facility,
    fields: Fields,
    errors: FieldErrors,
    is_draft: bool,
) -> PageResult {
    let w = words(visitor);
    let happened = match fields.get("happened") {
        "" => Happened::Now.code(),
        chosen => chosen,
    };
    let mistakes = mistakes(&w, &errors);
    let told = errors.clone();
    let template = TakePage {
        id: fields.chosen("id").unwrap_or_else(|| CaseId::new(&visitor.ctx)),
        what: choices(&w, "what", What::ALL.iter().map(|one| one.code()), fields.get("what")),
        pools: pools(room, &w, facility.id, fields.get("pool")).await,
        happened: choices(&w, "happened", Happened::ALL.iter().map(|one| one.code()), happened),
        page: Page::staff(room.floor(), visitor, w.s("take-title")),
        w,
        facility,
        fields,
        errors,
        mistakes,
        is_draft,
    };
    Ok(answer(template, &told))
}

/// Opens the case.
pub(crate) async fn open(State(room): State<QualityRoom>, visitor: Visitor, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let facility: FacilityId = fields.chosen("facility").ok_or(PageError::NotFound)?;
    let telling = Telling {
        id: fields.chosen("id").unwrap_or_else(|| CaseId::new(&visitor.ctx)),
        facility,
        pool: fields.chosen("pool"),
        what: fields.chosen("what"),
        happened: fields.chosen("happened"),
        text: fields.masked("text"),
        phone: fields.masked("phone"),
        channel: Channel::Desk,
        browser: None,
    };
    match family::tell(&room, &visitor.ctx, &telling).await {
        Ok(told) => Ok(see_other(&format!("/bantuan-kamar/{}?ok={}", told.case, if told.is_again { "again" } else { "opened" }))),
        Err(QualityError::Invalid(errors)) => {
            let facility = facility_for(room.floor().db(), &visitor.ctx, Action::HandleCase, facility).await?;
            shown(&room, &visitor, facility, fields, errors, false).await
        }
        Err(other) => Err(other.into()),
    }
}
