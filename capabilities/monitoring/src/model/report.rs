//! What a monthly report holds: every figure it shows, so that a closed one can be printed again as it was signed.

use serde::{Deserialize, Serialize};
use sigap_availability::indicators::{Indicators, Oddity, Period};
use sigap_kernel::FacilityId;

use super::{Counted, Figures, Month};

/// A hospital in a month: what it told, and what the hours tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct HospitalMonth {
    pub(crate) facility: FacilityId,
    pub(crate) name: String,
    /// What the hospital told, in its last version.
    pub(crate) told: Option<Figures>,
    pub(crate) told_version: i64,
    /// What the hours tell.
    pub(crate) counted: Counted,
}

impl HospitalMonth {
    /// The figures of what the hospital told.
    pub(crate) fn told_indicators(&self, month: Month) -> Option<Indicators> {
        self.told.map(|told| told.period(month).indicators())
    }

    /// The figures of what the hours tell, when enough is known.
    pub(crate) fn counted_indicators(&self, days_over: i64) -> Option<Indicators> {
        self.counted.period(days_over).map(|period| period.indicators())
    }

    /// What the hospital told where it did, and else what the hours tell; and whether it is told.
    pub(crate) fn best(&self, month: Month, days_over: i64) -> (Option<Indicators>, bool) {
        match self.told_indicators(month) {
            Some(told) => (Some(told), true),
            None => (self.counted_indicators(days_over), false),
        }
    }

    /// What to look at again in what the hospital told.
    pub(crate) fn oddities(&self, month: Month) -> Vec<Oddity> {
        self.told.map_or_else(Vec::new, |told| told.oddities(month))
    }
}

/// The figures of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReportBody {
    /// The city's name as it was.
    pub(crate) city: String,
    /// Days of the month that were over when the figures were taken.
    pub(crate) days_over: i64,
    /// Hospitals, by name.
    pub(crate) hospitals: Vec<HospitalMonth>,
}

impl ReportBody {
    /// The city as the hours tell it.
    pub(crate) fn counted(&self) -> Counted {
        let days = self.hospitals.iter().map(|one| one.counted.days).max().unwrap_or(0);
        self.hospitals.iter().map(|one| one.counted).fold(Counted { days, ..Counted::default() }, |sum, one| Counted {
            days,
            bed_days_milli: sum.bed_days_milli + one.bed_days_milli,
            occupied_days_milli: sum.occupied_days_milli + one.occupied_days_milli,
            known_h: sum.known_h + one.known_h,
            of_h: sum.of_h + one.of_h,
            admitted: sum.admitted + one.admitted,
            discharged: sum.discharged + one.discharged,
        })
    }

    /// All hospitals that told their figures, together; and how many.
    pub(crate) fn told(&self, month: Month) -> (Option<Period>, usize) {
        let told: Vec<Period> = self.hospitals.iter().filter_map(|one| Some(one.told?.period(month))).collect();
        let sum = told.iter().copied().reduce(|sum, one| Period {
            days: sum.days,
            bed_days: sum.bed_days + one.bed_days,
            patient_days: sum.patient_days + one.patient_days,
            discharged: sum.discharged.zip(one.discharged).map(|(a, b)| a + b),
            stay_days: sum.stay_days.zip(one.stay_days).map(|(a, b)| a + b),
            deaths: sum.deaths.zip(one.deaths).map(|(a, b)| sigap_availability::indicators::Deaths {
                all: a.all.saturating_add(b.all),
                late: a.late.saturating_add(b.late),
            }),
        });
        (sum, told.len())
    }
}
