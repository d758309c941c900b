//! What the page of a facility and the list of facilities say of this room's matters, and to whom.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sigap_kernel::{Actor, Grant, Role, Scope, UserId};
use sigap_registry::{Registry, Reminders as _};
use sigap_web::{dress, login_routes};

use super::siranap::RS_ID;
use super::{Town, both_engines, melati};
use crate::routes;
use crate::silence::watch;

/// The town with the pages of the registry, as the program puts them together.
async fn with_registry(mut town: Town) -> Town {
    let floor = town.intake.0.floor.clone();
    let registry = Registry::start(floor.clone()).await.unwrap().with_reminders(Arc::new(town.intake.clone()));
    let rooms = routes().mount(town.intake.clone()).and(login_routes().mount(floor.clone())).and(sigap_registry::routes().mount(registry));
    town.router = dress(rooms.router, &floor);
    town
}

/// The links of the notice, each with its words.
fn reminders(page: &str) -> Vec<(String, String)> {
    let Some((_, notice)) = page.split_once("id=\"reminders\"") else { return Vec::new() };
    let link = |part: &str| {
        let (href, rest) = part.split_once("\">").unwrap();
        (href.to_owned(), rest.split_once("</a>").unwrap().0.to_owned())
    };
    notice.split_once("</section>").unwrap().0.split("<a class=\"btn\" href=\"").skip(1).map(link).collect()
}

#[tokio::test]
async fn silence_problems_and_waiting_rows_are_told_on_the_page_of_the_facility_to_those_they_are_for() {
    for town in both_engines().await {
        let town = with_registry(town).await;
        let (page, list) = (format!("/fasilitas/{}", town.hospital), "/fasilitas");
        town.create(&melati()).await;
        let (status, before) = town.admin().await.get(&page).await;
        assert_eq!((status, reminders(&before)), (StatusCode::OK, Vec::new()), "{before}");
        assert!(!town.admin().await.get(list).await.1.contains("perlu diperhatikan"));
        // A second source waits for a person, a call cannot be used, and then everything is silent.
        town.add_siranap_key(town.hospital, RS_ID).await;
        town.rs_online("POST", "/fo/index.php/Fasyankes", r#"{"id_tt":"4","ruang":"Dahlia","jumlah":"24","terpakai":"20"}"#).await;
        town.update_with(b"rusak").await;
        town.intake.flush().await;
        town.clock.advance_s(121 * 60);
        watch(&town.intake, &town.system()).await.unwrap();
        let feeds = (format!("/fasilitas/{}/kiriman", town.hospital), "2 sistem berhenti mengirim".to_owned());
        let problems = (format!("/masalah-kiriman/{}", town.hospital), "1 masalah kiriman belum selesai".to_owned());
        let rows = "1 baris kiriman belum disambung ke ruang dan belum dihitung".to_owned();
        let rows = (format!("/fasilitas/{}/sambungan", town.hospital), rows);
        let admin = town.admin().await;
        let told = reminders(&admin.get(&page).await.1);
        assert_eq!(told, [feeds.clone(), problems.clone(), rows]);
        for (href, _) in &told {
            assert_eq!(admin.get(href).await.0, StatusCode::OK, "{href}");
        }
        assert!(admin.get(list).await.1.contains("perlu diperhatikan"));
        let english = reminders(&admin.get(&format!("{page}?lang=en")).await.1);
        assert!(english.iter().any(|(_, words)| words == "Systems that fell silent: 2"), "{english:?}");
        // The office reads problems and joins no rows.
        let grants = Arc::from([Grant { role: Role::Office, scope: Scope::City }]);
        let office = town.world.ctx(Actor::Person { user: UserId::new(&town.system()), grants });
        let facility = sigap_registry::facility(&town.db, town.hospital).await.unwrap().unwrap();
        let seen = town.intake.at(&office, &facility).await.unwrap();
        assert_eq!(seen.into_iter().map(|one| (one.href, one.words)).collect::<Vec<_>>(), [feeds, problems]);
        assert_eq!(town.intake.among(&office, &[facility]).await.unwrap().len(), 1);
        // Who may do nothing about it is not told; who is not logged in sees no such page.
        let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
        let (status, seen) = nurse.get(&page).await;
        assert_eq!((status, reminders(&seen)), (StatusCode::OK, Vec::new()));
        assert!(!nurse.get(list).await.1.contains("perlu diperhatikan"));
        let request = Request::get(page.as_str()).body(Body::empty()).unwrap();
        assert_eq!(town.ask(request).await.0, StatusCode::UNAUTHORIZED);
    }
}
