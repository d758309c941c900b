//! Asking a page of a room as a browser does, without a server, and looking at what came back.

use axum::body::Body;
use axum::http::{HeaderName, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sigap_web::{Floor, Mounted};
use tower::ServiceExt as _;

use crate::LoggedIn;

/// What has pages.
pub trait Room {
    /// What it stands on.
    fn floor(&self) -> &Floor;
    /// Its pages.
    fn pages(&self) -> Mounted;
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where it leads to; empty without.
    pub location: String,
    /// The cookie it sets; empty without.
    pub cookie: String,
    /// Its content type.
    pub kind: String,
    /// The text; of a file, what of it is text.
    pub body: String,
    /// Every byte.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// This stands in it.
    #[track_caller]
    pub fn says(&self, text: &str) {
        assert!(self.body.contains(text), "{text:?} is not in {}", self.body);
    }

    /// This does not.
    #[track_caller]
    pub fn hides(&self, text: &str) {
        assert!(!self.body.contains(text), "{text:?} is in {}", self.body);
    }

    /// The value of the first hidden field of this name.
    #[must_use]
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        self.body.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }
}

/// Asks.
pub async fn send(room: &impl Room, request: Request<Body>) -> Answer {
    let site = sigap_web::dress(room.pages().router, room.floor());
    let response = site.oneshot(request).await.unwrap();
    let text = |name: HeaderName| response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    let (location, cookie, kind) = (text(header::LOCATION), text(header::SET_COOKIE), text(header::CONTENT_TYPE));
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    Answer { status, location, cookie, kind, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
}

/// A page, asked by somebody without a log-in.
pub async fn get(room: &impl Room, path: &str) -> Answer {
    send(room, Request::get(path).body(Body::empty()).unwrap()).await
}

/// A page, asked by a log-in.
pub async fn get_as(room: &impl Room, who: &LoggedIn, path: &str) -> Answer {
    send(room, Request::get(path).header("cookie", &who.cookie).body(Body::empty()).unwrap()).await
}

/// A plain form of somebody, with the cookies their browser has.
pub async fn post(room: &impl Room, cookies: &str, path: &str, body: &str) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded").header("cookie", cookies);
    send(room, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// A plain form of a log-in.
pub async fn post_as(room: &impl Room, who: &LoggedIn, path: &str, body: &str) -> Answer {
    post(room, &who.cookie, path, &format!("{body}&csrf={}", who.csrf)).await
}
