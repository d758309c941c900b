//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_exchange::aplicares::RoomKey;
use sigap_exchange::have::{ClinicalStatus, EmergencyStatus, FacilityStatus, TrafficStatus};
use sigap_exchange::siranap::{NeedCounts, NeedKind};
use sigap_kernel::Actor;
use sigap_store::{Query as _, StoreError, args};
use sigap_testkit::{Sample, written_as_samples};

use super::siranap::RS_ID;
use super::{PPK, Town, melati, on_sqlite, ppk, sender, upload};
use crate::have::state::{self, Said};
use crate::model::{Act, Choice, Deed, RoomId};
use crate::pass_on::outcome::Tally;
use crate::pass_on::row::{Codes, PassRow, PassRowId};
use crate::pass_on::{change, tell};
use crate::position::Unit;
use crate::position::devices::Device;
use crate::replay::{Replayed, replay};
use crate::silence::watch;
use crate::store::pass_on as store;
use crate::system::System;
use crate::{PROBLEM_KEPT_DAYS, PhoneApp, Protocol, REMOVED_KEPT_DAYS, Service, key_system, needs};

/// Each kind in each version, with a body as it was written.
const SAMPLES: [Sample<'_>; 24] = [
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
    ("intake.rooms_swept", 1, r#"{"count":1}"#),
    (
        "intake.room_waiting",
        1,
        r#"{"class_code":"4","facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"siranap","room_code":"Melati II"}"#,
    ),
    (
        "intake.room_joined",
        1,
        r#"{"after":"0192f0c4-0000-7000-8000-000000000002","before":null,"class_code":"4","facility":"0192f0c4-0000-7000-8000-000000000001","protocol":"siranap","room_code":"Melati II"}"#,
    ),
    ("intake.need_stated", 1, r#"{"item":"3","kind":"staff","needed":8,"on_hand":42,"received":2}"#),
    ("intake.need_removed", 1, r#"{"item":"3","kind":"staff"}"#),
    (
        "intake.problem_replayed",
        1,
        r#"{"came":1795320900000,"facility":"0192f0c4-0000-7000-8000-000000000001","key":"0192f0c4-0000-7000-8000-000000000002","protocol":"aplicares"}"#,
    ),
    ("intake.feed_silent", 1, r#"{"key":"0192f0c4-0000-7000-8000-000000000002","protocol":"aplicares","since":1795320900000}"#),
    ("intake.feed_back", 1, r#"{"key":"0192f0c4-0000-7000-8000-000000000002","protocol":"aplicares","since":1795320900000}"#),
    ("intake.feed_off", 1, r#"{"key":"0192f0c4-0000-7000-8000-000000000002","protocol":"aplicares","since":1795320900000}"#),
    ("intake.file_taken", 1, r#"{"bad":1,"facility":"0192f0c4-0000-7000-8000-000000000001","file":"kTzV0cJ1bT9d","rows":1}"#),
    ("intake.mapping_kept", 1, r#"{"columns":["code","free"],"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    (
        "intake.device_added",
        1,
        r#"{"app":"traccar","facility":"0192f0c4-0000-7000-8000-000000000001","name":"AMB07","speed_unit":"knots"}"#,
    ),
    ("intake.have_state", 1, r#"{"clinical":"Full","facility":"Normal","offload":null,"offload_min":35,"traffic":"Advisory"}"#),
    ("intake.key_system", 1, r#"{"system":"gos_siranap"}"#),
    (
        "intake.pass_on_set",
        1,
        r#"{"address":"https://aplicares.contoh.invalid/aplicaresws","facility_code":"0301R001","letter_date":"2026-11-20","letter_no":"445/017/RSUD/2026 (rekaan)","sender":"1234","service":"aplicares","target":"0192f0c4-0000-7000-8000-000000000003"}"#,
    ),
    ("intake.pass_on_off", 1, r#"{"service":"aplicares","target":"0192f0c4-0000-7000-8000-000000000003"}"#),
    ("intake.pass_on_stopped", 1, r#"{"service":"aplicares","target":"0192f0c4-0000-7000-8000-000000000003"}"#),
    (
        "intake.pass_on_coded",
        1,
        r#"{"after":{"class":"KL3","room":"MLT"},"before":{"class":"KL2","room":"MLT2"},"service":"aplicares","target":"0192f0c4-0000-7000-8000-000000000003"}"#,
    ),
    ("intake.passed_on", 1, r#"{"kept":3,"refused":0,"removed":1,"service":"aplicares","target":"0192f0c4-0000-7000-8000-000000000003"}"#),
];

#[tokio::test]
async fn every_entry_is_written_in_the_shape_of_its_sample() {
    let town = on_sqlite(super::pass_on::config()).await;
    town.create(&melati()).await;
    town.add_siranap_key(town.hospital, RS_ID).await;
    let row = r#"{"id_tt":"4","ruang":"Melati II","jumlah":"24","terpakai":"20"}"#;
    town.rs_online("POST", "/fo/index.php/Fasyankes", row).await;
    let room = RoomId { facility: town.hospital, protocol: Protocol::Siranap, class_code: "4".into(), room_code: "Melati II".into() };
    let deed = Deed { ctx: town.system(), room, act: Act::Join(Choice::Open) };
    town.intake.0.writer.write(deed).await.unwrap().unwrap();
    let (db, ctx) = (&town.db, &town.system());
    let counts = NeedCounts { on_hand: 42, needed: 8, received: 2 };
    let need = needs::Need { facility: town.hospital, kind: NeedKind::Staff, item: "3", as_of: None };
    needs::state(db, ctx, need, |_| Some(counts)).await.unwrap();
    needs::remove(db, ctx, town.hospital, NeedKind::Staff, "3").await.unwrap();
    let key = RoomKey::read(br#"{"kodekelas":"KL2","koderuang":"MLT2"}"#).unwrap();
    town.say(sender("1234").delete(&ppk(PPK), &key, town.now())).await;
    town.update_with(b"rusak").await;
    upload::saved(&town.admin().await, "a.csv", b"Kode;Kosong\nA;3\nB;banyak\n").await;
    town.add_fhir_key(town.hospital, super::fhir::CLIENT).await;
    let by = town.fhir_sender(super::fhir::CLIENT).await;
    town.put(&by, "bed-1", &super::fhir::bed(1, "melati")).await;
    let machine = town.system().as_actor(Actor::Machine { key: town.key, facility: town.hospital });
    let (app, speed_unit) = (PhoneApp::Traccar, Unit::Knots);
    let device = Device { key: town.key, facility: town.hospital, name: "AMB07".into(), app, speed_unit };
    town.intake.0.positions.devices.add(&machine, &device).await.unwrap();
    let emergency = EmergencyStatus { traffic: Some(TrafficStatus::Advisory), offload_min: Some(35), ..EmergencyStatus::default() };
    let said = &Said { emergency: Some(emergency), facility: Some(FacilityStatus::Normal), clinical: Some(ClinicalStatus::Full) };
    let put: Result<(), StoreError> = db.write(ctx, |tx| async move { state::put(&tx, town.hospital, said.clone(), tx.now()).await }).await;
    put.unwrap();
    key_system::keep(db, ctx, town.key, System::GosSiranap).await.unwrap();
    town.clock.advance_s(PROBLEM_KEPT_DAYS * 86_400 + 1);
    town.intake.sweep_problems(&town.system()).await.unwrap();
    // A feed falls silent, is back, falls silent again, and its key is turned off.
    let timer = || town.world.ctx(Actor::System("intake"));
    watch(&town.intake, &timer()).await.unwrap();
    town.create(&melati()).await;
    town.clock.advance_s(121 * 60);
    watch(&town.intake, &timer()).await.unwrap();
    // A kept call is read again.
    let body = r#"{"kodekelas":"KL2","koderuang":"MLT2","namaruang":"Ruang Melati Kelas II","kapasitas":24,"tersedia":3}"#;
    town.keep_unread(&format!("/aplicaresws/rest/bed/create/{PPK}"), body).await;
    let id = town.db.row("SELECT problem_id FROM intake_problem WHERE kind = 'body'", args![]).await.unwrap().unwrap();
    let done = replay(&town.intake, &timer(), town.hospital, id.get("problem_id").unwrap()).await.unwrap();
    assert!(matches!(done, Replayed::Settled), "{done:?}");
    town.clock.advance_s(121 * 60);
    watch(&town.intake, &timer()).await.unwrap();
    town.access.set_key_enabled(&town.system(), town.key, false).await.unwrap();
    watch(&town.intake, &timer()).await.unwrap();
    passing_on(&town).await;
    removed_long_ago(&town).await;
    written_as_samples(&town.db, &["intake."], &SAMPLES).await;
    for row in town.db.rows("SELECT kind, actor FROM journal_entry WHERE kind LIKE 'intake.%'", args![]).await.unwrap() {
        let (kind, actor): (String, String) = (row.get("kind").unwrap(), row.get("actor").unwrap());
        let by_sigap = [
            "intake.have_state",
            "intake.key_system",
            "intake.problems_swept",
            "intake.rooms_swept",
            "intake.room_joined",
            "intake.need_stated",
            "intake.need_removed",
        ];
        let passed = ["intake.pass_on_set", "intake.pass_on_off", "intake.pass_on_stopped", "intake.pass_on_coded", "intake.passed_on"];
        let cared = ["intake.problem_replayed", "intake.feed_silent", "intake.feed_back", "intake.feed_off"];
        let by_person = ["intake.file_taken", "intake.mapping_kept", "intake.room_created", "intake.room_waiting"];
        let is_expected = match actor.split(':').next() {
            Some("key") => true,
            Some("user") => by_person.contains(&kind.as_str()),
            _ => by_sigap.iter().chain(&cared).chain(&passed).any(|one| *one == kind),
        };
        assert!(is_expected, "{kind} by {actor}");
    }
}

/// A room that was removed is forgotten.
async fn removed_long_ago(town: &Town) {
    let room = RoomId { facility: town.hospital, protocol: Protocol::Siranap, class_code: "4".into(), room_code: "Melati II".into() };
    let machine = town.system().as_actor(Actor::Machine { key: town.key, facility: town.hospital });
    town.intake.0.writer.write(Deed { ctx: machine, room, act: Act::Delete }).await.unwrap().unwrap();
    town.clock.advance_s(REMOVED_KEPT_DAYS * 86_400 + 1);
    assert_eq!(town.intake.sweep_rooms(&town.system()).await.unwrap(), 1);
}

/// Passing on is turned on, stopped and off, a row gets other codes, and a walk says what it did.
async fn passing_on(town: &Town) {
    let ctx = &town.system();
    let wish = super::pass_on::wish(Service::Aplicares);
    change::turn_on(&town.intake, ctx, town.hospital, &wish, "").await.unwrap();
    let target = &store::targets_of(&town.db, town.hospital).await.unwrap().remove(0);
    let codes = Codes { class: "KL2".into(), room: "MLT2".into() };
    let ward = "0192f0c4-0000-7000-8000-000000000004".parse().unwrap();
    let row = &PassRow::new(PassRowId::new(ctx), target.id, ward, codes.clone());
    let done: Result<(), StoreError> = town
        .db
        .write(ctx, |tx| async move {
            assert!(store::put_row(&tx, row).await?);
            tx.record(tell::walked(target, Tally { kept: 3, removed: 1, refused: 0 }));
            tx.record(tell::stopped(target));
            Ok(())
        })
        .await;
    done.unwrap();
    change::correct(&town.intake, ctx, target, row.id, &Codes { class: "KL3".into(), room: "MLT".into() }).await.unwrap();
    change::turn_off(&town.intake, ctx, target).await.unwrap();
}
