//! What runs out by itself, and what is thrown away.

use serde_json::json;
use sigap_access::AccessError;
use sigap_kernel::Ctx;
use sigap_store::{Db, Entry, Lane, Subject};

use super::{PromiseDesk, deed, store};
use crate::BedsError;

/// Days it is kept for whom a promise was, after it was over; then the key of that person is destroyed.
pub const PATIENT_KEPT_DAYS: i64 = 7;
/// Days a promise is kept after it was over; what it was stays in the journal.
pub const PROMISE_KEPT_DAYS: i64 = 90;
/// Promises looked at in one ring, so that nobody waits long behind it.
const AT_ONCE: i64 = 500;

/// Ends what ran out: nobody answered, nobody came, nobody was placed. Gives how many.
pub(crate) async fn run_out(db: &Db, desk: &PromiseDesk, ctx: &Ctx) -> Result<u64, BedsError> {
    let mut ended = 0;
    for id in store::run_out(db, ctx.now(), AT_ONCE).await? {
        let moved = db.write_in(ctx, Lane::Bulk, |tx| async move { deed::by_clock(&tx, desk, id, ctx.now()).await }).await?;
        ended += u64::from(moved);
    }
    Ok(ended)
}

/// Destroys the keys of persons whose promise was over [`PATIENT_KEPT_DAYS`] ago, and throws away promises after [`PROMISE_KEPT_DAYS`]; gives
/// how many rows were touched.
pub(crate) async fn sweep(db: &Db, desk: &PromiseDesk, ctx: &Ctx) -> Result<u64, BedsError> {
    let days_ago = |days: i64| ctx.now().plus_min(-days * 24 * 60);
    let mut touched = 0;
    loop {
        let due = store::with_patient_before(db, days_ago(PATIENT_KEPT_DAYS), AT_ONCE).await?;
        if due.is_empty() {
            break;
        }
        touched += due.len() as u64;
        let due = &due;
        db.write_in(ctx, Lane::Bulk, |tx| async move {
            for one in due {
                if let Some(person) = one.person {
                    match desk.access.erase_person(&tx, person).await {
                        // Erased before at their own wish.
                        Ok(()) | Err(AccessError::Unknown(_)) => {}
                        Err(error) => return Err(BedsError::from(error)),
                    }
                }
                store::forget_patient(&tx, one.id).await?;
            }
            tx.record(swept("promise.patients_erased", due.len() as u64));
            Ok(())
        })
        .await?;
    }
    let before = days_ago(PROMISE_KEPT_DAYS);
    while store::has_ended_before(db, before).await? {
        touched += db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let rows = store::remove(&tx, before, AT_ONCE).await?;
                tx.record(swept("promise.swept", rows));
                Ok::<_, BedsError>(rows)
            })
            .await?;
    }
    Ok(touched)
}

fn swept(kind: &'static str, count: u64) -> Entry {
    Entry::new(Subject::new("promises", "all"), kind, 1, json!({ "count": count }))
}
