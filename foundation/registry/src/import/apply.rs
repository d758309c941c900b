//! Doing what a plan says, set-based, inside one write.

use std::collections::HashMap;

use sigap_access::Action;
use sigap_kernel::FacilityId;
use sigap_store::Tx;

use super::{Counts, ImportPlan, Outcome};
use crate::{Facility, RegistryError, journal, service, store};

/// Does what a plan says and records it: one entry for each facility, one for the file. Refused rows are left out.
/// # Errors
/// Not permitted; [`RegistryError::Changed`] when a facility was changed after the plan was made: plan again; what the
/// database says.
pub async fn apply(tx: &Tx, plan: &ImportPlan, file_name: &str) -> Result<Counts, RegistryError> {
    service::may_in_city(tx.ctx(), Action::ImportRegistry)?;
    let (mut added, mut changes, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for row in &plan.rows {
        match &row.outcome {
            Outcome::AddFacility(new) => added.push((**new).clone()),
            Outcome::ChangeFacility { to, .. } => changes.push((**to).clone()),
            Outcome::AddPlace(place) | Outcome::ChangePlace(place) => places.push(place.clone()),
            Outcome::Same | Outcome::Refused => {}
        }
    }
    if !added.is_empty() {
        service::add_facilities(tx, added).await?;
    }
    service::put_changes(tx, with_what_is_there(tx, changes).await?).await?;
    store::place::put(tx, &places).await?;
    let counts = plan.counts();
    tx.record(journal::imported(file_name, [counts.added, counts.changed, counts.same, counts.refused]));
    Ok(counts)
}

async fn with_what_is_there(tx: &Tx, changes: Vec<Facility>) -> Result<Vec<(Facility, Facility)>, RegistryError> {
    let ids: Vec<FacilityId> = changes.iter().map(|to| to.id).collect();
    let mut there: HashMap<FacilityId, Facility> =
        service::facilities_by_ids(tx, &ids).await?.into_iter().map(|one| (one.id, one)).collect();
    let before = |to: Facility| {
        let before = there.remove(&to.id).filter(|before| before.version == to.version).ok_or(RegistryError::Changed)?;
        Ok((before, to))
    };
    changes.into_iter().map(before).collect()
}
