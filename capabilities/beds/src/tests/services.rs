//! What is open now near me. The clock stands at Sunday, 14.10 WIB.

use sigap_registry::{Facility, FacilityKind, ServiceKind};

use super::town::{at, health_centre, hospital, service};
use super::{Open, get, town};

async fn street() -> Open {
    let town = town().await;
    town.add(health_centre("Puskesmas Setiap Hari", at(3.0, 0.0), "Muara", "mo-su 07:00-21:00")).await;
    town.add(health_centre("Puskesmas Hari Kerja", at(1.0, 0.0), "Muara", "mo-fr 07:30-14:00; sa 07:30-12:00")).await;
    town.add(health_centre("Puskesmas Segera Tutup", at(4.0, 0.0), "Muara", "mo-su 07:00-14:30")).await;
    town.add(Facility { services: Vec::new(), ..health_centre("Puskesmas Tanpa Jam", at(2.0, 0.0), "Muara", "") }).await;
    town.add(hospital("RS Rekaan", at(5.0, 0.0), "Muara")).await;
    let clinic = Facility {
        kind: FacilityKind::Clinic,
        services: vec![service(ServiceKind::Rabies, "24/7")],
        ..health_centre("Klinik Malam", at(9.0, 0.0), "Muara", "")
    };
    town.add(clinic).await;
    town
}

#[tokio::test]
async fn what_is_open_stands_first_and_near_before_far() {
    let town = street().await;
    let open = get(&town, "/layanan").await;
    open.in_order(&["Puskesmas Setiap Hari", "Puskesmas Segera Tutup", "RS Rekaan", "Klinik Malam"]);
    open.hides("Puskesmas Hari Kerja");
    open.says("<b>Buka</b> <span>s.d. 21.00</span>");
    open.says("Buka sekarang");
    open.says("Segera tutup. Telepon dulu.");
    let all = get(&town, "/layanan?open=0").await;
    all.in_order(&["Klinik Malam", "Puskesmas Tanpa Jam", "Puskesmas Hari Kerja"]);
    all.says("Buka lagi besok 07.30");
    all.says("Jam buka tidak diketahui");
}

#[tokio::test]
async fn one_service_or_primary_care_can_be_asked_for() {
    let town = street().await;
    let rabies = get(&town, "/layanan?service=rabies").await;
    rabies.says("Klinik Malam");
    rabies.hides("RS Rekaan");
    let clinics = get(&town, "/layanan?service=clinic&open=0").await;
    clinics.says("Puskesmas Tanpa Jam");
    clinics.hides("RS Rekaan");
    let none = get(&town, "/layanan?service=blood_bank").await;
    none.says("Tidak ada yang buka sekarang");
    none.says("href=\"/layanan?service=blood_bank&#38;open=0\"");
    get(&town, "/layanan?service=blood_bank&open=0").await.says("Belum ada layanan seperti ini yang dicatat");
    get(&town, "/layanan?service=sauna").await.says("Sebagian tautan ini tidak terbaca");
}

#[tokio::test]
async fn programs_get_the_same_answer() {
    let town = street().await;
    let all = get(&town, "/api/v1/services?near=-6.99,110.42").await.json();
    let names: Vec<&str> = all["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["Puskesmas Setiap Hari", "Puskesmas Segera Tutup", "RS Rekaan", "Klinik Malam", "Puskesmas Tanpa Jam", "Puskesmas Hari Kerja"]
    );
    let (first, unknown, closed) = (&all["items"][0], &all["items"][4], &all["items"][5]);
    assert_eq!((first["open"].as_bool(), first["until"].as_str()), (Some(true), Some("2026-11-22T14:00:00.000Z")));
    assert_eq!(first["services"][0]["hours"], "mo-su 07:00-21:00");
    assert!(unknown["open"].is_null());
    assert_eq!((closed["open"].as_bool(), closed["opens"].as_str()), (Some(false), Some("2026-11-23T00:30:00.000Z")));
    assert_eq!(get(&town, "/api/v1/services?open=true&limit=1").await.json()["items"].as_array().unwrap().len(), 1);
    let wrong = get(&town, "/api/v1/services?near=a&service=sauna&open=perhaps&limit=0").await;
    assert_eq!((wrong.status.as_u16(), wrong.kind.as_str()), (422, "application/problem+json"));
    let fields: Vec<String> = wrong.json()["errors"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["limit", "near", "open", "service"]);
}
