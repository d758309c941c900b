//! The answer to an address that leads nowhere: a page that leads onward, or a problem for programs.

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use sigap_web::{ApiError, PageError};

/// What the program answers when no route fits; the frame around all routes puts it into the visitor's language.
pub(super) async fn lost(request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        ApiError(PageError::NotFound).into_response()
    } else {
        PageError::NotFound.into_response()
    }
}
