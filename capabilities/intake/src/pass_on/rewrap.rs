//! After a turn of the key ring: the keys of national services are sealed anew by its current key.

use sigap_kernel::Ctx;
use sigap_store::{Lane, StoreError};

use super::target::{NoPeer, Target, seal};
use crate::Intake;
use crate::store::pass_on as store;

/// Seals anew what older keys of the ring sealed. What cannot be opened stays as it is; the page of its facility says so.
pub(crate) async fn rewrap(intake: &Intake, ctx: &Ctx) -> Result<(), StoreError> {
    let floor = &intake.0.floor;
    let is_current = |text: &String| floor.access().ring().is_current(text);
    for target in store::targets(floor.db()).await? {
        if is_current(&target.secret) && is_current(&target.user_key) {
            continue;
        }
        let Ok(anew) = sealed_anew(intake, ctx, &target) else {
            tracing::warn!(target = %target.id, "the keys of a service stay under an older key of the ring: they cannot be opened");
            continue;
        };
        let (target, anew) = (&target, &anew);
        // Nobody waits for it: people's writes go first.
        floor
            .db()
            .write_in(ctx, Lane::Bulk, |tx| async move {
                store::set_sealed(&tx, target, anew).await?;
                tx.confirm(target.subject());
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    Ok(())
}

fn sealed_anew(intake: &Intake, ctx: &Ctx, target: &Target) -> Result<Target, NoPeer> {
    let floor = &intake.0.floor;
    let anew = |field, text: &str| {
        let plain = target.open(floor, field, text)?.unwrap_or_default();
        seal(floor, ctx, target.id, field, &plain).map_err(|_| NoPeer::Sealed)
    };
    Ok(Target { secret: anew("secret", &target.secret)?, user_key: anew("user_key", &target.user_key)?, ..target.clone() })
}
