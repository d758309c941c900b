//! The Barber–Johnson chart (1973): TOI to the right, length of stay upward. For it the stay is O·t/D, which is HP/D and not LD/D.

use serde::{Deserialize, Serialize};

use super::YEAR_DAYS;

/// TOI of the efficient region, days.
pub const EFFICIENT_TOI_DAYS: (f64, f64) = (1.0, 3.0);
/// Stay of the efficient region, days.
pub const EFFICIENT_STAY_DAYS: (f64, f64) = (3.0, 12.0);
/// BOR from which on a hospital is efficient, per cent.
pub const BARBER_JOHNSON_BOR_PCT: f64 = 75.0;
/// Patients a bed has in a year from which on a hospital is efficient.
pub const BARBER_JOHNSON_BTO_YEAR: f64 = 30.0;

/// Where a period stands on the chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BarberJohnson {
    /// To the right: TOI.
    pub toi_days: f64,
    /// Upward: L = O·t/D.
    pub stay_days: f64,
}

impl BarberJohnson {
    /// The BOR whose line goes through the point.
    #[must_use]
    pub fn bor_pct(&self) -> Option<f64> {
        super::ratio(self.stay_days * 100.0, self.stay_days + self.toi_days)
    }

    /// The turn-over at the pace of a year whose line goes through the point.
    #[must_use]
    pub fn bto_year(&self) -> Option<f64> {
        super::ratio(YEAR_DAYS, self.stay_days + self.toi_days)
    }

    /// Whether the point lies in the efficient region.
    #[must_use]
    pub fn is_efficient(&self) -> bool {
        let within = |value: f64, (low, high): (f64, f64)| (low..=high).contains(&value);
        within(self.toi_days, EFFICIENT_TOI_DAYS)
            && within(self.stay_days, EFFICIENT_STAY_DAYS)
            && self.bor_pct().is_some_and(|bor| bor >= BARBER_JOHNSON_BOR_PCT)
            && self.bto_year().is_some_and(|times| times >= BARBER_JOHNSON_BTO_YEAR)
    }
}

/// The stay on the line of a BOR, at a TOI; `None` where the line is upright or none.
#[must_use]
pub fn bor_line_stay_days(bor_pct: f64, toi_days: f64) -> Option<f64> {
    super::ratio(bor_pct, 100.0 - bor_pct).map(|slope| slope * toi_days)
}

/// Where the line of a turn-over meets both axes: t / BTO.
#[must_use]
pub fn bto_intercept_days(days: f64, bto: f64) -> Option<f64> {
    super::ratio(days, bto).filter(|_| days > 0.0)
}
