//! From an error to what a person or a program is told: a page that leads onward, or problem+json. Causes are logged
//! under the trace id and never shown.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sigap_access::{AccessError, Refused};
use sigap_kernel::FieldErrors;
use sigap_store::StoreError;

use crate::Visitor;
use crate::page::{Html, Page};
use crate::words::Words;

/// The result of a handler that makes a page.
pub type PageResult<T = Response> = Result<T, PageError>;

/// What can stand in the way of an answer.
#[derive(Debug)]
pub enum PageError {
    /// There is no such thing, or it is not shown to this visitor.
    NotFound,
    /// A log-in is needed first.
    LogInFirst,
    /// This visitor may not do this.
    Refused,
    /// The form was not made by this log-in, or is too old.
    FormTooOld,
    /// What was sent cannot be used.
    Invalid(FieldErrors),
    /// Somebody else changed it in the meantime.
    Conflict(&'static str),
    /// The same request is still being carried out; seconds until its answer may be there.
    UnderWay(u32),
    /// What was sent is too large.
    TooLarge,
    /// Too many requests in a short time; seconds to wait.
    TooMany(u32),
    /// Storage is busy or out of reach.
    Unavailable(String),
    /// A mistake of the program.
    Internal(String),
    /// What the layers below the handlers said with nothing but a status: a way that is not offered, a part of the address or a
    /// form that cannot be read, no answer in time.
    Bare(StatusCode),
}

impl PageError {
    /// A mistake of the program; the text goes to the log alone.
    #[must_use]
    pub fn internal(why: impl std::fmt::Display) -> Self {
        PageError::Internal(why.to_string())
    }

    fn status(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::LogInFirst => StatusCode::UNAUTHORIZED,
            PageError::Refused | PageError::FormTooOld => StatusCode::FORBIDDEN,
            PageError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            PageError::Conflict(_) => StatusCode::CONFLICT,
            PageError::UnderWay(_) => StatusCode::TOO_EARLY,
            PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            PageError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            PageError::Bare(status) => *status,
        }
    }

    /// The stable word of this kind of error: the end of the problem's `type`, and of the message ids.
    fn word(&self) -> &'static str {
        match self {
            PageError::NotFound => "not-found",
            PageError::LogInFirst => "log-in-first",
            PageError::Refused => "refused",
            PageError::FormTooOld => "form-too-old",
            PageError::Invalid(_) => "invalid",
            PageError::Conflict(_) => "conflict",
            PageError::UnderWay(_) => "under-way",
            PageError::TooLarge => "too-large",
            PageError::TooMany(_) => "too-many",
            PageError::Unavailable(_) => "unavailable",
            PageError::Internal(_) => "internal",
            PageError::Bare(status) => match *status {
                StatusCode::METHOD_NOT_ALLOWED => "method",
                StatusCode::GATEWAY_TIMEOUT => "too-slow",
                StatusCode::PAYLOAD_TOO_LARGE => "too-large",
                _ => "unreadable",
            },
        }
    }

    /// The page for this visitor.
    pub(crate) fn answer(self, visitor: &Visitor) -> Response {
        self.log(visitor);
        let words = Words::floor(visitor.ctx.lang());
        let page = Page::of_error(visitor, words.s(&format!("error-{}-title", self.word())));
        let template = ErrorPage {
            code: self.status().as_u16(),
            hint: words.s(&format!("error-{}-hint", self.word())),
            trace: visitor.ctx.trace().to_string(),
            log_in: matches!(self, PageError::LogInFirst).then(|| format!("/masuk?next={}", url_part(&visitor.path))),
            w: words,
            page,
        };
        let mut response = (self.status(), Html(template)).into_response();
        self.add_headers(response.headers_mut());
        response
    }

    /// Page or problem, by what the caller reads.
    pub(crate) fn answer_to(self, request: &Request, visitor: &Visitor) -> Response {
        if reads_json(request.uri().path(), request.headers()) { self.problem(visitor).into_response() } else { self.answer(visitor) }
    }

    /// The same as problem+json.
    #[must_use]
    pub fn problem(self, visitor: &Visitor) -> Problem {
        self.log(visitor);
        let words = Words::floor(visitor.ctx.lang());
        let errors = match &self {
            PageError::Invalid(errors) => errors.iter().map(|(field, message)| (field.to_owned(), words.mistake(message))).collect(),
            _ => std::collections::BTreeMap::new(),
        };
        Problem {
            kind: format!("/problems/{}", self.word()),
            title: words.s(&format!("error-{}-title", self.word())),
            status: self.status().as_u16(),
            detail: words.s(&format!("error-{}-hint", self.word())),
            trace: visitor.ctx.trace().to_string(),
            errors,
            retry_after_s: if let PageError::TooMany(seconds) | PageError::UnderWay(seconds) = self { Some(seconds) } else { None },
        }
    }

    fn log(&self, visitor: &Visitor) {
        let trace = visitor.ctx.trace();
        match self {
            PageError::Internal(why) => tracing::error!(%trace, why, "request failed"),
            PageError::Unavailable(why) => tracing::warn!(%trace, why, "request could not be served now"),
            PageError::Bare(status) if status.is_server_error() => tracing::error!(%trace, %status, "request failed"),
            other => tracing::debug!(%trace, kind = other.word(), "request refused"),
        }
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        if let PageError::TooMany(seconds) | PageError::UnderWay(seconds) = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
    }

    /// A handler that failed left its error beside the response; here it becomes the visitor's page. So does what the layers
    /// below said in bare words.
    pub(crate) fn dressed(mut response: Response, visitor: &Visitor, reads_json: bool) -> Response {
        let (error, json) = match response.extensions_mut().remove::<Left>() {
            Some(Left { error, json }) => (error.into_inner(), json.unwrap_or(reads_json)),
            None if is_bare(&response) => (Some(PageError::Bare(response.status())), reads_json),
            None => return response,
        };
        let Some(error) = error else { return response };
        let mut dressed = if json { error.problem(visitor).into_response() } else { error.answer(visitor) };
        if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
            dressed.headers_mut().insert(header::ALLOW, allowed);
        }
        dressed
    }
}

/// What the layers below the handlers refuse by themselves; every other status is a handler's own word.
const BARE: [StatusCode; 6] = [
    StatusCode::BAD_REQUEST,
    StatusCode::METHOD_NOT_ALLOWED,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::UNPROCESSABLE_ENTITY,
    StatusCode::GATEWAY_TIMEOUT,
];

/// Beside an answer in the words of a foreign protocol: whoever reads it there could do nothing with a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnWords;

/// Whether nobody has put an error into words that a person or a program can use.
fn is_bare(response: &Response) -> bool {
    if response.extensions().get::<OwnWords>().is_some() {
        return false;
    }
    let said = response.headers().get(header::CONTENT_TYPE);
    let is_plain = said.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    BARE.contains(&response.status()) && is_plain
}

/// Whether whoever asks reads JSON: the API, or an island of a page.
pub(crate) fn reads_json(path: &str, headers: &HeaderMap) -> bool {
    let accepts = |kind: &str| headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(kind));
    path.starts_with("/api/") || headers.contains_key("hx-request") || (accepts("json") && !accepts("text/html"))
}

/// Percent-encodes a part of an address.
pub(crate) fn url_part(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).unwrap_or_default().trim_start_matches('=').to_owned()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    w: Words,
    code: u16,
    hint: String,
    trace: String,
    log_in: Option<String>,
}

/// The error a handler returned, left for the door to dress.
#[derive(Clone)]
struct Left {
    error: Once,
    /// Told to a program or to a person; where nobody knows, whoever asks decides.
    json: Option<bool>,
}

/// Extensions want `Clone`; an error is taken once.
#[derive(Clone)]
struct Once(std::sync::Arc<std::sync::Mutex<Option<PageError>>>);

impl Once {
    fn into_inner(self) -> Option<PageError> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    }
}

fn left(error: PageError, json: Option<bool>) -> Response {
    let mut response = error.status().into_response();
    error.add_headers(response.headers_mut());
    response.extensions_mut().insert(Left { error: Once(std::sync::Arc::new(std::sync::Mutex::new(Some(error)))), json });
    response
}

/// The answer of a handler that broke; its words go to the log under the trace id.
pub(crate) fn broken(payload: &(dyn std::any::Any + Send)) -> Response {
    let words = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    left(PageError::internal(format!("panic: {}", words.unwrap_or("without words"))), None)
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        left(self, Some(false))
    }
}

/// The same errors, told to a program.
#[derive(Debug)]
pub struct ApiError(pub PageError);

impl<E: Into<PageError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        left(self.0, Some(true))
    }
}

/// An error for programs, RFC 9457.
#[derive(Debug, Serialize)]
pub struct Problem {
    /// The kind of problem, an address that stays.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in the caller's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do next.
    pub detail: String,
    /// Under this number the operator finds the cause.
    pub trace: String,
    /// The mistakes by field.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub errors: std::collections::BTreeMap<String, String>,
    /// How long to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], serde_json::to_vec(&self).unwrap_or_default()).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_)
            | StoreError::DiskFull(_)
            | StoreError::Database(_)
            | StoreError::Crowded
            | StoreError::Undone
            | StoreError::NoServer(_)
            | StoreError::Moved
            | StoreError::Closing => PageError::Unavailable(error.to_string()),
            StoreError::Unstorable(_) => PageError::Invalid(crate::form::unreadable()),
            other => PageError::Internal(other.to_string()),
        }
    }
}

impl From<AccessError> for PageError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Refused(_) => PageError::Refused,
            AccessError::Fields(errors) => PageError::Invalid(errors),
            AccessError::LoginWait { retry_after_s } => PageError::TooMany(u32::try_from(retry_after_s).unwrap_or(u32::MAX)),
            AccessError::SessionGone => PageError::LogInFirst,
            AccessError::Unknown(_) => PageError::NotFound,
            AccessError::Changed => PageError::Conflict("changed-in-between"),
            AccessError::Store(error) => error.into(),
            other => PageError::Internal(other.to_string()),
        }
    }
}

impl From<Refused> for PageError {
    fn from(_: Refused) -> Self {
        PageError::Refused
    }
}

impl From<FieldErrors> for PageError {
    fn from(errors: FieldErrors) -> Self {
        PageError::Invalid(errors)
    }
}
