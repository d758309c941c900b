//! Every route, asked by whoever may not.

use sigap_kernel::{Role, Scope};

use super::town::town;
use super::{WORKED, get, get_as, post, post_as};
use crate::model::Month;

#[tokio::test]
async fn every_route_asks_who_may() {
    let town = town().await;
    let nurse = town.log_in("perawat", Role::WardNurse, Scope::Facility(town.here)).await;
    let manager = town.manager().await;
    let month = Month::of_day(town.today()).plus(-1).to_string();
    let mut asked = 0;
    for route in &crate::routes(town.room.clone()).table {
        let path = route.path.replace("{facility}", &town.there.to_string()).replace("{month}", &month);
        let is_get = route.method == "GET";
        let anyone = if is_get { get(&town, &path).await } else { post(&town, "", &path, "").await };
        assert_eq!(anyone.status, 401, "anyone, {} {path}", route.method);
        let ward = if is_get { get_as(&town, &nurse, &path).await } else { post_as(&town, &nurse, &path, "").await };
        assert_eq!(ward.status, 403, "a ward nurse, {} {path}: {}", route.method, ward.body);
        let other = if is_get { get_as(&town, &manager, &path).await } else { post_as(&town, &manager, &path, WORKED).await };
        let leads_home = path == "/indikator" && other.location == format!("/indikator/{}", town.here);
        assert!(leads_home || other.status == 403, "the manager of another hospital, {} {path}: {}", route.method, other.status);
        asked += 1;
    }
    assert!(asked >= 11, "{asked}");
}

#[tokio::test]
async fn each_does_only_what_is_theirs() {
    let town = town().await;
    let (office, manager) = (town.office().await, town.manager().await);
    let month = Month::of_day(town.today()).plus(-1);
    let told = format!("/indikator/{}/{month}", town.here);
    assert_eq!(get_as(&town, &office, &told).await.status, 403, "the office does not tell for a hospital");
    assert_eq!(post_as(&town, &office, &told, WORKED).await.status, 403);
    assert_eq!(get_as(&town, &office, &format!("/indikator/{}", town.here)).await.status, 200, "but sees it");
    assert_eq!(get_as(&town, &office, "/indikator").await.location, "/kantor/indikator");
    let admin = town.log_in("admin", Role::Admin, Scope::City).await;
    assert_eq!(
        post_as(&town, &admin, &format!("/kantor/laporan/{month}/tutup"), "version=0").await.status,
        403,
        "an administrator closes nothing"
    );
    assert_eq!(post(&town, &manager.cookie, &told, WORKED).await.status, 403, "a form without its secret");
}
