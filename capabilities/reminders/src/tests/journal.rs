//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_testkit::{Sample, written_as_samples};

use super::town::towns;
use crate::model::{CallId, Called, CensusId};
use crate::service::census::{NewCensus, start, tick};
use crate::service::desk::{NewCall, NewPause, note_call, pause, resume};

const SAMPLES: &[Sample<'_>] = &[
    ("census.answered", 1, r#"{"count":1,"late":false}"#),
    ("census.ended", 1, r#"{"answered":1,"asked":2,"event":"run_out"}"#),
    ("census.started", 1, r#"{"asked":2,"district":"","kind":"general.3.any.any.no","until":1763776800000}"#),
    ("reminder.answered", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","from":"mail","since":1763776800000}"#),
    ("reminder.called", 1, r#"{"called":"no_answer","census":null,"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    ("reminder.climbed", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","from":"screen","to":"mail"}"#),
    ("reminder.contact_set", 1, r#"{"by_mail":true,"by_phone":true,"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    (
        "reminder.message",
        1,
        r#"{"census":null,"channel":"mail","facility":"0192f0c4-0000-7000-8000-000000000001","message":"0192f0c4-0000-7000-8000-000000000003","state":"sent","why":null}"#,
    ),
    ("reminder.paused", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","until":1763776800000}"#),
    ("reminder.resumed", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","until":1763776800000}"#),
    ("reminder.swept", 1, r#"{"count":4}"#),
];

#[tokio::test]
async fn every_entry_is_written_in_the_shape_of_its_sample() {
    for town in towns().await {
        town.has_contact(town.here).await;
        town.minutes(60 + 121).await;
        town.reports(town.here, 2);
        town.ring().await;
        let call = NewCall { id: CallId::new(&town.system()), census: None, called: Some(Called::NoAnswer) };
        note_call(&town.room, &town.system(), town.here, call).await.unwrap();
        let new = NewPause { hours: Some(1), reason: "Rekaan".into(), version: 0 };
        pause(&town.room, &town.system(), town.here, &new).await.unwrap();
        resume(&town.room, &town.system(), town.here, 1).await.unwrap();
        let census = NewCensus {
            id: CensusId::new(&town.system()),
            reason: "Rekaan".into(),
            minutes: Some(15),
            district: String::new(),
            kind: Some(super::town::THREE),
            seen: 0,
        };
        start(&town.room, &town.system(), &census).await.unwrap();
        town.world.clock.advance_s(60);
        town.reports(town.here, 2);
        tick(&town.room, &town.system()).await.unwrap();
        town.world.clock.advance_s(15 * 60);
        tick(&town.room, &town.system()).await.unwrap();
        town.world.clock.advance_s((crate::REMINDERS_KEPT_DAYS + 1) * 86_400);
        crate::jobs::throw_away(&town.room, &town.system()).await.unwrap();
        for table in ["reminder_spell", "reminder_message", "reminder_call", "reminder_pause", "census", "census_hospital", "census_sum"] {
            assert_eq!(town.count(table).await, 0, "{table} is kept no longer");
        }
        let kinds = ["reminder.", "census."];
        written_as_samples(town.floor.db(), &kinds, SAMPLES).await;
    }
}
