//! EDXL-HAVE over HTTP: who comes in, what is written, whose hospital it is. Hospitals and numbers are invented (*rekaan*).

use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sigap_access::{NewKey, SecretKind};
use sigap_kernel::{FacilityId, Masked, Role, Scope, UtcMs, Zone};
use sigap_registry::{Facility, FacilityKind};
use sigap_store::{Query as _, args};

use super::{Heard, Town, both_engines, on_sqlite};
use crate::replay::{Replayed, replay};
use crate::{IntakeConfig, Protocol};

pub(super) const KEY: &str = "kunci-bearer-rekaan";
/// The code of the hospital in the national samples (synthetic).
const CODE: &str = "3374999";

/// A hospital with a code of the ministry and a key for HAVE.
pub(super) async fn hospital(town: &Town) -> FacilityId {
    let mut new = Facility::named("RS Contoh Kota", FacilityKind::Hospital, Zone::Wib);
    new.kemenkes_code = Some(CODE.into());
    let new = &new;
    let added: Result<FacilityId, sigap_registry::RegistryError> =
        town.db.write(&town.system(), |tx| async move { sigap_registry::add_facility(&tx, new.clone()).await }).await;
    let id = added.unwrap();
    add_key(town, id, KEY).await;
    id
}

async fn add_key(town: &Town, facility: FacilityId, secret: &str) {
    let (protocol, secret) = (Protocol::Have.code().to_owned(), Some(Masked::new(secret.to_owned())));
    let new = NewKey { protocol, name: format!("have-{facility}"), facility, kind: SecretKind::Bearer, secret, note: String::new() };
    town.access.add_key(&town.system(), &new).await.unwrap();
}

/// Sends a body with a key; status and answer.
async fn send(town: &Town, method: &str, path: &str, key: &str, body: &[u8]) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/emergency+xml");
    let request = if key.is_empty() { request } else { request.header(header::AUTHORIZATION, format!("Bearer {key}")) };
    let (status, _, body) = town.ask(request.body(Body::from(body.to_vec())).unwrap()).await;
    (status, body)
}

pub(super) async fn post(town: &Town, body: &str) -> (StatusCode, String) {
    send(town, "POST", "/have/1.0", KEY, body.as_bytes()).await
}

/// One hospital of a message: its id and name as written, its time, its bed lines as `type/part free/beds`; `?` is not said.
fn report(id: &str, name: &str, at: &str, lines: &[&str]) -> String {
    let id = if id.is_empty() { String::new() } else { format!(" OrganisationID=\"{id}\"") };
    let element =
        |name: &str, value: &str| if value == "?" || value.is_empty() { String::new() } else { format!("<{name}>{value}</{name}>") };
    let line = |line: &&str| {
        let (beds, counts) = line.split_once(' ').unwrap();
        let (kind, part) = beds.split_once('/').unwrap_or((beds, ""));
        let (free, all) = counts.split_once('/').unwrap();
        let counts = element("AvailableCount", free) + &element("BaselineCount", all);
        format!("<BedCapacity><BedType>{kind}</BedType>{}<Capacity>{counts}</Capacity></BedCapacity>", element("SubCategoryBedType", part))
    };
    format!(
        "<Hospital><Organization><OrganizationInformation><OrganisationName{id}>{}</OrganisationName></OrganizationInformation></Organization>\
         <HospitalBedCapacityStatus>{}</HospitalBedCapacityStatus><LastUpdateTime>{at}</LastUpdateTime></Hospital>",
        element("NameElement", name),
        lines.iter().map(line).collect::<String>()
    )
}

fn message(hospitals: &[String]) -> String {
    format!("<HospitalStatus>{}</HospitalStatus>", hospitals.concat())
}

pub(super) fn beds(at: &str, lines: &[&str]) -> String {
    message(&[report(CODE, "RS Contoh Kota", at, lines)])
}

const AT_10_15: &str = "2026-11-22T10:15:00+07:00";
const AT_10_45: &str = "2026-11-22T10:45:00+07:00";

/// The rows of a facility: type, part, name, free, beds, when it was counted.
type Rows = Vec<(String, String, String, Option<u32>, Option<u32>, UtcMs)>;

async fn rows(town: &Town, facility: FacilityId) -> Rows {
    let sql = "SELECT * FROM feed_row WHERE facility_id = $1 ORDER BY class_code, room_code";
    let found = town.db.rows(sql, args![facility]).await.unwrap();
    let row = |row: &sigap_store::Row| {
        (
            row.get("class_code").unwrap(),
            row.get("room_code").unwrap(),
            row.get("room_name").unwrap(),
            row.get("free").unwrap(),
            row.get("capacity").unwrap(),
            row.get("observed_at_ms").unwrap(),
        )
    };
    found.iter().map(row).collect()
}

/// The same without name and time.
async fn counts(town: &Town, facility: FacilityId) -> Vec<(String, Option<u32>, Option<u32>)> {
    let told = |(class, part, _, free, beds, _): (String, String, String, Option<u32>, Option<u32>, UtcMs)| {
        (format!("{class}/{part}"), free, beds)
    };
    rows(town, facility).await.into_iter().map(told).collect()
}

fn at(text: &str) -> UtcMs {
    UtcMs::parse_rfc3339(text).unwrap()
}

/// A sample of the reference collection, if that lies beside this checkout; says so where it does not.
fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/samples");
    if folder.is_dir() {
        return Some(std::fs::read(folder.join(name)).unwrap());
    }
    eprintln!("the reference samples are not beside this checkout ({}): {name} was not replayed", folder.display());
    None
}

#[tokio::test]
async fn the_sample_of_the_standard_is_replayed() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let Some(body) = sample("edxl-have.xml") else { return };
        // Twice: whoever sends again does no harm.
        for _ in 0..2 {
            let (status, answer) = send(&town, "POST", "/have/1.0", KEY, &body).await;
            assert_eq!((status, answer.as_str()), (StatusCode::OK, "Diterima: 1 rumah sakit, 3 baris tempat tidur.\n"));
        }
        let row =
            |class: &str, name: &str, free, all| (class.to_owned(), "-".to_owned(), name.to_owned(), Some(free), Some(all), at(AT_10_15));
        let expected = [
            row("AdultICU", "ICU dewasa", 1, 10),
            row("MedicalSurgical", "Rawat inap", 41, 180),
            row("NegativeFlowIsolation", "Isolasi tekanan negatif", 0, 4),
        ];
        assert_eq!(rows(&town, hospital).await, expected);
        let wards = town.wards(hospital).await;
        let told: Vec<_> = wards.iter().map(|ward| (ward.name.as_str(), ward.pool.as_str(), ward.free, ward.capacity)).collect();
        let isolation = ("Isolasi tekanan negatif", "general.none.any.any.negative", 0, 4);
        let expected = [("ICU dewasa", "icu.none.any.any.no", 1, 10), isolation, ("Rawat inap", "general.none.any.any.no", 41, 180)];
        assert_eq!(told, expected);
        let theirs = town.log_in(Role::FacilityAdmin, Scope::Facility(hospital)).await;
        let (_, page) = theirs.get(&format!("/fasilitas/{hospital}/kiriman")).await;
        for said in [
            "minta dicarikan tempat lain dulu: IGD padat",
            "tertunda, 35 menit",
            "merah 2 · kuning 5",
            "dapat dipakai",
            "masih dapat menerima",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.have_state'").await, 1);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE body LIKE '%IGD padat%'").await, 0, "their own words");
    }
}

#[tokio::test]
async fn the_sample_with_the_deviations_of_sahana_is_replayed() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let Some(body) = sample("edxl-have-sahana-variant.xml") else { return };
        let (status, answer) = send(&town, "PUT", "//HAVE/1.0/", KEY, &body).await;
        assert_eq!((status, answer.as_str()), (StatusCode::OK, "Diterima: 1 rumah sakit, 1 baris tempat tidur.\n"));
        // The sample is of the afternoon, and these tests happen in the morning: nothing is fresher than now.
        let expected = ("AdultICU".to_owned(), "-".to_owned(), "ICU dewasa".to_owned(), Some(2), Some(10), town.now());
        assert_eq!(rows(&town, hospital).await, [expected]);
        assert_eq!(town.problems().await, [("clock".to_owned(), r#"{"LastUpdateTime":["clock-ahead-hours?hours=6"]}"#.to_owned(), 1)]);
    }
}

#[tokio::test]
async fn the_sample_of_2_0_names_a_hospital_and_no_beds() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let hospital = hospital(&town).await;
    let Some(body) = sample("edxl-have-2.0-skeleton.xml") else { return };
    let (status, answer) = send(&town, "POST", "/have/1.0", KEY, &body).await;
    assert_eq!((status, answer.as_str()), (StatusCode::OK, "Diterima: 1 rumah sakit, 0 baris tempat tidur.\n"));
    assert_eq!(rows(&town, hospital).await, []);
}

#[tokio::test]
async fn whoever_has_no_key_is_told_how_to_send_one_and_nothing_is_kept() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let body = beds(AT_10_15, &["AdultICU 1/10"]);
        for key in ["", "bukan-kunci", "kunci-bearer-rekaa", "Kunci-bearer-rekaan"] {
            let (status, answer) = send(&town, "POST", "/have/1.0", key, body.as_bytes()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer, "Kunci tidak ada atau tidak dikenal. Kirim header Authorization: Bearer diikuti kunci.\n");
        }
        // A key of another protocol opens nothing here.
        town.add_key(hospital, "5678").await;
        assert_eq!(send(&town, "POST", "/have/1.0", super::SECRET, body.as_bytes()).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!((rows(&town, hospital).await, town.problems().await), (vec![], vec![]));
    }
}

#[tokio::test]
async fn a_key_that_is_turned_off_stops_at_once() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let hospital = hospital(&town).await;
    let body = beds(AT_10_15, &["AdultICU 1/10"]);
    assert_eq!(post(&town, &body).await.0, StatusCode::OK);
    let key = town.access.keys_of(&town.system(), hospital).await.unwrap()[0].key;
    town.access.set_key_enabled(&town.system(), key, false).await.unwrap();
    assert_eq!(post(&town, &body).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_number_that_is_not_said_stays_unknown() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let lines = ["AdultICU ?/10", "MedicalSurgical 4/?", "CholeraTreatment 3/9"];
        let (status, answer) = post(&town, &beds(AT_10_15, &lines)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(answer, "Diterima: 1 rumah sakit, 3 baris tempat tidur; 1 di antaranya belum dipetakan.\n");
        let expected = [
            ("AdultICU/-".to_owned(), None, Some(10)),
            ("CholeraTreatment/-".to_owned(), Some(3), Some(9)),
            ("MedicalSurgical/-".to_owned(), Some(4), None),
        ];
        assert_eq!(counts(&town, hospital).await, expected);
        let unmapped = town.wards(hospital).await.into_iter().find(|ward| ward.name == "CholeraTreatment").unwrap();
        assert!(unmapped.pool.starts_with("unmapped."), "{unmapped:?}");
    }
}

#[tokio::test]
async fn a_message_that_comes_half_a_day_late_changes_nothing_newer() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let late = beds("2026-11-21T22:00:00+07:00", &["AdultICU 9/10", "PediatricICU 3/4"]);
        assert_eq!(post(&town, &beds(AT_10_45, &["AdultICU 2/10"])).await.0, StatusCode::OK);
        assert_eq!(post(&town, &late).await.0, StatusCode::OK);
        // What nobody had told yet is taken, as old as it is.
        let expected = [("AdultICU/-".to_owned(), Some(2), Some(10)), ("PediatricICU/-".to_owned(), Some(3), Some(4))];
        assert_eq!(counts(&town, hospital).await, expected);
        assert_eq!(rows(&town, hospital).await[1].5, at("2026-11-21T22:00:00+07:00"));
        assert_eq!(post(&town, &beds(AT_10_15, &["PediatricICU 1/4"])).await.0, StatusCode::OK);
        assert_eq!(counts(&town, hospital).await[1].1, Some(1));
        let reports = |wards: Vec<Heard>, name: &str| wards.into_iter().find(|ward| ward.name == name).unwrap().reports;
        assert_eq!(reports(town.wards(hospital).await, "ICU dewasa"), 1, "the late one was not told on");
    }
}

/// What the hospital says beside its beds follows the time of the message, as they do.
#[tokio::test]
async fn the_emergency_department_is_as_it_was_said_last_and_a_late_message_changes_nothing() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let said = |at: &str, traffic: &str| {
            let state = format!("<EMSTraffic><EMSTrafficStatus>{traffic}</EMSTrafficStatus></EMSTraffic>");
            let state = format!("<EmergencyDepartmentStatus>{state}</EmergencyDepartmentStatus><HospitalBedCapacityStatus>");
            beds(at, &["AdultICU 1/10"]).replace("<HospitalBedCapacityStatus>", &state)
        };
        let page = format!("/fasilitas/{hospital}/kiriman");
        let (theirs, closed) = (town.log_in(Role::FacilityAdmin, Scope::Facility(hospital)).await, "tidak menerima ambulans");
        town.clock.set(at(AT_10_45));
        for (body, is_closed) in [
            (beds(AT_10_15, &["AdultICU 1/10"]), false),
            (said(AT_10_45, "Closed"), true),
            (said(AT_10_15, "Normal"), true),
            (beds(AT_10_45, &["AdultICU 1/10"]), true),
            (said(AT_10_45, "Normal"), false),
        ] {
            let (status, answer) = post(&town, &body).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            assert_eq!(theirs.get(&page).await.1.contains(closed), is_closed, "{body}");
        }
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.have_state'").await, 2);
    }
}

#[tokio::test]
async fn parts_take_the_place_of_their_whole_and_a_late_message_does_not_bring_them_back() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        post(&town, &beds(AT_10_15, &["AdultICU 4/10"])).await;
        assert_eq!(post(&town, &beds(AT_10_45, &["AdultICU/A 1/4", "AdultICU/HCU 2/6"])).await.0, StatusCode::OK);
        let parts = [
            ("AdultICU/-".to_owned(), None, None),
            ("AdultICU/A".to_owned(), Some(1), Some(4)),
            ("AdultICU/HCU".to_owned(), Some(2), Some(6)),
        ];
        assert_eq!(counts(&town, hospital).await, parts);
        post(&town, &beds("2026-11-22T10:30:00+07:00", &["AdultICU 4/10", "AdultICU/B 3/3"])).await;
        assert_eq!(counts(&town, hospital).await, parts);
        let pools: Vec<_> = town.wards(hospital).await.into_iter().map(|ward| (ward.name, ward.pool)).collect();
        assert!(pools.contains(&("ICU dewasa (HCU)".to_owned(), "hcu.none.any.any.no".to_owned())), "{pools:?}");
    }
}

#[tokio::test]
async fn a_hospital_of_somebody_else_is_refused_and_its_owner_hears_of_it() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        // The hospital of all towns has only a code of BPJS, here in small letters.
        let body = message(&[report(CODE, "", AT_10_15, &["AdultICU 1/10"]), report("0301r001", "", AT_10_15, &["AdultICU 5/9"])]);
        let (status, answer) = post(&town, &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(answer, "Rumah sakit ke-2 tidak terdaftar untuk kunci ini. Tidak ada data yang disimpan.\n");
        assert_eq!(rows(&town, hospital).await, []);
        let sql = "SELECT facility_id, reason, body_bytes FROM intake_problem ORDER BY body_bytes";
        let kept = town.db.rows(sql, args![]).await.unwrap();
        let kept: Vec<(FacilityId, String, u32)> =
            kept.iter().map(|row| (row.get("facility_id").unwrap(), row.get("reason").unwrap(), row.get("body_bytes").unwrap())).collect();
        let told = (town.hospital, r#"{"OrganisationID":["have-used-by-other?sent=0301r001"]}"#.to_owned(), 0);
        let own =
            (hospital, r#"{"OrganisationID":["have-not-yours?number=2&sent=0301r001"]}"#.to_owned(), u32::try_from(body.len()).unwrap());
        assert_eq!(kept, [told, own]);
        let page = town.admin().await.get(&format!("/masalah-kiriman/{}", town.hospital)).await.1;
        assert!(page.contains("Kode fasilitas ini (0301r001) dipakai"), "{page}");
        // Whoever calls itself as such a warning is kept can neither put its own body there nor keep the warning away.
        let decoy = message(&[report("owner:0301R001", "", AT_10_15, &["AdultICU 5/9"])]);
        assert_eq!(post(&town, &decoy).await.0, StatusCode::FORBIDDEN);
        let alone = message(&[report("0301R001", "", AT_10_15, &["AdultICU 5/9"])]);
        town.clock.advance_s(61);
        assert_eq!(post(&town, &alone).await.0, StatusCode::FORBIDDEN);
        let of_owner = format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{}' AND body_bytes > 0", town.hospital);
        assert_eq!(town.count(&of_owner).await, 0);
        let told = format!("SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = '{}'", town.hospital);
        assert_eq!(town.count(&told).await, 2, "the code in small letters and in capitals");
    }
}

#[tokio::test]
async fn a_message_that_was_refused_is_read_again_once_the_code_is_put_right() {
    for town in both_engines().await {
        add_key(&town, town.hospital, KEY).await;
        // Its clock is an hour ahead besides: that is noted when it calls, and is in nobody's way later.
        let body = beds("2026-11-22T12:15:00+07:00", &["AdultICU 1/10"]);
        assert_eq!(post(&town, &body).await.0, StatusCode::FORBIDDEN);
        let came = town.now();
        town.clock.advance_s(3_600);
        let id = town.db.row("SELECT problem_id FROM intake_problem", args![]).await.unwrap().unwrap().get("problem_id").unwrap();
        let ctx = town.system();
        assert!(matches!(replay(&town.intake, &ctx, town.hospital, id).await.unwrap(), Replayed::Still(_)));
        let own = sigap_registry::facility(&town.db, town.hospital).await.unwrap().unwrap();
        let own = &Facility { kemenkes_code: Some(CODE.into()), ..own };
        let changed: Result<_, sigap_registry::RegistryError> =
            town.db.write(&ctx, |tx| async move { sigap_registry::change_facility(&tx, own.clone()).await }).await;
        changed.unwrap();
        assert!(matches!(replay(&town.intake, &ctx, town.hospital, id).await.unwrap(), Replayed::Settled));
        let (.., free, _, counted_at) = rows(&town, town.hospital).await.remove(0);
        assert_eq!((free, counted_at), (Some(1), came), "no fresher than when it came");
    }
}

#[tokio::test]
async fn a_name_is_enough_only_where_nothing_else_is_spoken_of() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let hospital = hospital(&town).await;
    let named = |name: &str| report("", name, AT_10_15, &["AdultICU 1/10"]);
    assert_eq!(post(&town, &message(&[named("RS Lain")])).await.0, StatusCode::FORBIDDEN);
    assert_eq!(post(&town, &message(&[named("RS Contoh Kota"), named("RS Lain")])).await.0, StatusCode::FORBIDDEN);
    assert_eq!(rows(&town, hospital).await, []);
    assert_eq!(post(&town, &message(&[named("rs  contoh KOTA")])).await.0, StatusCode::OK);
    assert_eq!(counts(&town, hospital).await, [("AdultICU/-".to_owned(), Some(1), Some(10))]);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_its_place_and_kept() {
    for town in both_engines().await {
        let hospital = hospital(&town).await;
        let huge = vec![b' '; sigap_exchange::have::BODY_BYTES_MAX + 1];
        for (body, status, said) in [
            (&b"halo"[..], 400, "bukan XML"),
            (b"", 400, ""),
            (b"<a/>", 422, "Elemen terluar harus HospitalStatus."),
            (beds(AT_10_15, &["AdultICU 11/10"]).as_bytes(), 422, "Rumah sakit ke-1, BedCapacity ke-1: "),
            (beds("kemarin", &["AdultICU 1/10"]).as_bytes(), 422, "LastUpdateTime"),
            (&huge, 413, "Isi permintaan terlalu besar, paling banyak 1048576 byte."),
        ] {
            let (came, answer) = send(&town, "POST", "/have/1.0", KEY, body).await;
            assert_eq!(came.as_u16(), status, "{answer}");
            assert!(answer.contains(said) && answer.ends_with('\n') && answer.lines().count() == 1, "{answer}");
        }
        assert_eq!(rows(&town, hospital).await, []);
        let mut kinds: Vec<String> = town.problems().await.into_iter().map(|(kind, ..)| kind).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["body", "body", "body", "body", "fields", "fields"]);
    }
}

#[tokio::test]
async fn another_address_or_method_is_told_where_to_send() {
    let town = on_sqlite(IntakeConfig::default()).await;
    hospital(&town).await;
    for (method, path, status) in [
        ("GET", "/have/1.0", StatusCode::METHOD_NOT_ALLOWED),
        ("DELETE", "/have/1.0", StatusCode::METHOD_NOT_ALLOWED),
        ("POST", "/have/2.0", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(send(&town, method, path, KEY, b"").await.0, status, "{method} {path}");
        assert_eq!(send(&town, method, path, "", b"").await.0, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
}
