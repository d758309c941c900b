//! The live picture of all beds: one immutable piece a hospital, so that a report changes one piece and readers never wait.

mod glance;
mod index;
mod outlooks;
mod paint;
mod sums;

use std::hint::black_box;
use std::sync::{Arc, OnceLock};

use sigap_availability::chance::{Flow, Moves, Outlook};
use sigap_availability::{Claim, Observation, Rules, Standing};
use sigap_kernel::{FacilityId, GeoPoint, Pool, UtcMs, WardId};
use sigap_registry::{Facility, Ward};

pub(crate) use paint::BedPainter;
pub use sums::{Sums, SumsNow};

use crate::model::{BySex, Wanted};
use crate::said::SaidBeside;
pub(crate) use glance::{Glance, Kinds};
use index::Index;
pub(crate) use outlooks::Beside;
use outlooks::Outlooks;
use sums::Kept;

/// One ward with all that is known of it.
#[derive(Debug, Clone)]
pub struct WardBeds {
    /// What the registry says.
    pub ward: Ward,
    /// The last report.
    pub observation: Option<Observation>,
    /// Hints by sex.
    pub by_sex: Option<BySex>,
    /// Promises and arrivals that are not closed.
    pub claims: Vec<Claim>,
    /// The version of the counters; 0 before the first report.
    pub version: i64,
    /// Who reported last, as the journal writes it.
    pub actor: String,
    /// What other sources say of it, for those who work inside.
    pub said: Vec<SaidBeside>,
    /// Since when the numbers are the same.
    pub changed_at: Option<UtcMs>,
    /// What came and went, counted from report to report.
    pub(crate) moves: Moves,
    /// What comes and goes, once enough was heard.
    pub(crate) flow: Option<Arc<Flow>>,
}

impl WardBeds {
    /// A ward of which nothing was heard.
    pub(crate) const fn silent(ward: Ward) -> Self {
        Self {
            ward,
            observation: None,
            by_sex: None,
            claims: Vec::new(),
            version: 0,
            actor: String::new(),
            said: Vec::new(),
            changed_at: None,
            moves: Moves { admitted: 0, discharged: 0, reopened: 0, full_s: 0, reopened_at: None },
            flow: None,
        }
    }

    /// Where this ward stands at an instant.
    #[must_use]
    pub fn standing(&self, rules: &Rules, now: UtcMs) -> Standing {
        Standing::of(rules, self.ward.pool.bed_type, self.observation.as_ref(), &self.claims, now)
    }
}

/// Kinds of bed whose bit stands in [`FacilityBeds::told`].
const TOLD_AT_HAND: usize = u64::BITS as usize;
/// Pools that suit in as many hospitals as are reached for together, usually.
const PLACES_AT_ONCE: usize = 64;
/// Bytes that come from memory together.
const LINE_BYTES: usize = 64;

/// Reads a little of each line of a text.
fn reach_over(text: &str) {
    black_box(text.as_bytes().iter().step_by(LINE_BYTES).fold(0_u8, |all, byte| all ^ byte));
}

/// One hospital: its wards, and its pools added up.
///
/// A search looks at dozens of hospitals, of a country that does not stay in the processor's caches: what it asks of each stands in
/// front, in as few lines of memory as it takes.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct FacilityBeds {
    /// From when anyone may see its numbers; `None`: not at all.
    public_from: Option<UtcMs>,
    /// The kinds of bed of its wards that are in use, in the order of the sums.
    kinds: Box<[Pool]>,
    /// Of which of the first kinds residents see the chance, a bit each: asked for every row of every search.
    told: u64,
    outlooks: Outlooks,
    sums: Kept,
    id: FacilityId,
    is_hospital: bool,
    /// What the public answer says of the hospital itself; made when it is first asked for.
    pub(crate) facts: OnceLock<Box<str>>,
    /// What the registry says.
    pub facility: Arc<Facility>,
    /// Its wards, by name.
    pub wards: Vec<WardBeds>,
    beside: Beside,
}

impl FacilityBeds {
    pub(crate) fn new(facility: Arc<Facility>, wards: Vec<WardBeds>, beside: Beside, rules: &Rules, now: UtcMs) -> Self {
        let sums = Kept::new(&wards, rules, now);
        let kinds: Box<[Pool]> = sums.first().iter().map(|(pool, _)| *pool).collect();
        let told = kinds.iter().take(TOLD_AT_HAND).rev().fold(0, |bits, pool| bits << 1 | u64::from(beside.told.contains(pool)));
        let outlooks = Outlooks::of(kinds.len());
        let public_from = facility.agreement.public_from().filter(|_| facility.agreement.shows_beds);
        let is_hospital = facility.kind.is_hospital();
        Self { id: facility.id, facility, wards, public_from, is_hospital, kinds, told, sums, outlooks, beside, facts: OnceLock::new() }
    }

    /// The sums of all pools at an instant.
    #[must_use]
    pub fn pools(&self, rules: &Rules, now: UtcMs) -> SumsNow<'_> {
        self.sums.at(&self.wards, rules, now)
    }

    /// Its id, without a look at what else the registry says of it.
    pub(crate) const fn id(&self) -> FacilityId {
        self.id
    }

    /// Reaches for what a search needs of each of these, so that memory that lies far apart comes at once and not one after the
    /// other: a country does not stay in the processor's caches. Where to reach is found out first; a processor looks only a few
    /// steps ahead.
    pub(crate) fn reach_for<'b>(all: impl Iterator<Item = &'b Arc<FacilityBeds>> + Clone, wanted: &Wanted) {
        for one in all.clone() {
            black_box((one.id, one.public_from, one.kinds.first()));
        }
        let mut places = Vec::with_capacity(PLACES_AT_ONCE);
        for one in all {
            places.extend(one.places_of(wanted).map(|place| (&one.outlooks, one.sums.first(), place)));
        }
        for (outlooks, sums, place) in &places {
            outlooks.reach_for(*place);
            if let Some((_, sum)) = sums.get(*place) {
                black_box((sum.oldest_counted_age_s.is_some(), sum.free, sum.sources));
            }
        }
    }

    /// The same for the texts of an answer.
    pub(crate) fn reach_for_texts<'b>(all: impl Iterator<Item = &'b Arc<FacilityBeds>>, wanted: &Wanted) {
        let mut texts = Vec::with_capacity(PLACES_AT_ONCE);
        for one in all {
            texts.extend(one.facts.get().map(|text| &**text));
            texts.extend(one.places_of(wanted).filter_map(|place| one.sums.first().kept_text(place)));
        }
        texts.into_iter().for_each(reach_over);
    }

    /// The chance of the pool at a place among its kinds, for those who work inside; `None` as long as too little is known.
    #[must_use]
    pub fn outlook(&self, place: usize, rules: &Rules, now: UtcMs) -> Option<Outlook> {
        self.outlooks.at(place, now, || outlooks::compute(&self.kinds, &self.wards, &self.beside, rules, now))
    }

    /// Whether residents see the chance of the pool at a place.
    #[must_use]
    pub fn tells_chance(&self, place: usize) -> bool {
        match place {
            0..TOLD_AT_HAND => self.told >> place & 1 == 1,
            _ => self.kinds.get(place).is_some_and(|pool| self.beside.told.contains(pool)),
        }
    }

    /// What is known of it beside its wards.
    pub(crate) const fn beside(&self) -> &Beside {
        &self.beside
    }

    /// The pools there are, without their sums.
    #[must_use]
    pub fn pool_kinds(&self) -> &[Pool] {
        &self.kinds
    }

    /// Whether it is a hospital, of whatever kind.
    #[must_use]
    pub const fn is_hospital(&self) -> bool {
        self.is_hospital
    }

    /// Whether any of its pools is wanted.
    pub(crate) fn has(&self, wanted: &Wanted) -> bool {
        self.places_of(wanted).next().is_some()
    }

    /// The places of the wanted pools among its sums.
    pub(crate) fn places_of(&self, wanted: &Wanted) -> impl Iterator<Item = usize> + use<'_> {
        let wanted = *wanted;
        self.kinds.iter().enumerate().filter(move |(_, pool)| wanted.has(pool)).map(|(place, _)| place)
    }

    /// Whether anyone may see numbers of this hospital.
    #[must_use]
    pub fn is_public(&self, now: UtcMs) -> bool {
        self.public_from.is_some_and(|from| from <= now)
    }

    /// The ward, if it is one of this hospital.
    #[must_use]
    pub fn ward(&self, id: WardId) -> Option<&WardBeds> {
        self.wards.iter().find(|ward| ward.ward.id == id)
    }
}

/// All beds, as of one moment.
#[derive(Debug, Default)]
pub struct BedPicture {
    list: Vec<Arc<FacilityBeds>>,
    /// Each hospital at a glance, in the order of the list.
    glances: Vec<Glance>,
    index: Arc<Index>,
}

impl BedPicture {
    /// Every hospital: those that are near each other in one direction stand near each other, those without a place last.
    #[must_use]
    pub fn all(&self) -> &[Arc<FacilityBeds>] {
        &self.list
    }

    /// One hospital.
    #[must_use]
    pub fn facility(&self, id: FacilityId) -> Option<&Arc<FacilityBeds>> {
        self.list.get(*self.index.by_id.get(&id)?)
    }

    /// The hospital of a ward.
    #[must_use]
    pub fn facility_of(&self, ward: WardId) -> Option<&Arc<FacilityBeds>> {
        self.list.get(*self.index.by_ward.get(&ward)?)
    }

    /// One ward.
    #[must_use]
    pub fn ward(&self, ward: WardId) -> Option<&WardBeds> {
        self.facility_of(ward)?.ward(ward)
    }

    /// Hospitals with a place, nearest first, with the metres to them as the crow flies.
    pub fn nearest(&self, from: GeoPoint) -> impl Iterator<Item = (&Arc<FacilityBeds>, f64)> {
        self.nearest_of(from, |_| true)
    }

    /// The same, of those only that are worth a look at a glance.
    pub(crate) fn nearest_of<'p, W>(&'p self, from: GeoPoint, worth: W) -> impl Iterator<Item = (&'p Arc<FacilityBeds>, f64)>
    where
        W: Fn(&Glance) -> bool + 'p,
    {
        let near = self.index.nearest(from, move |at| self.glances.get(at).is_some_and(&worth));
        near.filter_map(|(at, distance_m)| Some((self.list.get(at)?, distance_m)))
    }

    /// Facilities whose place nobody knows: they are far from nowhere and near to nothing.
    pub fn nowhere(&self) -> impl Iterator<Item = &Arc<FacilityBeds>> {
        self.list.iter().skip(self.index.nowhere_from())
    }

    /// The hospitals whose piece is another than in an older picture.
    #[must_use]
    pub fn changed_since(&self, older: &BedPicture) -> Vec<FacilityId> {
        self.renewed(older).map(|(one, _)| one.facility.id).collect()
    }

    /// The pieces that are another than in an older picture, each with what stood there.
    fn renewed<'p>(&'p self, older: &'p BedPicture) -> impl Iterator<Item = (&'p Arc<FacilityBeds>, Option<&'p Arc<FacilityBeds>>)> {
        // As long as the registry stays the same every hospital keeps its place, and nobody has to look for it.
        let same_places = Arc::ptr_eq(&self.index, &older.index);
        let before = move |at, id| if same_places { older.list.get(at) } else { older.facility(id) };
        let pairs = self.list.iter().enumerate().map(move |(at, one)| (one, before(at, one.facility.id)));
        pairs.filter(|(one, there)| there.is_none_or(|there| !Arc::ptr_eq(there, one)))
    }

    /// The hospitals that have other wards than in an older picture.
    #[must_use]
    pub fn changed_ward_lists_since(&self, older: &BedPicture) -> Vec<FacilityId> {
        let ids = |one: &FacilityBeds| one.wards.iter().map(|ward| ward.ward.id).collect::<Vec<_>>();
        let others = self.renewed(older).filter(|(one, before)| before.is_none_or(|before| ids(before) != ids(one)));
        others.map(|(one, _)| one.facility.id).collect()
    }

    /// The wards whose numbers or names are another than in an older picture, each with its hospital.
    #[must_use]
    pub fn changed_wards_since(&self, older: &BedPicture) -> Vec<(FacilityId, WardId)> {
        let versions = |one: &WardBeds| (one.version, one.ward.version, one.claims.clone());
        let mut changed = Vec::new();
        for (now, before) in self.renewed(older) {
            for ward in &now.wards {
                let there = before.and_then(|one| one.ward(ward.ward.id));
                if there.is_none_or(|there| versions(there) != versions(ward)) {
                    changed.push((now.facility.id, ward.ward.id));
                }
            }
        }
        changed
    }
}

/// The picture of these hospitals.
pub(crate) fn with_index(mut list: Vec<Arc<FacilityBeds>>) -> BedPicture {
    let index = Arc::new(Index::new(&mut list));
    let glances = list.iter().map(|one| Glance::of(one)).collect();
    BedPicture { list, glances, index }
}
