//! Everything a promise leaves in the journal, done once: the samples stand with those of the room.

use super::*;
use crate::promise::{Reason, resume, run_out, suspend, sweep};

/// Does everything once that leaves an entry.
pub(in crate::tests) async fn live_a_little(town: &Open) {
    let place = icu(town, 3).await;
    let (asker, manager) = (dispatcher(town), manager(town, &place));
    let id = asks(town, &asker, &wish(&place)).await.unwrap().id;
    acts(town, &manager, id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await.unwrap();
    acts(town, &asker, id, PromiseEvent::Retime, |deed| deed.eta_min = Some(30)).await.unwrap();
    acts(town, &manager, id, PromiseEvent::Place, |_| {}).await.unwrap();
    let no = asks(town, &asker, &wish(&place)).await.unwrap().id;
    acts(town, &manager, no, PromiseEvent::Refuse, |deed| deed.reason = Some(Reason::Full)).await.unwrap();
    let (db, ctx) = (town.floor.db(), town.system());
    let until = ctx.now().plus_min(60);
    db.write(&ctx, |tx| async move { suspend(&tx, "rekaan", until).await }).await.unwrap();
    db.write(&ctx, |tx| async move { resume(&tx).await }).await.unwrap();
    town.world.clock.advance_s(200 * 86_400);
    run_out(db, town.beds.promises(), &town.system()).await.unwrap();
    sweep(db, town.beds.promises(), &town.system()).await.unwrap();
}
