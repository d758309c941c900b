//! What wraps every answer: security headers, compression, a limit of time, a net below a panic.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::timeout::TimeoutLayer;

use crate::error::broken;
use crate::metrics::Route;
use crate::{Floor, idempotent, identify, mode};

/// A request that takes more seconds is given up; the live stream has its own life.
pub const ANSWER_WITHIN_S: u32 = 30;
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(ANSWER_WITHIN_S as u64);
/// Below this a compressed answer is hardly smaller.
const COMPRESS_FROM_BYTES: u64 = 860;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
                   connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whatever says nothing else itself says this.
const SAID_OF_ALL: [(HeaderName, HeaderValue); 6] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("geolocation=(self), camera=(), microphone=()")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
];
/// What an answer says beside these, at most and usually: room for all is made once.
const SAID_MORE: usize = 4;
const ONLY_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The production stack around the routes, from the outside in: measuring and headers, a net below a panic, compression, who it is,
/// a net below a handler's panic, a limit of time, repeated requests. What the inner ones say is put into words by whoever knows who
/// it is.
///
/// All of it is one layer: a router keeps a box for each layer of each route, and opens them all for every request. Each layer is
/// made anew for every request too, so what can be one is one.
pub fn dress(router: Router, floor: &Floor) -> Router {
    let compress = SizeAbove::new(COMPRESS_FROM_BYTES)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("font/"));
    router.layer((
        middleware::from_fn_with_state(floor.clone(), outermost),
        CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| StatusCode::INTERNAL_SERVER_ERROR.into_response_plain()),
        CompressionLayer::new().gzip(true).compress_when(compress),
        middleware::from_fn_with_state(floor.clone(), identify),
        CatchPanicLayer::custom(|payload: Box<dyn std::any::Any + Send>| broken(&*payload)),
        TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, ANSWER_WITHIN),
        middleware::from_fn_with_state(floor.clone(), idempotent),
    ))
}

/// What every answer leaves with, whoever gave it: its time is taken, and it says what all say.
async fn outermost(State(floor): State<Floor>, request: Request, next: Next) -> Response {
    let route = Route::of(&request);
    let mut response = next.run(request).await;
    route.answered(floor.metrics(), response.status());
    let headers = response.headers_mut();
    headers.reserve(SAID_MORE + SAID_OF_ALL.len());
    for (name, value) in SAID_OF_ALL {
        headers.entry(name).or_insert(value);
    }
    if floor.settings().tls {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(ONLY_TLS);
    }
    mode::mark(&floor, headers);
    response
}

/// A bare answer for the case in which nothing else can be trusted any more.
trait Plain {
    fn into_response_plain(self) -> axum::http::Response<http_body_util::Full<bytes::Bytes>>;
}

impl Plain for StatusCode {
    fn into_response_plain(self) -> axum::http::Response<http_body_util::Full<bytes::Bytes>> {
        let mut response =
            axum::http::Response::new(http_body_util::Full::from("Terjadi kesalahan. Coba lagi. / Something went wrong. Try again."));
        *response.status_mut() = self;
        response
    }
}
