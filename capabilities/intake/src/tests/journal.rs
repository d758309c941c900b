//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_exchange::aplicares::RoomKey;
use sigap_store::{Query as _, args};
use sigap_testkit::{Sample, written_as_samples};

use super::{PPK, melati, on_sqlite, ppk, sender};
use crate::{IntakeConfig, PROBLEM_KEPT_DAYS};

/// Each kind in each version, with a body as it was written.
const SAMPLES: [Sample<'_>; 5] = [
    (
        "intake.room_created",
        1,
        r#"{"class_code":"KL2","facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"aplicares","room_code":"MLT2"}"#,
    ),
    (
        "intake.room_removed",
        1,
        r#"{"class_code":"KL2","facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"aplicares","room_code":"MLT2"}"#,
    ),
    (
        "intake.problem",
        1,
        r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","key":"0192f0c4-0000-7000-8000-000000000002","kind":"body","protocol":"aplicares","reason":{"body":["body-not-json"]}}"#,
    ),
    (
        "intake.locations_stored",
        1,
        r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"fhir","stored":[{"id":"bed-1","says":"U","version":1}]}"#,
    ),
    ("intake.problems_swept", 1, r#"{"count":1}"#),
];

#[tokio::test]
async fn every_entry_is_written_in_the_shape_of_its_sample() {
    let town = on_sqlite(IntakeConfig::default()).await;
    town.create(&melati()).await;
    let key = RoomKey::read(br#"{"kodekelas":"KL2","koderuang":"MLT2"}"#).unwrap();
    town.say(sender("1234").delete(&ppk(PPK), &key, town.now())).await;
    town.update_with(b"rusak").await;
    let fhir = town.add_fhir_key(town.hospital, super::fhir::CLIENT).await.key;
    let by = town.fhir_sender(super::fhir::CLIENT).await;
    town.put(&by, "bed-1", &super::fhir::bed(1, "melati")).await;
    town.clock.advance_s(PROBLEM_KEPT_DAYS * 86_400 + 1);
    town.intake.sweep_problems(&town.system()).await.unwrap();
    written_as_samples(&town.db, &["intake."], &SAMPLES).await;
    for row in town.db.rows("SELECT kind, actor FROM journal_entry WHERE kind LIKE 'intake.%'", args![]).await.unwrap() {
        let (kind, actor): (String, String) = (row.get("kind").unwrap(), row.get("actor").unwrap());
        let is_machine = actor == format!("key:{}", town.key) || actor == format!("key:{fhir}");
        assert!(is_machine || kind == "intake.problems_swept", "{kind} by {actor}");
    }
}
