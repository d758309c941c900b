//! `GET /papan`: whose board? Who has one hospital goes straight there.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, ScopeFilter};
use sigap_kernel::{Ctx, FacilityId, UtcMs};
use sigap_web::{Html, Page, PageResult, Visitor, Words, see_other};

use super::{card, place_of};
use crate::Beds;
use crate::picture::{FacilityBeds, WardBeds};
use crate::words::Said;

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

/// The choice.
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
