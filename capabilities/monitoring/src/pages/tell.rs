//! The form in which a hospital tells its figures of a month: what is odd is said at once, and refuses nothing.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sigap_kernel::{FacilityId, FieldErrors};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::say::{self, When};
use super::{Asked, Fields, id_of, mistakes, words};
use crate::model::{Figures, Month, Raw, Told};
use crate::service::{months, tell as service};
use crate::{MonitoringError, MonitoringRoom};

/// The fields that every hospital knows, and those it may state beside them.
const COUNTS: [&str; 6] = ["beds", "patient_days", "alive", "died_early", "died_late", "stay_days"];
const STATED: [&str; 4] = ["bor", "avlos", "toi", "bto"];

struct Field {
    name: &'static str,
    label: String,
    hint: String,
    value: String,
    error: String,
    needed: bool,
}

struct Version {
    version: i64,
    when: When,
    summary: String,
}

#[derive(Template)]
#[template(path = "tell.html")]
struct TellPage {
    page: Page,
    w: Words,
    id: FacilityId,
    name: String,
    month: Month,
    month_name: String,
    version: i64,
    counts: Vec<Field>,
    stated: Vec<Field>,
    odd: Vec<String>,
    results: Vec<(String, String)>,
    versions: Vec<Version>,
    mistakes: Vec<(String, String)>,
}

/// What stands in a field of figures that were told.
fn typed(of: &Figures, name: &str) -> String {
    let milli = |value: Option<i64>| {
        value.map_or_else(String::new, |value| {
            let text = format!("{},{:03}", value / 1_000, value % 1_000);
            text.trim_end_matches('0').trim_end_matches(',').to_owned()
        })
    };
    match name {
        "beds" => of.beds.to_string(),
        "patient_days" => of.patient_days.to_string(),
        "alive" => of.alive.to_string(),
        "died_early" => of.died_early.to_string(),
        "died_late" => of.died_late.to_string(),
        "stay_days" => of.stay_days.map_or_else(String::new, |days| days.to_string()),
        "bor" => milli(of.bor_milli),
        "avlos" => milli(of.avlos_milli),
        "toi" => milli(of.toi_milli),
        "bto" => milli(of.bto_milli),
        _ => String::new(),
    }
}

/// The form, empty or as it was told last; `?ok=odd` after it was told and something looks odd.
pub(crate) async fn form(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path((id, month)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (facility, versions, month) = seen(&room, &visitor, &id, &month).await?;
    let value = |name: &str| versions.first().map_or_else(String::new, |last| typed(&last.figures, name));
    shown(&room, &visitor, facility, month, &versions, &value, &FieldErrors::new(), asked.ok == "odd")
}

async fn seen(room: &MonitoringRoom, visitor: &Visitor, id: &str, month: &str) -> Result<(Facility, Vec<Told>, Month), PageError> {
    let named = month.parse::<Month>();
    let some_month = named.clone().unwrap_or_else(|_| months::last_month(room, &visitor.ctx));
    let (facility, versions) = service::seen(room.floor().db(), &visitor.ctx, id_of(id)?, some_month).await?;
    let month = named.ok().filter(|month| service::can_be_told(*month, months::today(room, &visitor.ctx))).ok_or(PageError::NotFound)?;
    Ok((facility, versions, month))
}

#[allow(clippy::too_many_arguments)]
fn shown(
    room: &MonitoringRoom,
    visitor: &Visitor,
    facility: Facility,
    month: Month,
    versions: &[Told],
    value: &dyn Fn(&str) -> String,
    errors: &FieldErrors,
    is_odd: bool,
) -> Result<Response, PageError> {
    let w = words(visitor);
    let field = |name: &'static str| Field {
        name,
        label: w.s(&format!("f-{name}").replace('_', "-")),
        hint: w.s(&format!("f-{name}-hint").replace('_', "-")),
        value: value(name),
        error: w.at(errors, name),
        needed: COUNTS.contains(&name) && name != "stay_days",
    };
    let page = Page::staff(room.floor(), visitor, w.s("tell-title"));
    let last = versions.first().filter(|_| errors.is_empty());
    let template = TellPage {
        page: if is_odd { page.noticing("info", w.s("done-told-odd")) } else { page },
        id: facility.id,
        month_name: say::month(&w, month),
        version: versions.first().map_or(0, |last| last.version),
        counts: COUNTS.map(field).into(),
        stated: STATED.map(field).into(),
        odd: last.map_or_else(Vec::new, |last| last.figures.oddities(month).iter().map(|odd| say::oddity(&w, odd)).collect()),
        results: last.map_or_else(Vec::new, |last| results(&w, month, &last.figures)),
        versions: versions.iter().map(|one| version(&w, &facility, visitor, month, one)).collect(),
        mistakes: mistakes(&w, errors),
        name: facility.name,
        month,
        w,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Html(template)).into_response())
}

/// What the told figures come to.
fn results(w: &Words, month: Month, figures: &Figures) -> Vec<(String, String)> {
    let found = figures.period(month).indicators();
    let all = sigap_availability::indicators::Indicator::ALL.iter();
    all.map(|of| (w.s(&format!("indicator-{}", of.code())), say::value(w, *of, found.get(*of)).unwrap_or_else(|| w.s("unknown")))).collect()
}

fn version(w: &Words, facility: &Facility, visitor: &Visitor, month: Month, one: &Told) -> Version {
    let figures = &one.figures;
    let discharged = figures.alive + figures.died_early + figures.died_late;
    let bor = say::value(w, sigap_availability::indicators::Indicator::Bor, figures.period(month).indicators().bor_pct);
    let summary = w.with(
        "tell-summary",
        &[
            ("beds", &w.figure(figures.beds)),
            ("hp", &w.figure(figures.patient_days)),
            ("d", &w.figure(discharged)),
            ("bor", &bor.unwrap_or_else(|| w.s("unknown"))),
        ],
    );
    Version { version: one.version, when: When::of(w, facility.zone, visitor.ctx.now(), one.told_at), summary }
}

/// Tells the figures.
pub(crate) async fn tell(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path((id, month)): Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let (facility, versions, month) = seen(&room, &visitor, &id, &month).await?;
    let value = |name: &str| fields.get(name).to_owned();
    let figures = match (Raw(&value)).read() {
        Ok(figures) => figures,
        Err(errors) => return shown(&room, &visitor, facility, month, &versions, &value, &errors, false),
    };
    let new = service::NewFigures { facility: facility.id, month, seen_version: fields.version(), figures };
    match service::tell(room.floor().db(), &visitor.ctx, &new).await {
        Ok(_) if !figures.oddities(month).is_empty() => Ok(see_other(&format!("/indikator/{}/{month}?ok=odd", facility.id))),
        Ok(_) => Ok(see_other(&format!("/indikator/{}?ok=told", facility.id))),
        Err(MonitoringError::Changed) => {
            // Whoever comes second keeps what they typed, beside what was told meanwhile.
            let (_, versions) = service::seen(room.floor().db(), &visitor.ctx, facility.id, month).await?;
            let mut errors = FieldErrors::new();
            errors.add("beds", "figures-changed-meanwhile");
            let answer = shown(&room, &visitor, facility, month, &versions, &value, &errors, false)?;
            Ok((StatusCode::CONFLICT, answer).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
