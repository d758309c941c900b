//! The timers: none is forgotten, and each throws away what its line in the table of retention says.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::Method;
use sigap_access::LogIn;
use sigap_availability::ClaimKind;
use sigap_beds::NewClaim;
use sigap_jobs::Runner;
use sigap_kernel::{Actor, CareClass, FacilityId, ManualClock, Masked, Pool, SeededChance, WardId, World};
use sigap_registry::{NewWard, RegistryError, ReportedBy};
use sigap_store::{Ephemeral, Query as _, StoreError, args};

use super::browser::Browser;
use super::refusals::{facility, floor};
use crate::deployment::App;
use crate::server::{drain, site};
use crate::wiring::{self, retention};

/// Every timer with the seconds of its period: a forgotten one is missing here, a new one is written here.
const TIMERS: &[(&str, u32)] = &[
    ("access.rewrap", 600),
    ("access.sweep", 900),
    ("beds.claims", 600),
    ("beds.days", 1_800),
    ("beds.hand_over", 60),
    ("beds.hours", 300),
    ("beds.learn", 1_800),
    ("beds.limits", 60),
    ("beds.plans", 3_600),
    ("beds.promises", 30),
    ("beds.promises_sweep", 3_600),
    ("intake.drafts", 3_600),
    ("intake.pass_on", 30),
    ("intake.positions", 3_600),
    ("intake.silence", 300),
    ("intake.sweep", 3_600),
    ("jobs.sweep", 3_600),
    ("journal.segments", 3_600),
    ("monitoring.days", 900),
    ("monitoring.sweep", 3_600),
    ("paper.sweep", 3_600),
    ("quality.draw", 3_600),
    ("quality.sheets", 3_600),
    ("quality.sweep", 3_600),
    ("registry.drafts", 3_600),
    ("reminders.census", 15),
    ("reminders.ladder", 60),
    ("reminders.sweep", 3_600),
    ("shadow.gather", 900),
    ("shadow.sweep", 3_600),
    ("web.sweep", 3_600),
];
const DAY_S: i64 = 86_400;

/// A world whose clock is moved by hand.
pub(super) fn by_hand() -> (World, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(sigap_testkit::NOON));
    (World { clock: clock.clone(), chance: Arc::new(SeededChance::new(7)) }, clock)
}

#[tokio::test]
async fn the_timers_of_the_program_are_these() {
    let (app, _folder) = super::deployments().await.swap_remove(0);
    let rooms = wiring::rooms(&app, &floor(&app)).await.unwrap();
    let runner = Runner::new(app.db.clone(), app.world.clone(), "a").with_all(rooms.jobs);
    let mut rung: Vec<_> = runner.timers().collect();
    rung.sort_unstable();
    assert_eq!(rung, TIMERS);
}

#[test]
fn what_is_kept_for_a_time_has_a_timer_that_ends_it() {
    let timers: BTreeSet<&str> = TIMERS.iter().map(|(name, _)| *name).collect();
    for one in retention::table() {
        if let Some(timer) = one.stays.timer() {
            assert!(timers.contains(timer), "{}: nobody rings {timer}", one.what);
        }
    }
}

#[test]
fn every_table_of_the_database_has_a_line_in_the_table_of_retention() {
    let listed: BTreeSet<&str> = retention::table().iter().flat_map(|one| one.tables).copied().collect();
    let sets = std::iter::once(&sigap_store::MIGRATIONS).chain(wiring::MIGRATIONS);
    let texts = sets.flat_map(|set| set.steps).flat_map(|step| [step.sqlite, step.postgres]);
    let made = texts.clone().flat_map(str::lines).filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split([' ', '(']).next());
    let gone: BTreeSet<&str> = texts.flat_map(str::lines).filter_map(|line| line.strip_prefix("DROP TABLE ")?.split(';').next()).collect();
    let made: BTreeSet<&str> = made.chain(["schema_migration"]).filter(|table| !gone.contains(table)).collect();
    assert_eq!(listed, made);
}

#[test]
fn the_page_about_retention_is_made_from_the_table() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/retention.md");
    if std::env::var_os("SIGAP_WRITE_DOCS").is_some() {
        std::fs::write(&path, retention::retention_markdown()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == retention::retention_markdown(), "docs/retention.md is not that of the table; run the tests with SIGAP_WRITE_DOCS=1");
}

/// How many rows of what passes are there.
async fn rows(app: &App) -> Vec<(&'static str, i64)> {
    let mut all = Vec::new();
    for table in ["session", "login_attempt", "idempotency", "draft_import", "draft_upload", "job", "intake_problem", "bed_claim"] {
        let which = match table {
            "job" => "WHERE kind NOT LIKE 'timer:%'",
            // Beside failures it holds from where somebody logged in, for a fortnight.
            "login_attempt" => "WHERE failures > 0",
            _ => "",
        };
        let row = app.db.row(&format!("SELECT COUNT(*) AS n FROM {table} {which}"), args![]).await.unwrap().unwrap();
        all.push((table, row.get("n").unwrap()));
    }
    all
}

async fn ward(app: &App, facility: FacilityId) -> WardId {
    let new = &NewWard { facility, name: "Melati".into(), pool: Pool::general(CareClass::Three), reported_by: ReportedBy::Board };
    let added: Result<_, RegistryError> =
        app.db.write(&app.operator(), |tx| async move { sigap_registry::add_ward(&tx, new.clone()).await }).await;
    added.unwrap().id
}

/// Writes a row as the crate that owns the table would; the test is about its end.
pub(super) async fn lay(app: &App, kind: Ephemeral, sql: &str) {
    let laid: Result<u64, StoreError> =
        app.db.write_ephemeral(&app.operator(), kind, |tx| async move { tx.execute(sql, args![tx.now()]).await }).await;
    assert_eq!(laid.unwrap(), 1);
}

#[tokio::test]
async fn what_is_kept_long_enough_is_gone_after_its_timer_rang() {
    let (world, clock) = by_hand();
    for (app, _folder) in super::deployments_in(&world).await {
        clock.set(sigap_testkit::NOON);
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap();
        let site = site(&floor, rooms.mounted, wiring::api(), drain().1);
        let runner = Runner::new(app.db.clone(), world.clone(), "a").with_all(rooms.jobs);
        runner.run_due_once().await.unwrap();

        // A log-in, a failed one, and an answer that is kept.
        let nurse = Browser::of_person(site.router, &app, "perawat@rs.example", Vec::new()).await;
        let wrong = LogIn { email: Masked::new("x@rs.example".into()), password: Masked::new("salah".into()), address: "192.0.2.1".into() };
        assert!(app.access().unwrap().log_in(&world.ctx(Actor::Anyone), &wrong).await.is_err());
        nurse.send_once(Method::POST, "/there-is-no-such-page", "k-1").await;
        // A claim for an hour.
        let place = facility(&app, "RS Uji (rekaan)").await;
        let new = NewClaim { facility: place, ward: ward(&app, place).await, kind: ClaimKind::Promise, beds: 1, for_min: Some(60) };
        app.db.write(&app.operator(), |tx| async move { sigap_beds::claim(&tx, new).await }).await.unwrap();
        // A waiting file, a finished job, a report nobody understood.
        lay(
            &app,
            Ephemeral::Draft,
            "INSERT INTO draft_import (draft_id, owner, file_name, body, made_ms) VALUES ('d', 'user:x', 'a.csv', '', $1)",
        )
        .await;
        lay(
            &app,
            Ephemeral::Draft,
            "INSERT INTO draft_upload (draft_id, facility_id, owner, body, made_ms) VALUES ('d', 'f', 'user:x', '', $1)",
        )
        .await;
        lay(&app, Ephemeral::Job, "INSERT INTO job (id, kind, payload, state, due_at_ms, attempts, fence, asked_again, created_at_ms, done_at_ms) VALUES ('j', 'test.letter', 'null', 'done', $1, 1, 1, 0, $1, $1)").await;
        problem(&app).await;
        let one_each = ["session", "login_attempt", "idempotency", "draft_import", "draft_upload", "job", "intake_problem", "bed_claim"];
        for (table, there) in rows(&app).await {
            assert!(there >= 1 && one_each.contains(&table), "{table}: {there}");
        }

        let mut left = Vec::new();
        for days in [0, 1, 3, 30, 60, 91] {
            clock.set(sigap_testkit::NOON.plus_s(days * DAY_S + 3_601 + 2 * 3_600));
            runner.run_due_once().await.unwrap();
            let there = rows(&app).await;
            left.push((days, there.into_iter().filter(|(_, rows)| *rows > 0).map(|(table, _)| table).collect::<Vec<_>>()));
        }
        let expected: Vec<(i64, Vec<&str>)> = vec![
            (0, vec!["login_attempt", "idempotency", "draft_import", "draft_upload", "job", "intake_problem", "bed_claim"]),
            (1, vec!["job", "intake_problem", "bed_claim"]),
            (3, vec!["intake_problem", "bed_claim"]),
            (30, vec!["bed_claim"]),
            (60, vec!["bed_claim"]),
            (91, vec![]),
        ];
        assert_eq!(left, expected, "{:?}", app.db.engine());
        let ended = app.db.row("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'beds.claim_ended'", args![]).await.unwrap().unwrap();
        assert_eq!(ended.get::<i64>("n").unwrap(), 1, "the end of the claim is in the journal, once");
    }
}

pub(super) async fn problem(app: &App) {
    let sql = "INSERT INTO intake_problem (problem_id, key_id, facility_id, protocol, kind, about, reason, deed, body_bytes, repeats, first_ms, last_ms)
         VALUES ('01990000-0000-7000-8000-000000000001', 'k', 'f', 'aplicares', 'body', 'a', '{}', 'POST bed/update', 0, 1, $1, $1)";
    let laid: Result<(), StoreError> = app
        .db
        .write(&app.operator(), |tx| async move {
            tx.execute(sql, args![tx.now()]).await?;
            tx.confirm(sigap_store::Subject::new("problem", "test"));
            Ok(())
        })
        .await;
    laid.unwrap();
}

#[tokio::test]
async fn what_an_older_key_of_the_ring_sealed_moves_by_itself() {
    let (world, clock) = by_hand();
    for (app, _folder) in super::deployments_in(&world).await {
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap();
        let runner = Runner::new(app.db.clone(), world.clone(), "a").with_all(rooms.jobs);
        runner.run_due_once().await.unwrap();
        let site = site(&floor, rooms.mounted, wiring::api(), drain().1);
        Browser::of_person(site.router, &app, "perawat@rs.example", Vec::new()).await;
        app.access().unwrap().rotate_ring(&app.operator()).await.unwrap();
        let keys = async || {
            let row = app.db.row("SELECT MIN(ring_key) AS least, MAX(ring_key) AS most FROM person_key", args![]).await.unwrap().unwrap();
            (row.get::<String>("least").unwrap(), row.get::<String>("most").unwrap())
        };
        let before = keys().await;
        clock.advance_s(3_600);
        runner.run_due_once().await.unwrap();
        assert_ne!(keys().await, before, "{:?}", app.db.engine());
    }
}
