//! Tests of the room: store on both engines, every page in both languages, every refusal, every entry of the journal.

mod journal;
mod pages;
mod town;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use town::{LoggedIn, Town};

/// What came back.
struct Answer {
    status: StatusCode,
    location: String,
    kind: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    fn says(&self, text: &str) {
        assert!(self.body().contains(text), "{text:?} is not in {}", self.body());
    }

    /// The value of the first hidden field of this name.
    fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        self.body().split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }
}

async fn send(town: &Town, request: Request<Body>) -> Answer {
    let site = sigap_web::dress(crate::routes(town.room.clone()).router, &town.floor);
    let response = site.oneshot(request).await.unwrap();
    let text = |name: header::HeaderName| response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    let (status, location, kind) = (response.status(), text(header::LOCATION), text(header::CONTENT_TYPE));
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    Answer { status, location, kind, bytes }
}

async fn get_as(town: &Town, who: &LoggedIn, path: &str) -> Answer {
    send(town, Request::get(path).header("cookie", &who.cookie).body(Body::empty()).unwrap()).await
}

/// A plain form of a log-in.
async fn post_as(town: &Town, who: &LoggedIn, path: &str, body: &str) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded").header("cookie", &who.cookie);
    send(town, request.body(Body::from(format!("{body}&csrf={}", who.csrf))).unwrap()).await
}
