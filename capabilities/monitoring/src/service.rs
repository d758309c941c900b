//! The use cases, each in the same order: may I, load, let the model decide, store, record.

pub(crate) mod gather;
pub(crate) mod months;
pub(crate) mod report;
pub(crate) mod tell;

use sigap_access::{Action, May as _, ScopeFilter, Where};
use sigap_kernel::{Ctx, FacilityId, UtcMs, Zone};
use sigap_registry::Facility;
use sigap_store::Query;

use crate::MonitoringError;

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// The local day of an instant, counted from 1970-01-01.
pub(crate) fn day_of(at: UtcMs, zone: Zone) -> i64 {
    at.0.saturating_add(i64::from(zone.offset_h()) * HOUR_MS).div_euclid(DAY_MS)
}

/// A facility as permissions see it.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: Some(facility.district_code.clone()).filter(|code| !code.is_empty()) }
}

/// A hospital at which the actor may do this.
pub(crate) async fn hospital_for(q: &impl Query, ctx: &Ctx, action: Action, id: FacilityId) -> Result<Facility, MonitoringError> {
    let facility = sigap_registry::facility(q, id).await?;
    let place = facility.as_ref().map_or(Where::facility(id), place_of);
    ctx.may(action, &place)?;
    facility.filter(|one| one.kind.is_hospital()).ok_or(MonitoringError::Unknown)
}

/// The hospitals in use at which the actor may do this, by name.
pub(crate) async fn hospitals(q: &impl Query, ctx: &Ctx, action: Action) -> Result<Vec<Facility>, MonitoringError> {
    if ctx.scope(action) == ScopeFilter::Nothing {
        return Ok(Vec::new());
    }
    let may = |one: &Facility| one.active && one.kind.is_hospital() && ctx.may(action, &place_of(one)).is_ok();
    let mut all: Vec<Facility> = sigap_registry::facilities(q).await?.into_iter().filter(may).collect();
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(all)
}
