//! `Visitor`: who sent this request, in which language, under which trace id.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::{Authority, PathAndQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use sigap_access::{Action, May as _, Session};
use sigap_kernel::{Actor, Ctx, Lang};

use crate::error::reads_json;
use crate::headers::ANSWER_WITHIN;
use crate::{Floor, PageError};

/// The cookie of a log-in.
pub(crate) const SESSION_COOKIE: &str = "sigap_session";
/// The cookie of a chosen language.
const LANG_COOKIE: &str = "sigap_lang";
/// A year, in seconds.
const YEAR_S: u32 = 31_536_000;

/// Who sent this request. Every handler that decides something takes it first.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who, when, and with what chance.
    pub ctx: Ctx,
    /// The secret a form of this log-in has to bring back; empty without a log-in.
    pub(crate) csrf: String,
    /// The log-in, also one that still waits for its code.
    pub(crate) session: Option<Session>,
    /// Where the door stood; missing for calls that do not come over HTTP.
    pub(crate) floor: Option<Floor>,
    /// The address of the page, with its question: where a language switch returns to.
    pub(crate) path: Arc<str>,
    /// The last live change before this request began: all that its answer shows is at least as new.
    pub(crate) live_seen: u64,
}

impl Visitor {
    /// Whether a person is logged in.
    #[must_use]
    pub fn is_person(&self) -> bool {
        matches!(self.ctx.actor(), Actor::Person { .. })
    }

    /// Whether this visitor may do something anywhere at all: what a menu asks, and a door.
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.ctx.may_somewhere(action)
    }

    /// A visitor for tests and for calls that do not come over HTTP.
    #[must_use]
    pub fn of(ctx: Ctx) -> Self {
        Self { ctx, csrf: String::new(), session: None, floor: None, path: Arc::from("/"), live_seen: 0 }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Visitor>().cloned().ok_or_else(|| PageError::internal("no visitor: the identify layer is missing"))
    }
}

/// Finds out who sent a request and puts a [`Visitor`] beside it. Wraps all routes.
pub async fn identify(State(floor): State<Floor>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let asked = asked_lang(request.uri().query().unwrap_or_default());
    let lang = asked
        .or_else(|| cookie(headers, LANG_COOKIE).and_then(|code| code.parse().ok()))
        .or_else(|| accepted_lang(headers))
        .unwrap_or(Lang::Id);
    let ctx = floor.world().ctx(Actor::Anyone).in_lang(lang);
    let trace = ctx.trace();
    let mut visitor = Visitor::of(ctx);
    visitor.live_seen = floor.live().number();
    visitor.floor = Some(floor.clone());
    visitor.path = page_of(&request);
    let reads_json = reads_json(request.uri().path(), headers);
    if let Some(token) = cookie(headers, SESSION_COOKIE) {
        let found = tokio::time::timeout(ANSWER_WITHIN, floor.access().session(token));
        let found = found.await.map_or(Err(PageError::Bare(StatusCode::GATEWAY_TIMEOUT)), |found| found.map_err(PageError::from));
        match found {
            Ok(Some(session)) => {
                visitor.ctx = visitor.ctx.as_actor(session.actor());
                visitor.csrf = floor.access().csrf(session.form_key());
                visitor.session = Some(session);
            }
            Ok(None) => {}
            Err(error) => return error.answer(&visitor),
        }
    }
    request.extensions_mut().insert(visitor.clone());
    // No path of Sigap holds a NUL, and not every database can be asked for one; what a query asks for is its reader's matter.
    let has_nul = request.uri().path().contains("%00");
    let answer = if has_nul { PageError::NotFound.answer_to(&request, &visitor) } else { next.run(request).await };
    let mut response = PageError::dressed(answer, &visitor, reads_json);
    if let (Some(lang), true) = (asked, response.status().is_success()) {
        set_cookie(&mut response, &format!("{LANG_COOKIE}={}; Path=/; Max-Age={YEAR_S}; SameSite=Lax", lang.code()));
    }
    if let Ok(value) = HeaderValue::try_from(trace.to_string()) {
        response.headers_mut().insert("x-trace-id", value);
    }
    response
}

/// The page a visitor is on: the address that was asked for, or after a deed the one whose form or button it was. A deed has no
/// address to come back to.
fn page_of(request: &Request) -> Arc<str> {
    let asked = request.uri().path_and_query();
    let text = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let referer = text(header::REFERER).filter(|_| !request.method().is_safe()).and_then(|from| from.parse::<Uri>().ok());
    let own = request.uri().authority().map(Authority::as_str).or_else(|| text(header::HOST));
    // Another site's page is not one to come back to.
    let ours = referer.as_ref().filter(|from| own.is_some() && from.authority().map(Authority::as_str) == own);
    let came_from = ours.and_then(Uri::path_and_query).filter(|path| !path.as_str().starts_with("//"));
    Arc::from(came_from.or(asked).map_or("/", PathAndQuery::as_str))
}

/// Where a request came from, as the listener wrote it down.
pub(crate) fn peer_address(headers: &HeaderMap) -> String {
    headers.get("x-peer-address").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Adds a cookie to an answer.
pub(crate) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

fn asked_lang(query: &str) -> Option<Lang> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|code| code.parse().ok())
}

/// The first language of the browser that Sigap speaks.
fn accepted_lang(headers: &HeaderMap) -> Option<Lang> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').filter_map(|one| one.split([';', '-']).next()).find_map(|code| code.trim().to_ascii_lowercase().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_asked_for_or_accepted() {
        assert_eq!(asked_lang("a=1&lang=en"), Some(Lang::En));
        assert_eq!(asked_lang("lang=xx"), None);
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("fr-FR,en-GB;q=0.8,id;q=0.5"));
        assert_eq!(accepted_lang(&headers), Some(Lang::En));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; sigap_session=xyz; b=2"));
        assert_eq!(cookie(&headers, SESSION_COOKIE), Some("xyz"));
        assert_eq!(cookie(&headers, "sess"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_header_breaks_the_readers(
            bytes in proptest::collection::vec(proptest::sample::select((32..=255_u8).filter(|byte| *byte != 127).collect::<Vec<_>>()), 0..120),
            query in "\\PC{0,60}",
            path in "/\\PC{0,40}",
        ) {
            let mut headers = HeaderMap::new();
            for name in [header::COOKIE, header::ACCEPT_LANGUAGE, header::REFERER, header::HOST] {
                headers.insert(name, HeaderValue::from_bytes(&bytes).unwrap());
            }
            let (_, _, _) = (asked_lang(&query), accepted_lang(&headers), cookie(&headers, SESSION_COOKIE));
            let mut request = Request::post("/keluar").body(axum::body::Body::empty()).unwrap();
            headers.insert(header::HOST, HeaderValue::from_static("sigap.example"));
            if let Ok(from) = HeaderValue::from_str(&format!("https://sigap.example{path}")) {
                headers.insert(header::REFERER, from);
            }
            *request.headers_mut() = headers;
            let page = page_of(&request);
            proptest::prop_assert!(page.starts_with('/') && !page.starts_with("//"), "{page}");
        }
    }
}
