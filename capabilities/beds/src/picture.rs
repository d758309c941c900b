//! The live picture of all beds: one immutable piece a hospital, so that a report changes one piece and readers never wait.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rstar::RTree;
use rstar::primitives::GeomWithData;
use sigap_availability::{Claim, Observation, PoolSum, Rules, Standing};
use sigap_kernel::{FacilityId, GeoPoint, Pool, UtcMs, WardId, World};
use sigap_registry::{Facility, Ward};
use sigap_store::{Db, FeedItem, Painter, Query, StoreError, Subject};

use crate::model::BySex;
use crate::store::{self, Count};

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
}

impl FacilityBeds {
    pub(crate) fn new(facility: Arc<Facility>, wards: Vec<WardBeds>, rules: &Rules, now: UtcMs) -> Self {
        let (pools, good_until) = add_up(&wards, rules, now);
        Self { facility, wards, pools, computed_at: now, good_until }
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

/// A point on the globe in kilometres from its middle: the straight line through the earth orders neighbours as the way over
/// it does, anywhere, and the tree needs no map.
type GlobePoint = GeomWithData<[f64; 3], usize>;

/// Mean radius of the earth in kilometres.
const EARTH_KM: f64 = 6_371.0;

fn on_globe(point: GeoPoint) -> [f64; 3] {
    let (lat, lon) = (point.lat().to_radians(), point.lon().to_radians());
    [EARTH_KM * lat.cos() * lon.cos(), EARTH_KM * lat.cos() * lon.sin(), EARTH_KM * lat.sin()]
}

/// Where everything is; made anew only when the registry changes.
#[derive(Debug, Default)]
struct Index {
    by_id: HashMap<FacilityId, usize>,
    by_ward: HashMap<WardId, usize>,
    tree: RTree<GlobePoint>,
}

impl Index {
    fn new(list: &[Arc<FacilityBeds>]) -> Self {
        let points = list.iter().enumerate().filter_map(|(at, one)| Some(GeomWithData::new(on_globe(one.facility.place?), at))).collect();
        Self {
            by_id: list.iter().enumerate().map(|(at, one)| (one.facility.id, at)).collect(),
            by_ward: list.iter().enumerate().flat_map(|(at, one)| one.wards.iter().map(move |ward| (ward.ward.id, at))).collect(),
            tree: RTree::bulk_load(points),
        }
    }
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
        self.index.tree.nearest_neighbor_iter(on_globe(from)).filter_map(move |point| {
            let one = self.list.get(point.data)?;
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

/// Paints and renews the picture.
pub(crate) struct BedPainter {
    pub(crate) rules: Arc<Rules>,
    pub(crate) world: World,
}

/// Kinds of subject the picture is made of.
const FACILITY: &str = "facility";
const WARD: &str = "ward";

impl Painter for BedPainter {
    type Picture = BedPicture;

    async fn paint(&self, db: &Db) -> Result<BedPicture, StoreError> {
        let snapshot = db.snapshot().await?;
        let facilities = sigap_registry::facilities(&snapshot).await?;
        let wards = sigap_registry::wards(&snapshot).await?;
        let counts = store::all_counts(&snapshot).await?;
        let claims = store::open_claims(&snapshot).await?;
        let mut known = Known::new(counts, claims);
        let mut by_facility: HashMap<FacilityId, Vec<WardBeds>> = HashMap::new();
        for ward in wards {
            by_facility.entry(ward.facility).or_default().push(known.take(ward));
        }
        let now = self.world.now();
        let list = facilities
            .into_iter()
            .filter(|facility| facility.active)
            .map(|facility| {
                let wards = by_facility.remove(&facility.id).unwrap_or_default();
                Arc::new(FacilityBeds::new(Arc::new(facility), sorted(wards), &self.rules, now))
            })
            .collect();
        Ok(with_index(list))
    }

    async fn renew(&self, db: &Db, old: &BedPicture, subjects: &BTreeSet<Subject>) -> Result<BedPicture, StoreError> {
        let mut facilities: BTreeSet<FacilityId> = BTreeSet::new();
        let mut wards: BTreeSet<WardId> = BTreeSet::new();
        for subject in subjects {
            match subject.kind() {
                FACILITY => facilities.extend(subject.id().parse::<FacilityId>()),
                _ => wards.extend(subject.id().parse::<WardId>()),
            }
        }
        // A ward nobody has heard of changes which wards a hospital has.
        let unknown: Vec<WardId> = wards.iter().filter(|ward| !old.index.by_ward.contains_key(ward)).copied().collect();
        if !unknown.is_empty() {
            facilities.extend(sigap_registry::wards_by_ids(db, &unknown).await?.into_iter().map(|ward| ward.facility));
        }
        let mut list = old.list.clone();
        self.renew_wards(db, old, &mut list, &wards).await?;
        if facilities.is_empty() {
            return Ok(BedPicture { list, index: old.index.clone() });
        }
        self.renew_facilities(db, old, &mut list, &facilities).await?;
        Ok(with_index(list))
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        matches!(item.subject.kind(), FACILITY | WARD) && item.kind != "beds.heartbeat"
    }
}

impl BedPainter {
    /// Reads the counters of these wards again; what the registry says of them is read again too, because an edit of a
    /// ward has the same subject.
    async fn renew_wards(
        &self,
        q: &impl Query,
        old: &BedPicture,
        list: &mut [Arc<FacilityBeds>],
        wards: &BTreeSet<WardId>,
    ) -> Result<(), StoreError> {
        let ids: Vec<WardId> = wards.iter().copied().filter(|ward| old.index.by_ward.contains_key(ward)).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let rows = sigap_registry::wards_by_ids(q, &ids).await?;
        let mut known = Known::of(q, &ids).await?;
        let mut changed: BTreeMap<usize, Vec<WardBeds>> = BTreeMap::new();
        for ward in rows {
            if let Some(&at) = old.index.by_ward.get(&ward.id) {
                changed.entry(at).or_default().push(known.take(ward));
            }
        }
        let now = self.world.now();
        for (at, new) in changed {
            let Some(place) = list.get_mut(at) else { continue };
            let mut wards = place.wards.clone();
            for one in new {
                // The picture never goes backwards: an older row read late is left out.
                if let Some(there) = wards.iter_mut().find(|ward| ward.ward.id == one.ward.id)
                    && one.version >= there.version
                    && one.ward.version >= there.ward.version
                {
                    *there = one;
                }
            }
            *place = Arc::new(FacilityBeds::new(place.facility.clone(), wards, &self.rules, now));
        }
        Ok(())
    }

    async fn renew_facilities(
        &self,
        q: &impl Query,
        old: &BedPicture,
        list: &mut Vec<Arc<FacilityBeds>>,
        ids: &BTreeSet<FacilityId>,
    ) -> Result<(), StoreError> {
        let ids: Vec<FacilityId> = ids.iter().copied().collect();
        let now = self.world.now();
        for facility in sigap_registry::facilities_by_ids(q, &ids).await? {
            let wards = sigap_registry::wards_of(q, facility.id).await?;
            let ward_ids: Vec<WardId> = wards.iter().map(|ward| ward.id).collect();
            let mut known = Known::of(q, &ward_ids).await?;
            let wards = sorted(wards.into_iter().map(|ward| known.take(ward)).collect());
            let active = facility.active;
            let new = Arc::new(FacilityBeds::new(Arc::new(facility), wards, &self.rules, now));
            match old.index.by_id.get(&new.facility.id).and_then(|at| list.get_mut(*at)) {
                Some(place) => *place = new,
                None if active => list.push(new),
                None => {}
            }
        }
        list.retain(|one| one.facility.active);
        Ok(())
    }
}

/// The picture of these hospitals.
pub(crate) fn with_index(list: Vec<Arc<FacilityBeds>>) -> BedPicture {
    let index = Arc::new(Index::new(&list));
    BedPicture { list, index }
}

fn sorted(mut wards: Vec<WardBeds>) -> Vec<WardBeds> {
    wards.sort_by(|a, b| (&a.ward.name, a.ward.id).cmp(&(&b.ward.name, b.ward.id)));
    wards
}

/// Counters and claims by ward, to be joined with the registry's wards.
struct Known {
    counts: HashMap<WardId, Count>,
    claims: HashMap<WardId, Vec<Claim>>,
}

impl Known {
    fn new(counts: Vec<Count>, claims: Vec<store::ClaimRow>) -> Self {
        let mut by_ward: HashMap<WardId, Vec<Claim>> = HashMap::new();
        for row in claims {
            by_ward.entry(row.ward).or_default().push(row.claim);
        }
        Self { counts: counts.into_iter().map(|count| (count.ward, count)).collect(), claims: by_ward }
    }

    async fn of(q: &impl Query, wards: &[WardId]) -> Result<Self, StoreError> {
        let counts = store::counts(q, wards).await?.into_values().collect();
        Ok(Self::new(counts, store::open_claims_of(q, wards).await?))
    }

    fn take(&mut self, ward: Ward) -> WardBeds {
        let claims = self.claims.remove(&ward.id).unwrap_or_default();
        match self.counts.remove(&ward.id) {
            Some(count) => WardBeds {
                ward,
                observation: Some(count.observation),
                by_sex: count.by_sex,
                claims,
                version: count.version,
                actor: count.actor,
            },
            None => WardBeds { ward, observation: None, by_sex: None, claims, version: 0, actor: String::new() },
        }
    }
}
