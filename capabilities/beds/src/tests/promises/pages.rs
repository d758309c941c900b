//! The pages of promises: they work, are done twice, meet the unknown thing and the wrong person, in both languages.

use axum::http::StatusCode;
use sigap_access::verify_readings;
use sigap_kernel::{CareClass, Lang};

use super::*;
use crate::promise::{PromiseState as S, Reason, Unpromised, open_of, run_out};
use crate::tests::town::LoggedIn;
use crate::tests::{Answer, get, get_as, post_as, renew};
use crate::words::Said;

/// A hospital with an ICU, and people around it.
struct Scene {
    town: Open,
    place: Place,
    asker: LoggedIn,
    manager: LoggedIn,
}

async fn scene(free: u32) -> Scene {
    let town = crate::tests::town().await;
    let place = icu(&town, free).await;
    let asker = town.log_in("Dewi", Role::Dispatcher, Scope::City).await;
    let manager = town.log_in("Sari", Role::BedManager, Scope::Facility(place.facility)).await;
    Scene { town, place, asker, manager }
}

impl Scene {
    fn form(&self, change: &str) -> String {
        let facility = self.place.facility;
        format!("rs={facility}&pool={ICU}&urgency=urgent&eta=20&sex=female&age=34&what=sesak+napas+rekaan&phone=0812-0000-0014{change}")
    }

    async fn ask(&self) -> PromiseId {
        let before: Vec<PromiseId> = self.open().await.iter().map(|one| one.id).collect();
        let sent = post_as(&self.town, &self.asker, "/janji/minta", &self.form("")).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        self.open().await.into_iter().map(|one| one.id).find(|id| !before.contains(id)).unwrap()
    }

    async fn open(&self) -> Vec<Promise> {
        open_of(self.town.floor.db(), self.place.facility).await.unwrap()
    }

    async fn deed(&self, who: &LoggedIn, id: PromiseId, event: &str, version: i64, more: &str) -> Answer {
        let body = format!("event={event}&version={version}{more}");
        post_as(&self.town, who, &format!("/janji/satu/{id}"), &body).await
    }

    async fn state(&self, id: PromiseId) -> S {
        found(&self.town, id).await.stand.state
    }

    fn hospital_page(&self) -> String {
        format!("/janji/{}", self.place.facility)
    }
}

#[tokio::test]
async fn a_bed_is_asked_for_decided_and_used_by_forms_alone() {
    let scene = scene(3).await;
    let form = get_as(&scene.town, &scene.asker, &format!("/janji/minta?rs={}&what=dari+alamat", scene.place.facility)).await;
    form.says("3 dapat dijanjikan · rumah sakit yang memutuskan");
    form.hides("dari alamat");
    let id = scene.ask().await;
    let mine = get_as(&scene.town, &scene.asker, "/janji").await;
    mine.says("Jawab dalam 10 menit");
    mine.says("RSUD Rekaan");
    mine.hides("sesak");
    let theirs = get_as(&scene.town, &scene.manager, &scene.hospital_page()).await;
    theirs.in_order(&["Perlu diputuskan (1)", "ICU: 3 dapat dijanjikan", "Terima"]);
    theirs.hides("sesak");

    let more = format!("&ward={}&back={}", scene.place.ward, scene.hospital_page());
    let yes = scene.deed(&scene.manager, id, "accept", 1, &more).await;
    assert_eq!((yes.status, yes.location), (StatusCode::SEE_OTHER, format!("{}?ok=1#p-{id}", scene.hospital_page())));
    get_as(&scene.town, &scene.asker, "/janji").await.says("ICU ditahan sampai");
    assert_eq!(scene.deed(&scene.asker, id, "depart", 2, "&back=/janji").await.location, format!("/janji?ok=1#p-{id}"));
    get_as(&scene.town, &scene.manager, &scene.hospital_page()).await.in_order(&["Akan datang (1)", "Di jalan", "Tiba di IGD"]);
    for (event, version) in [("arrive", 3), ("place", 4)] {
        assert_eq!(scene.deed(&scene.manager, id, event, version, "").await.location, format!("/janji/satu/{id}"));
    }
    assert_eq!(scene.state(id).await, S::Placed);
    get_as(&scene.town, &scene.asker, "/janji").await.in_order(&["Selesai dalam 12 jam terakhir", "Sudah di tempat tidur"]);
    get_as(&scene.town, &scene.manager, &scene.hospital_page()).await.says("1 diterima · 1 mendapat tempat tidur");
}

#[tokio::test]
async fn nothing_typed_is_lost_and_a_form_sent_twice_asks_once() {
    let scene = scene(3).await;
    let bad =
        post_as(&scene.town, &scene.asker, "/janji/minta", &scene.form("&eta=soon").replace("eta=20&", "").replace("0812-0000-0014", "x"))
            .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["sesak napas rekaan", "value=\"soon\"", "value=\"34\"", "Isi menit sampai tiba", "Isi nomor telepon"] {
        bad.says(kept);
    }
    assert!(scene.open().await.is_empty());
    let id = PromiseId::new(&scene.town.system());
    for _ in 0..2 {
        let sent = post_as(&scene.town, &scene.asker, "/janji/minta", &scene.form(&format!("&id={id}"))).await;
        assert_eq!((sent.status, sent.location), (StatusCode::SEE_OTHER, format!("/janji?ok=1#p-{id}")));
    }
    assert_eq!(scene.open().await.len(), 1);
    let theirs = scene.town.log_in("Eko", Role::Dispatcher, Scope::City).await;
    let taken = post_as(&scene.town, &theirs, "/janji/minta", &scene.form(&format!("&id={id}"))).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "somebody else's id");
}

#[tokio::test]
async fn the_page_says_why_somebody_is_announced_and_where_to_choose() {
    let scene = scene(3).await;
    scene.town.ward(scene.place.facility, "Tiga", Pool::general(CareClass::Three)).await;
    let chooses = get_as(&scene.town, &scene.asker, "/janji/minta").await;
    chooses.says("RSUD Rekaan");
    let form = get_as(&scene.town, &scene.asker, &format!("/janji/minta?rs={}", scene.place.facility)).await;
    form.in_order(&["ICU", "Kelas 3", "Jenis kamar ini tidak dijanjikan"]);
    let ordinary = scene.form("").replace(&ICU.to_string(), &Pool::general(CareClass::Three).to_string());
    assert_eq!(post_as(&scene.town, &scene.asker, "/janji/minta", &ordinary).await.status, StatusCode::SEE_OTHER);
    let one = scene.open().await.remove(0);
    assert_eq!(one.unpromised, Some(Unpromised::Kind));
    let mine = get_as(&scene.town, &scene.asker, "/janji").await;
    mine.says("IGD diberi tahu. IGD sudah diberi tahu. Berangkat sekarang.");
    get_as(&scene.town, &scene.manager, &scene.hospital_page()).await.hides("value=\"accept\"");
    let public = format!("/rs/{}", scene.place.facility);
    get_as(&scene.town, &scene.asker, &public).await.says(&format!("/janji/minta?rs={}", scene.place.facility));
    get(&scene.town, &public).await.hides("/janji");
    let unknown = get_as(&scene.town, &scene.asker, "/janji/minta?rs=nowhere").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_bed_managers_the_second_is_told_who_was_faster() {
    let scene = scene(1).await;
    let other = scene.town.log_in("Tono", Role::BedManager, Scope::Facility(scene.place.facility)).await;
    let (one, two) = (scene.ask().await, scene.ask().await);
    let more = format!("&ward={}&back={}", scene.place.ward, scene.hospital_page());
    assert_eq!(scene.deed(&scene.manager, one, "accept", 1, &more).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.deed(&scene.manager, one, "accept", 1, &more).await.status, StatusCode::SEE_OTHER, "one's own tap twice");
    let late = scene.deed(&other, one, "refuse", 1, &format!("&reason=full&back={}", scene.hospital_page())).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says("Sudah ada yang lebih dulu: Diterima, baru saja. Tidak ada yang ditimpa.");
    late.says("Perlu diputuskan (1)");
    let full = scene.deed(&other, two, "accept", 1, &more).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    full.says("Tempat tidur terakhir ruang itu baru saja dijanjikan.");
    let why = scene.deed(&other, two, "refuse", 1, "").await;
    assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY);
    why.says("Pilih alasannya.");
    assert_eq!(scene.deed(&other, two, "refuse", 1, "&reason=full").await.status, StatusCode::SEE_OTHER);
    assert_eq!(found(&scene.town, two).await.reason, Some(Reason::Full));
    let mine = get_as(&scene.town, &scene.asker, "/janji").await;
    mine.in_order(&["Tidak dapat menerima", "Penuh. Pilih rumah sakit lain", "Tetap ke IGD", "ICU ditahan sampai"]);
    assert_eq!(scene.deed(&scene.asker, two, "depart", 2, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.deed(&scene.asker, two, "jump", 3, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(scene.deed(&scene.manager, two, "silence", 3, "").await.status, StatusCode::UNPROCESSABLE_ENTITY, "the clock alone");
}

#[tokio::test]
async fn both_sides_are_warned_before_a_promise_ends_and_told_when_it_has() {
    let scene = scene(3).await;
    let (one, silent) = (scene.ask().await, scene.ask().await);
    let more = format!("&ward={}", scene.place.ward);
    scene.deed(&scene.manager, one, "accept", 1, &more).await;
    scene.town.world.clock.advance_s(41 * 60);
    assert_eq!(run_out(scene.town.floor.db(), scene.town.beds.promises(), &scene.town.system()).await.unwrap(), 1);
    for (who, page) in [(&scene.asker, "/janji".to_owned()), (&scene.manager, scene.hospital_page())] {
        get_as(&scene.town, who, &page).await.says("Habis 9 menit lagi");
    }
    get_as(&scene.town, &scene.asker, "/janji").await.says("Tidak ada jawaban. IGD sudah diberi tahu. Berangkat sekarang.");
    assert_eq!(scene.deed(&scene.asker, one, "retime", 2, "&eta=30").await.status, StatusCode::SEE_OTHER);
    get_as(&scene.town, &scene.manager, &scene.hospital_page()).await.says("ditahan 60 menit lagi");
    scene.town.world.clock.advance_s(61 * 60);
    run_out(scene.town.floor.db(), scene.town.beds.promises(), &scene.town.system()).await.unwrap();
    assert_eq!((scene.state(one).await, scene.state(silent).await), (S::Expired, S::Expired));
    get_as(&scene.town, &scene.asker, "/janji").await.says("Waktunya habis. Bila pasien tetap perlu");
    let office = scene.town.log_in("Wati", Role::Office, Scope::City).await;
    get_as(&scene.town, &office, "/janji")
        .await
        .says("1 diterima · 0 mendapat tempat tidur · 0 datang tetapi tidak ditempatkan · 1 habis waktu · 1 tidak terjawab");
}

#[tokio::test]
async fn whom_it_is_for_stands_on_one_page_and_each_look_is_kept() {
    let scene = scene(3).await;
    let id = scene.ask().await;
    let page = format!("/janji/satu/{id}");
    let looks = verify_readings(scene.town.floor.db()).await.unwrap().sealed;
    let seen = get_as(&scene.town, &scene.manager, &page).await;
    seen.in_order(&["sesak napas rekaan", "Perempuan · 34 tahun", "tel:081200000014", "(024) 000 0015", "Tidak dapat menerima"]);
    assert_eq!(verify_readings(scene.town.floor.db()).await.unwrap().sealed, looks + 1);
    let administrator = scene.town.log_in("Adi", Role::FacilityAdmin, Scope::Facility(scene.place.facility)).await;
    let decides = get_as(&scene.town, &administrator, &page).await;
    decides.says("Terima");
    decides.hides("sesak");
    assert_eq!(verify_readings(scene.town.floor.db()).await.unwrap().sealed, looks + 1);
    assert_eq!(
        get_as(&scene.town, &scene.manager, &format!("/janji/satu/{}", PromiseId::new(&scene.town.system()))).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_wrong_person_meets_a_closed_door() {
    let scene = scene(3).await;
    let id = scene.ask().await;
    let elsewhere = icu(&scene.town, 3).await;
    let stranger = scene.town.log_in("Lain", Role::BedManager, Scope::Facility(elsewhere.facility)).await;
    let nurse = scene.town.log_in("Ners", Role::WardNurse, Scope::Facility(scene.place.facility)).await;
    let page = format!("/janji/satu/{id}");
    for (path, status) in
        [(page.clone(), StatusCode::FORBIDDEN), (scene.hospital_page(), StatusCode::FORBIDDEN), ("/janji".into(), StatusCode::OK)]
    {
        assert_eq!(get_as(&scene.town, &stranger, &path).await.status, status, "{path}");
    }
    get_as(&scene.town, &stranger, "/janji").await.hides(&id.to_string());
    assert_eq!(scene.deed(&stranger, id, "accept", 1, &format!("&ward={}", scene.place.ward)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(scene.deed(&nurse, id, "accept", 1, &format!("&ward={}", scene.place.ward)).await.status, StatusCode::FORBIDDEN);
    get_as(&scene.town, &nurse, &scene.hospital_page()).await.hides("value=\"accept\"");
    assert_eq!(get_as(&scene.town, &nurse, "/janji").await.location, scene.hospital_page(), "who has one hospital goes straight there");
    assert_eq!(get_as(&scene.town, &nurse, "/janji/minta").await.status, StatusCode::FORBIDDEN);
    assert_eq!(post_as(&scene.town, &nurse, "/janji/minta", &scene.form("")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post_as(&scene.town, &scene.asker, "/janji/tunda", "reason=x&hours=2").await.status, StatusCode::FORBIDDEN);
    assert_ne!(get(&scene.town, "/janji").await.status, StatusCode::OK);
    assert_eq!(scene.state(id).await, S::Asked);
}

#[tokio::test]
async fn everybody_who_asks_is_told_that_planned_care_is_suspended() {
    let scene = scene(3).await;
    let office = scene.town.log_in("Wati", Role::Office, Scope::City).await;
    let bad = post_as(&scene.town, &office, "/janji/tunda", "reason=&hours=100").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says("value=\"100\"");
    bad.says("Isi jam antara 1 dan 72.");
    assert_eq!(post_as(&scene.town, &office, "/janji/tunda", "reason=KLB+rekaan&hours=2").await.status, StatusCode::SEE_OTHER);
    let says = "ditunda sampai 16.10: KLB rekaan.";
    let form_page = format!("/janji/minta?rs={}", scene.place.facility);
    for (who, page) in [(&scene.asker, "/janji".to_owned()), (&scene.asker, form_page), (&scene.manager, scene.hospital_page())] {
        get_as(&scene.town, who, &page).await.says(says);
    }
    let planned = post_as(&scene.town, &scene.asker, "/janji/minta", &scene.form("").replace("=urgent", "=planned")).await;
    assert_eq!(planned.status, StatusCode::CONFLICT);
    planned.says(says);
    planned.says("sesak napas rekaan");
    scene.ask().await;
    assert_eq!(post_as(&scene.town, &office, "/janji/lanjut", "").await.status, StatusCode::SEE_OTHER);
    scene.town.world.clock.advance_s(1);
    get_as(&scene.town, &scene.asker, "/janji").await.hides("ditunda sampai");
}

#[tokio::test]
async fn an_open_page_is_told_of_a_promise_and_asks_for_its_part_alone() {
    let scene = scene(3).await;
    scene.ask().await;
    let part = crate::tests::send(
        &scene.town,
        axum::http::Request::get(scene.hospital_page())
            .header("cookie", &scene.manager.cookie)
            .header("hx-request", "true")
            .body(axum::body::Body::empty())
            .unwrap(),
    )
    .await;
    part.says(&format!("data-live-topic=\"promises:{}\"", scene.place.facility));
    part.hides("<html");
    assert_ne!(renew(&scene.town, &scene.hospital_page()).await.status, StatusCode::OK, "strangers hear nothing");
}

#[test]
fn every_state_event_and_reason_is_said_in_both_languages() {
    use crate::promise::PromiseEvent as E;
    for &lang in Lang::ALL {
        let w = Said::new(lang).words();
        let dashed = |code: &str| code.replace('_', "-");
        let mut keys: Vec<String> = S::ALL.iter().map(|one| format!("promise-state-{}", dashed(one.code()))).collect();
        keys.extend(Reason::ALL.iter().map(|one| format!("promise-reason-{}", dashed(one.code()))));
        keys.extend(Unpromised::ALL.iter().map(|one| format!("promise-unpromised-{}", dashed(one.code()))));
        keys.extend(Urgency::ALL.iter().map(|one| format!("promise-{one}")));
        keys.extend(PromiseKind::ALL.iter().map(|one| format!("promise-kind-{one}")));
        let by_hand = E::ALL.iter().filter(|one| !matches!(one, E::Silence | E::Expire));
        keys.extend(by_hand.map(|one| format!("promise-do-{one}")));
        for side in ["asker", "hospital"] {
            keys.extend(S::ALL.iter().map(|one| format!("promise-next-{side}-{}", dashed(one.code()))));
            keys.extend(["asked", "coming"].map(|state| format!("promise-next-{side}-{state}-announced")));
        }
        for key in keys {
            let said = w.with(&key, &[("until", "14.30"), ("ward", "ICU"), ("reason", "Penuh")]);
            assert!(!said.is_empty() && said != key && !said.contains(&key), "{lang}: {key} is not said");
        }
    }
}
