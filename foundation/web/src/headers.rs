//! What wraps every answer: security headers, compression, a limit of time, a net below a panic.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::error::broken;
use crate::{Floor, idempotent, identify, measure};

/// A request that takes more seconds is given up; the live stream has its own life.
pub const ANSWER_WITHIN_S: u32 = 30;
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(ANSWER_WITHIN_S as u64);
/// Below this a compressed answer is hardly smaller.
const COMPRESS_FROM_BYTES: u64 = 860;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
                   connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The production stack around the routes, from the outside in: measuring, a net below a panic, compression, headers, who it is,
/// a net below a handler's panic, a limit of time, repeated requests. What the inner ones say is put into words by whoever knows who
/// it is.
///
/// All of it is one layer: a router keeps a box for each layer of each route, and opens them all for every request.
pub fn dress(router: Router, floor: &Floor) -> Router {
    let set = |name: header::HeaderName, value: &'static str| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let compress = SizeAbove::new(COMPRESS_FROM_BYTES)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("font/"));
    let only_tls = floor.settings().tls.then(|| HeaderValue::from_static("max-age=31536000"));
    router.layer((
        middleware::from_fn_with_state(floor.clone(), measure),
        SetResponseHeaderLayer::if_not_present(header::STRICT_TRANSPORT_SECURITY, only_tls),
        CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| StatusCode::INTERNAL_SERVER_ERROR.into_response_plain()),
        CompressionLayer::new().gzip(true).compress_when(compress),
        middleware::from_fn_with_state(floor.clone(), crate::mode::mark),
        set(header::CACHE_CONTROL, "no-store"),
        set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        set(header::HeaderName::from_static("permissions-policy"), "geolocation=(self), camera=(), microphone=()"),
        set(header::REFERRER_POLICY, "same-origin"),
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        set(header::CONTENT_SECURITY_POLICY, CSP),
        middleware::from_fn_with_state(floor.clone(), identify),
        CatchPanicLayer::custom(|payload: Box<dyn std::any::Any + Send>| broken(&*payload)),
        TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, ANSWER_WITHIN),
        middleware::from_fn_with_state(floor.clone(), idempotent),
    ))
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
