//! Locations as this node wrote them last, so that a bed that changes does not have a whole hospital read anew. Each facility counts how often its
//! Locations were written, in the transaction that writes them: what is remembered holds as long as nobody else wrote since.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use sigap_exchange::fhir::LogicalId;
use sigap_kernel::FacilityId;

use super::places::Place;

/// Locations that are remembered, of all facilities together; beyond that everything is forgotten. About as many as 60 large hospitals have.
const REMEMBERED_MAX: usize = 100_000;

/// The Locations of a facility, without their texts, and how often they had been written then.
pub(crate) struct Remembered {
    pub(crate) writes: i64,
    pub(crate) all: BTreeMap<LogicalId, Place>,
}

/// What is remembered, by facility.
#[derive(Default)]
pub(crate) struct LastWritten(Mutex<HashMap<FacilityId, Remembered>>);

impl LastWritten {
    /// Takes out what is remembered of a facility, if it was the last to be written before this time.
    pub(crate) fn take(&self, facility: FacilityId, writes: i64) -> Option<BTreeMap<LogicalId, Place>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&facility).filter(|remembered| remembered.writes + 1 == writes).map(|remembered| remembered.all)
    }

    /// Remembers what was committed.
    pub(crate) fn put(&self, committed: impl IntoIterator<Item = (FacilityId, Remembered)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(committed);
        if known.values().map(|remembered| remembered.all.len()).sum::<usize>() > REMEMBERED_MAX {
            known.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_holds_until_somebody_else_writes() {
        let (facility, other) =
            ("0192f0c4-0000-7000-8000-000000000001".parse().unwrap(), "0192f0c4-0000-7000-8000-000000000002".parse().unwrap());
        let known = LastWritten::default();
        let remembered = |writes| Remembered { writes, all: BTreeMap::new() };
        known.put([(facility, remembered(7))]);
        assert!(known.take(other, 8).is_none());
        assert!(known.take(facility, 8).is_some(), "this is the eighth");
        assert!(known.take(facility, 8).is_none(), "it was taken, and is put back after the commit");
        known.put([(facility, remembered(8))]);
        assert!(known.take(facility, 10).is_none(), "another node was the ninth");
    }
}
