//! Tests of the room: rules, the ladder and the census on both engines, messages, pages with their refusals, every entry of the journal.

mod census;
mod crowd;
mod journal;
mod ladder;
mod pages;
mod rules;
mod send;
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

    /// The value of the first hidden field of this name.
    fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        self.body.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }
}

async fn send(town: &Town, request: Request<Body>) -> Answer {
    let site = sigap_web::dress(crate::routes(town.room.clone()).router, &town.floor);
    let response = site.oneshot(request).await.unwrap();
    let location = response.headers().get(header::LOCATION).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    let status = response.status();
    let body = String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    Answer { status, location, body }
}

async fn get(town: &Town, path: &str) -> Answer {
    send(town, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn get_as(town: &Town, who: &LoggedIn, path: &str) -> Answer {
    send(town, Request::get(path).header("cookie", &who.cookie).body(Body::empty()).unwrap()).await
}

/// A plain form of somebody, with the cookies their browser has.
async fn post(town: &Town, cookies: &str, path: &str, body: &str) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded").header("cookie", cookies);
    send(town, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// A plain form of a log-in.
async fn post_as(town: &Town, who: &LoggedIn, path: &str, body: &str) -> Answer {
    post(town, &who.cookie, path, &format!("{body}&csrf={}", who.csrf)).await
}
