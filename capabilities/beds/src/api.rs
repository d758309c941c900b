//! `GET /api/v1/beds`: the finder for programs. Public, without a key, and it never says more than the public page.

pub(crate) mod answer;
pub(crate) mod have;

use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sigap_availability::{Payer, Rules};
use sigap_kernel::{FieldErrors, GeoPoint, Sex, UtcMs};
use sigap_web::{ApiError, PageError, Visitor};
use utoipa::IntoParams;

use crate::Beds;
use crate::eyes::Eyes;
use crate::find::{Looker, find, look_for, read_class, read_type};
use crate::model::{LIMIT_MAX, LIMIT_USUAL, Need, Search, Situation};
use crate::picture::BedPicture;

use answer::{AnswerText, BedsAnswer, PROMISE};

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

/// The answer about the hospitals of a search.
pub(crate) fn answer_text(picture: &BedPicture, rules: &Rules, search: &Search, eyes: Eyes<'_>, now: UtcMs, invented: bool) -> String {
    let mut text = AnswerText::begin(now, invented, search.limit);
    look_for(picture, rules, search, eyes, now, |looker, rows| text.add(looker, rows));
    text.end()
}

fn told(text: String) -> Response {
    let mut response = ([(header::CONTENT_TYPE, "application/json")], text).into_response();
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
pub(crate) async fn beds(State(beds): State<Beds>, visitor: Visitor, RawQuery(question): RawQuery) -> Result<Response, ApiError> {
    let search = readable(question.as_deref())?.check(beds.floor().settings().centre).map_err(PageError::from)?;
    let (eyes, invented) = (Eyes::public(beds.floor()), beds.floor().settings().demo);
    Ok(told(answer_text(&beds.picture(), beds.rules(), &search, eyes, visitor.ctx.now(), invented)))
}

/// One hospital with all its kinds of bed.
#[utoipa::path(get, path = "/api/v1/beds/{facility}", params(("facility" = String, Path, description = "Sigap's id of the facility")), responses(
    (status = 200, description = "The hospital", body = BedsAnswer),
    (status = 404, description = "There is no such hospital", content_type = "application/problem+json")
))]
pub(crate) async fn beds_of(State(beds): State<Beds>, visitor: Visitor, Path(facility): Path<String>) -> Result<Response, ApiError> {
    let (now, picture) = (visitor.ctx.now(), beds.picture());
    let facility = facility.parse().ok().and_then(|id| picture.facility(id)).ok_or(PageError::NotFound)?;
    let anything = Need::ANY;
    let looker = Looker::new(Eyes::public(beds.floor()), beds.rules(), &anything, now);
    let mut text = AnswerText::begin(now, beds.floor().settings().demo, 1);
    text.add(&looker, &[&looker.chosen(facility, None)]);
    Ok(told(text.end()))
}

/// The same search as points for a map.
#[utoipa::path(get, path = "/api/v1/beds.geojson", params(BedsQuestion), responses(
    (status = 200, description = "A FeatureCollection of points", content_type = "application/geo+json"),
    (status = 422, description = "A parameter cannot be used; problem+json names it", content_type = "application/problem+json")
))]
pub(crate) async fn beds_geojson(State(beds): State<Beds>, visitor: Visitor, RawQuery(question): RawQuery) -> Result<Response, ApiError> {
    let search = readable(question.as_deref())?.check(beds.floor().settings().centre).map_err(PageError::from)?;
    let now = visitor.ctx.now();
    let said = crate::words::Said::new(visitor.ctx.lang());
    let found = find(&beds.picture(), beds.rules(), &search, Eyes::public(beds.floor()), now);
    let features: Vec<serde_json::Value> = found.iter().filter_map(|one| said.feature(one, now)).collect();
    let invented = beds.floor().settings().demo;
    let collection = serde_json::json!({ "type": "FeatureCollection", "promise": PROMISE, "invented": invented, "features": features });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], collection.to_string()).into_response())
}

fn readable(question: Option<&str>) -> Result<BedsQuestion, PageError> {
    serde_urlencoded::from_str(question.unwrap_or_default()).map_err(|_| {
        let mut errors = FieldErrors::new();
        errors.add("query", "field-unreadable");
        PageError::Invalid(errors)
    })
}

/// What stands about these calls in `/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(beds, beds_of, beds_geojson, have::beds_have))]
pub struct BedsApi;

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Any bytes of a query, and any words at the names that are known.
        #[test]
        fn whatever_is_asked_is_a_search_or_mistakes_at_known_names(
            query in "\\PC{0,80}",
            words in proptest::collection::vec(("near|class|type|situation|sex|payer|limit", "\\PC{0,20}|[0-9.,-]{1,12}"), 0..8),
        ) {
            let pairs: std::collections::BTreeMap<String, String> = words.into_iter().collect();
            for query in [query, serde_urlencoded::to_string(&pairs).unwrap()] {
                let Ok(question) = readable(Some(&query)) else { continue };
                match question.check(GeoPoint::new(-7.0, 110.4).unwrap()) {
                    Ok(search) => proptest::prop_assert!((1..=LIMIT_MAX).contains(&search.limit)),
                    Err(errors) => proptest::prop_assert!(!errors.is_empty()),
                }
            }
        }
    }
}
