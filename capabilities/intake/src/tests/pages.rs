//! The pages: what they show, what they do, and who is refused.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sigap_exchange::aplicares::client::Answer;
use sigap_kernel::{FacilityId, Role, Scope};

use super::{Town, both_engines, melati, on_sqlite, ppk, sender, sender_with};
use crate::IntakeConfig;

fn keys_of(hospital: FacilityId) -> String {
    format!("/fasilitas/{hospital}/kunci")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}")).1.split_once(end).unwrap().0
}

/// The invented hospital of somebody else.
async fn another_hospital(town: &Town) -> FacilityId {
    town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await
}

#[tokio::test]
async fn an_administrator_makes_a_key_that_opens_the_door_and_sees_its_secret_once() {
    for town in both_engines().await {
        let (admin, path) = (town.admin().await, keys_of(town.hospital));
        let (status, headers, page) = admin.post(&path, &path, "name=&note=SIMRS+rekaan").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
        assert!(page.contains("http://sigap.contoh.invalid:8443/aplicaresws") && page.contains("0301R001"));
        let secret = between(&page, "<code class=\"secret\">", "</code>");
        let cons_id = between(&page, "<dt>Cons-id</dt><dd><code>", "</code>");
        let answer = town.say(sender_with(cons_id, secret).create(&ppk("0301R001"), &melati(), town.now())).await;
        assert_eq!(answer.message, "Data berhasil disimpan.");
        let (_, list) = admin.get(&path).await;
        assert!(list.contains(cons_id) && list.contains("SIMRS rekaan") && !list.contains(secret));
    }
}

#[tokio::test]
async fn a_key_that_is_turned_off_is_shown_so_and_stops_at_once() {
    for town in both_engines().await {
        let (admin, path) = (town.admin().await, keys_of(town.hospital));
        let (status, _, _) = admin.post(&path, &format!("{path}/{}/matikan", town.key), "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(town.send(sender("1234").classes(town.now())).await.0, StatusCode::UNAUTHORIZED);
        assert!(admin.get(&path).await.1.contains("dimatikan"));
    }
}

#[tokio::test]
async fn a_key_of_another_hospital_cannot_be_turned_off() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let theirs = town.add_key(another_hospital(&town).await, "5678").await;
    let (admin, path) = (town.admin().await, keys_of(town.hospital));
    let (status, _, _) = admin.post(&path, &format!("{path}/{theirs}/matikan"), "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(town.send(sender("5678").classes(town.now())).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_pulse_of_a_key_shows_its_last_call_and_what_was_refused() {
    for town in both_engines().await {
        let admin = town.admin().await;
        assert!(admin.get(&keys_of(town.hospital)).await.1.contains("Belum pernah memanggil"));
        town.create(&melati()).await;
        town.update_with(b"rusak").await;
        town.send(sender_with("1234", "salah").classes(town.now())).await;
        let (status, page) = admin.get(&keys_of(town.hospital)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Panggilan sejak 11.00 WIB"), "{page}");
        assert!(page.contains(">3</td>") && page.contains(">2<br>") && page.contains("Tanda tangan salah"), "{page}");
    }
}

#[tokio::test]
async fn a_wrong_cons_id_is_said_at_its_field_and_what_was_typed_stays() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let (admin, path) = (town.admin().await, keys_of(town.hospital));
    for (typed, said) in [("1234", "Nama ini sudah dipakai kunci lain."), ("rs+samudra", "tanpa spasi")] {
        let (status, _, page) = admin.post(&path, &path, &format!("name={typed}&note=catatan+saya")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(said) && page.contains("value=\"catatan saya\"") && page.contains("id=\"key-name-error\""), "{page}");
    }
}

#[tokio::test]
async fn problems_are_shown_with_reason_and_what_to_do_in_both_languages() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let path = format!("/masalah-kiriman/{}", town.hospital);
        assert!(admin.get(&path).await.1.contains("Tidak ada masalah"));
        town.update_with(br#"{"kodekelas":"KL2","koderuang":"A","namaruang":"B","kapasitas":5,"tersedia":6}"#).await;
        let (status, page) = admin.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains("Ada kolom yang salah")
                && page.contains("6 lebih besar dari kapasitas (5).")
                && page.contains("Yang perlu dilakukan:")
                && page.contains("· Aplicares <code>bed/update</code>"),
            "{page}"
        );
        let (_, page) = admin.get(&format!("{path}?lang=en")).await;
        assert!(
            page.contains("Fields are wrong") && page.contains("6 is more than kapasitas (5).") && page.contains("What to do:"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn what_a_sender_wrote_is_never_part_of_a_page() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let html = "<script>alert(1)</script>";
    town.update_with(format!(r#"{{"{html}":1,"{html}":2}}"#).as_bytes()).await;
    town.update(&super::room("KL2", html, html, 3, 1)).await;
    let page = town.admin().await.get(&format!("/masalah-kiriman/{}", town.hospital)).await.1;
    assert!(!page.contains(html), "{page}");
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"), "{page}");
}

#[tokio::test]
async fn whoever_may_not_is_refused_on_every_page() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let other = another_hospital(&town).await;
    let (keys, problems) = (keys_of(town.hospital), format!("/masalah-kiriman/{}", town.hospital));
    let post = format!("{keys}/{}/matikan", town.key);
    for (method, path) in [("GET", &keys), ("POST", &keys), ("POST", &post), ("GET", &problems)] {
        let request = Request::builder().method(method).uri(path.as_str()).body(Body::empty()).unwrap();
        assert_eq!(town.ask(request).await.0, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    // A nurse of the same hospital, and the administrator of another one.
    let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
    let elsewhere = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    for person in [&nurse, &elsewhere] {
        for path in [&keys, &problems] {
            assert_eq!(person.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(person.post(&keys_of(other), &keys, "name=&note=").await.0, StatusCode::FORBIDDEN);
        assert_eq!(person.post(&keys_of(other), &post, "").await.0, StatusCode::FORBIDDEN);
    }
    // The bed manager sees why a report is missing, and no keys.
    let manager = town.log_in(Role::BedManager, Scope::Facility(town.hospital)).await;
    assert_eq!((manager.get(&problems).await.0, manager.get(&keys).await.0), (StatusCode::OK, StatusCode::FORBIDDEN));
    assert_eq!(town.send(sender("1234").classes(town.now())).await.0, StatusCode::OK, "the key still works");
}

#[tokio::test]
async fn a_form_of_another_site_makes_no_key() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let request = Request::post(keys_of(town.hospital))
        .header(header::COOKIE, &admin.cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("csrf=salah&name=&note="))
        .unwrap();
    assert_eq!(town.ask(request).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM machine_key").await, 1);
}

#[tokio::test]
async fn a_facility_that_is_not_there_is_refused_like_one_of_others() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    assert_eq!(admin.get("/fasilitas/0192f0c4-0000-7000-8000-00000000ffff/kunci").await.0, StatusCode::FORBIDDEN);
    assert_eq!(admin.get("/fasilitas/bukan-id/kunci").await.0, StatusCode::NOT_FOUND);
    assert_eq!(admin.get("/masalah-kiriman/'%3B--").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_door_of_a_protocol_answers_in_its_envelope_even_without_a_log_in() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let request = Request::get("/aplicaresws/rest/ref/kelas").body(Body::empty()).unwrap();
    let (status, _, body) = town.ask(request).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(Answer::read(body.as_bytes()).unwrap().message, "Header X-cons-id belum diisi.");
}
