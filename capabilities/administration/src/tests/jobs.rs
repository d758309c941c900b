//! Work that was given up: shown with its reason, tried again by hand, and recorded.

use axum::http::StatusCode;
use sigap_jobs::{Job, JobError, NewJob, Runner, enqueue};
use sigap_kernel::{Ctx, JobId};
use sigap_store::{Query as _, StoreError, args};

use super::Town;

/// An invented peer that refuses everything.
struct Refusing;

impl Job for Refusing {
    const KIND: &'static str = "rekaan.kirim";
    type Payload = u32;

    async fn run(&self, _: &Ctx, _: u32) -> Result<(), JobError> {
        Err(JobError::never("penerima menolak"))
    }
}

async fn given_up(town: &Town) -> JobId {
    let enqueued: Result<JobId, StoreError> = town
        .db()
        .write(&town.world.ctx(), |tx| async move {
            tx.record(sigap_store::Entry::new(sigap_store::Subject::new("ward", "x"), "test.sent", 1, serde_json::json!({})));
            enqueue(&tx, NewJob::<Refusing>::new(&1)).await
        })
        .await;
    let runner = Runner::new(town.db().clone(), town.world.world.clone(), "n1").with(Refusing);
    runner.run_due_once().await.unwrap();
    enqueued.unwrap()
}

#[tokio::test]
async fn a_job_that_was_given_up_is_shown_with_its_reason_and_tried_again() {
    for town in Town::both().await {
        let admin = town.admin().await;
        assert!(admin.page("/pekerjaan").await.contains("Tidak ada yang dihentikan"));
        let job = given_up(&town).await;
        let page = admin.page("/pekerjaan").await;
        assert!(page.contains("rekaan.kirim") && page.contains("penerima menolak") && page.contains("<b>1</b> <span>dihentikan"), "{page}");
        let path = format!("/pekerjaan/{job}/coba");
        let again = admin.post(&path, &[]).await;
        assert_eq!((again.status, again.location.as_str()), (StatusCode::SEE_OTHER, "/pekerjaan?ok=job"), "{}", again.text);
        let page = admin.page(&again.location).await;
        assert!(page.contains("Pekerjaan dicoba lagi.") && page.contains("<b>1</b> <span>menunggu"), "{page}");
        assert_eq!(admin.post(&path, &[]).await.status, StatusCode::CONFLICT, "twice is once");
        let rows = town
            .db()
            .rows("SELECT actor, subject, body FROM journal_entry WHERE kind = 'job.tried_again' AND v = 1", args![])
            .await
            .unwrap();
        let told: Vec<(String, String, String)> =
            rows.iter().map(|row| (row.get("actor").unwrap(), row.get("subject").unwrap(), row.get("body").unwrap())).collect();
        assert_eq!(told, [(format!("user:{}", admin.user), format!("job:{job}"), SAMPLE.to_owned())]);
    }
}

/// The body of `job.tried_again` in its first version.
const SAMPLE: &str = "{}";

#[tokio::test]
async fn timers_stand_with_their_last_ring() {
    for town in Town::both().await {
        let admin = town.admin().await;
        let runner = || Runner::new(town.db().clone(), town.world.world.clone(), "n1").every("rekaan.ingat", 60, |_ctx| async { Ok(()) });
        runner().run_due_once().await.unwrap();
        let page = admin.page("/pekerjaan").await;
        assert!(page.contains("rekaan.ingat") && page.contains("Belum pernah"), "{page}");
        town.world.clock.advance_s(60);
        runner().run_due_once().await.unwrap();
        let page = admin.page("/pekerjaan").await;
        assert!(page.contains("title=\"22\u{2011}11\u{2011}2026 14.11 WIB\""), "{page}");
    }
}

#[tokio::test]
async fn a_job_that_is_not_there_is_not_tried() {
    let town = Town::sqlite().await;
    let admin = town.admin().await;
    assert_eq!(admin.post("/pekerjaan/bukan-id/coba", &[]).await.status, StatusCode::NOT_FOUND);
    let unknown = "/pekerjaan/0192f0c4-0000-7000-8000-00000000ffff/coba";
    assert_eq!(admin.post(unknown, &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'job.tried_again'").await, 0);
}
