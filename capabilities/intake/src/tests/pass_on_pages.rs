//! The page of passing on: who may, what has to be there before it is on, and what it says row by row.

use super::pass_on::config;
use super::siranap::RS_ID;
use super::*;
use crate::Service;

fn path(town: &Town) -> String {
    format!("/fasilitas/{}/penerusan", town.hospital)
}

/// The form, filled in, with some fields otherwise.
fn form(service: Service, others: &[(&str, &str)]) -> String {
    let (address, code) = match service {
        Service::Aplicares => ("https://aplicares.contoh.invalid/aplicaresws", PPK),
        Service::Siranap => ("https://sirs.contoh.invalid/fo/index.php", RS_ID),
    };
    let usual = [
        ("service", service.code()),
        ("address", address),
        ("sender", "1234"),
        ("secret", "rahasia-sangat"),
        ("facility_code", code),
        ("letter_no", "445/017"),
        ("letter_date", "2026-11-20"),
        ("agreed", "yes"),
    ];
    let value = |name: &str, usual: &str| others.iter().find(|(other, _)| *other == name).map_or(usual, |(_, value)| value).to_owned();
    let pairs = usual.map(|(name, usual)| format!("{name}={}", value(name, usual).replace(':', "%3A").replace('/', "%2F")));
    pairs.join("&")
}

#[tokio::test]
async fn passing_on_is_off_until_there_is_a_letter_and_a_key() {
    for town in both_engines_with(config()).await {
        let (admin, path) = (town.admin().await, path(&town));
        let (status, page) = admin.get(&path).await;
        assert!(status == StatusCode::OK && page.contains("Nyalakan penerusan") && page.contains(">mati<"), "{page}");
        assert!(page.contains("Belum ada yang diteruskan") && page.contains(PPK));
        for (field, value, sentence) in [
            ("letter_no", "", "Isi nomor surat persetujuan"),
            ("letter_date", "2026-12-24", "Isi tanggal surat"),
            ("letter_date", "kemarin", "Isi tanggal surat"),
            ("agreed", "", "Centang bahwa direktur sudah menyetujui"),
            ("secret", "", "Isi rahasia atau kata sandi"),
            ("facility_code", "--", "Isi kode PPK"),
            ("facility_code", "0301R009", "Kode PPK rumah sakit ini 0301R001."),
            ("sender", "", "Isi cons-id"),
            ("address", "https://jahat.contoh.invalid/aplicaresws", "Pilih salah satu layanan"),
            ("address", "http://169.254.169.254/aplicaresws", "Pilih salah satu layanan"),
        ] {
            let (status, _, page) = admin.post(&path, &path, &form(Service::Aplicares, &[(field, value)])).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
            assert!(page.contains(sentence), "{sentence}: {page}");
            assert!(!page.contains("rahasia-sangat"));
        }
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM pass_target").await, 0);
        let (status, ..) = admin.post(&path, &path, &form(Service::Aplicares, &[])).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let page = admin.get(&path).await.1;
        assert!(page.contains(">menyala<") && page.contains("445/017") && page.contains("Kirim sekarang"), "{page}");
        let row = town.db.row("SELECT * FROM pass_target", args![]).await.unwrap().unwrap();
        let (secret, by, id): (String, String, String) =
            (row.get("secret").unwrap(), row.get("authorised_by").unwrap(), row.get("target_id").unwrap());
        assert!(!secret.contains("rahasia") && !page.contains(&secret) && by.starts_with("user:"), "{secret} {by}");
        // A key that is left empty stays.
        let (status, ..) = admin.post(&path, &path, &form(Service::Aplicares, &[("secret", ""), ("letter_no", "446")])).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let row = town.db.row("SELECT * FROM pass_target", args![]).await.unwrap().unwrap();
        assert_eq!((row.get::<String>("secret").unwrap(), row.get::<String>("letter_no").unwrap()), (secret, "446".to_owned()));
        let (status, ..) = admin.post(&path, &format!("{path}/{id}/kirim"), "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM job WHERE kind = 'intake.pass_on'").await, 1);
        let (status, ..) = admin.post(&path, &format!("{path}/{id}/matikan"), "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(!admin.get(&path).await.1.contains(">menyala<"));
        let english = admin.get(&format!("{path}?lang=en")).await.1;
        assert!(english.contains("Passing on to national services") && english.contains("Turn on passing on"), "{english}");
        assert!(admin.get(&format!("/fasilitas/{}/kunci", town.hospital)).await.1.contains(&path));
    }
}

#[tokio::test]
async fn nothing_is_passed_on_to_the_server_itself_nor_from_an_invented_city_to_the_nation() {
    let own: crate::PeerAddress = "http://sigap.contoh.invalid:8443/aplicaresws".parse().unwrap();
    let town = on_sqlite(IntakeConfig { pass_on_to: vec![own], ..IntakeConfig::default() }).await;
    let (admin, path) = (town.admin().await, path(&town));
    let typed = form(Service::Aplicares, &[("address", "http://sigap.contoh.invalid:8443/aplicaresws")]);
    let (status, _, page) = admin.post(&path, &path, &typed).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("Alamat ini Sigap sendiri"), "{page}");
    let town = on_sqlite(IntakeConfig::default()).await;
    let page = town.admin().await.get(&self::path(&town)).await.1;
    assert!(page.contains("belum mengizinkan alamat") && !page.contains("kemkes.go.id"), "{page}");
}

#[tokio::test]
async fn the_services_of_another_hospital_are_refused() {
    let town = on_sqlite(config()).await;
    let (admin, path) = (town.admin().await, path(&town));
    admin.post(&path, &path, &form(Service::Siranap, &[])).await;
    let row = town.db.row("SELECT target_id FROM pass_target", args![]).await.unwrap().unwrap();
    let id: String = row.get("target_id").unwrap();
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    let elsewhere = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    let own = format!("/fasilitas/{other}/penerusan");
    let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
    for person in [&elsewhere, &nurse] {
        assert_eq!(person.get(&path).await.0, StatusCode::FORBIDDEN);
    }
    for deed in ["", "/matikan", "/kirim", "/kode"] {
        let there = if deed.is_empty() { path.clone() } else { format!("{path}/{id}{deed}") };
        assert_eq!(elsewhere.post(&own, &there, &form(Service::Siranap, &[])).await.0, StatusCode::FORBIDDEN, "{deed}");
        // By way of one's own hospital it is not found.
        if !deed.is_empty() {
            assert_eq!(elsewhere.post(&own, &format!("{own}/{id}{deed}"), "").await.0, StatusCode::NOT_FOUND, "{deed}");
        }
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM pass_target WHERE state = 'on'").await, 1);
}
