//! The types and rules of the room. No async, no SQL, no pages: groups of beds, months, what hospitals tell, what a report holds.

mod group;
mod month;
mod report;
mod told;

pub use group::Group;
pub use month::Month;
pub(crate) use report::{HospitalMonth, ReportBody};
pub use told::{Figures, MILLI};
pub(crate) use told::{Raw, Told};

use serde::{Deserialize, Serialize};
use sigap_availability::indicators::Period;

/// Of a day counts what is known of this part of its hours at least, per cent.
pub(crate) const DAY_KNOWN_PCT: i64 = 50;
/// A month is told by the machine when this part of its days counts and this part of its hours is known, per cent.
pub(crate) const MONTH_KNOWN_PCT: i64 = 50;

/// What the hours tell of some days of a hospital, or of the city: an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Days that count.
    pub days: i64,
    /// Beds, added up over these days, in thousandths.
    pub bed_days_milli: i64,
    /// Occupied beds, likewise.
    pub occupied_days_milli: i64,
    /// Hours known, of all days.
    pub known_h: i64,
    /// Hours there were.
    pub of_h: i64,
    /// Patients that came on days that count, as far as numbers moved.
    pub admitted: i64,
    /// Patients that went.
    pub discharged: i64,
}

#[allow(clippy::cast_precision_loss)]
pub(crate) const fn fraction(number: i64) -> f64 {
    number as f64
}

impl Counted {
    /// How much of the hours is known, per cent; `None` where there were none.
    pub(crate) fn known_pct(&self) -> Option<i64> {
        (self.known_h * 100).checked_div(self.of_h)
    }

    /// The period, when enough of so many days is known.
    pub(crate) fn period(&self, of_days: i64) -> Option<Period> {
        let is_known = self.known_pct().is_some_and(|pct| pct >= MONTH_KNOWN_PCT);
        if !is_known || self.days == 0 || self.days * 100 < of_days * MONTH_KNOWN_PCT {
            return None;
        }
        Some(Period {
            days: fraction(self.days),
            bed_days: fraction(self.bed_days_milli) / 1_000.0,
            patient_days: fraction(self.occupied_days_milli) / 1_000.0,
            discharged: Some(fraction(self.discharged)),
            stay_days: None,
            deaths: None,
        })
    }

    /// Occupied of beds, in tenths of a per cent.
    pub(crate) fn occupied_permille(&self) -> Option<i64> {
        (self.occupied_days_milli * 1_000 + self.bed_days_milli / 2).checked_div(self.bed_days_milli)
    }
}
