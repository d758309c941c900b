//! Figures of how beds are used: BOR, AvLOS, TOI, BTO, GDR and NDR of a period, as Depkes RI 2005 and the SIRS guide of 2011 count them.
//! What cannot be counted is `None`, never 0.

mod chart;
mod ranges;
mod stated;

use serde::{Deserialize, Serialize};

pub use chart::{
    BARBER_JOHNSON_BOR_PCT, BARBER_JOHNSON_BTO_YEAR, BarberJohnson, EFFICIENT_STAY_DAYS, EFFICIENT_TOI_DAYS, bor_line_stay_days,
    bto_intercept_days,
};
pub use ranges::{Indicator, Range, Standard, Within};
pub use stated::{Differs, LINES_MEET_WITHIN, Oddity, Stated, oddities};

/// Days of a year, to which a turn-over of part of it is stretched.
pub const YEAR_DAYS: f64 = 365.0;

/// Deaths of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deaths {
    /// All of them.
    pub all: u32,
    /// Those 48 hours after admission or later.
    pub late: u32,
}

/// What is known of a period.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Period {
    /// Days of the period, or of the part of it that is known (t).
    pub days: f64,
    /// Beds, added up over the days (TT × t).
    pub bed_days: f64,
    /// Patients, added up over the days (HP).
    pub patient_days: f64,
    /// Discharged alive or dead (D).
    pub discharged: Option<f64>,
    /// Length of stay of those discharged, added up (LD).
    pub stay_days: Option<f64>,
    /// Deaths among those discharged.
    pub deaths: Option<Deaths>,
}

/// The figures of a period.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Indicators {
    /// *Angka penggunaan tempat tidur*: bed occupancy rate.
    pub bor_pct: Option<f64>,
    /// *Lama dirawat rata-rata*: average length of stay of those discharged.
    pub avlos_days: Option<f64>,
    /// *Tenggang perputaran*: turn-over interval, days a bed stands empty between two patients.
    pub toi_days: Option<f64>,
    /// *Angka perputaran*: bed turn-over, patients a bed had in the period.
    pub bto: Option<f64>,
    /// The same at the pace of a year.
    pub bto_year: Option<f64>,
    /// *Angka kematian umum*: gross death rate.
    pub gdr_permille: Option<f64>,
    /// *Angka kematian netto*: net death rate, 48 hours after admission or later.
    pub ndr_permille: Option<f64>,
    /// Where the period stands on the Barber–Johnson chart.
    pub point: Option<BarberJohnson>,
}

/// A quotient of which both sides mean something.
pub(crate) fn ratio(above: f64, below: f64) -> Option<f64> {
    let is_usable = above.is_finite() && below.is_finite() && above >= 0.0 && below > 0.0;
    is_usable.then(|| above / below).filter(|found| found.is_finite())
}

impl Period {
    /// Beds on an ordinary day (TT).
    #[must_use]
    pub fn beds(&self) -> Option<f64> {
        ratio(self.bed_days, self.days)
    }

    /// The figures.
    #[must_use]
    pub fn indicators(&self) -> Indicators {
        let discharged = self.discharged.filter(|number| *number > 0.0);
        let of_discharged = |above: f64| discharged.and_then(|number| ratio(above, number));
        // More patients than beds leave no bed empty: there is no time between two patients, and no honest word for less.
        let empty_days = Some(self.bed_days - self.patient_days).filter(|empty| *empty >= 0.0);
        let toi_days = empty_days.and_then(of_discharged).filter(|_| self.bed_days > 0.0);
        let bto = self.beds().and_then(|beds| self.discharged.and_then(|number| ratio(number, beds)));
        let permille = |deaths: u32| of_discharged(f64::from(deaths)).map(|rate| rate * 1_000.0);
        let stay_days = of_discharged(self.patient_days).filter(|_| self.bed_days > 0.0);
        Indicators {
            bor_pct: ratio(self.patient_days, self.bed_days).map(|share| share * 100.0),
            avlos_days: self.stay_days.and_then(of_discharged),
            toi_days,
            bto,
            bto_year: bto.and_then(|times| ratio(times * YEAR_DAYS, self.days)),
            gdr_permille: self.deaths.and_then(|deaths| permille(deaths.all)),
            ndr_permille: self.deaths.and_then(|deaths| permille(deaths.late)),
            point: toi_days.zip(stay_days).map(|(toi_days, stay_days)| BarberJohnson { toi_days, stay_days }),
        }
    }
}

impl Indicators {
    /// One of them.
    #[must_use]
    pub const fn get(&self, which: Indicator) -> Option<f64> {
        match which {
            Indicator::Bor => self.bor_pct,
            Indicator::AvLos => self.avlos_days,
            Indicator::Toi => self.toi_days,
            Indicator::BtoYear => self.bto_year,
            Indicator::Gdr => self.gdr_permille,
            Indicator::Ndr => self.ndr_permille,
        }
    }
}
