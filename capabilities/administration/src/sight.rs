//! Which entries of the journal a reader may see. Entries carry no facility of their own, so this is a rule about subjects;
//! what no line names is seen only by those who read the journal of the whole city.

use sigap_access::{Action, May as _, ScopeFilter, Where};
use sigap_kernel::{Ctx, FacilityId};
use sigap_store::{StoreError, Subject};
use sigap_web::{Floor, PageError};

/// Subjects one reader's question names at most.
pub(crate) const SUBJECTS_MAX: usize = 5_000;

/// What a reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The whole journal.
    Everything,
    /// Entries about these alone.
    Only(Vec<Subject>),
}

/// What this reader may see. Within a facility: the facility itself, its wards, its keys for those who manage keys, and the
/// people whom the reader manages wherever they have a role.
pub(crate) async fn sight(floor: &Floor, ctx: &Ctx) -> Result<Sight, PageError> {
    let ScopeFilter::Only { districts, facilities } = ctx.scope(Action::ReadJournal) else {
        ctx.may(Action::ReadJournal, &Where::City)?;
        return Ok(Sight::Everything);
    };
    let people = floor.access().managed_users(ctx).await?;
    let mut seen: Vec<Subject> = people.into_iter().map(|user| Subject::new("user", user)).collect();
    for facility in within(floor, &districts, facilities).await? {
        seen.push(sigap_registry::facility_subject(facility));
        let wards = sigap_registry::wards_of(floor.db(), facility).await?;
        seen.extend(wards.into_iter().map(|ward| sigap_registry::ward_subject(ward.id)));
        if ctx.may(Action::ManageKeys, &Where::facility(facility)).is_ok() {
            let keys = floor.access().keys_of(ctx, facility).await?;
            seen.extend(keys.into_iter().map(|key| Subject::new("key", key.key)));
        }
    }
    seen.truncate(SUBJECTS_MAX);
    Ok(Sight::Only(seen))
}

/// The facilities, and those of the districts.
async fn within(floor: &Floor, districts: &[String], mut facilities: Vec<FacilityId>) -> Result<Vec<FacilityId>, StoreError> {
    if !districts.is_empty() {
        let all = sigap_registry::facilities(floor.db()).await?;
        facilities.extend(all.into_iter().filter(|one| districts.contains(&one.district_code)).map(|one| one.id));
    }
    facilities.sort_unstable();
    facilities.dedup();
    Ok(facilities)
}
