//! The lie of the invented land: a coast in the north, a river that comes down from hills in the south. It lies in the open
//! Java Sea, so that nobody takes it for a real city.

use sigap_kernel::GeoPoint;

/// The south-west corner, in degrees.
const SOUTH: f64 = -5.700;
const WEST: f64 = 112.500;
/// Metres of one degree of latitude, and of longitude at 5.6° south.
const LAT_DEGREE_M: f64 = 110_580.0;
const LON_DEGREE_M: f64 = 110_790.0;
/// How far the city reaches to the east.
const EAST_M: f64 = 24_000.0;
/// Nothing is built closer to the edge, to the sea or to the middle of the river.
const EDGE_M: f64 = 400.0;
const SHORE_M: f64 = 300.0;
const BANK_M: f64 = 220.0;

/// A spot in metres east and north of the south-west corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x_m: f64,
    pub(crate) y_m: f64,
}

impl Spot {
    pub(crate) const fn at(x_m: f64, y_m: f64) -> Self {
        Self { x_m, y_m }
    }

    pub(crate) fn away_m(self, other: Spot) -> f64 {
        (self.x_m - other.x_m).hypot(self.y_m - other.y_m)
    }

    /// Whether something may stand here: on land, and not in the river.
    pub(crate) fn is_firm(self) -> bool {
        let inside = (EDGE_M..=EAST_M - EDGE_M).contains(&self.x_m) && self.y_m >= EDGE_M;
        inside && self.y_m <= coast_y_m(self.x_m) - SHORE_M && (self.x_m - river_x_m(self.y_m)).abs() >= BANK_M
    }

    /// The point on the earth, to five decimals: about a metre.
    pub(crate) fn point(self) -> GeoPoint {
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        let (lat, lon) = (round(SOUTH + self.y_m / LAT_DEGREE_M), round(WEST + self.x_m / LON_DEGREE_M));
        // Metres within some kilometres of the corner are always a place.
        GeoPoint::new(lat, lon).unwrap_or_else(|_| Spot::at(0.0, 0.0).point())
    }
}

/// How far north the land reaches at `x_m`: a shore with a bay and a headland.
pub(crate) fn coast_y_m(x_m: f64) -> f64 {
    16_800.0 + 700.0 * (x_m / 3_900.0).sin() + 350.0 * (x_m / 1_500.0 + 1.0).sin()
}

/// Where the middle of the river is at `y_m`.
pub(crate) fn river_x_m(y_m: f64) -> f64 {
    12_600.0 + 1_100.0 * (y_m / 3_300.0).sin() + 300.0 * (y_m / 1_100.0).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sea_and_the_river_are_not_built_on() {
        for x_m in (0..24).map(|km| f64::from(km) * 1_000.0) {
            assert!(!Spot::at(x_m, coast_y_m(x_m) + 1.0).is_firm());
            assert!(coast_y_m(x_m) < 18_000.0);
        }
        for y_m in (0..18).map(|km| f64::from(km) * 1_000.0) {
            assert!(!Spot::at(river_x_m(y_m), y_m).is_firm());
        }
        assert!(Spot::at(5_000.0, 5_000.0).is_firm());
    }

    #[test]
    fn metres_on_the_plan_are_metres_on_the_earth() {
        let (a, b) = (Spot::at(1_000.0, 2_000.0), Spot::at(13_000.0, 11_000.0));
        assert!((a.point().distance_m(b.point()) - a.away_m(b)).abs() < 30.0);
    }
}
