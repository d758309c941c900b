//! What the room reminders asks of beds: how every hospital's numbers stand, from the live picture; and *still true* of its staff.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_beds::{Beds, BedsError, FacilityBeds, WardBeds};
use sigap_kernel::{Ctx, FacilityId, UtcMs, WardId};
use sigap_registry::ReportedBy;
use sigap_reminders::{HospitalNow, Hospitals, Reminders, StillTrue, WardNow};
use sigap_store::StoreError;

use crate::deployment::App;
use crate::gateways;

/// Answers the port with the live picture of `beds`.
pub(crate) struct OfBeds {
    pub(crate) beds: Beds,
}

/// The room reminders, asking beds, with the gateways of this installation.
pub(super) async fn reminders(app: &App, beds: &Beds) -> Result<Reminders, StoreError> {
    let (rules, gateways) = (app.config.reminders.rules.clone(), gateways::gateways(&app.config, app.mode));
    Reminders::open(beds.floor().clone(), rules, Arc::new(OfBeds { beds: beds.clone() }), gateways).await
}

impl OfBeds {
    fn hospital(&self, one: &FacilityBeds, now: UtcMs) -> HospitalNow {
        let wards = one.wards.iter().filter(|ward| ward.ward.active).map(|ward| self.ward(ward, now));
        HospitalNow { facility: one.facility.clone(), wards: wards.collect() }
    }

    fn ward(&self, ward: &WardBeds, now: UtcMs) -> WardNow {
        let standing = ward.standing(self.beds.rules(), now);
        WardNow {
            id: ward.ward.id,
            name: ward.ward.name.clone(),
            pool: ward.ward.pool,
            is_by_hand: ward.ward.reported_by == ReportedBy::Board,
            beds: standing.capacity,
            free: ward.observation.and_then(|seen| seen.free),
            taken_at: standing.taken_at,
            due_at: standing.due_at,
            counts: standing.freshness.counts(),
            is_silent: standing.freshness == sigap_availability::Freshness::Silent,
            source: standing.source.map(|source| source.code()),
            version: ward.version,
        }
    }
}

impl Hospitals for OfBeds {
    fn all(&self, now: UtcMs) -> Vec<HospitalNow> {
        let picture = self.beds.picture();
        let with_wards = picture.all().iter().filter(|one| one.is_hospital() && one.wards.iter().any(|ward| ward.ward.active));
        with_wards.map(|one| self.hospital(one, now)).collect()
    }

    fn one(&self, facility: FacilityId, now: UtcMs) -> Option<HospitalNow> {
        self.beds.picture().facility(facility).map(|one| self.hospital(one, now))
    }

    fn confirm<'a>(
        &'a self,
        ctx: &'a Ctx,
        facility: FacilityId,
        seen: &'a [(WardId, i64)],
    ) -> BoxFuture<'a, Result<StillTrue, StoreError>> {
        async move {
            match sigap_beds::still_true(&self.beds, ctx, facility, seen).await {
                Ok(wards) => Ok(StillTrue::Confirmed(wards)),
                Err(BedsError::Store(error)) => Err(error),
                // A ward that was closed, or a number that somebody else changed: whoever tapped looks again.
                Err(_) => Ok(StillTrue::Changed),
            }
        }
        .boxed()
    }

    fn topic(&self, facility: Option<FacilityId>) -> String {
        facility.map_or_else(|| sigap_beds::TOPIC_ALL.to_owned(), sigap_beds::facility_topic)
    }
}
