//! Places on the earth, as the crow flies. Roads are the business of `engines/roads`.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Mean radius of the earth (IUGG), in metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Kilometres an hour assumed along a straight line in a city when no road is known: streets wind by about 1.4
/// and traffic moves at about 28 km/h.
const STRAIGHT_LINE_KMH: f64 = 20.0;

/// A point in WGS 84 degrees, always within range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawPoint")]
pub struct GeoPoint {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct RawPoint {
    lat: f64,
    lon: f64,
}

impl TryFrom<RawPoint> for GeoPoint {
    type Error = NotAPlace;

    fn try_from(raw: RawPoint) -> Result<Self, NotAPlace> {
        Self::new(raw.lat, raw.lon)
    }
}

/// The two numbers are not a place on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("latitude must be -90 to 90 and longitude -180 to 180, got {lat}, {lon}")]
pub struct NotAPlace {
    /// The latitude that was given.
    pub lat: f64,
    /// The longitude that was given.
    pub lon: f64,
}

impl GeoPoint {
    /// The point at these degrees.
    ///
    /// # Errors
    /// [`NotAPlace`] when a number is out of range or not a number.
    pub fn new(lat: f64, lon: f64) -> Result<Self, NotAPlace> {
        if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) { Ok(Self { lat, lon }) } else { Err(NotAPlace { lat, lon }) }
    }

    /// Reads `LAT,LON` as it stands in addresses; `None` if it is not that.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (lat, lon) = text.split_once(',')?;
        Self::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok()
    }

    /// Degrees north.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Great-circle distance in metres (haversine).
    #[must_use]
    pub fn distance_m(self, other: GeoPoint) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat2 - lat1) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }

    /// The point on the globe, in metres from the middle of the earth. The straight line through the earth orders neighbours
    /// as the way over it does, anywhere on it; [`GeoPoint::arc_m`] tells how long that way is.
    #[must_use]
    pub fn on_globe_m(self) -> [f64; 3] {
        let (lat, lon) = (self.lat.to_radians(), self.lon.to_radians());
        [EARTH_RADIUS_M * lat.cos() * lon.cos(), EARTH_RADIUS_M * lat.cos() * lon.sin(), EARTH_RADIUS_M * lat.sin()]
    }

    /// Metres over the earth between two points that are `chord_m` apart through it.
    #[must_use]
    pub fn arc_m(chord_m: f64) -> f64 {
        2.0 * EARTH_RADIUS_M * (chord_m / (2.0 * EARTH_RADIUS_M)).min(1.0).asin()
    }

    /// Rounded to three decimals, about 110 m: near enough for a search, too coarse for a doorstep.
    #[must_use]
    pub fn coarse(self) -> Self {
        let round = |v: f64| (v * 1_000.0).round() / 1_000.0;
        Self { lat: round(self.lat), lon: round(self.lon) }
    }
}

/// Minutes by car for a straight line of `distance_m`, until roads are known; at least one.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most half the earth's girth: fits
pub fn straight_line_min(distance_m: f64) -> u32 {
    (distance_m / 1_000.0 / STRAIGHT_LINE_KMH * 60.0).ceil().max(1.0) as u32
}

/// A box of degrees, as maps ask for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Box2 {
    /// South-west corner.
    pub south_west: GeoPoint,
    /// North-east corner.
    pub north_east: GeoPoint,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn simpang_lima_to_kariadi_is_about_two_kilometres() {
        let (a, b) = (GeoPoint::new(-6.9903, 110.4229).unwrap(), GeoPoint::new(-6.994_212, 110.405_301).unwrap());
        assert!((a.distance_m(b) - 1_990.0).abs() < 20.0, "{}", a.distance_m(b));
        assert_eq!(straight_line_min(2_000.0), 6);
        assert_eq!(straight_line_min(0.0), 1);
    }

    #[test]
    fn what_is_not_a_place_is_refused() {
        for text in ["", "1", "91,0", "0,181", "nan,0", "a,b", "1;2"] {
            assert_eq!(GeoPoint::parse(text), None, "{text}");
        }
        assert!(GeoPoint::parse(" -6.99 , 110.4 ").is_some());
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_place_on_earth_or_none(text in "\\PC{0,40}|-?[0-9.eE]{1,20}, ?-?[0-9.eE]{1,20}") {
            if let Some(place) = GeoPoint::parse(&text) {
                prop_assert!(place.lat().abs() <= 90.0 && place.lon().abs() <= 180.0);
                prop_assert_eq!(GeoPoint::parse(&format!("{},{}", place.lat(), place.lon())), Some(place));
            }
        }

        #[test]
        fn distance_is_symmetric_and_bounded(a in -90.0..90.0f64, b in -180.0..180.0f64, c in -90.0..90.0f64, d in -180.0..180.0f64) {
            let (p, q) = (GeoPoint::new(a, b).unwrap(), GeoPoint::new(c, d).unwrap());
            prop_assert!((p.distance_m(q) - q.distance_m(p)).abs() < 1e-6);
            prop_assert!(p.distance_m(q) <= 20_016_000.0);
        }
    }
}
