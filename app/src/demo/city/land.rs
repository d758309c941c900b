//! Districts, villages and landmarks of the invented city: where they lie and how many people live there.

use sigap_kernel::GeoPoint;
use sigap_registry::{Place, PlaceKind};

use super::names::{VILLAGE_FIRST, VILLAGE_SECOND};
use super::shape::Spot;
use crate::demo::dice::Dice;

/// Villages in the whole city.
pub(crate) const VILLAGES: usize = 177;
/// Tries to find a free spot for the villages of one district.
const TRIES_MAX: usize = 20_000;
/// Villages begin so far apart, and move together where there is no room.
const APART_M: f64 = 1_700.0;
const APART_LEAST_M: f64 = 300.0;
/// How far a village may lie from the middle of its district.
const REACH_M: f64 = 5_500.0;

/// Name, middle (metres east and north) and thousands of people of each district: harbour and old town in the north, dense
/// quarters in the middle, hills in the south.
const DISTRICTS: [(&str, f64, f64, u32); 16] = [
    ("Pelabuhan Lama", 4_300.0, 14_700.0, 118),
    ("Tanjung Layar", 8_100.0, 15_000.0, 96),
    ("Muara Biru", 11_900.0, 14_800.0, 124),
    ("Pasir Camar", 16_400.0, 14_600.0, 87),
    ("Karang Timur", 20_700.0, 14_400.0, 109),
    ("Bandar Kulon", 2_600.0, 11_200.0, 92),
    ("Kota Tua", 8_700.0, 11_900.0, 74),
    ("Alun Samudra", 11_400.0, 11_600.0, 68),
    ("Pasar Ombak", 15_300.0, 11_700.0, 103),
    ("Dermaga Wetan", 20_000.0, 11_000.0, 121),
    ("Rawa Teduh", 5_200.0, 8_600.0, 134),
    ("Simpang Angin", 10_600.0, 8_200.0, 141),
    ("Padang Mutiara", 16_800.0, 8_000.0, 152),
    ("Bukit Kemuning", 4_900.0, 4_200.0, 115),
    ("Lereng Hijau", 11_300.0, 3_600.0, 97),
    ("Hulu Jernih", 18_700.0, 3_900.0, 89),
];

/// Places everybody knows.
const LANDMARKS: [(&str, f64, f64); 24] = [
    ("Alun-alun Samudra", 11_500.0, 11_500.0),
    ("Balai Kota Samudra", 11_200.0, 11_300.0),
    ("Masjid Agung Samudra", 11_800.0, 11_700.0),
    ("Stasiun Samudra Tengah", 9_900.0, 11_000.0),
    ("Stasiun Karang Timur", 20_100.0, 13_600.0),
    ("Pelabuhan Samudra", 5_000.0, 15_900.0),
    ("Mercusuar Tanjung Layar", 8_300.0, 16_300.0),
    ("Jembatan Muara Biru", 12_400.0, 14_100.0),
    ("Pantai Pasir Camar", 16_000.0, 15_600.0),
    ("Pasar Kota Tua", 8_500.0, 12_300.0),
    ("Gereja Bahtera Lama", 8_000.0, 12_000.0),
    ("Kelenteng Naga Laut", 7_600.0, 12_600.0),
    ("Pasar Induk Ombak", 15_600.0, 11_300.0),
    ("Mal Karang Mutiara", 14_300.0, 10_300.0),
    ("Terminal Simpang Angin", 10_400.0, 7_700.0),
    ("Universitas Samudra", 14_900.0, 7_200.0),
    ("Stadion Gelombang", 17_500.0, 8_600.0),
    ("Kawasan Industri Wetan", 21_600.0, 10_200.0),
    ("Bandara Layar Terkembang", 2_000.0, 12_600.0),
    ("Terminal Bandar Kulon", 3_100.0, 10_600.0),
    ("Taman Rawa Teduh", 5_600.0, 9_100.0),
    ("Kebun Raya Lereng Hijau", 10_900.0, 3_000.0),
    ("Waduk Hulu Jernih", 19_400.0, 3_100.0),
    ("Menara Pandang Bukit Kemuning", 4_400.0, 3_600.0),
];

/// A district (*kecamatan*).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct District {
    /// Code in the form of the ministry's; no province has the number 99.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: &'static str,
    /// People who live there.
    pub(crate) population: u32,
    /// Its middle.
    pub(crate) middle: GeoPoint,
    pub(crate) spot: Spot,
}

/// A village or urban ward (*kelurahan*).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Village {
    /// Code below that of its district.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The code of its district.
    pub(crate) district: String,
    /// People who live there.
    pub(crate) population: u32,
    /// Its middle.
    pub(crate) middle: GeoPoint,
    pub(crate) spot: Spot,
}

/// The districts with their people, a little different for each seed.
pub(crate) fn districts(seed: u64) -> Vec<District> {
    let dice = Dice::new(seed, "districts");
    let district = |(place, (name, x_m, y_m, thousands)): (usize, &(&'static str, f64, f64, u32))| {
        let spot = Spot::at(*x_m, *y_m);
        let population = thousands * 1_000 + u32::try_from(dice.between(0, 5_000)).unwrap_or(0) - 2_500;
        District { code: format!("99.71.{:02}", place + 1), name, population, middle: spot.point(), spot }
    };
    DISTRICTS.iter().enumerate().map(district).collect()
}

/// The villages of all districts, each in the part of the city that is nearest to its district's middle.
pub(crate) fn villages(seed: u64, districts: &[District]) -> Vec<Village> {
    let (names, dice) = (&mut village_names(seed), Dice::new(seed, "villages"));
    let mut villages: Vec<Village> = Vec::with_capacity(VILLAGES);
    for (district, many) in districts.iter().zip(shares(districts)) {
        let spots = spots(&dice, district, districts, many);
        let people = split(&dice, district.population, spots.len());
        for (place, (spot, population)) in spots.into_iter().zip(people).enumerate() {
            // As in most cities, one village has given its district the name.
            let name = if place == 0 { district.name.to_owned() } else { names.next().unwrap_or_default() };
            let code = format!("{}.1{:03}", district.code, place + 1);
            villages.push(Village { code, name, district: district.code.clone(), population, middle: spot.point(), spot });
        }
    }
    villages
}

/// How many villages each district has: by its people, at least six.
fn shares(districts: &[District]) -> Vec<usize> {
    let all: u64 = districts.iter().map(|district| u64::from(district.population)).sum();
    let share =
        |district: &District| VILLAGES * usize::try_from(district.population).unwrap_or(0) / usize::try_from(all.max(1)).unwrap_or(1);
    let mut shares: Vec<usize> = districts.iter().map(|district| share(district).max(6)).collect();
    // What rounding left over, less than one a district, goes to the first districts.
    let missing = VILLAGES.saturating_sub(shares.iter().sum());
    shares.iter_mut().take(missing).for_each(|share| *share += 1);
    shares
}

fn village_names(seed: u64) -> impl Iterator<Item = String> + use<> {
    let all = VILLAGE_FIRST.iter().flat_map(|first| VILLAGE_SECOND.iter().map(move |second| format!("{first} {second}")));
    let taken = |name: &String| DISTRICTS.iter().any(|(district, ..)| district == name);
    Dice::new(seed, "village names").shuffled(all.filter(|name| !taken(name)).collect::<Vec<_>>()).into_iter()
}

/// Spots for the villages of one district: on firm ground, nearest to its own middle, and apart from each other.
fn spots(dice: &Dice, district: &District, all: &[District], many: usize) -> Vec<Spot> {
    let (mut spots, mut apart_m) = (Vec::with_capacity(many), APART_M);
    for _ in 0..TRIES_MAX {
        if spots.len() >= many {
            break;
        }
        let spot = Spot::at(district.spot.x_m + dice.around(REACH_M), district.spot.y_m + dice.around(REACH_M));
        if !spot.is_firm() || nearest(spot, all).is_none_or(|nearest| nearest.code != district.code) {
            continue;
        }
        if spots.iter().all(|other: &Spot| other.away_m(spot) >= apart_m) {
            spots.push(spot);
        } else {
            apart_m = (apart_m * 0.99).max(APART_LEAST_M);
        }
    }
    spots
}

/// The district whose middle is nearest.
pub(crate) fn nearest(spot: Spot, all: &[District]) -> Option<&District> {
    all.iter().min_by(|a, b| a.spot.away_m(spot).total_cmp(&b.spot.away_m(spot)))
}

/// Splits people among villages: some are twice as large as others, none is empty.
fn split(dice: &Dice, people: u32, villages: usize) -> Vec<u32> {
    let weights: Vec<f64> = (0..villages).map(|_| 1.0 + dice.unit()).collect();
    let all: f64 = weights.iter().sum();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a part of a u32
    weights.iter().map(|weight| (f64::from(people) * weight / all) as u32).collect()
}

/// The names people may ask for: districts, villages, landmarks.
pub(crate) fn places(city: &str, districts: &[District], villages: &[Village]) -> Vec<Place> {
    let place = |code: &str, kind, name: &str, parent: &str, point| Place {
        code: code.to_owned(),
        kind,
        name: name.to_owned(),
        parent: parent.to_owned(),
        within: if parent.is_empty() { city.to_owned() } else { String::new() },
        point,
    };
    let in_city = districts.iter().map(|one| place(&one.code, PlaceKind::Kecamatan, one.name, "", one.middle));
    let in_districts = villages.iter().map(|one| place(&one.code, PlaceKind::Kelurahan, &one.name, &one.district, one.middle));
    let known = LANDMARKS.iter().enumerate().map(|(number, (name, x_m, y_m))| {
        let spot = Spot::at(*x_m, *y_m);
        let parent = nearest(spot, districts).map_or("", |district| district.code.as_str());
        place(&format!("lm-{:02}", number + 1), PlaceKind::Landmark, name, parent, spot.point())
    });
    in_city.chain(in_districts).chain(known).collect()
}
