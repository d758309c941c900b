//! `/hitung/baru`: one page to confirm a census: why, for whom, how long; and which census is open already.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use sigap_access::May as _;
use sigap_access::{Action, ScopeFilter};
use sigap_kernel::{FieldErrors, Pool};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::say;
use super::{Fields, mistakes, words};
use crate::model::{CensusId, HospitalNow, kind_of};
use crate::service::census::{self, MINUTES, MINUTES_USUAL, NewCensus};
use crate::store::censuses;
use crate::{ReminderError, Reminders};

struct Choice {
    code: String,
    words: String,
    chosen: bool,
}

struct Open {
    number: i64,
    words: String,
}

#[derive(Template)]
#[template(path = "census_start.html")]
struct StartPage {
    page: Page,
    w: Words,
    id: CensusId,
    seen: i64,
    open: Vec<Open>,
    reason: String,
    minutes: String,
    districts: Vec<Choice>,
    kinds: Vec<Choice>,
    asked: String,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// The form.
pub(crate) async fn form(State(room): State<Reminders>, visitor: Visitor) -> PageResult {
    shown(&room, &visitor, &Fields::default(), FieldErrors::new(), StatusCode::OK).await
}

async fn shown(room: &Reminders, visitor: &Visitor, fields: &Fields, errors: FieldErrors, status: StatusCode) -> PageResult {
    let (w, db, ctx) = (words(visitor), room.floor().db(), &visitor.ctx);
    let now = ctx.now();
    let hospitals = room.hospitals().all(now);
    let open = censuses::open(db).await?;
    let zone = room.floor().settings().zone;
    let is_open = |one: &censuses::Census| Open {
        number: one.number,
        words: w
            .with("start-open", &[("number", &one.number.to_string()), ("time", &say::time(&w, zone, one.until)), ("reason", &one.reason)]),
    };
    let asked = census::asked(&hospitals, fields.get("district"), fields.chosen("kind"), now).count();
    let minutes = fields.get("minutes");
    let template = StartPage {
        id: fields.chosen("id").unwrap_or_else(|| CensusId::new(ctx)),
        seen: censuses::last_number(db).await?,
        open: open.iter().map(is_open).collect(),
        reason: fields.get("reason").to_owned(),
        minutes: if minutes.is_empty() { MINUTES_USUAL.to_string() } else { minutes.to_owned() },
        districts: districts(&w, visitor, &hospitals, fields.get("district")),
        kinds: kinds(&w, &hospitals, fields.get("kind")),
        asked: w.a1("start-asked", "n", w.figure(asked)),
        mistakes: mistakes(&w, &errors),
        errors,
        page: Page::staff(room.floor(), visitor, w.s("start-title")),
        w,
    };
    Ok((status, Html(template)).into_response())
}

/// The districts whoever asks may ask, and all where they may ask all.
fn districts(w: &Words, visitor: &Visitor, hospitals: &[HospitalNow], chosen: &str) -> Vec<Choice> {
    let scope = visitor.ctx.scope(Action::StartCensus);
    let names: BTreeMap<String, String> = hospitals
        .iter()
        .filter(|one| !one.facility.district_code.is_empty())
        .map(|one| (one.facility.district_code.clone(), one.facility.district.clone()))
        .collect();
    let mut all: Vec<Choice> = match &scope {
        ScopeFilter::Everything => vec![Choice { code: String::new(), words: w.s("start-everywhere"), chosen: chosen.is_empty() }],
        ScopeFilter::Only { .. } | ScopeFilter::Nothing => Vec::new(),
    };
    let may = |code: &String| match &scope {
        ScopeFilter::Everything => true,
        ScopeFilter::Only { districts, .. } => districts.contains(code),
        ScopeFilter::Nothing => false,
    };
    let of = names.into_iter().filter(|(code, _)| may(code));
    all.extend(of.map(|(code, words)| Choice { chosen: code == chosen, words: if words.is_empty() { code.clone() } else { words }, code }));
    all
}

fn kinds(w: &Words, hospitals: &[HospitalNow], chosen: &str) -> Vec<Choice> {
    let kinds: BTreeSet<Pool> = hospitals.iter().flat_map(|one| &one.wards).map(|ward| kind_of(&ward.pool)).collect();
    let of = kinds.into_iter().map(|pool| (pool.to_string(), say::pool(w, &pool)));
    let all = std::iter::once((String::new(), w.s("start-all-kinds"))).chain(of);
    all.map(|(code, words)| Choice { chosen: code == chosen, code, words }).collect()
}

/// Starts it.
pub(crate) async fn start(State(room): State<Reminders>, visitor: Visitor, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let mut wrong = FieldErrors::new();
    let kind: Option<Pool> = fields.chosen("kind");
    if kind.is_none() && !fields.get("kind").is_empty() {
        wrong.add("kind", "field-choose");
    }
    let new = NewCensus {
        id: fields.chosen("id").unwrap_or_else(|| CensusId::new(&visitor.ctx)),
        reason: fields.get("reason").to_owned(),
        minutes: fields.chosen("minutes"),
        district: fields.get("district").to_owned(),
        kind,
        seen: fields.chosen("seen").unwrap_or_default(),
    };
    if !wrong.is_empty() {
        return shown(&room, &visitor, &fields, wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match census::start(&room, &visitor.ctx, &new).await {
        Ok(number) => Ok(see_other(&format!("/hitung/{number}?ok=started"))),
        Err(ReminderError::Invalid(errors)) => shown(&room, &visitor, &fields, errors, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(ReminderError::Another(number)) => {
            let mut errors = FieldErrors::new();
            errors.add("reason", format!("census-another?number={number}"));
            shown(&room, &visitor, &fields, errors, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What the page says of the minutes one may choose.
impl StartPage {
    fn minutes_min(&self) -> u32 {
        *MINUTES.start()
    }

    fn minutes_max(&self) -> u32 {
        *MINUTES.end()
    }
}
