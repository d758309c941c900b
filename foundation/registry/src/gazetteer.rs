//! The gazetteer: places people name (villages, districts, landmarks, facilities), found in memory and forgivingly.

use std::collections::HashMap;

use sigap_kernel::GeoPoint;
use sigap_store::{Db, FeedItem, Painter, Query, StoreError, Subject};

use crate::{Facility, PlaceKind, checks, journal, service, store};

/// Letters of a question that are looked at.
const TEXT_MAX: usize = 60;
/// Answers at most.
const ANSWERS_MAX: usize = 50;
/// Shorter words are taken as they are; longer ones may have one slip, these and longer ones two.
const ONE_SLIP_FROM: usize = 4;
const TWO_SLIPS_FROM: usize = 8;
/// Words that say what kind of thing is meant, with that kind.
#[rustfmt::skip]
const KIND_WORDS: [(PlaceKind, &[&str]); 3] = [
    (PlaceKind::Kelurahan, &["kel", "kelurahan", "desa"]),
    (PlaceKind::Kecamatan, &["kec", "kecamatan"]),
    (PlaceKind::Facility, &["rs", "rsu", "rsud", "rsup", "rsia", "rsi", "rsj", "rsjd", "rumah", "sakit", "hospital", "pkm", "puskesmas", "pustu", "klinik"]),
];
/// Words that tell nothing apart.
const EMPTY_WORDS: [&str; 6] = ["dr", "drs", "hj", "now", "kota", "the"];

/// A place with a name, as it is stored.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // what is not told says itself
pub struct Place {
    /// Kemendagri code with its dots, or a landmark's own code.
    pub code: String,
    pub kind: PlaceKind,
    pub name: String,
    /// The code of the district it lies in; empty when unknown or none.
    pub parent: String,
    /// The name of what it lies in, as its source says.
    pub within: String,
    /// Its middle.
    pub point: GeoPoint,
}

/// An answer of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // as above
pub struct PlaceHit {
    pub name: String,
    pub kind: PlaceKind,
    /// What it lies in, to tell namesakes apart; may be empty.
    pub within: String,
    pub point: GeoPoint,
}

/// One name that can be found.
#[derive(Debug, Clone)]
struct Name {
    words: Vec<String>,
    /// The words without spaces: people write *Sendang Mulyo* and *Sendangmulyo*.
    joined: String,
    letters: u64,
    hit: PlaceHit,
}

/// All names of a deployment. Immutable; a [`sigap_store::LivePicture`] of it is kept by [`crate::Registry`].
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    names: Vec<Name>,
}

/// How well a name answers, best first.
type Rank = (u8, bool, u64);

impl Gazetteer {
    /// The names in the tables: every place, and every facility that works and has a place. Fails as the database does.
    pub async fn load(q: &impl Query) -> Result<Self, StoreError> {
        Ok(Self::of(&store::place::all(q).await?, &service::facilities(q).await?))
    }

    /// The gazetteer of these places and facilities.
    #[must_use]
    pub fn of(places: &[Place], facilities: &[Facility]) -> Self {
        let by_code: HashMap<&str, &str> = places.iter().map(|place| (place.code.as_str(), place.name.as_str())).collect();
        let places = places.iter().map(|place| {
            let within = by_code.get(place.parent.as_str()).map_or(place.within.as_str(), |name| name);
            Name::new(&place.name, place.kind, within, place.point)
        });
        let working = facilities.iter().filter(|facility| facility.active);
        let facilities = working.filter_map(|one| Some(Name::new(&one.name, PlaceKind::Facility, &one.district, one.place?)));
        Self { names: places.chain(facilities).collect() }
    }

    /// The places that answer to `text`, best first: whole names before beginnings before slips of the pen, the kind that
    /// was said before others, near before far. At most `limit`, never more than fifty.
    #[must_use]
    pub fn find(&self, text: &str, near: Option<GeoPoint>, limit: usize) -> Vec<PlaceHit> {
        let short: String = text.chars().take(TEXT_MAX).collect();
        let (words, said) = words_of(&short);
        if words.is_empty() {
            return Vec::new();
        }
        let asked = Asked { joined: words.concat(), words, said, near };
        let ranked = |tier: fn(&Asked, &Name) -> Option<u8>| -> Vec<(Rank, &Name)> {
            self.names.iter().filter_map(|name| Some((asked.rank(name, tier(&asked, name)?), name))).collect()
        };
        let plain = ranked(Asked::plain);
        let mut found = if plain.is_empty() { ranked(Asked::with_slips) } else { plain };
        found.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.hit.name.cmp(&other.hit.name)));
        found.into_iter().take(limit.min(ANSWERS_MAX)).map(|(_, name)| name.hit.clone()).collect()
    }
}

impl Name {
    fn new(name: &str, kind: PlaceKind, within: &str, point: GeoPoint) -> Self {
        let (words, _) = words_of(name);
        let joined = words.concat();
        let hit = PlaceHit { name: name.to_owned(), kind, within: within.to_owned(), point };
        Self { letters: letters(&joined), words, joined, hit }
    }
}

/// The words that tell a name apart, and the kind that was said beside them. A name of nothing but such words keeps them.
fn words_of(text: &str) -> (Vec<String>, Option<PlaceKind>) {
    let key = checks::key(text);
    let kind_of = |word: &str| KIND_WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind);
    let all: Vec<String> = key.split_whitespace().map(str::to_owned).collect();
    let telling: Vec<String> =
        all.iter().filter(|word| kind_of(word).is_none() && !EMPTY_WORDS.contains(&word.as_str())).cloned().collect();
    (if telling.is_empty() { all } else { telling }, key.split(' ').find_map(kind_of))
}

/// A bit for each letter and figure: with `n` slips at most `n` of the asked letters are missing from a name.
fn letters(text: &str) -> u64 {
    text.bytes().filter(u8::is_ascii_alphanumeric).fold(0, |bits, byte| bits | 1 << (byte % 64))
}

struct Asked {
    words: Vec<String>,
    joined: String,
    said: Option<PlaceKind>,
    near: Option<GeoPoint>,
}

impl Asked {
    /// Rank within a tier: the kind that was said, then nearness.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // metres on the earth fit
    fn rank(&self, name: &Name, tier: u8) -> Rank {
        let away_m = self.near.map_or(0.0, |near| near.distance_m(name.hit.point));
        (tier, self.said.is_some_and(|kind| kind != name.hit.kind), away_m as u64)
    }

    /// 0 the whole name, 1 its beginning, 2 each word begins a word of it, 3 it holds the text.
    fn plain(&self, name: &Name) -> Option<u8> {
        let begins = |word: &String| name.words.iter().any(|own| own.starts_with(word.as_str()));
        let tiers = [
            name.joined == self.joined,
            name.joined.starts_with(&self.joined),
            self.words.iter().all(begins),
            self.joined.len() >= ONE_SLIP_FROM && name.joined.contains(&self.joined),
        ];
        (0..).zip(tiers).find(|(_, holds)| *holds).map(|(tier, _)| tier)
    }

    /// 4 or more: the whole name, or each word of the question in some word of it, with a slip or two.
    fn with_slips(&self, name: &Name) -> Option<u8> {
        let slips_max = slips_allowed(&self.joined);
        if (letters(&self.joined) & !name.letters).count_ones() as usize > slips_max.max(1) * self.words.len() {
            return None;
        }
        let whole = slips(&self.joined, &name.joined, slips_max);
        let by_word =
            || self.words.iter().map(|word| name.words.iter().filter_map(|own| slips(word, own, slips_allowed(word))).min()).sum();
        let slips: usize = whole.or_else(by_word)?;
        u8::try_from(4 + slips).ok()
    }
}

fn slips_allowed(word: &str) -> usize {
    match word.chars().count() {
        ..ONE_SLIP_FROM => 0,
        ONE_SLIP_FROM..TWO_SLIPS_FROM => 1,
        _ => 2,
    }
}

/// Letters changed, left out, added or swapped between two words; `None` when there are more than `max`.
fn slips(asked: &str, name: &str, max: usize) -> Option<usize> {
    let too_long = asked.chars().count().abs_diff(name.chars().count()) > max;
    (!too_long).then(|| strsim::osa_distance(asked, name)).filter(|slips| *slips <= max)
}

/// Keeps a gazetteer in step with the tables.
pub(crate) struct GazetteerPainter;

impl Painter for GazetteerPainter {
    type Picture = Gazetteer;

    async fn paint(&self, db: &Db) -> Result<Gazetteer, StoreError> {
        Gazetteer::load(&db.snapshot().await?).await
    }

    async fn renew(&self, db: &Db, _: &Gazetteer, _: &std::collections::BTreeSet<Subject>) -> Result<Gazetteer, StoreError> {
        // Names change seldom and hang together by their parents: all of them are read again.
        self.paint(db).await
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        ["facility.added", "facility.changed"].contains(&item.kind.as_str()) || item.subject.kind() == journal::REGISTRY
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sigap_kernel::Zone;

    use super::*;
    use crate::FacilityKind;

    fn point(lat: f64, lon: f64) -> GeoPoint {
        GeoPoint::new(lat, lon).unwrap()
    }

    /// An invented city.
    fn city() -> Gazetteer {
        let place = |code: &str, kind, name: &str, parent: &str, lat| Place {
            code: code.into(),
            kind,
            name: name.into(),
            parent: parent.into(),
            within: String::new(),
            point: point(lat, 110.4),
        };
        let places = [
            place("99.71.01", PlaceKind::Kecamatan, "Pelabuhan", "", -6.90),
            place("99.71.02", PlaceKind::Kecamatan, "Sendang Mulyo", "", -7.00),
            place("99.71.01.1001", PlaceKind::Kelurahan, "Pelabuhan", "99.71.01", -6.91),
            place("99.71.02.1001", PlaceKind::Kelurahan, "Sendangmulyo", "99.71.02", -7.01),
            place("99.71.02.1002", PlaceKind::Kelurahan, "Karangrejo", "99.71.02", -7.02),
            place("99.71.01.1002", PlaceKind::Kelurahan, "Karangrejo", "99.71.01", -6.92),
            place("lm-alun", PlaceKind::Landmark, "Alun-alun Samudra", "", -6.95),
        ];
        let facility = |name: &str, lat| {
            let district = "Pelabuhan".to_owned();
            Facility { place: Some(point(lat, 110.4)), district, ..Facility::named(name, FacilityKind::Hospital, Zone::Wib) }
        };
        Gazetteer::of(&places, &[facility("RSUD dr. Rekaan Samudra", -6.93), facility("Puskesmas Karangrejo", -7.03)])
    }

    fn first(text: &str) -> String {
        city().find(text, None, 5).first().map_or_else(|| "nothing".into(), |hit| format!("{} {} {}", hit.kind, hit.name, hit.within))
    }

    #[test]
    fn a_place_is_found_as_people_write_it() {
        for (text, expected) in [
            ("Kec. Pelabuhan", "kecamatan Pelabuhan "),
            ("kel pelabuhan", "kelurahan Pelabuhan Pelabuhan"),
            ("SENDANGMULYO", "kecamatan Sendang Mulyo "),
            ("kelurahan sendang mulyo", "kelurahan Sendangmulyo Sendang Mulyo"),
            ("sendang", "kecamatan Sendang Mulyo "),
            ("pkm karangrejo", "facility Puskesmas Karangrejo Pelabuhan"),
            ("rs rekaan", "facility RSUD dr. Rekaan Samudra Pelabuhan"),
            ("alun2 samudra", "landmark Alun-alun Samudra "),
            ("alun alun", "landmark Alun-alun Samudra "),
            ("samudra", "landmark Alun-alun Samudra "),
            ("sendangmulio", "kecamatan Sendang Mulyo "),
            ("pelabuahn", "kecamatan Pelabuhan "),
            ("krangrejo", "kelurahan Karangrejo Sendang Mulyo"),
            ("", "nothing"),
            ("   ", "nothing"),
            ("zzzz", "nothing"),
        ] {
            assert_eq!(first(text), expected, "{text}");
        }
    }

    #[test]
    fn of_two_namesakes_the_nearer_one_comes_first() {
        let (city, north, south) = (city(), point(-6.92, 110.4), point(-7.02, 110.4));
        assert_eq!(city.find("kel. karangrejo", Some(north), 1)[0].within, "Pelabuhan");
        assert_eq!(city.find("kel. karangrejo", Some(south), 1)[0].within, "Sendang Mulyo");
        assert!(city.find("a", None, 1_000).len() <= ANSWERS_MAX);
    }

    #[test]
    fn slips_are_counted_as_a_reader_counts_them() {
        for (a, b, expected) in [
            ("gayamsari", "gayamsari", Some(0)),
            ("gaymasari", "gayamsari", Some(1)),
            ("gayamsri", "gayamsari", Some(1)),
            ("gajamsary", "gayamsari", Some(2)),
            ("mijen", "genuk", None),
        ] {
            assert_eq!(slips(a, b, 2), expected, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn one_slip_in_a_long_name_is_forgiven(at in 0..12usize, letter in "[a-z]") {
            let mut slipped = "sendangmulyo".to_owned();
            slipped.replace_range(at..=at, &letter);
            prop_assert!(city().find(&slipped, None, 9).iter().any(|hit| hit.name == "Sendangmulyo"));
        }

        #[test]
        fn no_question_stops_the_gazetteer(text in "\\PC{0,80}") {
            prop_assert!(city().find(&text, None, 5).len() <= 5);
        }
    }
}
