//! Every page in both languages, every refusal, and the banner on top of pages.

use sigap_kernel::{Role, Scope};
use sigap_web::{Banners as _, Guard};

use super::town::{Town, town, towns};
use super::{get, get_as, post, post_as};

async fn owes(town: &Town) {
    town.minutes(60 + 31).await;
}

#[tokio::test]
async fn the_list_says_who_owes_what_and_the_office_calls_and_pauses() {
    for town in towns().await {
        let office = town.office().await;
        get_as(&town, &office, "/pengingat").await.says("Semua angka masih baru.");
        owes(&town).await;
        let list = get_as(&town, &office, "/pengingat").await;
        list.says("1 dari 2 rumah sakit belum memperbarui sebagian angkanya.");
        list.says("2 dari 2 ruang · 48 tempat tidur");
        list.says("Tampil di halaman rumah sakit");
        list.says("tel:+62240000014");
        get_as(&town, &office, "/pengingat?lang=en").await.says("Shown on the hospital");
        let path = format!("/pengingat/{}", town.here);
        let page = get_as(&town, &office, &path).await;
        page.says("Langkah pengingat");
        let id = page.hidden("id");
        for _ in 0..2 {
            let done = post_as(&town, &office, &format!("{path}/telepon"), &format!("id={id}&called=soon")).await;
            assert_eq!(done.location, format!("{path}?ok=called"));
        }
        assert_eq!(town.count("reminder_call").await, 1, "sent twice, it is one");
        assert_eq!(post_as(&town, &office, &format!("{path}/telepon"), "called=").await.status, 422);
        assert_eq!(post_as(&town, &office, &format!("{path}/jeda"), "version=0&hours=&reason=").await.status, 422);
        assert_eq!(post_as(&town, &office, &format!("{path}/jeda"), "version=0&hours=4&reason=Rekaan").await.status, 303);
        let late = post_as(&town, &office, &format!("{path}/jeda"), "version=0&hours=24&reason=Lain").await;
        assert_eq!(late.status, 409);
        late.says("value=\"Lain\"");
        get_as(&town, &office, "/pengingat").await.says("Pengingat dijeda sampai");
        assert_eq!(post_as(&town, &office, &format!("{path}/lanjut"), "version=1").await.status, 303);
        assert_eq!(get_as(&town, &office, "/pengingat/0192f0c4-0000-7000-8000-000000000001").await.status, 404);
        assert_eq!(get_as(&town, &office, "/pengingat/bukan-id").await.status, 404);
    }
}

#[tokio::test]
async fn a_hospital_sees_its_own_alone() {
    let town = town().await;
    owes(&town).await;
    let manager = town.manager().await;
    let list = get_as(&town, &manager, "/pengingat").await;
    list.says("RSUD Rekaan");
    list.hides("RS Lain (rekaan)");
    list.says("2 ruang RSUD Rekaan perlu diperbarui.");
    assert_eq!(get_as(&town, &manager, &format!("/pengingat/{}", town.there)).await.status, 403);
}

#[tokio::test]
async fn a_census_is_started_with_one_page_seen_by_all_and_ended() {
    for town in towns().await {
        town.world.clock.advance_s(60);
        let (office, manager) = (town.office().await, town.manager().await);
        let form = get_as(&town, &office, "/hitung/baru").await;
        form.says("2 rumah sakit akan diminta.");
        let (id, seen) = (form.hidden("id"), form.hidden("seen"));
        let bad = post_as(&town, &office, "/hitung/baru", &format!("id={id}&seen={seen}&minutes=2&reason=")).await;
        assert_eq!(bad.status, 422);
        bad.says("Isi antara 5 dan 240 menit.");
        let typed = format!("id={id}&seen={seen}&minutes=15&reason=Latihan&district=&kind=");
        for _ in 0..2 {
            assert_eq!(post_as(&town, &office, "/hitung/baru", &typed).await.location, "/hitung/1?ok=started");
        }
        let other = typed.replace(&id, "0192f0c4-0000-7000-8000-000000000001");
        let second = post_as(&town, &office, "/hitung/baru", &other).await;
        assert_eq!(second.status, 409);
        second.says("Hitung sekarang 1 baru saja dimulai orang lain.");
        second.says("Hitung sekarang 1 masih berjalan sampai 14.26 WIB: Latihan");
        let banner = get_as(&town, &manager, "/pengingat").await;
        banner.says("Dinas meminta RSUD Rekaan menghitung tempat tidur sekarang, sampai 14.26 WIB.");
        banner.says("Semua masih benar (2 ruang)");
        town.world.clock.advance_s(60);
        let tap = format!("seen={}", banner.hidden("seen"));
        let path = format!("/hitung/masih-benar/{}", town.here);
        assert_eq!(post_as(&town, &manager, &path, &tap).await.location, format!("/papan/{}", town.here));
        assert_eq!(post_as(&town, &manager, &path, &tap).await.status, 409, "the numbers moved on since");
        get_as(&town, &manager, "/pengingat").await.hides("menghitung tempat tidur sekarang");
        let board = get_as(&town, &office, "/hitung/1").await;
        board.says("dari 2 rumah sakit sudah lengkap menjawab");
        board.says("<b>6</b> <span class=\"ink-2\">dari 48 tempat tidur</span>");
        board.says("1 dari 2 rumah sakit");
        board.says("RS Lain (rekaan)");
        get_as(&town, &manager, "/hitung/1").await.hides("RS Lain (rekaan)");
        get_as(&town, &manager, "/hitung/1/layar").await.says("lobby-table");
        let call = post_as(&town, &office, &format!("/hitung/1/telepon/{}", town.there), "called=no_answer").await;
        assert_eq!(call.location, "/hitung/1?ok=called#belum");
        let csv = get_as(&town, &office, "/hitung/1/unduh").await;
        csv.says("\"RSUD Rekaan\",answered,");
        csv.says("\"RS Lain (rekaan)\",no_answer,,general.3.any.any.no,,,0,1,");
        get_as(&town, &manager, "/hitung/1/unduh").await.hides("RS Lain");
        assert_eq!(post_as(&town, &office, "/hitung/1/akhiri", "").await.location, "/hitung/1?ok=stopped");
        get_as(&town, &office, "/hitung").await.says("1 dari 2");
        assert_eq!(get_as(&town, &office, "/hitung/2").await.status, 404);
        assert!(town.room.of(&town.system()).is_empty(), "no banner once it is over");
    }
}

#[tokio::test]
async fn every_route_asks_who_may() {
    let town = town().await;
    let helper = town.log_in("perawat", Role::WardNurse, Scope::Facility(town.there)).await;
    let here = town.here.to_string();
    let mut asked = 0;
    for route in crate::routes(town.room.clone()).table.iter().filter(|route| route.guard != Guard::Public) {
        let path = route.path.replace("{facility}", &here).replace("{number}", "1");
        let is_get = route.method == "GET";
        let anyone = if is_get { get(&town, &path).await } else { post(&town, "", &path, "").await };
        assert_eq!(anyone.status, 401, "anyone, {} {path}", route.method);
        let other = if is_get { get_as(&town, &helper, &path).await } else { post_as(&town, &helper, &path, "version=0").await };
        let is_census = route.guard == Guard::Action(sigap_access::Action::ReadCensus);
        assert!(is_census || other.status == 403, "a nurse of another hospital, {} {path}: {}", route.method, other.status);
        asked += 1;
    }
    assert_eq!(asked, 16);
}
