//! Intake's reports reach the room of beds, on the same transaction.

use sigap_availability::{Observation, SourceKind, Terms};
use sigap_beds::{BySex, Heartbeats, Report};
use sigap_intake::{BedCounter, WardReport};
use sigap_kernel::{FacilityId, WardId};
use sigap_store::{StoreError, Tx};

/// Answers intake's port with the counters of `beds`.
pub(super) struct Counting {
    pub(super) heartbeats: Heartbeats,
}

impl BedCounter for Counting {
    async fn observe(&self, tx: &Tx, reports: &[WardReport]) -> Result<(), StoreError> {
        let reports: Vec<Report> = reports.iter().map(report).collect();
        sigap_beds::observe(tx, &self.heartbeats, &reports).await.map(|_| ())
    }

    async fn forget(&self, tx: &Tx, facility: FacilityId, ward: WardId) -> Result<(), StoreError> {
        sigap_beds::forget(tx, facility, ward).await
    }
}

/// Aplicares tells free beds after the hospital's own deductions; which of them, nobody says: the table of sources in
/// `engines/availability` decides what that means.
fn report(said: &WardReport) -> Report {
    let (men, women, either) = said.by_sex;
    Report {
        ctx: said.ctx.clone(),
        facility: said.facility,
        ward: said.ward,
        observation: Observation {
            capacity: Some(said.capacity),
            free: Some(said.free),
            terms: Terms::UNKNOWN,
            source: SourceKind::Aplicares,
            observed_at: said.observed_at,
            received_at: said.received_at,
        },
        by_sex: Some(BySex { men, women, either }),
    }
}
