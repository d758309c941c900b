//! Tests of the room: days added up on both engines, every page in both languages, every refusal, every entry of the journal.

mod days;
mod files;
mod journal;
mod pages;
mod refusals;
mod reports;
mod told;
mod town;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use town::{LoggedIn, Town};

/// What came back.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    location: String,
    kind: String,
    body: String,
}

impl Answer {
    #[track_caller]
    fn says(&self, text: &str) {
        assert!(self.body.contains(text), "{text:?} is not in {}", self.body);
    }

    #[track_caller]
    fn hides(&self, text: &str) {
        assert!(!self.body.contains(text), "{text:?} is in {}", self.body);
    }
}

async fn send(town: &Town, request: Request<Body>) -> Answer {
    let site = sigap_web::dress(crate::routes(town.room.clone()).router, &town.floor);
    let response = site.oneshot(request).await.unwrap();
    let text = |name: header::HeaderName| response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    let (status, location, kind) = (response.status(), text(header::LOCATION), text(header::CONTENT_TYPE));
    let body = String::from_utf8_lossy(&response.into_body().collect().await.unwrap().to_bytes()).into_owned();
    Answer { status, location, kind, body }
}

async fn get(town: &Town, path: &str) -> Answer {
    send(town, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn get_as(town: &Town, who: &LoggedIn, path: &str) -> Answer {
    send(town, Request::get(path).header("cookie", &who.cookie).body(Body::empty()).unwrap()).await
}

/// A file: its kind and its bytes.
async fn get_bytes(town: &Town, who: &LoggedIn, path: &str) -> (String, Vec<u8>) {
    let request = Request::get(path).header("cookie", &who.cookie).body(Body::empty()).unwrap();
    let site = sigap_web::dress(crate::routes(town.room.clone()).router, &town.floor);
    let response = site.oneshot(request).await.unwrap();
    let kind = response.headers().get(header::CONTENT_TYPE).map_or_else(String::new, |kind| kind.to_str().unwrap().to_owned());
    (kind, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

async fn post(town: &Town, cookies: &str, path: &str, body: &str) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded").header("cookie", cookies);
    send(town, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// A plain form of a log-in.
async fn post_as(town: &Town, who: &LoggedIn, path: &str, body: &str) -> Answer {
    post(town, &who.cookie, path, &format!("{body}&csrf={}", who.csrf)).await
}

/// The worked month of the textbook, as a hospital types it.
const WORKED: &str = "beds=100&patient_days=2.250&alive=485&died_early=6&died_late=9&stay_days=2150";
