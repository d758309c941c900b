//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use std::collections::BTreeMap;

use serde_json::Value;
use sigap_exchange::aplicares::RoomKey;
use sigap_store::{Query as _, args};

use super::{PPK, melati, on_sqlite, ppk, sender};
use crate::{IntakeConfig, PROBLEM_KEPT_DAYS};

/// Kind and version → a body as it was written.
const SAMPLES: [(&str, &str); 4] = [
    (
        "intake.room_created/1",
        r#"{"class_code":"KL2","facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"aplicares","room_code":"MLT2"}"#,
    ),
    (
        "intake.room_removed/1",
        r#"{"class_code":"KL2","facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"aplicares","room_code":"MLT2"}"#,
    ),
    (
        "intake.problem/1",
        r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","key":"0192f0c4-0000-7000-8000-000000000002","kind":"body","protocol":"aplicares","reason":{"body":["body-not-json"]}}"#,
    ),
    ("intake.problems_swept/1", r#"{"count":1}"#),
];

fn shape(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(list) => list.iter().map(shape).collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn every_entry_is_written_in_the_shape_of_its_sample() {
    let town = on_sqlite(IntakeConfig::default()).await;
    town.create(&melati()).await;
    let key = RoomKey::read(br#"{"kodekelas":"KL2","koderuang":"MLT2"}"#).unwrap();
    town.say(sender("1234").delete(&ppk(PPK), &key, town.now())).await;
    town.update_with(b"rusak").await;
    town.clock.advance_s(PROBLEM_KEPT_DAYS * 86_400 + 1);
    town.intake.sweep_problems(&town.system()).await.unwrap();
    let rows = town.db.rows("SELECT kind, v, body, actor FROM journal_entry WHERE kind LIKE 'intake.%'", args![]).await.unwrap();
    let mut written = BTreeMap::new();
    for row in rows {
        let (kind, v, body): (String, u32, String) = (row.get("kind").unwrap(), row.get("v").unwrap(), row.get("body").unwrap());
        written.insert(format!("{kind}/{v}"), shape(&serde_json::from_str(&body).unwrap()));
        let actor: String = row.get("actor").unwrap();
        assert!(actor == format!("key:{}", town.key) || kind == "intake.problems_swept", "{kind} by {actor}");
    }
    let samples: BTreeMap<String, Value> =
        SAMPLES.iter().map(|(kind, body)| ((*kind).to_owned(), shape(&serde_json::from_str(body).unwrap()))).collect();
    assert_eq!(written, samples);
}
