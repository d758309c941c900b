//! Tests of the room: rules, store on both engines, every page in both languages, every refusal.

mod api;
mod board;
mod figures;
mod finder;
mod history;
mod hospital;
mod journal;
mod limits;
mod list;
mod list_store;
mod pages;
mod picture;
mod promises;
mod services;
mod store;
mod town;
mod voices;

use std::ops::Deref;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sigap_kernel::{CareClass, Pool};
use sigap_testkit::TestWorld;
use tower::ServiceExt as _;

use crate as room;
use town::{LoggedIn, Town};

/// A town and the world it lives in.
struct Open {
    town: Town,
    world: TestWorld,
}

impl Deref for Open {
    type Target = Town;

    fn deref(&self) -> &Town {
        &self.town
    }
}

/// A town on SQLite.
async fn town() -> Open {
    open(TestWorld::sqlite(town::TABLES).await).await
}

/// A town on each engine.
async fn towns() -> Vec<Open> {
    let mut all = Vec::new();
    for world in TestWorld::both(town::TABLES).await {
        all.push(open(world).await);
    }
    all
}

async fn open(world: TestWorld) -> Open {
    let town = Town::on(world.db.clone(), world.world.clone(), world.folder.path().join("ring")).await;
    Open { town, world }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    location: String,
    kind: String,
    body: String,
}

impl Answer {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Where a text stands; stops when it does not.
    #[track_caller]
    fn at(&self, text: &str) -> usize {
        self.body.find(text).unwrap_or_else(|| panic!("{text:?} is not in {}", self.body))
    }

    #[track_caller]
    fn says(&self, text: &str) {
        self.at(text);
    }

    #[track_caller]
    fn hides(&self, text: &str) {
        assert!(!self.body.contains(text), "{text:?} is in {}", self.body);
    }

    /// The names stand on the page in this order.
    #[track_caller]
    fn in_order(&self, names: &[&str]) {
        let places: Vec<usize> = names.iter().map(|name| self.at(name)).collect();
        assert!(places.is_sorted(), "{names:?} stand at {places:?}");
    }
}

/// The routes in the dress of production, repeated requests included.
fn site(town: &Town) -> Router {
    sigap_web::dress(room::routes(town.beds.clone()).router, &town.floor)
}

async fn send(town: &Town, request: Request<Body>) -> Answer {
    let response = site(town).oneshot(request).await.unwrap();
    let text = |name: header::HeaderName| response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    let (status, location, kind) = (response.status(), text(header::LOCATION), text(header::CONTENT_TYPE));
    let body = String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    Answer { status, location, kind, body }
}

async fn get(town: &Town, path: &str) -> Answer {
    send(town, Request::get(path).body(Body::empty()).unwrap()).await
}

/// As the script of an open page asks.
async fn renew(town: &Town, path: &str) -> Answer {
    send(town, Request::get(path).header("hx-request", "true").body(Body::empty()).unwrap()).await
}

/// The same in the name of a person.
async fn renew_as(town: &Town, who: &LoggedIn, path: &str) -> Answer {
    send(town, Request::get(path).header("cookie", &who.cookie).header("hx-request", "true").body(Body::empty()).unwrap()).await
}

async fn get_as(town: &Town, who: &LoggedIn, path: &str) -> Answer {
    send(town, Request::get(path).header("cookie", &who.cookie).body(Body::empty()).unwrap()).await
}

fn form(who: &LoggedIn, path: &str, body: &str) -> axum::http::request::Builder {
    let _ = body;
    Request::post(path).header("cookie", &who.cookie).header("content-type", "application/x-www-form-urlencoded")
}

/// A plain form, as a browser without a script sends it.
async fn post_as(town: &Town, who: &LoggedIn, path: &str, body: &str) -> Answer {
    let body = format!("{body}&csrf={}", who.csrf);
    send(town, form(who, path, &body).body(Body::from(body)).unwrap()).await
}

/// A tap, as the script of the board sends it.
async fn tap_as(town: &Town, who: &LoggedIn, path: &str, key: &str, body: &str) -> Answer {
    let request = form(who, path, body).header("x-csrf-token", &who.csrf).header("hx-request", "true").header("idempotency-key", key);
    send(town, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The pool of ordinary beds of a class.
const fn class(class: CareClass) -> Pool {
    Pool::general(class)
}
