//! What a hospital tells of a month held against itself: its inputs, the figures it states, and whether the four lines of the Barber–Johnson
//! chart meet in one point. An oddity names what to mend; it refuses nothing.

use serde::{Deserialize, Serialize};

use super::{Indicators, Period, bor_line_stay_days, bto_intercept_days, ratio};

/// Stated figures may be this far from what the inputs give, and the lines from one another: what rounding to a tenth leaves.
pub const LINES_MEET_WITHIN: f64 = 0.05;
/// What cannot be told apart by adding up fractions.
const NOTHING: f64 = 1e-9;
/// Figures written to a tenth, or finer.
const TENTH: f64 = 0.1;
const HALF_TENTH: f64 = 0.05;
const HALF_HUNDREDTH: f64 = 0.005;

/// The figures a hospital states.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Stated {
    /// Bed occupancy rate.
    pub bor_pct: Option<f64>,
    /// Average length of stay.
    pub avlos_days: Option<f64>,
    /// Turn-over interval.
    pub toi_days: Option<f64>,
    /// Bed turn-over of the period.
    pub bto: Option<f64>,
}

/// Something a hospital should look at again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Oddity {
    /// More patient-days than beds times days.
    MorePatientsThanBeds {
        /// HP.
        patient_days: f64,
        /// TT × t.
        bed_days: f64,
    },
    /// More discharged than patient-days: each has one at least.
    MoreDischargedThanDays {
        /// D.
        discharged: f64,
        /// HP.
        patient_days: f64,
    },
    /// Stays shorter than a day each.
    StaysTooShort {
        /// LD.
        stay_days: f64,
        /// D.
        discharged: f64,
    },
    /// The stated BOR is not what the inputs give.
    Bor(Differs),
    /// The stated AvLOS is not what the inputs give.
    AvLos(Differs),
    /// The stated TOI is not what the inputs give.
    Toi(Differs),
    /// The stated BTO is not what the inputs give.
    Bto(Differs),
    /// The lines of the stated BOR, TOI and BTO do not meet in one point: by so many days.
    LinesApart {
        /// How far apart they pass at the stated TOI.
        apart_days: f64,
    },
}

/// Two figures that should be one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Differs {
    /// As stated.
    pub stated: f64,
    /// As the inputs give.
    pub counted: f64,
}

impl Stated {
    /// How far the lines of the stated BOR and of the stated BTO pass each other at the stated TOI, after what rounding may have done;
    /// `None` when not all three are stated.
    #[must_use]
    pub fn lines_apart_days(&self, days: f64) -> Option<f64> {
        let (bor, toi, bto) = (self.bor_pct?, self.toi_days?, self.bto?);
        let (bor_off, toi_off, bto_off) = (off(bor), off(toi), off(bto));
        let least = |value: f64| value.max(0.0);
        let of_bor = (bor_line_stay_days(least(bor - bor_off), least(toi - toi_off))?, bor_line_stay_days(bor + bor_off, toi + toi_off)?);
        let low = bto_intercept_days(days, bto + bto_off)? - toi - toi_off;
        let high = bto_intercept_days(days, least(bto - bto_off)).map_or(f64::INFINITY, |meets| meets - least(toi - toi_off));
        Some((of_bor.0 - high).max(low - of_bor.1).max(0.0))
    }
}

/// Half of the last digit that was written.
fn off(value: f64) -> f64 {
    let tenths = value / TENTH;
    if (tenths - tenths.round()).abs() < NOTHING * 1e3 { HALF_TENTH } else { HALF_HUNDREDTH }
}

fn differs(stated: Option<f64>, counted: Option<f64>) -> Option<Differs> {
    let (stated, counted) = stated.zip(counted)?;
    ((stated - counted).abs() > LINES_MEET_WITHIN + NOTHING).then_some(Differs { stated, counted })
}

/// Everything odd about what a hospital tells of a period.
#[must_use]
pub fn oddities(period: &Period, stated: &Stated) -> Vec<Oddity> {
    let mut found = of_inputs(period);
    let Indicators { bor_pct, avlos_days, toi_days, bto, .. } = period.indicators();
    found.extend(differs(stated.bor_pct, bor_pct).map(Oddity::Bor));
    found.extend(differs(stated.avlos_days, avlos_days).map(Oddity::AvLos));
    found.extend(differs(stated.toi_days, toi_days).map(Oddity::Toi));
    found.extend(differs(stated.bto, bto).map(Oddity::Bto));
    let apart = stated.lines_apart_days(period.days).filter(|apart| *apart > LINES_MEET_WITHIN);
    found.extend(apart.map(|apart_days| Oddity::LinesApart { apart_days }));
    found
}

fn of_inputs(period: &Period) -> Vec<Oddity> {
    let Period { bed_days, patient_days, discharged, stay_days, .. } = *period;
    let mut found = Vec::new();
    if patient_days > bed_days {
        found.push(Oddity::MorePatientsThanBeds { patient_days, bed_days });
    }
    let Some(discharged) = discharged else { return found };
    // Those who went on the first day had their days in the month before: so many beds may be one more each.
    let begun_before = ratio(bed_days, period.days).unwrap_or_default();
    if discharged > patient_days + begun_before {
        found.push(Oddity::MoreDischargedThanDays { discharged, patient_days });
    }
    if let Some(stay_days) = stay_days.filter(|stay| *stay < discharged) {
        found.push(Oddity::StaysTooShort { stay_days, discharged });
    }
    found
}
