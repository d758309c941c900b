//! Every route is asked by those who may not. A new page is found here by itself: nothing has to be written for it, unless it
//! is open to everyone; then it stands in `open-routes.txt`, for everybody to read.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use sigap_kernel::{FacilityId, GeoPoint, Grant, Role, Scope, Zone};
use sigap_registry::{FacilityKind, NewFacility, RegistryError};
use sigap_web::{Floor, Guard, RouteInfo, Settings};

use super::browser::Browser;
use crate::deployment::App;
use crate::server::{Site, drain, site};
use crate::wiring;

const OPEN_ROUTES: &str = include_str!("open-routes.txt");

/// A floor under the pages of an invented city.
pub(super) fn floor(app: &App) -> Floor {
    let settings =
        Settings { city: "Kota Rekaan".to_owned(), centre: GeoPoint::new(-7.0, 110.4).unwrap(), zone: Zone::Wib, demo: true, tls: false };
    Floor::new(app.db.clone(), app.access().unwrap().clone(), app.world.clone(), settings)
}

async fn whole_site(app: &App) -> Site {
    let floor = floor(app);
    let rooms = wiring::rooms(app, &floor).await.unwrap();
    site(&floor, rooms.mounted, wiring::api(), drain().1)
}

pub(super) async fn facility(app: &App, name: &str) -> FacilityId {
    let new = &NewFacility::named(name, FacilityKind::Hospital, Zone::Wib);
    let added: Result<FacilityId, RegistryError> =
        app.db.write(&app.operator(), |tx| async move { sigap_registry::add_facility(&tx, new.clone()).await }).await;
    added.unwrap()
}

fn is_open(route: &RouteInfo) -> bool {
    matches!(route.guard, Guard::Public | Guard::Protocol)
}

/// The path with its parameters filled: a facility where one is wanted, something harmless elsewhere.
fn filled(path: &str, facility: FacilityId) -> String {
    let fill = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) if name.contains("facility") => facility.to_string(),
        Some(name) if name.starts_with('*') => "x".to_owned(),
        Some(_) => "01990000-0000-7000-8000-000000000001".to_owned(),
        None => part.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn routes_that_are_open_to_everyone_stand_in_a_list_for_everybody_to_read() {
    let (app, _folder) = super::deployments().await.swap_remove(0);
    let line = |route: &RouteInfo| match route.guard {
        Guard::Protocol => format!("protocol {}", route.path),
        _ => format!("{} {}", route.method, route.path),
    };
    let open: BTreeSet<String> = whole_site(&app).await.table.iter().filter(|route| is_open(route)).map(line).collect();
    let listed: BTreeSet<String> =
        OPEN_ROUTES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    let (missing, gone): (Vec<_>, Vec<_>) = (open.difference(&listed).collect(), listed.difference(&open).collect());
    assert!(missing.is_empty(), "open to everyone, but not in app/src/tests/open-routes.txt: {missing:#?}");
    assert!(gone.is_empty(), "in app/src/tests/open-routes.txt, but no longer open: {gone:#?}");
}

#[tokio::test]
async fn nobody_comes_in_uninvited() {
    for (app, _folder) in super::deployments().await {
        let site = whole_site(&app).await;
        let anyone = Browser::of_anyone(site.router.clone());
        let nobody = Browser::of_person(site.router.clone(), &app, "tanpa@peran.example", Vec::new()).await;
        let there = facility(&app, "RS Uji (rekaan)").await;
        for route in site.table.iter().filter(|route| !is_open(route)) {
            let path = filled(&route.path, there);
            let came = anyone.send(route.method.clone(), &path, "").await;
            assert_eq!(came.status, StatusCode::UNAUTHORIZED, "anyone, {} {path}: {}", route.method, came.body);
            if route.guard != Guard::Person {
                let came = nobody.send(route.method.clone(), &path, "").await;
                assert_eq!(came.status, StatusCode::FORBIDDEN, "a person without a role, {} {path}: {}", route.method, came.body);
            }
        }
    }
}

#[tokio::test]
async fn the_right_role_of_the_wrong_facility_is_refused() {
    for (app, _folder) in super::deployments().await {
        let site = whole_site(&app).await;
        let (own, other) = (facility(&app, "RS Sendiri (rekaan)").await, facility(&app, "RS Lain (rekaan)").await);
        let grant = |role| Grant { role, scope: Scope::Facility(own) };
        let grants = vec![grant(Role::FacilityAdmin), grant(Role::BedManager), grant(Role::WardNurse)];
        let admin = Browser::of_person(site.router.clone(), &app, "admin@sendiri.example", grants).await;
        let of_one =
            |route: &&RouteInfo| !is_open(route) && route.path.split('/').any(|part| part.starts_with('{') && part.contains("facility"));
        for route in site.table.iter().filter(of_one) {
            let path = filled(&route.path, other);
            let came = admin.send(route.method.clone(), &path, "").await;
            let refused = matches!(came.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(refused, "the administrator of another hospital, {} {path}: {} {}", route.method, came.status, came.body);
        }
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_in_a_page_or_a_problem() {
    let (app, _folder) = super::deployments().await.swap_remove(0);
    let anyone = Browser::of_anyone(whole_site(&app).await.router);
    for (method, path, kind) in [
        (Method::GET, "/tidak-ada", "text/html; charset=utf-8"),
        (Method::POST, "/tidak-ada", "text/html; charset=utf-8"),
        (Method::GET, "/api/v1/nothing", "application/problem+json"),
        (Method::DELETE, "/api/v1/nothing", "application/problem+json"),
    ] {
        let came = anyone.send(method.clone(), path, "").await;
        assert_eq!(came.status, StatusCode::NOT_FOUND, "{method} {path}");
        assert_eq!(came.headers["content-type"], kind, "{method} {path}");
        assert!(came.headers.contains_key("content-security-policy") && came.headers.contains_key("x-trace-id"), "{method} {path}");
    }
    let json = anyone.send(Method::GET, "/api/v1/nothing", "").await.body;
    let problem: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((problem["status"].as_u64(), problem["type"].as_str()), (Some(404), Some("/problems/not-found")));
}
