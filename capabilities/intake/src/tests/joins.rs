//! The page on which a person says which row of a feed stands for which ward, on both engines.

use axum::http::StatusCode;
use sigap_kernel::{Role, Scope};
use sigap_registry::{ReportedBy, Ward};
use sigap_store::{Query as _, args};

use super::siranap::RS_ID;
use super::{Person, Town, both_engines, melati, room};

const ROW: &str = r#"{"id_tt":"4","ruang":"MELATI KLS II","jumlah_ruang":"1","jumlah":"24","terpakai":"20","covid":0}"#;

/// A hospital whose rooms come by Aplicares, and one row of RS Online beside them.
async fn two_feeds(town: &Town) -> (String, String) {
    town.create(&melati()).await;
    town.create(&room("KL3", "MWR3", "Ruang Mawar Kelas III", 12, 2)).await;
    town.add_siranap_key(town.hospital, RS_ID).await;
    town.rs_online("POST", "/fo/index.php/Fasyankes", ROW).await;
    (format!("/fasilitas/{}/sambungan", town.hospital), row(town, "siranap").await)
}

/// The row of a feed, as the forms of the page name it.
async fn row(town: &Town, protocol: &str) -> String {
    let row = town.db.row("SELECT row_no FROM feed_row WHERE protocol = $1 ORDER BY class_code", args![protocol]).await.unwrap().unwrap();
    format!("{protocol}:{}", row.get::<i64>("row_no").unwrap())
}

async fn join(admin: &Person<'_>, path: &str, row: &str, to: &str) -> (StatusCode, String) {
    let (status, _, body) = admin.post(path, path, &format!("row={}&to={to}", row.replace(':', "%3A"))).await;
    (status, body)
}

async fn ward_called(town: &Town, name: &str) -> Ward {
    let wards = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap();
    wards.into_iter().find(|ward| ward.name.contains(name)).unwrap()
}

#[tokio::test]
async fn a_proposal_is_confirmed_and_what_the_row_said_is_heard_at_once() {
    for town in both_engines().await {
        let (path, row) = two_feeds(&town).await;
        let admin = town.admin().await;
        let (status, page) = admin.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Usulan: Ruang Melati Kelas II"), "{page}");
        assert!(page.contains("kosong 4 dari 24") && page.contains("kosong 7 dari 24"), "what both say stands there to be compared");
        let wards = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap();
        let melati = wards.iter().find(|ward| ward.name == "Ruang Melati Kelas II").unwrap();
        assert_eq!(join(&admin, &path, &row, &melati.id.to_string()).await.0, StatusCode::SEE_OTHER);
        let heard = town.wards(town.hospital).await;
        let heard = heard.iter().find(|ward| ward.name == "Ruang Melati Kelas II").unwrap();
        assert_eq!((heard.free, heard.reports), (4, 2), "handed to the counter, which knows who speaks");
        let after = sigap_registry::ward(&town.db, melati.id).await.unwrap().unwrap();
        assert_eq!(after.reported_by, ReportedBy::Aplicares, "who speaks is another decision");
        // From now on its reports arrive.
        town.rs_online("POST", "/fo/index.php/Fasyankes", &ROW.replace("\"20\"", "\"21\"")).await;
        let heard = town.wards(town.hospital).await;
        assert_eq!(heard.iter().find(|ward| ward.name == "Ruang Melati Kelas II").unwrap().free, 3);
        assert_eq!(heard.len(), 2, "and no ward was opened for it");
    }
}

#[tokio::test]
async fn all_proposals_can_be_accepted_with_one_button() {
    for town in both_engines().await {
        let (path, _) = two_feeds(&town).await;
        let mawar = ROW.replace("\"4\"", "\"5\"").replace("MELATI KLS II", "mawar kelas 3");
        town.rs_online("POST", "/fo/index.php/Fasyankes", &mawar).await;
        let admin = town.admin().await;
        let (_, page) = admin.get(&path).await;
        assert!(page.contains("Terima 2 usulan"), "{page}");
        let pairs = page.split_once("name=\"pairs\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let form = format!("pairs={}", pairs.replace(':', "%3A").replace('=', "%3D").replace(',', "%2C"));
        let (status, _, _) = admin.post(&path, &format!("{path}/usulan"), &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(!admin.get(&path).await.1.contains("Belum disambung"));
        let (status, _, _) = admin.post(&path, &format!("{path}/usulan"), &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "twice is as good as once");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row WHERE joined = 'person'").await, 2);
    }
}

#[tokio::test]
async fn a_row_is_moved_left_out_and_opened_anew_without_losing_its_history() {
    for town in both_engines().await {
        let (path, row) = two_feeds(&town).await;
        let admin = town.admin().await;
        let wards = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap();
        for to in [wards[0].id.to_string(), wards[1].id.to_string(), "leave".to_owned(), "open".to_owned()] {
            assert_eq!(join(&admin, &path, &row, &to).await.0, StatusCode::SEE_OTHER, "{to}");
        }
        let forgotten = town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'test.forgotten'").await;
        assert_eq!(forgotten, 2, "of each ward it left, what it said is forgotten");
        let history = town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.room_joined'").await;
        assert_eq!(history, 4);
        let names: Vec<String> = town.wards(town.hospital).await.into_iter().map(|ward| ward.name).collect();
        assert!(names.contains(&"MELATI KLS II".to_owned()), "{names:?}");
        // A person joined them, so each keeps its own name.
        town.rs_online("POST", "/fo/index.php/Fasyankes", ROW).await;
        assert_eq!(town.wards(town.hospital).await.len(), 3);
    }
}

#[tokio::test]
async fn one_ward_has_one_row_of_a_feed() {
    for town in both_engines().await {
        let (path, _) = two_feeds(&town).await;
        let admin = town.admin().await;
        let first = row(&town, "aplicares").await;
        let mawar = ward_called(&town, "Mawar").await;
        let (status, page) = join(&admin, &path, &first, &mawar.id.to_string()).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("sudah tersambung dengan baris lain"), "{page}");
        let (status, _) = join(&admin, &path, &first, "0192f0c4-0000-7000-8000-0000000000aa").await;
        assert_eq!(status, StatusCode::CONFLICT, "a ward that is not there");
        assert_eq!(join(&admin, &path, "siranap:1", "leave").await.0, StatusCode::NOT_FOUND);
        assert_eq!(join(&admin, &path, &first, "entah").await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn who_speaks_for_a_ward_is_chosen_among_those_that_can() {
    for town in both_engines().await {
        let (path, row) = two_feeds(&town).await;
        let (admin, melati) = (town.admin().await, ward_called(&town, "Melati").await);
        join(&admin, &path, &row, &melati.id.to_string()).await;
        let form = |version: i64| format!("ward={}&version={version}&voice=siranap", melati.id);
        let (status, _, _) = admin.post(&path, &format!("{path}/sumber"), &form(melati.version)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let after = sigap_registry::ward(&town.db, melati.id).await.unwrap().unwrap();
        assert_eq!(after.reported_by, ReportedBy::Siranap);
        let (status, _, page) = admin.post(&path, &format!("{path}/sumber"), &form(melati.version)).await;
        assert_eq!(status, StatusCode::CONFLICT, "somebody saw an older page");
        assert!(page.contains("baru saja diubah orang lain"), "{page}");
    }
}

#[tokio::test]
async fn a_source_without_a_row_does_not_become_the_voice_of_a_ward() {
    for town in both_engines().await {
        let (path, row) = two_feeds(&town).await;
        let (admin, melati) = (town.admin().await, ward_called(&town, "Melati").await);
        join(&admin, &path, &row, &melati.id.to_string()).await;
        let page = admin.get(&path).await.1;
        assert!(page.contains("value=\"siranap\""), "the page offers it");
        // Its row leaves the ward while the page is open.
        join(&admin, &path, &row, "leave").await;
        let before = sigap_registry::ward(&town.db, melati.id).await.unwrap().unwrap();
        for voice in ["siranap", "upload", "fhir"] {
            let form = format!("ward={}&version={}&voice={voice}", melati.id, before.version);
            let (status, _, page) = admin.post(&path, &format!("{path}/sumber"), &form).await;
            assert_eq!(status, StatusCode::CONFLICT, "{voice}");
            assert!(page.contains("Sumber itu tidak punya baris untuk ruang ini"), "{page}");
        }
        let after = sigap_registry::ward(&town.db, melati.id).await.unwrap().unwrap();
        assert_eq!((after.reported_by, after.version), (ReportedBy::Aplicares, before.version));
        let form = format!("ward={}&version={}&voice=board", melati.id, before.version);
        assert_eq!(admin.post(&path, &format!("{path}/sumber"), &form).await.0, StatusCode::SEE_OTHER, "its people can always speak");
    }
}

#[tokio::test]
async fn nobody_of_another_hospital_sees_or_decides() {
    let town = both_engines().await.remove(0);
    let (path, row) = two_feeds(&town).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    let stranger = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    let own = format!("/fasilitas/{other}/sambungan");
    assert_eq!(stranger.get(&path).await.0, StatusCode::FORBIDDEN);
    let (status, _, _) = stranger.post(&own, &path, &format!("row={}&to=open", row.replace(':', "%3A"))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _, _) = stranger.post(&own, &own, &format!("row={}&to=open", row.replace(':', "%3A"))).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a row of another hospital at one's own address");
    let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
    assert_eq!(nurse.get(&path).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_row_that_its_sender_removes_takes_only_its_own_word_along() {
    for town in both_engines().await {
        let (path, row) = two_feeds(&town).await;
        let (admin, melati) = (town.admin().await, ward_called(&town, "Melati").await);
        join(&admin, &path, &row, &melati.id.to_string()).await;
        let id = row.split_once(':').unwrap().1;
        town.rs_online("DELETE", "/fo/index.php/Fasyankes", &format!(r#"{{"id_t_tt":"{id}"}}"#)).await;
        let after = sigap_registry::ward(&town.db, melati.id).await.unwrap().unwrap();
        assert!(after.active, "Aplicares still speaks for it");
        assert_eq!(after.reported_by, ReportedBy::Aplicares);
    }
}

/// A hospital that changes from the XML of RS Online to the JSON.
#[tokio::test]
async fn the_second_generation_of_rs_online_takes_a_ward_over_from_the_first() {
    for town in both_engines().await {
        town.add_siranap_key(town.hospital, RS_ID).await;
        let xml = "<xml><data><kode_ruang>0004</kode_ruang><tipe_pasien>0011</tipe_pasien><total_TT>20</total_TT>\
                   <terpakai>13</terpakai></data></xml>";
        town.rs_online("POST", "/sirsservice/ranap", xml).await;
        town.rs_online("POST", "/fo/index.php/Fasyankes", ROW).await;
        let (path, admin) = (format!("/fasilitas/{}/sambungan", town.hospital), town.admin().await);
        let (_, page) = admin.get(&path).await;
        assert!(page.contains("Usulan: Ruang 0004/0011") && page.contains("Baris lamanya (RS Online XML)"), "{page}");
        let ward = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap().remove(0);
        assert_eq!(join(&admin, &path, &row(&town, "siranap").await, &ward.id.to_string()).await.0, StatusCode::SEE_OTHER);
        let taken: Vec<String> = town.rows_of("siranap").await.into_iter().map(|(_, joined)| joined).collect();
        assert_eq!(taken, ["person", "left_out"]);
        town.rs_online("POST", "/sirsservice/ranap", xml).await;
        let wards = town.wards(town.hospital).await;
        assert_eq!((wards.len(), wards[0].free, wards[0].name.as_str()), (1, 4, "MELATI KLS II"), "the old generation counts no more");
        // And the old one does not take it back.
        let left = town.rows_of("siranap").await[1].0;
        let (status, _) = join(&admin, &path, &format!("siranap:{left}"), &ward.id.to_string()).await;
        assert_eq!(status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_row_whose_ward_went_out_of_use_waits_with_its_reason() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let ward = sigap_registry::wards_of(&town.db, town.hospital).await.unwrap().remove(0);
        let retired: Result<_, sigap_registry::RegistryError> =
            town.db.write(&town.system(), |tx| async move { sigap_registry::retire_ward(&tx, ward.id).await }).await;
        retired.unwrap();
        let (path, admin) = (format!("/fasilitas/{}/sambungan", town.hospital), town.admin().await);
        let (_, page) = admin.get(&path).await;
        assert!(page.contains("Belum disambung") && page.contains("Ruangnya, Ruang Melati Kelas II, sudah tidak dipakai."), "{page}");
        let feeds = admin.get(&format!("/fasilitas/{}/kiriman", town.hospital)).await.1;
        assert!(feeds.contains("0 tersambung") && feeds.contains("1 menunggu keputusan"), "{feeds}");
        let connect = admin.get(&format!("/fasilitas/{}/hubungkan/{}", town.hospital, town.key)).await.1;
        assert!(connect.contains("1 belum disambung"), "{connect}");
        assert_eq!(join(&admin, &path, &row(&town, "aplicares").await, "open").await.0, StatusCode::SEE_OTHER);
        assert!(!admin.get(&path).await.1.contains("Belum disambung"));
        assert_eq!(town.wards(town.hospital).await.iter().filter(|ward| ward.active && ward.free == 7).count(), 1);
    }
}
