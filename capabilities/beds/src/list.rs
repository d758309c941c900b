//! The bed manager's list (*daftar manajer tempat tidur*): one page for one hospital, worked all night. Who comes and waits, who goes home and
//! when, what is cleaned, booked, moved, lies one class up; and what all that leaves tonight.
//!
//! Without a script every button is an ordinary form. A line is a plan and never a count: the numbers of wards are told by the hospital.

mod after;
mod answer;
mod changes;
mod choose;
mod curve;
pub(crate) mod deed;
mod form;
mod label;
mod model;
mod new;
mod planned;
mod row;
mod source;
pub(crate) mod store;
mod swap;
mod sweep;
mod view;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, FacilityId};
use sigap_store::Changed;
use sigap_web::{Html, PageError, PageResult, Visitor};

pub(crate) use answer::{coming, report, tap};
pub(crate) use choose::choose;
pub(crate) use label::Looks;
pub(crate) use new::{form as new_form, post as new_post};
pub(crate) use planned::PlannedBeds;
pub(crate) use sweep::sweep_plans;

pub use deed::plan;
pub use form::is_one_up;
pub use model::{NewPlan, Plan, PlanEvent, PlanId, PlanKind, PlanNotAllowed, PlanState, SealedLabel};
pub use store::{add as lay_plan, count_open as open_plans};
pub use sweep::PLAN_KEPT_DAYS;

use crate::board::place_of;
use crate::finder::{is_refresh, varying};
use crate::picture::FacilityBeds;
use crate::{Beds, BedsError, plans_topic};
use view::{ListPage, ListPart};

/// What a redirect after a deed carries: the line it was about.
#[derive(Debug, Default, serde::Deserialize)]
struct After {
    #[serde(default)]
    baru: Option<String>,
    /// The version of the ward's counters that the page has to show.
    #[serde(default)]
    least: Option<i64>,
    #[serde(default)]
    ruang: Option<String>,
}

/// `GET /manajer/{facility}`: the list; its inside alone when an open page renews it.
pub(crate) async fn page(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> PageResult {
    let after: After = serde_urlencoded::from_str(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let tapped = after.ruang.as_deref().and_then(|ward| ward.parse().ok()).zip(after.least);
    if let Some((ward, least)) = tapped {
        // What this person reported a moment ago stands on the page.
        beds.live_picture().once(|now| now.ward(ward).is_none_or(|one| one.version >= least)).await;
    }
    let one = readable(&beds, &visitor.ctx, &id)?;
    if is_refresh(&headers) {
        return Ok(varying(Html(ListPart::of(&beds, &visitor, &one).await?).into_response()));
    }
    let about = after.baru.as_deref().and_then(|plan| plan.parse::<PlanId>().ok());
    Ok(varying(Html(ListPage::of(&beds, &visitor, &one, about, None).await?).into_response()))
}

/// The hospital of the address, if this visitor may see its list.
fn readable(beds: &Beds, ctx: &Ctx, id: &str) -> Result<Arc<FacilityBeds>, PageError> {
    let id: FacilityId = id.parse().map_err(|_| PageError::NotFound)?;
    let one = beds.picture().facility(id).cloned().ok_or(PageError::NotFound)?;
    ctx.may(Action::ReadPlan, &place_of(&one.facility)).map_err(BedsError::from)?;
    Ok(one)
}

/// Tells open lists that theirs changed, for as long as the program runs; changes of other nodes, too.
pub(crate) async fn keep_telling(beds: Beds) {
    let mut feed = beds.floor().db().listen();
    while let Some(changed) = feed.next().await {
        let of_list = |item: &sigap_store::FeedItem| (item.subject.kind() == deed::LIST).then(|| item.subject.id().parse().ok()).flatten();
        let topics = match changed {
            Changed::Items(items) => items.iter().filter_map(of_list).map(plans_topic).collect(),
            Changed::Everything => beds.picture().all().iter().map(|one| plans_topic(one.facility.id)).collect(),
        };
        beds.floor().live().tell(topics);
    }
}
