//! The page of devices: what it shows, what it does, and who is refused.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sigap_kernel::{FacilityId, Role, Scope};

use super::{Town, both_engines, on_sqlite};
use crate::IntakeConfig;

fn devices_of(hospital: FacilityId) -> String {
    format!("/fasilitas/{hospital}/perangkat")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}")).1.split_once(end).unwrap().0
}

/// Adds a phone with Traccar Client and gives the secret of its address.
async fn added(town: &Town, name: &str) -> String {
    let (admin, path) = (town.admin().await, devices_of(town.hospital));
    let (status, headers, page) = admin.post(&path, &path, &format!("name={name}&app=traccar&speed_unit=&note=H+1234+XX")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    between(&page, "<code class=\"secret\">http://sigap.contoh.invalid:8443/posisi/", "</code>").to_owned()
}

#[tokio::test]
async fn an_administrator_adds_a_phone_and_sees_where_it_is() {
    for town in both_engines().await {
        let (admin, path) = (town.admin().await, devices_of(town.hospital));
        assert!(admin.get(&path).await.1.contains("Belum ada perangkat"));
        let secret = added(&town, "amb07").await;
        let (_, page) = admin.get(&path).await;
        assert!(page.contains("AMB07") && page.contains("Belum pernah mengirim") && page.contains("H 1234 XX") && !page.contains(&secret));
        let query = format!("id=AMB07&timestamp={}&lat=-6.9903&lon=110.4229&speed=20&accuracy=6&batt=81&charge=true", town.now().0);
        assert_eq!(town.osmand(&secret, &query).await.0, StatusCode::OK);
        let (_, page) = admin.get(&path).await;
        for said in ["-6.99030, 110.42290", "ketelitian 6 m", "37 km/jam", "81\u{a0}%, sedang diisi", "Traccar Client"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("data-state=\"old\""));
        town.clock.advance_s(3_600);
        assert!(admin.get(&path).await.1.contains("data-state=\"old\""));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_phone_is_said_in_words_in_both_languages() {
    for town in both_engines().await {
        let (admin, path) = (town.admin().await, devices_of(town.hospital));
        let secret = added(&town, "amb07").await;
        town.osmand(&secret, "id=AMB07&lat=%7B0%7D&lon=%7B1%7D").await;
        town.osmand(&secret, "id=AMB08&lat=-6&lon=110").await;
        town.osmand(&secret, &format!("id=AMB07&lat=-6&lon=110&timestamp={}&alarm=sos", town.now().plus_min(420).0)).await;
        let (_, page) = admin.get(&path).await;
        for said in [
            "Masalah pada AMB07",
            "Posisi tidak dapat dipakai",
            "Masih berisi penanda templat",
            "Ponsel memakai nama perangkat lain",
            "Mendahului jam server 420 menit.",
            "SOS",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let (_, page) = admin.get(&format!("{path}?lang=en")).await;
        for said in ["Problems of AMB07", "Still holds the mark of a template", "Is 420 minutes ahead of the server&#39;s clock."] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}

#[tokio::test]
async fn a_phone_is_turned_off_and_on_and_gets_a_new_secret() {
    for town in both_engines().await {
        let (admin, path) = (town.admin().await, devices_of(town.hospital));
        let secret = added(&town, "amb07").await;
        let query = "id=AMB07&lat=-6&lon=110";
        assert_eq!(town.osmand(&secret, query).await.0, StatusCode::OK);
        let key = town.intake.last_positions().await.unwrap()[0].key;
        let (status, _, _) = admin.post(&path, &format!("{path}/{key}/matikan"), "").await;
        assert_eq!((status, town.osmand(&secret, query).await.0), (StatusCode::SEE_OTHER, StatusCode::BAD_REQUEST));
        assert!(admin.get(&path).await.1.contains("dimatikan"));
        admin.post(&path, &format!("{path}/{key}/hidupkan"), "").await;
        assert_eq!(town.osmand(&secret, query).await.0, StatusCode::OK);
        let (status, headers, page) = admin.post(&path, &format!("{path}/{key}/rahasia-baru"), "").await;
        assert_eq!((status, headers.get(header::CACHE_CONTROL).unwrap().to_str().unwrap()), (StatusCode::OK, "no-store"));
        let new = between(&page, "/posisi/", "</code>");
        assert_eq!((town.osmand(&secret, query).await.0, town.osmand(new, query).await.0), (StatusCode::BAD_REQUEST, StatusCode::OK));
    }
}

#[tokio::test]
async fn a_wrong_form_is_said_at_its_fields_and_what_was_typed_stays() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let (admin, path) = (town.admin().await, devices_of(town.hospital));
    added(&town, "amb07").await;
    for (form, said) in [
        ("name=AMB07&app=osmand&speed_unit=&note=catatan+saya", "sudah dipakai perangkat lain"),
        ("name=AMB+08&app=osmand&speed_unit=m_s&note=catatan+saya", "tanpa spasi"),
        ("name=AMB08&app=lain&speed_unit=&note=catatan+saya", "Pilih salah satu aplikasi."),
        ("name=AMB08&app=osmand&speed_unit=mach&note=catatan+saya", "Pilih salah satu satuan."),
    ] {
        let (status, _, page) = admin.post(&path, &path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(said) && page.contains("value=\"catatan saya\""), "{form}: {page}");
    }
    // What a hospital's system uses is no phone, and a phone no such key.
    assert_eq!(admin.post(&path, &format!("{path}/{}/matikan", town.key), "").await.0, StatusCode::NOT_FOUND);
    let keys = format!("/fasilitas/{}/kunci", town.hospital);
    assert!(!admin.get(&keys).await.1.contains("AMB07"));
}

#[tokio::test]
async fn whoever_may_not_is_refused_on_every_page_of_devices() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    let (path, theirs) = (devices_of(town.hospital), devices_of(other));
    let secret = added(&town, "amb07").await;
    town.osmand(&secret, "id=AMB07&lat=-6&lon=110").await;
    let key = town.intake.last_positions().await.unwrap()[0].key;
    let deeds = ["matikan", "hidupkan", "rahasia-baru"].map(|deed| format!("{path}/{key}/{deed}"));
    for (method, path) in [("GET", &path), ("POST", &path), ("POST", &deeds[0]), ("POST", &deeds[1]), ("POST", &deeds[2])] {
        let request = Request::builder().method(method).uri(path.as_str()).body(Body::empty()).unwrap();
        assert_eq!(town.ask(request).await.0, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
    let elsewhere = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    for person in [&nurse, &elsewhere] {
        assert_eq!(person.get(&path).await.0, StatusCode::FORBIDDEN);
        for deed in deeds.iter().chain([&path]) {
            assert_eq!(person.post(&theirs, deed, "name=A&app=traccar").await.0, StatusCode::FORBIDDEN, "{deed}");
        }
    }
    // Not by way of one's own facility either.
    let around = format!("{theirs}/{key}/rahasia-baru");
    assert_eq!(elsewhere.post(&theirs, &around, "").await.0, StatusCode::NOT_FOUND);
    assert_eq!(town.osmand(&secret, "id=AMB07&lat=-6&lon=110").await.0, StatusCode::OK, "the phone still works");
}
