//! Every page is asked by those who may not.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use sigap_kernel::{Role, Scope};
use sigap_web::Guard;

use super::Town;

#[tokio::test]
async fn nobody_without_the_right_comes_in() {
    for town in Town::both().await {
        let nurse = town.log_in("Perawat", Role::WardNurse, Scope::Facility(town.hospital)).await;
        let (mut pages, some) = (0, "0192f0c4-0000-7000-8000-00000000ffff");
        for route in &town.mounted.table {
            let path = route.path.replace("{user}", some).replace("{job}", some);
            let request = Request::builder().method(&route.method).uri(&path).body(Body::empty()).unwrap();
            assert_eq!(town.send(request).await.status, StatusCode::UNAUTHORIZED, "{} {path}", route.method);
            if route.guard != Guard::Person {
                let answer = if route.method == Method::GET { nurse.get(&path).await } else { nurse.post(&path, &[]).await };
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {path}", route.method);
                pages += 1;
            }
        }
        assert_eq!(pages, 15);
    }
}

#[tokio::test]
async fn each_role_reads_its_own_pages_and_no_more() {
    let town = Town::sqlite().await;
    let pages = ["/petugas", "/petugas/baru", "/jurnal", "/log-baca", "/pekerjaan"];
    for (name, role, scope, opens) in [
        ("Admin", Role::Admin, Scope::City, [true, true, true, true, true]),
        ("Dinkes", Role::Office, Scope::City, [false, false, true, true, false]),
        ("Kepala", Role::FacilityAdmin, Scope::Facility(town.hospital), [true, true, true, false, false]),
        ("Manajer", Role::BedManager, Scope::Facility(town.hospital), [false; 5]),
        ("Operator", Role::Dispatcher, Scope::City, [false; 5]),
    ] {
        let person = town.log_in(name, role, scope).await;
        for (path, expected) in pages.into_iter().zip(opens) {
            assert_eq!(person.get(path).await.status == StatusCode::OK, expected, "{role} {path}");
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let town = Town::sqlite().await;
    let nurse = town.nurse("Perawat", town.hospital).await;
    let admin = town.admin().await;
    for (path, fields) in [
        (format!("/petugas/{nurse}/aktif"), vec![("csrf", "salah"), ("disabled", "yes")]),
        (format!("/petugas/{nurse}/kata-sandi"), vec![("csrf", "")]),
        ("/petugas/baru".to_owned(), vec![("name", "x")]),
        ("/akun/keluar".to_owned(), vec![]),
        ("/jurnal/periksa".to_owned(), vec![]),
    ] {
        assert_eq!(admin.post_plain(&path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(town.opens("Perawat@contoh.example", super::PASSWORD).await);
}
