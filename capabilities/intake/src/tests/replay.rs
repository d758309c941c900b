//! Reading a kept call again: after the cause is put right, as of when it came, by whom, and nothing twice.

use axum::http::StatusCode;
use sigap_exchange::aplicares::{Page, RoomDraft};
use sigap_kernel::{Actor, FacilityId, FieldErrors, KeyId, Role, Scope};
use sigap_registry::{Facility, RegistryError};
use sigap_store::{Query as _, args};

use super::fhir::bed;
use super::siranap::RS_ID;
use super::{PPK, Person, Town, both_engines, both_engines_with, melati, on_sqlite, ppk, room, sender, set_organization};
use crate::problem::{Origin, Problem, ProblemKind};
use crate::{BODY_KEPT_BYTES_MAX, IntakeConfig, Protocol};

const BUTTON: &str = "Baca ulang</button>";
const NEW_PPK: &str = "0301R002";

fn problems_of(facility: FacilityId) -> String {
    format!("/masalah-kiriman/{facility}")
}

/// What is posted by the only button of the page; `None` when there is none.
fn button(page: &str) -> Option<String> {
    let (before, _) = page.split_once("/baca-ulang\"")?;
    Some(format!("{}/baca-ulang", before.rsplit_once("action=\"").unwrap().1))
}

impl Town {
    /// Writes down the facility code of a hospital, or that it has none.
    async fn set_ppk(&self, facility: FacilityId, code: Option<&str>) {
        let known = sigap_registry::facility(&self.db, facility).await.unwrap().unwrap();
        let changed = &Facility { ppk: code.map(str::to_owned), ..known };
        let done: Result<_, RegistryError> =
            self.db.write(&self.system(), |tx| async move { sigap_registry::change_facility(&tx, changed.clone()).await }).await;
        done.unwrap();
    }

    /// A hospital whose facility code nobody wrote down, and its key.
    async fn without_code(&self) -> (FacilityId, KeyId) {
        let hospital = self.add_hospital("RS Islam Cahaya Bunda (rekaan)", "").await;
        (hospital, self.add_key(hospital, "5678").await)
    }

    async fn create_there(&self, room: &RoomDraft) -> String {
        self.say(sender("5678").create(&ppk(NEW_PPK), room, self.now())).await.message
    }

    async fn admin_of(&self, hospital: FacilityId) -> Person<'_> {
        self.log_in(Role::FacilityAdmin, Scope::Facility(hospital)).await
    }

    /// Keeps a call that came now, as if a codec had refused it.
    pub(super) async fn keep_unread(&self, path: &str, body: &str) {
        let actor = Actor::Machine { key: self.key, facility: self.hospital };
        let origin = Origin {
            ctx: self.world.ctx(actor),
            key: self.key,
            facility: self.hospital,
            protocol: Protocol::Aplicares,
            deed: "bed/create",
            method: "POST".into(),
            path: path.into(),
            content_type: "application/json".into(),
            is_whole: true,
        };
        let mut reason = FieldErrors::new();
        reason.add("body", "body-not-json");
        let problem = Problem { kind: ProblemKind::Body, reason, same: None, body: body.to_owned().into() };
        self.intake.0.problems.keep(&origin, problem).await;
    }

    async fn journal_of(&self, kind: &str) -> Vec<(String, String)> {
        let rows = self.db.rows("SELECT actor, body FROM journal_entry WHERE kind = $1", args![kind]).await.unwrap();
        rows.iter().map(|row| (row.get("actor").unwrap(), row.get("body").unwrap())).collect()
    }
}

impl Person<'_> {
    /// Presses the only button of the page; where it leads, or what it shows.
    pub(super) async fn press(&self, facility: FacilityId) -> (StatusCode, String) {
        let page = self.get(&problems_of(facility)).await.1;
        let path = button(&page).unwrap_or_else(|| panic!("no button in {page}"));
        let (status, headers, body) = self.post(&problems_of(facility), &path, "").await;
        (status, headers.get("location").map_or(body, |to| to.to_str().unwrap().to_owned()))
    }
}

fn with_free(free: i64) -> RoomDraft {
    RoomDraft { free, ..melati() }
}

#[tokio::test]
async fn what_was_refused_for_a_missing_code_is_taken_once_the_code_is_there() {
    for town in both_engines().await {
        let (hospital, key) = town.without_code().await;
        let (admin, page) = (town.admin_of(hospital).await, problems_of(hospital));
        town.create_there(&with_free(7)).await;
        town.clock.advance_s(61);
        town.create_there(&with_free(4)).await;
        assert!(town.wards(hospital).await.is_empty());
        // Nothing is put right yet: it says so, and nothing doubles.
        let (status, shown) = admin.press(hospital).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(shown.contains("Masih belum dapat dipakai.") && shown.contains("kode PPK fasilitas ini belum diisi"), "{shown}");
        assert_eq!(town.problems().await.iter().map(|problem| problem.2).collect::<Vec<_>>(), [2]);
        let came = town.now();
        town.clock.advance_s(3_600);
        town.set_ppk(hospital, Some(NEW_PPK)).await;
        let again = button(&admin.get(&page).await.1).unwrap();
        assert_eq!(admin.press(hospital).await, (StatusCode::SEE_OTHER, format!("{page}?ok=replayed")));
        // The last one that came, as of when it came; by whom, the journal says.
        let wards = town.wards(hospital).await;
        assert_eq!((wards.len(), wards[0].free, wards[0].reports), (1, 4, 1));
        assert_eq!(town.db.row("SELECT at_ms FROM heard", args![]).await.unwrap().unwrap().get::<i64>("at_ms").unwrap(), came.0);
        assert!(town.problems().await.is_empty());
        let told = town.journal_of("intake.problem_replayed").await;
        assert!(told.len() == 1 && told[0].0.starts_with("user:") && told[0].1.contains(&key.to_string()), "{told:?}");
        assert!(town.journal_of("intake.room_created").await[0].0.starts_with("user:"));
        assert!(admin.get(&format!("{page}?ok=replayed")).await.1.contains("Sudah dibaca ulang."));
        // The button again, from a page that still stood open.
        let (status, headers, _) = admin.post(&page, &again, "").await;
        assert_eq!((status, headers["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, format!("{page}?ok=gone").as_str()));
        assert_eq!((town.wards(hospital).await[0].reports, town.journal_of("intake.problem_replayed").await.len()), (1, 1));
    }
}

#[tokio::test]
async fn an_old_report_never_replaces_a_newer_number() {
    for town in both_engines().await {
        let (hospital, _) = town.without_code().await;
        let admin = town.admin_of(hospital).await;
        town.create_there(&with_free(7)).await;
        town.clock.advance_s(600);
        town.set_ppk(hospital, Some(NEW_PPK)).await;
        assert_eq!(town.create_there(&with_free(3)).await, "Data berhasil disimpan.");
        town.clock.advance_s(600);
        assert_eq!(admin.press(hospital).await.0, StatusCode::SEE_OTHER);
        let wards = town.wards(hospital).await;
        assert_eq!((wards.len(), wards[0].free, wards[0].reports), (1, 3, 1));
        assert_eq!(
            town.say(sender("5678").read(&ppk(NEW_PPK), Page { start: 1, limit: 10 }, town.now()))
                .await
                .rooms()
                .map(|row| row.unwrap().room.free)
                .collect::<Vec<_>>(),
            [3]
        );
        assert!(town.problems().await.is_empty());
    }
}

#[tokio::test]
async fn what_a_mended_codec_reads_now_is_taken_and_a_second_problem_of_the_kind_is_a_new_one() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let body = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Melati","kapasitas":24,"tersedia":7}"#;
        let path = format!("/aplicaresws/rest/bed/create/{PPK}");
        town.keep_unread(&path, body).await;
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert_eq!(town.wards(town.hospital).await[0].free, 7);
        assert!(town.problems().await.is_empty());
        town.keep_unread(&path, body).await;
        assert_eq!(town.problems().await.len(), 1, "it is not taken for a repeat of what is settled");
    }
}

#[tokio::test]
async fn an_old_removal_takes_away_no_room_that_spoke_since() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let path = format!("/aplicaresws/rest/bed/delete/{PPK}");
        let body = r#"{"kodekelas":"KL2","koderuang":"MLT2"}"#;
        town.keep_unread(&path, body).await;
        town.clock.advance_s(60);
        town.create(&melati()).await;
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert!(town.wards(town.hospital).await[0].active);
        town.clock.advance_s(60);
        town.keep_unread(&path, body).await;
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert!(!town.wards(town.hospital).await[0].active, "a removal that is newer than the last word is carried out");
    }
}

#[tokio::test]
async fn a_room_nobody_registered_is_registered_when_a_person_has_it_read_again() {
    for town in both_engines().await {
        let admin = town.admin().await;
        town.update(&melati()).await;
        let came = town.now();
        town.clock.advance_s(60);
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert!(town.problems().await.is_empty());
        assert_eq!(town.wards(town.hospital).await.len(), 1);
        let counted = town.count("SELECT CAST(observed_at_ms - 1795320900000 AS BIGINT) AS n FROM feed_row").await;
        assert_eq!(i64::from(counted), came.0 - 1_795_320_900_000, "it was counted when it came");
    }
}

#[tokio::test]
async fn an_item_that_is_registered_now_is_stated_as_of_then_and_newer_words_stay() {
    const NEEDS: &str = "/fo/index.php/Fasyankes/sdm";
    let stated = |on_hand: u32| {
        format!(r#"{{"id_kebutuhan":"1","kebutuhan":"5","jumlah_eksisting":"{on_hand}","jumlah":"0","jumlah_diterima":"0"}}"#)
    };
    for town in both_engines().await {
        let admin = town.admin().await;
        town.add_siranap_key(town.hospital, RS_ID).await;
        town.rs_online("PUT", NEEDS, &stated(9)).await;
        assert_eq!(town.problems().await[0].0, "room");
        town.clock.advance_s(60);
        town.rs_online("POST", NEEDS, &stated(3)).await;
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert_eq!(town.count("SELECT on_hand AS n FROM feed_need").await, 3);
        assert!(town.problems().await.is_empty());
    }
}

#[tokio::test]
async fn parts_of_a_report_that_are_still_wrong_are_told_and_the_problem_stays() {
    for town in both_engines().await {
        let admin = town.admin().await;
        town.add_siranap_key(town.hospital, RS_ID).await;
        let good = "<data><kode_ruang>0003</kode_ruang><tipe_pasien>0005</tipe_pasien><total_TT>10</total_TT><terpakai_male>2</terpakai_male><terpakai_female>1</terpakai_female></data>";
        let bad = good.replace("<total_TT>10", "<total_TT>sepuluh");
        let body = format!("<xml>{good}{bad}</xml>");
        town.rs_online("POST", "/sirsservice/ranap", &body).await;
        for _ in 0..2 {
            let (status, page) = admin.press(town.hospital).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains("Harus berupa bilangan bulat."), "{page}");
            assert_eq!((town.problems().await.len(), town.wards(town.hospital).await.len()), (1, 1));
        }
    }
}

#[tokio::test]
async fn only_what_is_kept_whole_has_a_button_and_a_mark() {
    for town in both_engines().await {
        let (admin, page) = (town.admin().await, problems_of(town.hospital));
        let large = vec![b'x'; BODY_KEPT_BYTES_MAX + 1];
        town.update_with(&large).await;
        let shown = admin.get(&page).await.1;
        assert!(!shown.contains(BUTTON) && shown.contains("Tanda isi:"), "{shown}");
        // Without a body there is nothing to read again.
        town.say(sender("1234").read(&ppk(NEW_PPK), Page { start: 1, limit: 10 }, town.now())).await;
        assert_eq!(town.problems().await.len(), 2);
        assert!(!admin.get(&page).await.1.contains(BUTTON));
        town.update_with(b"rusak").await;
        assert!(admin.get(&page).await.1.contains(BUTTON));
    }
}

#[tokio::test]
async fn the_mark_of_a_body_is_the_same_for_the_same_body_beyond_what_is_kept() {
    let town = on_sqlite(IntakeConfig::default()).await;
    for last in ["a", "a", "b"] {
        let long = format!("{}{last}", "x".repeat(BODY_KEPT_BYTES_MAX - 1));
        town.update_with(long.as_bytes()).await;
    }
    assert_eq!(town.count("SELECT COUNT(DISTINCT digest) AS n FROM intake_problem WHERE digest <> ''").await, 2);
}

#[tokio::test]
async fn the_hospital_whose_code_another_sent_hears_of_it_without_the_body() {
    for town in both_engines().await {
        let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", NEW_PPK).await;
        let refused = town.say(sender("1234").create(&ppk(NEW_PPK), &melati(), town.now())).await;
        assert!(!refused.message.contains("berhasil"));
        let rows = town.db.rows("SELECT facility_id, body FROM intake_problem ORDER BY problem_id", args![]).await.unwrap();
        let kept = rows.iter().map(|row| (row.get("facility_id").unwrap(), row.get::<Option<String>>("body").unwrap().is_some()));
        let mut kept: Vec<(FacilityId, bool)> = kept.collect();
        kept.sort_by_key(|(facility, _)| *facility == town.hospital);
        assert_eq!(kept, [(other, false), (town.hospital, true)]);
    }
}

#[tokio::test]
async fn a_reading_without_a_body_does_not_take_away_the_body_of_a_report() {
    for town in both_engines().await {
        let (hospital, _) = town.without_code().await;
        let admin = town.admin_of(hospital).await;
        town.create_there(&with_free(7)).await;
        let came = town.now();
        town.clock.advance_s(61);
        town.say(sender("5678").read(&ppk(NEW_PPK), Page { start: 1, limit: 10 }, town.now())).await;
        town.set_ppk(hospital, Some(NEW_PPK)).await;
        assert_eq!(admin.press(hospital).await.0, StatusCode::SEE_OTHER);
        let row = town.db.row("SELECT at_ms FROM heard", args![]).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>("at_ms").unwrap(), came.0, "as of the report, not of the reading");
    }
}

#[tokio::test]
async fn whoever_may_not_reads_nothing_again() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", NEW_PPK).await;
    town.update_with(b"rusak").await;
    let page = problems_of(town.hospital);
    let path = button(&town.admin().await.get(&page).await.1).unwrap();
    let manager = town.log_in(Role::BedManager, Scope::Facility(town.hospital)).await;
    let (status, shown) = manager.get(&page).await;
    assert!(status == StatusCode::OK && !shown.contains(BUTTON));
    assert_eq!(manager.post(&page, &path, "").await.0, StatusCode::FORBIDDEN);
    let elsewhere = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    assert_eq!(elsewhere.post(&problems_of(other), &path, "").await.0, StatusCode::FORBIDDEN);
    // On their own page they find no problem of others.
    let moved = path.replace(&town.hospital.to_string(), &other.to_string());
    let (status, headers, _) = elsewhere.post(&problems_of(other), &moved, "").await;
    assert_eq!(
        (status, headers["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, format!("{}?ok=gone", problems_of(other)).as_str())
    );
    assert_eq!(town.problems().await.len(), 1);
    assert_eq!(town.admin().await.post(&page, &format!("{page}/bukan-id/baca-ulang"), "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn rooms_of_others_are_out_of_reach_of_a_kept_call() {
    // The code in the kept address is that of another hospital: it is checked again as on the first day.
    let town = on_sqlite(IntakeConfig::default()).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", NEW_PPK).await;
    town.say(sender("1234").create(&ppk(NEW_PPK), &room("KL2", "X", "Anggrek", 5, 2), town.now())).await;
    let (status, page) = town.admin().await.press(town.hospital).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(NEW_PPK), "{page}");
    assert!(town.wards(other).await.is_empty() && town.wards(town.hospital).await.is_empty());
}

#[tokio::test]
async fn a_location_refused_for_a_swapped_organization_is_taken_once_that_is_put_right() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let other = town.add_hospital("RS Lain (rekaan)", "0301R009").await;
        set_organization(&town, other, "10000055").await;
        let mut tree = bed(1, "melati").to_tree(None);
        tree["managingOrganization"] = serde_json::json!({ "reference": "Organization/10000055" });
        let (put, get) = (tree.to_string(), b"".as_slice());
        assert_eq!(town.call_fhir(&by, "PUT", "/Location/bed-1", &[], put.as_bytes()).await.status, StatusCode::FORBIDDEN);
        let admin = town.admin_of(town.hospital).await;
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        set_organization(&town, other, "10000056").await;
        set_organization(&town, town.hospital, "10000055").await;
        town.clock.advance_s(60);
        let page = problems_of(town.hospital);
        assert_eq!(admin.press(town.hospital).await, (StatusCode::SEE_OTHER, format!("{page}?ok=replayed")));
        assert_eq!(town.call_fhir(&by, "GET", "/Location/bed-1", &[], get).await.status, StatusCode::OK);
        assert_eq!(town.count(&format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{}'", town.hospital)).await, 0);
    }
}

/// Faults of FHIR's writer, met after the body was read.
#[tokio::test]
async fn a_location_refused_for_an_identifier_of_another_is_taken_once_that_one_is_put_right() {
    for town in both_engines().await {
        let by = town.fhir().await;
        town.put(&by, "bed-1", &bed(1, "melati")).await;
        let same = bed(1, "melati").to_tree(None).to_string();
        let (put, patch) = ("PUT", "PATCH");
        assert_eq!(town.call_fhir(&by, put, "/Location/bed-2", &[], same.as_bytes()).await.status, StatusCode::CONFLICT);
        let admin = town.admin_of(town.hospital).await;
        let page = admin.get(&problems_of(town.hospital)).await.1;
        assert!(page.contains("Tanda isi:") && page.contains(BUTTON), "{page}");
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let other = bed(7, "melati").to_tree(None).to_string();
        assert_eq!(town.call_fhir(&by, put, "/Location/bed-1", &[], other.as_bytes()).await.status, StatusCode::OK);
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 2);
        assert!(town.problems().await.is_empty());
        // A change that does not fit what stands there.
        let id = br#"[{"op":"test","path":"/name","value":"lain"}]"#;
        let refused = town.call_fhir(&by, patch, "/Location/bed-2", &[("Content-Type", "application/json-patch+json")], id).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", refused.tree);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM intake_problem WHERE body_bytes > 0 AND digest <> ''").await, 1);
    }
}

/// What is known of a call that led nowhere: kept like any other, for what a later Sigap may serve.
#[tokio::test]
async fn the_body_of_a_call_to_an_unknown_address_is_kept_and_that_of_one_too_many_is_not() {
    for town in both_engines_with(IntakeConfig { calls_per_s: 1, calls_at_once: 1, ..IntakeConfig::default() }).await {
        let mut signed = sender("1234").update(&ppk(PPK), &melati(), town.now());
        signed.path = signed.path.replace("/bed/update/", "/bed/ubah/");
        town.send(signed).await;
        town.send(sender("1234").update(&ppk(PPK), &melati(), town.now())).await;
        let rows = town.db.rows("SELECT kind, body_bytes FROM intake_problem ORDER BY kind", args![]).await.unwrap();
        let kept: Vec<(String, bool)> =
            rows.iter().map(|row| (row.get("kind").unwrap(), row.get::<u32>("body_bytes").unwrap() > 0)).collect();
        assert_eq!(kept, [("address".to_owned(), true), ("pace".to_owned(), false)]);
    }
}
