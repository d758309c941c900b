//! Is the program alive, and is it ready?

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::{Floor, Guard, Routes};

/// How long the database has to answer before requests had better go to another node: whoever asks does not wait long either.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

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
async fn alive(State(floor): State<Floor>) -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "mode": floor.mode() }))
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
    match tokio::time::timeout(ANSWER_WITHIN, floor.db().ping()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            Err("database")
        }
        Err(_) => {
            tracing::warn!("not ready: the database does not answer in time");
            Err("database")
        }
    }
}
