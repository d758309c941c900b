//! Rooms that their senders remove and register again, on both engines: the same ward, the same decision, and no more of either.

use axum::http::StatusCode;
use sigap_exchange::aplicares::{RoomDraft, RoomKey};
use sigap_kernel::{CareClass, Pool};
use sigap_registry::{NewWard, RegistryError, ReportedBy, Ward};
use sigap_store::{Query as _, args};

use super::siranap::RS_ID;
use super::{PPK, Town, both_engines, melati, ppk, sender};
use crate::REMOVED_PER_FACILITY_MAX;

const FASYANKES: &str = "/fo/index.php/Fasyankes";

impl Town {
    async fn delete(&self, room: &RoomDraft) {
        let key = format!(r#"{{"kodekelas":"{}","koderuang":"{}"}}"#, room.class_code, room.room_code);
        let key = RoomKey::read(key.as_bytes()).unwrap();
        assert_eq!(self.say(sender("1234").delete(&ppk(PPK), &key, self.now())).await.message, "Data berhasil dihapus.");
    }

    /// A ward that nurses keep.
    pub(super) async fn nurses_keep(&self, name: &str, class: CareClass) -> Ward {
        let new = &NewWard { facility: self.hospital, name: name.into(), pool: Pool::general(class), reported_by: ReportedBy::Board };
        let added: Result<Ward, RegistryError> =
            self.db.write(&self.system(), |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await;
        added.unwrap()
    }

    /// Number and code of how it was joined of the rows of a protocol, those that were removed too.
    pub(super) async fn rows_of(&self, protocol: &str) -> Vec<(i64, String)> {
        let sql = "SELECT row_no, joined FROM feed_row WHERE protocol = $1 ORDER BY class_code, room_code";
        let rows = self.db.rows(sql, args![protocol]).await.unwrap();
        rows.iter().map(|row| (row.get("row_no").unwrap(), row.get("joined").unwrap())).collect()
    }
}

#[tokio::test]
async fn a_room_that_is_deleted_and_created_again_and_again_is_one_ward() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let before = town.rows_of("aplicares").await;
        for free in 0..4 {
            town.delete(&melati()).await;
            assert!(!town.wards(town.hospital).await[0].active);
            assert_eq!(town.read_all().await.total_items, Some(0), "it is in no list");
            assert_eq!(town.update(&melati()).await, "Data tidak ada di database");
            assert_eq!(town.create(&RoomDraft { free, ..melati() }).await, "Data berhasil disimpan.");
            let wards = town.wards(town.hospital).await;
            assert_eq!(wards.len(), 1);
            assert_eq!(
                (wards[0].active, wards[0].free, wards[0].name.as_str()),
                (true, u32::try_from(free).unwrap(), "Ruang Melati Kelas II")
            );
        }
        assert_eq!(town.rows_of("aplicares").await, before);
        let ward = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap().remove(0);
        assert_eq!(ward.reported_by, ReportedBy::Aplicares);
    }
}

#[tokio::test]
async fn what_a_person_left_out_stays_left_out_and_what_they_joined_stays_joined() {
    for town in both_engines().await {
        town.create(&melati()).await;
        town.add_siranap_key(town.hospital, RS_ID).await;
        let row = r#"{"id_tt":"4","ruang":"MELATI","jumlah":"24","terpakai":"20"}"#;
        town.rs_online("POST", FASYANKES, row).await;
        let (path, admin) = (format!("/fasilitas/{}/sambungan", town.hospital), town.admin().await);
        let ward = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap().remove(0);
        for (to, code) in [("leave".to_owned(), "left_out"), (ward.id.to_string(), "person")] {
            let (number, _) = town.rows_of("siranap").await.remove(0);
            let (status, _, _) = admin.post(&path, &path, &format!("row=siranap%3A{number}&to={to}")).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
            town.rs_online("DELETE", FASYANKES, &format!(r#"{{"id_t_tt":"{number}"}}"#)).await;
            assert!(!admin.get(&path).await.1.contains("MELATI</b>"));
            town.rs_online("POST", FASYANKES, row).await;
            assert_eq!(town.rows_of("siranap").await, [(number, code.to_owned())]);
            let wards = town.wards(town.hospital).await;
            assert_eq!((wards.len(), wards[0].active, wards[0].free), (1, true, if code == "person" { 4 } else { 7 }));
        }
    }
}

#[tokio::test]
async fn a_ward_that_nurses_keep_outlives_the_room_that_stood_for_it() {
    for town in both_engines().await {
        let ward = town.nurses_keep("Ruang Melati Kelas II", CareClass::Two).await;
        town.create(&melati()).await;
        town.delete(&melati()).await;
        let after = sigap_registry::ward(&town.db, ward.id).await.unwrap().unwrap();
        assert_eq!((after.active, after.reported_by), (true, ReportedBy::System), "whoever enters its beds is heard");
        town.create(&melati()).await;
        let after = sigap_registry::ward(&town.db, ward.id).await.unwrap().unwrap();
        assert_eq!((after.active, after.reported_by), (true, ReportedBy::Aplicares));
        assert_eq!(town.wards(town.hospital).await.len(), 1);
    }
}

#[tokio::test]
async fn a_call_that_came_before_a_removal_brings_nothing_back() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let body = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Melati","kapasitas":24,"tersedia":7}"#;
        town.keep_unread(&format!("/aplicaresws/rest/bed/create/{PPK}"), body).await;
        town.clock.advance_s(60);
        town.delete(&melati()).await;
        town.clock.advance_s(60);
        let page = format!("/masalah-kiriman/{}", town.hospital);
        let admin = town.admin().await;
        let shown = admin.get(&page).await.1;
        let button = shown.split_once("/baca-ulang\"").unwrap().0.rsplit_once("action=\"").unwrap().1;
        let (status, _, _) = admin.post(&page, &format!("{button}/baca-ulang"), "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(town.problems().await.is_empty());
        assert!(!town.wards(town.hospital).await[0].active);
        assert_eq!(town.read_all().await.total_items, Some(0));
    }
}

#[tokio::test]
async fn a_sender_that_invents_codes_to_remove_them_meets_a_limit() {
    for town in both_engines().await {
        let rows: Vec<String> = (0..REMOVED_PER_FACILITY_MAX)
            .map(|number| format!("('{}', 'aplicares', 'KL3', 'R{number}', {number}, 1)", town.hospital))
            .collect();
        let sql = format!(
            "INSERT INTO feed_row (facility_id, protocol, class_code, room_code, row_no, removed_ms, joined, room_name, own_words,
                observed_at_ms, last_update_ms, version, named_in)
             SELECT r.*, 'waiting', 'Ruang', '', 0, 0, 1, 1 FROM (VALUES {}) AS r",
            rows.join(",")
        );
        super::tamper(&town, &sql).await;
        let answer = town.create(&melati()).await;
        assert!(answer.starts_with("Paling banyak 1.000 ruang dapat dihapus"), "{answer}");
        assert_eq!(town.problems().await[0].0, "rooms");
        assert_eq!(town.create(&super::room("KL3", "R7", "Ruang 7", 5, 1)).await, "Data berhasil disimpan.", "a code that was there");
        assert_eq!(town.intake.sweep_rooms(&town.system()).await.unwrap(), u64::from(REMOVED_PER_FACILITY_MAX) - 1);
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
    }
}

#[tokio::test]
async fn a_room_that_comes_back_with_other_beds_brings_no_ordinary_bed() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let row = |covid: u32| format!(r#"{{"id_tt":"4","ruang":"MELATI","jumlah":"24","terpakai":"20","covid":"{covid}"}}"#);
        town.rs_online("POST", FASYANKES, &row(0)).await;
        let (number, _) = town.rows_of("siranap").await.remove(0);
        town.rs_online("DELETE", FASYANKES, &format!(r#"{{"id_t_tt":"{number}"}}"#)).await;
        town.rs_online("POST", FASYANKES, &row(1)).await;
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards.len(), wards[0].pool.as_str(), wards[0].free), (1, "general.2.any.any.standard", 4));
        assert!(wards[0].active);
    }
}
