//! Where a facility stands: in which village, at which address, and how well that is known.

use sigap_registry::{CoordQuality, NewFacility};

use super::City;
use super::land::Village;
use super::names::STREETS;
use super::shape::Spot;
use crate::demo::dice::Dice;

/// How far from the middle of its village a facility may stand.
const REACH_M: f64 = 450.0;
/// Tries to find firm ground near the middle of a village, which is firm itself.
const TRIES: usize = 20;

/// Gives a facility a village of a district, an address and a place.
pub(super) fn settle(dice: &Dice, facility: &mut NewFacility, district: &str, villages: &[Village], city: &City) {
    let Some(code) = city.districts.iter().find(|one| one.name == district).map(|one| one.code.clone()) else { return };
    let near: Vec<&Village> = villages.iter().filter(|village| village.district == code).collect();
    if let Some(village) = dice.pick(&near) {
        settle_in(dice, facility, village, city);
    }
}

/// Gives a facility an address and a place in a village.
pub(super) fn settle_in(dice: &Dice, facility: &mut NewFacility, village: &Village, city: &City) {
    let street = dice.pick(&STREETS).copied().unwrap_or_default();
    facility.address = format!("Jl. {street} No. {} (rekaan)", dice.between(1, 240));
    facility.village.clone_from(&village.name);
    facility.district_code.clone_from(&village.district);
    facility.district = city.districts.iter().find(|one| one.code == village.district).map(|one| one.name.to_owned()).unwrap_or_default();
    (facility.coord_quality, facility.place) = match dice.between(1, 10) {
        1 => (CoordQuality::VillageCentre, Some(village.middle)),
        2..=4 => (CoordQuality::MapPin, Some(near(dice, village.spot).point())),
        _ => (CoordQuality::Surveyed, Some(near(dice, village.spot).point())),
    };
}

fn near(dice: &Dice, middle: Spot) -> Spot {
    let tries = (0..TRIES).map(|_| Spot::at(middle.x_m + dice.around(REACH_M), middle.y_m + dice.around(REACH_M)));
    tries.into_iter().find(|spot| spot.is_firm()).unwrap_or(middle)
}
