//! `GET /janji/{facility}`: what a hospital has to decide, who is coming, who waits, and how it kept its promises.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Action, May as _};
use sigap_kernel::FacilityId;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

use super::card::{Card, Side};
use super::{RECENT_H, hospital_of, suspended};
use crate::board::place_of;
use crate::finder::{is_refresh, varying};
use crate::picture::FacilityBeds;
use crate::promise::{Promise, PromiseKind, PromiseState, Unkept, open_of, promises_topic, recent_of, unkept};
use crate::words::Said;
use crate::{Beds, BedsError};

/// A part of the page with its cards.
pub(super) struct Group {
    title: String,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "promises_hospital.html")]
struct HospitalPage {
    page: Page,
    w: Words,
    list: List,
}

#[derive(Template)]
#[template(path = "promises_list.html")]
struct ListPart {
    page: Page,
    w: Words,
    list: List,
}

/// The part that is renewed in place.
struct List {
    id: FacilityId,
    name: String,
    topic: String,
    suspended: String,
    groups: Vec<Group>,
    recent: Vec<Card>,
    /// How promises of the last days were kept; empty before the first.
    kept: String,
    /// Whether some were broken.
    is_broken: bool,
    /// Where the cards send their deeds back to.
    back: String,
}

/// The page, or its list when an open page renews it.
pub(crate) async fn hospital(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> PageResult {
    let at = hospital_of(&beds, &id)?;
    let w = Said::new(visitor.ctx.lang()).words();
    let notice = query.is_some_and(|query| query.contains("ok=1")).then(|| ("good", w.s("promise-saved")));
    let (mut page, list) = parts(&beds, &visitor, &at).await?;
    if is_refresh(&headers) {
        return Ok(varying(Html(ListPart { page, w, list }).into_response()));
    }
    page.notice = notice;
    Ok(varying(Html(HospitalPage { page, w, list }).into_response()))
}

/// The page of a hospital when a deed did not happen: what stands there now, and why.
pub(super) async fn again(beds: &Beds, visitor: &Visitor, at: &FacilityBeds, why: String) -> Result<Response, PageError> {
    let w = Said::new(visitor.ctx.lang()).words();
    let (page, list) = parts(beds, visitor, at).await?;
    Ok((StatusCode::CONFLICT, Html(HospitalPage { page: page.noticing("warn", why), w, list })).into_response())
}

async fn parts(beds: &Beds, visitor: &Visitor, at: &FacilityBeds) -> Result<(Page, List), PageError> {
    visitor.ctx.may(Action::ReadPromises, &place_of(&at.facility)).map_err(BedsError::from)?;
    let said = Said::new(visitor.ctx.lang());
    let (w, now, db, id) = (said.words(), visitor.ctx.now(), beds.floor().db(), at.facility.id);
    let open = open_of(db, id).await?;
    let recent = recent_of(db, Some(id), now.plus_min(-RECENT_H * 60)).await?;
    let days = beds.promises().rules().counted_days;
    let counted = unkept(db, Some(id), now.plus_min(-i64::from(days) * 24 * 60)).await?.remove(&id);
    let card = |one: &Promise| Card::of(one, at, beds, visitor, Side::Hospital);
    let group = |key: &str, is_in: fn(&Promise) -> bool| {
        let cards: Vec<Card> = open.iter().filter(|one| is_in(one)).map(card).collect();
        Group { title: w.a1(key, "n", cards.len()), cards }
    };
    let groups = vec![
        group("promises-to-decide", to_decide),
        group("promises-waiting", |one| one.stand.state == PromiseState::Waiting),
        group("promises-coming", |one| !to_decide(one) && one.stand.state != PromiseState::Waiting),
    ];
    let list = List {
        id,
        name: at.facility.name.clone(),
        topic: promises_topic(id),
        suspended: suspended(beds, said, now).await?,
        groups: groups.into_iter().filter(|group| !group.cards.is_empty()).collect(),
        recent: recent.iter().map(card).collect(),
        kept: counted.map_or_else(String::new, |counted| kept_words(w, &counted, days)),
        is_broken: counted.is_some_and(|counted| counted.never_placed + counted.unanswered > 0),
        back: format!("/janji/{id}"),
    };
    let title = format!("{} · {}", w.s("promises-title"), at.facility.name);
    Ok((Page::staff(beds.floor(), visitor, title).hearing(), list))
}

fn to_decide(one: &Promise) -> bool {
    one.stand.state == PromiseState::Asked && one.stand.kind == PromiseKind::Promise
}

/// `30 hari terakhir: 12 diterima · 9 mendapat kamar · 2 datang tetapi tidak mendapat kamar · 1 habis waktu · 3 tidak dijawab`.
pub(super) fn kept_words(w: Words, counted: &Unkept, days: u32) -> String {
    let figures = [
        ("days", days),
        ("accepted", counted.accepted),
        ("placed", counted.placed),
        ("never", counted.never_placed),
        ("expired", counted.expired),
        ("unanswered", counted.unanswered),
    ];
    let figures = figures.map(|(name, value)| (name, w.figure(value)));
    let args: Vec<(&'static str, &str)> = figures.iter().map(|(name, value)| (*name, value.as_str())).collect();
    w.with("promises-kept", &args)
}
