//! Every route, asked by whoever may not, and about what is not there.

use sigap_kernel::{Role, Scope};

use super::town::{THREE, town};
use super::{get, get_as, post, post_as};

#[tokio::test]
async fn every_route_asks_who_may() {
    let town = town().await;
    let dispatcher = town.log_in("112", Role::Dispatcher, Scope::City).await;
    let other = town.log_in("manajer", Role::BedManager, Scope::Facility(town.there)).await;
    let mut asked = 0;
    for route in crate::routes(town.room.clone()).table {
        let path = route.path.replace("{facility}", &town.here.to_string());
        let is_get = route.method == "GET";
        let anyone = if is_get { get(&town, &path).await } else { post(&town, "", &path, "").await };
        assert_eq!(anyone.status, 401, "anyone, {} {path}", route.method);
        let by = if is_get { get_as(&town, &dispatcher, &path).await } else { post_as(&town, &dispatcher, &path, "").await };
        assert_eq!(by.status, 403, "a dispatcher, {} {path}", route.method);
        if path != "/bayangan" {
            let by = if is_get { get_as(&town, &other, &path).await } else { post_as(&town, &other, &path, "version=0").await };
            assert_eq!(by.status, 403, "the manager of another hospital, {} {path}", route.method);
        }
        asked += 1;
    }
    assert_eq!(asked, 7);
}

#[tokio::test]
async fn a_hospital_reads_its_own_comparison_and_changes_nothing_of_it() {
    let town = town().await;
    let own = town.log_in("manajer", Role::BedManager, Scope::Facility(town.here)).await;
    assert_eq!(get_as(&town, &own, &format!("/bayangan/{}", town.here)).await.status, 200);
    get_as(&town, &own, "/bayangan").await.hides("/bayangan/kota");
    for (end, form) in [("angka", format!("kind={THREE}&free=1")), ("tabel", "table=x".to_owned()), ("rencana", "version=0".to_owned())] {
        assert_eq!(post_as(&town, &own, &format!("/bayangan/{}/{end}", town.here), &form).await.status, 403, "{end}");
    }
}

#[tokio::test]
async fn what_is_unknown_leads_nowhere() {
    let town = town().await;
    let office = town.office().await;
    for id in ["bukan-id", "0192f0c4-0000-7000-8000-000000000001"] {
        for end in ["", "/data.csv"] {
            assert_eq!(get_as(&town, &office, &format!("/bayangan/{id}{end}")).await.status, 404, "{id}{end}");
        }
        assert_eq!(post_as(&town, &office, &format!("/bayangan/{id}/angka"), &format!("kind={THREE}&free=1")).await.status, 404);
    }
}
