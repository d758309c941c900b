//! Wards (*ruang*): the units a hospital reports. How many beds they have and how many are free is told by reports, not here.

use sigap_kernel::{FacilityId, Pool, WardId};

use crate::ReportedBy;

/// A ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ward {
    /// Its id.
    pub id: WardId,
    /// Grows with every change.
    pub version: i64,
    /// The facility it belongs to.
    pub facility: FacilityId,
    /// Its name.
    pub name: String,
    /// What kind of beds it has.
    pub pool: Pool,
    /// Whether it is in use. A ward that is not keeps its id and its past.
    pub active: bool,
    /// Who keeps its numbers true.
    pub reported_by: ReportedBy,
}

/// A ward to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWard {
    /// The facility.
    pub facility: FacilityId,
    /// Its name.
    pub name: String,
    /// What kind of beds it has.
    pub pool: Pool,
    /// Who keeps its numbers true.
    pub reported_by: ReportedBy,
}
