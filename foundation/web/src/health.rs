//! Is the program alive, and is it ready?

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::{Floor, Guard, Routes};

/// `/healthz` and `/readyz`.
#[must_use]
pub fn health_routes() -> Routes<Floor> {
    Routes::new()
        .get("/healthz", Guard::Public, alive)
        .get("/readyz", Guard::Public, ready)
        .get("/assets/{*name}", Guard::Public, crate::assets::serve)
        .get("/live", Guard::Public, crate::live::stream)
}

/// The process answers.
async fn alive() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok" }))
}

/// The database answers too: requests may come.
async fn ready(State(floor): State<Floor>) -> Response {
    match readiness(&floor).await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "why": why }))).into_response(),
    }
}

/// Whether requests may come; otherwise why not.
///
/// # Errors
/// The reason, for the operator.
pub async fn readiness(floor: &Floor) -> Result<(), &'static str> {
    floor.db().ping().await.map_err(|error| {
        tracing::warn!(%error, "not ready: the database does not answer");
        "database"
    })
}
