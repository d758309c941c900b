//! `/janji/satu/{promise}`: one promise with whom it is for, and every deed it knows. Whom it is for is opened here alone, and each look kept.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::{Action, May as _};
use sigap_kernel::{FieldErrors, Sex};
use sigap_registry::PhonePurpose;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::card::{Card, Side};
use super::{hospital, mine, suspended_words};
use crate::board::place_of;
use crate::picture::FacilityBeds;
use crate::promise::{Act, Patient, Promise, PromiseEvent, PromiseId, is_asker, may_see, of_id, patient_of};
use crate::words::{Call, Said};
use crate::{Beds, BedsError, promise};

/// Minutes by which a time of arrival can be moved with one tap.
const LATER_MIN: [u32; 4] = [10, 20, 40, 60];

/// Whom it is for, in words.
struct PatientWords {
    who: String,
    what: String,
    phone: String,
    dial: String,
}

#[derive(Template)]
#[template(path = "promise.html")]
struct OnePage {
    page: Page,
    w: Words,
    card: Card,
    /// `None`: this person may not see it.
    patient: Option<Result<PatientWords, String>>,
    igd: Option<Call>,
    later: [u32; 4],
    mistakes: Vec<(String, String)>,
    /// Where the crumbs lead.
    from: (String, String),
    /// Where its deeds lead back to.
    back: String,
}

/// A deed, as it was sent.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct DeedForm {
    event: String,
    version: String,
    ward: String,
    reason: String,
    eta: String,
    back: String,
}

impl TryFrom<&DeedForm> for Act {
    type Error = FieldErrors;

    fn try_from(form: &DeedForm) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        // What the clock does, no form does.
        let by_hand = |event: &PromiseEvent| !matches!(event, PromiseEvent::Silence | PromiseEvent::Expire);
        let event = form.event.parse::<PromiseEvent>().ok().filter(by_hand);
        let version = form.version.trim().parse::<i64>().ok();
        if event.is_none() || version.is_none() {
            errors.add("event", "tap-kind");
        }
        let eta_min = form.eta.trim().parse::<u32>().ok();
        if event == Some(PromiseEvent::Retime) && eta_min.is_none() {
            errors.add("eta", "promise-eta-minutes");
        }
        let act = event.zip(version).map(|(event, version)| Act {
            ward: form.ward.parse().ok(),
            reason: form.reason.parse().ok(),
            eta_min,
            ..Act::new(event, version)
        });
        errors.into_result(act)
    }
}

async fn found(beds: &Beds, visitor: &Visitor, id: &str) -> Result<(Promise, std::sync::Arc<FacilityBeds>), PageError> {
    let id: PromiseId = id.parse().map_err(|_| PageError::NotFound)?;
    let promise = of_id(beds.floor().db(), id).await?.ok_or(PageError::NotFound)?;
    let at = beds.picture().facility(promise.facility).cloned().ok_or(PageError::NotFound)?;
    if !is_asker(&visitor.ctx, &promise, &at.facility) {
        visitor.ctx.may(Action::ReadPromises, &place_of(&at.facility)).map_err(BedsError::from)?;
    }
    Ok((promise, at))
}

/// The page.
pub(crate) async fn one(State(beds): State<Beds>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (promise, at) = found(&beds, &visitor, &id).await?;
    Ok(Html(page(&beds, &visitor, &promise, &at, Vec::new()).await?).into_response())
}

async fn page(
    beds: &Beds,
    visitor: &Visitor,
    promise: &Promise,
    at: &FacilityBeds,
    mistakes: Vec<(String, String)>,
) -> Result<OnePage, PageError> {
    let said = Said::new(visitor.ctx.lang());
    let (w, ctx) = (said.words(), &visitor.ctx);
    let reads_there = ctx.may(Action::ReadPromises, &place_of(&at.facility)).is_ok();
    let side = if is_asker(ctx, promise, &at.facility) { Side::Asker } else { Side::Hospital };
    let patient = if may_see(ctx, promise, &at.facility) {
        let there = patient_of(beds.floor().access(), beds.floor().db(), ctx, promise, &at.facility).await?;
        Some(there.map(|one| in_words(&one, said)).ok_or_else(|| w.s("promise-patient-gone")))
    } else {
        None
    };
    let phones = &at.facility.phones;
    let igd = phones.iter().find(|phone| phone.purpose == PhonePurpose::Igd).or(phones.first());
    let from = match side {
        Side::Hospital if reads_there => (format!("/janji/{}", at.facility.id), at.facility.name.clone()),
        _ => ("/janji".to_owned(), w.s("promises-title")),
    };
    Ok(OnePage {
        page: Page::staff(beds.floor(), visitor, w.s("promise-one")),
        card: Card::of(promise, at, beds, visitor, side),
        patient,
        igd: igd.map(|phone| said.call(phone, at.facility.zone, ctx.now())),
        later: LATER_MIN,
        mistakes,
        back: from.0.clone(),
        from,
        w,
    })
}

fn in_words(one: &Patient, said: Said) -> PatientWords {
    let w = said.words();
    let sex = one.sex.reveal().map_or_else(|| w.s("promise-sex-unknown"), |sex: Sex| said.sex(sex));
    let age = one.age_years.reveal().map_or_else(|| w.s("promise-age-unknown"), |years| w.a1("promise-age-years", "n", years));
    let phone = one.phone.reveal().clone();
    let dial = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    PatientWords { who: format!("{sex} · {age}"), what: one.what.reveal().clone(), phone, dial }
}

/// Does something to a promise. Whoever comes second sees what stands there now, and why.
pub(crate) async fn act(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<DeedForm>,
) -> PageResult {
    let (before, at) = found(&beds, &visitor, &id).await?;
    let done = match Act::try_from(&form) {
        Ok(deed) => {
            let deed = &deed;
            let write = beds.floor().db().write(&visitor.ctx, |tx| {
                let desk = beds.promises().clone();
                async move { promise::act(&tx, &desk, before.id, deed).await }
            });
            write.await.map(drop)
        }
        Err(errors) => Err(errors.into()),
    };
    match done {
        Ok(()) => Ok(see_other(&back_to(&form, &at, before.id))),
        Err(error) => refused(&beds, &visitor, before.id, &at, &form, error).await,
    }
}

/// Only pages of promises lead back.
fn back_to(form: &DeedForm, at: &FacilityBeds, id: PromiseId) -> String {
    let hospital = format!("/janji/{}", at.facility.id);
    match form.back.as_str() {
        "/janji" => format!("/janji?ok=1#p-{id}"),
        back if back == hospital => format!("{hospital}?ok=1#p-{id}"),
        _ => format!("/janji/satu/{id}"),
    }
}

async fn refused(beds: &Beds, visitor: &Visitor, id: PromiseId, at: &FacilityBeds, form: &DeedForm, error: BedsError) -> PageResult {
    let said = Said::new(visitor.ctx.lang());
    let w = said.words();
    if let BedsError::Invalid(errors) = &error {
        let mistakes = errors.iter().map(|(field, message)| (field.to_owned(), w.mistake(message))).collect();
        let (promise, at) = found(beds, visitor, &id.to_string()).await?;
        let page = page(beds, visitor, &promise, &at, mistakes).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
    }
    let why = match error {
        BedsError::PromiseOvertaken | BedsError::NotNow(_) => overtaken_words(beds, visitor, id).await?,
        BedsError::WardFull => w.s("promise-ward-full"),
        BedsError::NoNumber => w.s("promise-ward-no-number"),
        BedsError::NoWard => w.s("promise-ward"),
        BedsError::Suspended(there) => suspended_words(said, &there, at.facility.zone, visitor.ctx.now()),
        other => return Err(other.into()),
    };
    conflict(beds, visitor, id, at, form, why).await
}

async fn conflict(
    beds: &Beds,
    visitor: &Visitor,
    id: PromiseId,
    at: &FacilityBeds,
    form: &DeedForm,
    why: String,
) -> Result<Response, PageError> {
    if form.back == "/janji" {
        return mine::again(beds, visitor, why).await;
    }
    if form.back == format!("/janji/{}", at.facility.id) {
        return hospital::again(beds, visitor, at, why).await;
    }
    let (promise, at) = found(beds, visitor, &id.to_string()).await?;
    let page = page(beds, visitor, &promise, &at, Vec::new()).await?;
    let page = OnePage { page: page.page.noticing("warn", why), ..page };
    Ok((StatusCode::CONFLICT, Html(page)).into_response())
}

/// How it stands by now, and how long ago somebody else did that.
async fn overtaken_words(beds: &Beds, visitor: &Visitor, id: PromiseId) -> Result<String, PageError> {
    let said = Said::new(visitor.ctx.lang());
    let (promise, at) = found(beds, visitor, &id.to_string()).await?;
    let card = Card::of(&promise, &at, beds, visitor, Side::Hospital);
    let age = said.age(promise.changed_at, visitor.ctx.now()).words;
    Ok(said.words().with("promise-overtaken-by", &[("state", &card.state), ("age", &age)]))
}
