//! From where a search starts: coordinates, a named place, or the middle of the city. Says what it understood, offers the namesakes,
//! and never fails: a place nobody knows leads to the middle of the city and a kind sentence.

use sigap_kernel::GeoPoint;
use sigap_registry::{Gazetteer, PlaceHit, PlaceKind};

use crate::words::Said;

/// Letters of a place's name that are kept.
pub(crate) const PLACE_LETTERS_MAX: usize = 80;
/// Places offered when a name is in several.
const CHOICES_MAX: usize = 6;
/// Digits after the point that are kept of coordinates: about ten metres.
const DECIMALS: usize = 4;

/// A place as it was asked for, nothing looked up yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct AskedPlace {
    /// As typed.
    pub(crate) text: String,
    /// Coordinates, from the device or from a choice; they win over the text.
    pub(crate) point: Option<GeoPoint>,
}

impl AskedPlace {
    /// Reads the fields `place`, `lat`, `lon`, `point_of` and `near` (`LAT,LON`, or a name). Gives the place and whether something
    /// was unreadable.
    ///
    /// A form says in `point_of` to which words its coordinates belong: whoever types others, without a script that would empty
    /// the hidden fields, means the new place.
    pub(crate) fn read<'a>(field: impl Fn(&str) -> Option<&'a str>) -> (Self, bool) {
        let [place, lat, lon, near] = ["place", "lat", "lon", "near"].map(|name| field(name).unwrap_or_default());
        let is_retyped = field("point_of").is_some_and(|of| of != place);
        let typed = !is_retyped && !lat.is_empty() && !lon.is_empty();
        let from_fields = typed.then(|| GeoPoint::parse(&format!("{lat},{lon}"))).flatten();
        let from_near = GeoPoint::parse(near);
        let looks_like_figures = near.contains(',') && near.chars().any(|c| c.is_ascii_digit());
        let unread = (typed && from_fields.is_none()) || (from_near.is_none() && looks_like_figures);
        let name = if place.trim().is_empty() && from_near.is_none() && !unread { near } else { place };
        let text: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(PLACE_LETTERS_MAX).collect();
        (Self { text, point: from_fields.or(from_near) }, unread)
    }

    /// Whether nothing was asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.point.is_none()
    }

    /// The same place with coordinates that do not give away a doorstep: for links that are passed on.
    pub(crate) fn coarse(&self) -> Self {
        Self { text: self.text.clone(), point: self.point.map(GeoPoint::coarse) }
    }

    /// The fields of a link.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.text.is_empty() {
            pairs.push(("place", self.text.clone()));
        }
        if let Some(point) = self.point {
            pairs.push(("lat", degrees(point.lat())));
            pairs.push(("lon", degrees(point.lon())));
        }
        pairs
    }
}

/// Degrees as they stand in addresses.
pub(crate) fn degrees(value: f64) -> String {
    format!("{value:.DECIMALS$}")
}

/// A place to choose, under its full name.
pub(crate) struct Choice {
    /// `Kel. Pelabuhan, Tanjung`.
    pub(crate) name: String,
    /// The place.
    pub(crate) asked: AskedPlace,
}

/// From where, as understood.
pub(crate) struct Whence {
    /// The point the search starts from.
    pub(crate) point: GeoPoint,
    /// `dari Kel. Pelabuhan`.
    pub(crate) label: String,
    /// Other places of that name.
    pub(crate) choices: Vec<Choice>,
    /// The name nobody knows.
    pub(crate) unknown: Option<String>,
}

impl Whence {
    /// Looks a place up.
    pub(crate) fn of(asked: &AskedPlace, names: &Gazetteer, centre: GeoPoint, said: Said) -> Self {
        let w = said.words();
        let known = |point, label| Self { point, label, choices: Vec::new(), unknown: None };
        match (asked.point, asked.text.as_str()) {
            (Some(point), "") => known(point, w.s("finder-near-you")),
            (Some(point), text) => known(point, w.with("finder-near-place", &[("place", text)])),
            (None, "") => known(centre, w.s("finder-near-centre")),
            (None, text) => Self::named(text, &names.find(text, Some(centre), CHOICES_MAX), centre, said),
        }
    }

    fn named(text: &str, hits: &[PlaceHit], centre: GeoPoint, said: Said) -> Self {
        let w = said.words();
        // With its kind a name means that kind alone: `Kec. Muara` is not the kelurahan of that name.
        let spellings = |hit: &PlaceHit| [hit.name.clone(), name_with_kind(hit, said), full_name(hit, said)];
        let bare = |text: &str| text.replace('.', "").to_lowercase();
        let same = |hit: &&PlaceHit| spellings(hit).iter().any(|name| bare(name) == bare(text));
        let exact: Vec<&PlaceHit> = hits.iter().filter(same).collect();
        let (best, others) = match (exact.as_slice(), hits) {
            ([only], _) => (*only, &[][..]),
            (_, [first, ..]) => (first, hits),
            (_, []) => {
                return Self { point: centre, label: w.s("finder-near-centre"), choices: Vec::new(), unknown: Some(text.to_owned()) };
            }
        };
        let choices = if others.len() > 1 { others.iter().map(|hit| choice(hit, said)).collect() } else { Vec::new() };
        let label = w.with("finder-near-place", &[("place", &full_name(best, said))]);
        Self { point: best.point, label, choices, unknown: None }
    }
}

fn choice(hit: &PlaceHit, said: Said) -> Choice {
    let name = full_name(hit, said);
    Choice { asked: AskedPlace { text: name.clone(), point: Some(hit.point) }, name }
}

fn name_with_kind(hit: &PlaceHit, said: Said) -> String {
    let w = said.words();
    match hit.kind {
        PlaceKind::Kelurahan => w.with("place-kelurahan", &[("name", &hit.name)]),
        PlaceKind::Kecamatan => w.with("place-kecamatan", &[("name", &hit.name)]),
        PlaceKind::Landmark | PlaceKind::Facility => hit.name.clone(),
    }
}

/// A name that tells namesakes apart.
fn full_name(hit: &PlaceHit, said: Said) -> String {
    let (w, name) = (said.words(), name_with_kind(hit, said));
    if hit.within.is_empty() { name } else { w.with("place-within", &[("name", &name), ("within", &hit.within)]) }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::Lang;
    use sigap_registry::Place;

    use super::*;

    fn city() -> Gazetteer {
        let place = |code: &str, kind, name: &str, parent: &str, lat| Place {
            code: code.into(),
            kind,
            name: name.into(),
            parent: parent.into(),
            within: String::new(),
            point: GeoPoint::new(lat, 110.4).unwrap(),
        };
        let places = [
            place("99.01.01", PlaceKind::Kecamatan, "Muara", "", -7.01),
            place("99.01.02", PlaceKind::Kecamatan, "Bukit", "", -7.02),
            place("99.01.01.1001", PlaceKind::Kelurahan, "Karanganyar", "99.01.01", -7.03),
            place("99.01.02.1001", PlaceKind::Kelurahan, "Karanganyar", "99.01.02", -7.04),
            place("99.01.02.1002", PlaceKind::Kelurahan, "Pelabuhan", "99.01.02", -7.05),
            place("99.01.02.1003", PlaceKind::Kelurahan, "Muara", "99.01.02", -7.06),
        ];
        Gazetteer::of(&places, &[])
    }

    fn read(fields: &[(&str, &'static str)]) -> (AskedPlace, bool) {
        AskedPlace::read(|name| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| *value))
    }

    fn whence(place: &'static str, lat: &'static str, lon: &'static str, near: &'static str) -> (Whence, bool) {
        let (asked, unread) = read(&[("place", place), ("lat", lat), ("lon", lon), ("near", near)]);
        (Whence::of(&asked, &city(), GeoPoint::new(-7.0, 110.4).unwrap(), Said::new(Lang::Id)), unread)
    }

    #[test]
    fn a_search_starts_where_it_was_asked_to() {
        let cases = [
            (("", "", "", ""), -7.0, "dari tengah kota"),
            (("Pelabuhan", "", "", ""), -7.05, "dari Kel. Pelabuhan, Bukit"),
            (("kec muara", "", "", ""), -7.01, "dari Kec. Muara"),
            (("", "-6.5", "110.1", ""), -6.5, "dari lokasi Anda"),
            (("Rumah", "-6.5", "110.1", ""), -6.5, "dari Rumah"),
            (("", "", "", "-6.25,110.1"), -6.25, "dari lokasi Anda"),
            (("", "", "", "Pelabuhan"), -7.05, "dari Kel. Pelabuhan, Bukit"),
        ];
        for ((place, lat, lon, near), expected, label) in cases {
            let (whence, unread) = whence(place, lat, lon, near);
            assert!((whence.point.lat() - expected).abs() < 1e-9, "{place} {lat} {near}");
            assert_eq!((whence.label.as_str(), unread), (label, false));
        }
    }

    #[test]
    fn who_types_another_place_without_a_script_means_that_place() {
        let cases = [
            ("Pelabuhan", Some("Rumah"), -7.05, "dari Kel. Pelabuhan, Bukit"),
            ("Pelabuhan", Some(""), -7.05, "dari Kel. Pelabuhan, Bukit"),
            ("", Some("Rumah"), -7.0, "dari tengah kota"),
            ("Rumah", Some("Rumah"), -6.5, "dari Rumah"),
            ("", Some(""), -6.5, "dari lokasi Anda"),
            ("Rumah", None, -6.5, "dari Rumah"),
        ];
        for (place, point_of, lat, label) in cases {
            let mut fields = vec![("place", place), ("lat", "-6.5"), ("lon", "110.1")];
            fields.extend(point_of.map(|of| ("point_of", of)));
            let whence = Whence::of(&read(&fields).0, &city(), GeoPoint::new(-7.0, 110.4).unwrap(), Said::new(Lang::Id));
            assert!((whence.point.lat() - lat).abs() < 1e-9, "{place:?} {point_of:?}");
            assert_eq!(whence.label, label);
        }
    }

    #[test]
    fn a_name_in_two_places_is_asked_back_and_still_answered() {
        let (whence, _) = whence("Karanganyar", "", "", "");
        let names: Vec<&str> = whence.choices.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["Kel. Karanganyar, Muara", "Kel. Karanganyar, Bukit"]);
        assert!(whence.choices.iter().all(|choice| choice.asked.point.is_some()));
    }

    #[test]
    fn a_name_with_its_kind_is_not_asked_back() {
        for (place, expected) in [("Kec. Muara", -7.01), ("kec muara", -7.01), ("Kel. Muara", -7.06)] {
            let (whence, _) = whence(place, "", "", "");
            assert!((whence.point.lat() - expected).abs() < 1e-9 && whence.choices.is_empty(), "{place}: {}", whence.label);
        }
        assert_eq!(whence("Muara", "", "", "").0.choices.len(), 2);
    }

    #[test]
    fn a_place_nobody_knows_leads_to_the_middle_of_the_city() {
        let (whence, unread) = whence("Antah Berantah", "", "", "");
        assert_eq!((whence.unknown.as_deref(), whence.label.as_str(), unread), (Some("Antah Berantah"), "dari tengah kota", false));
        for (lat, lon, near) in [("91", "110", ""), ("x", "y", ""), ("", "", "91,200")] {
            assert!(self::whence("", lat, lon, near).1, "{lat} {lon} {near}");
        }
    }

    #[test]
    fn a_link_that_is_passed_on_names_no_doorstep() {
        let (asked, _) = read(&[("lat", "-6.99031"), ("lon", "110.42291")]);
        assert_eq!(asked.coarse().pairs(), [("lat", "-6.9900".to_owned()), ("lon", "110.4230".to_owned())]);
    }
}
