//! `GET /janji`: what I asked for, with its next step; the hospitals whose promises I may see; for the office, how promises are kept.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Action, May as _, ScopeFilter, Where};
use sigap_kernel::FacilityId;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::card::{Card, Side};
use super::hospital::kept_words;
use super::{RECENT_H, suspended};
use crate::Beds;
use crate::board::place_of;
use crate::finder::{is_refresh, varying};
use crate::promise::{Promise, PromiseState, Unkept, is_asker, open_all, promises_topic_all, recent_of, unkept};
use crate::words::Said;

/// Cards on the page at most; what was asked last stands first.
const CARDS_MAX: usize = 100;

/// Minutes for which a refusal, or a time that ran out, stands on top.
const LOOK_MIN: i64 = 30;

/// A hospital whose promises this person may see.
struct Line {
    id: FacilityId,
    name: String,
    open: usize,
    kept: String,
    is_broken: bool,
}

#[derive(Template)]
#[template(path = "promises_mine.html")]
struct MinePage {
    page: Page,
    w: Words,
    mine: Mine,
    /// What was typed to suspend planned care, with its mistakes; `None` for who may not.
    suspend: Option<SuspendForm>,
}

#[derive(Template)]
#[template(path = "promises_mine_list.html")]
struct MinePart {
    page: Page,
    w: Words,
    mine: Mine,
}

/// The office's form.
#[derive(Debug, Clone, Default)]
pub(super) struct SuspendForm {
    pub(super) reason: String,
    pub(super) hours: String,
    pub(super) mistakes: Vec<(String, String)>,
}

/// The part that is renewed in place.
struct Mine {
    topic: String,
    suspended: String,
    may_ask: bool,
    open: Vec<Card>,
    recent: Vec<Card>,
    hospitals: Vec<Line>,
    back: String,
}

/// The page, or its list when an open page renews it. Whoever has one hospital and asks for nothing goes straight there.
pub(crate) async fn mine(State(beds): State<Beds>, visitor: Visitor, RawQuery(query): RawQuery, headers: HeaderMap) -> PageResult {
    let w = Said::new(visitor.ctx.lang()).words();
    if let (false, ScopeFilter::Only { districts, facilities }) =
        (visitor.ctx.may_somewhere(Action::AskPromise), visitor.ctx.scope(Action::ReadPromises))
        && let ([], [one]) = (districts.as_slice(), facilities.as_slice())
    {
        return Ok(see_other(&format!("/janji/{one}")));
    }
    let notice = query.is_some_and(|query| query.contains("ok=1")).then(|| ("good", w.s("promise-saved")));
    if is_refresh(&headers) {
        let (page, mine) = parts(&beds, &visitor).await?;
        return Ok(varying(Html(MinePart { page, w, mine }).into_response()));
    }
    let form = SuspendForm { hours: SUSPEND_USUAL_H.to_owned(), ..SuspendForm::default() };
    Ok(varying(whole(&beds, &visitor, form, notice).await?))
}

/// Hours a suspension lasts when nobody says.
const SUSPEND_USUAL_H: &str = "12";

/// The page when a deed did not happen: what stands there now, and why.
pub(super) async fn again(beds: &Beds, visitor: &Visitor, why: String) -> Result<Response, PageError> {
    let page =
        whole(beds, visitor, SuspendForm { hours: SUSPEND_USUAL_H.to_owned(), ..SuspendForm::default() }, Some(("warn", why))).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// The whole page with what the office typed.
pub(super) async fn whole(
    beds: &Beds,
    visitor: &Visitor,
    form: SuspendForm,
    notice: Option<(&'static str, String)>,
) -> Result<Response, PageError> {
    let w = Said::new(visitor.ctx.lang()).words();
    let may_suspend = visitor.ctx.may(Action::SuspendElective, &Where::City).is_ok();
    let (mut page, mine) = parts(beds, visitor).await?;
    page.notice = notice;
    Ok(Html(MinePage { page, w, mine, suspend: may_suspend.then_some(form) }).into_response())
}

async fn parts(beds: &Beds, visitor: &Visitor) -> Result<(Page, Mine), PageError> {
    let said = Said::new(visitor.ctx.lang());
    let (w, now, db) = (said.words(), visitor.ctx.now(), beds.floor().db());
    let open = open_all(db).await?;
    let may_ask = visitor.ctx.may_somewhere(Action::AskPromise);
    let recent = if may_ask { recent_of(db, None, now.plus_min(-RECENT_H * 60)).await? } else { Vec::new() };
    let days = beds.promises().rules().counted_days;
    let kept = unkept(db, None, now.plus_min(-i64::from(days) * 24 * 60)).await?;
    // A refusal, or a time that ran out, stands on top for a while: whoever asked has to do something now.
    let wants_a_look = |one: &Promise| {
        matches!(one.stand.state, PromiseState::Refused | PromiseState::Expired)
            && one.ended_at.is_some_and(|ended| ended > now.plus_min(-LOOK_MIN))
    };
    let (urgent, recent): (Vec<Promise>, Vec<Promise>) = recent.into_iter().partition(wants_a_look);
    let cards = |all: &[Promise]| -> Vec<Card> {
        let picture = beds.picture();
        let mine = all.iter().filter_map(|one| Some((one, picture.facility(one.facility)?)));
        let mine = mine.filter(|(one, at)| may_ask && is_asker(&visitor.ctx, one, &at.facility));
        mine.take(CARDS_MAX).map(|(one, at)| Card::of(one, at, beds, visitor, Side::Asker)).collect()
    };
    let mine = Mine {
        topic: promises_topic_all(),
        suspended: suspended(beds, said, now).await?,
        may_ask,
        open: cards(&urgent).into_iter().chain(cards(&open)).collect(),
        recent: cards(&recent),
        hospitals: lines(beds, visitor, &open, &kept, w, days),
        back: "/janji".to_owned(),
    };
    Ok((Page::staff(beds.floor(), visitor, w.s("promises-title")).hearing(), mine))
}

/// Hospitals with something open or counted, and those this person was granted by name.
fn lines(beds: &Beds, visitor: &Visitor, open: &[Promise], kept: &HashMap<FacilityId, Unkept>, w: Words, days: u32) -> Vec<Line> {
    let scope = visitor.ctx.scope(Action::ReadPromises);
    let named = |id| matches!(&scope, ScopeFilter::Only { facilities, .. } if facilities.contains(&id));
    let picture = beds.picture();
    let all = picture.all().iter().filter(|one| visitor.ctx.may(Action::ReadPromises, &place_of(&one.facility)).is_ok());
    let mut lines: Vec<Line> = all
        .map(|one| {
            let (id, counted) = (one.facility.id, kept.get(&one.facility.id));
            Line {
                id,
                name: one.facility.name.clone(),
                open: open.iter().filter(|promise| promise.facility == id).count(),
                kept: counted.map_or_else(String::new, |counted| kept_words(w, counted, days)),
                is_broken: counted.is_some_and(|counted| counted.never_placed + counted.unanswered > 0),
            }
        })
        .filter(|line| line.open > 0 || !line.kept.is_empty() || named(line.id))
        .collect();
    lines.sort_by(|a, b| (std::cmp::Reverse(a.open), &a.name).cmp(&(std::cmp::Reverse(b.open), &b.name)));
    lines
}
