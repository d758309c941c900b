//! Nobody stands before an empty page: what the layers below the handlers refuse is told in words, with a number for the operator.

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use sigap_kernel::{FacilityId, Grant, Role, Scope};
use sigap_web::{Guard, Routes};
use tower::ServiceExt as _;

use super::browser::Browser;
use super::deployments;
use super::refusals::floor;
use crate::server::{drain, site};
use crate::wiring;

/// What somebody reads who came there with a browser or a program.
async fn read(response: Response<Body>) -> (StatusCode, String, String, String) {
    let text = |name: header::HeaderName| response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    let (status, kind, trace) = (response.status(), text(header::CONTENT_TYPE), text(header::HeaderName::from_static("x-trace-id")));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, kind, trace, String::from_utf8_lossy(&body).into_owned())
}

async fn breaks() {
    assert!(std::hint::black_box(false), "as the test wants it");
}

#[tokio::test]
async fn whatever_goes_wrong_is_told_in_words_with_a_trace() {
    for (app, _folder) in deployments().await {
        let floor = floor(&app);
        let extra =
            Routes::<()>::new().get("/uji/breaks", Guard::Public, breaks).get("/uji/hangs", Guard::Public, std::future::pending::<()>);
        let rooms = wiring::rooms(&app, &floor).await.unwrap().mounted.and(extra.mount(()));
        let router = site(&floor, rooms, wiring::api(), drain().1).router;
        // Nobody waits half a minute for the answer that is too slow.
        tokio::time::pause();
        let cases = [
            (Method::GET, "/keluar", StatusCode::METHOD_NOT_ALLOWED, "Alamat ini bukan halaman"),
            (Method::DELETE, "/", StatusCode::METHOD_NOT_ALLOWED, "Alamat ini bukan halaman"),
            (Method::GET, "/tidak-ada", StatusCode::NOT_FOUND, "Halaman ini tidak ada"),
            (Method::GET, "/uji/breaks", StatusCode::INTERNAL_SERVER_ERROR, "Terjadi kesalahan di pihak kami"),
            (Method::GET, "/uji/hangs", StatusCode::GATEWAY_TIMEOUT, "Sistem terlalu lama menjawab"),
        ];
        for (method, path, status, title) in cases {
            for (accept, expected) in [("text/html", "text/html"), ("application/json", "application/problem+json")] {
                let request = Request::builder().method(&method).uri(path).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
                let (came, kind, trace, body) = read(router.clone().oneshot(request).await.unwrap()).await;
                assert_eq!(came, status, "{method} {path}: {body}");
                // Where no route fits the answer is a page to all but the API.
                let is_lost = status == StatusCode::NOT_FOUND;
                assert!(is_lost || kind.starts_with(expected), "{method} {path}: {kind}");
                assert!(body.contains(title) && !trace.is_empty() && body.contains(&trace), "{method} {path}: {body}");
            }
        }
        tokio::time::resume();
    }
}

#[tokio::test]
async fn after_a_session_that_ended_under_a_form_one_comes_back_to_the_page_of_the_form() {
    for (app, _folder) in deployments().await {
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap().mounted;
        let router = site(&floor, rooms, wiring::api(), drain().1).router;
        let cases = [
            ("https://sigap.example/akun?lang=en", "/masuk?next=%2Fakun%3Flang%3Den"),
            // Another site's page is not one to come back to, and no way out to it is made.
            ("https://evil.example//evil.example/akun", "/masuk?next=%2Fakun%2Fkata-sandi"),
            ("https://sigap.example//evil.example/akun", "/masuk?next=%2Fakun%2Fkata-sandi"),
        ];
        for (from, next) in cases {
            let request = Request::builder().method(Method::POST).uri("/akun/kata-sandi").header(header::HOST, "sigap.example");
            let request = request.header(header::REFERER, from).body(Body::empty()).unwrap();
            let (status, _, _, body) = read(router.clone().oneshot(request).await.unwrap()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            assert!(body.contains(next) && !body.contains("evil"), "{from}: {body}");
        }
    }
}

#[tokio::test]
async fn after_logging_in_everyone_is_where_their_work_is() {
    for (app, _folder) in deployments().await {
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap().mounted;
        let router = site(&floor, rooms, wiring::api(), drain().1).router;
        let hospital = || Scope::Facility(FacilityId::new(&app.operator()));
        let cases = [
            (Role::WardNurse, hospital(), "/papan"),
            (Role::BedManager, hospital(), "/manajer"),
            (Role::FacilityAdmin, hospital(), "/manajer"),
            (Role::Dispatcher, Scope::City, "/janji"),
            (Role::HelpDesk, Scope::City, "/bantuan-kamar"),
            (Role::Office, Scope::City, "/kantor"),
            (Role::Admin, Scope::City, "/kantor"),
        ];
        for (role, scope, place) in cases {
            let email = format!("{}@kerja.example", role.code());
            let person = Browser::of_person(router.clone(), &app, &email, vec![Grant { role, scope }]).await;
            let came = person.send(Method::GET, "/mulai", "").await;
            assert_eq!((came.status, came.headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, place), "{role}");
        }
    }
}

#[tokio::test]
async fn an_error_is_repeated_in_its_words() {
    for (app, _folder) in deployments().await {
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap().mounted;
        let router = site(&floor, rooms, wiring::api(), drain().1).router;
        let nurse = Browser::of_person(router, &app, "perawat@rs.example", Vec::new()).await;
        let first = nurse.send_once(Method::POST, "/tidak-ada", "k-1").await;
        let again = nurse.send_once(Method::POST, "/tidak-ada", "k-1").await;
        assert_eq!((first.status, again.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert!(first.body.contains("Halaman ini tidak ada") && !first.headers.contains_key("idempotent-replay"), "{}", first.body);
        assert!(again.body == first.body && again.headers.contains_key("idempotent-replay"), "{}", again.body);
    }
}
