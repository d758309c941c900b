//! `GET /papan/ruang/{ward}`: one ward, as a card that an open page renews, or as the page where numbers are typed and explained.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, WardId};
use sigap_registry::Facility;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

use super::card::Card;
use super::place_of;
use super::tap::TapForm;
use crate::finder::{is_refresh, varying};
use crate::picture::{BedPicture, FacilityBeds, WardBeds};
use crate::words::Said;
use crate::{Beds, BedsError, why};

#[derive(Template)]
#[template(path = "ward_card.html")]
struct CardPart {
    page: Page,
    w: Words,
    card: Card,
}

#[derive(Template)]
#[template(path = "ward.html")]
pub(super) struct WardPage {
    page: Page,
    w: Words,
    card: Card,
    facility: (FacilityId, String),
    /// Mistakes by field, as sentences.
    errors: HashMap<String, String>,
    free: String,
    capacity: String,
    why_title: Option<String>,
    why: Vec<String>,
    contradictions: Vec<String>,
}

impl WardPage {
    fn at(&self, field: &str) -> &str {
        self.errors.get(field).map_or("", String::as_str)
    }
}

/// The card, or the page.
pub(crate) async fn card(State(beds): State<Beds>, visitor: Visitor, Path(id): Path<String>, headers: HeaderMap) -> PageResult {
    let picture = beds.picture();
    let (one, ward) = readable(&picture, &visitor.ctx, &id)?;
    if is_refresh(&headers) {
        return Ok(varying(card_part(&beds, &visitor, &one.facility, ward)));
    }
    Ok(varying(Html(ward_page(&beds, &visitor, one, ward, None)).into_response()))
}

fn readable<'p>(picture: &'p BedPicture, ctx: &Ctx, id: &str) -> Result<(&'p FacilityBeds, &'p WardBeds), PageError> {
    let id: WardId = id.parse().map_err(|_| PageError::NotFound)?;
    let one = picture.facility_of(id).ok_or(PageError::NotFound)?;
    ctx.may(Action::ReadWards, &place_of(&one.facility)).map_err(BedsError::from)?;
    Ok((one, one.ward(id).ok_or(PageError::NotFound)?))
}

pub(super) fn card_part(beds: &Beds, visitor: &Visitor, facility: &Facility, ward: &WardBeds) -> Response {
    let w = Said::new(visitor.ctx.lang()).words();
    let page = Page::staff(beds.floor(), visitor, String::new());
    Html(CardPart { page, w, card: Card::of(ward, facility, beds, visitor) }).into_response()
}

/// The page of a ward; with the mistakes of a form that could not be used, and what was typed.
pub(super) fn ward_page(
    beds: &Beds,
    visitor: &Visitor,
    one: &FacilityBeds,
    ward: &WardBeds,
    mistakes: Option<(&FieldErrors, &TapForm)>,
) -> WardPage {
    let said = Said::new(visitor.ctx.lang());
    let w = said.words();
    let standing = ward.standing(beds.rules(), visitor.ctx.now());
    let card = Card::of(ward, &one.facility, beds, visitor);
    let number = |value: Option<u32>| value.map_or_else(String::new, |value| value.to_string());
    let now = (number(ward.observation.and_then(|seen| seen.free)), number(standing.capacity));
    let (free, capacity) = mistakes.map_or(now, |(_, form)| (form.free.clone(), form.capacity.clone()));
    WardPage {
        page: Page::staff(beds.floor(), visitor, w.with("ward-title", &[("ward", &ward.ward.name)])),
        errors: mistakes
            .map(|(errors, _)| errors.iter().map(|(field, message)| (field.to_owned(), w.mistake(message))).collect())
            .unwrap_or_default(),
        facility: (one.facility.id, one.facility.name.clone()),
        free,
        capacity,
        why_title: standing.free_to_promise.map(|free| w.with("ward-why", &[("n", &w.figure(free))])),
        why: why::lines(said, &[standing.explained], standing.contradictions, standing.free_to_promise),
        contradictions: standing
            .contradictions
            .iter()
            .map(|found| w.s(&format!("ward-contradiction-{}", found.code().replace('_', "-"))))
            .collect(),
        card,
        w,
    }
}
