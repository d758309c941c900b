//! *Serah terima*: what one shift hands over to the next, with its notes; the next person takes everything over with one key.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::desk::{DeskLine, OPEN_MAX, desk_lines};
use super::{Asked, Fields, done, words};
use crate::QualityRoom;
use crate::model::HelpState;
use crate::service::desk;
use crate::store::cases::{self, Case};

#[derive(Template)]
#[template(path = "handover.html")]
struct HandoverPage {
    page: Page,
    w: Words,
    mine: Vec<DeskLine>,
    handed: Vec<DeskLine>,
}

/// Both lists: what I have, and what waits for me.
pub(crate) async fn page(State(room): State<QualityRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor) = (words(&visitor), room.floor());
    let me = visitor.ctx.actor().user();
    let open = cases::to_help(floor.db(), OPEN_MAX).await?;
    let of = |is: &dyn Fn(&Case) -> bool| open.iter().filter(|case| is(case)).cloned().collect::<Vec<Case>>();
    let mine = of(&|case| case.help == HelpState::Held && case.holder == me);
    let handed = of(&|case| case.help == HelpState::HandedOver);
    let template = HandoverPage {
        mine: desk_lines(&room, &visitor, &w, &mine, true).await?,
        handed: desk_lines(&room, &visitor, &w, &handed, true).await?,
        page: done(Page::staff(floor, &visitor, w.s("handover-title")), &w, &asked),
        w,
    };
    Ok(Html(template).into_response())
}

/// Hands over everything that is mine.
pub(crate) async fn hand_over(State(room): State<QualityRoom>, visitor: Visitor, CheckedForm(_): CheckedForm<Fields>) -> PageResult {
    desk::hand_over_all(&room, &visitor.ctx).await?;
    Ok(see_other("/bantuan-kamar/serah-terima?ok=handed"))
}

/// Takes everything that was handed over.
pub(crate) async fn take_all(State(room): State<QualityRoom>, visitor: Visitor, CheckedForm(_): CheckedForm<Fields>) -> PageResult {
    desk::take_all(&room, &visitor.ctx).await?;
    Ok(see_other("/bantuan-kamar?ok=taken"))
}
