//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_testkit::{Sample, written_as_samples};

use super::town::towns;
use super::{WORKED, post_as};
use crate::model::Month;

/// Each kind in each version, with a body as it was written.
const SAMPLES: [Sample<'_>; 2] = [
    ("monitoring.report_closed", 1, r#"{"number":1,"hospitals":2,"told":1}"#),
    ("monitoring.told", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","month":"2026-10","version":1,"odd":0}"#),
];

#[tokio::test]
async fn every_entry_looks_like_its_sample() {
    for town in towns().await {
        let (office, manager) = (town.office().await, town.manager().await);
        let month = Month::of_day(town.today()).plus(-1);
        post_as(&town, &manager, &format!("/indikator/{}/{month}", town.here), &format!("version=0&{WORKED}")).await;
        post_as(&town, &office, &format!("/kantor/laporan/{month}/tutup"), "version=0&remark=").await;
        written_as_samples(town.floor.db(), &["monitoring."], &SAMPLES).await;
    }
}
