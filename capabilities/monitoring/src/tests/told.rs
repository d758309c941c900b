//! What a hospital tells of a month: it works, it is done twice, two at once, the impossible, the odd.

use super::town::{town, towns};
use super::{WORKED, get_as, post_as};
use crate::model::Month;
use crate::store::told;

#[tokio::test]
async fn a_hospital_tells_its_month_and_sees_it_beside_the_estimate() {
    for town in towns().await {
        town.lived_quarter().await;
        let manager = town.manager().await;
        let month = Month::of_day(town.today()).plus(-1);
        let path = format!("/indikator/{}/{month}", town.here);
        get_as(&town, &manager, &format!("/indikator/{}", town.here)).await.says("belum diisi");
        let form = get_as(&town, &manager, &path).await;
        form.says("name=\"version\" value=\"0\"");
        let told = post_as(&town, &manager, &path, &format!("version=0&{WORKED}")).await;
        assert_eq!((told.status.as_u16(), told.location.as_str()), (303, format!("/indikator/{}?ok=told", town.here).as_str()));
        let page = get_as(&town, &manager, &told.location).await;
        page.says("Angka tersimpan.");
        page.says("mesin 75,0");
        page.hides("belum diisi");
        // The same form again is no second version and no conflict.
        let again = post_as(&town, &manager, &path, &format!("version=0&{WORKED}")).await;
        assert_eq!(again.status, 303);
        assert_eq!(told::versions(town.floor.db(), town.here, month).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn whoever_comes_second_is_told_and_loses_nothing() {
    for town in towns().await {
        let manager = town.manager().await;
        let month = Month::of_day(town.today()).plus(-1);
        let path = format!("/indikator/{}/{month}", town.here);
        post_as(&town, &manager, &path, &format!("version=0&{WORKED}")).await;
        let second = post_as(&town, &manager, &path, &format!("version=0&{}", WORKED.replace("2.250", "2.300"))).await;
        assert_eq!(second.status, 409);
        second.says("value=\"2.300\"");
        second.says("HP 2.250");
        second.says("name=\"version\" value=\"1\"");
        let mended = post_as(&town, &manager, &path, &format!("version=1&{}", WORKED.replace("2.250", "2.300"))).await;
        assert_eq!(mended.status, 303);
        let versions = told::versions(town.floor.db(), town.here, month).await.unwrap();
        let kept: Vec<(i64, i64)> = versions.iter().map(|one| (one.version, one.figures.patient_days)).collect();
        assert_eq!(kept, [(2, 2_300), (1, 2_250)], "a correction keeps what was told before");
    }
}

#[tokio::test]
async fn the_impossible_is_refused_and_the_odd_is_named() {
    let town = town().await;
    let manager = town.manager().await;
    let month = Month::of_day(town.today()).plus(-1);
    let path = format!("/indikator/{}/{month}", town.here);
    for (typed, field) in [
        (WORKED.replace("beds=100", "beds=0"), "beds"),
        (WORKED.replace("beds=100", "beds="), "beds"),
        (WORKED.replace("2.250", "-5"), "patient_days"),
        (WORKED.replace("alive=485", "alive=banyak"), "alive"),
        (format!("{WORKED}&bor=1.2.3"), "bor"),
    ] {
        let answer = post_as(&town, &manager, &path, &format!("version=0&{typed}")).await;
        assert_eq!(answer.status, 422, "{typed}");
        answer.says(&format!("href=\"#{field}\""));
    }
    assert!(told::versions(town.floor.db(), town.here, month).await.unwrap().is_empty());
    let odd = post_as(&town, &manager, &path, &format!("version=0&{WORKED}&bor=82&toi=1,5&bto=4,8")).await;
    assert_eq!((odd.status.as_u16(), odd.location.ends_with("?ok=odd")), (303, true));
    let page = get_as(&town, &manager, &odd.location).await;
    page.says("Periksa BOR, HP, dan TT.");
    page.says("tidak bertemu di satu titik");
    page.says("value=\"82\"");
}

#[tokio::test]
async fn only_months_that_are_over_and_not_long_gone_are_told() {
    let town = town().await;
    let manager = town.manager().await;
    let current = Month::of_day(town.today());
    for (month, expected) in [
        (current.to_string(), 404),
        (current.plus(-25).to_string(), 404),
        ("2026-13".to_owned(), 404),
        (current.plus(-24).to_string(), 200),
    ] {
        let path = format!("/indikator/{}/{month}", town.here);
        assert_eq!(get_as(&town, &manager, &path).await.status, expected, "{month}");
    }
    let nowhere = format!("/indikator/0192f0c4-0000-7000-8000-000000000009/{}", current.plus(-1));
    assert_eq!(get_as(&town, &manager, &nowhere).await.status, 403);
}
