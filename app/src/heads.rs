//! `GET /api/v1/journal/heads`: the ends of the closed months of the journal, for everyone to write down. It names numbers and
//! hashes, nothing that an entry says.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use sigap_store::Segment;
use sigap_web::{ApiError, Floor, Guard, Mounted, PageError, Routes};
use utoipa::ToSchema;

/// A closed month never changes; a new one comes once a month.
const KEPT: &str = "public, max-age=300";

/// The closed months of the journal.
#[derive(Debug, Serialize, ToSchema)]
struct JournalHeads {
    /// The name of the journal: it goes into every hash.
    realm: String,
    /// The closed months, the oldest first.
    items: Vec<JournalHead>,
}

/// A closed month.
#[derive(Debug, Serialize, ToSchema)]
struct JournalHead {
    /// The month, in UTC.
    #[schema(example = "2026-10")]
    segment: String,
    /// The number of its first entry.
    first: i64,
    /// The number of its last entry.
    last: i64,
    /// The hash of its last entry (SHA-256, hexadecimal): with it anybody can prove later that nothing before it was changed.
    head_hash: String,
    /// When it was closed.
    closed_at: String,
}

impl From<Segment> for JournalHead {
    fn from(segment: Segment) -> Self {
        Self {
            segment: segment.month.to_string(),
            first: segment.first_seq,
            last: segment.last_seq,
            head_hash: segment.head_hash,
            closed_at: segment.closed_at.rfc3339(),
        }
    }
}

/// The ends of the closed months of the journal: whoever keeps them can prove that no month was rewritten.
#[utoipa::path(get, path = "/api/v1/journal/heads", tag = "journal", responses(
    (status = 200, description = "The closed months, the oldest first", body = JournalHeads)
))]
async fn journal_heads(State(floor): State<Floor>) -> Result<Response, ApiError> {
    let segments = sigap_store::segments(floor.db(), floor.db().realm()).await.map_err(PageError::from)?;
    let items = segments.into_iter().map(JournalHead::from).collect();
    let mut response = Json(JournalHeads { realm: floor.db().realm().to_owned(), items }).into_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    Ok(response)
}

/// The route.
pub(crate) fn routes(floor: Floor) -> Mounted {
    Routes::new().get("/api/v1/journal/heads", Guard::Public, journal_heads).mount(floor)
}

/// What stands about it in `/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(journal_heads))]
pub(crate) struct HeadsApi;
