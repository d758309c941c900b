//! `GET /bayangan`: the hospitals in shadow, each with what it comes to; for the office the switch of the whole city.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_registry::{CityShadow, RegistryError};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::{Asked, Fields, done, mistakes, say, status_of, words};
use crate::service::{self, place_of};
use crate::{ShadowError, ShadowRoom, store};

struct Row {
    id: FacilityId,
    name: String,
    days: String,
    until: String,
    line: say::Line,
    missing: Vec<String>,
}

/// The whole city, for who decides.
struct City {
    version: i64,
    is_on: bool,
    since: String,
    until: String,
    reason: String,
    typed_until: String,
    typed_reason: String,
}

#[derive(Template)]
#[template(path = "shadow_list.html")]
struct ListPage {
    page: Page,
    w: Words,
    rows: Vec<Row>,
    city: Option<City>,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// The list.
pub(crate) async fn list(State(room): State<ShadowRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    shown(&room, &visitor, &Fields::default(), FieldErrors::new(), &asked).await
}

async fn shown(room: &ShadowRoom, visitor: &Visitor, fields: &Fields, errors: FieldErrors, asked: &Asked) -> PageResult {
    let (w, db, ctx) = (words(visitor), room.floor().db(), &visitor.ctx);
    let mut plans = store::plans(db).await?;
    let mut rows = Vec::new();
    for facility in sigap_registry::facilities(db).await? {
        if !service::is_compared(room, &facility) || ctx.may(Action::ReadShadow, &place_of(&facility)).is_err() {
            continue;
        }
        let known = service::known(room, ctx, &facility, plans.remove(&facility.id)).await?;
        let until = known.plan.as_ref().and_then(|plan| plan.until);
        rows.push(Row {
            id: facility.id,
            days: w.a1("days", "n", known.days),
            until: until.map_or_else(|| w.s("until-open"), |until| say::day(facility.zone, until)),
            line: say::Line::of(&w, facility.name.clone(), &known.all),
            missing: say::missing(&w, &known.unmet),
            name: facility.name,
        });
    }
    rows.sort_by(|a, b| (a.missing.len(), &a.name).cmp(&(b.missing.len(), &b.name)));
    let may_decide = ctx.may(Action::DecideAgreement, &Where::City).is_ok();
    let city = if may_decide { Some(city_of(&w, room, &sigap_registry::city_shadow(db).await?, fields)) } else { None };
    let page = done(Page::staff(room.floor(), visitor, w.s("shadow-title")), &w, asked);
    let (status, mistakes) = (status_of(&errors), mistakes(&w, &errors));
    Ok((status, Html(ListPage { page, w, rows, city, errors, mistakes })).into_response())
}

fn city_of(w: &Words, room: &ShadowRoom, city: &CityShadow, fields: &Fields) -> City {
    let zone = room.floor().settings().zone;
    City {
        version: city.version,
        is_on: city.is_on,
        since: city.since.map_or_else(String::new, |since| say::stamp(w, zone, since)),
        until: city.until.map_or_else(String::new, |until| say::day(zone, until)),
        reason: city.reason.clone(),
        typed_until: fields.get("until").to_owned(),
        typed_reason: fields.get("reason").to_owned(),
    }
}

/// Puts the whole city in shadow, or opens it.
pub(crate) async fn decide(State(room): State<ShadowRoom>, visitor: Visitor, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let (floor, ctx) = (room.floor(), &visitor.ctx);
    let is_on = fields.get("state") == "shadow";
    let until = match super::one::end_of_day(fields.get("until"), floor.settings().zone) {
        Ok(until) => until,
        Err(errors) => return shown(&room, &visitor, &fields, errors, &Asked::default()).await,
    };
    let (version, reason) = (fields.version(), fields.get("reason"));
    let decided = floor.db().write(ctx, |tx| async move { sigap_registry::decide_city(&tx, version, is_on, until, reason).await }).await;
    match decided {
        Ok(city) => {
            // Here at once; other nodes hear of it by the feed.
            floor.put_in_shadow(city.is_on);
            Ok(see_other(if is_on { "/bayangan?ok=shadowed" } else { "/bayangan?ok=opened" }))
        }
        Err(RegistryError::Invalid(errors)) => shown(&room, &visitor, &fields, errors, &Asked::default()).await,
        Err(other) => Err(ShadowError::from(other).into()),
    }
}
