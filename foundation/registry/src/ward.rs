//! Wards (*ruang*): the units a hospital reports. How many beds they have and how many are free is told by reports, not here.

use sigap_kernel::{AgeBand, CareClass, FacilityId, Isolation, Pool, Sex, WardId};
use sigap_web::Words;

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

impl Ward {
    /// The pool as a person reads it; what says nothing is left out.
    pub(crate) fn say_pool(&self, w: &Words) -> String {
        say_pool(self.pool, w)
    }
}

/// A pool as a person reads it, in the registry's words; what says nothing is left out.
#[must_use]
pub fn say_pool(pool: Pool, w: &Words) -> String {
    let Pool { bed_type, class, sex, age, isolation } = pool;
    let words = [
        Some(format!("bed-{bed_type}")),
        (class != CareClass::None).then(|| format!("care-{class}")),
        (sex != Sex::Any).then(|| format!("sex-{sex}")),
        (age != AgeBand::Any).then(|| format!("age-band-{age}")),
        (isolation != Isolation::No).then(|| format!("isolation-{isolation}")),
    ];
    words.into_iter().flatten().map(|key| w.s(&key.replace('_', "-"))).collect::<Vec<_>>().join(" · ")
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
