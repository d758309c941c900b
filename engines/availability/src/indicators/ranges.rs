//! Ranges people compare with, each under the name of who set it. They are a reference, no verdict: the ranges of the ministry for a length
//! of stay are older than the care of today.

use sigap_kernel::coded_enum;

coded_enum! {
    /// One of the figures that have ranges.
    pub enum Indicator {
        /// Bed occupancy rate, per cent.
        Bor = "bor",
        /// Average length of stay, days.
        AvLos = "avlos",
        /// Turn-over interval, days.
        Toi = "toi",
        /// Bed turn-over at the pace of a year.
        BtoYear = "bto",
        /// Gross death rate, per thousand.
        Gdr = "gdr",
        /// Net death rate, per thousand.
        Ndr = "ndr",
    }
}

coded_enum! {
    /// Who set a range.
    pub enum Standard {
        /// Depkes RI 2005, Juknis SIRS 2011.
        Kemenkes = "kemenkes",
        /// Barber and Johnson 1973.
        BarberJohnson = "barber_johnson",
    }
}

/// A range; `None` is open on that side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// At least.
    pub low: Option<f64>,
    /// At most.
    pub high: Option<f64>,
}

/// Where a figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Below the range.
    Below,
    /// In it.
    Inside,
    /// Above it.
    Above,
}

const fn between(low: f64, high: f64) -> Option<Range> {
    Some(Range { low: Some(low), high: Some(high) })
}

const fn below(high: f64) -> Option<Range> {
    Some(Range { low: None, high: Some(high) })
}

impl Standard {
    /// The range this standard sets for a figure.
    #[must_use]
    pub const fn range(self, of: Indicator) -> Option<Range> {
        match (self, of) {
            (Standard::Kemenkes, Indicator::Bor) => between(60.0, 85.0),
            (Standard::Kemenkes, Indicator::AvLos) => between(6.0, 9.0),
            (_, Indicator::Toi) => between(1.0, 3.0),
            (Standard::Kemenkes, Indicator::BtoYear) => between(40.0, 50.0),
            (Standard::Kemenkes, Indicator::Gdr) => below(45.0),
            (Standard::Kemenkes, Indicator::Ndr) => below(25.0),
            (Standard::BarberJohnson, Indicator::Bor) => between(75.0, 85.0),
            (Standard::BarberJohnson, Indicator::AvLos) => between(3.0, 12.0),
            (Standard::BarberJohnson, Indicator::BtoYear) => Some(Range { low: Some(30.0), high: None }),
            (Standard::BarberJohnson, Indicator::Gdr | Indicator::Ndr) => None,
        }
    }
}

impl Range {
    /// Where a figure lies.
    #[must_use]
    pub fn holds(&self, value: f64) -> Within {
        if self.low.is_some_and(|low| value < low) {
            Within::Below
        } else if self.high.is_some_and(|high| value > high) {
            Within::Above
        } else {
            Within::Inside
        }
    }
}

impl Indicator {
    /// Whether a figure outside a range may be marked at all. A stay says nothing without the mix of cases behind it.
    #[must_use]
    pub const fn is_judged(self) -> bool {
        !matches!(self, Indicator::AvLos)
    }
}
