//! Painting the picture from the tables, and renewing the pieces that changed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use sigap_availability::chance::{Checks, Flow};
use sigap_availability::{Claim, Rules};
use sigap_kernel::{FacilityId, Pool, WardId, World};
use sigap_registry::{Facility, Ward};
use sigap_store::{Db, FeedItem, Painter, Query, StoreError, Subject};

use super::index::x_of;
use super::{BedPicture, Beside, FacilityBeds, Glance, WardBeds, with_index};
use crate::CheckedNumbers;
use crate::history::{Calendars, Told, store as history};
use crate::list::{Plan, PlannedBeds, deed::LIST};
use crate::said::SaidBeside;
use crate::store::{self, Count};

/// Paints and renews the picture.
pub(crate) struct BedPainter {
    pub(crate) rules: Arc<Rules>,
    pub(crate) world: World,
    pub(crate) calendars: Calendars,
    pub(crate) checked: Arc<dyn CheckedNumbers>,
}

/// Kinds of subject the picture is made of.
const FACILITY: &str = "facility";
/// The numbers of a facility, as a heartbeat confirms them: on another node nothing else tells that they are younger.
const BEDS: &str = "beds";
const WARD: &str = "ward";
/// What was learned of a facility's wards.
const FLOW: &str = "bed_flow";
/// Of which pools of a facility residents see the chance.
const TOLD: &str = "bed_told";

impl Painter for BedPainter {
    type Picture = BedPicture;

    async fn paint(&self, db: &Db) -> Result<BedPicture, StoreError> {
        let snapshot = db.snapshot().await?;
        let mut facilities = sigap_registry::facilities(&snapshot).await?;
        facilities.sort_by_cached_key(x_of);
        let wards = sigap_registry::wards(&snapshot).await?;
        let counts = store::all_counts(&snapshot).await?;
        let claims = store::open_claims(&snapshot).await?;
        let mut known = Known::new(counts, claims, store::all_said(&snapshot).await?);
        known.flows = history::all_flows(&snapshot).await?.into_iter().map(|(ward, flow)| (ward, Arc::new(flow))).collect();
        let mut told = self.told(history::switched_on(&snapshot).await?);
        let mut by_facility: HashMap<FacilityId, Vec<WardBeds>> = HashMap::new();
        for ward in wards {
            by_facility.entry(ward.facility).or_default().push(known.take(ward));
        }
        let now = self.world.now();
        let checks = self.checked.checks(db, now).await?;
        let mut plans: HashMap<FacilityId, Vec<Plan>> = HashMap::new();
        for plan in crate::list::store::all_open(&snapshot).await? {
            plans.entry(plan.facility).or_default().push(plan);
        }
        let list = facilities
            .into_iter()
            .filter(|facility| facility.active)
            .map(|facility| {
                let wards = by_facility.remove(&facility.id).unwrap_or_default();
                let planned = planned(&wards, &plans.remove(&facility.id).unwrap_or_default());
                let beside = self.beside(&facility, told.remove(&facility.id).unwrap_or_default(), &checks, planned);
                Arc::new(FacilityBeds::new(Arc::new(facility), sorted(wards), beside, &self.rules, now))
            })
            .collect();
        Ok(with_index(list))
    }

    async fn renew(&self, db: &Db, old: &BedPicture, subjects: &BTreeSet<Subject>) -> Result<BedPicture, StoreError> {
        let mut facilities: BTreeSet<FacilityId> = BTreeSet::new();
        let mut wards: BTreeSet<WardId> = BTreeSet::new();
        for subject in subjects {
            match subject.kind() {
                FACILITY | FLOW | TOLD | LIST => facilities.extend(subject.id().parse::<FacilityId>()),
                BEDS => {
                    let beds = subject.id().parse().ok().and_then(|id| old.facility(id));
                    wards.extend(beds.into_iter().flat_map(|beds| &beds.wards).map(|ward| ward.ward.id));
                }
                _ => wards.extend(subject.id().parse::<WardId>()),
            }
        }
        // A ward nobody has heard of changes which wards a hospital has.
        let unknown: Vec<WardId> = wards.iter().filter(|ward| !old.index.by_ward.contains_key(ward)).copied().collect();
        if !unknown.is_empty() {
            facilities.extend(sigap_registry::wards_by_ids(db, &unknown).await?.into_iter().map(|ward| ward.facility));
        }
        let mut next = BedPicture { list: old.list.clone(), glances: old.glances.clone(), index: old.index.clone() };
        self.renew_wards(db, old, &mut next, &wards).await?;
        if facilities.is_empty() {
            return Ok(next);
        }
        self.renew_facilities(db, old, &mut next.list, &facilities).await?;
        Ok(with_index(next.list))
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        matches!(item.subject.kind(), FACILITY | WARD | BEDS | FLOW | TOLD | LIST)
    }
}

impl BedPainter {
    /// The pools of which residents see the chance, by facility.
    fn told(&self, all: Vec<Told>) -> HashMap<FacilityId, Vec<Pool>> {
        let mut by_facility: HashMap<FacilityId, Vec<Pool>> = HashMap::new();
        for one in all.into_iter().filter(|one| one.is_public(&self.rules.chance.calibration)) {
            by_facility.entry(one.facility).or_default().push(one.pool);
        }
        by_facility
    }

    fn beside(&self, facility: &Facility, told: Vec<Pool>, checks: &BTreeMap<FacilityId, Checks>, planned: PlannedBeds) -> Beside {
        let checks = checks.get(&facility.id).copied().unwrap_or_default();
        Beside { calendar: self.calendars.of(facility.zone), told: told.into(), checks, planned: Arc::new(planned) }
    }

    /// Reads the counters of these wards again; what the registry says of them is read again too, because an edit of a
    /// ward has the same subject.
    async fn renew_wards(
        &self,
        q: &impl Query,
        old: &BedPicture,
        next: &mut BedPicture,
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
                let flow = old.ward(ward.id).and_then(|there| there.flow.clone());
                changed.entry(at).or_default().push(WardBeds { flow, ..known.take(ward) });
            }
        }
        let now = self.world.now();
        for (at, new) in changed {
            let (Some(place), Some(glance)) = (next.list.get_mut(at), next.glances.get_mut(at)) else { continue };
            let mut wards = place.wards.clone();
            for one in new {
                if let Some(there) = wards.iter_mut().find(|ward| ward.ward.id == one.ward.id)
                    && follows(&one, there)
                {
                    *there = one;
                }
            }
            *place = Arc::new(FacilityBeds::new(place.facility.clone(), wards, place.beside().clone(), &self.rules, now));
            *glance = Glance::of(place);
        }
        Ok(())
    }

    async fn renew_facilities(
        &self,
        q: &Db,
        old: &BedPicture,
        list: &mut Vec<Arc<FacilityBeds>>,
        ids: &BTreeSet<FacilityId>,
    ) -> Result<(), StoreError> {
        let ids: Vec<FacilityId> = ids.iter().copied().collect();
        let now = self.world.now();
        let checks = self.checked.checks(q, now).await?;
        for facility in sigap_registry::facilities_by_ids(q, &ids).await? {
            let wards = sigap_registry::wards_of(q, facility.id).await?;
            let ward_ids: Vec<WardId> = wards.iter().map(|ward| ward.id).collect();
            let mut known = Known::of(q, &ward_ids).await?;
            let flows = history::flows_of(q, facility.id).await?;
            known.flows = flows.into_iter().filter_map(|(ward, row)| Some((ward, Arc::new(row.flow?)))).collect();
            let told = self.told(history::told_of(q, facility.id).await?).remove(&facility.id).unwrap_or_default();
            let wards: Vec<WardBeds> = wards.into_iter().map(|ward| known.take(ward)).collect();
            let planned = planned(&wards, &crate::list::store::open_of(q, facility.id).await?);
            let beside = self.beside(&facility, told, &checks, planned);
            let wards = sorted(wards);
            let active = facility.active;
            let new = Arc::new(FacilityBeds::new(Arc::new(facility), wards, beside, &self.rules, now));
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

/// What the open lines of a hospital's list give and take.
fn planned(wards: &[WardBeds], open: &[Plan]) -> PlannedBeds {
    PlannedBeds::of(open, |id| wards.iter().find(|ward| ward.ward.id == id).map(|ward| ward.ward.pool))
}

/// Whether what was read comes after what is shown. The picture never goes backwards: an older row that is read late is left
/// out. A count that was removed, with its ward or alone, has no version any more, and the next one begins anew with what came
/// later.
fn follows(read: &WardBeds, shown: &WardBeds) -> bool {
    let received = |one: &WardBeds| one.observation.map(|seen| seen.received_at);
    let is_anew = || read.observation.is_none() || received(read) > received(shown);
    match read.ward.version.cmp(&shown.ward.version) {
        Ordering::Greater => true,
        Ordering::Equal => read.version >= shown.version || is_anew(),
        Ordering::Less => false,
    }
}

fn sorted(mut wards: Vec<WardBeds>) -> Vec<WardBeds> {
    wards.sort_by(|a, b| (&a.ward.name, a.ward.id).cmp(&(&b.ward.name, b.ward.id)));
    wards
}

/// Counters and claims by ward, to be joined with the registry's wards.
struct Known {
    counts: HashMap<WardId, Count>,
    claims: HashMap<WardId, Vec<Claim>>,
    said: HashMap<WardId, Vec<SaidBeside>>,
    flows: HashMap<WardId, Arc<Flow>>,
}

impl Known {
    fn new(counts: Vec<Count>, claims: Vec<store::ClaimRow>, said: HashMap<WardId, Vec<SaidBeside>>) -> Self {
        let mut by_ward: HashMap<WardId, Vec<Claim>> = HashMap::new();
        for row in claims {
            by_ward.entry(row.ward).or_default().push(row.claim);
        }
        Self { counts: counts.into_iter().map(|count| (count.ward, count)).collect(), claims: by_ward, said, flows: HashMap::new() }
    }

    async fn of(q: &impl Query, wards: &[WardId]) -> Result<Self, StoreError> {
        let counts = store::counts(q, wards).await?.into_values().collect();
        Ok(Self::new(counts, store::open_claims_of(q, wards).await?, store::said(q, wards).await?))
    }

    fn take(&mut self, ward: Ward) -> WardBeds {
        let claims = self.claims.remove(&ward.id).unwrap_or_default();
        let said = self.said.remove(&ward.id).unwrap_or_default();
        let flow = self.flows.remove(&ward.id);
        match self.counts.remove(&ward.id) {
            Some(count) => WardBeds {
                ward,
                observation: Some(count.observation),
                by_sex: count.by_sex,
                claims,
                version: count.version,
                actor: count.actor,
                said,
                changed_at: Some(count.changed_at),
                moves: count.moves,
                flow,
            },
            None => WardBeds { flow, said, claims, ..WardBeds::silent(ward) },
        }
    }
}

#[cfg(test)]
mod tests {
    use sigap_availability::{Observation, SourceKind, Terms};
    use sigap_kernel::{CareClass, Pool, UtcMs};
    use sigap_registry::ReportedBy;

    use super::*;

    /// A ward as its registry row and its counters of these versions say; `free` of a report at that instant.
    fn ward(row: i64, counters: i64, report: Option<(u32, i64)>) -> WardBeds {
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let observation = report.map(|(free, at)| Observation {
            capacity: Some(20),
            free: Some(free),
            terms: Terms::UNKNOWN,
            source: SourceKind::Aplicares,
            observed_at: UtcMs(at),
            received_at: UtcMs(at),
        });
        let ward = Ward {
            id: id.parse().unwrap(),
            facility: id.parse().unwrap(),
            name: "Melati".into(),
            pool: Pool::general(CareClass::Three),
            reported_by: ReportedBy::System,
            active: true,
            version: row,
        };
        WardBeds { observation, version: counters, ..WardBeds::silent(ward) }
    }

    #[test]
    fn what_was_read_earlier_and_comes_later_changes_nothing() {
        let shown = ward(2, 5, Some((3, 1_000)));
        assert!(follows(&ward(2, 6, Some((4, 2_000))), &shown));
        assert!(follows(&ward(2, 5, Some((3, 1_000))), &shown), "the same, with other claims");
        assert!(!follows(&ward(2, 4, Some((9, 900))), &shown), "an older count");
        assert!(!follows(&ward(1, 6, Some((4, 2_000))), &shown), "an older row of the registry");
        assert!(follows(&ward(3, 0, None), &shown), "a newer row of the registry");
        assert!(follows(&ward(2, 0, None), &shown), "the count was removed");
        assert!(follows(&ward(2, 1, Some((1, 2_000))), &shown), "removed, and counted anew since");
    }
}
