//! `City`: an invented city from a seed, complete on paper: land, people, hospitals with their wards, health centres. It
//! knows no database and no clock; `lay` writes it down, `life` makes it live.

mod care;
mod centres;
mod hospitals;
mod land;
mod mix;
mod names;
mod shape;
mod site;
#[cfg(test)]
mod tests;
mod wards;

use sigap_kernel::{GeoPoint, Zone};
use sigap_registry::{NewFacility, Place};

pub(crate) use care::Certificate;
pub(crate) use hospitals::{Hospital, Reporting};
pub(crate) use land::{District, Village};
pub(crate) use wards::PlannedWard;

/// Its name says what it is: *rekaan* is invented.
pub(crate) const NAME: &str = "Kota Samudra (rekaan)";

/// An invented city.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct City {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its middle: the town square.
    pub(crate) centre: GeoPoint,
    /// Its zone.
    pub(crate) zone: Zone,
    /// Its districts.
    pub(crate) districts: Vec<District>,
    /// Its villages.
    pub(crate) villages: Vec<Village>,
    /// The names people may ask for: districts, villages and landmarks.
    pub(crate) places: Vec<Place>,
    /// Its hospitals.
    pub(crate) hospitals: Vec<Hospital>,
    /// Its health centres, clinics and houses of one purpose.
    pub(crate) others: Vec<NewFacility>,
}

/// The hospital with two systems: the one whose administrator anybody can be.
const TWO_VOICES: &str = "9999R002";

impl City {
    /// The number of the hospital whose desk reports to RS Online beside its system.
    #[must_use]
    pub(crate) fn two_voices(&self) -> Option<usize> {
        self.hospitals.iter().position(|hospital| hospital.ppk == TWO_VOICES)
    }

    /// The city of a seed: the same seed gives the same city.
    #[must_use]
    pub(crate) fn from_seed(seed: u64) -> Self {
        let districts = land::districts(seed);
        let villages = land::villages(seed, &districts);
        let places = land::places(NAME, &districts, &villages);
        let centre = shape::Spot::at(11_500.0, 11_500.0).point();
        let mut city = Self { name: NAME, centre, zone: Zone::Wib, districts, villages, places, hospitals: Vec::new(), others: Vec::new() };
        city.hospitals = hospitals::hospitals(seed, &city.villages, &city);
        city.others = centres::facilities(seed, &city.villages, &city);
        city
    }

    /// People who live there.
    #[must_use]
    pub(crate) fn population(&self) -> u32 {
        self.districts.iter().map(|district| district.population).sum()
    }

    /// Beds of all hospitals.
    #[must_use]
    pub(crate) fn beds(&self) -> u32 {
        self.hospitals.iter().flat_map(|hospital| &hospital.wards).map(|ward| ward.capacity).sum()
    }

    /// Wards of all hospitals.
    #[must_use]
    pub(crate) fn wards(&self) -> usize {
        self.hospitals.iter().map(|hospital| hospital.wards.len()).sum()
    }
}
