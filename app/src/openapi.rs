//! The description of the public API (OpenAPI 3.1), put together from what each room says about its part.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sigap_web::{Guard, Mounted, Routes};
use utoipa::openapi::OpenApi;
use utoipa::{OpenApi as _, ToSchema};

/// Programs may keep the description this long.
const KEPT: &str = "public, max-age=300";

/// The parts that belong to no room.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Sigap",
        version = "1.0",
        description = "The public interface of Sigap. /api/v1 only grows: what is described here stays.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(healthz, readyz, openapi_json),
    components(schemas(Problem))
)]
struct Floor;

/// Whether the program is alive.
#[derive(ToSchema)]
#[allow(dead_code)] // only described
struct Status {
    /// `ok`, `ready` or `not ready`.
    status: String,
    /// What is missing, when it is not ready.
    why: Option<String>,
}

/// An error, as RFC 9457 has it.
#[derive(ToSchema)]
#[allow(dead_code)] // only described; sigap_web makes it
struct Problem {
    /// The kind of problem, an address that stays.
    r#type: String,
    /// What happened, in the caller's language.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to do next.
    detail: String,
    /// Under this number the operator finds the cause.
    trace: String,
    /// The mistakes, by field.
    errors: Option<std::collections::BTreeMap<String, String>>,
    /// Seconds to wait before the next try.
    retry_after_s: Option<u32>,
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, description = "Alive", body = Status)))]
#[allow(dead_code)] // only described
fn healthz() {}

/// The database answers too.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses(
    (status = 200, description = "Requests may come", body = Status),
    (status = 503, description = "Not now", body = Status)
))]
#[allow(dead_code)] // only described
fn readyz() {}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operation", responses(
    (status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value)
))]
#[allow(dead_code)] // only described
fn openapi_json() {}

/// The whole description.
#[must_use]
pub fn document(rooms: Vec<OpenApi>) -> OpenApi {
    rooms.into_iter().fold(Floor::openapi(), OpenApi::merge_from)
}

/// The description as it is served and committed.
#[must_use]
pub fn text(document: &OpenApi) -> String {
    // A description is plain data: it can always be written as JSON.
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// `GET /openapi.json`.
pub(crate) fn routes(document: &OpenApi) -> Mounted {
    Routes::new().get("/openapi.json", Guard::Public, serve).mount(Arc::new(Bytes::from(text(document))))
}

async fn serve(State(text): State<Arc<Bytes>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, KEPT)], Bytes::clone(&text)).into_response()
}
