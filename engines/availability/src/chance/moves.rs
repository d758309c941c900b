//! What can be seen of coming and going between two reports of a ward; counted on from report to report, so that any two moments can be
//! compared.

use serde::{Deserialize, Serialize};
use sigap_kernel::UtcMs;

use crate::Observation;
use crate::chance::HourSeen;

/// A bed that was free for less than this after a full hour was never free for anyone: whoever waited took it.
const TAKEN_AT_ONCE_MIN: i64 = 45;

/// Beds that were taken and became free, counted since the ward's first report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moves {
    /// Beds that were taken.
    pub admitted: i64,
    /// Beds that became free.
    pub discharged: i64,
    /// How often it was full and had a bed again.
    pub reopened: i64,
    /// Seconds in which it was full.
    pub full_s: i64,
    /// When it last was full and had a bed again.
    pub reopened_at: Option<UtcMs>,
}

impl Moves {
    /// The counts after the next report. Two sources count each in their own way: a step from one to the other is no patient.
    #[must_use]
    pub fn after(self, last: &Observation, next: &Observation) -> Self {
        let (Some(before), Some(now)) = (Beds::of(last), Beds::of(next)) else { return self };
        if last.source != next.source {
            return self;
        }
        let lasted_s = next.taken_at().age_s(last.taken_at()).max(0);
        let full_s = self.full_s + if before.free == 0 { lasted_s } else { 0 };
        let mut moves = Self { full_s, ..self };
        let came = now.taken - before.taken;
        if before.free == 0 && now.free > 0 {
            moves.reopened += 1;
            moves.reopened_at = Some(next.taken_at());
        }
        if before.free > 0
            && now.free == 0
            && let Some(open_s) = self.open_s(next.taken_at())
        {
            return Self {
                reopened: moves.reopened - 1,
                discharged: moves.discharged - came,
                full_s: full_s + open_s,
                reopened_at: None,
                ..moves
            };
        }
        match came {
            1.. => moves.admitted += came,
            _ => moves.discharged -= came,
        }
        moves
    }

    /// Seconds since it reopened, as long as that is too short to count.
    fn open_s(&self, now: UtcMs) -> Option<i64> {
        self.reopened_at.map(|at| now.age_s(at)).filter(|open_s| (0..=TAKEN_AT_ONCE_MIN * 60).contains(open_s))
    }

    /// What was seen since an earlier moment, as it is learned from. Counts that run backward have begun anew.
    #[must_use]
    pub fn since(&self, earlier: &Self, seen: &Observation) -> Option<HourSeen> {
        let from = if self.full_s < earlier.full_s || self.admitted < earlier.admitted { Self::default() } else { *earlier };
        let part = |now: i64, then: i64| i32::try_from(now - then).unwrap_or(0);
        Some(HourSeen {
            free: seen.free?,
            capacity: seen.capacity,
            admitted: part(self.admitted, from.admitted),
            discharged: part(self.discharged, from.discharged),
            reopened: part(self.reopened, from.reopened),
            full_s: u32::try_from(self.full_s - from.full_s).unwrap_or(0),
        })
    }
}

struct Beds {
    free: i64,
    /// Beds with a patient, or without a word on how many there are, as many fewer than free.
    taken: i64,
}

impl Beds {
    fn of(report: &Observation) -> Option<Self> {
        let free = i64::from(report.free?);
        Some(Self { free, taken: report.capacity.map_or(0, i64::from) - free })
    }
}
