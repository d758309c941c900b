//! `GET /api/v1/beds`: the finder for programs. Public, without a key, and it never says more than the public page.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sigap_availability::{Payer, PublicFigure, SmallPool};
use sigap_kernel::{AgeBand, BedType, CareClass, FacilityId, FieldErrors, GeoPoint, Isolation, Sex, UtcMs};
use sigap_registry::Facility;
use sigap_web::{ApiError, PageError, Visitor};
use utoipa::{IntoParams, ToSchema};

use crate::Beds;
use crate::find::{Found, FoundPool, find, read_class, read_type, seen};
use crate::model::{LIMIT_MAX, LIMIT_USUAL, Need, Search, Situation};

/// The question, as typed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BedsQuestion {
    /// `LAT,LON` in degrees; the middle of the city when left out.
    #[serde(default)]
    near: Option<String>,
    /// Care class: `1`, `2`, `3`, `kris`, `utama`, `vip`, `vvip`, `none`; several with commas. National codes (`KL1` …) are read too.
    #[serde(default)]
    class: Option<String>,
    /// Kind of bed: `general`, `icu`, `nicu`, `delivery` …; several with commas.
    #[serde(default, rename = "type")]
    bed_type: Option<String>,
    /// In a family's words: `adult`, `child`, `birth`, `newborn`, `watch`, `intensive`, `intensive_child`, `heart`, `infectious`, `mind`.
    #[serde(default)]
    situation: Option<String>,
    /// The patient's sex: `female` or `male`.
    #[serde(default)]
    sex: Option<String>,
    /// Who pays: `jkn1`, `jkn2`, `jkn3`, `self`, `insurance`.
    #[serde(default)]
    payer: Option<String>,
    /// Hospitals in the answer, 1 to 100; 20 when left out.
    #[serde(default)]
    limit: Option<String>,
}

impl BedsQuestion {
    /// Checks every field and reports all mistakes together.
    fn check(self, centre: GeoPoint) -> Result<Search, FieldErrors> {
        let mut errors = FieldErrors::new();
        let near = match self.near.as_deref().filter(|text| !text.is_empty()) {
            None => Some(centre),
            Some(text) => GeoPoint::parse(text).or_else(|| mistake(&mut errors, "near", "field-place")),
        };
        let limit = match self.limit.as_deref().filter(|text| !text.is_empty()) {
            None => Some(LIMIT_USUAL),
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=LIMIT_MAX).contains(limit))
                .or_else(|| mistake(&mut errors, "limit", "field-out-of-range?min=1&max=100")),
        };
        let need = Need {
            situation: one(&mut errors, "situation", self.situation.as_deref(), |text| text.parse::<Situation>().ok()),
            bed_types: list(&mut errors, "type", self.bed_type.as_deref(), read_type),
            classes: list(&mut errors, "class", self.class.as_deref(), read_class),
            sex: one(&mut errors, "sex", self.sex.as_deref(), |text| text.parse::<Sex>().ok()).unwrap_or(Sex::Any),
            payer: one(&mut errors, "payer", self.payer.as_deref(), |text| text.parse::<Payer>().ok()),
        };
        errors.into_result(near.zip(limit).map(|(near, limit)| Search { need, near, limit }))
    }
}

fn mistake<T>(errors: &mut FieldErrors, field: &str, message: &str) -> Option<T> {
    errors.add(field, message);
    None
}

fn one<T>(errors: &mut FieldErrors, field: &str, text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = text.filter(|text| !text.is_empty())?;
    read(text).or_else(|| mistake(errors, field, "field-choose"))
}

fn list<T>(errors: &mut FieldErrors, field: &str, text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let parts = text.unwrap_or_default().split(',').filter(|part| !part.is_empty());
    parts.filter_map(|part| one(errors, field, Some(part), &read)).collect()
}

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BedsAnswer<'a> {
    /// When the answer was made.
    generated_at: String,
    /// Read this to people: the number is information, not a reservation.
    promise: &'a str,
    /// Read this first: what to do in an emergency.
    emergency: &'a str,
    /// Whether every hospital and figure is invented.
    invented: bool,
    /// The hospitals, best first.
    items: Vec<HospitalItem<'a>>,
}

/// A hospital that could help.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HospitalItem<'a> {
    /// Sigap's id of the facility.
    #[schema(value_type = String)]
    id: FacilityId,
    /// BPJS facility code (PPK).
    ppk: Option<&'a str>,
    /// Its name.
    name: &'a str,
    /// Class of the hospital.
    hospital_class: Option<&'static str>,
    /// Public or private.
    owner: &'static str,
    /// District (kecamatan).
    district: &'a str,
    /// Degrees north.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
    /// How good the place is.
    coord_quality: &'static str,
    /// Metres as the crow flies.
    distance_m: u32,
    /// Estimated minutes for that way.
    travel_min: u32,
    /// `free`, `full`, `unknown`, `old` or `silent`.
    state: &'static str,
    /// Free beds that suit; null when unknown, old, silent or too few to tell.
    free: Option<u32>,
    /// Of so many.
    of: Option<u32>,
    /// The phones, where the hospital lets them be shown.
    phones: Vec<PhoneItem<'a>>,
    /// The kinds of bed that suit.
    pools: Vec<PoolItem>,
}

/// A phone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PhoneItem<'a> {
    /// What it is for.
    purpose: &'static str,
    /// The number.
    number: &'a str,
    /// When someone answers.
    hours: String,
}

/// One kind of bed of a hospital.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PoolItem {
    /// Kind of bed.
    #[serde(rename = "type")]
    bed_type: &'static str,
    /// Care class.
    class: &'static str,
    /// Sex restriction.
    sex: &'static str,
    /// Age band.
    age: &'static str,
    /// Isolation.
    isolation: &'static str,
    /// `number`, `some`, `none`, `unknown`, `old` or `silent`. Fewer than three beds are told in words.
    figure: &'static str,
    /// Free beds, with `figure` = `number`.
    free: Option<u32>,
    /// Of so many.
    of: Option<u32>,
    /// When the oldest counted report was taken.
    observed_at: Option<String>,
    /// Its age in seconds.
    age_s: Option<i64>,
    /// From when the number no longer counts.
    valid_until: Option<String>,
    /// Who reported.
    sources: Vec<&'static str>,
}

fn figure_parts(figure: &PublicFigure) -> (&'static str, Option<u32>, Option<u32>) {
    match figure {
        PublicFigure::Number { free, of } => ("number", Some(*free), *of),
        PublicFigure::Word(SmallPool::Some) => ("some", None, None),
        PublicFigure::Word(SmallPool::None) => ("none", None, None),
        PublicFigure::Unknown => ("unknown", None, None),
        PublicFigure::Old => ("old", None, None),
        PublicFigure::Silent => ("silent", None, None),
    }
}

fn pool_item(found: &FoundPool, now: UtcMs) -> PoolItem {
    let (figure, free, of) = figure_parts(&found.figure);
    let at = found.sum.oldest_counted_at;
    PoolItem {
        bed_type: BedType::code(found.pool.bed_type),
        class: CareClass::code(found.pool.class),
        sex: Sex::code(found.pool.sex),
        age: AgeBand::code(found.pool.age),
        isolation: Isolation::code(found.pool.isolation),
        figure,
        free,
        of,
        observed_at: at.map(UtcMs::rfc3339),
        age_s: at.map(|at| now.age_s(at)),
        valid_until: found.sum.valid_until.map(UtcMs::rfc3339),
        sources: found.sum.sources.iter().map(|source| source.code()).collect(),
    }
}

fn phone_items(facility: &Facility) -> Vec<PhoneItem<'_>> {
    if !facility.agreement.shows_phones {
        return Vec::new();
    }
    facility
        .phones
        .iter()
        .map(|phone| PhoneItem { purpose: phone.purpose.code(), number: &phone.number, hours: phone.hours.to_string() })
        .collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most half the earth's girth in metres
fn hospital_item(found: &Found, now: UtcMs) -> HospitalItem<'_> {
    let facility = &found.beds.facility;
    let (_, free, of) = figure_parts(&found.figure);
    HospitalItem {
        id: facility.id,
        ppk: facility.ppk.as_deref(),
        name: &facility.name,
        hospital_class: facility.class.map(|class| class.code()),
        owner: facility.owner.code(),
        district: &facility.district,
        lat: facility.place.map(GeoPoint::lat),
        lon: facility.place.map(GeoPoint::lon),
        coord_quality: facility.coord_quality.code(),
        distance_m: found.distance_m.round() as u32,
        travel_min: found.travel_min,
        state: found.order().band().code(),
        free,
        of,
        phones: phone_items(facility),
        pools: found.pools.iter().map(|pool| pool_item(pool, now)).collect(),
    }
}

const PROMISE: &str = "Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.";
const EMERGENCY: &str =
    "Gawat darurat? Jangan mencari kamar dulu. Hubungi 112 atau ke IGD terdekat. RS dilarang menolak pasien gawat darurat.";

fn answer(beds: &Beds, found: &[Found], now: UtcMs) -> Response {
    let items = found.iter().map(|one| hospital_item(one, now)).collect();
    let answer =
        BedsAnswer { generated_at: now.rfc3339(), promise: PROMISE, emergency: EMERGENCY, invented: beds.floor().settings().demo, items };
    let mut response = Json(answer).into_response();
    // Anyone's page may read it; a proxy may keep it as long as a picture stays.
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=1"));
    response
}

/// The hospitals nearest to a place that could have the bed that is looked for.
#[utoipa::path(get, path = "/api/v1/beds", params(BedsQuestion), responses(
    (status = 200, description = "Hospitals, best first", body = BedsAnswer),
    (status = 422, description = "A parameter cannot be used; problem+json names it", content_type = "application/problem+json")
))]
pub(crate) async fn beds(
    State(beds): State<Beds>,
    visitor: Visitor,
    question: Result<Query<BedsQuestion>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let search = readable(question)?.check(beds.floor().settings().centre).map_err(PageError::from)?;
    let now = visitor.ctx.now();
    Ok(answer(&beds, &find(&beds.picture(), beds.rules(), &search, now), now))
}

/// One hospital with all its kinds of bed.
#[utoipa::path(get, path = "/api/v1/beds/{facility}", params(("facility" = String, Path, description = "Sigap's id of the facility")), responses(
    (status = 200, description = "The hospital", body = BedsAnswer),
    (status = 404, description = "There is no such hospital", content_type = "application/problem+json")
))]
pub(crate) async fn beds_of(State(beds): State<Beds>, visitor: Visitor, Path(facility): Path<String>) -> Result<Response, ApiError> {
    let now = visitor.ctx.now();
    let picture = beds.picture();
    let facility = facility.parse().ok().and_then(|id| picture.facility(id)).ok_or(PageError::NotFound)?;
    Ok(answer(&beds, &[seen(facility, beds.rules(), &Need::ANY, 0.0, now)], now))
}

/// The same search as points for a map.
#[utoipa::path(get, path = "/api/v1/beds.geojson", params(BedsQuestion), responses(
    (status = 200, description = "A FeatureCollection of points", content_type = "application/geo+json"),
    (status = 422, description = "A parameter cannot be used; problem+json names it", content_type = "application/problem+json")
))]
pub(crate) async fn beds_geojson(
    State(beds): State<Beds>,
    visitor: Visitor,
    question: Result<Query<BedsQuestion>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let search = readable(question)?.check(beds.floor().settings().centre).map_err(PageError::from)?;
    let now = visitor.ctx.now();
    let said = crate::words::Said::new(visitor.ctx.lang());
    let found = find(&beds.picture(), beds.rules(), &search, now);
    let features: Vec<serde_json::Value> = found.iter().filter_map(|one| said.feature(one, now)).collect();
    let collection = serde_json::json!({ "type": "FeatureCollection", "features": features });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], collection.to_string()).into_response())
}

fn readable(question: Result<Query<BedsQuestion>, axum::extract::rejection::QueryRejection>) -> Result<BedsQuestion, PageError> {
    question.map(|Query(question)| question).map_err(|_| {
        let mut errors = FieldErrors::new();
        errors.add("query", "field-unreadable");
        PageError::Invalid(errors)
    })
}

/// What stands about these calls in `/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(beds, beds_of, beds_geojson))]
pub struct BedsApi;
