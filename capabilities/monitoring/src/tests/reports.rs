//! The report of a month: a draft as it stands, closed as it was, closed anew after a correction.

use super::town::{town, towns};
use super::{WORKED, get_as, post_as};
use crate::model::Month;
use crate::service::report;

#[tokio::test]
async fn a_closed_report_stays_as_it_was_when_a_hospital_corrects() {
    for town in towns().await {
        town.lived_quarter().await;
        let (office, manager) = (town.office().await, town.manager().await);
        let month = Month::of_day(town.today()).plus(-1);
        let (told, path) = (format!("/indikator/{}/{month}", town.here), format!("/kantor/laporan/{month}"));
        post_as(&town, &manager, &told, &format!("version=0&{WORKED}")).await;
        get_as(&town, &office, &path).await.says("belum ditutup");
        let closed = post_as(&town, &office, &format!("{path}/tutup"), "version=0&remark=Rekaan saja").await;
        assert_eq!((closed.status.as_u16(), closed.location.as_str()), (303, format!("{path}?ok=closed").as_str()));
        let first = get_as(&town, &office, &path).await;
        for text in [&format!("{month}/1"), "Rekaan saja", "72,6"] {
            first.says(text);
        }
        post_as(&town, &manager, &told, &format!("version=1&{}", WORKED.replace("2.250", "2.700"))).await;
        let after = get_as(&town, &office, &path).await;
        after.says("72,6");
        after.hides("87,1");
        get_as(&town, &office, &format!("{path}?nomor=0")).await.says("87,1");
        // Somebody who had not seen the first number is told; whoever had closes under the next one.
        assert_eq!(post_as(&town, &office, &format!("{path}/tutup"), "version=0&remark=").await.status, 409);
        assert_eq!(post_as(&town, &office, &format!("{path}/tutup"), "version=1&remark=").await.status, 303);
        get_as(&town, &office, &path).await.says("87,1");
        get_as(&town, &office, &format!("{path}?nomor=1")).await.says("Rekaan saja");
        let kept: Vec<i64> = report::closed(town.floor.db(), month).await.unwrap().iter().map(|(row, _)| row.number).collect();
        assert_eq!(kept, [2, 1]);
        get_as(&town, &office, "/kantor/laporan").await.says(&format!("{month}/2"));
    }
}

#[tokio::test]
async fn a_month_that_runs_says_so_and_cannot_be_closed() {
    let town = town().await;
    town.lived_quarter().await;
    let office = town.office().await;
    let month = Month::of_day(town.today());
    let path = format!("/kantor/laporan/{month}");
    let page = get_as(&town, &office, &path).await;
    page.says("Bulan ini belum selesai");
    page.hides("/tutup");
    let refused = post_as(&town, &office, &format!("{path}/tutup"), "version=0&remark=").await;
    assert_eq!(refused.status, 422);
    assert!(report::closed(town.floor.db(), month).await.unwrap().is_empty());
    for unknown in [month.plus(1).to_string(), "2026-13".to_owned(), "x".to_owned()] {
        assert_eq!(get_as(&town, &office, &format!("/kantor/laporan/{unknown}")).await.status, 404, "{unknown}");
    }
    assert_eq!(get_as(&town, &office, &format!("{path}?nomor=7")).await.status, 404, "a number nobody closed");
}

/// What the text of a PDF says, by poppler's own reader; `None` where there is none.
fn read_pdf(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, bytes).unwrap();
    let read = std::process::Command::new("pdftotext").args(["-layout", file.to_str()?, "-"]).output().ok()?;
    Some(String::from_utf8_lossy(&read.stdout).into_owned())
}

#[tokio::test]
async fn a_report_on_paper_can_be_signed_and_printed_again_exactly() {
    let town = town().await;
    town.lived_quarter().await;
    let month = Month::of_day(town.today()).plus(-1);
    let (told, path) = (format!("/indikator/{}/{month}", town.here), format!("/kantor/laporan/{month}"));
    let (office, manager) = (town.office().await, town.manager().await);
    post_as(&town, &manager, &told, &format!("version=0&{WORKED}&bor=82")).await;
    post_as(&town, &office, &format!("{path}/tutup"), "version=0&remark=Rekaan saja").await;
    let first = get_as(&town, &office, &format!("{path}/laporan.pdf?nomor=1")).await;
    assert!(first.kind == "application/pdf" && first.bytes.starts_with(b"%PDF"));
    let sheet = get_as(&town, &office, &format!("{path}/laporan.xlsx?nomor=1")).await;
    assert!(sheet.kind.contains("spreadsheetml") && sheet.bytes.starts_with(b"PK"));
    if let Some(text) = read_pdf(&first.bytes) {
        for said in [
            "RSUD Rekaan",
            "72,6",
            "Rekaan saja",
            "NIP",
            "Oktober 2026",
            &format!("{month}/1"),
            "Periksa BOR",
            "Halaman 1 dari",
            "22-11-2026",
            "setahun",
        ] {
            assert!(text.contains(said), "{said:?} is not in {text}");
        }
    }
    // An hour is enough for a correction, and within one log-in.
    town.world.clock.advance_s(3_600);
    post_as(&town, &manager, &told, &format!("version=1&{}", WORKED.replace("2.250", "2.700"))).await;
    assert_eq!(
        get_as(&town, &office, &format!("{path}/laporan.pdf?nomor=1")).await.bytes,
        first.bytes,
        "after a correction the signed one is the same"
    );
    let draft = get_as(&town, &office, &format!("{path}/laporan.pdf?nomor=0")).await;
    if let Some(text) = read_pdf(&draft.bytes) {
        assert!(text.contains("87,1") && !text.contains('\u{fffd}') && text.contains("rancangan"), "{text}");
    }
    assert_eq!(get_as(&town, &office, &format!("{path}/laporan.pdf?nomor=9")).await.status, 404);
}
