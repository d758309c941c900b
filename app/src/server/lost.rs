//! The answer to an address that leads nowhere: a page that leads onward, or a problem for programs.

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, Uri};
use axum::middleware::{self, Next};
use axum::response::Response;
use sigap_web::{ApiError, Floor, Guard, PageError, PageResult, Routes};

const PAGE: &str = "/lost";
const API: &str = "/lost/api";

/// What the program answers when no route fits. It goes through the same door as every route, so that the visitor's language
/// and menu are right.
pub(super) fn lost(floor: &Floor) -> Router {
    let routes = Routes::new().get(PAGE, Guard::Public, page).get(API, Guard::Public, api).mount(floor.clone());
    routes.router.layer(middleware::from_fn(lead_here))
}

async fn page() -> PageResult<()> {
    Err(PageError::NotFound)
}

async fn api() -> Result<(), ApiError> {
    Err(ApiError(PageError::NotFound))
}

/// Whatever was asked for becomes a look at one of the two addresses above.
async fn lead_here(mut request: Request, next: Next) -> Response {
    let address = if request.uri().path().starts_with("/api/") { API } else { PAGE };
    *request.uri_mut() = Uri::from_static(address);
    *request.method_mut() = Method::GET;
    next.run(request).await
}
