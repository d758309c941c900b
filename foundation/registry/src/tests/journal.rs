//! The journal: every type and version ever written has a sample here, is still written that way, and is told as a sentence.

use sigap_kernel::{CareClass, Lang, Pool, Zone};
use sigap_store::{JournalRow, Subject, entries_of};
use sigap_testkit::{Sample, TestWorld, written_as_samples};

use super::{TABLES, Town, full_hospital};
use crate::{Facility, NewWard, ReportedBy, StageEvent, Ward, import, journal};

/// Type and version of each entry with its sample.
const SAMPLES: &[Sample<'_>] = &[
    ("deployment.begun", 1, include_str!("samples/deployment.begun.v1.json")),
    ("deployment.shadow", 1, include_str!("samples/deployment.shadow.v1.json")),
    ("facility.added", 1, include_str!("samples/facility.added.v1.json")),
    ("facility.changed", 1, include_str!("samples/facility.changed.v1.json")),
    ("facility.phone_answered", 1, include_str!("samples/facility.phone_answered.v1.json")),
    ("facility.stage", 1, include_str!("samples/facility.stage.v1.json")),
    ("registry.imported", 1, include_str!("samples/registry.imported.v1.json")),
    ("ward.added", 1, include_str!("samples/ward.added.v1.json")),
    ("ward.changed", 1, include_str!("samples/ward.changed.v1.json")),
    ("ward.retired", 1, include_str!("samples/ward.retired.v1.json")),
];

/// Does everything once that leaves an entry.
async fn live_a_little(town: &Town) {
    let id = town.add(full_hospital()).await;
    let read = town.facility(id).await;
    town.change(&town.system(), Facility { address: "Jl. Baru 2".into(), ..read.clone() }).await.unwrap();
    let pool = Pool::general(CareClass::Three);
    town.db()
        .write(&town.system(), |tx| async move {
            crate::move_stage(&tx, id, 2, StageEvent::StepBack, "angka terlambat").await?;
            crate::decide_city(&tx, 0, true, None, "Sedang dibandingkan").await?;
            crate::phone_answered(&tx, id, "+62240000015").await?;
            let ward = crate::add_ward(&tx, NewWard { facility: id, name: "Melati".into(), pool, reported_by: ReportedBy::Board }).await?;
            let ward = crate::change_ward(&tx, Ward { name: "Mawar".into(), ..ward }).await?;
            crate::retire_ward(&tx, ward.id).await?;
            import::apply(&tx, &import::ImportPlan::default(), "uji.csv").await
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn every_entry_is_written_as_its_sample() {
    for world in TestWorld::both(TABLES).await {
        // What a deployment is for is said before anything else is done in it.
        crate::open_as(&world.db, &world.ctx(), Some(sigap_web::Mode::Training)).await.unwrap();
        let town = Town::on(world).await;
        live_a_little(&town).await;
        written_as_samples(town.db(), &["deployment.", "facility.", "ward.", "registry."], SAMPLES).await;
    }
}

#[test]
fn every_sample_is_told_as_a_sentence() {
    for (kind, v, body) in SAMPLES {
        let row = |v| JournalRow {
            entry_id: "019c0000-0000-7000-8000-000000000001".parse().unwrap(),
            at: sigap_testkit::NOON,
            actor: "system:test".into(),
            trace: String::new(),
            subject: Subject::new("facility", "x"),
            kind: (*kind).into(),
            v,
            body: (*body).into(),
            seq: None,
            hash: None,
        };
        for &lang in Lang::ALL {
            let said = journal::say(&row(*v), &crate::words(lang));
            assert!(said.contains(' ') && !said.contains("f-") && !said.contains('{'), "{kind}: {said}");
        }
        assert_eq!(journal::say(&row(99), &crate::words(Lang::Id)), *kind, "a later version is called by its type");
    }
}

#[tokio::test]
async fn the_note_of_the_office_stays_out_of_the_journal() {
    let town = Town::sqlite().await;
    let id = town.add(full_hospital()).await;
    let read = town.facility(id).await;
    let agreement = crate::Agreement { note: "Telepon Bu Rekaan".into(), ..read.agreement.clone() };
    town.change(&town.system(), Facility { agreement, zone: Zone::Wita, ..read }).await.unwrap();
    let entries = entries_of(town.db(), &crate::facility_subject(id), 10).await.unwrap();
    assert_eq!(entries.len(), 2);
    assert!(
        entries[0].body.contains("\"note\"") && entries.iter().all(|row| !row.body.contains("Rekaan\"") && !row.body.contains("Rapat"))
    );
}
