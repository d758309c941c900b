//! The finder for programs.

use sigap_exchange::have::{BedLine, BedTypeCode, Hospital, Message};
use sigap_kernel::{BedType, CareClass, Pool, Zone};
use sigap_registry::{Agreement, Facility, Stage};

use super::town::{at, hospital};
use super::{class, get, town};
use crate::api::answer::tests as answer_tests;
use crate::find::find;
use crate::model::{Need, Search};

#[tokio::test]
async fn programs_read_what_families_read() {
    let town = town().await;
    let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let (three, tiny) = (town.ward(id, "Tiga", class(CareClass::Three)).await, town.ward(id, "Satu", class(CareClass::One)).await);
    town.report(id, &[(three, 24, 3, 6), (tiny, 2, 1, 6)]).await;
    let answer = get(&town, "/api/v1/beds?near=-6.99,110.42&class=3,KL1&limit=5").await.json();
    let item = &answer["items"][0];
    assert_eq!((item["free"].as_u64(), item["of"].as_u64(), item["state"].as_str()), (Some(3), Some(24), Some("free")));
    assert_eq!(item["travel_min"], 3);
    assert_eq!(item["phones"][0]["number"], "+62240000014");
    let figures: Vec<&str> = item["pools"].as_array().unwrap().iter().map(|pool| pool["figure"].as_str().unwrap()).collect();
    assert_eq!(figures, ["number", "some"]);
    assert_eq!(item["pools"][0]["age_s"], 360);
    assert_eq!(item["pools"][0]["valid_until"], "2026-11-22T13:04:00.000Z");
    assert!(answer["emergency"].as_str().unwrap().starts_with("Gawat darurat?"));
    assert_eq!(answer["invented"], true);
    let one = get(&town, &format!("/api/v1/beds/{id}")).await.json();
    assert_eq!(one["items"][0]["pools"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn programs_are_told_that_a_distance_is_not_known() {
    let town = town().await;
    town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let id = town.add(Facility { place: None, ..hospital("RS Entah", at(0.0, 0.0), "Muara") }).await;
    let answer = get(&town, "/api/v1/beds?near=-6.99,110.42").await.json();
    let (known, unknown) = (&answer["items"][0], &answer["items"][1]);
    assert_eq!((known["name"].as_str(), known["distance_m"].is_u64()), (Some("RSUD Rekaan"), true));
    assert_eq!(unknown["name"], "RS Entah");
    for field in ["lat", "lon", "distance_m", "travel_min"] {
        assert!(unknown.as_object().unwrap().contains_key(field) && unknown[field].is_null(), "{field}: {unknown}");
    }
    let alone = get(&town, &format!("/api/v1/beds/{id}")).await.json();
    assert!(alone["items"][0]["distance_m"].is_null(), "nobody said from where");
    assert_eq!(get(&town, "/api/v1/beds.geojson").await.json()["features"].as_array().unwrap().len(), 1, "no point for the map");
}

#[tokio::test]
async fn the_kept_text_says_what_the_types_say_however_old_it_is() {
    let town = town().await;
    let (open, closed) =
        (town.add(hospital("RSUD \"Rekaan\"", at(1.0, 0.0), "Muara")).await, town.add(hospital("RS Diam", at(2.0, 0.0), "Muara")).await);
    let (three, one) = (town.ward(open, "Tiga", class(CareClass::Three)).await, town.ward(open, "Satu", class(CareClass::One)).await);
    town.ward(closed, "Dua", class(CareClass::Two)).await;
    town.report(open, &[(three, 24, 3, 6), (one, 2, 1, 6)]).await;
    let (picture, rules) = (town.beds.picture(), town.beds.rules());
    let search = Search { need: Need::ANY, near: at(0.0, 0.0), limit: 10 };
    // Fresh, asked again, overdue, and too old to count.
    for later_min in [0, 0, 1, 200, 2_000, 20_000] {
        let now = town.world.world.now().plus_min(later_min);
        let found = find(&picture, rules, &search, crate::Eyes::Anyone, now);
        assert_eq!(found.len(), 2);
        let kept = crate::api::answer_text(&picture, rules, &search, crate::Eyes::Anyone, now, true);
        assert_eq!(kept, answer_tests::typed(&found, now, true), "{later_min} minutes later");
        serde_json::from_str::<serde_json::Value>(&kept).unwrap();
    }
}

/// Name, id and lines of each hospital of a HAVE message, each line as `type free/beds`.
fn told(xml: &str) -> Vec<(String, Option<String>, Vec<String>)> {
    let Ok(message) = Message::read(xml.as_bytes(), Zone::Wib) else { return Vec::new() };
    let say = |count: Option<u32>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let line = |line: &BedLine| {
        let BedTypeCode::Known(known) = &line.bed_type else { panic!("not of the standard") };
        format!("{known} {}/{}", say(line.available), say(line.baseline))
    };
    let one = |one: Hospital| (one.name.unwrap(), one.id, one.beds.iter().map(line).collect());
    message.hospitals.into_iter().map(one).collect()
}

#[tokio::test]
async fn regions_read_in_have_what_families_read() {
    let town = town().await;
    let open = Facility { kemenkes_code: Some("3374999".into()), ..hospital("RSUD Rekaan", at(1.0, 0.0), "Muara") };
    let (open, silent) = (town.add(open).await, town.add(hospital("RS Diam (rekaan)", at(2.0, 0.0), "Muara")).await);
    let inside = Facility { agreement: Agreement::in_stage(Stage::Shadow), ..hospital("RS Latihan (rekaan)", at(3.0, 0.0), "Muara") };
    let inside = town.add(inside).await;
    let (three, one) = (town.ward(open, "Tiga", class(CareClass::Three)).await, town.ward(open, "Satu", class(CareClass::One)).await);
    let icu = town.ward(open, "ICU", Pool::of_type(BedType::Icu)).await;
    town.ward(silent, "Dua", class(CareClass::Two)).await;
    let hidden = town.ward(inside, "Dua", class(CareClass::Two)).await;
    town.report(open, &[(three, 24, 3, 6), (one, 2, 1, 9), (icu, 6, 2, 2_000)]).await;
    town.report(inside, &[(hidden, 24, 3, 6)]).await;
    let answer = get(&town, "/api/v1/beds.have.xml").await;
    assert_eq!((answer.status.as_u16(), answer.kind.as_str()), (200, "application/xml"));
    let lines = vec!["AdultICU ?/?".to_owned(), "MedicalSurgical 3/24".to_owned()];
    assert_eq!(told(&answer.body), [("RSUD Rekaan (rekaan)".to_owned(), Some("3374999".to_owned()), lines)], "{}", answer.body);
    // As old as its oldest number, and gone with the last one.
    let message = Message::read(answer.body.as_bytes(), Zone::Wib).unwrap();
    assert_eq!(message.hospitals[0].last_update, Some(town.world.world.now().plus_min(-9)));
    town.world.clock.advance_s(86_400);
    assert_eq!(told(&get(&town, "/api/v1/beds.have.xml").await.body), []);
}

#[tokio::test]
async fn all_mistakes_of_a_call_are_told_together() {
    let town = town().await;
    let wrong = get(&town, "/api/v1/beds?near=91,0&class=9,3&type=sofa&situation=x&sex=x&payer=x&limit=101").await;
    assert_eq!((wrong.status.as_u16(), wrong.kind.as_str()), (422, "application/problem+json"));
    let fields: Vec<String> = wrong.json()["errors"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["class", "limit", "near", "payer", "sex", "situation", "type"]);
    assert_eq!(get(&town, "/api/v1/beds?limit=1&limit=2").await.status, 422);
}

#[tokio::test]
async fn the_map_gets_points_with_words() {
    let town = town().await;
    let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let three = town.ward(id, "Tiga", class(CareClass::Three)).await;
    town.report(id, &[(three, 24, 3, 6)]).await;
    let map = get(&town, "/api/v1/beds.geojson?situation=adult&lang=en").await;
    assert_eq!(map.kind, "application/geo+json");
    assert_eq!(map.json()["invented"], true);
    let point = &map.json()["features"][0];
    assert_eq!(point["geometry"]["type"], "Point");
    assert_eq!(point["properties"]["label"], "3 of 24 free");
    assert_eq!(point["properties"]["note"], "6 min ago · hospital system");
    assert_eq!(point["properties"]["href"], format!("/rs/{id}"));
    assert_eq!(point["properties"]["state"], "free");
}
