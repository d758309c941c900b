//! The page of one hospital, its lobby, and the help page.

use sigap_availability::ClaimKind;
use sigap_kernel::{AgeBand, BedType, CareClass, Pool, Sex};
use sigap_registry::Agreement;
use sigap_registry::{CoordQuality, Facility, HospitalClass, Stage};

use super::town::{at, hospital};
use super::{class, get, renew, room, town};

#[tokio::test]
async fn every_number_of_a_hospital_is_explained() {
    let town = town().await;
    let facility = Facility {
        class: Some(HospitalClass::B),
        coord_quality: CoordQuality::VillageCentre,
        coord_radius_m: Some(620),
        ..hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")
    };
    let id = town.add(facility).await;
    let women = Pool { sex: Sex::Female, age: AgeBand::Adult, ..class(CareClass::Three) };
    let (three, small, new) = (
        town.ward(id, "Tiga", women).await,
        town.ward(id, "Dua tempat tidur", class(CareClass::One)).await,
        town.ward(id, "NICU", Pool::of_type(BedType::Nicu)).await,
    );
    town.report(id, &[(three, 24, 10, 6), (small, 2, 1, 6)]).await;
    let promise = room::NewClaim { facility: id, ward: three, kind: ClaimKind::Promise, beds: 1, for_min: Some(60) };
    town.floor.db().write(&town.system(), |tx| async move { room::claim(&tx, promise).await }).await.unwrap();
    town.until(|picture| picture.ward(three).is_some_and(|ward| !ward.claims.is_empty())).await;
    let page = get(&town, &format!("/rs/{id}")).await;
    page.in_order(&["RSUD Rekaan", "kelas B", "milik pemerintah"]);
    page.says("9 dari 24 kosong");
    page.says("Dewasa · Perempuan");
    page.in_order(&[
        "10 dilaporkan kosong",
        "dikurangi 1: sudah dijanjikan",
        "menjadi 9",
        "sudah tidak dihitung oleh rumah sakit: dibersihkan",
        "tidak diketahui, tidak dikurangi: menunggu di IGD",
    ]);
    page.says("Ada · ruang kecil");
    page.says("kurang dari 3 tempat tidur: tidak dirinci");
    page.says("2 dari 3 ruang laporannya berlaku");
    page.says("bisa meleset sampai 600 m");
    let bare = Facility {
        address: String::new(),
        village: String::new(),
        district: String::new(),
        coord_quality: CoordQuality::VillageCentre,
        coord_radius_m: Some(620),
        ..hospital("RS Tanpa Alamat", at(1.0, 0.0), "")
    };
    let bare = town.add(bare).await;
    get(&town, &format!("/rs/{bare}")).await.says("bisa meleset sampai 600 m");
    page.says("Belum pernah dicoba");
    page.says("Buka lagi besok 07.00");
    page.hides("Dua tempat tidur");
    let _ = new;
    let part = renew(&town, &format!("/rs/{id}")).await;
    part.says("id=\"pools\"");
    part.says("id=\"why\"");
    part.hides("<html");
}

#[tokio::test]
async fn the_stage_of_the_agreement_is_said_where_numbers_are_missing() {
    let town = town().await;
    for (stage, words) in [
        (Stage::None, "belum punya perjanjian data"),
        (Stage::Training, "masih berlatih melapor"),
        (Stage::Shadow, "belum melapor di sini"),
    ] {
        let id =
            town.add(Facility { agreement: Agreement::in_stage(stage), ..hospital(&format!("RS {stage}"), at(1.0, 0.0), "Muara") }).await;
        get(&town, &format!("/rs/{id}")).await.says(words);
    }
    let hidden = Agreement { shows_beds: false, ..Agreement::in_stage(Stage::Public) };
    let id = town.add(Facility { agreement: hidden, ..hospital("RS Tanpa Angka", at(1.0, 0.0), "Muara") }).await;
    get(&town, &format!("/rs/{id}")).await.says("tidak menampilkan angka kamarnya");
}

#[tokio::test]
async fn the_lobby_adds_up_what_a_visitor_looks_for() {
    let town = town().await;
    let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let of = |sex| Pool { sex, ..class(CareClass::Three) };
    let (men, women, tiny) =
        (town.ward(id, "A", of(Sex::Male)).await, town.ward(id, "B", of(Sex::Female)).await, town.ward(id, "C", of(Sex::Any)).await);
    town.report(id, &[(men, 20, 4, 6), (women, 20, 3, 16), (tiny, 2, 2, 1)]).await;
    let page = get(&town, &format!("/lobi/{id}")).await;
    page.says("<b>7</b> <span>dari 40</span>");
    page.says("Tersedia");
    page.says("16 mnt lalu");
    assert_eq!(page.body.matches("<th scope=\"row\">").count(), 1, "the pools of class 3 stand in one line");
    page.says("bukan jaminan");
}

#[tokio::test]
async fn what_is_not_there_is_not_there() {
    let town = town().await;
    for path in ["/rs/x", "/lobi/x", "/rs/0192f3ab-77aa-7c10-9b7e-51f2d81c0f4e", "/api/v1/beds/0192f3ab-77aa-7c10-9b7e-51f2d81c0f4e"] {
        assert_eq!(get(&town, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_help_page_needs_no_script_and_names_every_number() {
    let town = town().await;
    let page = get(&town, "/bantuan").await;
    for number in ["tel:112", "tel:119", "tel:165"] {
        page.says(number);
    }
    page.says("id=\"lokasi\"");
    page.says("paling lama 3 hari");
    page.says("Rumah sakit dilarang menolak pasien gawat darurat");
}
