//! A place in words: how far, and how well it is known.

use sigap_registry::Facility;

use super::Said;

/// Below this many metres a distance is told in metres.
const METRES_BELOW: f64 = 950.0;

impl Said {
    /// `6,2 km` or `600 m`.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below a thousand
    pub(crate) fn distance(self, metres: f64) -> String {
        if metres < METRES_BELOW {
            let rounded = (metres / 50.0).round().max(1.0) as u32 * 50;
            return self.w.a1("metres", "m", rounded);
        }
        self.w.with("kilometres", &[("km", &self.decimal(metres / 1_000.0))])
    }

    /// `14 mnt`.
    pub(crate) fn minutes(self, minutes: u32) -> String {
        self.w.with("minutes", &[("n", &self.w.figure(minutes))])
    }

    /// `Kec. Pelabuhan`; empty when nobody knows.
    pub(crate) fn district(self, facility: &Facility) -> String {
        if facility.district.is_empty() { String::new() } else { self.w.with("district", &[("name", &facility.district)]) }
    }

    /// How far the point on the map may be trusted; `None` when it is the place itself.
    pub(crate) fn place_doubt(self, facility: &Facility) -> Option<String> {
        if facility.place.is_none() {
            return Some(self.w.s("coord-unknown"));
        }
        if facility.coord_quality.is_exact() {
            return None;
        }
        let metres = f64::from(facility.radius_m()?);
        Some(self.w.with("coord-about", &[("m", &self.distance(metres))]))
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::Lang;

    use super::*;

    #[test]
    fn a_distance_is_short_and_in_the_signs_of_the_language() {
        let (id, en) = (Said::new(Lang::Id), Said::new(Lang::En));
        for (metres, words) in [(0.0, "50 m"), (620.0, "600 m"), (951.0, "1,0 km"), (6_240.0, "6,2 km"), (128_400.0, "128,4 km")] {
            assert_eq!(id.distance(metres), words);
        }
        assert_eq!((en.distance(6_240.0), en.minutes(14)), ("6.2 km".into(), "14 min".into()));
    }
}
