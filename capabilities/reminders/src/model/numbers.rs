//! How a hospital's numbers stand at an instant, as whoever counts beds tells it.

use std::sync::Arc;

use sigap_kernel::{BedType, FacilityId, Pool, UtcMs, WardId};
use sigap_registry::Facility;

/// One ward in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardNow {
    /// The ward.
    pub id: WardId,
    /// Its name.
    pub name: String,
    /// Its kind of bed.
    pub pool: Pool,
    /// Whether people keep its number on the ward board.
    pub is_by_hand: bool,
    /// Beds, as last reported.
    pub beds: Option<u32>,
    /// Free beds, as last reported.
    pub free: Option<u32>,
    /// When the last number was taken; `None`: never.
    pub taken_at: Option<UtcMs>,
    /// From when it is overdue.
    pub due_at: Option<UtcMs>,
    /// Whether its number still counts.
    pub counts: bool,
    /// Whether it is called silent.
    pub is_silent: bool,
    /// By which way the last number came: `ward_board`, `aplicares` …
    pub source: Option<&'static str>,
    /// The version of its number, to see whether it is still the one that was shown.
    pub version: i64,
}

impl WardNow {
    /// Whether its number is overdue; one that never came is.
    #[must_use]
    pub fn is_overdue(&self, now: UtcMs) -> bool {
        self.due_at.is_none_or(|due| due <= now)
    }

    /// Whether an old number misleads here soonest.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        self.pool.bed_type.is_intensive() || self.pool.bed_type == BedType::Emergency
    }

    /// Whether its last number was taken from an instant on, and not in a time that has not come.
    #[must_use]
    pub fn counted_since(&self, from: UtcMs, now: UtcMs) -> bool {
        self.taken_at.is_some_and(|taken| taken >= from && taken <= now)
    }
}

/// One hospital with its wards in use.
#[derive(Debug, Clone, PartialEq)]
pub struct HospitalNow {
    /// What the registry says.
    pub facility: Arc<Facility>,
    /// Its wards in use.
    pub wards: Vec<WardNow>,
}

impl HospitalNow {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> FacilityId {
        self.facility.id
    }

    /// The wards whose numbers it owes.
    pub fn owed(&self, now: UtcMs) -> impl Iterator<Item = &WardNow> {
        self.wards.iter().filter(move |ward| ward.is_overdue(now))
    }

    /// Whether one of them presses.
    #[must_use]
    pub fn is_urgent(&self, now: UtcMs) -> bool {
        self.owed(now).any(WardNow::is_urgent)
    }

    /// Since when it owes numbers; `None`: it owes none, or only such as never came.
    #[must_use]
    pub fn owes_since(&self, now: UtcMs) -> Option<UtcMs> {
        self.owed(now).filter_map(|ward| ward.due_at).min()
    }

    /// What matters first: hours owed times beds, of all its wards. A ward that never reported counts as silent for a week.
    #[must_use]
    pub fn weight(&self, now: UtcMs) -> i64 {
        const NEVER_H: i64 = 7 * 24;
        let of = |ward: &WardNow| {
            let hours = ward.due_at.map_or(NEVER_H, |due| now.age_s(due) / 3_600 + 1);
            hours.saturating_mul(i64::from(ward.beds.unwrap_or(1).max(1)))
        };
        self.owed(now).map(of).fold(0, i64::saturating_add)
    }
}
