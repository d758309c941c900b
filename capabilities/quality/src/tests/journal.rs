//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_testkit::{Sample, written_as_samples};

use super::town::{THREE, towns};
use super::{post, post_as};
use crate::jobs::sweep;
use crate::service::{checks, sheets};

/// Each kind in each version, with a body as it was written.
const SAMPLES: [Sample<'_>; 15] = [
    ("case.called", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","answer":"full"}"#),
    ("case.decided", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","from_state":"replied","to_state":"counts"}"#),
    ("case.families_forgotten", 1, r#"{"count":2}"#),
    ("case.helped", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","event":"take","help":"held"}"#),
    ("case.noted", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","has_callback":true}"#),
    (
        "case.opened",
        1,
        r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","pool":"general.3.any.any.no","what":"no_bed","happened":"now","channel":"web","shown":"free"}"#,
    ),
    ("case.personal_erased", 1, r#"{"count":2}"#),
    ("case.replied", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","reply":"was_full","is_late":false}"#),
    ("case.told_again", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","times":2}"#),
    ("quality.checked", 1, r#"{"outcome":"answered","right":1,"wrong":0}"#),
    ("quality.drawn", 1, r#"{"count":2}"#),
    ("quality.sheet_opened", 1, r#"{"week":1763776800000}"#),
    ("quality.sheets_made", 1, r#"{"week":1763776800000,"count":2}"#),
    ("quality.swept", 1, r#"{"cases":1,"checks":1,"sheets":2}"#),
    ("person.erased", 1, "{}"),
];

#[tokio::test]
async fn every_entry_looks_like_its_sample() {
    for town in towns().await {
        let (here, desk, office, manager) = (town.here, town.help_desk("sari").await, town.office().await, town.manager().await);
        let body = format!("facility={here}&pool={THREE}&what=no_bed&happened=now&phone=081234567890");
        post(&town, "", "/keluhan", &body).await;
        post(&town, "", "/keluhan", &body).await;
        let row = sigap_store::Query::row(town.floor.db(), "SELECT case_id FROM family_case", Vec::new()).await.unwrap().unwrap();
        let case: String = row.get("case_id").unwrap();
        let at = |end: &str| format!("/bantuan-kamar/{case}/{end}");
        post_as(&town, &desk, &at("langkah"), "event=take").await;
        post_as(&town, &desk, &at("telepon"), &format!("facility={here}&answer=full")).await;
        post_as(&town, &desk, &at("catatan"), "note=Rekaan&callback=15").await;
        post_as(&town, &manager, &format!("/kasus/{here}/{case}/jawab"), "version=4&kind=was_full").await;
        post_as(&town, &office, &at("putus"), "version=5&event=count&reason=Rekaan").await;
        post_as(&town, &desk, &at("langkah"), "event=settle").await;
        let check = format!("phone=%2B62240000014&outcome=answered&pool_0={THREE}&said_0=3");
        post_as(&town, &desk, &format!("/cek/{here}"), &check).await;
        checks::draw(&town.room, &town.system()).await.unwrap();
        sheets::make(&town.room, &town.system()).await.unwrap();
        let week = sheets::week_of(town.system().now(), sigap_kernel::Zone::Wib).plus_min(-7 * 24 * 60).0;
        post_as(&town, &manager, &format!("/mutu/{here}/buka"), &format!("week={week}")).await;
        town.world.clock.advance_s(500 * 86_400);
        sweep(&town.room, &town.system()).await.unwrap();
        written_as_samples(town.floor.db(), &["case.", "quality.", "person.erased"], &SAMPLES).await;
    }
}
