//! `GET` and `POST /manajer/{facility}/tambah/{kind}`: a new line. Short forms: a ward, an hour, and whom it is about.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FieldErrors, Sex, UtcMs};
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::form::PlanForm;
use super::model::{CLEANING_USUAL_MIN, LABEL_LETTERS_MAX, PLAN_AHEAD_DAYS_MAX, PlanId, PlanKind};
use super::row::{anchor, kind_key, rounded};
use super::{deed, readable};
use crate::board::place_of;
use crate::picture::FacilityBeds;
use crate::words::{Said, day_number, instant_of};
use crate::{Beds, BedsError};

/// The minute of noon, to name a day by.
const NOON_MIN: i64 = 12 * 60;
/// The usual hour of going home, and of coming for a planned stay.
const MORNING_MIN: i64 = 10 * 60;
/// Days back that are offered.
const DAYS_BACK: i64 = 4;

/// A choice of a list: its value, its words, whether it is chosen.
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "list_new.html")]
struct NewPage {
    page: Page,
    w: Words,
    facility: (sigap_kernel::FacilityId, String),
    kind: PlanKind,
    /// The word of the kind, by which the words of its fields are found.
    key: String,
    errors: Vec<(String, String)>,
    wards: Vec<Choice>,
    to_wards: Vec<Choice>,
    days: Vec<Choice>,
    days_back: Vec<Choice>,
    form: PlanForm,
    label_max: usize,
}

impl NewPage {
    fn at(&self, field: &str) -> &str {
        self.errors.iter().find(|(known, _)| known == field).map_or("", |(_, message)| message)
    }

    /// The words of a field: its own for this kind where there are any.
    fn label(&self, field: &str) -> String {
        self.w.s(&format!("{}-{field}", self.key))
    }

    /// A mistake as it stands above the form, with the name of its field.
    fn summary(&self, field: &str, message: &str) -> String {
        let name = match field {
            "time" => self.w.s("list-time-of-day"),
            "since_time" => self.w.s("list-since-time"),
            "label" => self.w.s("list-label"),
            field => self.label(&field.replace('_', "-")),
        };
        format!("{name}: {message}")
    }

    fn has_since(&self) -> bool {
        matches!(self.kind, PlanKind::Waiting | PlanKind::OneUp)
    }
}

/// The kind of the address.
fn kind_of(kind: &str) -> Result<PlanKind, PageError> {
    kind.parse().map_err(|_| PageError::NotFound)
}

/// Whether this visitor may add such a line there.
fn may_add(visitor: &Visitor, one: &FacilityBeds, kind: PlanKind) -> Result<(), PageError> {
    deed::may_edit(&visitor.ctx, &one.facility)?;
    if kind == PlanKind::Swap {
        visitor.ctx.may(Action::EditWard, &place_of(&one.facility)).map_err(BedsError::from)?;
    }
    Ok(())
}

/// The empty form, with what is usual filled in.
pub(crate) async fn form(State(beds): State<Beds>, visitor: Visitor, Path((facility, kind)): Path<(String, String)>) -> PageResult {
    let (one, kind) = (readable(&beds, &visitor.ctx, &facility)?, kind_of(&kind)?);
    may_add(&visitor, &one, kind)?;
    let typed = PlanForm { id: PlanId::new(&visitor.ctx).to_string(), ..usual(&one, kind, visitor.ctx.now()) };
    Ok(Html(page(&beds, &visitor, &one, kind, typed, &FieldErrors::new())).into_response())
}

/// Takes the form.
pub(crate) async fn post(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path((facility, kind)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<PlanForm>,
) -> PageResult {
    let (one, kind) = (readable(&beds, &visitor.ctx, &facility)?, kind_of(&kind)?);
    may_add(&visitor, &one, kind)?;
    let added = match typed.read(&one, kind, &beds.rules().rights, visitor.ctx.now()) {
        Ok(new) => deed::add_once(&beds, &visitor.ctx, &one, typed.id.parse().ok(), new).await,
        Err(errors) => Err(errors.into()),
    };
    match added {
        Ok(plan) => Ok(see_other(&format!("/manajer/{}?baru={}#{}", plan.facility, plan.id, anchor(plan.id)))),
        Err(BedsError::Invalid(errors)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page(&beds, &visitor, &one, kind, typed, &errors))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What is usual for a kind: home and planned stays in the morning, a clean bed soon.
fn usual(one: &FacilityBeds, kind: PlanKind, now: UtcMs) -> PlanForm {
    let zone = one.facility.zone;
    let today = day_number(now, zone);
    let morning = instant_of(today, MORNING_MIN, zone);
    let next_morning = if morning > now { morning } else { instant_of(today + 1, MORNING_MIN, zone) };
    let at = match kind {
        PlanKind::Cleaning => rounded(now.plus_min(CLEANING_USUAL_MIN), 5),
        PlanKind::Home | PlanKind::Elective | PlanKind::OneUp => next_morning,
        PlanKind::Waiting => now,
        PlanKind::Theatre | PlanKind::Transfer | PlanKind::Swap => rounded(now.plus_min(60), 30),
    };
    let stamp = at.local_stamp(zone);
    let day = day_number(at, zone).to_string();
    let time = stamp.get(11..16).unwrap_or_default().replace('.', ":");
    PlanForm { day, time, since_day: today.to_string(), ..PlanForm::default() }
}

fn page(beds: &Beds, visitor: &Visitor, one: &FacilityBeds, kind: PlanKind, form: PlanForm, errors: &FieldErrors) -> NewPage {
    let said = Said::new(visitor.ctx.lang());
    let (w, now, zone) = (said.words(), visitor.ctx.now(), one.facility.zone);
    let today = day_number(now, zone);
    let day = |day: i64, chosen: &str| Choice {
        value: day.to_string(),
        words: match day - today {
            0 => w.s("list-today"),
            1 => w.s("list-tomorrow"),
            -1 => w.s("list-yesterday"),
            _ => said.day(instant_of(day, NOON_MIN, zone), zone, now),
        },
        is_chosen: chosen == day.to_string(),
    };
    NewPage {
        page: Page::staff(beds.floor(), visitor, w.s(&format!("{}-new", kind_key(kind)))),
        facility: (one.facility.id, one.facility.name.clone()),
        key: kind_key(kind),
        errors: errors.iter().map(|(field, message)| (field.to_owned(), w.mistake(message))).collect(),
        wards: wards(beds, one, said, now, &form.ward, kind == PlanKind::Swap),
        to_wards: wards(beds, one, said, now, &form.to_ward, false),
        days: (0..=PLAN_AHEAD_DAYS_MAX).map(|ahead| day(today + ahead, &form.day)).collect(),
        days_back: (0..=DAYS_BACK).map(|back| day(today - back, &form.since_day)).collect(),
        label_max: LABEL_LETTERS_MAX,
        form,
        kind,
        w,
    }
}

/// The wards in use: name, kind, and how many are free as far as it is known.
fn wards(beds: &Beds, one: &FacilityBeds, said: Said, now: UtcMs, chosen: &str, is_of_one_sex: bool) -> Vec<Choice> {
    let w = said.words();
    let fits = |ward: &&crate::WardBeds| ward.ward.active && (!is_of_one_sex || ward.ward.pool.sex != Sex::Any);
    let choice = |ward: &crate::WardBeds| {
        let (kind, restricts) = said.pool(&ward.ward.pool);
        let kind = if restricts.is_empty() { kind } else { format!("{kind} · {restricts}") };
        let free = ward.standing(beds.rules(), now).free_to_promise.map(|free| w.with("list-free", &[("n", &w.figure(free))]));
        let words = [Some(ward.ward.name.clone()), Some(kind), free].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let value = ward.ward.id.to_string();
        Choice { is_chosen: value == chosen, value, words }
    };
    one.wards.iter().filter(fits).map(choice).collect()
}
