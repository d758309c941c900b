//! One committed sample of every entry this room ever wrote, in every version.

use sigap_testkit::{Sample, written_as_samples};

use super::town::{THREE, towns};
use crate::jobs::sweep;
use crate::service::{gather, note, plan};
use crate::{Book, FIGURES_KEPT_DAYS, Figure};

/// Each kind in each version, with a body as it was written.
const SAMPLES: [Sample<'_>; 5] = [
    ("shadow.begun", 1, "{}"),
    ("shadow.ended", 1, "{}"),
    ("shadow.figures", 1, r#"{"count":1}"#),
    ("shadow.planned", 1, r#"{"until_ms":1765000000000}"#),
    ("shadow.swept", 1, r#"{"count":1}"#),
];

#[tokio::test]
async fn every_entry_looks_like_its_sample() {
    for town in towns().await {
        let ctx = town.system();
        town.floor.put_in_shadow(true);
        gather(&town.room, &ctx).await.unwrap();
        town.floor.put_in_shadow(false);
        gather(&town.room, &ctx).await.unwrap();
        plan(&town.room, &ctx, town.here, 0, Some(ctx.now().plus_min(60))).await.unwrap();
        let figure = Figure { book: Book::Typed, kind: THREE, at: ctx.now(), free: 1, beds: None };
        note(&town.room, &ctx, town.here, &[figure]).await.unwrap();
        town.world.clock.advance_s((FIGURES_KEPT_DAYS + 1) * 86_400);
        sweep(&town.room, &town.system()).await.unwrap();
        written_as_samples(town.floor.db(), &["shadow."], &SAMPLES).await;
    }
}
