//! `Site`: every route of the program in its production dress.

use axum::Router;
use axum::extract::Request;
use sigap_web::{Floor, Mounted, RouteInfo, dress};
use tower::ServiceExt;
use utoipa::openapi::OpenApi;

use super::drain::{Drain, end_streams};
use super::lost::lost;
use crate::openapi;

/// The routes and their table of contents.
pub struct Site {
    /// What answers.
    pub router: Router,
    /// Every route with who may come in.
    pub table: Vec<RouteInfo>,
}

/// Puts the rooms, the description of the API and the answer to lost visitors together, and dresses them: from the outside
/// in, streams that end with the program, headers, limits, who it is, repeated requests, the route.
#[must_use]
pub fn site(floor: &Floor, rooms: Mounted, api: Vec<OpenApi>, drain: Drain) -> Site {
    let all = rooms.and(openapi::routes(&openapi::document(api)));
    let router = dress(all.router.fallback(lost), floor);
    // Around everything: a layer inside comes after the routing.
    let ended = ServiceExt::<Request>::map_response(router, move |response| end_streams(&drain, response));
    let whole = ended.map_request(sigap_intake::normalise_path);
    Site { router: Router::new().fallback_service(whole), table: all.table }
}
