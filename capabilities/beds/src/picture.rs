//! The live picture of all beds: one immutable piece a hospital, so that a report changes one piece and readers never wait.

mod index;
mod paint;

use std::collections::BTreeMap;
use std::sync::Arc;

use sigap_availability::{Claim, Observation, PoolSum, Rules, Standing};
use sigap_kernel::{FacilityId, GeoPoint, Pool, UtcMs, WardId};
use sigap_registry::{Facility, Ward};

pub(crate) use paint::BedPainter;

use crate::api::Prepared;
use crate::model::BySex;
use index::Index;

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
}

impl WardBeds {
    /// Where this ward stands at an instant.
    #[must_use]
    pub fn standing(&self, rules: &Rules, now: UtcMs) -> Standing {
        Standing::of(rules, self.ward.pool.bed_type, self.observation.as_ref(), &self.claims, now)
    }
}

/// One hospital: its wards, and its pools added up.
#[derive(Debug)]
pub struct FacilityBeds {
    /// What the registry says.
    pub facility: Arc<Facility>,
    /// Its wards, by name.
    pub wards: Vec<WardBeds>,
    pools: Vec<(Pool, PoolSum)>,
    computed_at: UtcMs,
    good_until: UtcMs,
    pub(crate) prepared: Prepared,
}

impl FacilityBeds {
    pub(crate) fn new(facility: Arc<Facility>, wards: Vec<WardBeds>, rules: &Rules, now: UtcMs) -> Self {
        let (pools, good_until) = add_up(&wards, rules, now);
        Self { facility, wards, pools, computed_at: now, good_until, prepared: Prepared::default() }
    }

    /// The sums of all pools at an instant. They were added up when the last report came; they are added up anew only
    /// when a number has aged past one of its limits since.
    #[must_use]
    pub fn pools(&self, rules: &Rules, now: UtcMs) -> std::borrow::Cow<'_, [(Pool, PoolSum)]> {
        if now >= self.computed_at && now < self.good_until {
            std::borrow::Cow::Borrowed(&self.pools)
        } else {
            std::borrow::Cow::Owned(add_up(&self.wards, rules, now).0)
        }
    }

    /// The sums as they were added up when the last report came, in the order of the pools.
    pub(crate) fn added_up(&self) -> &[(Pool, PoolSum)] {
        &self.pools
    }

    /// The pools there are, without their sums.
    pub fn pool_kinds(&self) -> impl Iterator<Item = &Pool> {
        self.pools.iter().map(|(pool, _)| pool)
    }

    /// Whether anyone may see numbers of this hospital.
    #[must_use]
    pub fn is_public(&self, now: UtcMs) -> bool {
        self.facility.agreement.public_at(now) && self.facility.agreement.shows_beds
    }

    /// The ward, if it is one of this hospital.
    #[must_use]
    pub fn ward(&self, id: WardId) -> Option<&WardBeds> {
        self.wards.iter().find(|ward| ward.ward.id == id)
    }
}

/// The sums by pool, and until when they stay as they are if nobody reports.
fn add_up(wards: &[WardBeds], rules: &Rules, now: UtcMs) -> (Vec<(Pool, PoolSum)>, UtcMs) {
    let mut sums: BTreeMap<Pool, PoolSum> = BTreeMap::new();
    let mut good_until = UtcMs(i64::MAX);
    for ward in wards.iter().filter(|ward| ward.ward.active) {
        let standing = ward.standing(rules, now);
        let sum = sums.entry(ward.ward.pool).or_default();
        *sum = sum.and(&PoolSum::from(&standing));
        let limits = [standing.due_at, standing.valid_until, standing.silent_at];
        let ends = ward.claims.iter().map(|claim| claim.until);
        for limit in limits.into_iter().chain(ends).flatten().filter(|limit| *limit > now) {
            good_until = good_until.min(limit);
        }
    }
    (sums.into_iter().collect(), good_until)
}

/// All beds, as of one moment.
#[derive(Debug, Default)]
pub struct BedPicture {
    list: Vec<Arc<FacilityBeds>>,
    index: Arc<Index>,
}

impl BedPicture {
    /// Every hospital, in no order.
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

    /// Hospitals with a place, nearest first, with the distance in metres.
    pub fn nearest(&self, from: GeoPoint) -> impl Iterator<Item = (&Arc<FacilityBeds>, f64)> {
        self.index.nearest(from).filter_map(move |at| {
            let one = self.list.get(at)?;
            Some((one, one.facility.place?.distance_m(from)))
        })
    }

    /// The hospitals whose piece is another than in an older picture.
    #[must_use]
    pub fn changed_since(&self, older: &BedPicture) -> Vec<FacilityId> {
        let before = |one: &Arc<FacilityBeds>| older.facility(one.facility.id);
        self.list.iter().filter(|one| before(one).is_none_or(|there| !Arc::ptr_eq(there, one))).map(|one| one.facility.id).collect()
    }

    /// The wards whose numbers or names are another than in an older picture.
    #[must_use]
    pub fn changed_wards_since(&self, older: &BedPicture) -> Vec<WardId> {
        let versions = |one: &WardBeds| (one.version, one.ward.version, one.claims.clone());
        let mut changed = Vec::new();
        for facility in self.changed_since(older) {
            let (now, before) = (self.facility(facility), older.facility(facility));
            for ward in now.into_iter().flat_map(|one| &one.wards) {
                let there = before.and_then(|one| one.ward(ward.ward.id));
                if there.is_none_or(|there| versions(there) != versions(ward)) {
                    changed.push(ward.ward.id);
                }
            }
        }
        changed
    }
}

/// The picture of these hospitals.
pub(crate) fn with_index(list: Vec<Arc<FacilityBeds>>) -> BedPicture {
    let index = Arc::new(Index::new(&list));
    BedPicture { list, index }
}
