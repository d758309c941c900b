//! The published ends of the journal's months, and a month taken out through the command.

use axum::http::{Method, StatusCode};
use sigap_kernel::UtcMs;

use super::browser::Browser;
use super::refusals::{facility, floor};
use super::timers::by_hand;
use crate::command::{ArchiveJournal, Command, Progress, VerifyJournal, execute, exit, verify_file};
use crate::server::{drain, site};
use crate::wiring;

#[tokio::test]
async fn the_end_of_each_closed_month_is_there_for_everyone_and_names_nobody() {
    let (world, clock) = by_hand();
    let october = UtcMs::parse_rfc3339("2026-10-12T03:00:00Z").unwrap();
    clock.set(october);
    for (app, folder) in super::deployments_in(&world).await {
        clock.set(october);
        let floor = floor(&app);
        let rooms = wiring::rooms(&app, &floor).await.unwrap();
        let runner = sigap_jobs::Runner::new(app.db.clone(), world.clone(), "a").with_all(rooms.jobs);
        let anyone = Browser::of_anyone(site(&floor, rooms.mounted, wiring::api(), drain().1).router);
        runner.run_due_once().await.unwrap();
        let heads = async || {
            let came = anyone.send(Method::GET, "/api/v1/journal/heads", "").await;
            assert_eq!(came.status, StatusCode::OK);
            assert_eq!(came.headers["access-control-allow-origin"], "*");
            serde_json::from_str::<serde_json::Value>(&came.body).unwrap()
        };
        facility(&app, "RS Uji (rekaan)").await;
        sigap_store::seal_now(&app.db, &world, "a").await.unwrap();
        assert_eq!(heads().await["items"].as_array().unwrap().len(), 0, "the month is not over");
        clock.set(UtcMs::parse_rfc3339("2026-11-01T02:30:00Z").unwrap());
        runner.run_due_once().await.unwrap();

        let told = heads().await;
        let item = told["items"][0].as_object().unwrap();
        assert_eq!(item.keys().collect::<Vec<_>>(), ["closed_at", "first", "head_hash", "last", "segment"], "nothing else is told");
        assert_eq!((item["segment"].as_str(), item["first"].as_i64()), (Some("2026-10"), Some(1)));
        assert!(!told.to_string().contains("Uji"));
        let file = folder.path().join("month.jsonl");
        let archive = Command::JournalArchive(ArchiveJournal { segment: "2026-10".into(), file: file.clone() });
        let archived = execute(&app, archive, &Progress::silent()).await.unwrap();
        let head = item["head_hash"].as_str().unwrap();
        assert!(archived.out.contains(head), "{archived:?}");
        let checked = verify_file(&file, &Progress::silent()).unwrap();
        assert!(checked.exit == exit::WELL && checked.out.contains(head), "{checked:?}");
        let verified = execute(&app, Command::JournalVerify(VerifyJournal {}), &Progress::silent()).await.unwrap();
        assert!(verified.out.contains("closed up to 2026-10 (entry "), "{verified:?}");
    }
}
