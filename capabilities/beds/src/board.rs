//! The ward board: wards whose numbers people keep true. One card a ward, the overdue ones first, one tap to say "still true".
//!
//! Without a script every button is an ordinary form; with it a tap waits in the outbox of the device until the server has it.

mod card;
mod report;
mod tap;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Action, May as _, ScopeFilter, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, UtcMs, WardId};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Problem, Visitor, Words, see_other};

use crate::finder::{is_refresh, varying};
use crate::picture::{FacilityBeds, WardBeds};
use crate::words::Said;
use crate::{Beds, BedsError, facility_topic, ward_topic, why};
use card::Card;
use report::{Hand, overtaken_words};
use tap::{Tap, TapForm};

/// A facility with its district, so that grants of a district count.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: (!facility.district_code.is_empty()).then(|| facility.district_code.clone()) }
}

/// A line of the choice: one hospital.
struct Line {
    id: FacilityId,
    name: String,
    wards: String,
    due: usize,
}

#[derive(Template)]
#[template(path = "board_choose.html")]
struct ChoosePage {
    page: Page,
    w: Words,
    lines: Vec<Line>,
}

/// `GET /papan`: whose board? Who has one hospital goes straight there.
pub(crate) async fn choose(State(beds): State<Beds>, visitor: Visitor) -> PageResult {
    let (ctx, w) = (&visitor.ctx, Said::new(visitor.ctx.lang()).words());
    let picture = beds.picture();
    let scope = ctx.scope(Action::ReadWards);
    let mine = picture.all().iter().filter(|one| !one.wards.is_empty() || only(&scope, one.facility.id)).filter(|one| may_read(ctx, one));
    let mut lines: Vec<Line> = mine.map(|one| line(one, &beds, w, ctx.now())).collect();
    if let [one] = lines.as_slice() {
        return Ok(see_other(&format!("/papan/{}", one.id)));
    }
    lines.sort_by(|a, b| (std::cmp::Reverse(a.due), &a.name).cmp(&(std::cmp::Reverse(b.due), &b.name)));
    let page = Page::staff(beds.floor(), &visitor, w.s("board-title"));
    Ok(Html(ChoosePage { page, w, lines }).into_response())
}

fn may_read(ctx: &Ctx, one: &FacilityBeds) -> bool {
    ctx.may(Action::ReadWards, &place_of(&one.facility)).is_ok()
}

/// Whether somebody was granted this very facility: it is shown even before it has wards.
fn only(scope: &ScopeFilter, id: FacilityId) -> bool {
    matches!(scope, ScopeFilter::Only { facilities, .. } if facilities.contains(&id))
}

fn line(one: &FacilityBeds, beds: &Beds, w: Words, now: UtcMs) -> Line {
    let wards: Vec<&WardBeds> = one.wards.iter().filter(|ward| ward.ward.active).collect();
    let due = wards.iter().filter(|ward| card::is_due(ward, beds.rules(), now)).count();
    Line { id: one.facility.id, name: one.facility.name.clone(), wards: w.a1("board-choose-wards", "n", wards.len()), due }
}

/// What a redirect after a tap carries: from which version on the page shows the tap.
#[derive(Debug, Default, serde::Deserialize)]
struct After {
    #[serde(default)]
    least: Option<i64>,
    #[serde(default)]
    ruang: Option<String>,
}

/// `GET /papan/{facility}`: the board, or only its reminder when an open page renews it.
pub(crate) async fn page(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> PageResult {
    let after: After = serde_urlencoded::from_str(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let id: FacilityId = id.parse().map_err(|_| PageError::NotFound)?;
    let (one, in_time) = read_own_write(&beds, id, &after).await.ok_or(PageError::NotFound)?;
    visitor.ctx.may(Action::ReadWards, &place_of(&one.facility)).map_err(BedsError::from)?;
    let notice = after.notice(&one, in_time, Said::new(visitor.ctx.lang()).words());
    let board = Board::of(&beds, &visitor, &one, notice);
    if is_refresh(&headers) {
        return Ok(varying(Html(NudgePart { title: board.page.title, w: board.w, board: board.board }).into_response()));
    }
    Ok(varying(Html(board).into_response()))
}

/// The hospital, once the visitor's own tap is in the picture.
async fn read_own_write(beds: &Beds, id: FacilityId, after: &After) -> Option<(std::sync::Arc<FacilityBeds>, bool)> {
    let tapped = after.ruang.as_deref().and_then(|ward| ward.parse::<WardId>().ok()).zip(after.least);
    let (picture, in_time) = match tapped {
        Some((ward, least)) => beds.live_picture().once(|now| now.ward(ward).is_none_or(|one| one.version >= least)).await,
        None => (beds.picture(), true),
    };
    picture.facility(id).cloned().map(|one| (one, in_time))
}

impl After {
    fn notice(&self, one: &FacilityBeds, in_time: bool, w: Words) -> Option<(&'static str, String)> {
        let ward = one.ward(self.ruang.as_deref()?.parse().ok()?)?;
        self.least?;
        Some(if in_time { ("good", w.with("board-saved", &[("ward", &ward.ward.name)])) } else { ("warn", w.s("board-delayed")) })
    }
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    page: Page,
    w: Words,
    board: Board,
}

#[derive(Template)]
#[template(path = "board_renewed.html")]
struct NudgePart {
    /// The number of overdue wards stands in the title, where a tab in the background shows it.
    title: String,
    w: Words,
    board: Board,
}

/// The board of one hospital.
struct Board {
    id: FacilityId,
    name: String,
    topic: String,
    /// Wards that are due: name and place on the page.
    due: Vec<(String, String)>,
    cards: Vec<Card>,
    outbox: String,
    may_report: bool,
}

impl Board {
    fn of(beds: &Beds, visitor: &Visitor, one: &FacilityBeds, notice: Option<(&'static str, String)>) -> BoardPage {
        let said = Said::new(visitor.ctx.lang());
        let w = said.words();
        let now = visitor.ctx.now();
        let mut wards: Vec<&WardBeds> = one.wards.iter().collect();
        wards.sort_by_key(|ward| card::order(ward, beds.rules(), now));
        let due: Vec<(String, String)> = wards
            .iter()
            .filter(|ward| card::is_due(ward, beds.rules(), now))
            .map(|ward| (ward.ward.name.clone(), card::anchor(ward.ward.id)))
            .collect();
        let title = if due.is_empty() { w.s("board-title") } else { w.a1("board-title-due", "n", due.len()) };
        let mut page = Page::staff(beds.floor(), visitor, format!("{title} · {}", one.facility.name)).hearing();
        page.notice = notice;
        let board = Board {
            id: one.facility.id,
            name: one.facility.name.clone(),
            topic: facility_topic(one.facility.id),
            due,
            cards: wards.iter().map(|ward| Card::of(ward, &one.facility, beds, visitor)).collect(),
            outbox: visitor.ctx.actor().user().map_or_else(String::new, |user| user.to_string()),
            may_report: visitor.ctx.may(Action::ReportWard, &place_of(&one.facility)).is_ok(),
        };
        BoardPage { page, w, board }
    }
}

#[derive(Template)]
#[template(path = "ward_card.html")]
struct CardPart {
    page: Page,
    w: Words,
    card: Card,
}

#[derive(Template)]
#[template(path = "ward.html")]
struct WardPage {
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

/// `GET /papan/ruang/{ward}`: one card for an open page, or for a person the page where numbers are typed and explained.
pub(crate) async fn card(State(beds): State<Beds>, visitor: Visitor, Path(id): Path<String>, headers: HeaderMap) -> PageResult {
    let picture = beds.picture();
    let (one, ward) = readable(&picture, &visitor.ctx, &id)?;
    if is_refresh(&headers) {
        return Ok(varying(card_part(&beds, &visitor, &one.facility, ward)));
    }
    Ok(varying(Html(ward_page(&beds, &visitor, one, ward, None)).into_response()))
}

fn readable<'p>(picture: &'p crate::BedPicture, ctx: &Ctx, id: &str) -> Result<(&'p FacilityBeds, &'p WardBeds), PageError> {
    let id: WardId = id.parse().map_err(|_| PageError::NotFound)?;
    let one = picture.facility_of(id).ok_or(PageError::NotFound)?;
    ctx.may(Action::ReadWards, &place_of(&one.facility)).map_err(BedsError::from)?;
    Ok((one, one.ward(id).ok_or(PageError::NotFound)?))
}

fn card_part(beds: &Beds, visitor: &Visitor, facility: &Facility, ward: &WardBeds) -> Response {
    let w = Said::new(visitor.ctx.lang()).words();
    let page = Page::staff(beds.floor(), visitor, String::new());
    Html(CardPart { page, w, card: Card::of(ward, facility, beds, visitor) }).into_response()
}

fn ward_page(beds: &Beds, visitor: &Visitor, one: &FacilityBeds, ward: &WardBeds, mistakes: Option<(&FieldErrors, &TapForm)>) -> WardPage {
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

/// `POST /papan/ruang/{ward}/lapor`: a tap, or typed numbers.
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

/// The topic a card listens to.
pub(crate) fn card_topic(ward: WardId) -> String {
    ward_topic(ward)
}
