//! The help desk: a call is a case in two steps, the log, the call back, the hand-over, and nothing lost when a browser closes.

use sigap_store::Query as _;

use super::town::{THREE, Town, town, towns};
use super::{get, get_as, post, post_as};
use sigap_testtown::LoggedIn;

async fn open(town: &Town, desk: &LoggedIn, phone: &str) -> String {
    let form = get_as(town, desk, &format!("/bantuan-kamar/baru?facility={}", town.here)).await;
    let id = form.hidden("id");
    let body = format!("id={id}&facility={}&pool={THREE}&what=no_bed&happened=now&text=Ayah%20Rekaan&phone={phone}", town.here);
    let opened = post_as(town, desk, "/bantuan-kamar/baru", &body).await;
    assert_eq!(opened.location, format!("/bantuan-kamar/{id}?ok=opened"), "{}", opened.body);
    id
}

#[tokio::test]
async fn a_call_becomes_a_case_with_what_the_page_showed_and_whom_to_try_next() {
    for town in towns().await {
        let desk = town.help_desk("sari").await;
        let first = get_as(&town, &desk, "/bantuan-kamar/baru").await;
        first.says("Sambungkan ke 112 sekarang");
        first.says("tel:112");
        let id = open(&town, &desk, "081234567890").await;
        let page = get_as(&town, &desk, &format!("/bantuan-kamar/{id}")).await;
        for text in
            ["ada pada Anda", "Tersedia · 3 dari 24 kosong", "tel:+6281234567890", "Ayah Rekaan", "RS Lain (rekaan)", "sekitar 14 menit"]
        {
            page.says(text);
        }
        let call_id = super::Answer { body: page.body.split("/telepon").nth(1).unwrap().to_owned(), ..page }.hidden("id");
        let call = format!("id={call_id}&facility={}&answer=full&call_note=Kata%20Ns.%20Rekaan", town.there);
        assert_eq!(post_as(&town, &desk, &format!("/bantuan-kamar/{id}/telepon"), &call).await.status, 303);
        assert_eq!(post_as(&town, &desk, &format!("/bantuan-kamar/{id}/telepon"), &call).await.status, 303);
        let page = get_as(&town, &desk, &format!("/bantuan-kamar/{id}")).await;
        page.says("Sudah ditelepon (1)");
        page.says("Kata Ns. Rekaan");
        page.says("Tidak ada saran lain");
        let reads = town.floor.db().row("SELECT COUNT(*) AS n FROM access_log_entry WHERE subject LIKE 'case:%'", Vec::new()).await;
        assert!(reads.unwrap().unwrap().get::<i64>("n").unwrap() >= 2, "each look is in the reading log");
    }
}

#[tokio::test]
async fn the_next_shift_takes_everything_over_with_one_key() {
    for town in towns().await {
        let (day, night) = (town.help_desk("sari").await, town.help_desk("budi").await);
        let (one, two) = (open(&town, &day, "081234567890").await, open(&town, &day, "081299999999").await);
        let note = "note=RS%20Lain%20menelepon%20kembali&callback=30";
        assert_eq!(post_as(&town, &day, &format!("/bantuan-kamar/{one}/catatan"), note).await.status, 303);
        get_as(&town, &night, "/bantuan-kamar").await.says("pada Petugas sari (rekaan)");
        assert_eq!(post_as(&town, &night, &format!("/bantuan-kamar/{one}/langkah"), "event=settle").await.status, 409, "it is not theirs");
        assert_eq!(post_as(&town, &day, "/bantuan-kamar/serah-terima", "").await.status, 303);
        let list = get_as(&town, &night, "/bantuan-kamar/serah-terima").await;
        list.says("Ambil semua 2");
        list.says("RS Lain menelepon kembali");
        assert_eq!(post_as(&town, &night, "/bantuan-kamar/ambil", "").await.location, "/bantuan-kamar?ok=taken");
        post_as(&town, &night, "/bantuan-kamar/ambil", "").await;
        get_as(&town, &night, "/bantuan-kamar").await.says("Pada Anda (2)");
        get_as(&town, &day, "/bantuan-kamar").await.says("pada Petugas budi (rekaan)");
        town.world.clock.advance_s(31 * 60);
        get_as(&town, &night, "/bantuan-kamar").await.says("1 keluarga menunggu telepon sekarang");
        assert_eq!(post_as(&town, &night, &format!("/bantuan-kamar/{one}/catatan"), "note=Tetap&callback=keep").await.status, 303);
        get_as(&town, &night, "/bantuan-kamar").await.says("1 keluarga menunggu telepon sekarang");
        for case in [&one, &two] {
            assert_eq!(post_as(&town, &night, &format!("/bantuan-kamar/{case}/langkah"), "event=settle").await.status, 303);
        }
        get_as(&town, &night, "/bantuan-kamar").await.says("Tidak ada yang menunggu.");
    }
}

#[tokio::test]
async fn a_family_that_left_its_phone_waits_on_the_desk() {
    let town = town().await;
    let body = format!("facility={}&what=unreachable&happened=today&phone=081234567890", town.here);
    let number = post(&town, "", "/keluhan", &body).await.location;
    get(&town, &number).await.says("akan menelepon Anda");
    let desk = town.help_desk("sari").await;
    get_as(&town, &desk, "/bantuan-kamar").await.says("Belum dipegang (1)");
}

#[tokio::test]
async fn what_was_typed_is_there_again_after_the_browser_closed() {
    for town in towns().await {
        let (sari, budi) = (town.help_desk("sari").await, town.help_desk("budi").await);
        let draft = format!("draft_form=new&facility={}&phone=0812&text=Baru%20setengah", town.here);
        assert_eq!(post_as(&town, &sari, "/bantuan-kamar/draf", &draft).await.status, 204);
        let form = get_as(&town, &sari, "/bantuan-kamar/baru").await;
        form.says("Isian Anda sebelumnya dipulihkan.");
        form.says("Baru setengah");
        get_as(&town, &budi, "/bantuan-kamar/baru").await.hides("Baru setengah");
        let id = open(&town, &sari, "081234567890").await;
        get_as(&town, &sari, "/bantuan-kamar/baru").await.hides("Baru setengah");
        let note = format!("draft_form=note-{id}&note=Konsep%20catatan");
        post_as(&town, &sari, "/bantuan-kamar/draf", &note).await;
        get_as(&town, &sari, &format!("/bantuan-kamar/{id}")).await.says("Konsep catatan");
        let kept: String = town.floor.db().row("SELECT body FROM draft_desk", Vec::new()).await.unwrap().unwrap().get("body").unwrap();
        assert!(!kept.contains("Konsep"), "{kept}");
    }
}

#[tokio::test]
async fn mistakes_are_said_and_nothing_typed_is_lost() {
    let town = town().await;
    let desk = town.help_desk("sari").await;
    let id = open(&town, &desk, "081234567890").await;
    let page = post_as(&town, &desk, &format!("/bantuan-kamar/{id}/telepon"), "call_note=Sudah%20ditulis").await;
    assert_eq!(page.status, 422);
    page.says("Jawaban: Pilih dari daftar.");
    page.says("Sudah ditulis");
    let page = post_as(&town, &desk, &format!("/bantuan-kamar/{id}/catatan"), "note=Sudah%20ditulis&callback=99999").await;
    assert_eq!(page.status, 422);
    page.says("Isi antara 0 dan 2160.");
    page.says("Sudah ditulis");
    let unknown = "/bantuan-kamar/0192f0c4-0000-7000-8000-000000000001";
    assert_eq!(get_as(&town, &desk, unknown).await.status, 404);
    assert_eq!(post_as(&town, &desk, &format!("{unknown}/langkah"), "event=take").await.status, 404);
    assert_eq!(post_as(&town, &desk, &format!("/bantuan-kamar/{id}/langkah"), "event=ask").await.status, 404);
}

#[tokio::test]
async fn the_office_decides_without_the_familys_phone_and_words() {
    let town = town().await;
    let desk = town.help_desk("sari").await;
    let id = open(&town, &desk, "081234567890").await;
    let page = get_as(&town, &town.office().await, &format!("/bantuan-kamar/{id}")).await;
    page.says("hanya dibuka petugas bantuan kamar");
    page.hides("Ayah Rekaan");
    page.hides("81234567890");
}
