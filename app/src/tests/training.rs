//! Training is marked on every answer, leaves nothing outside, and never becomes the city itself, nor the city training.

use axum::http::{Method, header};
use sigap_intake::{CourierFault, PeerAddress};
use sigap_kernel::{Grant, Role, Scope, World};
use sigap_web::{MODE_HEADER, Mode};

use super::browser::Browser;
use super::refusals::{There, filled, whole_site};
use crate::courier::courier;
use crate::deployment::{App, Secrets};

const MARKS: [&str; 2] = ["LATIHAN – bukan data nyata", "TRAINING – not real data"];

/// Every role at once, in the city and in one hospital.
fn everything(there: &There) -> Vec<Grant> {
    let of_city = [Role::Admin, Role::Office, Role::Dispatcher, Role::HelpDesk].map(|role| Grant { role, scope: Scope::City });
    let of_one =
        [Role::WardNurse, Role::BedManager, Role::FacilityAdmin].map(|role| Grant { role, scope: Scope::Facility(there.facility) });
    of_city.into_iter().chain(of_one).collect()
}

#[tokio::test]
async fn every_page_of_training_says_so_errors_included() {
    for (app, _folder) in super::deployments_of(Mode::Training).await {
        let site = whole_site(&app).await;
        let there = There::new(&app, "RS Uji (rekaan)").await;
        let anyone = Browser::of_anyone(site.router.clone());
        let person = Browser::of_person(site.router.clone(), &app, "semua@kota.example", everything(&there)).await;
        let (mut pages, mut files) = (0, 0);
        let asked = site.table.iter().filter(|route| route.method == Method::GET && route.path != "/live");
        let lost = ["/tidak-ada", "/rs/bukan-id", "/api/v1/nothing"].map(str::to_owned);
        for path in asked.map(|route| filled(&route.path, &there)).chain(lost) {
            for (who, browser) in [("anyone", &anyone), ("a person", &person)] {
                for (lang, mark) in ["id", "en"].into_iter().zip(MARKS) {
                    let came = browser.send(Method::GET, &format!("{path}?lang={lang}"), "").await;
                    assert_eq!(came.headers.get(MODE_HEADER).map(|value| value.to_str().unwrap()), Some("training"), "{who} {path}");
                    assert_eq!(came.headers["x-robots-tag"], "noindex, nofollow", "{who} {path}");
                    let kind = came.headers.get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
                    if kind.starts_with("text/html") && came.body.contains("<html") {
                        let word = mark.split(' ').next().unwrap();
                        assert!(came.body.contains(mark), "{who} {path} {lang}: {}", came.body);
                        assert!(came.body.contains(&format!("<title>{word} · ")), "{who} {path} {lang}");
                        pages += 1;
                    }
                    if let Some(named) = came.headers.get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok()) {
                        assert!(!named.contains("filename") || named.contains("LATIHAN-"), "{path}: {named}");
                        files += 1;
                    }
                }
            }
        }
        assert!(pages >= 200 && files >= 2, "{pages} pages, {files} files");
        let health: serde_json::Value = serde_json::from_str(&anyone.send(Method::GET, "/healthz", "").await.body).unwrap();
        assert_eq!((health["status"].as_str(), health["mode"].as_str()), (Some("ok"), Some("training")));
        let beds: serde_json::Value = serde_json::from_str(&anyone.send(Method::GET, "/api/v1/beds", "").await.body).unwrap();
        assert_eq!(beds["invented"], true);
    }
}

#[tokio::test]
async fn the_city_itself_has_no_mark() {
    let (app, _folder) = super::deployments_of(Mode::Live).await.swap_remove(0);
    let anyone = Browser::of_anyone(whole_site(&app).await.router);
    for path in ["/", "/masuk", "/tidak-ada", "/api/v1/beds", "/healthz"] {
        let came = anyone.send(Method::GET, path, "").await;
        assert!(!came.headers.contains_key(MODE_HEADER) && !came.headers.contains_key("x-robots-tag"), "{path}");
        assert!(MARKS.iter().all(|mark| !came.body.contains(mark)) && !came.body.contains("noindex"), "{path}");
    }
}

#[tokio::test]
async fn what_is_real_never_becomes_training_nor_training_real() {
    for is in [Mode::Live, Mode::Demo, Mode::Training] {
        for (app, _folder) in super::deployments_of(is).await {
            // Something is done in it: from now on it is what it is.
            super::refusals::facility(&app, "RS Uji (rekaan)").await;
            for &asked in Mode::ALL {
                let opened = App::open(app.config.clone(), World::real(), Secrets::LeftAlone, Some(asked)).await;
                match opened {
                    Ok(again) => assert_eq!((asked, again.mode), (is, is)),
                    Err(failure) => {
                        assert_ne!(asked, is, "{failure}");
                        assert!(failure.to_string().contains(&format!("was made as {is}")), "{failure}");
                    }
                }
            }
            // A command takes it for what it is.
            assert_eq!(App::open(app.config.clone(), World::real(), Secrets::LeftAlone, None).await.unwrap().mode, is);
        }
    }
}

#[tokio::test]
async fn nothing_is_carried_out_of_training() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address: PeerAddress = format!("http://{}/aplicaresws", listener.local_addr().unwrap()).parse().unwrap();
    let request = sigap_exchange::wire::Request { method: "GET", path: "/".to_owned(), headers: Vec::new(), body: Vec::new() };
    let carried = courier(Mode::Training).carry(&address, request).await;
    assert!(matches!(carried, Err(CourierFault::NotSent)));
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody knocked");
}
