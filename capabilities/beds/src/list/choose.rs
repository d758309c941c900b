//! `GET /manajer`: whose list? Who has one hospital goes straight there.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::FacilityId;
use sigap_web::{Html, Page, PageResult, Visitor, Words, see_other};

use crate::Beds;
use crate::board::place_of;
use crate::words::Said;

#[derive(Template)]
#[template(path = "list_choose.html")]
struct ChoosePage {
    page: Page,
    w: Words,
    lines: Vec<(FacilityId, String, String)>,
}

/// The choice.
pub(crate) async fn choose(State(beds): State<Beds>, visitor: Visitor) -> PageResult {
    let (ctx, w) = (&visitor.ctx, Said::new(visitor.ctx.lang()).words());
    let picture = beds.picture();
    let mine = picture.all().iter().filter(|one| one.is_hospital() || !one.wards.is_empty());
    let mine = mine.filter(|one| ctx.may(Action::ReadPlan, &place_of(&one.facility)).is_ok());
    let line = |one: &std::sync::Arc<crate::FacilityBeds>| {
        let wards = one.wards.iter().filter(|ward| ward.ward.active).count();
        (one.facility.id, one.facility.name.clone(), w.a1("board-choose-wards", "n", wards))
    };
    let mut lines: Vec<_> = mine.map(line).collect();
    if let [(id, _, _)] = lines.as_slice() {
        return Ok(see_other(&format!("/manajer/{id}")));
    }
    lines.sort_by(|a, b| a.1.cmp(&b.1));
    let page = Page::staff(beds.floor(), &visitor, w.s("list-title"));
    Ok(Html(ChoosePage { page, w, lines }).into_response())
}
