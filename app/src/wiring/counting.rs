//! Intake's reports reach the room of beds, on the same transaction.

use sigap_availability::{Observation, SourceKind, Term, Terms};
use sigap_beds::{BySex, Counter, Report};
use sigap_intake::{BedCounter, Protocol, WardReport};
use sigap_kernel::{FacilityId, WardId};
use sigap_store::{StoreError, Tx};

/// Answers intake's port with the counters of `beds`.
pub(super) struct Counting {
    pub(super) counter: Counter,
}

impl BedCounter for Counting {
    async fn observe(&self, tx: &Tx, reports: &[WardReport]) -> Result<(), StoreError> {
        let reports: Vec<Report> = reports.iter().map(report).collect();
        sigap_beds::observe(tx, &self.counter, &reports).await.map(|_| ())
    }

    async fn forget(&self, tx: &Tx, facility: FacilityId, ward: WardId, protocol: Protocol) -> Result<(), StoreError> {
        sigap_beds::forget(tx, facility, ward, source_of(protocol)).await
    }
}

/// What a source tells beside its free beds goes along as it was told; what that means, the table of sources in `engines/availability`
/// decides.
fn report(said: &WardReport) -> Report {
    let term = |beds: Option<u32>| beds.map_or(Term::Unknown, Term::Known);
    let told = said.deductions;
    Report {
        ctx: said.ctx.clone(),
        facility: said.facility,
        ward: said.ward,
        observation: Observation {
            capacity: said.capacity,
            free: said.free,
            terms: Terms {
                cleaning: term(told.cleaning),
                blocked: term(told.blocked),
                reserved: term(told.reserved),
                waiting_in_igd: term(told.waiting_in_igd),
            },
            source: source_of(said.protocol),
            observed_at: said.observed_at,
            received_at: said.received_at,
        },
        by_sex: said.by_sex.map(|(men, women, either)| BySex { men, women, either }),
    }
}

/// A way of reporting, as the number knows it.
const fn source_of(protocol: Protocol) -> SourceKind {
    match protocol {
        Protocol::Aplicares => SourceKind::Aplicares,
        Protocol::Siranap => SourceKind::Siranap,
        Protocol::Fhir => SourceKind::Fhir,
        Protocol::Have => SourceKind::Have,
        Protocol::Upload => SourceKind::Upload,
    }
}
