//! A hospital in shadow, and a city in shadow, in no public answer; inside both are seen and marked.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use sigap_availability::{Observation, SourceKind, Terms};
use sigap_beds::{Counter, Report};
use sigap_kernel::{CareClass, FacilityId, GeoPoint, Grant, Pool, Role, Scope, WardId, Zone};
use sigap_registry::{Agreement, Facility, FacilityKind, NewWard, RegistryError, ReportedBy, Stage, Ward};
use sigap_store::Engine;
use sigap_web::{Guard, Mode};

use super::browser::Browser;
use super::refusals::filled;
use crate::deployment::{App, Secrets};
use crate::server::{drain, site};
use crate::wiring;

/// Numbers that stand nowhere by chance, as they may be written: of the hospital in shadow, and of the open one.
const WRITTEN: [&str; 6] = ["1713", "1.713", "1,713", "2391", "2.391", "2,391"];
const OF_THE_OPEN: [&str; 6] = ["1914", "1.914", "1,914", "2592", "2.592", "2,592"];

/// A hospital of a stage, with these numbers reported just now.
async fn hospital(app: &App, name: &str, stage: Stage, (free, beds): (u32, u32)) -> (FacilityId, WardId) {
    let facility = &Facility {
        agreement: Agreement::in_stage(stage),
        place: GeoPoint::new(-7.0, 110.4).ok(),
        ..Facility::named(name, FacilityKind::Hospital, Zone::Wib)
    };
    let ctx = &app.operator();
    let added = app.db.write(ctx, |tx| async move {
        let id = sigap_registry::add_facility(&tx, facility.clone()).await?;
        let new = NewWard { facility: id, name: "Melati".into(), pool: Pool::general(CareClass::Three), reported_by: ReportedBy::Board };
        let ward: Ward = sigap_registry::add_ward(&tx, new).await?;
        let now = tx.now();
        let observation = Observation {
            capacity: Some(beds),
            free: Some(free),
            terms: Terms::UNKNOWN,
            source: SourceKind::WardBoard,
            observed_at: now,
            received_at: now,
        };
        let report = Report { ward: ward.id, facility: id, observation, by_sex: None, ctx: tx.ctx().clone() };
        sigap_beds::observe(&tx, &Counter::default(), &[report]).await?;
        Ok::<_, RegistryError>((id, ward.id))
    });
    added.await.unwrap()
}

/// Every public address with the hospital in it, in both languages and with questions.
fn public_paths(table: &[sigap_web::RouteInfo], there: &super::refusals::There) -> Vec<String> {
    let open = table.iter().filter(|route| route.guard == Guard::Public && route.method == Method::GET && route.path != "/live");
    let mut paths: Vec<String> = open.map(|route| filled(&route.path, there)).collect();
    paths.extend(
        ["/?situation=adult", "/?map=1", "/?class=3", "/api/v1/beds?class=3", "/?lang=en", "/layanan?service=igd"].map(str::to_owned),
    );
    paths
}

#[tokio::test]
async fn a_free_bed_of_a_hospital_or_a_city_in_shadow_is_in_no_public_answer() {
    for (app, _folder) in super::deployments_of(Mode::Live).await {
        let (in_shadow, ward) = hospital(&app, "RS Bayangan (rekaan)", Stage::Shadow, (1_713, 2_391)).await;
        let (public, open_ward) = hospital(&app, "RS Terbuka (rekaan)", Stage::Public, (1_914, 2_592)).await;
        let floor = super::refusals::floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap();
        let site = site(&floor, rooms.mounted, wiring::api(), drain().1);
        let mut there = super::refusals::There::new(&app, "RS Lain (rekaan)").await;
        (there.facility, there.ward) = (in_shadow, ward);
        let anyone = Browser::of_anyone(site.router.clone());
        let grant = |role, scope| vec![Grant { role, scope }];
        let dispatcher = Browser::of_person(
            site.router.clone(),
            &app,
            "112@kota.example",
            grant(Role::WardNurse, Scope::Facility(FacilityId::new(&app.operator()))),
        )
        .await;
        let nurse =
            Browser::of_person(site.router.clone(), &app, "ns@kota.example", grant(Role::WardNurse, Scope::Facility(in_shadow))).await;
        let mut asked = 0;
        for path in public_paths(&site.table, &there) {
            for (who, browser) in [("anyone", &anyone), ("staff of another hospital", &dispatcher)] {
                let came = browser.send(Method::GET, &path, "").await;
                for written in WRITTEN {
                    assert!(!came.body.contains(written), "{who} {path}: {written} in {}", came.body);
                }
                asked += 1;
            }
        }
        assert!(asked >= 40, "{asked}");
        // It is listed as before, and its own people see the number with its mark.
        let page = anyone.send(Method::GET, &format!("/rs/{in_shadow}"), "").await.body;
        assert!(page.contains("RS Bayangan (rekaan)") && page.contains("belum melapor di sini"), "{page}");
        let page = nurse.send(Method::GET, &format!("/rs/{in_shadow}"), "").await.body;
        assert!(page.contains("1.713") && page.contains("Mode bayangan"), "{page}");

        // The same of a public hospital, once the whole city is in shadow.
        (there.facility, there.ward) = (public, open_ward);
        let shown = anyone.send(Method::GET, &format!("/api/v1/beds/{public}"), "").await.body;
        assert!(shown.contains("1914"), "a public number is shown: otherwise this test finds nothing: {shown}");
        let decided: Result<_, RegistryError> =
            app.db.write(&app.operator(), |tx| async move { sigap_registry::decide_city(&tx, 0, true, None, "Uji coba").await }).await;
        floor.put_in_shadow(decided.unwrap().is_on);
        for path in public_paths(&site.table, &there) {
            let came = anyone.send(Method::GET, &path, "").await;
            for written in OF_THE_OPEN {
                assert!(!came.body.contains(written), "city in shadow, {path}: {written} in {}", came.body);
            }
            if came.body.contains("<html") {
                assert!(came.body.contains("masih uji coba") || came.body.contains("still in trial"), "{path}: {}", came.body);
            }
            assert_eq!(came.headers["sigap-mode"], "shadow", "{path}");
        }
    }
}

/// For what never comes.
const HEARD_WITHIN: Duration = Duration::from_secs(20);

#[tokio::test]
async fn what_one_node_decides_of_the_city_hides_its_numbers_at_the_other() {
    for (one, _folder) in super::deployments_of(Mode::Live).await {
        // A folder belongs to one program; two share a PostgreSQL.
        if one.db.engine() != Engine::Postgres {
            continue;
        }
        let (open, _) = hospital(&one, "RS Terbuka (rekaan)", Stage::Public, (1_914, 2_592)).await;
        let two = App::open(Arc::clone(&one.config), one.world.clone(), Secrets::Opened, None).await.unwrap();
        let floor = super::refusals::floor(&two);
        let rooms = wiring::rooms(&two, &floor).await.unwrap();
        let anyone = Browser::of_anyone(site(&floor, rooms.mounted, wiring::api(), drain().1).router);
        let path = format!("/api/v1/beds/{open}");
        assert!(anyone.send(Method::GET, &path, "").await.body.contains("1914"), "shown before");
        // A node tells the others by sealing, and hears of them by following the chain.
        for (app, name) in [(&one, "one"), (&two, "two")] {
            tokio::spawn(sigap_store::run_sealer(app.db.clone(), app.world.clone(), name.to_owned()));
        }
        for (version, is_on) in [(0, true), (1, false)] {
            let ctx = &one.operator();
            let decided = one.db.write(ctx, |tx| async move { sigap_registry::decide_city(&tx, version, is_on, None, "Uji coba").await });
            decided.await.unwrap();
            let heard = async {
                while floor.is_in_shadow() != is_on {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(HEARD_WITHIN, heard).await.expect("the other node hears of it");
            assert_eq!(anyone.send(Method::GET, &path, "").await.body.contains("1914"), !is_on);
        }
    }
}
