//! Every route, asked by whoever may not.

use sigap_kernel::{Role, Scope};
use sigap_web::Guard;

use super::town::{THREE, town};
use super::{get, get_as, post, post_as};

#[tokio::test]
async fn every_route_asks_who_may() {
    let town = town().await;
    let case = {
        let body = format!("facility={}&pool={THREE}&what=no_bed&happened=now", town.there);
        post(&town, "", "/keluhan", &body).await;
        let sql = "SELECT case_id FROM family_case";
        let row = sigap_store::Query::row(town.floor.db(), sql, Vec::new()).await.unwrap().unwrap();
        row.get::<String>("case_id").unwrap()
    };
    let nurse = town.log_in("perawat", Role::WardNurse, Scope::Facility(town.here)).await;
    let manager = town.manager().await;
    let fill = |path: &str| {
        let path = path.replace("{facility}", &town.there.to_string()).replace("{hospital}", &town.there.to_string());
        path.replace("{case}", &case)
    };
    let mut asked = 0;
    for route in crate::routes(town.room.clone()).table.iter().filter(|route| route.guard != Guard::Public) {
        let path = fill(&route.path);
        let is_get = route.method == "GET";
        let anyone = if is_get { get(&town, &path).await } else { post(&town, "", &path, "").await };
        assert_eq!(anyone.status, 401, "anyone, {} {path}", route.method);
        let ward = if is_get { get_as(&town, &nurse, &path).await } else { post_as(&town, &nurse, &path, "").await };
        assert_eq!(ward.status, 403, "a ward nurse, {} {path}: {}", route.method, ward.body);
        let other = if is_get { get_as(&town, &manager, &path).await } else { post_as(&town, &manager, &path, "version=1").await };
        let is_own_list = path == "/mutu";
        assert!(is_own_list || other.status == 403, "the manager of another hospital, {} {path}: {}", route.method, other.status);
        asked += 1;
    }
    assert!(asked >= 20, "{asked}");
}

#[tokio::test]
async fn each_does_only_what_is_theirs() {
    let town = town().await;
    let body = format!("facility={}&pool={THREE}&what=no_bed&happened=now", town.here);
    post(&town, "", "/keluhan", &body).await;
    let row = sigap_store::Query::row(town.floor.db(), "SELECT case_id FROM family_case", Vec::new()).await.unwrap().unwrap();
    let case: String = row.get("case_id").unwrap();
    let (desk, office) = (town.help_desk("sari").await, town.office().await);
    let here = town.here;
    for (who, why, path, form) in [
        (&desk, "the help desk does not decide", format!("/bantuan-kamar/{case}/putus"), "version=1&event=count&reason=x"),
        (&desk, "the help desk does not reply", format!("/kasus/{here}/{case}/jawab"), "version=1&kind=was_full"),
        (&office, "the office does not reply", format!("/kasus/{here}/{case}/jawab"), "version=1&kind=was_full"),
        (&office, "the office does not open a sheet", format!("/mutu/{here}/buka"), "week=0"),
    ] {
        assert_eq!(post_as(&town, who, &path, form).await.status, 403, "{why}");
    }
    let manager = town.manager().await;
    let others = format!("/kasus/{here}/0192f0c4-0000-7000-8000-000000000001/jawab");
    assert_eq!(post_as(&town, &manager, &others, "version=1&kind=was_full").await.status, 404);
    let theirs = post(&town, "", "/keluhan", &body.replace(&here.to_string(), &town.there.to_string())).await;
    assert_eq!(theirs.status, 303);
    let sql = "SELECT case_id FROM family_case WHERE facility_id <> $1";
    let row = sigap_store::Query::row(town.floor.db(), sql, sigap_store::args![here]).await.unwrap().unwrap();
    let path = format!("/kasus/{here}/{}/jawab", row.get::<String>("case_id").unwrap());
    assert_eq!(
        post_as(&town, &manager, &path, "version=1&kind=was_full").await.status,
        404,
        "a case of another hospital by one's own address"
    );
    let without = format!("/kasus/{here}/{case}/jawab");
    assert_eq!(post(&town, &manager.cookie, &without, "version=1&kind=was_full").await.status, 403, "a form without its secret");
}
