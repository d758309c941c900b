//! Searching services: the question, and which places answer it, open before closed, near before far. Pure.

use std::sync::Arc;

use sigap_kernel::{GeoPoint, UtcMs, straight_line_min};
use sigap_registry::{Facility, FacilityKind, IsOpen, ServiceKind};

use crate::model::{LIMIT_MAX, LIMIT_USUAL};
use crate::picture::{BedPicture, FacilityBeds};
use crate::whence::AskedPlace;

/// Places looked at, nearest first: what is open is not searched for at the other end of the country.
const LOOKED_AT_MAX: usize = 400;
/// The word for health centres and clinics in an address.
const PRIMARY_CARE: &str = "clinic";

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Any place of care.
    Anything,
    /// Health centres, posts, clinics and practices.
    PrimaryCare,
    /// One service.
    Service(ServiceKind),
}

/// The question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) what: What,
    pub(crate) open_only: bool,
    pub(crate) place: AskedPlace,
    pub(crate) limit: usize,
    pub(crate) unread: bool,
}

impl Asked {
    /// Reads the part of an address after `?`. Open places only, unless `open=0`.
    pub(crate) fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let first = |name: &str| field(name).unwrap_or_default();
        let (place, place_unread) = AskedPlace::read(field);
        let what = read_what(first("service"));
        let limit = first("limit");
        let read_limit = limit.parse::<usize>().ok().map(|limit| limit.clamp(1, LIMIT_MAX));
        Self {
            unread: place_unread || what.is_none() || (!limit.is_empty() && read_limit.is_none()),
            what: what.unwrap_or(What::Anything),
            open_only: !matches!(first("open"), "0" | "false" | "no"),
            place,
            limit: read_limit.unwrap_or(LIMIT_USUAL),
        }
    }

    /// The choice without the place.
    pub(crate) fn choice_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.what {
            What::Anything => {}
            What::PrimaryCare => pairs.push(("service", PRIMARY_CARE.to_owned())),
            What::Service(kind) => pairs.push(("service", kind.code().to_owned())),
        }
        if !self.open_only {
            pairs.push(("open", "0".to_owned()));
        }
        pairs
    }

    /// The address of this question, changed.
    pub(crate) fn href_with(&self, change: impl FnOnce(&mut Asked)) -> String {
        let mut other = Self { limit: LIMIT_USUAL, ..self.clone() };
        change(&mut other);
        let mut pairs = other.choice_pairs();
        pairs.extend(other.place.pairs());
        if other.limit != LIMIT_USUAL {
            pairs.push(("limit", other.limit.to_string()));
        }
        super::services_address(&pairs)
    }
}

/// Reads what is looked for; `None` when that is no service.
pub(crate) fn read_what(text: &str) -> Option<What> {
    match text {
        "" => Some(What::Anything),
        PRIMARY_CARE => Some(What::PrimaryCare),
        code => code.parse().ok().map(What::Service),
    }
}

/// A place that answers.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) beds: Arc<FacilityBeds>,
    pub(crate) open: IsOpen,
    pub(crate) distance_m: f64,
    pub(crate) travel_min: u32,
}

/// The places that answer: open first, then those whose hours nobody knows, then closed ones; near before far.
pub(crate) fn search(picture: &BedPicture, asked: &Asked, near: GeoPoint, now: UtcMs) -> Vec<Place> {
    let mut found: Vec<Place> = picture
        .nearest(near)
        .filter(|(beds, _)| suits(&beds.facility, asked.what))
        .take(LOOKED_AT_MAX)
        .map(|(beds, distance_m)| {
            let open = open_now(&beds.facility, asked.what, now);
            Place { beds: beds.clone(), open, distance_m, travel_min: straight_line_min(distance_m) }
        })
        .filter(|place| !asked.open_only || matches!(place.open, IsOpen::Open { .. }))
        .collect();
    // A stable sort keeps near before far.
    found.sort_by_key(|place| band(place.open));
    found.truncate(asked.limit);
    found
}

const fn band(open: IsOpen) -> u8 {
    match open {
        IsOpen::Open { .. } => 0,
        IsOpen::Closed { opens: None } => 1,
        IsOpen::Closed { opens: Some(_) } => 2,
    }
}

fn suits(facility: &Facility, what: What) -> bool {
    use FacilityKind as K;
    match what {
        What::Anything => true,
        What::PrimaryCare => matches!(facility.kind, K::HealthCentre | K::HealthPost | K::Clinic | K::SpecialistClinic | K::Practice),
        What::Service(kind) => facility.services.iter().any(|one| one.kind == kind),
    }
}

/// Open, if any service that was asked for is; until the last of them closes, or from when the first opens.
fn open_now(facility: &Facility, what: What, now: UtcMs) -> IsOpen {
    let asked = facility.services.iter().filter(|one| !matches!(what, What::Service(kind) if kind != one.kind));
    asked.map(|one| one.hours.is_open(now, facility.zone)).reduce(better).unwrap_or(IsOpen::Closed { opens: None })
}

fn better(one: IsOpen, other: IsOpen) -> IsOpen {
    use IsOpen as O;
    match (one, other) {
        (O::Open { until: Some(a) }, O::Open { until: Some(b) }) => O::Open { until: Some(a.max(b)) },
        (O::Open { until: None }, _) | (_, O::Open { until: None }) => O::Open { until: None },
        (open @ O::Open { .. }, _) | (_, open @ O::Open { .. }) => open,
        (O::Closed { opens: Some(a) }, O::Closed { opens: Some(b) }) => O::Closed { opens: Some(a.min(b)) },
        (O::Closed { opens: a }, O::Closed { opens: b }) => O::Closed { opens: a.or(b) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_from_a_link_and_written_back() {
        let asked = Asked::read("service=igd&place=Pelabuhan&open=0");
        assert_eq!((asked.what, asked.open_only, asked.unread), (What::Service(ServiceKind::Igd), false, false));
        assert_eq!(asked.href_with(|_| {}), "/layanan?service=igd&open=0&place=Pelabuhan");
        assert_eq!(Asked::read("service=clinic").what, What::PrimaryCare);
        assert!(Asked::read("service=sauna").unread && Asked::read("limit=x").unread && !Asked::read("").unread);
    }

    #[test]
    fn a_place_is_open_as_long_as_any_of_its_services() {
        let (a, b) = (UtcMs(1), UtcMs(2));
        let (shut, unknown) = (IsOpen::Closed { opens: Some(b) }, IsOpen::Closed { opens: None });
        let open = |until| IsOpen::Open { until };
        let cases = [
            (open(Some(a)), open(Some(b)), open(Some(b))),
            (open(Some(a)), open(None), open(None)),
            (shut, open(Some(a)), open(Some(a))),
            (shut, IsOpen::Closed { opens: Some(a) }, IsOpen::Closed { opens: Some(a) }),
            (unknown, shut, shut),
            (unknown, unknown, unknown),
        ];
        for (one, other, both) in cases {
            assert_eq!((better(one, other), better(other, one)), (both, both));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_question_breaks_the_reader(query in "\\PC{0,80}", limit in "[0-9-]{0,20}") {
            let asked = Asked::read(&format!("{query}&limit={limit}"));
            proptest::prop_assert!((1..=LIMIT_MAX).contains(&asked.limit));
        }
    }
}
