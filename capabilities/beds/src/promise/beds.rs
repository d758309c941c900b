//! The bed behind a promise: a claim on a ward, made while nobody else can make one there.

use sigap_availability::{Claim, ClaimKind, Rules, Standing};
use sigap_kernel::{FacilityId, Pool, UtcMs, WardId};
use sigap_registry::Ward;
use sigap_store::{StoreError, Tx};

use crate::model::ClaimId;
use crate::service::{end_claim, put_claim};
use crate::{BedsError, store};

/// A ward of this hospital that is in use.
pub(super) async fn ward_of(tx: &Tx, facility: FacilityId, ward: WardId) -> Result<Ward, BedsError> {
    let ward = sigap_registry::wards_by_ids(tx, &[ward]).await?.pop();
    ward.filter(|ward| ward.facility == facility && ward.active).ok_or(BedsError::NoWard)
}

/// How many beds of a ward are free to promise now. The ward is held until the end of the transaction: whoever asks meanwhile, on this node
/// or another, waits and then sees the claim that was made here.
async fn free_held(tx: &Tx, rules: &Rules, ward: &Ward) -> Result<Option<u32>, StoreError> {
    store::hold(tx, ward.id).await?;
    let count = store::counts(tx, &[ward.id]).await?.remove(&ward.id);
    let claims: Vec<Claim> = store::open_claims_of(tx, &[ward.id]).await?.into_iter().map(|row| row.claim).collect();
    let seen = count.as_ref().map(|count| &count.observation);
    Ok(Standing::of(rules, ward.pool.bed_type, seen, &claims, tx.now()).free_to_promise)
}

/// Takes a bed of a ward for a promise.
///
/// # Errors
/// [`BedsError::WardFull`], [`BedsError::NoNumber`]: nothing was taken.
pub(super) async fn take(tx: &Tx, rules: &Rules, ward: &Ward, until: UtcMs) -> Result<ClaimId, BedsError> {
    match free_held(tx, rules, ward).await? {
        None => return Err(BedsError::NoNumber),
        Some(0) => return Err(BedsError::WardFull),
        Some(_) => {}
    }
    let claim = Claim::new(ClaimKind::Promise, 1, tx.now(), Some(until));
    Ok(put_claim(tx, ward.facility, ward.id, &claim).await?)
}

/// Takes a bed of this pool in whichever ward leaves more than the reserve; `None` where none does.
pub(super) async fn take_above_reserve(
    tx: &Tx,
    rules: &Rules,
    facility: FacilityId,
    pool: &Pool,
    until: UtcMs,
) -> Result<Option<(WardId, ClaimId)>, StoreError> {
    let mut wards = sigap_registry::wards_of(tx, facility).await?;
    wards.retain(|ward| ward.active && ward.pool == *pool);
    // In the order of their ids: two that take at once hold the wards one after the other and do not lock each other up.
    wards.sort_unstable_by_key(|ward| ward.id);
    let mut free = Vec::with_capacity(wards.len());
    for ward in &wards {
        free.push(free_held(tx, rules, ward).await?.unwrap_or(0));
    }
    if free.iter().fold(0, |all: u32, one| all.saturating_add(*one)) <= rules.promises.reserve_beds {
        return Ok(None);
    }
    let Some((ward, _)) = wards.iter().zip(&free).filter(|(_, free)| **free > 0).max_by_key(|(_, free)| **free) else { return Ok(None) };
    let claim = Claim::new(ClaimKind::Promise, 1, tx.now(), Some(until));
    Ok(Some((ward.id, put_claim(tx, facility, ward.id, &claim).await?)))
}

/// The patient is in the emergency room: the promise of the bed becomes their arrival, in one transaction, so that a patient has one claim.
/// The arrival counts whatever is free: the patient is there.
pub(super) async fn arrived(
    tx: &Tx,
    facility: FacilityId,
    ward: WardId,
    promise: Option<ClaimId>,
    until: UtcMs,
) -> Result<ClaimId, StoreError> {
    if let Some(promise) = promise {
        end_claim(tx, facility, promise).await?;
    }
    put_claim(tx, facility, ward, &Claim::new(ClaimKind::Arrival, 1, tx.now(), Some(until))).await
}
