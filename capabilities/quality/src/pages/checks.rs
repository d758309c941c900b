//! Phone checks: whom to call next, and the form for what the hospital said. What is shown appears only after it was noted, so that nobody asks
//! for the number they see.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_registry::{Facility, Said as _};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::family::{Choice, choices};
use super::say::{self, When};
use super::{Asked, Fields, answer, done, id_of, mistakes, words};
use crate::model::{CheckId, CheckOutcome};
use crate::service::checks::{self, NewCheck};
use crate::service::facility_for;
use crate::store::checks as store;
use crate::{QualityError, QualityRoom};

/// Hospitals on one list: more than a day's calls.
const LIST_MAX: usize = 50;
/// Past checks on the page of a hospital.
const PAST_SHOWN: i64 = 6;

struct Line {
    id: FacilityId,
    name: String,
    number: Option<String>,
    last: Option<(String, When)>,
}

#[derive(Template)]
#[template(path = "checks.html")]
struct ListPage {
    page: Page,
    w: Words,
    lines: Vec<Line>,
}

/// Whom to call next.
pub(crate) async fn list(State(room): State<QualityRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor, now) = (words(&visitor), room.floor(), visitor.ctx.now());
    let all = checks::to_call(&room, &visitor.ctx).await?;
    let line = |one: checks::ToCall| Line {
        id: one.facility.id,
        number: say::number_of(&one.facility),
        last: one.last.map(|(at, outcome)| (say::code(&w, "outcome", outcome.code()), When::of(&w, one.facility.zone, now, at))),
        name: one.facility.name,
    };
    let lines = all.into_iter().take(LIST_MAX).map(line).collect();
    let page = done(Page::staff(floor, &visitor, w.s("checks-title")), &w, &asked);
    Ok(Html(ListPage { page, w, lines }).into_response())
}

struct PoolField {
    name: String,
    pool: String,
    words: String,
    said: String,
    error: String,
}

struct PhoneLine {
    purpose: String,
    number: String,
    answered: Option<String>,
    chosen: bool,
}

struct Past {
    when: When,
    outcome: String,
    pools: Vec<(String, String, String, &'static str)>,
}

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    page: Page,
    w: Words,
    facility: Facility,
    id: CheckId,
    phones: Vec<PhoneLine>,
    outcomes: Vec<Choice>,
    pools: Vec<PoolField>,
    past: Vec<Past>,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// The form.
pub(crate) async fn form(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    shown(&room, &visitor, id_of(&id)?, &Fields::default(), FieldErrors::new(), &asked).await
}

async fn shown(room: &QualityRoom, visitor: &Visitor, id: FacilityId, fields: &Fields, errors: FieldErrors, asked: &Asked) -> PageResult {
    let (w, floor, ctx) = (words(visitor), room.floor(), &visitor.ctx);
    let facility = facility_for(floor.db(), ctx, Action::CheckByPhone, id).await?;
    let page = done(Page::staff(floor, visitor, w.s("check-title")), &w, asked);
    let pools = room.shown().shown(id).await;
    let pool = |(place, one): (usize, &crate::ShownPool)| PoolField {
        name: format!("said_{place}"),
        pool: one.pool.to_string(),
        words: say::pool(&w, &one.pool),
        said: fields.get(&format!("said_{place}")).to_owned(),
        error: w.at(&errors, &format!("said_{place}")),
    };
    let past = store::of_facility(floor.db(), id, PAST_SHOWN).await?;
    let mistakes = mistakes(&w, &errors);
    let told = errors.clone();
    let template = CheckPage {
        id: fields.chosen("id").unwrap_or_else(|| CheckId::new(ctx)),
        phones: phones(&w, &facility, visitor, fields.get("phone")),
        outcomes: choices(&w, "outcome", CheckOutcome::ALL.iter().map(|one| one.code()), fields.get("outcome")),
        pools: pools.iter().enumerate().map(pool).collect(),
        past: past.iter().map(|check| past_line(&w, &facility, visitor, check)).collect(),
        facility,
        errors,
        mistakes,
        page,
        w,
    };
    Ok(answer(template, &told))
}

fn phones(w: &Words, facility: &Facility, visitor: &Visitor, chosen: &str) -> Vec<PhoneLine> {
    let best = say::number_of(facility).unwrap_or_default();
    let chosen = if chosen.is_empty() { best.as_str() } else { chosen };
    let line = |phone: &sigap_registry::Phone| PhoneLine {
        purpose: phone.purpose.say(&sigap_registry::words(w.lang())),
        number: phone.number.clone(),
        answered: phone.last_answered_at.map(|at| When::of(w, facility.zone, visitor.ctx.now(), at).ago),
        chosen: phone.number == chosen,
    };
    facility.phones.iter().map(line).collect()
}

fn past_line(w: &Words, facility: &Facility, visitor: &Visitor, check: &store::Check) -> Past {
    let pool = |one: &store::CheckedPool| {
        let kind = match one.verdict {
            sigap_availability::CheckVerdict::Right => "good",
            sigap_availability::CheckVerdict::Wrong => "warn",
            sigap_availability::CheckVerdict::NothingShown => "info",
        };
        let said = w.a2("check-compared", "said", w.figure(one.said_free), "shown", say::shown_inside(w, &one.shown));
        (say::pool(w, &one.pool), said, say::code(w, "verdict", one.verdict.code()), kind)
    };
    Past {
        when: When::of(w, facility.zone, visitor.ctx.now(), check.at),
        outcome: say::code(w, "outcome", check.outcome.code()),
        pools: check.pools.iter().map(pool).collect(),
    }
}

/// Notes a call.
pub(crate) async fn note(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let said = fields.iter().filter_map(|(name, value)| {
        let place = name.strip_prefix("said_")?;
        let pool = fields.chosen(&format!("pool_{place}"))?;
        Some((pool, value.to_owned()))
    });
    let new = NewCheck {
        id: fields.chosen("id").unwrap_or_else(|| CheckId::new(&visitor.ctx)),
        phone: fields.get("phone").to_owned(),
        outcome: fields.chosen("outcome"),
        said: said.collect(),
    };
    match checks::note(&room, &visitor.ctx, id, &new).await {
        Ok(()) => Ok(see_other(&format!("/cek/{id}?ok=checked"))),
        Err(QualityError::Invalid(errors)) => shown(&room, &visitor, id, &fields, errors, &Asked::default()).await,
        Err(other) => Err(other.into()),
    }
}
