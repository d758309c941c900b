//! Names of rooms with signs that nobody sees: however they come in, people read them without, and two rooms never look alike by them.

use sigap_exchange::fhir::client::LocationDraft;

use super::fhir::{bed, ward};
use super::siranap::RS_ID;
use super::upload::saved;
use super::{Town, both_engines, have, room};

/// As it is sent: turned around, with zero-width signs, a soft hyphen, a tag and a control character.
const SENT: &str = "\u{202e}Ruang\u{200b} Me\u{ad}lati\u{2069}\u{e0041}\u{7} ";
const SHOWN: &str = "Ruang Melati";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Door {
    Aplicares,
    RsOnline,
    Fhir,
    Have,
    Upload,
}

async fn send(town: &Town, door: Door) {
    match door {
        Door::Aplicares => drop(town.create(&room("KL2", "MLT2", SENT, 24, 7)).await),
        Door::RsOnline => {
            town.add_siranap_key(town.hospital, RS_ID).await;
            let row = serde_json::json!({ "id_tt": "4", "ruang": SENT, "jumlah": 24, "terpakai": 17 }).to_string();
            let answer = town.rs_online("POST", "/fo/index.php/Fasyankes", &row).await;
            assert!(answer.contains("Kolom ruang memuat karakter kendali atau karakter tak terlihat."), "{answer}");
        }
        Door::Fhir => {
            let by = town.fhir().await;
            let came = town.put(&by, "melati", &LocationDraft { name: SENT.into(), ..ward("") }).await;
            assert_eq!(came.text("/name"), SHOWN, "also what is given back");
            town.put(&by, "bed-1", &bed(1, "melati")).await;
        }
        Door::Have => {
            let hospital = have::hospital(town).await;
            // XML has no control characters; the blank is one that the line below does not split at.
            let line = format!("{} 7/24", SENT.replace('\u{7}', "").trim().replace(' ', "\u{a0}"));
            let (status, answer) = have::post(town, &have::beds("2026-11-22T10:15:00+07:00", &[&line])).await;
            assert!(status.is_success(), "{answer}");
            assert_eq!(town.wards(hospital).await[0].name, SHOWN);
        }
        Door::Upload => {
            let file = format!("Kode;Nama ruang;Kelas;Kapasitas;Kosong\nMLT2;{SENT};Kelas 2;24;7\n");
            saved(&town.admin().await, "kamar.csv", file.as_bytes()).await;
        }
    }
}

#[tokio::test]
async fn what_nobody_sees_in_a_name_does_not_come_in() {
    for (door, shown) in [
        (Door::Aplicares, Some(SHOWN)),
        // Its name is the key by which its hospital looks for it, so it is not changed but refused.
        (Door::RsOnline, None),
        (Door::Fhir, Some(SHOWN)),
        (Door::Have, None),
        (Door::Upload, Some(SHOWN)),
    ] {
        for town in both_engines().await {
            send(&town, door).await;
            let names: Vec<String> = town.wards(town.hospital).await.into_iter().map(|ward| ward.name).collect();
            assert_eq!(names, Vec::from_iter(shown.map(str::to_owned)), "{door:?}");
            let problems: Vec<String> = town.problems().await.into_iter().map(|(kind, ..)| kind).collect();
            assert_eq!(problems, if door == Door::RsOnline { vec!["fields"] } else { vec![] }, "{door:?}");
        }
    }
}
