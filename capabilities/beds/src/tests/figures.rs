//! Nothing that anyone can read without a log-in tells a number about fewer than three beds, whatever the hospitals report.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sigap_exchange::have::Message;
use sigap_kernel::{BedType, CareClass, FacilityId, Pool, Sex, WardId};

use super::town::{Town, at, hospital};
use super::{class, get, town};

/// Beds below which a pool is told in words.
const SMALL: u64 = 3;

/// Numbers of the form `N of M`, wherever a page writes them.
fn of_numbers(html: &str) -> Vec<(u64, u64)> {
    let plain: String = html.replace("</b> <span>", " ").replace("<b>", "").replace('.', "");
    let words: Vec<&str> = plain.split(|c: char| c.is_whitespace() || "<>\"".contains(c)).filter(|word| !word.is_empty()).collect();
    words.windows(3).filter(|three| three[1] == "dari").filter_map(|three| Some((three[0].parse().ok()?, three[2].parse().ok()?))).collect()
}

fn check_page(path: &str, html: &str) {
    for (free, of) in of_numbers(html) {
        assert!(of >= SMALL && free <= of, "{path} says {free} of {of}: {html}");
    }
}

fn check_api(json: &serde_json::Value) {
    for item in json["items"].as_array().unwrap() {
        let numbers = |value: &serde_json::Value| (value["free"].as_u64(), value["of"].as_u64());
        let pools = item["pools"].as_array().unwrap();
        for one in pools.iter().chain([item]) {
            let (free, of) = numbers(one);
            assert!(free.is_none() || of.or(free).unwrap() >= SMALL, "{one}");
        }
        // The whole is the sum of the parts that are shown: nothing can be found by subtraction.
        let shown = |part: usize| {
            pools.iter().filter(|pool| pool["figure"] == "number").filter_map(|pool| [numbers(pool).0, numbers(pool).1][part]).sum::<u64>()
        };
        if let (Some(free), Some(of)) = numbers(item) {
            assert_eq!((free, of), (shown(0), shown(1)), "{item}");
        }
    }
}

/// The same in the format in which regions tell each other their beds.
fn check_have(xml: &str) {
    // No number, no hospital: an empty message is none for whoever reads it.
    let Ok(message) = Message::read(xml.as_bytes(), sigap_kernel::Zone::Wib) else { return };
    for line in message.hospitals.iter().flat_map(|hospital| &hospital.beds) {
        let is_told = |count: Option<u32>| count.is_some_and(|count| u64::from(count) >= SMALL);
        // Whoever reads `NotAvailable` without a count reads 0: that is the word, not a number.
        let is_word = line.baseline.is_none() && line.available.is_none_or(|free| free == 0);
        assert!(is_word || is_told(line.baseline.or(line.available)), "{line:?} in {xml}");
    }
}

async fn check_all(town: &Town, id: FacilityId) {
    let pages = ["/?situation=adult", "/?situation=adult&payer=jkn3", "/?sex=female&class=3", "/", "/?type=icu"];
    for path in pages.iter().map(|path| (*path).to_owned()).chain([format!("/rs/{id}"), format!("/lobi/{id}")]) {
        check_page(&path, &get(town, &path).await.body);
    }
    for path in ["/api/v1/beds", "/api/v1/beds?class=3", "/api/v1/beds?payer=jkn1", &format!("/api/v1/beds/{id}")] {
        check_api(&get(town, path).await.json());
    }
    check_have(&get(town, "/api/v1/beds.have.xml").await.body);
    for point in get(town, "/api/v1/beds.geojson").await.json()["features"].as_array().unwrap() {
        check_page("map", point["properties"]["label"].as_str().unwrap());
    }
}

#[test]
fn no_public_answer_tells_a_number_about_fewer_than_three_beds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (town, id, wards) = runtime.block_on(async {
        let town = town().await;
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let of = |sex| Pool { sex, ..class(CareClass::Three) };
        let pools = [of(Sex::Male), of(Sex::Female), of(Sex::Any), class(CareClass::One), Pool::of_type(BedType::Icu), of(Sex::Male)];
        let mut wards: Vec<WardId> = Vec::new();
        for (number, pool) in pools.into_iter().enumerate() {
            wards.push(town.ward(id, &format!("Ruang {number}"), pool).await);
        }
        (town, id, wards)
    });
    let report = (0..6u32, 0..6u32, prop_oneof![0..100i64, 300..800i64]);
    let cases = proptest::collection::vec(report, wards.len());
    let mut runner = TestRunner::new(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&cases, |numbers| {
        runtime.block_on(async {
            // A day later every number of the case before is silent.
            town.world.clock.advance_s(86_400);
            let numbers: Vec<_> = wards.iter().zip(numbers).map(|(ward, (beds, free, minutes))| (*ward, beds, free, minutes)).collect();
            town.report(id, &numbers).await;
            check_all(&town, id).await;
        });
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn the_reader_of_this_test_finds_numbers_where_pages_write_them() {
    assert_eq!(
        of_numbers("<p class=\"bed-fig\"><b>1.204</b> <span>dari 2.400</span></p> 3 dari 24 kosong <b>2</b> <span>dari 4</span>"),
        [(1_204, 2_400), (3, 24), (2, 4)]
    );
}
