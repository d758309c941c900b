//! *Still true* for many wards of a hospital at once: what a person sees of each is reported again as of now, or nothing is.

use std::collections::BTreeMap;

use sigap_access::{Action, May as _};
use sigap_availability::{Observation, SourceKind, Terms};
use sigap_kernel::{Ctx, FacilityId, WardId};
use sigap_store::Subject;

use super::place_of;
use crate::model::Report;
use crate::picture::{BedPicture, WardBeds};
use crate::store;
use crate::{Beds, BedsError, observe};

/// Reports that the numbers of these wards are still true, each as it stood in the version the person saw; gives how many wards that were. Nothing
/// is reported when somebody else said otherwise of one of them meanwhile.
///
/// # Errors
/// Not permitted; no such ward; [`BedsError::Overtaken`]; what the database says.
pub async fn still_true(beds: &Beds, ctx: &Ctx, facility: FacilityId, seen: &[(WardId, i64)]) -> Result<usize, BedsError> {
    let picture = beds.picture();
    let one = picture.facility(facility).ok_or(BedsError::NoWard)?;
    ctx.may(Action::ReportWard, &place_of(&one.facility))?;
    let seen: BTreeMap<WardId, i64> = seen.iter().copied().collect();
    if seen.keys().any(|ward| one.ward(*ward).is_none_or(|ward| !ward.ward.active)) {
        return Err(BedsError::NoWard);
    }
    let (wards, seen, me) = (&seen.keys().copied().collect::<Vec<_>>(), &seen, &ctx.actor().to_string());
    let told = beds.floor().db().write(ctx, |tx| async move {
        let there = if wards.is_empty() { Default::default() } else { store::held_counts(&tx, wards).await? };
        let mut reports = Vec::with_capacity(wards.len());
        for (ward, version) in seen {
            let count = there.get(ward).ok_or(BedsError::NoWard)?;
            if count.version > *version && count.actor != *me {
                return Err(BedsError::Overtaken);
            }
            let observation = Observation {
                terms: Terms::UNKNOWN,
                source: SourceKind::WardBoard,
                observed_at: tx.now(),
                received_at: tx.now(),
                ..count.observation
            };
            reports.push(Report { ctx: tx.ctx().clone(), facility, ward: *ward, observation, by_sex: None });
        }
        if reports.is_empty() {
            tx.confirm(Subject::new("beds", facility));
        } else {
            observe(&tx, beds.counter(), &reports).await?;
        }
        Ok(reports.len())
    });
    let count = told.await?;
    let now = ctx.now();
    // Whoever tapped finds their own tap on the next page.
    let is_taken = |ward: &WardBeds| ward.observation.is_some_and(|seen| seen.taken_at() >= now);
    let are_taken = |picture: &BedPicture| wards.iter().filter_map(|ward| picture.ward(*ward)).all(is_taken);
    beds.live_picture().once(are_taken).await;
    Ok(count)
}
