//! Words that are put together from codes: each has to be there in both languages.

use serde_json::{Value as Json, json};
use sigap_kernel::{Actor, EntryId, Lang, Role, World};
use sigap_store::{JournalRow, Subject};
use sigap_web::{Visitor, Words};

use crate::{pages, telling};

/// A body of every type of entry that has a sentence, with the facts it names.
fn entries() -> Vec<(&'static str, Json)> {
    let grants = json!([{ "role": "ward_nurse", "scope": "city" }]);
    let known = [
        "user.password_set user.profile_changed user.erased user.logged_in user.logged_out_everywhere",
        "user.second_factor_offered user.second_factor_on user.second_factor_off person.erased key.secret_set keyring.bound",
        "keyring.rotated facility.added facility.changed ward.added ward.changed ward.retired beds.heartbeat beds.claim_closed",
        "beds.claim_moved beds.claim_noted promise.asked promise.suspended promise.resumed",
        "case.opened case.told_again case.replied case.decided case.helped case.called case.noted",
        "deployment.begun deployment.shadow shadow.begun shadow.ended shadow.planned",
        "quality.checked quality.sheet_opened quality.swept",
        "reminder.climbed reminder.answered reminder.message reminder.called reminder.paused reminder.resumed reminder.contact_set",
        "census.started census.ended",
        "beds.forgotten intake.problem intake.problem_replayed intake.feed_silent intake.feed_back intake.feed_off job.tried_again",
    ];
    let mut all: Vec<(&'static str, Json)> = known.iter().flat_map(|line| line.split(' ')).map(|kind| (kind, json!({}))).collect();
    all.extend([
        ("user.added", json!({ "grants": grants, "lang": "id" })),
        ("user.grants_set", json!({ "before": [], "after": grants })),
        ("user.disabled_set", json!({ "disabled": true })),
        ("user.disabled_set", json!({ "disabled": false })),
        ("key.added", json!({ "name": "1234", "protocol": "aplicares" })),
        ("key.enabled_set", json!({ "enabled": true })),
        ("key.enabled_set", json!({ "enabled": false })),
        ("keyring.rewrapped", json!({ "count": 200 })),
        ("facility.stage", json!({ "from": "none", "to": "public" })),
        ("facility.phone_answered", json!({ "number": "+62240000014" })),
        ("registry.imported", json!({ "file": "daftar.csv" })),
        ("beds.observed", json!({ "free": 3, "capacity": 24 })),
        ("beds.claimed", json!({ "beds": 2 })),
        ("beds.limit_announced", json!({ "kind": "ct" })),
        ("beds.limits_swept", json!({ "count": 2 })),
        ("intake.room_created", json!({ "room_code": "MLT2" })),
        ("intake.room_removed", json!({ "room_code": "MLT2" })),
        ("beds.plan_added", json!({})),
        ("beds.plan_moved", json!({ "event": "finish" })),
        ("beds.plans_swept", json!({ "count": 7 })),
        ("promise.moved", json!({ "event": "accept" })),
        ("promise.swept", json!({ "count": 7 })),
        ("promise.patients_erased", json!({ "count": 7 })),
        ("beds.said_beside", json!({ "free": 3, "capacity": 24 })),
        ("intake.room_waiting", json!({ "room_code": "Melati II" })),
        ("intake.room_joined", json!({ "room_code": "Melati II" })),
        ("intake.need_stated", json!({ "item": "3" })),
        ("intake.need_removed", json!({ "item": "3" })),
        ("intake.problems_swept", json!({ "count": 7 })),
        ("intake.rooms_swept", json!({ "count": 7 })),
        ("intake.file_taken", json!({ "rows": 24, "bad": 2 })),
        ("intake.mapping_kept", json!({ "columns": ["code", "free"] })),
        ("case.families_forgotten", json!({ "count": 7 })),
        ("case.personal_erased", json!({ "count": 7 })),
        ("shadow.figures", json!({ "count": 7 })),
        ("shadow.swept", json!({ "count": 7 })),
        ("paper.printed", json!({ "count": 6 })),
        ("paper.handed_out", json!({})),
        ("paper.copied", json!({})),
        ("paper.entered", json!({ "count": 3 })),
        ("paper.voided", json!({})),
        ("paper.swept", json!({ "count": 2 })),
        ("reminder.swept", json!({ "count": 7 })),
        ("census.answered", json!({ "count": 7, "late": false })),
        ("quality.drawn", json!({ "count": 7 })),
        ("quality.sheets_made", json!({ "count": 7 })),
        ("job.given_up", json!({ "kind": "rekaan.kirim", "tries": 3 })),
    ]);
    all
}

fn both() -> [Words; 2] {
    [Lang::Id, Lang::En].map(|lang| pages::words(&Visitor::of(World::real().ctx(Actor::Anyone).in_lang(lang))))
}

fn row(kind: &str, body: &Json) -> JournalRow {
    let ctx = World::real().ctx(Actor::Anyone);
    let (kind, body, subject) = (kind.to_owned(), body.to_string(), Subject::new("ward", "x"));
    JournalRow {
        entry_id: EntryId::new(&ctx),
        at: ctx.now(),
        actor: "anyone".into(),
        trace: String::new(),
        subject,
        kind,
        v: 1,
        body,
        seq: None,
        hash: None,
    }
}

#[test]
fn every_entry_is_a_sentence_with_its_facts_in_it() {
    for w in both() {
        for (kind, body) in entries() {
            let said = telling::say(&row(kind, &body), &w);
            assert!(said != kind && !said.contains('{') && !said.contains("entry-"), "{kind}: {said}");
            let facts = body.as_object().unwrap();
            for name in ["free", "capacity", "count", "number", "file", "beds", "room_code", "item", "rows", "bad", "tries"] {
                let fact = facts.get(name).map(|fact| fact.to_string().trim_matches('"').to_owned());
                assert!(fact.is_none_or(|fact| said.contains(&fact)), "{kind}: {said}");
            }
        }
        let nurse = w.s("role-ward_nurse");
        for (kind, body) in entries().iter().filter(|(kind, _)| matches!(*kind, "user.added" | "user.grants_set")) {
            assert!(telling::say(&row(kind, body), &w).contains(&nurse), "{kind}");
        }
    }
}

#[test]
fn every_role_subject_actor_deed_and_mistake_has_words() {
    let mistakes = [
        "email-wrong",
        "email-taken",
        "name-missing",
        "field-too-long?max=100",
        "grants-too-many?max=64",
        "grant-scope-wrong",
        "password-short?min=10",
        "password-long?max=128",
        "password-common",
        "password-wrong",
        "not-yourself",
        "last-admin",
        "field-choose",
        "role-needs-facility",
        "role-needs-area",
        "role-needs-city",
        "place-unknown",
    ];
    for w in both() {
        for role in Role::ALL {
            assert_ne!(w.s(&format!("role-{role}")), format!("role-{role}"));
        }
        for key in pages::journal::SUBJECTS
            .iter()
            .map(|kind| format!("subject-{kind}"))
            .chain(pages::journal::ACTORS.iter().map(|kind| format!("actor-{kind}")))
            .chain(pages::DEEDS.iter().map(|deed| format!("done-{deed}")))
        {
            assert_ne!(w.s(&key), key);
        }
        for mistake in mistakes {
            let said = w.mistake(mistake);
            assert!(said.ends_with('.') && !said.contains('{'), "{mistake}: {said}");
        }
    }
}
