//! `/janji/minta`: asking a hospital for a bed, or announcing somebody to its emergency room. The form says before it is sent which of the two
//! it will be, and why.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, FieldErrors, Pool};
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::card::say_unpromised;
use super::{hospital_of, suspended, suspended_words};
use crate::board::place_of;
use crate::eyes::Eyes;
use crate::picture::FacilityBeds;
use crate::promise::{AskPromise, PATIENT_TEXT_MAX, Patient, PromiseId, PromiseKind, Urgency, unpromised};
use crate::words::Said;
use crate::{Beds, BedsError, promise};

/// Minutes to arrival when nobody says.
const ETA_USUAL_MIN: &str = "30";

/// The form, as it was sent.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct AskForm {
    id: String,
    rs: String,
    pool: String,
    urgency: String,
    announce: String,
    agreed: String,
    eta: String,
    sex: String,
    age: String,
    what: String,
    phone: String,
}

/// A kind of bed that can be chosen.
struct PoolChoice {
    code: String,
    name: String,
    /// `3 dapat dijanjikan · dijanjikan`, `diberitahukan ke IGD: …`.
    note: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "promise_ask.html")]
struct AskPage {
    page: Page,
    w: Words,
    hospital: Option<(FacilityId, String)>,
    hospitals: Vec<(FacilityId, String)>,
    pools: Vec<PoolChoice>,
    suspended: String,
    typed: AskForm,
    what_max: usize,
    mistakes: Vec<(String, String)>,
}

impl AskPage {
    fn at(&self, field: &str) -> &str {
        self.mistakes.iter().find(|(at, _)| at == field).map_or("", |(_, words)| words)
    }
}

impl AskForm {
    /// Makes it strong; every mistake at its field.
    fn read(&self, facility: FacilityId) -> Result<AskPromise, FieldErrors> {
        let mut errors = FieldErrors::new();
        let patient = Patient::read(&self.sex, &self.age, &self.what, &self.phone);
        for (field, message) in patient.as_ref().err().into_iter().flat_map(FieldErrors::iter) {
            errors.add(field, message);
        }
        let pool = self.pool.parse::<Pool>().ok();
        if pool.is_none() {
            errors.add("pool", "promise-pool");
        }
        let eta_min = self.eta.trim().parse::<u32>().ok();
        if eta_min.is_none() {
            errors.add("eta", "promise-eta-minutes");
        }
        let urgency = self.urgency.parse::<Urgency>().unwrap_or(Urgency::Urgent);
        let wants = if self.announce.is_empty() { PromiseKind::Promise } else { PromiseKind::Announcement };
        let id = self.id.parse::<PromiseId>().ok();
        let all = pool.zip(eta_min).zip(patient.ok());
        let ask = all.map(|((pool, eta_min), patient)| AskPromise {
            id,
            facility,
            pool,
            urgency,
            wants,
            agreed: !self.agreed.is_empty(),
            eta_min,
            patient,
        });
        errors.into_result(ask)
    }
}

/// The form; without a hospital the choice of one.
pub(crate) async fn form(State(beds): State<Beds>, visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    let asked: AskForm = serde_urlencoded::from_str(query.as_deref().unwrap_or_default()).unwrap_or_default();
    // Nothing about a patient comes from an address: addresses are kept in logs.
    let typed = AskForm {
        id: PromiseId::new(&visitor.ctx).to_string(),
        rs: asked.rs,
        pool: asked.pool,
        eta: ETA_USUAL_MIN.to_owned(),
        urgency: Urgency::Urgent.code().to_owned(),
        ..AskForm::default()
    };
    Ok(Html(page(&beds, &visitor, typed, Vec::new()).await?).into_response())
}

async fn page(beds: &Beds, visitor: &Visitor, typed: AskForm, mistakes: Vec<(String, String)>) -> Result<AskPage, PageError> {
    let said = Said::new(visitor.ctx.lang());
    let w = said.words();
    let at = if typed.rs.is_empty() { None } else { Some(hospital_of(beds, &typed.rs)?) };
    if let Some(at) = &at {
        visitor.ctx.may(Action::AskPromise, &place_of(&at.facility)).map_err(BedsError::from)?;
    }
    Ok(AskPage {
        page: Page::staff(beds.floor(), visitor, w.s("promise-ask")),
        pools: at.as_ref().map(|at| pools(beds, visitor, at, &typed.pool, said)).unwrap_or_default(),
        hospitals: if at.is_none() { hospitals(beds, visitor) } else { Vec::new() },
        hospital: at.map(|at| (at.facility.id, at.facility.name.clone())),
        suspended: suspended(beds, said, visitor.ctx.now()).await?,
        typed,
        what_max: PATIENT_TEXT_MAX,
        mistakes,
        w,
    })
}

/// Hospitals this person may ask, by name.
fn hospitals(beds: &Beds, visitor: &Visitor) -> Vec<(FacilityId, String)> {
    let picture = beds.picture();
    let may =
        |one: &&std::sync::Arc<FacilityBeds>| one.is_hospital() && visitor.ctx.may(Action::AskPromise, &place_of(&one.facility)).is_ok();
    let mut all: Vec<_> = picture.all().iter().filter(may).map(|one| (one.facility.id, one.facility.name.clone())).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
}

/// The kinds of bed of a hospital: what would be promised stands first.
fn pools(beds: &Beds, visitor: &Visitor, at: &FacilityBeds, chosen: &str, said: Said) -> Vec<PoolChoice> {
    let (w, now) = (said.words(), visitor.ctx.now());
    let sees = Eyes::of(&visitor.ctx, beds.floor()).see(at, now).is_seeing();
    let mut all: Vec<(bool, PoolChoice)> = at
        .pools(beds.rules(), now)
        .iter()
        .map(|(pool, sum)| {
            let why = unpromised(beds.promises().rules(), &at.facility, pool, false);
            let (name, restricts) = said.pool(pool);
            let free = match sum.free_to_promise().filter(|_| sees) {
                Some(free) if why.is_none() => w.with("promise-pool-free", &[("free", &w.figure(free))]),
                Some(free) => w.with("promise-pool-open", &[("free", &w.figure(free))]),
                None => w.s("promise-pool-unknown"),
            };
            let becomes = why.map_or_else(|| w.s("promise-pool-promised"), |why| say_unpromised(said, why));
            let code = pool.to_string();
            let choice = PoolChoice {
                is_chosen: code == chosen,
                code,
                name: if restricts.is_empty() { name } else { format!("{name} · {restricts}") },
                note: format!("{free} · {becomes}"),
            };
            (why.is_some(), choice)
        })
        .collect();
    all.sort_by_key(|(announced, _)| *announced);
    all.into_iter().map(|(_, choice)| choice).collect()
}

/// Asks.
pub(crate) async fn ask(State(beds): State<Beds>, visitor: Visitor, CheckedForm(typed): CheckedForm<AskForm>) -> PageResult {
    let at = hospital_of(&beds, &typed.rs)?;
    let asked = match typed.read(at.facility.id) {
        Ok(new) => {
            let new = &new;
            let write = beds.floor().db().write(&visitor.ctx, |tx| {
                let desk = beds.promises().clone();
                async move { promise::ask(&tx, &desk, new).await }
            });
            write.await
        }
        Err(errors) => Err(errors.into()),
    };
    let said = Said::new(visitor.ctx.lang());
    match asked {
        Ok(asked) => Ok(see_other(&format!("/janji?ok=1#p-{}", asked.id))),
        Err(BedsError::Invalid(errors)) => {
            let mistakes = errors.iter().map(|(field, message)| (field.to_owned(), said.words().mistake(message))).collect();
            let page = page(&beds, &visitor, typed, mistakes).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(BedsError::Suspended(there)) => {
            let why = suspended_words(said, &there, at.facility.zone, visitor.ctx.now());
            let page = page(&beds, &visitor, typed, vec![("urgency".to_owned(), why)]).await?;
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
