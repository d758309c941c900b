//! Every route is asked by those who may not. A new page is found here by itself: nothing has to be written for it, unless it
//! is open to everyone; then it stands in `open-routes.txt`, for everybody to read.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use sigap_access::{NewKey, NewUser, SecretKind};
use sigap_beds::Beds;
use sigap_kernel::{CareClass, FacilityId, GeoPoint, Grant, KeyId, Lang, Masked, Pool, Role, Scope, UserId, WardId, Zone};
use sigap_registry::{FacilityKind, Gazetteer, NewFacility, NewWard, RegistryError, ReportedBy, Ward};
use sigap_web::{Floor, Guard, RouteInfo, Settings};

use super::browser::Browser;
use crate::deployment::App;
use crate::server::{Site, drain, site};
use crate::wiring;

const OPEN_ROUTES: &str = include_str!("open-routes.txt");

/// A floor under the pages of an invented city.
pub(super) fn floor(app: &App) -> Floor {
    let settings = Settings {
        city: "Kota Rekaan".to_owned(),
        centre: GeoPoint::new(-7.0, 110.4).unwrap(),
        zone: Zone::Wib,
        demo: true,
        tls: false,
        help_phone: None,
    };
    Floor::in_mode(app.db.clone(), app.access().unwrap().clone(), app.world.clone(), settings, app.mode)
}

pub(super) async fn whole_site(app: &App) -> Site {
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

/// The room of beds on a deployment, without the rooms it asks.
pub(super) async fn beds_of(app: &App) -> Beds {
    let gazetteer = Arc::new(Gazetteer::default());
    Beds::open(floor(app), app.config.beds.rules.clone(), Arc::new(move || gazetteer.clone()), Arc::new(())).await.unwrap()
}

/// A ward for which its board speaks.
pub(super) async fn board_ward(app: &App, facility: FacilityId) -> WardId {
    let new = &NewWard { facility, name: "Melati".into(), pool: Pool::general(CareClass::Two), reported_by: ReportedBy::Board };
    let added: Result<Ward, RegistryError> =
        app.db.write(&app.operator(), |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await;
    added.unwrap().id
}

fn is_open(route: &RouteInfo) -> bool {
    matches!(route.guard, Guard::Public | Guard::Protocol)
}

/// Somewhere a page can be about: a hospital with a ward, a nurse and a key.
pub(super) struct There {
    pub(super) facility: FacilityId,
    pub(super) ward: WardId,
    user: UserId,
    key: KeyId,
}

impl There {
    pub(super) async fn new(app: &App, name: &str) -> Self {
        let facility = facility(app, name).await;
        let new = &NewWard { facility, name: "Melati".into(), pool: Pool::general(CareClass::Three), reported_by: ReportedBy::Board };
        let ward: Result<Ward, RegistryError> =
            app.db.write(&app.operator(), |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await;
        let access = app.access().unwrap();
        let email = Masked::new(format!("perawat@{facility}.example"));
        let grants = vec![Grant { role: Role::WardNurse, scope: Scope::Facility(facility) }];
        let nurse = NewUser { email, name: Masked::new("Perawat (rekaan)".to_owned()), lang: Lang::Id, grants, password: None };
        let key = NewKey {
            protocol: "aplicares".to_owned(),
            name: facility.to_string(),
            facility,
            kind: SecretKind::Hmac,
            secret: None,
            note: String::new(),
        };
        Self {
            facility,
            ward: ward.unwrap().id,
            user: access.add_user(&app.operator(), &nurse).await.unwrap(),
            key: access.add_key(&app.operator(), &key).await.unwrap().key,
        }
    }

    /// The path with its parameters filled; `None` when one of them is of another kind.
    fn fills(&self, path: &str) -> Option<String> {
        let fill = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some("facility") => Some(self.facility.to_string()),
            Some("ward") => Some(self.ward.to_string()),
            Some("user") => Some(self.user.to_string()),
            Some("key") => Some(self.key.to_string()),
            Some("part") => Some("data".to_owned()),
            Some(_) => None,
            None => Some(part.to_owned()),
        };
        Some(path.split('/').map(fill).collect::<Option<Vec<_>>>()?.join("/"))
    }
}

/// The path with its parameters filled: what is there where it is wanted, something harmless elsewhere.
pub(super) fn filled(path: &str, there: &There) -> String {
    let harmless = |part: &str| match part.strip_prefix('{') {
        Some(name) if name.starts_with('*') => "x".to_owned(),
        Some(_) => there.fills(part).unwrap_or_else(|| "01990000-0000-7000-8000-000000000001".to_owned()),
        None => part.to_owned(),
    };
    path.split('/').map(harmless).collect::<Vec<_>>().join("/")
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
        let there = There::new(&app, "RS Uji (rekaan)").await;
        for route in site.table.iter().filter(|route| !is_open(route)) {
            let path = filled(&route.path, &there);
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
        let (own, other) = (There::new(&app, "RS Sendiri (rekaan)").await, There::new(&app, "RS Lain (rekaan)").await);
        let grant = |role| Grant { role, scope: Scope::Facility(own.facility) };
        let grants = vec![grant(Role::FacilityAdmin), grant(Role::BedManager), grant(Role::WardNurse)];
        let admin = Browser::of_person(site.router.clone(), &app, "admin@sendiri.example", grants).await;
        let of_one = |route: &&RouteInfo| !is_open(route) && route.path.contains('{');
        let mut asked = 0;
        for route in site.table.iter().filter(of_one) {
            let (Some(path), Some(at_home)) = (other.fills(&route.path), own.fills(&route.path)) else { continue };
            if route.method == Method::GET {
                let came = admin.send(Method::GET, &at_home, "").await;
                assert!(came.status.is_success(), "the same page at home, {at_home}: {} {}", came.status, came.body);
            }
            asked += 1;
            let came = admin.send(route.method.clone(), &path, "tap=same&free=1&version=0").await;
            let refused = matches!(came.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(refused, "the administrator of another hospital, {} {path}: {} {}", route.method, came.status, came.body);
        }
        assert!(asked >= 20, "only {asked} routes are about one hospital, ward, person or key");
    }
}

#[tokio::test]
async fn no_form_of_another_site_is_taken() {
    let (app, _folder) = super::deployments().await.swap_remove(0);
    let site = whole_site(&app).await;
    let there = There::new(&app, "RS Uji (rekaan)").await;
    let grant = |role| Grant { role, scope: Scope::City };
    let grants = vec![grant(Role::Admin), grant(Role::Office), Grant { role: Role::WardNurse, scope: Scope::Facility(there.facility) }];
    let admin = Browser::of_person(site.router.clone(), &app, "admin@kota.example", grants).await;
    let elsewhere = admin.without_its_secret();
    let (mut asked, before) = (0, entries(&app).await);
    for route in site.table.iter().filter(|route| route.method != Method::GET && route.guard != Guard::Protocol) {
        let path = filled(&route.path, &there);
        if is_open(route) {
            continue;
        }
        asked += 1;
        let came = elsewhere.send(route.method.clone(), &path, "tap=same&free=1&version=0").await;
        // A file comes in another form, which is refused before its secret is looked for; with it, its own room asks.
        let expected = match route.path.as_str() {
            "/impor" => StatusCode::BAD_REQUEST,
            path if path.ends_with("/unggah") => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::FORBIDDEN,
        };
        assert_eq!(came.status, expected, "from another site, {} {path}: {}", route.method, came.body);
    }
    assert!(asked >= 15, "only {asked} routes change anything");
    assert_eq!(entries(&app).await, before, "nothing was done");
}

/// What the questions of all pages are called, and more than any of them knows.
const QUESTIONS: [&str; 26] = [
    "q",
    "near",
    "place",
    "class",
    "type",
    "sex",
    "age",
    "payer",
    "limit",
    "page",
    "before",
    "after",
    "subject",
    "kind",
    "facility",
    "state",
    "role",
    "lang",
    "sort",
    "map",
    "need",
    "service",
    "from",
    "to",
    "month",
    "situation",
];
/// What no page expects to be asked.
const ODD: [&str; 8] =
    ["%00", "%FF%FE", "%", "-1", "99999999999999999999", "1e308,-1e308", "%27%3B--%3Cscript%3E", "%F0%9F%9B%8F%E2%80%AE"];

#[tokio::test]
async fn no_question_breaks_a_page() {
    for (app, _folder) in super::deployments().await {
        let site = whole_site(&app).await;
        let there = There::new(&app, "RS Uji (rekaan)").await;
        let of_city = [Role::Admin, Role::Office, Role::Dispatcher].map(|role| Grant { role, scope: Scope::City });
        let of_one =
            [Role::WardNurse, Role::BedManager, Role::FacilityAdmin].map(|role| Grant { role, scope: Scope::Facility(there.facility) });
        let grants = of_city.into_iter().chain(of_one).collect();
        let person = Browser::of_person(site.router.clone(), &app, "semua@kota.example", grants).await;
        let mut asked = 0;
        for route in site.table.iter().filter(|route| route.method == Method::GET && route.path != "/live") {
            for odd in ODD {
                let query = QUESTIONS.map(|name| format!("{name}={odd}")).join("&");
                let came = person.send(Method::GET, &format!("{}?{query}", filled(&route.path, &there)), "").await;
                assert!(!came.status.is_server_error(), "{} ?…={odd}: {} {}", route.path, came.status, came.body);
                assert!(!came.body.contains("<script>'") && !came.body.contains("--<script>"), "{} ?…={odd}", route.path);
                asked += 1;
            }
        }
        assert!(asked >= 200, "{asked}");
    }
}

/// How many entries the journal has.
async fn entries(app: &App) -> i64 {
    let report = sigap_store::verify(&app.db, app.db.realm(), |_| ()).await.unwrap();
    report.sealed + report.unsealed
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_not_do() {
    let (app, _folder) = super::deployments().await.swap_remove(0);
    let anyone = Browser::of_anyone(whole_site(&app).await.router);
    for path in ["/", "/masuk", "/api/v1/beds?limit=1", "/openapi.json", "/healthz", "/tidak-ada", "/papan"] {
        let came = anyone.send(Method::GET, path, "").await;
        let said = |name: &str| came.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let policy = said("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.split("; ").any(|one| one.trim() == part), "{path}: {part} is not in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        let others = ["x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "permissions-policy"].map(said);
        let wanted = ["nosniff", "same-origin", "same-origin", "geolocation=(self), camera=(), microphone=()"];
        assert_eq!(others, wanted, "{path}");
    }
}

#[tokio::test]
async fn a_key_of_one_deed_is_not_taken_for_another() {
    for (app, _folder) in super::deployments().await {
        let site = whole_site(&app).await;
        let there = There::new(&app, "RS Uji (rekaan)").await;
        let grants = vec![Grant { role: Role::WardNurse, scope: Scope::Facility(there.facility) }];
        let nurse = Browser::of_person(site.router.clone(), &app, "perawat@uji.example", grants).await;
        let path = format!("/papan/ruang/{}/lapor", there.ward);
        let tap = |free: u32| format!("tap=set&free={free}&capacity=20&version=0&occurred_at_ms=1000&sent_at_ms=1000");
        let first = nurse.send_form_once(&path, &tap(3), "k1").await;
        let again = nurse.send_form_once(&path, &tap(3), "k1").await;
        assert!(first.status == again.status && again.headers.contains_key("idempotent-replay"), "{} {}", first.status, again.body);
        let other = nurse.send_form_once(&path, &tap(4), "k1").await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);
        assert!(!other.headers.contains_key("idempotent-replay"), "{}", other.body);
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
