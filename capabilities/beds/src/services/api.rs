//! `GET /api/v1/services`: what is open near a point, for programs. Public, without a key.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use sigap_kernel::{FacilityId, FieldErrors, GeoPoint, UtcMs};
use sigap_registry::{IsOpen, Service};
use sigap_web::{ApiError, PageError, Visitor};
use utoipa::{IntoParams, ToSchema};

use super::search::{Asked, Place, What, read_what, search};
use crate::Beds;
use crate::model::{LIMIT_MAX, LIMIT_USUAL};
use crate::whence::AskedPlace;

/// The question, as typed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ServicesQuestion {
    /// `LAT,LON` in degrees; the middle of the city when left out.
    #[serde(default)]
    near: Option<String>,
    /// A service (`igd`, `general_clinic`, `haemodialysis` …), or `clinic` for health centres and clinics; any when left out.
    #[serde(default)]
    service: Option<String>,
    /// `true`: only what is open now; all when left out.
    #[serde(default)]
    open: Option<String>,
    /// Places in the answer, 1 to 100; 20 when left out.
    #[serde(default)]
    limit: Option<String>,
}

impl ServicesQuestion {
    /// Checks every field and reports all mistakes together.
    fn check(&self, centre: GeoPoint) -> Result<(Asked, GeoPoint), FieldErrors> {
        let mut errors = FieldErrors::new();
        let text = |field: &Option<String>| field.as_deref().unwrap_or_default().trim().to_owned();
        let mut field = |name: &str, message: &str, right: bool| {
            if !right {
                errors.add(name, message.to_owned());
            }
        };
        let near = if text(&self.near).is_empty() { Some(centre) } else { GeoPoint::parse(&text(&self.near)) };
        field("near", "field-place", near.is_some());
        let what = read_what(&text(&self.service));
        field("service", "field-choose", what.is_some());
        let open = match text(&self.open).as_str() {
            "" | "false" | "0" => Some(false),
            "true" | "1" => Some(true),
            _ => None,
        };
        field("open", "field-choose", open.is_some());
        let limit = if text(&self.limit).is_empty() { Some(LIMIT_USUAL) } else { text(&self.limit).parse().ok() };
        let limit = limit.filter(|limit| (1..=LIMIT_MAX).contains(limit));
        field("limit", "field-out-of-range?min=1&max=100", limit.is_some());
        let asked = what.zip(open).zip(limit).zip(near);
        let asked = asked.map(|(((what, open_only), limit), near)| {
            (Asked { what, open_only, place: AskedPlace::default(), limit, unread: false }, near)
        });
        errors.into_result(asked)
    }
}

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServicesAnswer<'a> {
    /// When the answer was made.
    generated_at: String,
    /// Whether every place is invented.
    invented: bool,
    /// The places: open first, near before far.
    items: Vec<PlaceItem<'a>>,
}

/// A place of care.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceItem<'a> {
    /// Sigap's id of the facility.
    #[schema(value_type = String)]
    id: FacilityId,
    /// Its name.
    name: &'a str,
    /// What it is.
    kind: &'static str,
    /// District (kecamatan).
    district: &'a str,
    /// Degrees north.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
    /// Metres as the crow flies.
    distance_m: u32,
    /// Estimated minutes for that way.
    travel_min: u32,
    /// Whether something of what was asked for is open; null when the hours are not known.
    open: Option<bool>,
    /// When the last of it closes.
    until: Option<String>,
    /// When the first of it opens.
    opens: Option<String>,
    /// Its services.
    services: Vec<ServiceItem>,
}

/// A service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceItem {
    /// What it is.
    service: &'static str,
    /// How far it goes: `basic`, `middle`, `main`, `full`.
    competence: Option<&'static str>,
    /// Its week: `mo-fr 07:30-14:00; sa 07:30-12:00`, `24/7`, or empty when not known.
    hours: String,
    /// Whether it is open now; null when its hours are not known.
    open: Option<bool>,
}

fn parts(open: IsOpen) -> (Option<bool>, Option<String>, Option<String>) {
    match open {
        IsOpen::Open { until } => (Some(true), until.map(UtcMs::rfc3339), None),
        IsOpen::Closed { opens: Some(at) } => (Some(false), None, Some(at.rfc3339())),
        IsOpen::Closed { opens: None } => (None, None, None),
    }
}

fn service_item(service: &Service, zone: sigap_kernel::Zone, now: UtcMs) -> ServiceItem {
    let (open, _, _) = parts(service.hours.is_open(now, zone));
    ServiceItem {
        service: service.kind.code(),
        competence: service.competence.map(|one| one.code()),
        hours: service.hours.to_string(),
        open,
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most half the earth's girth in metres
fn place_item<'a>(place: &'a Place, what: What, now: UtcMs) -> PlaceItem<'a> {
    let facility = &place.beds.facility;
    let (open, until, opens) = parts(place.open);
    let asked = facility.services.iter().filter(|one| !matches!(what, What::Service(kind) if kind != one.kind));
    PlaceItem {
        id: facility.id,
        name: &facility.name,
        kind: facility.kind.code(),
        district: &facility.district,
        lat: facility.place.map(GeoPoint::lat),
        lon: facility.place.map(GeoPoint::lon),
        distance_m: place.distance_m.round() as u32,
        travel_min: place.travel_min,
        open,
        until,
        opens,
        services: asked.map(|one| service_item(one, facility.zone, now)).collect(),
    }
}

/// Places of care near a point, and whether they are open.
#[utoipa::path(get, path = "/api/v1/services", params(ServicesQuestion), responses(
    (status = 200, description = "Places of care, open and near first", body = ServicesAnswer),
    (status = 422, description = "A parameter cannot be used; problem+json names it", content_type = "application/problem+json")
))]
pub(crate) async fn services(
    State(beds): State<Beds>,
    visitor: Visitor,
    question: Result<Query<ServicesQuestion>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let (asked, near) = readable(question)?.check(beds.floor().settings().centre).map_err(PageError::from)?;
    let now = visitor.ctx.now();
    let picture = beds.picture();
    let found = search(&picture, &asked, near, now);
    let items = found.iter().map(|place| place_item(place, asked.what, now)).collect();
    let answer = ServicesAnswer { generated_at: now.rfc3339(), invented: beds.floor().settings().demo, items };
    let mut response = Json(answer).into_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=5"));
    Ok(response)
}

fn readable(question: Result<Query<ServicesQuestion>, axum::extract::rejection::QueryRejection>) -> Result<ServicesQuestion, PageError> {
    question.map(|Query(question)| question).map_err(|_| {
        let mut errors = FieldErrors::new();
        errors.add("query", "field-unreadable");
        PageError::Invalid(errors)
    })
}

/// What stands about this call in `/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(services))]
pub struct ServicesApi;
