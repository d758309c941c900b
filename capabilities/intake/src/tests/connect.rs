//! Connecting a hospital as its IT officer does it: choose, type in, watch, on both engines.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sigap_kernel::{Role, Scope};
use sigap_registry::{Facility, RegistryError};

use super::siranap::RS_ID;
use super::{Person, Town, both_engines, melati};

async fn with_code(town: &Town) {
    let hospital = town.hospital;
    let changed: Result<(), RegistryError> = town
        .db
        .write(&town.system(), |tx| async move {
            let there = sigap_registry::facility(&tx, hospital).await?.ok_or(RegistryError::Unknown("facility"))?;
            sigap_registry::change_facility(&tx, Facility { kemenkes_code: Some(RS_ID.into()), ..there }).await.map(drop)
        })
        .await;
    changed.unwrap();
}

/// The secret a page shows, and the address at which the key is watched.
fn shown(page: &str) -> (String, String) {
    let part = |start: &str, end: &str| {
        page.split_once(start).unwrap_or_else(|| panic!("{start} in {page}")).1.split_once(end).unwrap().0.to_owned()
    };
    (part("<code class=\"secret\">", "</code>"), format!("/fasilitas/{}", part("<a class=\"btn primary\" href=\"/fasilitas/", "\"")))
}

async fn lists(town: &Town, pass: &str) -> bool {
    let request = Request::get("/fo/index.php/Fasyankes").header("X-rs-id", RS_ID).header("X-pass", pass);
    let (_, _, body) = town.ask(request.body(Body::empty()).unwrap()).await;
    body == r#"{"fasyankes":[]}"#
}

async fn part(admin: &Person<'_>, path: &str) -> String {
    let request = Request::get(path).header(header::COOKIE, &admin.cookie).header("hx-request", "true").body(Body::empty()).unwrap();
    admin.town.ask(request).await.2
}

#[tokio::test]
async fn a_hospital_is_connected_by_rs_online_and_sees_its_first_call() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let (keys, connect) = (format!("/fasilitas/{}/kunci", town.hospital), format!("/fasilitas/{}/hubungkan", town.hospital));
        assert!(admin.get(&connect).await.1.contains("SIMRS GOS, lewat RS Online (SIRANAP)"));
        let (status, _, page) = admin.post(&connect, &keys, "system=khanza_siranap&note=").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Kode RS Kemenkes belum diisi"), "{page}");
        with_code(&town).await;
        let (status, _, page) = admin.post(&connect, &keys, "system=khanza_siranap&note=").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        for line in ["URLAPISIRS", "http://sigap.contoh.invalid:8443/fo/index.php", "IDSIRS", RS_ID, "PASSSIRS", "setting/database.xml"] {
            assert!(page.contains(line), "{line} in {page}");
        }
        let (secret, watch) = shown(&page);
        assert!(part(&admin, &watch).await.contains("Menunggu panggilan"));
        assert!(lists(&town, &secret).await);
        let steps = part(&admin, &watch).await;
        assert!(steps.contains("Memanggil") && steps.contains("Belum ada baris"), "{steps}");
        assert!(!steps.contains("<html"), "only the steps");
        let (status, page) = admin.get(&watch).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<html") && !page.contains(&secret), "the secret is shown once");
    }
}

#[tokio::test]
async fn a_new_secret_stops_the_old_one() {
    for town in both_engines().await {
        with_code(&town).await;
        let admin = town.admin().await;
        let keys = format!("/fasilitas/{}/kunci", town.hospital);
        let (old, watch) = shown(&admin.post(&keys, &keys, "system=other_siranap").await.2);
        let key = watch.rsplit('/').next().unwrap();
        let (status, headers, page) = admin.post(&keys, &format!("{keys}/{key}/rahasia-baru"), "").await;
        assert_eq!((status, headers.get(header::CACHE_CONTROL).unwrap().to_str().unwrap()), (StatusCode::OK, "no-store"));
        let new = shown(&page).0;
        assert!(!lists(&town, &old).await && lists(&town, &new).await);
        let (status, _, page) = admin.post(&keys, &keys, "system=other_siranap").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "one key a hospital code: {page}");
    }
}

/// What a page tells to type into a system: labels with their values, the secret left out, and how to go about it.
fn told(page: &str) -> (Vec<(String, String)>, String) {
    let facts = page.split_once("<dl class=\"facts\">").unwrap().1.split_once("</dl>").unwrap().0;
    let fact = |part: &str| {
        let (label, rest) = part.split_once("</dt>").unwrap();
        (label.to_owned(), rest.to_owned())
    };
    let facts = facts.split("<dt>").skip(1).map(fact).filter(|(_, value)| !value.contains("class=\"secret\"")).collect();
    (facts, page.split_once("</h2>\n<p>").unwrap().1.split_once("</p>").unwrap().0.to_owned())
}

#[tokio::test]
async fn a_new_secret_comes_with_the_settings_of_the_same_system() {
    for town in both_engines().await {
        with_code(&town).await;
        let admin = town.admin().await;
        let keys = format!("/fasilitas/{}/kunci", town.hospital);
        for (system, setting, hint) in [
            ("khanza_aplicares", "<dt>CONSIDAPIAPLICARE</dt>", "KhanzaPengenkripsiTeks"),
            ("khanza_siranap", "<dt>PASSSIRS</dt>", "KhanzaPengenkripsiTeks"),
            ("gos_siranap", "http://sigap.contoh.invalid:8443/fo/index.php/<", "SIMRS GOS"),
            ("other_siranap", "<dt>X-pass</dt>", "pengaturan RS Online"),
            ("other_have", "<dt>Token</dt>", "Authorization: Bearer"),
        ] {
            let (_, _, made) = admin.post(&keys, &keys, &format!("system={system}")).await;
            let watch = shown(&made).1;
            let key = watch.rsplit('/').next().unwrap();
            let (status, _, again) = admin.post(&keys, &format!("{keys}/{key}/rahasia-baru"), "").await;
            assert_eq!(status, StatusCode::OK, "{again}");
            assert!(again.contains(setting) && again.contains(hint), "{system}: {again}");
            assert_eq!(told(&again), told(&made), "{system}");
            // A key of RS Online is called by the hospital's code: the next system comes by the same key.
            admin.post(&keys, &format!("{keys}/{key}/matikan"), "").await;
        }
    }
}

#[tokio::test]
async fn a_client_id_that_is_in_use_already_is_taken_over_and_rs_online_has_the_ministrys_code() {
    for town in both_engines().await {
        with_code(&town).await;
        let admin = town.admin().await;
        let (keys, connect) = (format!("/fasilitas/{}/kunci", town.hospital), format!("/fasilitas/{}/hubungkan", town.hospital));
        for path in [&keys, &connect] {
            let page = admin.get(path).await.1;
            for words in
                ["<label for=\"key-name\">Nama kunci (cons-id atau client id)</label>", "RS Online selalu memakai kode RS Kemenkes"]
            {
                assert!(page.contains(words) && page.contains("name=\"name\""), "{words} in {page}");
            }
        }
        let (status, _, page) = admin.post(&connect, &keys, "system=other_fhir&name=klien-rekaan&note=").await;
        assert!(status == StatusCode::OK && page.contains("<dt>Client ID</dt><dd><code>klien-rekaan</code>"), "{page}");
        let (status, _, page) = admin.post(&connect, &keys, "system=other_siranap&name=klien-rekaan&note=").await;
        assert!(status == StatusCode::OK && page.contains(&format!("<dt>X-rs-id</dt><dd><code>{RS_ID}</code>")), "{page}");
    }
}

#[tokio::test]
async fn a_key_nobody_chose_a_system_for_gets_the_usual_settings() {
    let town = both_engines().await.remove(0);
    let admin = town.admin().await;
    let keys = format!("/fasilitas/{}/kunci", town.hospital);
    let (status, _, page) = admin.post(&keys, &format!("{keys}/{}/rahasia-baru", town.key), "").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("<dt>Alamat (URL Aplicares)</dt>"), "{page}");
}

#[tokio::test]
async fn a_system_that_was_turned_off_is_connected_again_under_its_own_name() {
    for town in both_engines().await {
        with_code(&town).await;
        let admin = town.admin().await;
        let (keys, connect) = (format!("/fasilitas/{}/kunci", town.hospital), format!("/fasilitas/{}/hubungkan", town.hospital));
        let (_, _, page) = admin.post(&connect, &keys, "system=gos_siranap&note=").await;
        let (old, watch) = shown(&page);
        let key = watch.rsplit('/').next().unwrap();
        admin.post(&keys, &format!("{keys}/{key}/matikan"), "").await;
        assert!(!lists(&town, &old).await);
        assert!(part(&admin, &watch).await.contains("Kunci ini dimatikan"));
        let (status, _, page) = admin.post(&connect, &keys, "system=gos_siranap&note=").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let (new, again) = shown(&page);
        assert_eq!((again.as_str(), new == old), (watch.as_str(), false));
        assert!(lists(&town, &new).await && !lists(&town, &old).await);
    }
}

#[tokio::test]
async fn a_wrong_secret_is_explained_where_it_is_seen_and_leads_to_no_empty_page() {
    for town in both_engines().await {
        with_code(&town).await;
        let admin = town.admin().await;
        let (keys, problems) = (format!("/fasilitas/{}/kunci", town.hospital), format!("/masalah-kiriman/{}", town.hospital));
        let (secret, watch) = shown(&admin.post(&keys, &keys, "system=other_siranap").await.2);
        assert!(admin.get(&problems).await.1.contains("Tidak ada masalah"));
        assert!(!lists(&town, "salah").await && !lists(&town, "salah lagi").await);
        let steps = part(&admin, &watch).await;
        assert!(steps.contains("Tanda tangan salah") && steps.contains("buat Rahasia baru") && steps.contains(">ditolak<"), "{steps}");
        assert!(!steps.contains("/masalah-kiriman/"), "nothing of it is kept: {steps}");
        let page = admin.get(&problems).await.1;
        for words in [
            "2 panggilan ditolak sejak 11.00 WIB.",
            "Tanda tangan salah, baru saja.",
            &format!("/fasilitas/{}/kiriman\">Aliran", town.hospital),
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(!page.contains("Tidak ada masalah") && !page.contains("dapat dipakai.</p>"), "{page}");
        let english = admin.get(&format!("{problems}?lang=en")).await.1;
        assert!(english.contains("Calls refused since 11:00 WIB: 2."), "{english}");
        // An hour later nothing followed; a day later it is over.
        town.clock.advance_s(3_600);
        assert!(admin.get(&problems).await.1.contains("Panggilan terakhir ditolak."));
        town.clock.advance_s(24 * 3_600);
        let admin = town.admin().await;
        assert!(admin.get(&problems).await.1.contains("Tidak ada masalah"));
        // A call that is kept as a problem leads to its page.
        let request = Request::put("/fo/index.php/Fasyankes").header("X-rs-id", RS_ID).header("X-pass", &secret);
        town.ask(request.body(Body::from("rusak")).unwrap()).await;
        let steps = part(&admin, &watch).await;
        assert!(steps.contains("Isi kiriman tidak terbaca") && steps.contains("/masalah-kiriman/"), "{steps}");
    }
}

#[tokio::test]
async fn rows_that_wait_and_the_stage_are_steps_too() {
    for town in both_engines().await {
        with_code(&town).await;
        town.create(&melati()).await;
        let admin = town.admin().await;
        let keys = format!("/fasilitas/{}/kunci", town.hospital);
        let (secret, watch) = shown(&admin.post(&keys, &keys, "system=other_siranap").await.2);
        let request = Request::post("/fo/index.php/Fasyankes").header("X-rs-id", RS_ID).header("X-pass", &secret);
        let row = r#"{"id_tt":"4","ruang":"Melati II","jumlah_ruang":"1","jumlah":"24","terpakai":"20","covid":0}"#;
        town.ask(request.body(Body::from(row)).unwrap()).await;
        let steps = part(&admin, &watch).await;
        assert!(steps.contains("1 baris diterima.") && steps.contains("1 belum disambung."), "{steps}");
        assert!(steps.contains("/sambungan") && steps.contains("Dinkes menaikkan tahap"), "{steps}");
    }
}

#[tokio::test]
async fn nobody_of_another_hospital_connects_or_watches() {
    let town = both_engines().await.remove(0);
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    let stranger = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    let own = format!("/fasilitas/{other}/kunci");
    for path in ["hubungkan".to_owned(), format!("hubungkan/{}", town.key)] {
        assert_eq!(stranger.get(&format!("/fasilitas/{}/{path}", town.hospital)).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(stranger.get(&format!("/fasilitas/{other}/hubungkan/{}", town.key)).await.0, StatusCode::NOT_FOUND);
    let (status, _, _) = stranger.post(&own, &format!("/fasilitas/{other}/kunci/{}/rahasia-baru", town.key), "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "the secret of another hospital's key is not replaced");
}
