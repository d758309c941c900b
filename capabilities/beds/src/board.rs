//! The ward board: wards whose numbers people keep true. One card a ward, the overdue ones first, one tap to say "still true".
//!
//! Without a script every button is an ordinary form; with it a tap waits in the outbox of the device until the server has it.

mod answer;
mod card;
mod choose;
mod report;
mod still;
mod tap;
mod ward;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{FacilityId, WardId};
use sigap_registry::Facility;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

pub(crate) use answer::tap;
pub(crate) use choose::choose;
pub(crate) use report::{overtaken_words, report_tap};
pub use still::still_true;
pub(crate) use tap::TapForm;
pub(crate) use ward::card;

use crate::finder::{is_refresh, varying};
use crate::picture::{BedPicture, FacilityBeds, WardBeds};
use crate::words::Said;
use crate::{Beds, BedsError, facility_topic, inside_topic, ward_list_topic};
use card::Card;

/// A facility with its district, so that grants of a district count.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: (!facility.district_code.is_empty()).then(|| facility.district_code.clone()) }
}
/// What a redirect after a tap carries: from which version on the page shows the tap.
#[derive(Debug, Default, serde::Deserialize)]
struct After {
    #[serde(default)]
    least: Option<i64>,
    #[serde(default)]
    ruang: Option<String>,
}

/// `GET /papan/{facility}`: the board; its reminder alone or its cards alone when an open page renews them.
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
    if is_refresh(&headers) && headers.get("hx-target").is_some_and(|part| part == CARDS) {
        return Ok(varying(Html(CardsPart { page: board.page, w: board.w, board: board.board }).into_response()));
    }
    if is_refresh(&headers) {
        return Ok(varying(
            Html(NudgePart { title: format!("{} · Sigap {}", board.page.title, board.page.city), w: board.w, board: board.board })
                .into_response(),
        ));
    }
    Ok(varying(Html(board).into_response()))
}

/// The hospital, once the visitor's own tap is in the picture.
async fn read_own_write(beds: &Beds, id: FacilityId, after: &After) -> Option<(std::sync::Arc<FacilityBeds>, bool)> {
    let tapped = after.ruang.as_deref().and_then(|ward| ward.parse::<WardId>().ok()).zip(after.least);
    let (picture, in_time) = match tapped {
        Some((ward, least)) => beds.live_picture().once(|now| now.ward(ward).is_none_or(|one| one.version >= least)).await,
        None => (with_facility(beds, id).await, true),
    };
    picture.facility(id).cloned().map(|one| (one, in_time))
}

/// The picture; of a hospital that was added a moment ago, once it is in there.
async fn with_facility(beds: &Beds, id: FacilityId) -> std::sync::Arc<BedPicture> {
    let now = beds.picture();
    if now.facility(id).is_some() {
        return now;
    }
    match sigap_registry::facility(beds.floor().db(), id).await {
        Ok(Some(facility)) if facility.active => beds.live_picture().once(|now| now.facility(id).is_some()).await.0,
        _ => now,
    }
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

/// The id of the part of the page with the cards.
const CARDS: &str = "wards";

/// The cards, when a ward came or went.
#[derive(Template)]
#[template(path = "board_cards.html")]
struct CardsPart {
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
    /// All its wards speak through this one.
    inside: String,
    /// Told when it has another ward, or one less.
    list_topic: String,
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
            inside: inside_topic(one.facility.id),
            list_topic: ward_list_topic(one.facility.id),
            due,
            cards: wards.iter().map(|ward| Card::of(ward, &one.facility, beds, visitor)).collect(),
            outbox: visitor.ctx.actor().user().map_or_else(String::new, |user| user.to_string()),
            may_report: visitor.ctx.may(Action::ReportWard, &place_of(&one.facility)).is_ok(),
        };
        BoardPage { page, w, board }
    }
}
