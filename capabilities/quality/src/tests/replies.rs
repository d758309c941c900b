//! The hospital's day to reply, late replies, the office's decision, and that only a decided case counts.

use sigap_availability::QualityRules;
use sigap_store::{Changed, Listener, Query as _, Subject};

use super::town::{THREE, Town, towns};
use super::{get_as, post, post_as};
use crate::check_counts;
use sigap_testtown::LoggedIn;

/// A case of a family; gives its id.
async fn case(town: &Town) -> String {
    let body = format!("facility={}&pool={THREE}&what=no_bed&happened=now", town.here);
    assert_eq!(post(town, "", "/keluhan", &body).await.status, 303);
    let sql = "SELECT case_id FROM family_case ORDER BY opened_at_ms DESC LIMIT 1";
    town.floor.db().row(sql, Vec::new()).await.unwrap().unwrap().get("case_id").unwrap()
}

async fn reply(town: &Town, manager: &LoggedIn, case: &str, body: &str) -> super::Answer {
    post_as(town, manager, &format!("/kasus/{}/{case}/jawab", town.here), body).await
}

async fn decide(town: &Town, office: &LoggedIn, case: &str, version: i64, event: &str) -> u16 {
    let body = format!("version={version}&event={event}&reason=Diperiksa%20lewat%20telepon");
    post_as(town, office, &format!("/bantuan-kamar/{case}/putus"), &body).await.status.as_u16()
}

async fn wrong(town: &Town) -> u32 {
    let now = town.system().now();
    let counts = check_counts(town.floor.db(), &QualityRules::default(), now).await.unwrap();
    counts.get(&town.here).map_or(0, |of| of.wrong_thousandths)
}

/// What is told together with a case.
async fn told_with_the_case(feed: &mut Listener) -> Vec<Subject> {
    loop {
        let Some(Changed::Items(items)) = feed.next().await else { return Vec::new() };
        if items.iter().any(|item| item.subject.kind() == "case") {
            return items.iter().map(|item| item.subject.clone()).collect();
        }
    }
}

#[tokio::test]
async fn a_case_counts_only_after_the_hospital_was_heard_and_the_office_decided() {
    for town in towns().await {
        let (manager, office, case) = (town.manager().await, town.office().await, case(&town).await);
        assert_eq!(decide(&town, &office, &case, 1, "count").await, 409, "the hospital has not been heard");
        let page = get_as(&town, &manager, &format!("/kasus/{}", town.here)).await;
        page.says("Tersedia · 3 dari 24 kosong");
        page.says("sisa 24 jam");
        let done = reply(&town, &manager, &case, "version=1&kind=was_full&text=Baru%20terisi").await;
        assert_eq!(done.location, format!("/kasus/{}?ok=replied", town.here), "{}", done.body);
        assert_eq!(reply(&town, &manager, &case, "version=1&kind=was_free").await.status, 409, "whoever comes second is told");
        assert_eq!(wrong(&town).await, 0, "a reply alone does not count");
        get_as(&town, &office, &format!("/bantuan-kamar/{case}")).await.says("Baru terisi");
        let mut feed = town.floor.db().listen();
        assert_eq!(decide(&town, &office, &case, 2, "count").await, 303);
        assert_eq!(wrong(&town).await, 1_000);
        assert!(told_with_the_case(&mut feed).await.contains(&Subject::new("facility", town.here)), "who shows its numbers hears of it");
        assert_eq!(reply(&town, &manager, &case, "version=3&kind=was_free").await.status, 409, "decided");
        assert_eq!(decide(&town, &office, &case, 3, "dismiss").await, 303, "a decision can be changed by another one");
        assert_eq!(wrong(&town).await, 0);
    }
}

#[tokio::test]
async fn a_day_without_a_reply_ends_by_itself_and_a_late_one_is_heard() {
    for town in towns().await {
        let (silent, late) = (case(&town).await, case(&town).await);
        town.world.clock.advance_s(24 * 3_600);
        let (manager, office) = (town.manager().await, town.office().await);
        get_as(&town, &office, "/kasus").await.says("Belum dijawab dalam 24 jam");
        assert_eq!(reply(&town, &manager, &late, "version=1&kind=number_mended").await.status, 303);
        assert_eq!(decide(&town, &office, &silent, 1, "leave_unclear").await, 303);
        assert_eq!(wrong(&town).await, 0, "unclear does not count");
        // A clock that had jumped ahead and is set right: whoever was not decided about has their day again.
        town.world.clock.advance_s(-20 * 3_600);
        assert_eq!(reply(&town, &manager, &late, "version=2&kind=was_full").await.status, 303);
    }
}

#[tokio::test]
async fn a_reply_and_a_decision_say_what_is_missing_and_lose_nothing() {
    let town = super::town::town().await;
    let (manager, office, case) = (town.manager().await, town.office().await, case(&town).await);
    let page = reply(&town, &manager, &case, "version=1&kind=other&text=").await;
    assert_eq!(page.status, 422);
    let page = reply(&town, &manager, &case, "version=1&text=Sudah%20ditulis").await;
    page.says("Apa yang terjadi?: Pilih dari daftar.");
    page.says("Sudah ditulis");
    reply(&town, &manager, &case, "version=1&kind=was_full").await;
    let page = post_as(&town, &office, &format!("/bantuan-kamar/{case}/putus"), "version=2&event=reply&reason=").await;
    assert_eq!(page.status, 422, "the office does not reply for the hospital");
    page.says("Alasan: Wajib diisi.");
}
