//! What families tell: one case however often it is told, a number, a status without anything personal, a flood that stays where it is.

use sigap_kernel::{FacilityId, Pool};
use sigap_store::Query as _;

use super::town::{THREE, Town, town, towns};
use super::{get, post};
use crate::ShownState;

fn told(facility: FacilityId, pool: Pool, more: &str) -> String {
    format!("facility={facility}&pool={pool}&what=no_bed&happened=now&{more}")
}

/// How many cases there are, and how often the first of them was told.
async fn counted(town: &Town) -> (i64, i64) {
    let row =
        town.floor.db().row("SELECT COUNT(*) AS n, COALESCE(MAX(times), 0) AS t FROM family_case", Vec::new()).await.unwrap().unwrap();
    (row.get("n").unwrap(), row.get("t").unwrap())
}

#[tokio::test]
async fn a_family_that_tells_ten_times_has_one_case() {
    for town in towns().await {
        let body = told(town.here, THREE, "text=Penuh%20katanya&phone=0812-3456-7890");
        let first = post(&town, "", "/keluhan", &body).await;
        assert_eq!(first.status, 303, "{}", first.body);
        let cookie = first.cookie.split(';').next().unwrap().to_owned();
        assert!(first.cookie.contains("HttpOnly") && cookie.starts_with("sigap_family="), "{}", first.cookie);
        for time in 0..9 {
            // By its browser, or by its phone from another one.
            let again =
                if time % 2 == 0 { post(&town, &cookie, "/keluhan", &body).await } else { post(&town, "", "/keluhan", &body).await };
            assert_eq!(again.location, first.location.replace("ok=told", "ok=again"), "{}", again.body);
        }
        assert_eq!(counted(&town).await, (1, 10));
        // Another kind of bed, another hospital, another family, or the next day are other cases.
        let other_pool = told(town.here, Pool::general(sigap_kernel::CareClass::One), "phone=081234567890");
        post(&town, "", "/keluhan", &other_pool).await;
        post(&town, "", "/keluhan", &told(town.there, THREE, "phone=081234567890")).await;
        post(&town, "", "/keluhan", &told(town.here, THREE, "phone=081299999999")).await;
        town.world.clock.advance_s(crate::MERGE_WITHIN_H * 3_600 + 60);
        post(&town, "", "/keluhan", &body).await;
        assert_eq!(counted(&town).await.0, 5);
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_case() {
    let town = town().await;
    let form = get(&town, &format!("/keluhan?facility={}", town.here)).await;
    let body = told(town.here, THREE, &format!("id={}", form.hidden("id")));
    let (first, second) = (post(&town, "", "/keluhan", &body).await, post(&town, "", "/keluhan", &body).await);
    assert_eq!(first.location, second.location);
    assert_eq!(counted(&town).await, (1, 1));
}

#[tokio::test]
async fn two_that_tell_at_the_same_instant_are_one_case() {
    for town in towns().await {
        let body = told(town.here, THREE, "phone=081234567890");
        let all = futures::future::join_all((0..6).map(|_| post(&town, "", "/keluhan", &body))).await;
        let numbers: std::collections::BTreeSet<&str> = all.iter().filter_map(|one| one.location.split('?').next()).collect();
        assert_eq!(numbers.len(), 1, "{all:?}");
        assert_eq!(counted(&town).await, (1, 6));
    }
}

#[tokio::test]
async fn the_status_says_where_it_stands_and_nothing_personal() {
    let town = town().await;
    let body = told(town.here, THREE, "text=Ibu%20Rekaan%20menunggu&phone=081234567890");
    let number = post(&town, "", "/keluhan", &body).await.location;
    let page = get(&town, &number).await;
    assert_eq!(page.status, 200);
    for text in ["RSUD Rekaan", "Tidak ada kamar", "Tersedia", "Catat nomor ini", "sisa 24 jam", "tel:112"] {
        page.says(text);
    }
    for secret in ["Ibu Rekaan", "81234567890", "3 dari 24"] {
        page.hides(secret);
    }
    let plain = number.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let spoken = format!("{} {}", &plain[..4], &plain[4..]);
    assert_eq!(get(&town, &format!("/keluhan?nomor={}", spoken.replace(' ', "+"))).await.location, format!("/keluhan/{plain}"));
    // One digit is wrong: said at the field, and no page of another family.
    let wrong = format!("{}{}", (plain.as_bytes()[0] - b'0' + 1) % 10, &plain[1..]);
    get(&town, &format!("/keluhan?nomor={wrong}")).await.says("Nomor ini tidak cocok");
    assert_eq!(get(&town, &format!("/keluhan/{wrong}")).await.status, 404);
    // Nothing personal lies in clear in the tables either.
    for (table, column) in [("family_case", "phone_sealed"), ("family_case_told", "text_sealed")] {
        let kept: String =
            town.floor.db().row(&format!("SELECT {column} AS k FROM {table}"), Vec::new()).await.unwrap().unwrap().get("k").unwrap();
        assert!(kept.starts_with("v1.") && !kept.contains("Rekaan"), "{kept}");
    }
}

#[tokio::test]
async fn what_is_missing_is_said_and_nothing_typed_is_lost() {
    let town = town().await;
    let page = post(&town, "", "/keluhan", &format!("facility={}&text=Sudah%20ditulis&phone=rumah", town.here)).await;
    assert_eq!(page.status, 422);
    page.says("Apa kata rumah sakit?: Pilih dari daftar.");
    page.says("Nomor telepon: Tulis nomor telepon");
    page.says("Sudah ditulis");
    assert_eq!(counted(&town).await.0, 0);
    let unknown = "facility=0192f0c4-0000-7000-8000-000000000001&what=no_bed&happened=now";
    assert_eq!(post(&town, "", "/keluhan", unknown).await.status, 404);
}

#[tokio::test]
async fn a_flood_about_one_hospital_does_not_silence_the_others() {
    let town = town().await;
    for _ in 0..60 {
        assert_eq!(post(&town, "", "/keluhan", &told(town.here, THREE, "")).await.status, 303);
    }
    assert_eq!(post(&town, "", "/keluhan", &told(town.here, THREE, "")).await.status, 429);
    assert_eq!(post(&town, "", "/keluhan", &told(town.there, THREE, "")).await.status, 303);
    town.world.clock.advance_s(3_601);
    assert_eq!(post(&town, "", "/keluhan", &told(town.here, THREE, "")).await.status, 303);
}

#[tokio::test]
async fn what_was_shown_is_kept_with_the_case() {
    for town in towns().await {
        town.shows(Some(0), ShownState::Full);
        let number = post(&town, "", "/keluhan", &told(town.here, THREE, "")).await.location;
        town.shows(Some(9), ShownState::Free);
        get(&town, &number).await.says("Penuh");
    }
}
