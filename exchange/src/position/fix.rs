//! `Fix`: where a vehicle was at an instant, and how it moved; how one is put together from what was sent.

use sigap_kernel::{GeoPoint, UtcMs};

use super::measure::{self, Spot};
use super::time::untruth;
use super::{Place, Taker, When};

/// Fastest speed believed, in centimetres a second: 400 m/s, beyond any vehicle that carries patients.
pub const SPEED_CM_S_MAX: u32 = 40_000;
/// Widest circle of doubt told, in metres; a wider one is told as this.
pub const ACCURACY_M_MAX: u32 = 1_000_000;
/// Lowest height believed, in metres.
pub const ALTITUDE_M_MIN: i32 = -1_000;
/// Highest height believed, in metres: above where aircraft with patients fly.
pub const ALTITUDE_M_MAX: i32 = 20_000;

/// Where a vehicle was at one instant. What was not sent, or cannot be true, is `None`: unknown is never 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// When the device was there, by the device.
    pub at: UtcMs,
    /// Where.
    pub point: GeoPoint,
    /// Speed over ground in centimetres a second, at most [`SPEED_CM_S_MAX`].
    pub speed_cm_s: Option<u32>,
    /// Direction of travel in degrees clockwise from north, 0 to 359.
    pub heading_deg: Option<u16>,
    /// Radius of the circle of doubt in metres, rounded up, 1 to [`ACCURACY_M_MAX`]. Devices say 0 when they do not know it.
    pub accuracy_m: Option<u32>,
    /// Height in metres, [`ALTITUDE_M_MIN`] to [`ALTITUDE_M_MAX`]. Some devices say 0 when they do not know it, which cannot be told apart.
    pub altitude_m: Option<i32>,
    /// Whether the device says that an app invented the place (a *mock location*).
    pub is_mock: bool,
}

impl Fix {
    /// A fix of which only time and place are known.
    #[must_use]
    pub const fn new(at: UtcMs, point: GeoPoint) -> Self {
        Self { at, point, speed_cm_s: None, heading_deg: None, accuracy_m: None, altitude_m: None, is_mock: false }
    }

    /// Whether it is newer than `other`. Phones send what they kept while they were offline, oldest first: an old fix must not
    /// overwrite a newer one, and one of the same instant is the same fix sent again.
    #[must_use]
    pub const fn is_newer_than(&self, other: &Fix) -> bool {
        self.at.0 > other.at.0
    }
}

/// A speed as sent, in the unit of its protocol.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SpeedIn {
    pub(crate) name: &'static str,
    /// Centimetres a second in one unit.
    pub(crate) cm_s: f64,
}

/// How a vehicle moved, as far as was sent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Motion {
    pub(crate) speed_cm_s: Option<u32>,
    pub(crate) heading_deg: Option<u16>,
    pub(crate) accuracy_m: Option<u32>,
    pub(crate) altitude_m: Option<i32>,
    pub(crate) is_mock: bool,
}

impl Motion {
    /// Reads speed, heading, accuracy and altitude, in this order. A detail that is wrong is unknown and remembered: it costs no fix.
    pub(crate) fn take(
        taker: &mut Taker<'_>,
        speed: SpeedIn,
        heading: Option<&'static str>,
        accuracy: &'static str,
        altitude: &'static str,
    ) -> Self {
        Self {
            speed_cm_s: measure::speed_cm_s(taker, speed),
            heading_deg: heading.and_then(|heading| measure::heading_deg(taker, heading)),
            accuracy_m: measure::accuracy_m(taker, accuracy),
            altitude_m: measure::altitude_m(taker, altitude),
            is_mock: false,
        }
    }
}

/// Everything a place is made of, read but not yet judged together.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) spot: Spot,
    pub(crate) when: When,
    /// The field of the time, for what is wrong with it.
    pub(crate) when_name: &'static str,
    pub(crate) motion: Motion,
}

impl Draft {
    /// Latitude and longitude from two fields.
    pub(crate) fn spot(taker: &mut Taker<'_>, lat: &'static str, lon: &'static str) -> Spot {
        measure::spot(taker, lat, lon)
    }

    /// Both from one field, with a comma between.
    pub(crate) fn spot_of_pair(taker: &mut Taker<'_>, name: &'static str) -> Spot {
        measure::spot_of_pair(taker, name)
    }

    /// When it was said, as far as that can be true: a call for help without a place came when it was sent, and not when it arrived.
    pub(crate) fn said_at(&self, now: UtcMs) -> Option<UtcMs> {
        match self.when {
            When::At(at) => Some(at).filter(|at| untruth(*at, now).is_none()),
            _ => None,
        }
    }

    /// What can be said about the place at `now`.
    pub(crate) fn settle(self, taker: &mut Taker<'_>, now: UtcMs) -> Place {
        let point = match self.spot {
            Spot::Unsaid => return Place::Unsaid,
            Spot::Zero => return Place::Invalid,
            Spot::Wrong => return Place::Unusable,
            Spot::At(point) => point,
        };
        let When::At(at) = self.when else { return Place::Unusable };
        let Motion { speed_cm_s, heading_deg, accuracy_m, altitude_m, is_mock } = self.motion;
        let fix = Fix { at, point, speed_cm_s, heading_deg, accuracy_m, altitude_m, is_mock };
        match untruth(at, now) {
            None => Place::Known(fix),
            Some(fault) => {
                taker.faults.add(self.when_name, fault);
                Place::Mistimed(fix)
            }
        }
    }
}
