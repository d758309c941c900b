//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_testkit::{Sample, written_as_samples};

use super::pages::{line, printed};
use super::post_as;
use super::town::towns;
use crate::jobs::sweep;

/// Each kind in each version, with a body as it was written.
const SAMPLES: [Sample<'_>; 6] = [
    ("paper.copied", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    (
        "paper.entered",
        1,
        r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","ward":"0192f0c4-0000-7000-8000-000000000002","version":1,"count":1,
            "lines":[{"observed_at":1795482000000,"beds":12,"free":3,"became":"counts"}]}"#,
    ),
    ("paper.handed_out", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","is_copy":false}"#),
    ("paper.printed", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","first":"0001-00001-3","last":"0001-00002-1","count":2}"#),
    ("paper.swept", 1, r#"{"count":1}"#),
    ("paper.voided", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
];

#[tokio::test]
async fn every_entry_looks_like_its_sample() {
    for town in towns().await {
        let nurse = town.nurse("sari").await;
        let numbers = printed(&town, &nurse, 2).await;
        post_as(&town, &nurse, &format!("/kertas/{}/salinan", numbers[0]), "").await;
        let entered = post_as(&town, &nurse, &format!("/kertas/{}", numbers[0]), &format!("version=0{}", line(&town, 1, 0, 12, 3))).await;
        assert_eq!(entered.status, 303, "{}", entered.body);
        post_as(&town, &nurse, &format!("/kertas/{}/batal", numbers[1]), "reason=sobek").await;
        town.world.clock.advance_s(500 * 86_400);
        assert_eq!(sweep(town.floor.db(), &town.system()).await.unwrap(), 1);
        written_as_samples(town.floor.db(), &["paper."], &SAMPLES).await;
    }
}
