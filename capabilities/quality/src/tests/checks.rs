//! Phone checks: the list by lot, what was said beside what was shown, and what the checks of late come to.

use std::collections::BTreeSet;

use sigap_availability::{CheckCounts, QualityRules};
use sigap_kernel::FacilityId;

use super::town::{THREE, Town, town, towns};
use super::{get_as, post_as};
use crate::service::checks;
use crate::{ShownState, chance_checks, check_counts};

const DAY_S: i64 = 86_400;

async fn counts(town: &Town) -> CheckCounts {
    let all = check_counts(town.floor.db(), &QualityRules::default(), town.system().now()).await.unwrap();
    all.get(&town.here).copied().unwrap_or_default()
}

fn said(free: u32) -> String {
    format!("phone=%2B62240000014&outcome=answered&pool_0={THREE}&said_0={free}")
}

#[tokio::test]
async fn what_a_hospital_says_is_kept_beside_what_was_shown_at_that_minute() {
    for town in towns().await {
        let desk = town.help_desk("sari").await;
        let path = format!("/cek/{}", town.here);
        let form = get_as(&town, &desk, &path).await;
        form.says("tel:+62240000014");
        form.hides("3 dari 24");
        let body = format!("{}&id={}", said(3), form.hidden("id"));
        let done = post_as(&town, &desk, &path, &body).await;
        assert_eq!(done.location, format!("{path}?ok=checked"), "{}", done.body);
        post_as(&town, &desk, &path, &body).await;
        assert_eq!(counts(&town).await, CheckCounts { right_thousandths: 1_000, wrong_thousandths: 0 }, "sent twice, it is one");
        town.shows(Some(9), ShownState::Free);
        let page = get_as(&town, &desk, &path).await;
        page.says("kata RS 3, Sigap: Tersedia · 3 dari 24 kosong");
        page.says("cocok");
        page.says("terakhir dijawab baru saja");
        post_as(&town, &desk, &path, &said(0)).await;
        assert_eq!(counts(&town).await, CheckCounts { right_thousandths: 1_000, wrong_thousandths: 1_000 });
        let looks = chance_checks(town.floor.db(), &QualityRules::default(), town.system().now()).await.unwrap();
        assert_eq!((looks[&town.here].free_right, looks[&town.here].free_wrong), (1.0, 1.0));
        town.world.clock.advance_s(30 * DAY_S);
        assert_eq!(counts(&town).await, CheckCounts { right_thousandths: 500, wrong_thousandths: 500 }, "half after a half-life");
    }
}

#[tokio::test]
async fn who_does_not_answer_is_neither_right_nor_wrong() {
    for town in towns().await {
        let desk = town.help_desk("sari").await;
        let path = format!("/cek/{}", town.here);
        for outcome in ["no_answer", "wrong_number"] {
            let body = format!("phone=%2B62240000014&outcome={outcome}&pool_0={THREE}&said_0=3");
            assert_eq!(post_as(&town, &desk, &path, &body).await.status, 303);
        }
        town.shows(None, ShownState::Old);
        post_as(&town, &desk, &path, &said(4)).await;
        assert_eq!(counts(&town).await, CheckCounts::default());
        get_as(&town, &desk, &path).await.says("tidak ada angka");
    }
}

#[tokio::test]
async fn a_call_is_one_check_however_many_kinds_of_bed_are_named() {
    let town = town().await;
    let desk = town.help_desk("sari").await;
    let one = sigap_kernel::Pool::general(sigap_kernel::CareClass::One);
    let shown = town.ports.0.lock().unwrap().shown[0];
    town.ports.0.lock().unwrap().shown.push(crate::ShownPool { pool: one, free: Some(12), ..shown });
    let body = format!("{}&pool_1={one}&said_1=0", said(3));
    post_as(&town, &desk, &format!("/cek/{}", town.here), &body).await;
    assert_eq!(counts(&town).await, CheckCounts { right_thousandths: 500, wrong_thousandths: 500 });
}

#[tokio::test]
async fn mistakes_are_said_at_their_fields() {
    let town = town().await;
    let desk = town.help_desk("sari").await;
    let path = format!("/cek/{}", town.here);
    for (body, told) in [
        ("outcome=", "Hasil telepon: Pilih dari daftar."),
        ("outcome=answered", "Isi paling sedikit satu, atau pilih Tidak dijawab."),
        (&*format!("outcome=answered&pool_0={THREE}&said_0=banyak"), "Isi antara 0 dan 2000."),
    ] {
        let page = post_as(&town, &desk, &path, body).await;
        assert_eq!(page.status, 422, "{body}");
        page.says(told);
    }
    assert_eq!(post_as(&town, &desk, "/cek/0192f0c4-0000-7000-8000-000000000001", &said(1)).await.status, 404);
}

#[tokio::test]
async fn the_longest_unchecked_stands_first_and_among_equals_the_lot_decides() {
    for town in towns().await {
        let ctx = town.system();
        assert_eq!(checks::draw(&town.room, &ctx).await.unwrap(), 2);
        assert_eq!(checks::draw(&town.room, &ctx).await.unwrap(), 0, "each has its lot");
        let order = async |town: &Town| -> Vec<FacilityId> {
            checks::to_call(&town.room, &town.system()).await.unwrap().into_iter().map(|one| one.facility.id).collect()
        };
        let first = order(&town).await;
        assert_eq!(first, order(&town).await, "the list stays as it was drawn");
        let desk = town.help_desk("sari").await;
        post_as(&town, &desk, &format!("/cek/{}", first[0]), &said(3)).await;
        assert_eq!(order(&town).await, [first[1], first[0]], "who was just called stands last");
    }
}

#[tokio::test]
async fn over_many_draws_everybody_comes_first_some_time() {
    let town = town().await;
    let mut firsts = BTreeSet::new();
    for _ in 0..40 {
        let lots = [town.here, town.there].map(|id| (id, i64::from(u32::from_be_bytes(town.system().random()))));
        firsts.insert(lots.iter().min_by_key(|(_, lot)| *lot).map(|(id, _)| *id));
    }
    assert_eq!(firsts.len(), 2);
}
